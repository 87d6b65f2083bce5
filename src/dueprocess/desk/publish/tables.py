"""What the live page shows of its numbers: values made ready, so that the templates hold no logic."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dueprocess.demand.codes import Outcome
from dueprocess.desk.publish import report_charts as charts
from dueprocess.desk.publish.texts import Texts
from dueprocess.report.cells import By, Cell, Cells, Place, Why

GIVEN: Final = (Outcome.COMPLY, Outcome.UNDER_PROTEST)
PART: Final = (Outcome.PARTIAL,)
STATES: Final = {"given": "done", "part": "partly", "not_given": "refused", "open": "waiting"}
"""Groups of outcomes, and the state of the shared colours that each is shown in."""

GROUPS: Final = tuple(STATES)
BASES: Final = {"letters": "letters", "items": "received", "accounts": "targets"}
"""What is counted, and the metric that counts it."""
TABLES: Final = {"kind": "kind", "country": "country", "authority": "authority_kind"}
"""Tables of a year, and the dimension that their rows are of."""
LEAST_FOR_CHART: Final = 200  # items; below that a report is sentences and tables (hazard 8.2)


def group_of(outcome: Outcome | None) -> str:
    """Which of the four groups an outcome belongs to: given, part, not_given, open."""
    if outcome is None:
        return "open"
    if outcome in PART:
        return "part"
    return "given" if outcome in GIVEN else "not_given"


def items_of(numbers: Cells) -> int:
    """How many items the page counts, in all its years."""
    return sum(cell.value or 0 for cell in numbers if cell.place.metric == "received" and not cell.place.by)


class NumbersView:
    """The live numbers in one language."""

    def __init__(self, numbers: Cells, texts: Texts, first: str = "") -> None:
        """``first``: the first year that is shown; empty: all."""
        self._texts = texts
        self._at: Mapping[Place, Cell] = {cell.place: cell for cell in numbers if cell.place.period >= first}
        self._years = self._periods("received")

    @property
    def years(self) -> Sequence[str]:
        """The years of receipt that are shown, the newest first."""
        return self._years

    def _said(self, count: int) -> str:
        """A count; of the demands of which we may speak, none is none, and no 0 that somebody quotes."""
        return self._texts.number(count) if count else self._texts("report", "none")

    def _periods(self, metric: str) -> list[str]:
        return sorted({place.period for place in self._at if place.metric == metric}, reverse=True)

    def _value(self, metric: str, year: str, by: By = ()) -> int | None:
        """0 where the table has no such row; None where the cell is blank."""
        cell = self._at.get(Place(metric, year, by))
        return 0 if cell is None else cell.value

    def _groups(self, year: str, by: By = ()) -> dict[str, int | None]:
        """How many items of each group of outcomes; None where their numbers are not given, since that is no zero."""
        done, part, waiting, every = (self._value(one, year, by) for one in ("given", "in_part", "open", "received"))
        if done is None or part is None or waiting is None or every is None:
            return dict.fromkeys(GROUPS)
        return {"given": done - part, "part": part, "not_given": every - done - waiting, "open": waiting}

    def _columns(self) -> list[dict[str, str]]:
        return [{"key": key, "text": self._texts("numbers", key)} for key in (*BASES, *GROUPS)]

    def _line(self, year: str, name: str, by: By = ()) -> dict[str, Any]:
        counts = (*(self._value(metric, year, by) for metric in BASES.values()), *self._groups(year, by).values())
        received = self._at.get(Place("received", year, by))
        blank = self._texts("why", received.why if received is not None and received.why else Why.NOT_KNOWN)
        return _row(name, self._columns(), [blank if one is None else self._said(one) for one in counts])

    def by_year(self) -> dict[str, Any]:
        """One row a year: letters, items, accounts, and the four groups of outcomes."""
        rows = [self._line(year, year) for year in self._years]
        return {"head": self._texts("numbers", "year"), "columns": self._columns(), "rows": rows}

    def newest(self) -> list[dict[str, Any]]:
        """Kinds, countries and sorts of body of the newest year of receipt; the file of data holds all years."""
        return [
            {
                "id": head,
                "title": self._texts("numbers", f"t_{head}", year=year),
                "head": self._texts("numbers", head),
                "columns": self._columns(),
                "rows": self._rows(year, dimension),
            }
            for year in self._years[:1]
            for head, dimension in TABLES.items()
        ]

    def _rows(self, year: str, dimension: str) -> list[dict[str, Any]]:
        """The rows of a table, the largest first."""
        found = [
            (-(cell.value or 0), self._name(*place.by[0]), place.by)
            for place, cell in self._at.items()
            if (place.metric, place.period) == ("received", year) and [name for name, _ in place.by] == [dimension]
        ]
        return [self._line(year, name, by) for _, name, by in sorted(found)]

    def _name(self, dimension: str, code: str) -> str:
        if dimension == "country":
            return self._texts.country(code)
        return self._texts("kinds" if dimension == "kind" else "authorities", code)

    def answered(self) -> dict[str, Any]:
        """Outcomes down, years of the answer across (the newest four)."""
        shown = self._periods("answered")[:4]
        columns = [{"key": year, "text": year} for year in shown]
        rows = []
        for outcome in Outcome:
            counts = [self._value("answered", year, (("outcome", str(outcome)),)) for year in shown]
            if any(counts):
                said = [self._said(count or 0) for count in counts]
                rows.append(_row(self._texts("outcomes", outcome), columns, said))
        return {"head": self._texts("numbers", "outcome"), "columns": columns, "rows": rows}

    def years_in_words(self) -> list[dict[str, Any]]:
        """Each year of receipt as sentences, newest first: for desks with few demands (hazard 8.2)."""
        return [{"year": year, "says": self._in_words(year)} for year in self._years]

    def _in_words(self, year: str) -> list[str]:
        accounts = self._value("targets", year)
        said = {
            "items": self._texts.count("items", self._value("received", year) or 0),
            "letters": self._texts.count("letters", self._value("letters", year) or 0),
            "accounts": self._texts("numbers", "accounts_not_known")
            if accounts is None
            else self._texts.count("accounts", accounts),
        }
        groups = {name: self._said(count or 0) for name, count in self._groups(year).items()}
        return [
            self._texts("numbers", "received", year=year, **said),
            self._texts("numbers", "did", **groups),
            *(self._texts("numbers", f"of_{head}", list=self._list(year, name)) for head, name in TABLES.items()),
        ]

    def _list(self, year: str, dimension: str) -> str:
        """The rows of a table as one list in words."""
        items = self._texts("numbers", "items")
        return self._pairs((row["name"], dict(row["cells"])[items]) for row in self._rows(year, dimension))

    def answers_in_words(self) -> list[tuple[str, str]]:
        """One list: each outcome, and how often in which year of the answer."""
        return [(row["name"], self._pairs(row["cells"])) for row in self.answered()["rows"]]

    def _pairs(self, pairs: Iterable[tuple[str, str]]) -> str:
        return self._texts.join(self._texts("numbers", "pair", name=name, count=count) for name, count in pairs)

    def blanks(self) -> list[str]:
        """What each sort of blank cell on the page means."""
        found = {cell.why for cell in self._at.values() if cell.value is None}
        return [self._texts("why_says", why) for why in Why if why in found]

    def chart(self) -> dict[str, Any]:
        """A bar for each of the newest six years."""
        drawn = {}
        for year in self._years[:6]:
            drawn[year] = {STATES[name]: many or 0 for name, many in self._groups(year).items()}
        numbers = {many: self._texts.number(many) for parts in drawn.values() for many in parts.values()}
        totals = {year: sum(parts.values()) for year, parts in drawn.items()}
        lines = [(year, self._texts.number(total), total, drawn[year]) for year, total in totals.items()]
        return charts.stack(lines, numbers, mirrored=self._texts.mirrored)


def _row(name: str, columns: Sequence[dict[str, str]], cells: Sequence[str]) -> dict[str, Any]:
    return {"name": name, "cells": [(column["text"], cell) for column, cell in zip(columns, cells, strict=True)]}
