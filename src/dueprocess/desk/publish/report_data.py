"""Cells of a report found by their place, and said in one language. Nothing is computed here but differences."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from dueprocess.desk.publish.texts import Texts
from dueprocess.report.cells import By, Cell, Place, Why, half_up, percent, period_of, size_of, span_of
from dueprocess.report.edition import Edition
from dueprocess.report.metric import Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY
from dueprocess.report.provider import Provider

LEAST_FOR_CHART: Final = 200  # demands of a period; below that a report is sentences and one list (hazard 8.2)
DAYS_FROM: Final = 72  # hours; from here on a time is said in days
_DAY: Final = 24
_WHOLE: Final = 100

_GROUNDS: Final[Mapping[str, tuple[str, ...]]] = {
    "law": ("legal_basis_missing", "gag_without_basis", "no_such_power"),
    "order": ("order_missing", "court_order_missing", "no_warrant", "no_order", "no_judge", "no_authorisation"),
    "form": ("form", "form_missing", "incomplete", "order_incomplete", "insufficient_information"),
    "authority": ("competence", "wrong_authority"),
    "addressee": ("wrong_addressee", "not_reached"),
    "time": ("lapsed", "served_too_late", "too_long", "silence_too_long", "revoked"),
    "measure": ("necessity", "unreasonable", "out_of_scope"),
    "freedom": ("press_freedom", "immunity"),
    "conflict": ("conflict_of_laws",),
    "impossible": ("impossibility", "manifest_error"),
}
REASONS: Final = {ground: reason for reason, grounds in _GROUNDS.items() for ground in grounds}
"""Grounds that the laws give, as the few reasons that a reader wants to know. What is not here reads "another"."""


def period_before(period: str) -> str:
    """The period of the same size that ends the day before this one begins."""
    first, _ = span_of(period)
    return period_of(first - datetime.timedelta(days=1), size_of(period))


@dataclass(frozen=True, slots=True)
class Data:
    """Cells by place; the same for every language. ``periods`` have one size; the last is the one that is told."""

    provider: Provider
    periods: tuple[str, ...]
    made_on: datetime.date  # a year that is not over then has no totals yet
    cells: Mapping[Place, Cell]
    rows: Mapping[tuple[str, str, tuple[str, ...]], tuple[Cell, ...]]

    @property
    def period(self) -> str:
        """The period that is told."""
        return self.periods[-1]


def data_of(
    provider: Provider, cells: Iterable[Cell], periods: Sequence[str], made_on: datetime.date | None = None
) -> Data:
    """The cells, sorted into drawers by metric, period and breakdown. Without ``made_on`` the last period is over."""
    rows: dict[tuple[str, str, tuple[str, ...]], list[Cell]] = {}
    by_place = {cell.place: cell for cell in cells}
    for place, cell in by_place.items():
        rows.setdefault((place.metric, place.period, tuple(name for name, _ in place.by)), []).append(cell)
    day = made_on or (span_of(periods[-1])[1] + datetime.timedelta(days=1) if periods else datetime.date.max)
    return Data(provider, tuple(periods), day, by_place, {key: tuple(found) for key, found in rows.items()})


def periods_of(edition: Edition) -> tuple[str, ...]:
    """The edition's period and the earlier ones of the same size that it covers, oldest first."""
    size = size_of(edition.period)
    return (*sorted({one for one in edition.before if size_of(one) is size} - {edition.period}), edition.period)


