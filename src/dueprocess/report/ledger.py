"""The ledger of everything ever published: numbers of every surface, rows of the registers, items that were admitted.

A release is reckoned and tried against it (``withholding``). Entries are added and never changed; each has one
canonical form, so that a desk can store and compare them. The items that were admitted stay inside the desk: they tell
what the public already knows, should one of them be sealed later (ADR 0043).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.formats.record import way
from dueprocess.report.cells import Cell, Cells, Place
from dueprocess.report.cited import SnapshotError
from dueprocess.report.facts import Fact
from dueprocess.report.snapshot import PublicRow

SCHEMA: Final = "dueprocess/ledger/2"


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
        return (
            *(_line("number", one) for one in self.numbers),
            *(_line("row", row) for row in self.rows),
            *(_line("fact", fact) for fact in self.stood),
        )

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
    """The cells of an edition, the live page, an export or a table of law as entries."""
    return tuple(Published(surface, on, cell, edition, fixed) for cell in cells)


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


_KINDS: Final[Mapping[str, Any]] = {"number": Published, "row": PublicRow, "fact": Fact}


def _line(entry: str, value: Published | PublicRow | Fact) -> bytes:
    write = way(_KINDS[entry])[1]
    return encode({"schema": SCHEMA, "entry": entry, entry: write(value)})


def ledger_of(lines: Iterable[bytes]) -> Ledger:
    """The ledger whose lines these are. Raises LedgerError for a line that is none."""
    numbers: list[Published] = []
    rows: list[PublicRow] = []
    stood: list[Fact] = []
    for line in lines:
        entry = _entry(line)
        if isinstance(entry, Published):
            numbers.append(entry)
        elif isinstance(entry, Fact):
            stood.append(entry)
        else:
            rows.append(entry)
    return Ledger(tuple(numbers), tuple(rows), tuple(stood))


def _entry(line: bytes) -> Published | PublicRow | Fact:
    try:
        data: Any = decode(line)
        entry = data["entry"]
        made: Published | PublicRow | Fact = way(_KINDS[entry])[0](data[entry])
    except (NotCanonicalError, SnapshotError, KeyError, TypeError, ValueError) as fault:
        raise LedgerError(f"an entry of the ledger holds what no desk writes: {fault}") from fault
    if set(data) != {"schema", "entry", entry} or data["schema"] != SCHEMA:
        raise LedgerError(f"an entry of the ledger holds what no desk writes: it is not of the form {SCHEMA}")
    return made
