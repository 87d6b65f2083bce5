"""What the pages show of numbers: values made ready, so that the templates hold no logic."""

from collections.abc import Sequence
from typing import Any, Final

from dueprocess.demand.codes import Outcome
from dueprocess.desk.publish.texts import Texts
from dueprocess.report.numbers import MEASURES, OPEN, RECEIVED, Base, Blank, Numbers, Table, value

GIVEN: Final = (Outcome.COMPLY, Outcome.UNDER_PROTEST)
PART: Final = (Outcome.PARTIAL,)
STATES: Final = {"given": "done", "part": "partly", "not_given": "refused", "open": "waiting"}
"""Groups of outcomes, and the state of the shared colours that each is shown in."""

GROUPS: Final = tuple(STATES)
LEAST_FOR_CHART: Final = 200  # items; below that a report is sentences and tables (hazard 8.2)


def group_of(outcome: Outcome | None) -> str:
    """Which of the four groups an outcome belongs to: given, part, not_given, open."""
    if outcome is None:
        return "open"
    if outcome in PART:
        return "part"
    return "given" if outcome in GIVEN else "not_given"


def years(numbers: Numbers) -> list[int]:
    """Years of receipt, newest first."""
    return sorted({cell.year for cell in numbers if cell.table is Table.YEAR}, reverse=True)


def _groups(numbers: Numbers, table: Table, year: int, row: str) -> dict[str, int | None]:
    """Sums of the four groups; None where one of their numbers is not given, since that is no zero."""
    sums: dict[str, int | None] = dict.fromkeys(GROUPS, 0)
    for measure in MEASURES[1:]:
        group = group_of(None if measure == OPEN else next(one for one in Outcome if one == measure))
        before, more = sums[group], value(numbers, table, year, row, measure)
        sums[group] = None if before is None or more is None else before + more
    return sums


def _line(numbers: Numbers, table: Table, year: int, row: str, texts: Texts) -> list[str]:
    bases = (Base.CASE, Base.ITEM, Base.TARGET)
    counts = [value(numbers, table, year, row, RECEIVED, base) for base in bases]
    sealed = any(c.blank is Blank.SEALED for c in numbers if (c.table, c.year, c.row) == (table, year, row))
    every = (*counts, *_groups(numbers, table, year, row).values())
    return [texts("why", "sealed") if sealed and count is None else texts.number(count) for count in every]


def _columns(texts: Texts) -> list[dict[str, str]]:
    keys = ("cases", "items", "accounts", *GROUPS)
    return [{"key": key, "text": texts("numbers", key)} for key in keys]


def _table(numbers: Numbers, table: Table, year: int, head: str, texts: Texts) -> dict[str, Any]:
    codes = sorted({cell.row for cell in numbers if cell.table is table and cell.year == year})
    named = sorted((_row_name(table, code, texts), code) for code in codes)
    rows = sorted(named, key=lambda one: -(value(numbers, table, year, one[1], RECEIVED) or 0))
    return {
        "head": texts("numbers", head),
        "columns": _columns(texts),
        "rows": [_row(name, _columns(texts), _line(numbers, table, year, code, texts)) for name, code in rows],
    }


def _row(name: str, columns: Sequence[dict[str, str]], cells: Sequence[str]) -> dict[str, Any]:
    return {"name": name, "cells": [(column["text"], cell) for column, cell in zip(columns, cells, strict=True)]}


def _row_name(table: Table, code: str, texts: Texts) -> str:
    if table is Table.COUNTRY:
        return texts.country(code)
    return texts("kinds" if table is Table.KIND else "authorities", code)


def year_view(numbers: Numbers, texts: Texts) -> dict[str, Any]:
    """One row a year: cases, items, accounts, and the four groups of outcomes."""
    columns = _columns(texts)
    lines = [_row(str(year), columns, _line(numbers, Table.YEAR, year, "", texts)) for year in years(numbers)]
    return {"head": texts("numbers", "year"), "columns": columns, "rows": lines}


def year_tables(numbers: Numbers, texts: Texts) -> list[dict[str, Any]]:
    """Kinds, countries and sorts of body of the newest year of receipt.

    The data file holds all years; the page stays small.
    """
    tables = (
        (Table.KIND, "t_kind", "kind"),
        (Table.COUNTRY, "t_country", "country"),
        (Table.AUTHORITY, "t_authority", "authority"),
    )

    return [
        {"id": head, "title": texts("numbers", name, year=year)} | _table(numbers, table, year, head, texts)
        for year in years(numbers)[:1]
        for table, name, head in tables
    ]


