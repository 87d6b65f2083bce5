"""The published JSON Schema of the face, made from the tables in ``face.py``.

Each field carries one line of meaning, its class (``face``: the server may know it, P2) and its closed codes
with their meanings. ``law/schema/face.json`` is this object; a test holds the two together.
"""

from typing import Any, Final

from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, MAX_ITEMS, MAX_TARGETS, PATTERNS, SCHEMA, Form, Spec

_PATH: Final = r"^([a-z_]+|items\.[1-9]\d?\.[a-z_]+)$"
_NOT_KNOWN: Final = {"const": None, "description": "not known"}


def _text(form: Form) -> dict[str, Any]:
    return {"type": ["string", "null"], "pattern": f"^{PATTERNS[form].pattern}$"}


def _several(form: Form) -> dict[str, Any]:
    item = {"type": "string", "pattern": f"^{PATTERNS[form].pattern}$"}
    return {"type": ["array", "null"], "maxItems": MAX_ITEMS, "items": item}


_SPANS: Final = f"^(immediately|{PATTERNS[Form.DAY].pattern}|{PATTERNS[Form.SPAN].pattern})$"
_FORMS: Final[dict[Form, dict[str, Any]]] = {
    Form.FLAG: {"type": ["boolean", "null"]},
    Form.COUNT: {"type": ["integer", "null"], "minimum": 0, "maximum": MAX_TARGETS},
    Form.IDS: _several(Form.ID),
    Form.LANGUAGES: _several(Form.LANGUAGES),
    Form.SPAN: {"type": ["string", "null"], "pattern": _SPANS},
    **{form: _text(form) for form in (Form.DAY, Form.MOMENT, Form.COUNTRY, Form.REGION, Form.ID)},
}


def _codes(spec: Spec) -> list[dict[str, Any]]:
    return [{"const": code.value, "description": code.meaning} for code in spec.of or ()]


def _shape(spec: Spec) -> dict[str, Any]:
    if spec.form is Form.CODE:
        return {"oneOf": [*_codes(spec), _NOT_KNOWN]}
    if spec.form is Form.CODES:
        return {"type": ["array", "null"], "items": {"oneOf": _codes(spec)}}
    return _FORMS[spec.form]


def _property(spec: Spec) -> dict[str, Any]:
    return {"description": spec.meaning, "x-class": "face", "x-form": spec.form.value} | (
        {"x-decisive": spec.decisive} | _shape(spec)
    )


def _object(specs: tuple[Spec, ...], meaning: str) -> dict[str, Any]:
    return {
        "description": meaning,
        "type": "object",
        "additionalProperties": False,
        "properties": {spec.name: _property(spec) for spec in specs},
    }


def face_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a face, as ``assess FACE.json`` reads it. ``null`` means not known."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:dueprocess:face:1",
        "title": "The face of a demand: what the server may know of it",
        "description": (
            "Codes, days, counts and handles; no free text. Each value is claimed until a person who has read the "
            "original confirms it. x-class: who may read the field in clear. x-decisive: must be confirmed before "
            "anything is granted."
        ),
        "type": "object",
        "additionalProperties": False,
        "required": ["case", "items"],
        "properties": {
            "schema": {"description": "form and version of this object", "const": SCHEMA},
            "case": _object(CASE_FIELDS, "the demand as a whole"),
            "items": {
                "description": "what is asked, item by item: kind, targets, data, period, service",
                "type": "array",
                "maxItems": MAX_ITEMS,
                "items": _object(ITEM_FIELDS, "one item; items count from 1"),
            },
            "confirmed": {
                "description": "paths of the values that a person confirmed, as country or items.1.kind",
                "x-class": "face",
                "type": "array",
                "items": {"type": "string", "pattern": _PATH},
            },
        },
    }
