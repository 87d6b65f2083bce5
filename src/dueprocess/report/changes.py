"""What changed between two sets of cells, place by place, and the revisions that an edition shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.codes import Code
from dueprocess.report.cells import Cell, Cells, Place, Why
from dueprocess.report.edition import Edition, Revision
from dueprocess.report.metric import Reckoning
from dueprocess.report.metrics import BY_ID, COUNTED_ONLY
from dueprocess.report.relations import names_of


class Changed(Code):
    """Why a cell is not what it was, as far as two editions can say it."""

    NEW = "new", "was not there"
    GONE = "gone", "is no longer there"
    COUNTED = "counted", "counted again: something came later, was answered, corrected or opened"
    WITHHELD = "withheld", "was given, is withheld now"
    GIVEN = "given", "was withheld or not known"
    REASON = "reason", "blank for another reason"  # before and now, or in another band


_HIDDEN: Final = frozenset({Why.SEALED, Why.BESIDE, Why.LAW})


@dataclass(frozen=True, slots=True)
class Change:
    """One place with what stood there and what stands there now."""

    place: Place
    was: Cell | None
    now: Cell | None
    why: Changed


def changes(before: Cells, after: Cells) -> tuple[Change, ...]:
    """Every place whose cell is not the same, in their order."""
    old, new = by_place(before), by_place(after)
    places = sorted(old.keys() | new.keys())
    return tuple(
        Change(place, old.get(place), new.get(place), _why(old.get(place), new.get(place)))
        for place in places
        if old.get(place) != new.get(place)
    )


def since_the_period_before(edition: Edition) -> tuple[str, tuple[Change, ...]]:
    """The period before, as the edition itself repeats it, and what differs from it; empty where it repeats none."""
    if not edition.before:
        return "", ()
    older = edition.before[-1]
    now = tuple(cell for cell in edition.cells if cell.place.period == edition.period)
    return older, changes(as_of(edition.cells, older, edition.period), now)


def by_place(cells: Cells) -> Mapping[Place, Cell]:
    """The cells by their places."""
    return {cell.place: cell for cell in cells}


def _why(was: Cell | None, now: Cell | None) -> Changed:
    if was is None:
        return Changed.NEW
    if now is None:
        return Changed.GONE
    if was.value is not None and now.value is not None:
        return Changed.COUNTED
    if was.value is not None:
        return Changed.WITHHELD if now.why in _HIDDEN else Changed.REASON
    return Changed.GIVEN if now.value is not None else Changed.REASON


def as_of(cells: Cells, old: str, new: str) -> Cells:
    """The cells of period ``old``, as if they stood in ``new``: what a comparison with the period before is made of."""
    moved = (cell for cell in cells if cell.place.period == old)
    return tuple(
        Cell(Place(cell.place.metric, new, cell.place.by), cell.value, cell.of, cell.why, cell.low, cell.high)
        for cell in moved
    )


def revisions(cells: Cells, earlier: Sequence[Edition]) -> tuple[Revision, ...]:
    """Where the newest earlier edition that gives a place gave another number; ``earlier`` in their order.

    A row that is not there any more is a number too: nothing is left of what it counted.
    """
    newest: dict[Place, tuple[Cell, int]] = {}
    for edition in earlier:
        newest.update({cell.place: (cell, edition.number) for cell in edition.cells if cell.value is not None})
    here = {cell.place for cell in cells}
    tables, periods = {(one.metric, names_of(one.by)) for one in here}, {one.period for one in here}
    # Of what stands in a total alone a row goes when it would tell too much, not when nothing is left.
    missing = (one for one in newest.keys() - here if one.period in periods and one.metric != COUNTED_ONLY)
    gone = (_none_at(one) for one in missing if (one.metric, names_of(one.by)) in tables)
    found = ((newest[cell.place], cell) for cell in (*cells, *gone) if cell.place in newest)
    changed = (Revision(was, cell, since) for (was, since), cell in found if not _same(was, cell))
    return tuple(sorted(changed, key=lambda one: one.now.place))


def _none_at(place: Place) -> Cell:
    """What an empty row says: none, or nothing to measure."""
    counts = BY_ID[place.metric].reckoning in {Reckoning.COUNT, Reckoning.SUM}
    return Cell(place, 0) if counts else Cell(place, None, why=Why.NOTHING)


def _same(was: Cell, now: Cell) -> bool:
    return (was.exact, was.why) == (now.exact, now.why)


def withheld(cells: Iterable[Cell]) -> Cells:
    """The cells that are held back, or given as a band, although they are known."""
    return tuple(cell for cell in cells if cell.why in _HIDDEN)
