"""The published schema of the face is made from the tables, and says the same as the reader."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, FaceError, from_plain
from dueprocess.demand.face_schema import face_schema


def test_the_published_file_is_the_generated_one(root: Path) -> None:
    """To mend it: write json.dumps(face_schema(), ensure_ascii=False, indent=2) and a newline."""
    published = (root / "law" / "schema" / "face.json").read_text(encoding="utf-8")
    assert published == json.dumps(face_schema(), ensure_ascii=False, indent=2) + "\n"


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
