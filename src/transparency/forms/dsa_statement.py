"""A statement of reasons as the DSA Transparency Database takes it, held against the fields and codes that it names.

Regulation (EU) 2022/2065, articles 17 and 24(5). What rests on an order of an authority or a court is no such statement
(article 17(5)) and stays outside.
"""

import datetime
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from transparency import packaged
from transparency.forms.dsa_template import CATEGORIES, CATEGORY, NOT_SPECIFIED_ORDER

_PUID: Final = re.compile(r"[A-Za-z0-9_-]{1,500}")


@cache
def table() -> Mapping[str, Any]:
    """Fields, what is needed, codes; with the source and the day on which they were read."""
    return tomllib.loads(packaged.text("forms", "dsa_statement.toml"))


@cache
def categories() -> frozenset[str]:
    """Codes of what a statement can be about; one is of orders alone, and no statement has it."""
    codes = (code for _, _, code in CATEGORIES if code.startswith(CATEGORY))
    return frozenset(code for code in codes if code != NOT_SPECIFIED_ORDER)


def faults(statement: Mapping[str, Any]) -> list[str]:
    """What the database would refuse, one sentence each; none where it is well formed."""
    return [*_missing(statement), *(fault for name, value in statement.items() for fault in _wrong(name, value))]


def _missing(statement: Mapping[str, Any]) -> Iterator[str]:
    needed = table()["needed"]
    asked = [*needed["always"], *needed.get(str(statement.get("decision_ground")), ())]
    yield from (f"{name} is missing" for name in asked if not statement.get(name))
    if not any(statement.get(name) for name in needed["one_of"]):
        yield f"one of {', '.join(needed['one_of'])} is needed"
    for several, other in (
        ("content_type", "CONTENT_TYPE_OTHER"),
        ("decision_visibility", "DECISION_VISIBILITY_OTHER"),
    ):
        if other in statement.get(several, ()) and not statement.get(f"{several}_other"):
            yield f"{several}_other is missing"


def _wrong(name: str, value: object) -> Iterator[str]:
    form = table()["fields"].get(name)
    if form is None:
        yield f"{name} is no field of a statement"
    elif isinstance(form, int):
        if not isinstance(value, str) or len(value) > form:
            yield f"{name} is a text of at most {form} characters"
        elif name == "puid" and not _PUID.fullmatch(value):
            yield "puid has letters, digits, hyphens and underscores alone"
    elif form == "day":
        if not _is_day(value):
            yield f"{name} is a day, written YYYY-MM-DD"
    else:
        yield from _codes(name, value, several=form == "codes")


def _codes(name: str, value: object, *, several: bool) -> Iterator[str]:
    known = categories() if name == "category" else frozenset(table()["codes"][name])
    given = value if several and isinstance(value, list) else [value]
    if several is not isinstance(value, list):
        yield f"{name} is {'a list of codes' if several else 'one code'}"
    yield from (f"{name}: {one} is no code of it" for one in given if one not in known)


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
