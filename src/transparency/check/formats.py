"""Publishers whose files are known: which columns tell a file, and what its columns mean."""

import re
import tomllib
from dataclasses import replace
from typing import Any, Final

from transparency import packaged
from transparency.check import guess_words as words
from transparency.check.model import ACCOUNTS, PERCENT, RECEIVED, Column, Layout
from transparency.check.shape import normal
from transparency.check.source import Sheet


def _layout(told: dict[str, Any]) -> Layout:
    lists = {"period": tuple, "aside": frozenset, "passing": frozenset, "wholes": frozenset}
    made = {name: lists[name](value) if name in lists else value for name, value in told.items()}
    return Layout(**{**made, "columns": tuple(Column(**one) for one in told["columns"])})


# Read at once: the sandbox's child opens no file later.
_ALL: Final = {name: _layout(told) for name, told in tomllib.loads(packaged.text("check", "publishers.toml")).items()}
GITHUB: Final = {name: layout for name, layout in _ALL.items() if layout.format == "github"}
GOOGLE, FACEBOOK, TWITTER, TELEGRAM, DSA = (_ALL[name] for name in ("google", "facebook", "twitter", "telegram", "dsa"))
_HALVES: Final = "_by_calendar_year_half"
_SORTS: Final = re.compile(r"\b(legal process|emergency|search warrant|court order|subpoena)\b")


def _of_a_sort(name: str) -> Column:
    """A column that Facebook added for one sort of request: nothing says that these sorts are all there are."""
    measure, base = words.measure(normal(name))
    return Column(name, measure, base, _SORTS.findall(normal(name))[0], loose=True)


def find(sheet: Sheet) -> Layout | None:
    """The layout of a file of a known publisher; None where no format fits."""
    have = {normal(one) for one in sheet.header}
    for layout in (GOOGLE, TWITTER):
        if have >= {normal(one.name) for one in layout.columns} | {normal(layout.place)}:
            return layout
    if sheet.meta.get("keys") and have == {"key", "from", "to", "requests", "users"}:
        return TELEGRAM
    return _of_github(sheet, have) or _of_facebook(sheet, have)


def _of_github(sheet: Sheet, have: set[str]) -> Layout | None:
    """By the file's name and its columns; by the columns alone where they are GitHub's own."""
    stem = sheet.file.rsplit("/", 1)[-1].removesuffix(".csv").removesuffix(_HALVES)
    named = GITHUB.get(stem)
    for layout in [named] if named else GITHUB.values():
        own = all(normal(one.name) != "count" for one in layout.columns) or layout.bands
        needed = (*(one.name for one in layout.columns), layout.kind, layout.place, layout.code, *layout.period)
        if (named or own) and "year" in have and have == _with_time({normal(one) for one in needed if one}, have):
            period = layout.period or (("year", "half") if "half" in have else ("year",))
            return replace(layout, period=period)
    return None


def _with_time(needed: set[str], have: set[str]) -> set[str]:
    return needed | (have & {"year", "half"})


def _of_facebook(sheet: Sheet, have: set[str]) -> Layout | None:
    columns = [one for one in FACEBOOK.columns if normal(one.name) in have]
    names = {one.measure: one for one in columns}
    if not {RECEIVED, ACCOUNTS, PERCENT} <= names.keys() or "country" not in have:
        return None
    period = next((one for one in sheet.header if normal(one) in {"period", "time period", "reporting period"}), "")
    own = {normal(one.name) for one in FACEBOOK.columns}
    later = [_of_a_sort(one) for one in sheet.header if normal(one) not in own and _SORTS.search(normal(one))]
    more = (one for one in later if one.measure)
    return replace(FACEBOOK, columns=(*names.values(), *more), period=(period,) if period else ())
