"""What an engine must find for the definitions: few measures, shared between metrics, and the cell that they make.

No engine is named here: ``adapters/counts.py`` asks the measures of DuckDB in this process, or of a warehouse.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeAlias

from dueprocess.report.cells import LEAST_FOR_MEDIAN, Cell, Place, Size, Why
from dueprocess.report.facts import NUMBERS
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID

Names: TypeAlias = tuple[str, ...]
Filters: TypeAlias = tuple[tuple[str, tuple[str, ...]], ...]
Numbers: TypeAlias = Sequence[int | None]


class What(StrEnum):
    """What a measure says of the rows that pass its filters."""

    ITEMS = "items"  # how many
    TOTAL = "total"  # sum of the column; None or 0 of nothing
    BLANKS = "blanks"  # rows that do not say the column
    LETTERS = "letters"  # different letters
    ORDERS = "orders"  # different orders of different letters
    KNOWN = "known"  # rows that say the column
    LOWER = "lower"  # of those in order, the one in the middle; of two, the lower
    UPPER = "upper"


ADDITIVE: Final = frozenset({What.ITEMS, What.TOTAL, What.BLANKS})
"""Measures of parts that add up to the measure of the whole."""
DISTINCT: Final = frozenset({What.LETTERS, What.ORDERS})


@dataclass(frozen=True, slots=True, order=True)
class Measure:
    """One number to find in each group of rows."""

    what: What
    where: Filters = ()
    column: str = ""

    def __post_init__(self) -> None:
        """Raises ValueError for a column that is no number."""
        if self.column and self.column not in NUMBERS:
            raise ValueError(f"{self.column!r} is no column that holds a number")


ALL: Final = Measure(What.ITEMS)
"""How many rows there are; a cell stands wherever there is one."""


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found for one breakdown and size: rows of period number, values of the breakdown, measures."""

    measures: tuple[Measure, ...]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Cube:
    """One pass over the rows: groups by quarter and ``dims``, ``measures`` of each, enough for each of ``serves``."""

    dims: Names
    measures: tuple[Measure, ...]
    serves: tuple[Names, ...]


def filters(metric: Metric) -> Filters:
    """The filters of a metric in one fixed order."""
    return tuple(sorted((name, tuple(sorted(values))) for name, values in metric.where.items()))


def measures(metric: Metric) -> tuple[Measure, ...]:
    """What must be found for one metric, in the order in which ``cell`` takes it."""
    where = filters(metric)
    if metric.reckoning is Reckoning.MEDIAN:
        return tuple(Measure(what, where, metric.column) for what in (What.KNOWN, What.LOWER, What.UPPER))
    if metric.reckoning is Reckoning.SUM:
        return _summed(metric.column, where)
    part = _counted(metric.base, where)
    return (
        part if metric.reckoning is Reckoning.COUNT else (*part, *_counted(metric.base, filters(BY_ID[metric.whole])))
    )


def _summed(column: str, where: Filters) -> tuple[Measure, ...]:
    return (Measure(What.TOTAL, where, column), Measure(What.BLANKS, where, column))


def _counted(base: Base, where: Filters) -> tuple[Measure, ...]:
    if base is Base.TARGET:
        return _summed("targets", where)
    if base is Base.ACCOUNT:
        return _summed("accounts", where)
    what = {Base.LETTER: What.LETTERS, Base.ORDER: What.ORDERS, Base.ITEM: What.ITEMS}[base]
    return (Measure(what, where),)


def cell(metric: Metric, place: Place, found: Numbers) -> Cell:
    """The cell of the numbers that were found for ``measures(metric)``."""
    if metric.reckoning is Reckoning.MEDIAN:
        return _median(place, *found)
    if metric.reckoning is not Reckoning.SHARE:
        value = _known(found)
        return Cell(place, value, why=Why.EXACT if value is not None else Why.NOT_KNOWN)
    half = len(found) // 2
    part, whole = _known(found[:half]), _known(found[half:])
    if part is None or whole is None:
        return Cell(place, None, why=Why.NOT_KNOWN)
    return Cell(place, part, whole) if whole else Cell(place, None, why=Why.NOTHING)


def _known(found: Numbers) -> int | None:
    """A count, or a total of which each row is known."""
    total, *blanks = found
    return None if any(blanks) else total or 0


