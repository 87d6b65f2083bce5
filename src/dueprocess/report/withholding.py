"""What is published of cells, so that nobody can have a case that may not be admitted (P11; ADR 0043).

Sealed items are told in groups of at least five letters that look alike (``groups``); one that is in no group is
counted in the total of its year, once that year is over, and nowhere else. Everything else is reckoned from open items.
Where a law fixes a number that counts sealed items too, our own rows by its dimensions are withheld.
"""

import datetime
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Final, TypeAlias

from dueprocess.report.bands import PROCESS
from dueprocess.report.cells import By, Cell, Cells, Place, Size, Why, parts_of, period_of, size_of, span_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact, dimension
from dueprocess.report.groups import grouped, told_by
from dueprocess.report.identities import counts_at, hold
from dueprocess.report.ledger import Ledger
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY, FIXED, LIVE
from dueprocess.report.relations import names_of

Reckon: TypeAlias = Callable[[Sequence[Fact], Sequence[Metric], Sequence[Size]], Cells]


class WithholdingError(ValueError):
    """A sealed item could be had whatever we leave out: what gives it away is out already, or is the law's."""

    rule = "report.sealed-case"


def is_open(fact: Fact) -> bool:
    """Whether an item may be counted and admitted."""
    return fact.countable and fact.admissible


def is_sealed(fact: Fact) -> bool:
    """Whether an item may be counted and not admitted. National-security process has its band instead."""
    return fact.countable and not fact.admissible and fact.instrument not in PROCESS


def open_facts(facts: Iterable[Fact], stood: Iterable[Fact] = ()) -> tuple[Fact, ...]:
    """The items that may be counted and admitted.

    One that stood in an earlier edition and was sealed since is counted as it stood: were it to vanish, the difference
    would tell which it is.
    """
    earlier = {_key(fact): fact for fact in stood if is_open(fact)}
    shown = (fact if is_open(fact) else earlier.get(_key(fact)) for fact in facts)
    return tuple(fact for fact in shown if fact is not None)


def as_stood(facts: Iterable[Fact], stood: Iterable[Fact]) -> tuple[Fact, ...]:
    """The items that an edition is reckoned from: one that may not be counted any more, as it stood in an earlier."""
    earlier = {_key(fact): fact for fact in stood}
    return tuple(fact if fact.countable else earlier.get(_key(fact), fact) for fact in facts)


def _key(fact: Fact) -> tuple[str, int]:
    return fact.letter, fact.item


def withhold(
    facts: Iterable[Fact],
    cells: Cells,
    published: Ledger | None = None,
    *,
    made_on: datetime.date,
    reckon: Reckon = evaluate,
) -> Cells:
    """The cells that may be published on ``made_on``, of the metrics and periods of ``cells``.

    ``reckon`` makes cells from facts: the engine, for millions. Raises WithholdingError.
    """
    known, ledger = tuple(facts), published or Ledger()
    shown, alone = public_facts(known, made_on, ledger.stood)
    changed = len(shown) != _counted(known) or ledger.stood or any(is_sealed(fact) for fact in known)
    made = _reckoned(shown, cells, reckon) if changed else cells
    sealed = [fact for fact in known if is_sealed(fact)]
    return _beside_law(_with_totals(made, cells, alone, made_on, ledger), ledger, sealed, made_on)


def public_facts(
    facts: Iterable[Fact], made_on: datetime.date, stood: Iterable[Fact] = ()
) -> tuple[tuple[Fact, ...], tuple[Fact, ...]]:
    """What every number is made from: open items, sealed ones in groups; and the sealed ones that are in no group."""
    known, earlier = tuple(facts), tuple(stood)
    shown = open_facts(known, earlier)
    kept = {_key(fact) for fact in shown}
    here = {_key(fact) for fact in known} - kept
    # What was told in a group stays as it was told: did one come to it or leave it, the difference would tell which.
    told = tuple(fact for fact in earlier if is_sealed(fact) and _key(fact) in here)
    kept |= {_key(fact) for fact in told}
    sealed = [fact for fact in known if is_sealed(fact) and _key(fact) not in kept]
    told += grouped(sealed, made_on)
    kept |= {_key(fact) for fact in told}
    return (*shown, *told), tuple(fact for fact in sealed if _key(fact) not in kept)


def _counted(facts: Sequence[Fact]) -> int:
    return sum(fact.countable for fact in facts)


