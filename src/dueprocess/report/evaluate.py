"""The pure evaluator: facts and definitions in, cells out. Slow and plain, so that a person can follow it.

The engine for millions of rows gives the same cells (``adapters/counts.py``; a property test holds the two together).
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from dueprocess.report.cells import LEAST_FOR_MEDIAN, By, Cell, Cells, Place, Size, Why, period_of
from dueprocess.report.facts import Fact, dimension
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID, METRICS

Names: TypeAlias = tuple[str, ...]
ALL_SIZES: Final = tuple(Size)


def evaluate(facts: Iterable[Fact], metrics: Sequence[Metric] = METRICS, sizes: Sequence[Size] = ALL_SIZES) -> Cells:
    """Every cell of every metric over the facts that may be counted, sorted by place.

    A share needs the metric that is its whole in ``BY_ID``. Nothing is withheld here, and nothing checked.
    """
    counted = [fact for fact in facts if fact.countable]
    asked = {(metric.axis, names, size) for metric in metrics for names in metric.by for size in sizes}
    groups = {one: _groups(counted, *one) for one in asked}
    cells = [cell for metric in metrics for size in sizes for cell in _metric(metric, groups, size)]
    return tuple(sorted(cells, key=lambda cell: cell.place))


_Groups: TypeAlias = Mapping[tuple[str, By], list[Fact]]


def _metric(metric: Metric, groups: Mapping[tuple[Axis, Names, Size], _Groups], size: Size) -> Iterable[Cell]:
    for names in metric.by:
        for (period, by), rows in groups[metric.axis, names, size].items():
            yield _cell(metric, Place(metric.id, period, by), rows)


def _groups(facts: Sequence[Fact], axis: Axis, names: Sequence[str], size: Size) -> _Groups:
    groups: dict[tuple[str, By], list[Fact]] = defaultdict(list)
    for fact in facts:
        if (day := day_of(fact, axis)) is not None:
            by = tuple((name, dimension(fact, name)) for name in names)
            groups[period_of(day, size), by].append(fact)
    return groups


def day_of(fact: Fact, axis: Axis) -> datetime.date | None:
    """The day that places an item on an axis; None where it does not stand there yet."""
    return fact.received_on if axis is Axis.RECEIVED else fact.answered_on


def matches(metric: Metric, fact: Fact) -> bool:
    """Whether the item passes every filter of the metric."""
    return all(dimension(fact, name) in values for name, values in metric.where.items())


def _cell(metric: Metric, place: Place, rows: Sequence[Fact]) -> Cell:
    chosen = [fact for fact in rows if matches(metric, fact)]
    if metric.reckoning is Reckoning.MEDIAN:
        return _median(place, [getattr(fact, metric.column) for fact in chosen])
    if metric.reckoning is Reckoning.SUM:
        return _known(place, _total([getattr(fact, metric.column) for fact in chosen]))
    part = _known(place, count(metric.base, chosen))
    if metric.reckoning is Reckoning.COUNT:
        return part
    whole = count(metric.base, [fact for fact in rows if matches(BY_ID[metric.whole], fact)])
    if part.value is None or whole is None:
        return Cell(place, None, why=Why.NOT_KNOWN)
    return Cell(place, part.value, whole) if whole else Cell(place, None, why=Why.NOTHING)


def _known(place: Place, value: int | None) -> Cell:
    return Cell(place, value, why=Why.EXACT if value is not None else Why.NOT_KNOWN)


def count(base: Base, facts: Sequence[Fact]) -> int | None:
    """How many of the base; None where one of the items does not say."""
    if base is Base.ITEM:
        return len(facts)
    if base is Base.LETTER:
        return len({fact.letter for fact in facts})
    if base is Base.ORDER:
        return len({(fact.letter, fact.order) for fact in facts})
    return _total([fact.targets if base is Base.TARGET else fact.accounts for fact in facts])


def _total(values: Sequence[int | None]) -> int | None:
    """The sum; None where one is not said."""
    return None if None in values else sum(one for one in values if one is not None)


def _median(place: Place, values: Sequence[int | None]) -> Cell:
    known = sorted(value for value in values if value is not None)
    if len(known) < LEAST_FOR_MEDIAN:
        return Cell(place, None, why=Why.FEW if known else Why.NOTHING)
    middle = len(known) // 2
    if len(known) % 2:
        return Cell(place, known[middle])
    twice = known[middle - 1] + known[middle]
    return Cell(place, twice // 2) if twice % 2 == 0 else Cell(place, twice, 2)
