"""The JSON Schema of ``dueprocess/report/1``; the published file is made from here, and a test compares the two."""

from typing import Any, Final

from dueprocess.formats.heads import LINE
from dueprocess.report.cells import Why
from dueprocess.report.edition import SCHEMA, Missing
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.provider import HOST_PLACES, LICENCES

_Schema = dict[str, Any]
_DAY: Final[_Schema] = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_PERIOD: Final[_Schema] = {"type": "string", "pattern": "^[0-9]{4}(-(H[12]|Q[1-4]))?$"}
_TEXT: Final[_Schema] = {"type": "string", "maxLength": 5000}
_COUNT: Final[_Schema] = {"type": "integer", "minimum": 0}
_MAYBE: Final[_Schema] = {"type": ["integer", "null"], "minimum": 0}
_WORDS: Final[_Schema] = {"type": "object", "additionalProperties": _TEXT}


def _object(**names: _Schema) -> _Schema:
    return {"type": "object", "additionalProperties": False, "required": list(names), "properties": names}


def _list(of: _Schema) -> _Schema:
    return {"type": "array", "items": of}


_CITED: Final = _object(act=_TEXT, section=_TEXT)
_BY: Final[_Schema] = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(DIMENSIONS, _TEXT)}
_CELL: Final = _object(
    metric={"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"},
    period=_PERIOD,
    by=_BY,
    value=_MAYBE,
    of={"type": "integer", "minimum": 1},
    why={"enum": [str(why) for why in Why]},
    low=_MAYBE,
    high=_MAYBE,
)
_PROVIDER: Final = _object(
    name=_TEXT,
    country=_TEXT,
    contact=_TEXT,
    languages=_list(_TEXT),
    services=_list(_TEXT),
    site=_TEXT,
    security=_TEXT,
    help=_list(_object(name=_TEXT, contact=_TEXT)),
    licence={"enum": ["", *LICENCES]},
    extraction_host={"enum": list(HOST_PLACES)},
    reads_checked=_list(_TEXT),
)


def schema() -> dict[str, Any]:
    """The schema, as JSON Schema 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": SCHEMA,
        "description": "One edition of a transparency report. A number is value divided by of; a blank says why.",
        **_object(
            schema={"const": SCHEMA},
            provider=_PROVIDER,
            period=_PERIOD,
            number=_COUNT,
            made_on=_DAY,
            not_in_it=_list(
                _object(
                    missing={"enum": [str(missing) for missing in Missing]},
                    numbers={"type": "object", "additionalProperties": _COUNT},
                )
            )
            | {"minItems": 1},
            before=_list(_PERIOD),
            corrections=_list(_object(on=_DAY, edition=_COUNT, says=_TEXT)),
            revisions=_list(_object(was=_CELL, now=_CELL, since=_COUNT)),
            signers=_list(_object(role=_TEXT, name=_TEXT, on=_DAY)),
            security=_list(
                _object(
                    structure={"type": "integer", "minimum": 1, "maximum": 4},
                    category=_TEXT,
                    low=_COUNT,
                    high=_COUNT,
                )
            ),
            unseen=_list(_object(id=_TEXT, cited=_CITED, since=_DAY, services=_list(_TEXT), title=_WORDS, says=_WORDS)),
            silences=_list(_object(says=_WORDS, cited=_list(_CITED))),
            held=_COUNT,
            head={"type": "string", "pattern": f"^(|{LINE})$"},
            cells=_list(_CELL),
        ),
    }