def _reckoned(shown: Sequence[Fact], cells: Cells, reckon: Reckon) -> Cells:
    """Groups are made by half years: the numbers of a quarter are of open items alone."""
    periods = {cell.place.period for cell in cells}
    wanted = {cell.place.metric for cell in cells}
    metrics = tuple(metric for name, metric in BY_ID.items() if name in wanted)
    sizes = {size_of(period) for period in periods}
    by_half = reckon(shown, metrics, tuple(size for size in (Size.YEAR, Size.HALF) if size in sizes))
    opened = [fact for fact in shown if fact.admissible]
    by_quarter = reckon(opened, metrics, (Size.QUARTER,)) if Size.QUARTER in sizes else ()
    return tuple(cell for cell in (*by_half, *by_quarter) if cell.place.period in periods)


def _with_totals(made: Cells, cells: Cells, left: Sequence[Fact], made_on: datetime.date, ledger: Ledger) -> Cells:
    """Each year that is over gets its total and what stands in it alone."""
    at = {cell.place: cell for cell in made}
    before = _rows_before(ledger)
    by_year: dict[str, list[Fact]] = defaultdict(list)
    for fact in left:
        by_year[period_of(fact.received_on, Size.YEAR)].append(fact)
    years = sorted(period for period in {cell.place.period for cell in cells} if size_of(period) is Size.YEAR)
    for period in (year for year in years if span_of(year)[1] < made_on):
        total, alone = Place("received", period), by_year.get(period, [])
        if alone or total in at:
            shown = at[total].value or 0 if total in at else 0
            at[total] = Cell(total, shown + len(alone))
            told = _alone(period, alone)
            rows = {cell.place: cell.value for cell in told if cell.place.by}
            # Rows that differ from those told before would tell of the one case that came since what it was.
            as_before = before.get(period, rows) == rows
            at |= {cell.place: cell for cell in told if not cell.place.by or as_before}
    return tuple(sorted(at.values(), key=lambda cell: cell.place))


def _rows_before(ledger: Ledger) -> Mapping[str, Mapping[Place, int | None]]:
    """What was told before, by one dimension, of those that stand in the total of a year alone; by year."""
    found: dict[str, dict[Place, int | None]] = defaultdict(dict)
    for place, cell in ledger.known().items():
        if place.metric == COUNTED_ONLY and place.by:
            found[place.period][place] = cell.value
    return found


def law_cells(
    facts: Iterable[Fact], forms: Iterable[str], sizes: Sequence[Size] = (Size.YEAR,), reckon: Reckon = evaluate
) -> Cells:
    """What the tables of a law say, for the ledger: of everything that may be counted, save what 50 USC 1874 bands."""
    told = [fact for fact in facts if is_open(fact) or is_sealed(fact)]
    return reckon(told, [metric for form in forms for metric in FIXED[form]], sizes)


def given_away(published: Ledger) -> tuple[Place, ...]:
    """Places of a law's table at which what is out already makes a sealed item certain. Nobody can take it back."""
    known, fixed = {place: cell.value for place, cell in published.known().items()}, published.fixed()
    return _certain(known, fixed, _listed(published, fixed))


def live(facts: Iterable[Fact], published: Ledger, made_on: datetime.date, reckon: Reckon = evaluate) -> Cells:
    """The numbers of the live page: of open items, less those that a law's table would be subtracted from.

    Raises ContradictionError.
    """
    known = tuple(facts)
    shown = open_facts(known, published.stood)
    cells = reckon(shown, LIVE, (Size.YEAR,))
    hold(cells, shown)
    is_hidden = _hidden_beside(published, [fact for fact in known if is_sealed(fact)], made_on)
    return tuple(Cell(cell.place, None, why=Why.BESIDE) if is_hidden(cell.place) else cell for cell in cells)


def _alone(period: str, left: Sequence[Fact]) -> Cells:
    """How many stand in the total of the year alone; by one dimension at a time, where five letters share a value."""
    total = Place(COUNTED_ONLY, period)
    rows = (
        Cell(replace(total, by=((name, value),)), len(part))
        for names in BY_ID[COUNTED_ONLY].by
        for name in names
        for value, part in told_by(left, name).items()
    )
    return (Cell(total, len(left)), *rows)