@dataclass(frozen=True, slots=True)
class View:
    """Data in one language: each method gives words that are ready to stand on a page."""

    data: Data
    texts: Texts
    laws: Mapping[str, str]  # id of an instrument: its citation

    def at(self, metric: str, by: By = (), period: str = "") -> Cell:
        """The cell at a place. Where nothing came in a covered period, a count is zero and a median nothing."""
        place = Place(metric, period or self.data.period, by)
        if (found := self.data.cells.get(place)) is not None:
            return found
        counts = BY_ID[metric].reckoning is Reckoning.COUNT or metric == "late"
        return Cell(place, 0) if counts and self.covers(place.period) else Cell(place, None, why=Why.NOTHING)

    def covers(self, period: str) -> bool:
        """Whether this report says anything of a period."""
        return period in self.data.periods

    def rows(self, metric: str, *names: str, period: str = "", within: By = ()) -> tuple[Cell, ...]:
        """Cells of a breakdown, the greatest first; ``within`` keeps those of one value of an outer one."""
        found = self.data.rows.get((metric, period or self.data.period, names), ())
        kept = [cell for cell in found if set(within) <= set(cell.place.by)]
        return tuple(sorted(kept, key=lambda cell: (-(cell.exact or Fraction(0)), cell.value is None, cell.place)))

    def unsure(self, cell: Cell) -> str:
        """What a 0 is where demands may be counted and not confirmed (ADR 0043), as a key of ``why``; else empty.

        ``later``: the year is not over, and its total comes with it. ``apart``: some may stand in that total alone.
        What stands there follows from the calendar and from what the edition tells, never from a sealed case (P11).
        """
        metric, period = BY_ID[cell.place.metric], cell.place.period
        if cell.exact != 0 or metric.reckoning is Reckoning.MEDIAN or metric.column in {"cents", "claimed"}:
            return ""
        year = period[:4]
        if span_of(year)[1] >= self.data.made_on:
            return "later"
        alone = self.data.cells.get(Place(COUNTED_ONLY, year))
        is_total = cell.place == Place("received", year)
        return "" if is_total or (alone is not None and alone.value == 0) else "apart"

    def runs(self) -> bool:
        """Whether the year of the period was not over when this was made."""
        return span_of(self.data.period[:4])[1] >= self.data.made_on

    def year_ends(self, period: str = "") -> str:
        """The last day of the period's year: after it what could not be told before is published."""
        return self.texts.day(span_of((period or self.data.period)[:4])[1])

    def said(self, cell: Cell) -> str:
        """The number as people read it; else the band, else why there is none. Never a bare 0 that may be none."""
        if unsure := self.unsure(cell):
            return self.texts("why", unsure)
        if cell.exact is not None:
            return self._exact(cell)
        if cell.low is not None and cell.high is not None:
            low, high = self.texts.number(cell.low), self.texts.number(cell.high)
            return self.texts("report", "band", low=low, high=high)
        return self.texts("why", cell.why or Why.NOTHING)

    def _exact(self, cell: Cell) -> str:
        metric = BY_ID[cell.place.metric]
        if metric.reckoning is Reckoning.SHARE:
            return self.share(cell)
        if metric.reckoning is Reckoning.MEDIAN:
            return self.time(cell)
        if metric.column in {"cents", "claimed"}:
            return self.texts.money(cell.value or 0, dict(cell.place.by).get("currency", ""))
        return self.texts.number(cell.value)

    def share(self, cell: Cell) -> str:
        """A share in whole percent, a half upwards; never 0 where there are some, never 100 where not all."""
        whole, exact = percent(cell) or 0, cell.exact or Fraction(0)
        if exact and not whole:
            return self.texts("report", "under_one", percent=self.texts.percent(1))
        if exact < 1 and whole == _WHOLE:
            return self.texts("report", "over_99", percent=self.texts.percent(_WHOLE - 1))
        return self.texts.percent(whole)

    def time(self, cell: Cell) -> str:
        """Hours, or days where it is long."""
        unit = 24 if BY_ID[cell.place.metric].column == "contest_days" else 1
        hours = (cell.exact or Fraction(0)) * unit
        if hours < DAYS_FROM:
            return self.texts.count("hours", half_up(hours))
        return self.texts.count("days", half_up(hours / _DAY))

    def name(self, dimension: str, value: str) -> str:
        """What a value of a breakdown is called."""
        texts = self.texts
        if dimension == "country":
            return texts.country(value)
        if dimension == "instrument":
            return self.laws.get(value, value) if value else texts("values", "instrument_")
        section = {"kind": "kinds", "authority_kind": "authorities", "outcome": "outcomes"}.get(dimension)
        if section:
            return texts(section, value or "open")
        if dimension == "ground":
            if not value:
                return texts("values", "subject_")
            return texts("values", f"reason_{REASONS.get(value, 'other')}")
        return texts("values", f"{dimension}_{value}")

    def measure(self, metric: str) -> str:
        """What a metric is called; those of other publishers' forms in the words of their definition."""
        known = self.texts.table["measures"].get(metric)
        return str(known) if known else BY_ID[metric].says

    def period(self, form: str, period: str = "") -> str:
        """A period in words: ``in`` begins a sentence, ``name`` stands in a title, ``short`` in a table."""
        year, _, part = (period or self.data.period).partition("-")
        if form == "short" and part:
            return self.texts("periods", f"short_{part[0].lower()}", year=year, part=part[1:])
        return self.texts("periods", f"{form}_{part.lower() or 'year'}", year=year)

    def change(self, now: Cell, was: Cell) -> str:
        """How much more or less; empty where one of the two is not exact."""
        if now.value is None or was.value is None or not self.covers(was.place.period):
            return ""
        more = now.value - was.value
        if not more:
            return self.texts("report", "equal")
        return self.texts("report", "up" if more > 0 else "down", many=self.texts.number(abs(more)))

    def reasons(self, cells: Iterable[Cell]) -> list[str]:
        """A sentence for each reason for which a number is missing among these, each once."""
        known = list(cells)
        there = {cell.why for cell in known if cell.value is None}
        said = [self.texts("why_says", why) for why in Why if why and why in there]
        unsure = {self.unsure(cell): self.year_ends(cell.place.period) for cell in known if cell.value is not None}
        return [*said, *(self.texts("why_says", why, day=day) for why, day in sorted(unsure.items()) if why)]
