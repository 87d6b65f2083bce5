"""The identities of a report: what cannot be otherwise. A report that breaks one is not built, and says where (P7).

``check`` tries every relation between the cells, blanks as what they may be: at least zero, or their band. What does
not hold is named by its places, both numbers and, where the facts are handed in, the letters that count there.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Final, TypeAlias

from dueprocess.report.bands import opened_within
from dueprocess.report.cells import LEAST_FOR_MEDIAN, By, Cell, Cells, Place, Size, Why, parts_of, period_of, span_of
from dueprocess.report.edition import Security
from dueprocess.report.evaluate import day_of, matches
from dueprocess.report.facts import Fact, dimension
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY, METRICS, STATED
from dueprocess.report.relations import Names, Relation, Tables, names_of, on_both_axes, relations, tables_of


@dataclass(frozen=True, slots=True)
class Identity:
    """What holds, and where it is written."""

    says: str
    source: str


IDENTITIES: Final[Mapping[str, Identity]] = MappingProxyType(
    {
        "cell.once": Identity("one number stands at one place", "product P7"),
        "cell.blank": Identity(
            "a blank, and only a blank, has a reason; no number is negative", "field, blank-not-zero"
        ),
        "cell.defined": Identity("a number stands where the definitions have a place for it", "design 5"),
        "cell.counted": Identity("a count of letters, orders or items is always known", "field, blank-not-zero"),
        "cell.there": Identity(
            "a number that stands in one row of a breakdown stands in each, if only as a blank", "field, blank-not-zero"
        ),
        "parts.whole": Identity("the parts by a dimension make their whole", "field, gh-crossborder, gh-2023H1"),
        "parts.letters": Identity(
            "a letter stands in the row of each of its kinds: no row is more than the whole, all rows no less",
            "design 5",
        ),
        "time.whole": Identity("the halves make the year, the quarters the half", "field, gh-2023-halves, telegram"),
        "time.letters": Identity(
            "letters of the halves are no less than those of the year, and of neither more", "design 5"
        ),
        "time.part": Identity("a part of the year has no more than the year", "field, gh-2023-halves"),
        "slice.table": Identity("a number with a condition is the sum of the rows that meet it", "field, gh-2023H1"),
        "filter.within": Identity(
            "a narrower condition counts no more than a wider one: given is at most received",
            "field, gh-2021-disclosed>received",
        ),
        "filter.apart": Identity(
            "what excludes each other is together no more than what was received", "field, gh-2024H1-notice"
        ),
        "base.order": Identity(
            "letters are no more than orders, orders than items, accounts than targets, claims than costs",
            "field, gh-2024-accounts",
        ),
        "axes.meet": Identity("what was answered in all periods is what was received and has an outcome", "hazard 8.1"),
        "share.parts": Identity("a share is its part of its whole", "field, google-percent-feasible"),
        "median.few": Identity("a median is of five items at least", "hazard 8.1"),
        "median.between": Identity("a median lies between those of its parts", "arithmetic"),
        "band.opened": Identity("a band holds what has been opened since", "50 USC 1874(a)"),
    }
)


class ContradictionError(ValueError):
    """Numbers that contradict themselves, their cases or a register. Nothing of them is published (P7)."""

    def __init__(self, broken: Sequence[str]) -> None:
        """What does not hold, one sentence each."""
        self.broken = tuple(broken)
        super().__init__("the numbers contradict themselves, so nothing is published: " + "; ".join(self.broken))


@dataclass(frozen=True, slots=True)
class Broken:
    """An identity that does not hold: where, and which letters count there (only for the desk's own eyes)."""

    identity: str
    says: str
    places: tuple[Place, ...]
    letters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """How many identities were tried with exact numbers and hold; those that do not."""

    held: int
    broken: tuple[Broken, ...]


Interval: TypeAlias = tuple[Fraction, Fraction | None]
_ZERO: Final = Fraction(0)


def check(cells: Cells, facts: Iterable[Fact] = (), security: Iterable[Security] = (), period: str = "") -> Checked:
    """Every identity over the cells. ``facts`` name the letters, and tell whether the cells cover all that came.

    ``security``: bands of ``period``, held against the items that have been opened since.
    """
    known = tuple(facts)
    at = {cell.place: cell for cell in cells}
    tables = tables_of(cell for cell in cells if _is_defined(cell.place))
    tried = [*_tried(tables, at), *_medians(tables)]
    if known and _covers(tables, known):
        tried += [_try(relation, at) for relation in on_both_axes(tables)]
    opened = opened_within(security, known, period) if period else ()
    tried += [Broken("band.opened", f"{says}: {IDENTITIES['band.opened'].says}", ()) for says in opened]
    found = [*_single(cells), *_left_out(at), *(one for one in tried if isinstance(one, Broken))]
    named = tuple(_with_letters(one, known) for one in sorted(found, key=lambda one: (one.identity, one.places)))
    return Checked(sum(one is True for one in tried), named)


def hold(cells: Cells, facts: Iterable[Fact] = (), security: Iterable[Security] = (), period: str = "") -> int:
    """How many identities hold (``check``). Raises ContradictionError with places and cases where one does not."""
    checked = check(cells, facts, security, period)
    if checked.broken:
        raise ContradictionError([_in_full(one) for one in checked.broken])
    return checked.held


def left_out(cells: Cells) -> list[str]:
    """What our definitions count (in words) and these cells say nowhere, though its axis has numbers."""
    there = {cell.place.metric for cell in cells}
    axes = {BY_ID[metric].axis for metric in there if metric in BY_ID}
    return [metric.says for metric in METRICS if metric.axis in axes and metric.id not in there]


def _in_full(one: Broken) -> str:
    places, cases = "; ".join(str(place) for place in one.places), ", ".join(one.letters)
    return f"{one.says} ({one.identity}; cells: {places}" + (f"; cases: {cases})" if cases else ")")


def _tried(tables: Tables, at: Mapping[Place, Cell]) -> Iterator["Broken | bool"]:
    yield from (_try(relation, at) for relation in relations(tables))
    yield from (_share(cell, at) for cell in at.values() if _is_share(cell))


def _is_defined(place: Place) -> bool:
    metric = BY_ID.get(place.metric)
    if metric is None or names_of(place.by) not in metric.by:
        return False
    try:
        span_of(place.period)
    except ValueError:
        return False
    return True


def _single(cells: Cells) -> Iterator[Broken]:
    for place, times in Counter(cell.place for cell in cells).items():
        if times > 1:
            yield _broken("cell.once", f"{place} stands {times} times", (place,))
    for cell in cells:
        if not _is_defined(cell.place):
            yield _broken("cell.defined", f"{cell.place} is no place of a report", (cell.place,))
        elif cell.why is Why.NOT_KNOWN and _is_counted(BY_ID[cell.place.metric]):
            yield _broken("cell.counted", f"{cell.place} is said to be not known", (cell.place,))
        elif fault := _fault(cell):
            yield _broken("cell.blank", f"{cell.place} {fault}", (cell.place,))


def _is_counted(metric: Metric) -> bool:
    """Whether it counts letters, orders or items, whose number no row leaves unsaid; that of targets or minutes may."""
    return not metric.column and metric.base in {Base.LETTER, Base.ORDER, Base.ITEM}


def _left_out(at: Iterable[Place]) -> Iterator[Broken]:
    """Whoever leaves a number out contradicts no other one: so no row lacks a number that its neighbours have."""
    told = {metric.id for metric in STATED}  # stand where there is something to tell alone
    places = [place for place in at if _is_defined(place) and place.metric not in told]
    rows: defaultdict[tuple[Axis, Names], set[tuple[str, By]]] = defaultdict(set)
    stands: defaultdict[tuple[str, Names], set[tuple[str, By]]] = defaultdict(set)
    for place in places:
        names = names_of(place.by)
        rows[BY_ID[place.metric].axis, names].add((place.period, place.by))
        stands[place.metric, names].add((place.period, place.by))
    for (metric, names), there in stands.items():
        for period, by in sorted(rows[BY_ID[metric].axis, names] - there):
            yield _broken("cell.there", f"{Place(metric, period, by)} is left out", (Place(metric, period, by),))


def _fault(cell: Cell) -> str:
    if (cell.value is None) != (cell.why is not Why.EXACT):
        return "is a blank without a reason, or a number with one"
    numbers = (cell.value, cell.low, cell.high)
    if any(number is not None and number < 0 for number in numbers) or cell.of < 1:
        return "is negative, or a part of nothing"
    if cell.low is not None and cell.high is not None and cell.low > cell.high:
        return f"is a band from {cell.low} down to {cell.high}"
    return ""


def _broken(identity: str, says: str, places: Sequence[Place]) -> Broken:
    return Broken(identity, f"{says}: {IDENTITIES[identity].says}", tuple(dict.fromkeys(places)))


def _try(relation: Relation, at: Mapping[Place, Cell]) -> Broken | bool:
    """True: holds in exact numbers; False: cannot be told, as something is blank; else what is wrong."""
    left, right = _sum(relation.left, at), _sum(relation.right, at)
    if _above(left, right) or (relation.exact and _above(right, left)):
        kept = "but" if relation.exact else "but no more than"
        says = f"{_in_words(relation.left, left)}, {kept} {_in_words(relation.right, right)}"
        return _broken(relation.identity, says, (*relation.left, *relation.right))
    return left[0] == left[1] and right[0] == right[1]


def _above(one: Interval, other: Interval) -> bool:
    return other[1] is not None and one[0] > other[1]


def _sum(places: Iterable[Place], at: Mapping[Place, Cell]) -> Interval:
    low, high = _ZERO, _ZERO
    unbounded = False
    for place in places:
        least, most = interval(at.get(place))
        low += least
        high, unbounded = (high, True) if most is None else (high + most, unbounded)
    return low, None if unbounded else high


def interval(cell: Cell | None) -> Interval:
    """What a cell may be: its value, its band, or anything from zero on. A row that is not there is zero."""
    if cell is None:
        return _ZERO, _ZERO
    if (exact := cell.exact) is not None:
        return exact, exact
    return Fraction(cell.low or 0), None if cell.high is None else Fraction(cell.high)


def _in_words(places: Sequence[Place], held: Interval) -> str:
    low, high = held
    number = str(low) if low == high else f"{low} or more" if high is None else f"{low} to {high}"
    if not places:
        return "nothing is there"
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{places[0]}{more}: {number}"


def _is_share(cell: Cell) -> bool:
    known = BY_ID.get(cell.place.metric)
    return known is not None and known.reckoning is Reckoning.SHARE and cell.value is not None


def _share(cell: Cell, at: Mapping[Place, Cell]) -> Broken | bool:
    metric, (period, by) = BY_ID[cell.place.metric], (cell.place.period, cell.place.by)
    same = next(one for one in BY_ID.values() if one.where == metric.where and one.reckoning is Reckoning.COUNT)
    part, whole = Place(same.id, period, by), Place(metric.whole, period, by)
    alone = Place(COUNTED_ONLY, period)
    low, high = _sum((whole,), at)
    aside = at[alone].value or 0 if not by and alone in at else 0
    least, most = _sum((part,), at)
    is_part = least <= (cell.value or 0) and (most is None or (cell.value or 0) <= most)
    is_whole = low - aside <= cell.of and (high is None or cell.of <= high - aside)
    if is_part and is_whole:
        return least == most and low == high
    says = f"{cell.place}: {cell.value} of {cell.of}, but {_in_words((part,), (least, most))}"
    return _broken("share.parts", f"{says}, of {_in_words((whole,), (low, high))}", (cell.place, part, whole))


def _medians(tables: Tables) -> Iterator[Broken | bool]:
    for (metric, period), at in tables.rows.items():
        if BY_ID[metric].reckoning is Reckoning.MEDIAN:
            for names, rows in at.items():
                for cell in rows.values():
                    if cell.exact is not None:
                        yield _of_few(cell, tables.of("received", period, names).get(cell.place.by))
                        yield from (_between(cell, parts) for parts in _parts_of_median(tables, cell))


def _of_few(cell: Cell, of: Cell | None) -> Broken | bool:
    most = interval(of)[1]
    if most is not None and most < LEAST_FOR_MEDIAN:
        return _broken("median.few", f"{cell.place} is a median, of {most} items", (cell.place,))
    return of is not None and of.value is not None


def _parts_of_median(tables: Tables, cell: Cell) -> Iterator[list[Cell]]:
    metric, period, by = cell.place.metric, cell.place.period, cell.place.by
    names, known = names_of(by), tables.periods(Axis.RECEIVED)
    if parts_of(period) and all(part in known for part in parts_of(period)):
        halves = (tables.of(metric, part, names).get(by) for part in parts_of(period))
        yield [half for half in halves if half is not None]
    for more, rows in tables.rows[metric, period].items():
        if len(more) == len(names) + 1 and set(names) < set(more):
            yield [part for row, part in rows.items() if set(by) < set(row)]


def _between(cell: Cell, parts: Sequence[Cell]) -> Broken | bool:
    """At least half of each part lies at or above its median, so at or above the least of them; and so of all."""
    told = [part for part in parts if part.why is not Why.NOTHING]
    values = [part.exact for part in told if part.exact is not None]
    if not told or len(values) < len(told):
        return False
    if min(values) <= (cell.exact or 0) <= max(values):
        return True
    says = f"{cell.place} is {cell.exact}, but its parts lie between {min(values)} and {max(values)}"
    return _broken("median.between", says, (cell.place, *(part.place for part in told)))


def _covers(tables: Tables, facts: Sequence[Fact]) -> bool:
    """Whether every item stands in the cells, on both axes, in each length of period that is there."""
    withheld = any(metric == COUNTED_ONLY for metric, _ in tables.rows)
    counted = [fact for fact in facts if fact.countable and (fact.admissible or not withheld)]
    for axis in Axis:
        known = tables.periods(axis)
        days = {day for fact in counted if (day := day_of(fact, axis)) is not None}
        sizes = [size for size in Size if any(period_of(span_of(one)[0], size) == one for one in known)]
        if any(period_of(day, size) not in known for day in days for size in sizes):
            return False
    return True


def _with_letters(broken: Broken, facts: Sequence[Fact]) -> Broken:
    letters = {fact.letter for place in broken.places for fact in facts if fact.countable and counts_at(fact, place)}
    return Broken(broken.identity, broken.says, broken.places, tuple(sorted(letters)))


def counts_at(fact: Fact, place: Place) -> bool:
    """Whether an item is counted at a place."""
    metric = BY_ID.get(place.metric)
    if metric is None or not _is_defined(place) or (day := day_of(fact, metric.axis)) is None:
        return False
    first, last = span_of(place.period)
    same = all(dimension(fact, name) == value for name, value in place.by)
    return first <= day <= last and same and matches(metric, fact)