def _beside_law(cells: Cells, ledger: Ledger, sealed: Sequence[Fact], made_on: datetime.date) -> Cells:
    """Our own cells beside numbers that a law fixes, in periods that have sealed items.

    Every row by a dimension of the law's table (by country) is withheld, in its period and all that overlap, wherever
    the sealed item is. Then an open item of one country could as well come from another: no cell of ours would differ,
    so nobody can tell where those are that the law's table has and ours has not.
    """
    fixed = ledger.fixed()
    if not fixed:
        return cells
    is_hidden = _hidden_beside(ledger, sealed, made_on)
    listed = _listed(ledger, fixed)
    # First what is withheld, then the test of what is left: a number that is withheld here tells nothing there.
    made = tuple(_coarse(cell, fixed, listed, made_on) if is_hidden(cell.place) else cell for cell in cells)
    before = {place: cell.value for place, cell in ledger.known().items()}
    after = before | {cell.place: cell.value for cell in made if cell.value is not None}
    # What is certain already was told earlier, and nobody can take it back: only what this edition adds is refused.
    if new := set(_certain(after, fixed, listed)) - set(_certain(before, fixed, listed)):
        raise WithholdingError(_TOLD.format(place=min(new)))
    return made


def _hidden_beside(ledger: Ledger, sealed: Sequence[Fact], made_on: datetime.date) -> Callable[[Place], bool]:
    """Whether a place is broken down as a law's table is that may count a sealed item, in a period that overlaps.

    While a period runs, whether one has come or not: what went blank one week would tell that one came in it.
    """
    tables: dict[str, set[str]] = defaultdict(set)
    for place in ledger.fixed():
        tables[place.period].update(names_of(place.by))
    days = sorted(fact.received_on for fact in sealed)
    spans: dict[str, list[tuple[datetime.date, datetime.date]]] = defaultdict(list)
    for period, dims in tables.items():
        first, last = span_of(period)
        if made_on <= last or bisect_left(days, first) < bisect_right(days, last):
            for name in dims:
                spans[name].append((first, last))

    @cache
    def overlaps(dims: tuple[str, ...], period: str, axis: Axis) -> bool:
        begins, ends = span_of(period)
        answered = axis is Axis.ANSWERED  # what came in the law's period may be answered much later
        return any(
            first <= ends and (answered or begins <= last) for name in dims for first, last in spans.get(name, ())
        )

    return lambda place: overlaps(names_of(place.by), place.period, BY_ID[place.metric].axis)


def _listed(ledger: Ledger, fixed: Iterable[Place]) -> Mapping[Place, int]:
    """How many rows of the registers surely count at each place of a law's table, and where it is told in less detail.

    That is of every wider definition, and of fewer dimensions: what is listed there and not here is surely not here.
    """
    tables: dict[str, set[tuple[str, tuple[str, ...]]]] = defaultdict(set)
    for place in fixed:
        tables[place.period] |= {(name, names_of(by)) for name in _wider(place.metric) for by in _coarser(place.by)}
    found: Counter[Place] = Counter()
    for fact in ledger.listed():
        days = {fact.received_on, fact.answered_on or fact.received_on}
        for period in {period_of(day, size) for day in days for size in Size}:
            for metric, names in tables.get(period, ()):
                place = Place(metric, period, tuple((name, dimension(fact, name)) for name in names))
                found[place] += counts_at(fact, place)
    return found


def _coarser(by: By) -> Iterator[By]:
    """The same place by all of its dimensions, and by fewer."""
    return (some for size in range(len(by) + 1) for some in combinations(by, size))


def _at_least(place: Place, listed: Mapping[Place, int]) -> int:
    """How many of its base the registers surely show there: of several rows all may be of one order, or name nobody."""
    base, rows = BY_ID[place.metric].base, listed.get(place, 0)
    if base is Base.ITEM:
        return rows
    return min(rows, 1) if base in _ORDERED else 0


def _coarse(cell: Cell, fixed: Mapping[Place, Cell], listed: Mapping[Place, int], made_on: datetime.date) -> Cell:
    law = fixed.get(cell.place)
    if law is None or made_on <= span_of(cell.place.period)[1]:  # the law's number is not told before
        return Cell(cell.place, None, why=Why.BESIDE)
    return Cell(cell.place, None, why=Why.SEALED, low=_at_least(cell.place, listed), high=law.value)


NO_END: Final = 1 << 62

Bounds: TypeAlias = tuple[int, int | None]
_Known: TypeAlias = Mapping[Place, int | None]


