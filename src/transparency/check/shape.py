"""Rows of text become a table of the model, under a layout; what a reader trips over on the way is told."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from transparency.check import figures, periods
from transparency.check.figures import Figure
from transparency.check.model import EVERY, SUB, Finding, Layout, Line, Sort, Table, Where, listed, plural
from transparency.check.source import Sheet, UnreadableError, readable

_KEPT: Final = 100_000  # figures remembered by their text
_FORMULA: Final = re.compile(r"[=@\t\r]|[+-][A-Za-z(]")
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DIGITS: Final = re.compile(r"\d")


def normal(name: str) -> str:
    """A column's name as it is compared: memberDataRequests and Member_Data  requests are one."""
    return " ".join(_CAMEL.sub(" ", name).replace("_", " ").casefold().split())


@dataclass(slots=True)
class _Odd:
    """What stands out among the texts of a file: cell → rows."""

    spaces: dict[str, list[Where]] = field(default_factory=dict)
    formulas: list[Where] = field(default_factory=list)
    ragged: list[Where] = field(default_factory=list)
    undated: dict[str, list[Where]] = field(default_factory=dict)
    dates: Counter[str] = field(default_factory=Counter)


def build(sheet: Sheet, layout: Layout) -> tuple[Table, list[Finding]]:
    """The table, and the traps of its texts. Raises UnreadableError where a column of the layout is not there."""
    needed = (*(one.name for one in layout.columns), *layout.period, layout.until)
    need(sheet, (*needed, layout.place, layout.code, layout.kind, layout.service))
    places = {normal(name): at for at, name in reversed(list(enumerate(sheet.header)))}
    at = [places[normal(one.name)] for one in layout.columns]
    layout = replace(
        layout, columns=tuple(replace(one, name=sheet.header[i]) for one, i in zip(layout.columns, at, strict=True))
    )
    reader = _Reader(sheet, layout, places, at)
    table = Table(sheet.file, layout, list(reader.lines()))
    table.names, table.dated = reader.names, readable(next(iter(reader.odd.dates), ""))
    return table, [*sheet.notes, *reader.findings()]


