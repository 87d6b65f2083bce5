"""Parts and wholes: places to their total, kinds to theirs, halves to the year, two ways to divide one whole."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd
from typing import Final, NamedTuple

from transparency.check import periods
from transparency.check.figures import Figure, Is, Span, total
from transparency.check.model import (
    DISCLOSED,
    EVERY,
    RECEIVED,
    SUB,
    SUBTOTALS,
    Column,
    Line,
    Table,
    Where,
    subtotal,
    within,
)
from transparency.check.periods import Period

_SHOWN: Final = 2  # kinds that make a sum, and sums that show how the others are made
_LEAST_ROUNDED: Final = 5  # figures from which a column is taken to be rounded


class Entry(NamedTuple):
    """A cell with its place in the model."""

    table: Table
    line: Line
    column: int

    @property
    def figure(self) -> Figure:
        """What stands in it."""
        return self.line.figures[self.column]

    @property
    def about(self) -> Column:
        """Its column."""
        return self.table.layout.columns[self.column]

    @property
    def kind(self) -> str:
        """The kind of the column where it has one, else of the line."""
        return self.about.kind or self.line.kind

    @property
    def where(self) -> Where:
        """Where it stands."""
        return self.table.at(self.line, self.column)


@dataclass(frozen=True, slots=True)
class Sum:
    """One comparison of parts and whole. ``holds`` None: the base, a band, a blank or rounding leaves it open."""

    rule: str
    column: Column
    period: Period | None
    place: str
    kind: str
    parts: tuple[tuple[str, Entry | None], ...]  # label and cell; None where there is no row
    whole: Entry
    made: Span
    holds: bool | None
    why: str = ""  # why it is open


Key = tuple[str, int, str, str, str]  # series, release, split, measure, base


def columns_of(tables: Iterable[Table]) -> dict[Key, list[tuple[Table, int]]]:
    """Which columns of which files speak of the same measure."""
    found: dict[Key, list[tuple[Table, int]]] = {}
    for table in tables:
        for at, column in enumerate(table.layout.columns):
            if column.summed:
                key = (table.layout.series, table.release, table.layout.split, column.measure, column.base)
                found.setdefault(key, []).append((table, at))
    return found


def entries(columns: Sequence[tuple[Table, int]]) -> Iterator[Entry]:
    """All cells of the same measure."""
    for table, at in columns:
        for line in table.lines:
            yield Entry(table, line, at)


def unit(cells: Iterable[Entry]) -> int:
    """What all figures are multiples of, where a publisher rounds to 5, 10, 50, 100 …; else 1."""
    common, seen = 0, 0
    for one in cells:
        if one.figure.exact and one.figure.low:
            common, seen = gcd(common, one.figure.low), seen + 1
            if common == 1:
                return 1
    return next((step for step in (1000, 500, 100, 50, 10, 5) if seen >= _LEAST_ROUNDED and common % step == 0), 1)


def by_place(cells: Sequence[Entry]) -> Iterator[Sum]:
    """Places add up to the row for all of them, for each period and kind."""
    rounded = unit(cells)
    wholes: dict[tuple[Period | None, str], Entry] = {}
    parts: dict[tuple[Period | None, str], list[Entry]] = defaultdict(list)
    subs: dict[tuple[Period | None, str], list[Entry]] = defaultdict(list)
    for one in cells:
        if subtotal(one.line.place) or within(one.line.place):
            if one.line.place.casefold() in SUBTOTALS:
                subs[one.line.period, one.kind.casefold()].append(one)
            continue
        if one.line.place:
            parts[one.line.period, one.kind.casefold()].append(one)
        else:
            wholes.setdefault((one.line.period, one.kind.casefold()), one)
    for key, own in subs.items():  # of a period or a kind that has no other total
        if len(own) == 1:
            wholes.setdefault(key, own[0])
    for (period, kind), whole in wholes.items():
        found = parts.get((period, kind), []) if kind else list(_all_kinds(parts, period))
        if found and whole.figure.known:
            named = [(one.line.place, one) for one in found]
            yield judge("places-to-whole", named, whole, rounded)


def _all_kinds(parts: dict[tuple[Period | None, str], list[Entry]], period: Period | None) -> Iterator[Entry]:
    """The cells of a grand total: for each place its row for all kinds, else the rows of its kinds."""
    stated = parts.get((period, ""), [])
    places = {one.line.place for one in stated}
    yield from stated
    heads = {kind for when, kind in parts if when == period}
    for (when, kind), cells in parts.items():
        if when == period and kind and _foremost(cells[0], kind, heads):
            yield from (one for one in cells if _counts(one) and one.line.place not in places)


def by_kind(cells: Sequence[Entry]) -> Iterator[Sum]:
    """Kinds add up to the row for all of them, for each period and place; and kinds within a kind to that."""
    if all(one.kind and SUB not in one.kind for one in cells) or not any(one.kind for one in cells):
        return
    rounded = unit(cells)
    groups: dict[tuple[Period | None, str], list[Entry]] = defaultdict(list)
    for one in cells:
        groups[one.line.period, one.line.place].append(one)
    elsewhere = {one.kind.casefold() for one in cells if _adds(one)}
    for group in groups.values():
        wholes = {one.kind.casefold(): one for one in reversed(group)}
        parts: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
        for one in group:
            head, _, tail = one.kind.partition(SUB)
            if _adds(one):
                foremost = _foremost(one, one.kind.casefold(), wholes.keys())
                parts["" if foremost else head.casefold()].append((one.kind if foremost else tail, one))
                if one.table.layout.service and tail and head != EVERY:
                    parts[f"{EVERY}{SUB}{tail.casefold()}"].append((head, one))
        for kind, found in parts.items():
            if kind in wholes and wholes[kind].figure.known:
                made = judge("kinds-to-whole", found, wholes[kind], rounded)
                yield _with_gaps(made, elsewhere) if wholes[kind].table.layout.guessed else made


def _with_gaps(made: Sum, elsewhere: Collection[str]) -> Sum:
    """Too little, where a kind of other places has no row here: it may have been left out of both or of one."""
    head = made.kind.casefold()
    have = {part.kind.casefold() for _, part in made.parts if part is not None}
    beside = {kind for kind in elsewhere if kind.rpartition(SUB)[0] == head}
    if made.holds is False and made.made.high < made.whole.figure.low and not beside <= have:
        return replace(made, holds=None, why="a kind that others have has no row here")
    return made


def by_kind_of_most(cells: Sequence[Entry]) -> Iterator[Sum]:
    """As ``by_kind``; where kinds add up exactly in most sums, no kind is missing and none overlap in the others."""
    found = list(by_kind(cells))
    held = sum(bool(one.holds) and sum(map(_some, one.parts)) >= _SHOWN for one in found)
    left = [one for one in found if one.why in {OVERLAP, LOOSE} and one.column.additive and one.made.exact]
    sure = held >= max(_SHOWN, 2 * len(left))
    yield from (replace(one, holds=False, why="") if sure and one in left else one for one in found)


def _some(part: tuple[str, Entry | None]) -> bool:
    return part[1] is not None and part[1].figure.low > 0


def _foremost(one: Entry, kind: str, have: Collection[str]) -> bool:
    """Whether a kind is a part of the whole: not one within a kind, unless no row tells the service that it is of."""
    head, mark, _ = kind.partition(SUB)
    return not mark or (bool(one.table.layout.service) and head != EVERY and head not in have)


def _adds(one: Entry) -> bool:
    """Whether a kind is one among others, and not what some of them make or one of them holds."""
    return bool(one.kind) and _counts(one) and not subtotal(one.kind) and not within(one.kind.rpartition(SUB)[2])


def _counts(one: Entry) -> bool:
    return one.kind.casefold().rpartition(SUB)[2] not in one.table.layout.aside


def by_period(cells: Sequence[Entry]) -> Iterator[Sum]:
    """Halves, quarters or months that follow one another without a gap add up to the longer period."""
    have = {one.line.period for one in cells if one.line.period is not None}
    if not _chains(frozenset(have)):
        return
    rounded = unit(cells)
    chains: dict[frozenset[Period], list[tuple[Period, tuple[Period, ...]]]] = {}
    groups: dict[tuple[str, str], dict[Period, Entry]] = defaultdict(dict)
    for one in cells:
        if one.line.period is not None:
            groups[one.line.place, one.kind.casefold()].setdefault(one.line.period, one)
    every = frozenset(have)
    for group in groups.values():
        none = next(iter(group.values())).table.layout.absent_is_none
        covered = every if none else frozenset(group)
        if covered not in chains:
            chains[covered] = _chains(covered)
        for whole, links in chains[covered]:
            if whole in group and group[whole].figure.known and _complete(group, links):
                yield judge("periods-to-whole", [(one.name, group.get(one)) for one in links], group[whole], rounded)


def _complete(group: dict[Period, Entry], links: Sequence[Period]) -> bool:
    """Whether each part has a row, or its file has the period and so had none here."""
    files = [group[one].table for one in links if one in group]
    return bool(files) and all(one in group or any(one in table.periods() for table in files) for one in links)


def _chains(have: frozenset[Period]) -> list[tuple[Period, tuple[Period, ...]]]:
    found = ((whole, periods.chain(whole, have)) for whole in sorted(have))
    return [(whole, links) for whole, links in found if links]


def judge(rule: str, parts: Sequence[tuple[str, Entry | None]], whole: Entry, rounded: int) -> Sum:
    """What the arithmetic shows, and no more."""
    column = whole.about
    additive = all(one.about.additive for one in (whole, *(part for _, part in parts if part is not None)))
    figures = [NO_ROW if one is None else one.figure for _, one in parts]
    made = total(figures)
    if rule != "places-to-whole" and any(part.about.loose for _, part in parts if part is not None):
        holds, why = _loose(figures, made, whole.figure)
    else:
        holds, why = _verdict(figures, made, whole.figure, rounded, additive=additive)
    if holds is False and column.bare and whole.figure.low <= max(one.low for one in figures):
        holds, why = None, "the name of the column does not say what it counts"
    if holds is False and whole.figure.exact and made.low > whole.figure.low:
        holds, why = _nested(rule, figures, whole)
    return Sum(rule, column, whole.line.period, whole.line.place, whole.kind, tuple(parts), whole, made, holds, why)


def _nested(rule: str, parts: Sequence[Figure], whole: Entry) -> tuple[bool | None, str]:
    """The parts make too much: whether a row stands for rows beside it, or one and the same in several kinds."""
    if rule == "kinds-to-whole" and whole.table.layout.guessed and max(one.low for one in parts) <= whole.figure.low:
        return None, OVERLAP
    if rule != "periods-to-whole" and all(one.exact for one in parts):
        counts = [one.low for one in parts]
        if sum(count for at, count in enumerate(counts) if not _stands_for(counts, at)) == whole.figure.low:
            return None, "a row stands for rows beside it"
    return False, ""


def _stands_for(counts: Sequence[int], at: int) -> bool:
    """Whether a count is the sum of two or more right after it, or right before it: a region and its countries."""
    for beside in (counts[at + 1 :], counts[:at][::-1]):
        made = 0
        for number, count in enumerate(beside, 1):
            made += count
            if made >= counts[at]:
                if made == counts[at] and number > 1 and made:
                    return True
                break
    return False


OVERLAP: Final = "one and the same may count in several kinds"
LOOSE: Final = "nothing says that these kinds are all there are, or that none overlap"
NO_ROW: Final = Figure("", Is.DASH)  # taken as none, and said


def _loose(parts: Sequence[Figure], made: Span, whole: Figure) -> tuple[bool | None, str]:
    """Nothing says that the parts are all there are, or that none counts twice: one alone is never more."""
    if whole.high is not None and any(one.known and one.low > whole.high for one in parts):
        return False, ""
    same = made.exact and whole.exact and made.low == whole.low
    return (True, "") if same else (None, LOOSE)


def _verdict(
    parts: Sequence[Figure], made: Span, whole: Figure, rounded: int, *, additive: bool
) -> tuple[bool | None, str]:
    top = whole.low if whole.sort is Is.NUMBER else whole.high
    bottom = whole.low
    if top is not None and made.low > top:
        return _too_small(parts, made.low - top, top, rounded, additive=additive)
    if not made.open_above and bottom > made.high:
        return (None, "figures are rounded") if _within(rounded, bottom - made.high, len(parts)) else (False, "")
    if made.exact and whole.exact:
        return True, ""
    return None, "a part is not known" if made.open_above else "figures are ranges"


def _too_small(parts: Sequence[Figure], gap: int, top: int, rounded: int, *, additive: bool) -> tuple[bool | None, str]:
    """The parts make more than the whole."""
    if _within(rounded, gap, len(parts)):
        return None, "figures are rounded"
    if not additive and all(one.low <= top for one in parts if one.known):
        return None, "one and the same may count in several parts"
    return False, ""


def _within(rounded: int, gap: int, parts: int) -> bool:
    return rounded > 1 and 2 * gap <= rounded * (parts + 1)


@dataclass(frozen=True, slots=True)
class Split:
    """Two ways to divide one whole, and what each makes."""

    column: Column
    period: Period | None
    one: tuple[tuple[str, Entry], ...]
    other: tuple[tuple[str, Entry], ...]
    holds: bool | None

    @property
    def sums(self) -> tuple[Span, Span]:
        """What the parts make, one way and the other."""
        return total(entry.figure for _, entry in self.one), total(entry.figure for _, entry in self.other)


def splits(found: dict[Key, list[tuple[Table, int]]]) -> Iterator[Split]:
    """Where two files divide the same measure by different things, both make the same."""
    alike: dict[tuple[str, int, str, str], list[list[tuple[Table, int]]]] = defaultdict(list)
    for (series, release, _, measure, base), columns in found.items():
        alike[series, release, measure, base].append(columns)
    for ways in alike.values():
        first = _wholes(ways[0])
        for other in ways[1:]:
            for period, parts in _wholes(other).items():
                if period in first:
                    yield _split(period, first[period], parts)


def _wholes(columns: Sequence[tuple[Table, int]]) -> dict[Period | None, tuple[tuple[str, Entry], ...]]:
    """For each period the cells that make the whole of all places: the stated one, else its kinds."""
    groups: dict[Period | None, list[tuple[str, Entry]]] = defaultdict(list)
    for one in entries(columns):
        if not one.line.place and _counts(one) and SUB not in one.kind:
            groups[one.line.period].append((one.kind, one))
    return {period: tuple([one for one in cells if not one[0]][:1] or cells) for period, cells in groups.items()}


def _split(period: Period | None, one: tuple[tuple[str, Entry], ...], other: tuple[tuple[str, Entry], ...]) -> Split:
    left, right = (total(entry.figure for _, entry in way) for way in (one, other))
    column = one[0][1].about
    apart = (left.low > right.high and not right.open_above) or (right.low > left.high and not left.open_above)
    if apart:
        return Split(column, period, one, other, holds=False if column.additive else None)
    return Split(column, period, one, other, holds=True if left.exact and right.exact else None)


def given_elsewhere(found: dict[Key, list[tuple[Table, int]]]) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    """What was received, and what was given in another file of the same series, for each period and place."""
    for (series, release, split, measure, base), columns in found.items():
        asked = found.get((series, release, split, RECEIVED, base), [])
        if measure != DISCLOSED or not asked or {id(one) for one, _ in asked} & {id(one) for one, _ in columns}:
            continue
        given: dict[tuple[Period | None, str], list[Entry]] = defaultdict(list)
        for one in entries(columns):
            given[one.line.period, one.line.place].append(one)
        for one in entries(asked):
            if parts := given.get((one.line.period, one.line.place)):
                yield one, tuple(parts)
