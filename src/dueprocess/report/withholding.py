"""What is published of cells, so that nobody can have a case that may not be admitted (P11; ADR 0043).

Sealed items are told in groups of at least five letters that look alike (``groups``); one that is in no group is
counted in the total of its year, once that year is over, and nowhere else. Everything else is reckoned from open items.
Where a law fixes a number that counts sealed items too, our own rows by its dimensions are withheld.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Final, TypeAlias

from dueprocess.report.bands import PROCESS
from dueprocess.report.cells import Cell, Cells, Place, Size, Why, parts_of, size_of, span_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.groups import grouped, told_by
from dueprocess.report.identities import counts_at
from dueprocess.report.ledger import Ledger, place_of
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY, FIXED, Axis, Base, Metric, Reckoning
from dueprocess.report.numbers import Blank, Numbers
from dueprocess.report.relations import names_of
from dueprocess.report.solver import Bounds, Equation, ImpossibleError, TooMuchError, solve

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
    periods = sorted({cell.place.period for cell in cells})
    for period in (one for one in periods if size_of(one) is Size.YEAR and span_of(one)[1] < made_on):
        total = Place("received", period)
        alone = sum(counts_at(fact, total) for fact in left)
        if alone or total in at:
            shown = at[total].value or 0 if total in at else 0
            at[total] = Cell(total, shown + alone)
            told = _alone(period, [fact for fact in left if counts_at(fact, total)])
            at |= {cell.place: cell for cell in told if not cell.place.by or _as_before(told, ledger)}
    return tuple(sorted(at.values(), key=lambda cell: cell.place))


def law_cells(
    facts: Iterable[Fact], forms: Iterable[str], sizes: Sequence[Size] = (Size.YEAR,), reckon: Reckon = evaluate
) -> Cells:
    """What the tables of a law say, for the ledger: of everything that may be counted, save what 50 USC 1874 bands."""
    told = [fact for fact in facts if is_open(fact) or is_sealed(fact)]
    return reckon(told, [metric for form in forms for metric in FIXED[form]], sizes)


def given_away(published: Ledger) -> tuple[Place, ...]:
    """Places of a law's table at which what is out already makes a sealed item certain. Nobody can take it back."""
    known = {place: cell.value for place, cell in published.known().items()}
    return _certain(known, published.fixed(), published)


def live(numbers: Numbers, facts: Iterable[Fact], published: Ledger, made_on: datetime.date) -> Numbers:
    """The numbers of the live page, of open items, less what a law's table would be subtracted from."""
    hidden = _hidden_beside(published, [fact for fact in facts if is_sealed(fact)], made_on)
    return tuple(
        replace(cell, value=None, blank=Blank.SEALED) if _is_hidden(place_of(cell), hidden) else cell
        for cell in numbers
    )


_Hidden: TypeAlias = Mapping[str, AbstractSet[tuple[datetime.date, datetime.date]]]


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


def _as_before(told: Cells, ledger: Ledger) -> bool:
    """Whether the rows are those told before, if any were: one more in each would tell of one case what it was."""
    period = told[0].place.period
    rows = {cell.place: cell.value for cell in told if cell.place.by}
    before = {
        place: cell.value
        for place, cell in ledger.known().items()
        if (place.metric, place.period) == (COUNTED_ONLY, period) and place.by
    }
    return not before or before == rows


def _beside_law(cells: Cells, ledger: Ledger, sealed: Sequence[Fact], made_on: datetime.date) -> Cells:
    """Our own cells beside numbers that a law fixes, in periods that have sealed items.

    Every row by a dimension of the law's table (by country) is withheld, in its period and all that overlap, wherever
    the sealed item is. Then an open item of one country could as well come from another: no cell of ours would differ,
    so nobody can tell where those are that the law's table has and ours has not.
    """
    hidden = _hidden_beside(ledger, sealed, made_on)
    if not hidden:
        return cells
    fixed = ledger.fixed()
    made = tuple(_coarse(cell, fixed, ledger, made_on) if _is_hidden(cell.place, hidden) else cell for cell in cells)
    before = {place: cell.value for place, cell in ledger.known().items()}
    after = before | {cell.place: cell.value for cell in made if cell.value is not None}
    if new := set(_certain(after, fixed, ledger)) - set(_certain(before, fixed, ledger)):
        raise WithholdingError(_TOLD.format(place=min(new)))
    return made


def _hidden_beside(ledger: Ledger, sealed: Sequence[Fact], made_on: datetime.date) -> _Hidden:
    """What a law's table breaks down by, each with the periods of the tables that may count a sealed item.

    While a period runs, whether one has come or not: what went blank one week would tell that one came in it.
    """
    found: dict[str, set[tuple[datetime.date, datetime.date]]] = defaultdict(set)
    for place in ledger.fixed():
        first, last = span_of(place.period)
        if made_on <= last or any(first <= fact.received_on <= last for fact in sealed):
            for name in names_of(place.by):
                found[name].add((first, last))
    return found


