import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand import codes, face
from dueprocess.demand.codes import Channel
from dueprocess.demand.face import (
    CASE_FIELDS,
    ITEM_FIELDS,
    Face,
    FaceError,
    Form,
    check,
    from_plain,
    spec_of,
    split,
    to_plain,
)
from dueprocess.demand.face_schema import face_schema
from dueprocess.demand.media import channel_of, media_of

GOOD: dict[Form, list[Any]] = {
    Form.FLAG: [True, False],
    Form.DAY: ["2026-11-24", "2024-02-29"],
    Form.MOMENT: ["2026-11-13T17:10Z"],
    Form.COUNT: [0, 1, 9999],
    Form.COUNTRY: ["DE", "EU"],
    Form.REGION: ["DE-NW", "CN-11"],
    Form.ID: ["DE-STPO-100J", "PK-PECA-38-3"],
    Form.IDS: [["EU-DSA-9", "DE-TKG-174"], []],
    Form.LANGUAGES: [["ur", "en"]],
    Form.SPAN: ["P10D", "PT8H", "P1Y2M", "immediately", "2026-12-01"],
}
BAD: dict[Form, list[Any]] = {
    Form.CODE: ["nothing", 7, True, ["comply"], "DISCLOSURE"],
    Form.CODES: ["subscriber", ["subscriber", "gossip"], 1],
    Form.FLAG: ["true", 1, 0, []],
    Form.DAY: ["2026-02-30", "24.11.2026", "2026-11-24T00:00Z", 20261124],
    Form.MOMENT: ["2026-11-13", "2026-11-13T25:00Z", "2026-11-13T17:10:00Z", 5],
    Form.COUNT: [-1, 10_000, True, "3", 1.0],
    Form.COUNTRY: ["de", "DEU", "", 49],
    Form.REGION: ["DE", "DE-", "de-nw", "DE-NRWX", 5],
    Form.ID: ["de-stpo", "DE", "DE STPO", "x" * 300],
    Form.IDS: ["DE-STPO-100J", ["nope"], [1], ["A-B"] * 100],
    Form.LANGUAGES: [["eng"], ["EN"], "en"],
    Form.SPAN: ["P", "PT", "soon", "P1", 10, "2026-02-30"],
}
ALL = [*face.CASE_FIELDS, *face.ITEM_FIELDS]


def path_of(spec: face.Spec) -> str:
    return spec.name if spec in face.CASE_FIELDS else f"items.1.{spec.name}"


def good_of(spec: face.Spec) -> list[Any]:
    if spec.form is Form.CODE:
        assert spec.of is not None
        return [str(code) for code in spec.of]
    if spec.form is Form.CODES:
        return [["traffic", "content", "traffic"]]
    return GOOD[spec.form]


@pytest.mark.parametrize("spec", ALL, ids=path_of)
def test_each_field_takes_its_own_form_and_no_other(spec: face.Spec) -> None:
    for value in good_of(spec):
        again = check(path_of(spec), value)
        assert check(path_of(spec), again) == again
    for value in BAD[spec.form]:
        with pytest.raises(FaceError, match=path_of(spec).replace(".", r"\.")):
            check(path_of(spec), value)
    assert check(path_of(spec), None) is None


@pytest.mark.parametrize("spec", ALL, ids=path_of)
def test_each_field_has_one_line_of_meaning(spec: face.Spec) -> None:
    assert spec.meaning
    assert "\n" not in spec.meaning
    assert (spec.of is not None) == (spec.form in {Form.CODE, Form.CODES})


def test_no_field_takes_free_text() -> None:
    for spec in ALL:
        with pytest.raises(FaceError):
            check(path_of(spec), "Ottilie Brandt, ottilie@example.org")


def test_codes_have_meanings_and_are_found_by_their_wire_value() -> None:
    for of in codes.Code.__subclasses__():
        for code in of:
            assert code.meaning
            assert of(str(code)) is code


@pytest.mark.parametrize(
    "path", ["nonsense", "items.0.kind", "items.1.country", "items.100.kind", "items.1", "kind", ""]
)
def test_an_unknown_path_is_refused_and_names_the_schema(path: str) -> None:
    with pytest.raises(FaceError, match=r"face\.json"):
        split(path)
    with pytest.raises(FaceError):
        spec_of(path)


def sample() -> Face:
    return from_plain(
        {
            "case": {"country": "DE", "court_order": "none"},
            "items": [{"kind": "disclosure", "data": ["subscriber"]}, {"kind": "content"}],
            "confirmed": ["country", "items.2.kind"],
        }
    )


def test_get_reads_the_demand_and_its_items() -> None:
    known = sample()
    assert known.get("country") == "DE"
    assert known.get("items.1.data") == ("subscriber",)
    assert known.get("items.2.data") is None
    assert known.get("items.3.kind") is None
    assert known.get("issuer") is None


def test_confirming_sets_values_and_marks_them() -> None:
    after = sample().confirm({"country": "AT", "items.1.targets": 2})
    assert (after.get("country"), after.get("items.1.targets")) == ("AT", 2)
    assert after.is_confirmed("items.1.targets")
    assert not after.is_confirmed("court_order")
    assert sample().get("country") == "DE"