def _certain(at: _Known, fixed: Mapping[Place, Cell], listed: Mapping[Place, int]) -> tuple[Place, ...]:
    """The places of a law's table at which no open item can be meant by at least one that it counts."""
    rows: dict[tuple[str, str, tuple[str, ...]], list[Place]] = defaultdict(list)
    for place in fixed:
        if place.by:
            rows[place.metric, place.period, names_of(place.by)].append(place)
    others: dict[tuple[str, str, tuple[str, ...]], list[int]] = defaultdict(list)  # rows of ours that no law tells
    for place, value in at.items():
        table = (place.metric, place.period, names_of(place.by))
        if table in rows and place not in fixed:
            others[table].append(value or 0)
    known = _reader(at)
    found: list[Place] = []
    for (metric, period, names), places in sorted(rows.items()):
        bounds = {place: _bounds(place, known, fixed[place].value, listed) for place in places}
        total, seen = at.get(Place(metric, period)), others[metric, period, names]
        if total is None or len(names) > 1:  # nothing is known of what the rows make together
            highest = {place: NO_END if high is None else high for place, (_, high) in bounds.items()}
        else:  # without a row of ours that the law has not, all of those may be withheld
            highest = _highest(total - sum(seen), bounds, unseen=not seen)
        found += [place for place in places if highest[place] < (fixed[place].value or 0)]
    return tuple(found)


def _highest(total: int, bounds: Mapping[Place, Bounds], *, unseen: bool) -> dict[Place, int]:
    """The most that each place can have where all make ``total``, or no more where there are ``unseen`` ones.

    Fewer than none where no numbers meet that: what cannot be told is no permission. One sum of whole numbers, each
    between two ends, leaves to each of them what the others need not have; this is exact, and nothing is to be solved.
    """
    least = sum(low for low, _ in bounds.values())
    ends = [high for _, high in bounds.values()]
    most = None if unseen or None in ends else sum(high for high in ends if high is not None)
    if least > total or (most is not None and most < total):
        return dict.fromkeys(bounds, -1)
    rest = {place: total - (least - low) for place, (low, _) in bounds.items()}
    return {place: rest[place] if high is None else min(high, rest[place]) for place, (_, high) in bounds.items()}


def _bounds(place: Place, known: Callable[[Place], Bounds], law: int | None, listed: Mapping[Place, int]) -> Bounds:
    """What an open item at a place can be counted as: at least what is listed, at most what is told of more.

    What is told of a wider definition, or in less detail, holds what is counted here and all else that the registers
    list there.
    """
    low, ends = max(known(place)[0], _at_least(place, listed)), [law]
    for name in _wider(place.metric):
        for by in _coarser(place.by):
            told = Place(name, place.period, by)
            if (high := known(told)[1]) is not None:
                is_of_items = BY_ID[name].base is Base.ITEM
                ends.append(high - (listed.get(told, 0) - listed.get(place, 0) if is_of_items else 0))
    known_ends = [end for end in ends if end is not None]
    return min([low, *known_ends]), min(known_ends) if known_ends else None


_ORDERED: Final = (Base.LETTER, Base.ORDER, Base.ITEM)


@cache
def _wider(name: str) -> tuple[str, ...]:
    """The metric itself, and those that count no less at the same place."""
    metric = BY_ID[name]
    bases = _ORDERED[_ORDERED.index(metric.base) :] if metric.base in _ORDERED else (metric.base,)
    return tuple(
        other.id
        for other in BY_ID.values()
        if other.base in bases
        and (other.axis, other.reckoning) == (metric.axis, Reckoning.COUNT)
        and other.id != COUNTED_ONLY
        and all(key in metric.where and metric.where[key] <= values for key, values in other.where.items())
    )


def _reader(at: _Known) -> Callable[[Place], Bounds]:
    """What is told of a place: its own number, or those of the periods that make it up. Each is reckoned once."""

    @cache
    def known(place: Place) -> Bounds:
        if (exact := at.get(place)) is not None:
            alone = at.get(Place(COUNTED_ONLY, place.period)) if place.metric == "received" and not place.by else 0
            return exact - (alone or 0), exact - (alone or 0)
        parts = [known(replace(place, period=part)) for part in parts_of(place.period)]
        ends = [high for _, high in parts if high is not None]
        return sum(low for low, _ in parts), sum(ends) if parts and len(ends) == len(parts) else None

    return known


_TOLD: Final = (
    "beside the number that a law fixes at {place}, this edition would make it certain that a case that may not be "
    "admitted is among them. Ask counsel: as the law's table tells of it, it may be admitted; or it may not be counted"
)