def _is_hidden(place: Place, hidden: _Hidden) -> bool:
    spans = [span for name in names_of(place.by) for span in hidden.get(name, ())]
    begins, ends = span_of(place.period)
    answered = BY_ID[place.metric].axis is Axis.ANSWERED  # what came in the law's period may be answered much later
    return any(first <= ends and (answered or begins <= last) for first, last in spans)


def _coarse(cell: Cell, fixed: Mapping[Place, Cell], ledger: Ledger, made_on: datetime.date) -> Cell:
    law = fixed.get(cell.place)
    if law is None or made_on <= span_of(cell.place.period)[1]:  # the law's number is not told before
        return Cell(cell.place, None, why=Why.BESIDE)
    return Cell(cell.place, None, why=Why.SEALED, low=ledger.listed(cell.place, counts_at), high=law.value)


NO_END: Final = 1 << 62

_Known: TypeAlias = Mapping[Place, int | None]


def _certain(at: _Known, fixed: Mapping[Place, Cell], ledger: Ledger) -> tuple[Place, ...]:
    """The places of a law's table at which no open item can be meant by at least one that it counts."""
    found: list[Place] = []
    for metric, period, names in sorted({(one.metric, one.period, names_of(one.by)) for one in fixed if one.by}):
        rows = [one for one in fixed if (one.metric, one.period, names_of(one.by)) == (metric, period, names)]
        bounds = {place: _bounds(place, at, ledger, fixed[place].value) for place in rows}
        total = at.get(Place(metric, period))
        shown = [one for one in at if (one.metric, one.period, names_of(one.by)) == (metric, period, names)]
        others = [at[one] or 0 for one in shown if one not in fixed]
        rest = Place(metric, period, (("", ""),))  # rows that our own table withholds and the law's has not
        unseen: dict[Place, Bounds] = {} if others else {rest: (0, None)}
        equations = []
        if total is not None and len(names) == 1:
            equations = [Equation(dict.fromkeys((*rows, *unseen), 1), total - sum(others))]
        highest = _highest(equations, bounds | unseen)
        found += [place for place in rows if highest[place] < (fixed[place].value or 0)]
    return tuple(found)


def _highest(equations: Sequence[Equation[Place]], bounds: Mapping[Place, Bounds]) -> Mapping[Place, int]:
    """The most open items that each place can have; none where that could not be solved."""
    try:
        solved = solve(equations, bounds, bounds)
    except (ImpossibleError, TooMuchError):
        return dict.fromkeys(bounds, -1)
    return {place: NO_END if high is None else high for place, (_, high) in solved.items()}


def _bounds(place: Place, at: _Known, ledger: Ledger, law: int | None) -> Bounds:
    coarser = [by for size in range(len(place.by) + 1) for by in combinations(place.by, size)]
    wider = [_known(Place(name, place.period, by), at) for name in _wider(place.metric) for by in coarser]
    low, _ = _known(place, at)
    low = max(low, ledger.listed(place, counts_at))
    ends = [end for end in (law, *(high for _, high in wider)) if end is not None]
    return min([low, *ends]), min(ends) if ends else None


_ORDERED: Final = (Base.LETTER, Base.ORDER, Base.ITEM)


@cache
def _wider(name: str) -> tuple[str, ...]:
    """The metric itself, and those that count no less at the same place."""
    metric = BY_ID[name]
    if metric.base not in _ORDERED:
        return (name,)
    bases = _ORDERED[_ORDERED.index(metric.base) :]
    return tuple(
        other.id
        for other in BY_ID.values()
        if other.base in bases
        and (other.axis, other.reckoning) == (metric.axis, Reckoning.COUNT)
        and other.id != COUNTED_ONLY
        and all(key in metric.where and metric.where[key] <= values for key, values in other.where.items())
    )


def _known(place: Place, at: _Known) -> Bounds:
    """What is told of a place: its own number, or those of the periods that make it up."""
    if (exact := at.get(place)) is not None:
        alone = at.get(Place(COUNTED_ONLY, place.period)) if place.metric == "received" and not place.by else 0
        return exact - (alone or 0), exact - (alone or 0)
    parts = [_known(replace(place, period=part), at) for part in parts_of(place.period)]
    ends = [high for _, high in parts if high is not None]
    return sum(low for low, _ in parts), sum(ends) if parts and len(ends) == len(parts) else None


_TOLD: Final = (
    "beside the number that a law fixes at {place}, this edition would make it certain that a case that may not be "
    "admitted is among them. Ask counsel: as the law's table tells of it, it may be admitted; or it may not be counted"
)