def test_confirming_an_item_that_is_not_there_is_refused() -> None:
    with pytest.raises(FaceError, match="no item 3"):
        sample().confirm({"items.3.kind": "content"})


def test_unconfirmed_names_decisive_values_of_the_demand_and_of_that_item() -> None:
    assert sample().unconfirmed(1) == ("court_order", "items.1.kind", "items.1.data")
    assert sample().unconfirmed(2) == ("court_order",)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"schema": "dueprocess/face/2"}, "no face"),
        ({"case": {}, "remark": "x"}, "remark"),
        ({"case": []}, "one object"),
        ({"items": {}}, "one object"),
        ({"items": [{}] * 100}, "at most 99"),
        ({"items": ["x"]}, "item 1 is no object"),
        ({"case": {"name": "x"}}, "not a field"),
        ({"case": {}, "confirmed": ["items.1.nope"]}, "not a field"),
    ],
)
def test_a_face_of_another_shape_is_refused(data: dict[str, Any], says: str) -> None:
    with pytest.raises(FaceError, match=says):
        from_plain(data)


@given(
    st.dictionaries(st.sampled_from([spec.name for spec in face.CASE_FIELDS]), st.just(None)),
    st.lists(st.dictionaries(st.sampled_from([spec.name for spec in face.ITEM_FIELDS]), st.just(None)), max_size=4),
    st.data(),
)
def test_plain_form_round_trips(case: dict[str, Any], items: list[dict[str, Any]], data: st.DataObject) -> None:
    for values, head in [(case, ""), *((item, f"items.{n}.") for n, item in enumerate(items, 1))]:
        for name in values:
            values[name] = data.draw(st.sampled_from(good_of(spec_of(f"{head}{name}"))))
    plain = to_plain(from_plain({"case": case, "items": items}))
    assert to_plain(from_plain(plain)) == plain


@pytest.mark.parametrize(
    ("name", "media", "channel"),
    [
        ("order.EML", "message/rfc822", Channel.MAIL),
        ("epoc.xml", "application/xml", Channel.XML),
        ("scan.v2.pdf", "application/pdf", Channel.FILE),
        ("eml", "application/octet-stream", Channel.FILE),
        ("photo.heic", "application/octet-stream", Channel.FILE),
        ("", "application/octet-stream", Channel.FILE),
    ],
)
def test_a_name_suggests_kind_and_way(name: str, media: str, channel: Channel) -> None:
    assert (media_of(name), channel_of(name)) == (media, channel)


# --- the published schema of the face is made from the tables, and says the same as the reader ---


def test_the_published_file_is_the_generated_one(root: Path) -> None:
    """To mend it: write json.dumps(face_schema(), ensure_ascii=False, indent=2) and a newline."""
    published = (root / "law" / "schema" / "face.json").read_text(encoding="utf-8")
    assert published == json.dumps(face_schema(), ensure_ascii=False, indent=2) + "\n"


def test_each_retired_proxy_and_what_stands_for_it_now_are_fields(root: Path) -> None:
    changes = json.loads((root / "law" / "schema" / "changes.json").read_text(encoding="utf-8"))["proxies"]
    names = {spec.name for spec in (*CASE_FIELDS, *ITEM_FIELDS)}
    assert {one[key] for one in changes for key in ("old", "new")} <= names
    assert all(one["where"] for one in changes)


@pytest.mark.parametrize(("where", "specs"), [("case", CASE_FIELDS), ("items", ITEM_FIELDS)])
def test_each_field_has_meaning_class_and_closed_codes(where: str, specs: Any) -> None:
    place = face_schema()["properties"][where]
    properties = (place["items"] if where == "items" else place)["properties"]
    assert set(properties) == {spec.name for spec in specs}
    for spec in specs:
        shape = properties[spec.name]
        assert shape["description"] == spec.meaning
        assert shape["x-class"] == "face"
        if spec.of is not None:
            codes = shape.get("oneOf") or shape["items"]["oneOf"]
            assert {one["const"] for one in codes} - {None} == {code.value for code in spec.of}
            assert all(one["description"] for one in codes)


@pytest.mark.parametrize(
    "case",
    [
        {"country": "DE", "written": True, "deadline": "P10D", "received_at": "2026-11-20T16:10Z"},
        {"country": None, "instruments": ["DE-STPO-100J"], "languages": ["de"], "deadline": "immediately"},
        {"country": "Germany"},
        {"written": "yes"},
        {"channel": "pigeon"},
        {"a_new_field": 1},
        {"deadline": "soon"},
        {"received_at": "2026-11-20"},
    ],
)
def test_schema_and_reader_agree(case: dict[str, Any]) -> None:
    plain = {"case": case, "items": [{"kind": "disclosure", "data": ["content"], "targets": 1}], "confirmed": []}
    valid = jsonschema_rs.validator_for(face_schema()).is_valid(plain)
    try:
        from_plain(plain)
    except FaceError:
        assert not valid
    else:
        assert valid
