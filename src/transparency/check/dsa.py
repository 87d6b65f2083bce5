"""DSA, Annex I of Implementing Regulation (EU) 2024/2835, part 3: orders of Member States, by the template's rules."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from transparency.check.figures import Figure, Is
from transparency.check.formats import DSA as LAYOUT
from transparency.check.model import (
    RECEIVED,
    SUB,
    Finding,
    Layout,
    Line,
    Sort,
    Table,
    Where,
    listed,
    plural,
)
from transparency.check.shape import normal
from transparency.check.source import Sheet, UnreadableError, readable

STATES: Final = frozenset(re.findall("..", "ATBEBGCYCZDEDKEEESFIFRGRHRHUIEITLTLULVMTNLPLPTROSESISK"))
_CONTEXT: Final = "Contextual information on "
_OTHER: Final = 'Description of the sub-category "Other"'
_EVERY_PART: Final = frozenset({"applicability", "service", "reporting period"})
_CATEGORY: Final = LAYOUT.kind
_ACT, _PROVIDE = LAYOUT.columns[0].name, LAYOUT.columns[2].name


def find(sheet: Sheet) -> Layout | None:
    """The layout where a file has the template's columns for orders. Raises UnreadableError for its other parts."""
    have = {normal(one) for one in sheet.header}
    needed = {normal(one) for one in (_ACT, _PROVIDE, "Scope", _CATEGORY, "Reporting period")}
    if not have >= needed:
        if have >= _EVERY_PART:
            raise UnreadableError(
                f"{sheet.file} is another part of the DSA's template; here only part 3 is read, by report dsa check all"
            )
        return None
    columns = tuple(one for one in LAYOUT.columns if normal(one.name) in have)
    told = frozenset(
        one for one in sheet.header if one.startswith(_CONTEXT) or one in {"Applicability", "Service", _OTHER}
    )
    return replace(LAYOUT, columns=columns, passing=told)


def nested(sheet: Sheet) -> Sheet:
    """The same rows, with each KEYWORD under the STATEMENT_CATEGORY that stands above it."""
    names = [normal(one) for one in sheet.header]
    at = names.index(normal(_CATEGORY))
    head = ""
    rows = []
    for number, cells in sheet.rows:
        text = cells[at].strip() if at < len(cells) else ""
        if text.startswith("KEYWORD_"):
            cells = [*cells[:at], f"{head}{SUB}{text}", *cells[at + 1 :]]  # noqa: PLW2901 - the row under its head
        else:
            head = text
        rows.append((number, cells))
    return Sheet(sheet.file, sheet.header, rows, sheet.notes, sheet.meta)


def check(publisher: str, table: Table) -> Iterator[Finding]:
    """The template's own rules, and medians that lie between those of their parts."""
    yield _columns(publisher, table)
    yield from _codes(publisher, table)
    yield from _silent(publisher, table)
    for at, column in enumerate(table.layout.columns):
        if column.base == "hour":
            yield from _medians(publisher, table, at)


def _columns(publisher: str, table: Table) -> Finding:
    have = {normal(one.name) for one in table.layout.columns} | {normal(one) for one in table.layout.passing}
    wanted = [one.name for one in LAYOUT.columns]
    wanted += ["Applicability", "Service", _OTHER, *(_CONTEXT + one for one in (_ACT, _PROVIDE))]
    missing = [one for one in wanted if normal(one) not in have]
    where = (Where(table.file, 1),)
    if not missing:
        says = f"{publisher}: {table.file} has the columns of Annex I part 3."
        return Finding("dsa-columns", says, True, where, Sort.IDENTITY)
    says = f"{publisher}: {table.file} lacks columns of Annex I part 3: {listed(missing)}."
    return Finding("dsa-columns", says, False, where, Sort.IDENTITY)


