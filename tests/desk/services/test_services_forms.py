"""The face as a form: every field once, what needs eyes first, choices that the schema takes."""

from dataclasses import replace
from pathlib import Path

from desk_samples import POLICE, SHUTDOWN, Place
from dueprocess.adapters import names
from dueprocess.adapters.blobs import ROW_LIMIT, Blobs
from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, check, spec_of
from dueprocess.desk.services.choices import form_of
from dueprocess.desk.services.ciphertexts import size_of


def test_each_field_stands_once_and_what_is_unsure_comes_first(place: Place) -> None:
    form = form_of(place.desk, place.state(place.arrive()))
    paths = [field["path"] for field in form["fields"]]
    assert sorted(paths) == sorted(
        [spec.name for spec in CASE_FIELDS] + [f"items.1.{spec.name}" for spec in ITEM_FIELDS]
    )
    unsure = [field["unsure"] for field in form["fields"]]
    assert unsure == sorted(unsure, reverse=True)
    assert any(unsure)
    assert not all(unsure)


def test_what_was_confirmed_is_neither_claimed_nor_unsure(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()
    before = {field["path"]: field for field in form_of(place.desk, place.state(case))["fields"]}
    assert before["country"]["claimed"] == before["country"]["value"] == "DE"
    place.confirm(case, authority=POLICE)
    after = {field["path"]: field for field in form_of(place.desk, place.state(case))["fields"]}
    assert (after["country"]["claimed"], after["country"]["value"]) == (None, "DE")
    assert after["country"]["confirmed"]
    assert not after["country"]["unsure"]
    assert isinstance(after["instruments"]["value"], list)


def test_every_choice_is_one_that_the_face_takes(place: Place) -> None:
    desk = replace(
        place.desk, own_authorities={"PK-X": AuthorityName("PK-X", "Office", "PK", AuthorityKind.POLICE, ())}
    )
    form = form_of(desk, place.state(place.arrive(SHUTDOWN)))
    fields = {field["path"]: field for field in form["fields"]}
    for path, field in fields.items():
        for choice in field["codes"] or ():
            many = field["type"] == "codes"
            assert check(path, [choice["code"]] if many else choice["code"]) is not None, (path, choice)
        assert (field["codes"] is not None) == (field["type"] in {"code", "codes"}), path
        assert field["form"] == spec_of(path).form
    assert "PK-X" in {choice["code"] for choice in fields["authority"]["codes"]}
    assert not [choice for choice in fields["authority"]["codes"] if choice["code"].startswith("DE-")]
    assert fields["deadline"]["pattern"]
    assert fields["received_on"]["codes"] is None


def test_what_a_rule_of_the_invoked_law_waits_for_is_asked(place: Place) -> None:
    place.verify_authority()
    case = place.arrive()

    def asked() -> set[str]:
        return {field["path"] for field in form_of(place.desk, place.state(case))["fields"] if field["asked"]}

    assert "cites_law" not in asked()
    place.confirm(case, cites_law=False, written=None)
    assert {"cites_law", "written"} <= asked()


def test_a_power_is_named_as_lawyers_name_it(place: Place) -> None:
    fields = {field["path"]: field for field in form_of(place.desk, place.state(place.arrive()))["fields"]}
    named = {choice["code"]: choice["meaning"] for choice in fields["instruments"]["codes"]}
    assert named["DE-STPO-100J"] == "§ 100j StPO"


def test_names_are_those_of_people(place: Place) -> None:
    assert names.countries()["PK"] == "Pakistan"
    assert names.countries("de")["DE"] == "Deutschland"
    assert names.languages()["ur"] == "Urdu"
    assert not {"ZZ", "XA"} & set(names.countries())


def test_the_size_of_a_ciphertext_is_told_from_row_or_file(place: Place, tmp_path: Path) -> None:
    desk, sealed = replace(place.desk, blobs=Blobs(tmp_path)), "s-" + "a" * 24
    assert size_of(desk, sealed, 7) == 7
    assert size_of(place.desk, sealed, None) == 0
    assert size_of(desk, sealed, None) == 0
    assert desk.blobs
    desk.blobs.put(sealed, b"x" * (ROW_LIMIT + 1))
    assert size_of(desk, sealed, None) == ROW_LIMIT + 1
