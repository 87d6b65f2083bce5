"""What one row says against itself: no more given than asked for, a percent that its counts can make, sums."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from transparency.check.figures import Figure, Is, total
from transparency.check.model import ACCOUNTS, DISCLOSED, RECEIVED, Line, Table

HALF_UP: Final = "half up"
HALF_EVEN: Final = "half to even"
CUT: Final = "cut off"
_CENT: Final = 100


@dataclass(slots=True)
class Tried:
    """How one check went over the rows of a table."""

    held: int = 0
    open: int = 0
    broken: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Columns:
    """Where the columns of one kind stand in a table; -1 where there is none."""

    kind: str
    received: int
    disclosed: int
    percent: int
    accounts: int
    given: tuple[int, ...] = ()  # the column that the percent is a share of, or those that make it
    within: tuple[int, ...] = ()  # each a part of what was received
    decimals: int = 0
    mixed: bool = False  # each percent as exact as it is written
    scale: int = 1  # percents written as shares of one: 100

    def units(self, share: Figure) -> tuple[int, int]:
        """A percent, and all, in units of its last decimal."""
        decimals = share.written if self.mixed else self.decimals
        most: int = _CENT * 10**decimals // self.scale
        value: int = share.low * 10 ** (decimals - share.decimals)
        return value, most


def columns_of(table: Table) -> list[Columns]:
    """The columns by the kind that they are about: one set, or several in a wide table."""
    found = []
    columns = table.layout.columns
    for kind in dict.fromkeys(one.kind for one in columns):
        places = [table.column(measure, kind) for measure in (RECEIVED, DISCLOSED, ACCOUNTS)]
        received, disclosed, accounts = (-1 if one is None else one for one in places)
        within = tuple(at for at, one in enumerate(columns) if at == disclosed or (one.within and one.kind == kind))
        found.append(Columns(kind, received, disclosed, -1, accounts, within=within))
    return found


def shares_of(table: Table, columns: Columns) -> list[Columns]:
    """The same set once for each of its percentages, with what that is a share of."""
    found = []
    for at, column in enumerate(table.layout.columns):
        if column.share and column.share_of and column.kind == columns.kind and columns.received >= 0:
            whole = table.column(column.share_of, columns.kind)
            parts = [
                n
                for n, one in enumerate(table.layout.columns)
                if one.part_of == column.share_of and one.kind == columns.kind
            ]
            one = replace(columns, percent=at, given=(whole,) if whole is not None else tuple(parts))
            _precision(table, one)
            found.append(one)
    return found


def _precision(table: Table, columns: Columns) -> None:
    """How exactly the column of percents is written; 83.00% everywhere is a whole percent, 0.83 everywhere a share."""
    shares = [line.figures[columns.percent] for line in table.lines]
    numbers = [one for one in shares if one.sort is Is.NUMBER]
    columns.decimals = max((one.decimals for one in numbers), default=0)
    columns.mixed = columns.decimals > 0 and len({one.written for one in numbers}) > 1
    small = all(one.low <= 10**one.decimals and not one.sign for one in numbers)
    columns.scale = _CENT if small and columns.decimals > 1 else 1


def at_most(lines: Iterable[Line], small: int, large: int) -> Tried:
    """Whether one column is never more than another; bands are compared by their ends."""
    tried = Tried()
    for line in lines:
        less, more = line.figures[small], line.figures[large]
        if not (less.known and more.known):
            continue
        if more.high is not None and less.low > more.high:
            tried.broken.append(line)
        elif less.high is not None and less.high <= more.low:
            tried.held += 1
        else:
            tried.open += 1
    return tried


def percents(table: Table, columns: Columns, way: str = HALF_UP) -> Tried:
    """Whether each percent can be made of its count, by a way of rounding; half up is what people expect."""
    tried = Tried()
    for line in table.lines:
        share, count = line.figures[columns.percent], line.figures[columns.received]
        if share.sort is not Is.NUMBER or not count.known:
            continue
        units, most = columns.units(share)
        if _reachable(units, count, _given(columns, line), most, way):
            tried.held += 1
        else:
            tried.broken.append(line)
    return tried


def _given(columns: Columns, line: Line) -> int | None:
    """How many the percent stands for, where the row says so, or its parts do."""
    if not columns.given:
        return None
    made = total([line.figures[at] for at in columns.given])
    return made.low if made.exact else None


def _reachable(units: int, count: Figure, given: int | None, most: int, way: str) -> bool:
    """Whether some whole number out of ``count`` gives the percent; the stated number where there is one."""
    if not 0 <= units <= most:
        return False
    low, high = count.low, count.high
    if low == high and low > 0 and given is not None:
        return 0 <= given <= low and _rounded(given, low, most, way) == units
    # From twice as many on, each percent is near a whole number of answers; so it is where a range is wide.
    if high is None or low >= 2 * most or high - low >= most:
        return True
    for asked in range(max(low, 1), high + 1):
        near = units * asked // most
        tried = (near, near + 1, near - 1, near + 2) if given is None else (given,)
        if any(0 <= one <= asked and _rounded(one, asked, most, way) == units for one in tried):
            return True
    return low == 0 and units == 0


def _rounded(part: int, whole: int, most: int, way: str) -> int:
    """``part`` of ``whole`` in units of which ``most`` are all, in whole numbers alone."""
    down, rest = divmod(part * most, whole)
    if way == CUT or 2 * rest < whole:
        return down
    if 2 * rest > whole or way == HALF_UP:
        return down + 1
    return down + down % 2


def only_half_up(table: Table, columns: Columns) -> list[tuple[Line, int]]:
    """Rows whose percent needs a half to be rounded up, and of how many it is then: 63 % of 16 are 10."""
    found = []
    for line in table.lines:
        share, count = line.figures[columns.percent], line.figures[columns.received]
        if share.sort is not Is.NUMBER or not count.exact or count.low < 1:
            continue
        units, most = columns.units(share)
        if (2 * units - 1) * count.low % (2 * most):
            continue  # no whole number lies at a half
        given = _given(columns, line)
        if _reachable(units, count, given, most, HALF_UP) and not _reachable(units, count, given, most, HALF_EVEN):
            found.append((line, -(-(2 * units - 1) * count.low // (2 * most))))
    return found


def answered(share: Figure, count: Figure, columns: Columns) -> tuple[int, int] | None:
    """The fewest and the most that a percent of a count can be; None where one of them is not known."""
    if share.sort is not Is.NUMBER or not count.known or count.high is None or share.low < 0 or count.low < 0:
        return None
    units, most = columns.units(share)
    low = max(0, -(-(2 * units - 1) * count.low // (2 * most)))
    return low, min(count.high, (2 * units + 1) * count.high // (2 * most))


def parts_make(table: Table, whole: int, parts: Sequence[int]) -> Tried:
    """Whether the columns that are parts of another add up to it in each row."""
    tried = Tried()
    for line in table.lines:
        figure, made = line.figures[whole], total(line.figures[at] for at in parts)
        if not figure.exact or made.open_above or not made.exact:
            tried.open += figure.exact
        elif made.low == figure.low:
            tried.held += 1
        else:
            tried.broken.append(line)
    return tried
