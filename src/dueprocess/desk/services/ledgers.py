"""Everything that the public was ever told, surface by surface, as rows that only grow (hazard 8.1).

Each row is named by an event of the desk, so that a row that is missing, changed or put in later is noticed before the
next release is reckoned against what is left. A row holds what became new on that day: entries in their canonical
form, one a line (``report/ledger.py``).
"""

import datetime
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dueprocess.case.desk_events import SitePublished
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import LedgerRow
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.report_facts import reckon
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.report.cells import Size
from dueprocess.report.facts import Fact
from dueprocess.report.ledger import Ledger, LedgerError, Published, Surface, ledger_of, of_cells
from dueprocess.report.withholding import law_cells

if TYPE_CHECKING:
    from dueprocess.report.snapshot import PublicRow


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be entered: canonical lines of what is new, reckoned against the ledger up to row ``after``."""

    surface: Surface
    lines: bytes
    after: int


def prepare(surface: Surface, said: Ledger) -> Entry:
    """What of ``said`` the public does not know yet. Raises ForgedRowError."""
    after = _last()
    return Entry(surface, b"\n".join(new_of(published(), said).lines()), after)


def enter(desk: Desk, entry: Entry) -> bool:
    """Enter it; inside an open transaction. False where nothing is new. Raises RevisionMovedError where others were."""
    if _last() != entry.after:
        raise codec.RevisionMovedError
    if not entry.lines:
        return False
    hash_ = hashlib.sha256(entry.lines).hexdigest()
    LedgerRow.objects.create(surface=str(entry.surface), said_on=desk.today, hash=hash_, bytes=entry.lines)
    append_to_desk(desk, SitePublished(hash_, str(entry.surface)))
    return True


def _last() -> int:
    return LedgerRow.objects.order_by("pk").values_list("pk", flat=True).last() or 0


def new_of(known: Ledger, said: Ledger) -> Ledger:
    """What the newest entry of each place, row or item does not say already."""
    numbers = {(one.surface, one.fixed, one.cell.place): one.cell for one in known.numbers}
    rows = {row.id: row for row in known.rows}
    return replace(
        said,
        numbers=tuple(one for one in said.numbers if numbers.get((one.surface, one.fixed, one.cell.place)) != one.cell),
        rows=tuple(row for row in said.rows if rows.get(row.id) != row),
        stood=tuple(new_facts(known, said.stood)),
    )


def new_facts(known: Ledger, facts: Iterable[Fact]) -> Iterable[Fact]:
    """Those that the ledger does not hold just so."""
    stood = {(fact.letter, fact.item): fact for fact in known.stood}
    return (fact for fact in facts if stood.get((fact.letter, fact.item)) != fact)


def published() -> Ledger:
    """Everything published up to now. Raises ForgedRowError."""
    numbers: list[Published] = []
    rows: dict[str, PublicRow] = {}
    stood: dict[tuple[str, int], Fact] = {}
    for row in kept():
        one = _ledger(row)
        numbers += one.numbers
        rows |= {listed.id: listed for listed in one.rows}
        stood |= {(fact.letter, fact.item): fact for fact in one.stood}
    return Ledger(tuple(numbers), tuple(rows.values()), tuple(stood.values()))


def rows_told() -> dict[str, list[tuple[datetime.date, "PublicRow"]]]:
    """Each row of the registers as it was told, with the day since when, oldest first. Raises ForgedRowError."""
    told: dict[str, list[tuple[datetime.date, PublicRow]]] = {}
    for row in kept():
        if row.surface == Surface.SITE:
            for listed in _ledger(row).rows:
                told.setdefault(listed.id, []).append((row.said_on, listed))
    return told


def _ledger(row: LedgerRow) -> Ledger:
    try:
        return ledger_of(bytes(row.bytes).split(b"\n"))
    except LedgerError as fault:
        message = f"a row of the ledger is damaged: {fault}"
        raise ForgedRowError(message) from fault


def kept() -> tuple[LedgerRow, ...]:
    """Every row in its order. Raises ForgedRowError where rows and the desk's events differ."""
    rows = tuple(LedgerRow.objects.order_by("pk"))
    said = [(body.surface, body.hash, event.day) for event, body in codec.desk_events(SitePublished)]
    here = [(row.surface, hashlib.sha256(bytes(row.bytes)).hexdigest(), row.said_on) for row in rows]
    if here != said or any(row.hash != hash_ for row, (_, hash_, _) in zip(rows, here, strict=True)):
        message = "the ledger of what the public was told is not the one that was kept: rows are missing or changed"
        raise ForgedRowError(message)
    return rows


def releases() -> int:
    """How many times something was published that is reckoned against the rest: editions, exports, tables of law."""
    return LedgerRow.objects.exclude(surface=str(Surface.SITE)).count()


def owed(desk: Desk, facts: Sequence[Fact], sizes: Sequence[Size]) -> Ledger:
    """What a law will have us tell, as if it were told already: an edition before it is reckoned against it too."""
    cells = law_cells(facts, desk.house.owes, sizes, reckon)
    return Ledger(numbers=of_cells(cells, Surface.LAW, desk.today, fixed=True))
