"""The face as a form: each field with its meaning, its closed codes and what stands in it; what needs eyes comes first.

Face class. Where in the text a value was read stands in the sealed particulars, and a client puts the two together.
"""

from collections.abc import Iterator
from typing import Any, Final

from dueprocess.adapters import names
from dueprocess.case.state import CaseState
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form, Plain, Spec
from dueprocess.demand.face_schema import face_schema
from dueprocess.desk.services.desk import Desk
from dueprocess.law.coverage import shelf_countries

_TYPES: Final[dict[Form, str]] = {
    Form.COUNTRY: "code",
    Form.REGION: "text",
    Form.ID: "code",
    Form.IDS: "codes",
    Form.LANGUAGES: "codes",
    Form.SPAN: "text",
}
_CASE: Final = face_schema()["properties"]["case"]["properties"]
_PATTERNS: Final[dict[Form, str]] = {
    Form.SPAN: str(_CASE["deadline"]["pattern"]),
    Form.REGION: str(_CASE["region"]["pattern"]),
}


def form_of(desk: Desk, case: CaseState) -> dict[str, Any]:
    """The form of a case: what is decisive and not confirmed first, then the rest in the order of the schema."""
    fields = [*_fields(desk, case, "", CASE_FIELDS)]
    for item in case.items:
        fields += _fields(desk, case, f"items.{item.number}.", ITEM_FIELDS)
    return {
        "case": case.id,
        "revision": case.revision,
        "says": str(case.says),
        "items": len(case.items),
        "fields": sorted(fields, key=lambda field: not field["unsure"]),
    }


def _fields(desk: Desk, case: CaseState, prefix: str, specs: tuple[Spec, ...]) -> Iterator[dict[str, Any]]:
    for spec in specs:
        path = prefix + spec.name
        value, confirmed = _plain(case.face.get(path)), case.face.is_confirmed(path)
        yield {
            "path": path,
            "section": prefix.rstrip(".") or "case",
            "meaning": spec.meaning,
            "class": "face",
            "type": _TYPES.get(spec.form, str(spec.form)),
            "form": str(spec.form),
            "pattern": _PATTERNS.get(spec.form),
            "codes": _codes(desk, case, spec),
            "value": value,
            "claimed": None if confirmed else value,
            "confirmed": confirmed,
            "unsure": spec.decisive and not confirmed,
        }


def _plain(value: Plain) -> bool | int | str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _codes(desk: Desk, case: CaseState, spec: Spec) -> list[dict[str, str]] | None:
    if spec.of is not None:
        return [{"code": code.value, "meaning": code.meaning} for code in spec.of]
    listed = _listed(desk, str(case.face.get("country") or ""), spec.form)
    if listed is None:
        return None
    return [{"code": code, "meaning": meaning} for code, meaning in sorted(listed.items(), key=lambda one: one[1])]


def _listed(desk: Desk, country: str, form: Form) -> dict[str, str] | None:
    """Names by code for what is no closed list of ours: countries, languages, the directory and the law's ids."""
    match form:
        case Form.COUNTRY:
            return names.countries()
        case Form.LANGUAGES:
            return names.languages()
        case Form.ID:
            shipped = {one.id: one.name["en"] for one in desk.shelf.authorities.values() if one.country == country}
            own = {one.id: one.canonical_en for one in desk.own_authorities.values() if one.country == country}
            return shipped | own
        case Form.IDS:
            states = sorted(shelf_countries(country))
            return {one.id: one.title["en"] for state in states for one in desk.shelf.of_state(state)}
        case _:
            return None
