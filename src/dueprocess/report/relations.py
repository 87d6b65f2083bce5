"""What must hold between the cells of a report, whatever happened: equations and bounds from the definitions.

Nothing is listed by hand that follows from a definition: a metric with a filter is a slice of the table that has the
filter as its rows; a narrower filter counts no more than a wider one; parts make their whole where the base allows it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Final, TypeAlias

from dueprocess.report.cells import By, Cell, Place, Size, parts_of, size_of
from dueprocess.report.courts import GIVEN_BY
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY

Names: TypeAlias = tuple[str, ...]
Rows: TypeAlias = Mapping[By, Cell]

APART: Final = (
    ("open", "given", "refused", "returned", "withdrawn"),
    ("told", "delayed", "may_not_tell"),
    ("data_received", "preservations", "restrictions", "network", "access"),
    tuple(name for name, _, _ in GIVEN_BY),
)
"""Metrics of which an item can be in one at most: together they are no more than what was received."""

BASES: Final = (("letters", "orders"), ("orders", "received"), ("accounts", "targets"), ("claimed", "cost"))
"""The first is never more than the second, at one place."""


@dataclass(frozen=True, slots=True)
class Relation:
    """The places on the left add up to those on the right, or at most to them."""

    identity: str
    left: tuple[Place, ...]
    right: tuple[Place, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Tables:
    """Cells by metric and period, then by the names they are broken down by."""

    rows: Mapping[tuple[str, str], Mapping[Names, Rows]]

    def of(self, metric: str, period: str, names: Names) -> Rows:
        """The rows of one table; empty where it is not there."""
        return self.rows.get((metric, period), {}).get(names, {})

    def periods(self, axis: Axis) -> frozenset[str]:
        """The periods in which anything stands on an axis."""
        return frozenset(period for metric, period in self.rows if BY_ID[metric].axis is axis)


def tables_of(cells: Iterable[Cell]) -> Tables:
    """The cells, all of defined metrics, as tables."""
    rows: dict[tuple[str, str], dict[Names, dict[By, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for cell in cells:
        place = cell.place
        rows[place.metric, place.period][names_of(place.by)][place.by] = cell
    return Tables(rows)


def names_of(by: By) -> Names:
    """The dimensions of a breakdown."""
    return tuple(name for name, _ in by)


def relations(tables: Tables) -> Iterator[Relation]:
    """Every relation between the cells that are there."""
    for metric, period in tables.rows:
        found = BY_ID[metric]
        if _counts(found):
            yield from _parts(tables, found, period)
            yield from _time(tables, found, period)
            yield from _slices(tables, found, period)
            yield from _within(tables, found, period)
    for period in sorted({period for _, period in tables.rows}):
        yield from _bases(tables, period)
        yield from _apart(tables, period)


def _counts(metric: Metric) -> bool:
    return metric.reckoning in {Reckoning.COUNT, Reckoning.SUM}


def adds_up(metric: Metric) -> bool:
    """Whether the parts by a dimension, or by period, make the whole.

    A letter may hold items of several kinds, and stands in each of their rows: letters and orders by kind are more than
    the letters there are. By country they would add up, were it not for items of which the country is not said.
    """
    return metric.base not in {Base.LETTER, Base.ORDER}


def _parts(tables: Tables, metric: Metric, period: str) -> Iterator[Relation]:
    at = tables.rows[metric.id, period]
    for names, more in product(at, at):
        extra = [name for name in more if name not in names]
        if len(more) == len(names) + 1 == len(names) + len(extra):
            parts: dict[By, list[Place]] = {by: [] for by in at[names]}
            for by in at[more]:
                parts.setdefault(tuple(pair for pair in by if pair[0] in names), []).append(
                    Place(metric.id, period, by)
                )
            for by, places in parts.items():
                whole = Place(metric.id, period, by)
                yield from _whole("parts", whole, [*places, *_alone(tables, whole)], exact=adds_up(metric))


def _alone(tables: Tables, whole: Place) -> list[Place]:
    """What stands in the total of a year alone (ADR 0043)."""
    alone = Place(COUNTED_ONLY, whole.period)
    is_total = whole.metric == "received" and not whole.by
    return [alone] if is_total and tables.of(COUNTED_ONLY, whole.period, ()) else []


def _whole(kind: str, whole: Place, parts: list[Place], *, exact: bool) -> Iterator[Relation]:
    if exact:
        yield Relation(f"{kind}.whole", (whole,), tuple(parts))
        return
    yield Relation(f"{kind}.letters", (whole,), tuple(parts), exact=False)
    yield from (Relation(f"{kind}.letters", (part,), (whole,), exact=False) for part in parts)


def _time(tables: Tables, metric: Metric, period: str) -> Iterator[Relation]:
    known, withheld = tables.periods(metric.axis), any(name == COUNTED_ONLY for name, _ in tables.rows)
    within = [part for part in parts_of(period) if part in known]
    for names, rows in tables.rows[metric.id, period].items() if within and metric.id != COUNTED_ONLY else ():
        every = set(rows).union(*(tables.of(metric.id, part, names) for part in within))
        for by in every:
            whole = Place(metric.id, period, by)
            parts = [Place(metric.id, part, by) for part in within if by in tables.of(metric.id, part, names)]
            if withheld and size_of(period) is Size.HALF:  # groups are made by half years, not by quarters (ADR 0043)
                yield Relation("time.part", tuple(parts), (whole,), exact=False)
            elif len(within) == len(parts_of(period)):
                exact = adds_up(metric)
                yield from _whole("time", whole, [*parts, *_alone(tables, whole)], exact=exact)
            else:  # the other part is not in this report, or nothing came in it
                yield from (Relation("time.part", (part,), (whole,), exact=False) for part in parts)


def _slices(tables: Tables, metric: Metric, period: str) -> Iterator[Relation]:
    table = "received" if metric.axis is Axis.RECEIVED else "answered"
    if metric.reckoning is not Reckoning.COUNT or metric.base is not Base.ITEM or not metric.where:
        return
    for names, rows in tables.rows[metric.id, period].items():
        for wanted, full in tables.rows.get((table, period), {}).items():
            if set(wanted) == {*names, *metric.where} and set(wanted) != set(names):
                for by in rows:
                    parts = tuple(Place(table, period, one) for one in full if _in_slice(one, by, metric))
                    yield Relation("slice.table", (Place(metric.id, period, by),), parts)


def _in_slice(row: By, by: By, metric: Metric) -> bool:
    fixed = dict(by)
    return all(
        value == fixed.get(name, value) and value in metric.where.get(name, frozenset({value})) for name, value in row
    )


def _within(tables: Tables, metric: Metric, period: str) -> Iterator[Relation]:
    for wider in _WIDER[metric.id]:
        for names, rows in tables.rows[metric.id, period].items():
            full = tables.of(wider, period, names)
            for by in rows.keys() & full.keys():
                yield Relation(
                    "filter.within", (Place(metric.id, period, by),), (Place(wider, period, by),), exact=False
                )


def _narrower(one: Metric, other: Metric) -> bool:
    same = (one.base, one.axis, one.reckoning, one.column) == (other.base, other.axis, other.reckoning, other.column)
    within = all(name in one.where and one.where[name] <= values for name, values in other.where.items())
    return same and within and one.where != other.where


def _wider(metric: Metric) -> tuple[str, ...]:
    """The next wider definitions: those with no other between."""
    wider = [other for other in _COUNTED if _narrower(metric, other)]
    return tuple(other.id for other in wider if not any(_narrower(between, other) for between in wider))


_COUNTED: Final = tuple(one for one in BY_ID.values() if _counts(one) and one.id != COUNTED_ONLY)
_WIDER: Final = {metric.id: _wider(metric) if _counts(metric) else () for metric in BY_ID.values()}


def _bases(tables: Tables, period: str) -> Iterator[Relation]:
    for less, more in BASES:
        for names, rows in tables.rows.get((less, period), {}).items():
            for by in rows.keys() & tables.of(more, period, names).keys():
                yield Relation("base.order", (Place(less, period, by),), (Place(more, period, by),), exact=False)


def _apart(tables: Tables, period: str) -> Iterator[Relation]:
    for names, rows in tables.rows.get(("received", period), {}).items():
        for by, group in product(rows, APART):
            places = tuple(Place(one, period, by) for one in group if by in tables.of(one, period, names))
            if places:
                yield Relation("filter.apart", places, (Place("received", period, by),), exact=False)


def on_both_axes(tables: Tables) -> Iterator[Relation]:
    """Outcomes by day of receipt and by day of the answer: for cells that cover everything that ever came."""
    for size in Size:
        by_axis: dict[str, dict[By, list[Place]]] = {"received": defaultdict(list), "answered": defaultdict(list)}
        for (metric, period), at in tables.rows.items():
            if metric in by_axis and size_of(period) is size:
                for by in at.get(("outcome",), {}):
                    by_axis[metric][by].append(Place(metric, period, by))
        received, answered = by_axis.values()
        for by in sorted(received.keys() | answered.keys()):
            if by != (("outcome", ""),):
                yield Relation("axes.meet", tuple(answered[by]), tuple(received[by]))
