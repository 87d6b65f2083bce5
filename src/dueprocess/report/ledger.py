"""The ledger of everything ever published: numbers of every surface, rows of the registers, items that were admitted.

A release is reckoned and tried against it (``withholding``). Entries are added and never changed; each has one
canonical form, so that a desk can store and compare them. The items that were admitted stay inside the desk: they tell
what the public already knows, should one of them be sealed later (ADR 0043).
"""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final, TypeAlias

from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.report import numbers
from dueprocess.report.cells import Cell, Cells, Place, Why
from dueprocess.report.cited import SnapshotError
from dueprocess.report.facts import Fact
from dueprocess.report.snapshot import PublicRow, from_plain, to_plain

SCHEMA: Final = "dueprocess/ledger/1"


class LedgerError(ValueError):
    """An entry that no desk wrote."""


class Surface(StrEnum):
    """Where something was published."""

    REPORT = "report"  # an edition
    SITE = "site"  # the live page of numbers and its files
    EXPORT = "export"  # a file made for somebody else's form
    LAW = "law"  # a table whose numbers a law fixes


@dataclass(frozen=True, slots=True)
class Published:
    """One number as it was published. ``fixed``: a law says what it counts, so it counts sealed items as well.

    A day that is still ahead is an appointment: what a law will make us publish then is reckoned with today.
    """

    surface: Surface
    on: datetime.date
    cell: Cell
    edition: int = 0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """Everything published up to now, and every appointment."""

    numbers: tuple[Published, ...] = ()
    rows: tuple[PublicRow, ...] = ()  # every row that ever stood in a register, also those taken down
    stood: tuple[Fact, ...] = ()  # items as the newest edition told them, also in groups; never leaves the desk

    def fixed(self) -> Mapping[Place, Cell]:
        """Numbers that a law fixes, the newest of each place."""
        ordered = sorted((one for one in self.numbers if one.fixed), key=lambda one: one.on)
        return {one.cell.place: one.cell for one in ordered}

    def known(self) -> Mapping[Place, Cell]:
        """Exact numbers of our own choice that were ever published, the newest of each place."""
        chosen = (one for one in self.numbers if not one.fixed and one.cell.value is not None)
        return {one.cell.place: one.cell for one in sorted(chosen, key=lambda one: one.on)}

    def listed(self) -> tuple[Fact, ...]:
        """The rows of the registers as items, of which the period is sure: their whole week lies in one month."""
        return tuple(fact for row in self.rows for fact in _as_facts(row))

    def lines(self) -> tuple[bytes, ...]:
        """Each entry in its canonical form."""
        made = [
            *(_number_line(one) for one in self.numbers),
            *({"entry": "row", "row": to_plain(row)} for row in self.rows),
            *({"entry": "fact", "fact": _fact_plain(fact)} for fact in self.stood),
        ]
        return tuple(encode({"schema": SCHEMA, **one}) for one in made)

    def plus(self, other: "Ledger") -> "Ledger":
        """Both; what stood is what stands in the newer one, and what only the older one has."""
        newer = {_key(fact) for fact in other.stood}
        kept = tuple(fact for fact in self.stood if _key(fact) not in newer)
        rows = {row.id: row for row in (*self.rows, *other.rows)}
        return Ledger((*self.numbers, *other.numbers), tuple(rows.values()), (*kept, *other.stood))


def _key(fact: Fact) -> tuple[str, int]:
    return fact.letter, fact.item


def of_cells(
    cells: Cells, surface: Surface, on: datetime.date, edition: int = 0, *, fixed: bool = False
) -> tuple[Published, ...]:
    """The cells of an edition, an export or a table of law as entries."""
    return tuple(Published(surface, on, cell, edition, fixed) for cell in cells)


def of_site(live: numbers.Numbers, on: datetime.date) -> tuple[Published, ...]:
    """The numbers of the live page in the places of a report."""
    cells = (Cell(place_of(one), one.value, why=_why(one)) for one in live)
    return of_cells(tuple(cells), Surface.SITE, on)


def _why(cell: numbers.Cell) -> Why:
    if cell.value is not None:
        return Why.EXACT
    return Why.SEALED if cell.blank is numbers.Blank.SEALED else Why.NOT_KNOWN