def _codes(publisher: str, table: Table) -> Iterator[Finding]:
    states = {line.place for line in table.lines} - STATES - {""}
    kinds = {line.kind for line in table.lines if not line.kind.partition(SUB)[0].startswith("STATEMENT_CATEGORY_")} - {
        ""
    }
    for rule, wrong, what in (
        ("dsa-scope", states, "as Scope, which is TOTAL or a Member State's code (Greece is GR)"),
        ("dsa-category", kinds, "as category, which is TOTAL, a STATEMENT_CATEGORY or a KEYWORD below one"),
    ):
        shown = listed(f"“{readable(one)}”" for one in sorted(wrong))
        says = (
            f"{publisher}: {table.file} has {shown} {what}."
            if wrong
            else f"{publisher}: every code of {table.file} stands {what}."
        )
        yield Finding(rule, says, not wrong, (Where(table.file),), Sort.IDENTITY)


def _silent(publisher: str, table: Table) -> Iterator[Finding]:
    """A state has a row only where orders came from it."""
    counts = [at for at, column in enumerate(table.layout.columns) if column.base == "order"]
    idle = [
        line for line in table.lines if line.place and not line.kind and not any(line.figures[at].low for at in counts)
    ]
    if idle:
        says = (
            f"{publisher}: {table.file} has {plural(len(idle), 'row')} for states without an order "
            f"({listed(line.place for line in idle)}); the template has a row only where orders came."
        )
        yield Finding(
            "dsa-state-without-orders", says, None, tuple(Where(table.file, one.row) for one in idle), Sort.NOTE
        )


def _medians(publisher: str, table: Table, at: int) -> Iterator[Finding]:
    """The median of a whole lies between the lowest and the highest median of its parts, whatever the sizes."""
    by_kind: dict[str, list[Line]] = defaultdict(list)
    by_place: dict[str, list[Line]] = defaultdict(list)
    for line in table.lines:
        by_kind[line.kind].append(line)
        if SUB not in line.kind:
            by_place[line.place].append(line)
    for groups, axis in ((by_kind, "place"), (by_place, "kind")):
        for lines in groups.values():
            wholes = [one for one in lines if not getattr(one, axis)]
            yield from _median(publisher, table, at, wholes, [one for one in lines if getattr(one, axis)])


def _median(publisher: str, table: Table, at: int, wholes: list[Line], parts: list[Line]) -> Iterator[Finding]:
    known = [_hours(one.figures[at]) for one in parts if one.figures[at].sort is Is.NUMBER]
    measure = "to provide" if "provide" in table.layout.columns[at].measure else RECEIVED
    counted = next(n for n, one in enumerate(table.layout.columns) if one.measure == measure)
    # A part without its median, as of few orders, leaves that of the whole open.
    if any(one.figures[at].sort is not Is.NUMBER and _may_count(one.figures[counted]) for one in parts):
        return
    if len(wholes) != 1 or not known or wholes[0].figures[at].sort is not Is.NUMBER:
        return
    line = wholes[0]
    figure = line.figures[at]
    most = max(one.figures[at].decimals for one in (*parts, line))
    slack = Fraction(1, 10**most)
    if not min(known) - slack <= _hours(figure) <= max(known) + slack:
        spot = ", ".join(filter(None, (line.place, line.kind))) or "TOTAL"
        says = (
            f"{publisher}: “{table.layout.columns[at].name}” is {figure.shown} hours for {spot}, outside the medians "
            f"of all its parts ({float(min(known)):g} to {float(max(known)):g}). That cannot be."
        )
        yield Finding("median-between-parts", says, False, (table.at(line, at),), Sort.IDENTITY)


def _may_count(figure: Figure) -> bool:
    """Whether orders stand behind a row: a number above zero, a band, or what cannot be read."""
    return figure.sort not in {Is.BLANK, Is.DASH} and not (figure.exact and figure.low == 0)


def _hours(figure: Figure) -> Fraction:
    return Fraction(figure.low, 10**figure.decimals)