class _Reader:
    """Walks the rows of one sheet once."""

    def __init__(self, sheet: Sheet, layout: Layout, places: dict[str, int], at: Sequence[int]) -> None:
        self.sheet, self.layout = sheet, layout
        self.columns = list(zip(at, [one.share for one in layout.columns], strict=True))
        self.dated = [(normal(one), places[normal(one)]) for one in (*layout.period, layout.until) if one]
        self.place, self.code, self.kind, self.service = (
            places[normal(one)] if one else -1 for one in (layout.place, layout.code, layout.kind, layout.service)
        )
        self._head = sheet.header[self.place] if self.place >= 0 else ""
        self.names: dict[str, set[str]] = {}
        self.odd = _Odd()
        self._figures: dict[tuple[str, bool], Figure] = {}
        self._texts: dict[str, tuple[str, bool]] = {}
        self._kinds: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._places: dict[tuple[str, str], str] = {}
        self._named = periods.in_name(sheet.file) if not self.dated else None
        self._known = (
            {normal(one) for one in layout.passing}
            | {normal(one.name) for one in layout.columns}
            | {normal(one) for one in (*layout.period, layout.until, layout.place, layout.code)}
            | {normal(one) for one in (layout.kind, layout.service)}
        )

    def lines(self) -> Iterator[Line]:
        """Every row as a line; its code and its kind without spaces around them."""
        width = len(self.sheet.header)
        for row, cells in self.sheet.rows:
            if len(cells) != width:
                self.odd.ragged.append(Where(self.sheet.file, row))
                cells = (cells + [""] * width)[:width]  # noqa: PLW2901 - the row as wide as its header
            found = tuple([self._figure(cells[i], share) for i, share in self.columns])
            kind = self.layout.only or self._kind(row, cells, self.kind)
            if service := self._kind(row, cells, self.service):
                kind = f"{service}{SUB}{kind}" if kind else service
            elif kind and self.service >= 0:
                kind = f"{EVERY}{SUB}{kind}"
            yield Line(row, self._period(row, cells), self._place(row, cells), kind, found)

    def _figure(self, text: str, share: bool) -> Figure:  # noqa: FBT001 - called for each cell
        found = self._figures.get((text, share))
        if found is None:
            found = figures.read(text, share=share)
            if len(self._figures) < _KEPT:
                self._figures[text, share] = found
        return found

    def _period(self, row: int, cells: Sequence[str]) -> periods.Period | None:
        if not self.dated:
            return self._named
        text = "".join([_joined(named, cells[i]) for named, i in self.dated]).strip()
        found = periods.read(text, self.layout.ending)
        if found is None:
            self.odd.undated.setdefault(text, []).append(Where(self.sheet.file, row))
        self.odd.dates[text] += 1
        return found

    def _text(self, row: int, text: str, column: int) -> str:
        known = self._texts.get(text)
        if known is None:
            known = " ".join(text.split()), bool(_FORMULA.match(text))
            if len(self._texts) < _KEPT:
                self._texts[text] = known
        short, formula = known
        if short != text:
            self.odd.spaces.setdefault(text, []).append(Where(self.sheet.file, row, self.sheet.header[column]))
        if formula:
            self.odd.formulas.append(Where(self.sheet.file, row, self.sheet.header[column]))
        return short

    def _kind(self, row: int, cells: Sequence[str], column: int) -> str:
        if column < 0:
            return ""
        short = self._text(row, cells[column], column)
        known = self._kinds.get(short)
        if known is None:
            folded = short.casefold().rstrip(":")
            whole = folded in self.layout.wholes or _every(folded, self.sheet.header[column])
            first = self._folded.setdefault(folded, "" if whole else short)
            known = self._kinds[short] = first
        return known

    def _place(self, row: int, cells: Sequence[str]) -> str:
        name = self._text(row, cells[self.place], self.place) if self.place >= 0 else ""
        code = self._text(row, cells[self.code], self.code) if self.code >= 0 else ""
        known = self._places.get((name, code))
        if known is None:
            folded = name.casefold().rstrip(":")
            whole = not self.layout.wholes.isdisjoint((folded, code.casefold())) or _every(folded, self._head)
            known = self._places[name, code] = "" if whole else code or name
            if code and name and not whole:
                self.names.setdefault(code, set()).add(name)
        return known

    def findings(self) -> Iterator[Finding]:
        """The traps of the texts."""
        file, odd = self.sheet.file, self.odd
        if odd.spaces:
            text, where = next(iter(odd.spaces.items()))
            says = (
                f"{file} has {plural(sum(map(len, odd.spaces.values())), 'text')} with a space too many, the first "
                f"“{readable(text)}” in row {where[0].row}: to a program it is another code than the same word without."
            )
            yield _trap("space-in-code", says, [one for rows in odd.spaces.values() for one in rows])
        if odd.formulas:
            says = (
                f"{file} has texts that a spreadsheet would run as a formula, the first in row {odd.formulas[0].row}."
            )
            yield _trap("formula", says, odd.formulas)
        if odd.ragged:
            says = f"{file} has {plural(len(odd.ragged), 'row')} with more or fewer cells than the header."
            yield _trap("ragged-rows", says, odd.ragged)
        if odd.undated:
            text, where = next(iter(odd.undated.items()))
            count = sum(map(len, odd.undated.values()))
            says = (
                f"{file} has {plural(count, 'row')} whose period cannot be read, the first “{readable(text)}”; "
                "these rows are in no comparison of periods."
            )
            yield _trap("period-unread", says, where)
        named = (one for one in self.sheet.header if one.partition("(")[0].strip())
        unknown = [one for one in named if normal(one) not in self._known]
        if unknown:
            says = f"{file} has columns that nothing was checked of: {listed(map(readable, unknown))}."
            yield Finding("column-unknown", says, None, (Where(file, 1),), Sort.NOTE)
        yield from self._order_of_days()

    def _order_of_days(self) -> Iterator[Finding]:
        """Dates as 6/5/12 that could be either order; one day above 12 in the file settles it."""
        days = [text for text in self.odd.dates if "/" in text and len(_DIGITS.sub("", text)) == len("//")]
        heads = [text.split("/") for text in days if periods.a_day(text)]
        if heads and all(int(one[0]) <= 12 and int(one[1]) <= 12 for one in heads):  # noqa: PLR2004 - months
            says = f"{self.sheet.file} writes dates as “{days[0]}”: nothing in it tells the day from the month."
            yield _trap("date-order", says, [Where(self.sheet.file)])


def _every(kind: str, header: str) -> bool:
    """Whether a kind is “all agencies” under the header “Agency”."""
    head, _, noun = kind.partition(" ")
    return head in {"all", "alle"} and any(noun[:4] == word[:4] for word in normal(header).split()) and " " not in noun


def _joined(name: str, text: str) -> str:
    """A part of a period that stands in several columns: of 2024 and 3, the 3 is a month, a quarter or a half."""
    short = text.strip()
    if not short.isdecimal():
        return f" {short}"
    return {"month": f"-{short}", "monat": f"-{short}", "quarter": f" Q{short}", "quartal": f" Q{short}"}.get(
        name, f" {short}"
    )


def _trap(rule: str, says: str, where: Iterable[Where]) -> Finding:
    return Finding(rule, says, None, tuple(where), Sort.TRAP)


def need(sheet: Sheet, names: Iterable[str]) -> None:
    """Raises UnreadableError, naming the columns that are there, where one of ``names`` is not."""
    have = {normal(one) for one in sheet.header}
    for name in names:
        if name and normal(name) not in have:
            message = f"{sheet.file} has no column “{name}”; it has: {listed(map(readable, sheet.header), 20)}"
            raise UnreadableError(message)