def _median(place: Place, known: int | None, lower: int | None, upper: int | None) -> Cell:
    if not known or known < LEAST_FOR_MEDIAN or lower is None or upper is None:
        return Cell(place, None, why=Why.FEW if known else Why.NOTHING)
    twice = lower + upper
    return Cell(place, twice // 2) if twice % 2 == 0 else Cell(place, twice, 2)


def breakdowns(metrics: Iterable[Metric], axis: Axis) -> dict[Names, list[Metric]]:
    """The metrics of an axis by the breakdown in which they are printed."""
    found: dict[Names, list[Metric]] = {}
    for metric in metrics:
        if metric.axis is axis:
            for names in metric.by:
                found.setdefault(names, []).append(metric)
    return found


def wanted(
    printed: Mapping[Names, Iterable[Metric]], chosen: Callable[[Measure], bool]
) -> dict[Names, tuple[Measure, ...]]:
    """The measures that ``chosen`` chooses, once each, by breakdown; breakdowns without one are left out."""
    found = {
        names: tuple(sorted({one for metric in metrics for one in measures(metric) if chosen(one)}))
        for names, metrics in printed.items()
    }
    return {names: many for names, many in found.items() if many}


def additive(printed: Mapping[Names, Iterable[Metric]]) -> dict[Names, tuple[Measure, ...]]:
    """The measures that add up, by breakdown; always with the number of rows, so that each cell has its row."""
    found = wanted(printed, lambda one: one.what in ADDITIVE)
    return {names: tuple(sorted({ALL, *found.get(names, ())})) for names in printed}


def cubes(asked: Mapping[Names, Iterable[Measure]]) -> tuple[Cube, ...]:
    """Few passes for many breakdowns: one that lies inside another is added up from it (additive measures only)."""
    made: dict[Names, tuple[set[Measure], list[Names]]] = {}
    for names in sorted(asked, key=lambda names: (-len(names), names)):
        needs = set(asked[names])
        holding = [dims for dims in made if set(names) <= set(dims)]
        if holding:
            dims = min(holding, key=lambda dims: (len(needs - made[dims][0]), dims))
            made[dims][0].update(needs)
            made[dims][1].append(names)
        else:
            made[names] = (needs, [names])
    return tuple(Cube(dims, tuple(sorted(needs)), tuple(serves)) for dims, (needs, serves) in made.items())


def printed(names: Names, size: Size, shown: Sequence[Metric], found: Sequence[Found]) -> Iterator[Cell]:
    """The cells of one breakdown and size. The first of ``found`` has a row wherever there is an item."""
    first, *others = found
    start = 1 + len(names)
    places = {one: place for place, one in enumerate(one for table in found for one in table.measures)}
    taken = [(metric, [places[one] for one in measures(metric)]) for metric in shown]
    bare = [(metric.id, where[0]) for metric, where in taken if len(where) == 1]  # a count of rows, as most are
    made = [(metric, where) for metric, where in taken if len(where) > 1]
    rest = [({row[:start]: row[start:] for row in table.rows}, (0,) * len(table.measures)) for table in others]
    codes = {number: period(size, number) for number in {row[0] for row in first.rows}}
    for row in first.rows:
        key, numbers = row[:start], row[start:]
        for keyed, none in rest:
            numbers += keyed.get(key, none)
        code = codes[key[0]]
        by = tuple(zip(names, key[1:], strict=True))
        for name, one in bare:
            yield Cell(Place(name, code, by), numbers[one] or 0)
        for metric, where in made:
            yield cell(metric, Place(metric.id, code, by), [numbers[one] for one in where])


_QUARTERS: Final = {Size.YEAR: 4, Size.HALF: 2, Size.QUARTER: 1}


def quarters(size: Size) -> int:
    """How many quarters a period has. Periods are numbered from year 0: a quarter's number by this is its period's."""
    return _QUARTERS[size]


def period(size: Size, number: int) -> str:
    """The code of the period with this number: ``2026-H1`` is half 4052."""
    if size is Size.YEAR:
        return f"{number:04}"
    parts = 4 // quarters(size)
    return f"{number // parts:04}-{'H' if size is Size.HALF else 'Q'}{number % parts + 1}"