_BASES: Final = {numbers.Base.CASE: "letters", numbers.Base.ITEM: "received", numbers.Base.TARGET: "targets"}
_ROWS: Final = {
    numbers.Table.KIND: "kind",
    numbers.Table.COUNTRY: "country",
    numbers.Table.AUTHORITY: "authority_kind",
}


def place_of(cell: numbers.Cell) -> Place:
    """Where a number of the live page would stand in a report."""
    metric = "answered" if cell.table is numbers.Table.ANSWERED else _BASES[cell.base]
    by = [(_ROWS[cell.table], cell.row)] if cell.table in _ROWS else []
    if cell.measure != numbers.RECEIVED:
        by.append(("outcome", "" if cell.measure == numbers.OPEN else cell.measure))
    return Place(metric, f"{cell.year:04}", tuple(by))


def _as_facts(row: PublicRow) -> Iterable[Fact]:
    """The row as items: once for the first day of its week and once for the last, should they lie in two periods."""
    year, _, week = row.week.partition("-W")
    first = datetime.date.fromisocalendar(int(year), int(week), 1)
    days = {_half_month(day): day for day in (first, first + datetime.timedelta(6))}
    if len(days) > 1:
        return ()
    return tuple(
        Fact(
            letter=str(row.id),
            item=number,
            received_on=first,
            answered_on=first if row.outcome else None,
            country=row.country,
            authority_kind=str(row.authority_kind),
            kind=str(kind),
            outcome=str(row.outcome or ""),
            countable=True,
            admissible=True,
            listed=True,
        )
        for number, kind in enumerate(row.kinds, 1)
    )


def _half_month(day: datetime.date) -> tuple[int, int]:
    """What no period cuts through: a month."""
    return day.year, day.month


_Plain: TypeAlias = dict[str, Any]


def _number_line(one: Published) -> _Plain:
    cell = one.cell
    return {
        "entry": "number",
        "surface": str(one.surface),
        "on": one.on.isoformat(),
        "edition": one.edition,
        "fixed": one.fixed,
        "metric": cell.place.metric,
        "period": cell.place.period,
        "by": [list(pair) for pair in cell.place.by],
        "value": cell.value,
        "of": cell.of,
        "why": str(cell.why),
        "low": cell.low,
        "high": cell.high,
    }


def _fact_plain(fact: Fact) -> _Plain:
    found = {field.name: getattr(fact, field.name) for field in fields(Fact)}
    return {name: one.isoformat() if isinstance(one, datetime.date) else one for name, one in found.items()}


def ledger_of(lines: Iterable[bytes]) -> Ledger:
    """The ledger whose lines these are. Raises LedgerError for a line that is none."""
    numbers_: list[Published] = []
    rows: list[PublicRow] = []
    stood: list[Fact] = []
    for line in lines:
        entry = _entry(line)
        if isinstance(entry, Published):
            numbers_.append(entry)
        elif isinstance(entry, Fact):
            stood.append(entry)
        else:
            rows.append(entry)
    return Ledger(tuple(numbers_), tuple(rows), tuple(stood))


def _entry(line: bytes) -> Published | PublicRow | Fact:
    try:
        data: Any = decode(line)
        return _READERS[data["schema"], data["entry"]](data)
    except (NotCanonicalError, SnapshotError, KeyError, TypeError, ValueError) as fault:
        message = f"an entry of the ledger holds what no desk writes: {fault}"
        raise LedgerError(message) from fault


def _number(data: _Plain) -> Published:
    place = Place(data["metric"], data["period"], tuple((name, value) for name, value in data["by"]))
    cell = Cell(place, data["value"], data["of"], Why(data["why"]), data["low"], data["high"])
    on = datetime.date.fromisoformat(data["on"])
    entry = Published(Surface(data["surface"]), on, cell, data["edition"], data["fixed"])
    if {"schema": SCHEMA, **_number_line(entry)} != data:
        message = "a number has a part too many or of another kind"
        raise ValueError(message)
    return entry


def _row(data: _Plain) -> PublicRow:
    return from_plain(data["row"])


def _fact(line: _Plain) -> Fact:
    data = line["fact"]
    days = {name: datetime.date.fromisoformat(data[name]) for name in ("received_on", "answered_on") if data[name]}
    return Fact(**{**data, **days})


_READERS: Final[Mapping[tuple[str, str], Callable[[_Plain], Published | PublicRow | Fact]]] = {
    (SCHEMA, "number"): _number,
    (SCHEMA, "row"): _row,
    (SCHEMA, "fact"): _fact,
}