def answered_table(numbers: Numbers, texts: Texts) -> dict[str, Any]:
    """Outcomes down, years of the answer across (the newest four)."""
    shown = sorted({cell.year for cell in numbers if cell.table is Table.ANSWERED}, reverse=True)[:4]
    columns = [{"key": str(year), "text": str(year)} for year in shown]
    rows = []
    for outcome in Outcome:
        counts = [value(numbers, Table.ANSWERED, year, "", outcome) for year in shown]
        if any(counts):
            rows.append(_row(texts("outcomes", outcome), columns, [texts.number(count) for count in counts]))
    return {"head": texts("numbers", "outcome"), "columns": columns, "rows": rows}


def _list(numbers: Numbers, table: Table, year: int, texts: Texts) -> str:
    """The rows of a table as one list in words, the largest first."""
    rows = _table(numbers, table, year, "kind", texts)["rows"]
    items = _columns(texts)[1]["text"]
    counts = [(row["name"], dict(row["cells"])[items]) for row in rows]
    return texts.join(texts("numbers", "pair", name=name, count=count) for name, count in counts)


def years_in_words(numbers: Numbers, texts: Texts) -> list[dict[str, Any]]:
    """Each year of receipt as sentences, newest first: for desks with few demands (hazard 8.2)."""
    lists = (("of_kind", Table.KIND), ("of_country", Table.COUNTRY), ("of_authority", Table.AUTHORITY))
    return [
        {
            "year": str(year),
            "says": [
                _received(numbers, year, texts),
                texts("numbers", "did", **_in_words(_groups(numbers, Table.YEAR, year, ""), texts)),
                *(texts("numbers", key, list=_list(numbers, table, year, texts)) for key, table in lists),
            ],
        }
        for year in years(numbers)
    ]


def _in_words(counts: dict[str, int | None], texts: Texts) -> dict[str, str]:
    return {name: texts.number(count) for name, count in counts.items()}


def _received(numbers: Numbers, year: int, texts: Texts) -> str:
    cases, items, accounts = (
        value(numbers, Table.YEAR, year, "", RECEIVED, base) for base in (Base.CASE, Base.ITEM, Base.TARGET)
    )
    return texts(
        "numbers",
        "received",
        year=year,
        items=texts.count("items", items or 0),
        cases=texts.count("cases", cases or 0),
        accounts=texts("numbers", "accounts_not_known") if accounts is None else texts.count("accounts", accounts),
    )


def answers_in_words(numbers: Numbers, texts: Texts) -> list[tuple[str, str]]:
    """One list: each outcome, and how often in which year of the answer."""
    table = answered_table(numbers, texts)
    return [
        (
            row["name"],
            texts.join(texts("numbers", "pair", name=year, count=count) for year, count in row["cells"]),
        )
        for row in table["rows"]
    ]


def chart(numbers: Numbers, texts: Texts) -> dict[str, Any]:
    """Bars in percent of the longest one, mirrored where the text runs from the right."""
    shown = years(numbers)[:6]
    totals = {year: value(numbers, Table.YEAR, year, "", RECEIVED) or 0 for year in shown}
    longest = max(totals.values())
    mirrored = texts.direction == "rtl"
    bars = [_bar(numbers, year, index, longest, texts, mirrored=mirrored) for index, year in enumerate(shown)]
    start, end = ("100%", "0%") if mirrored else ("0%", "100%")
    return {"bars": bars, "height": len(shown) * _PITCH, "start": start, "end": end}


_PITCH: Final = 64  # pixels a year: a line of text, then the bar


def _bar(numbers: Numbers, year: int, index: int, longest: int, texts: Texts, *, mirrored: bool) -> dict[str, Any]:
    at, parts = 0, []
    for group, given in _groups(numbers, Table.YEAR, year, "").items():
        count = given or 0
        x, width = at * 10_000 // longest, count * 10_000 // longest
        at += count
        if count:
            left = 10_000 - x - width if mirrored else x
            middle = _percent(left + width // 2)
            number = texts.number(count) if width > 700 else ""  # noqa: PLR2004 - 7 %: a number fits
            place = {"x": _percent(left), "width": _percent(width), "middle": middle}
            parts.append({"state": STATES[group], "text": number} | place)
    top = index * _PITCH
    return {
        "year": str(year),
        "total": texts.number(at),
        "parts": parts,
        "label": top + 16,
        "top": top + 24,
        "number": top + 43,
    }


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02}%"
