"""Recomputing a chain: every commitment, every link, the case's own head. Names the first fault (P4)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.data.codec import DESK, BadEventError, unpack
from dueprocess.data.models import Case, Event, Statement
from dueprocess.domain.log.commitment import NO_PREVIOUS, BadOpeningError, commit

GAP: Final = "gap"
LINK: Final = "link"
OPENING: Final = "opening"
COMMITMENT: Final = "commitment"
STATEMENT: Final = "statement"
HEAD: Final = "head"


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain is not what was committed: seq, which check, one sentence."""

    seq: int
    check: str
    says: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was recomputed: events in the chain, those with an opening, the first fault if there is one."""

    case: str
    events: int
    opened: int
    fault: Fault | None

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return self.fault is None


def verify_chain(case_id: str) -> Checked:
    """Recompute the chain of one case (``DESK``: of the desk). Reads; never raises for bad bytes.

    Checks, per event: no gap in ``seq``; ``previous`` is the commitment before it; the opening, where it still
    stands, says the same as the row and gives the commitment; each statement it names is stored under its hash.
    At the end: the case's revision and head are the last event's. Whoever writes the whole database can write a
    consistent other past; that is seen by those who kept a checkpoint, not here.
    """
    rows = list(Event.objects.filter(case=case_id).order_by("seq").select_related("opening"))
    stored = Statement.objects.filter(event__case=case_id).values_list("hash", "note")
    notes = {name: bytes(note) for name, note in stored}
    fault = _first_fault(rows, notes) or _head_fault(case_id, rows)
    opened = sum(1 for row in rows if hasattr(row, "opening"))
    return Checked(case_id, len(rows), opened, fault)


def _first_fault(rows: Sequence[Event], notes: Mapping[str, bytes]) -> Fault | None:
    previous = NO_PREVIOUS
    for expected, row in enumerate(rows, 1):
        if row.seq != expected:
            return Fault(expected, GAP, f"event {expected} is missing")
        if bytes(row.previous) != previous:
            return Fault(row.seq, LINK, f"event {row.seq} does not follow the one before it")
        fault = _opening_fault(row, notes)
        if fault is not None:
            return fault
        previous = bytes(row.commitment)
    return None


def _opening_fault(row: Event, notes: Mapping[str, bytes]) -> Fault | None:
    if not hasattr(row, "opening"):
        return None
    try:
        fields = unpack(bytes(row.opening.fields))
        commitment = commit(fields, bytes(row.opening.salt))
    except (BadEventError, BadOpeningError):
        return Fault(row.seq, OPENING, f"the opening of event {row.seq} is not one")
    if commitment != bytes(row.commitment):
        return Fault(row.seq, COMMITMENT, f"event {row.seq} is not what was committed")
    if any(fields[name] != value for name, value in _row_fields(row).items()):
        return Fault(row.seq, OPENING, f"row and opening of event {row.seq} differ")
    return _statement_fault(row.seq, fields["statements"], notes)


def _row_fields(row: Event) -> dict[str, bytes]:
    return {
        "version": str(row.version).encode(),
        "event": row.event.encode(),
        "case": row.case.encode(),
        "seq": str(row.seq).encode(),
        "previous": bytes(row.previous),
        "kind": row.kind.encode(),
    }


def _statement_fault(seq: int, joined: bytes, notes: Mapping[str, bytes]) -> Fault | None:
    for i in range(0, len(joined), 32):
        named = joined[i : i + 32]
        note = notes.get(named.hex())
        if note is None:
            return Fault(seq, STATEMENT, f"a statement that event {seq} rests on is missing")
        if hashlib.sha256(bytes(note)).digest() != named:
            return Fault(seq, STATEMENT, f"a statement that event {seq} rests on was changed")
    return None


def _head_fault(case_id: str, rows: Sequence[Event]) -> Fault | None:
    if case_id == DESK:
        return None
    last = (rows[-1].seq, bytes(rows[-1].commitment)) if rows else (0, NO_PREVIOUS)
    row = Case.objects.filter(pk=case_id).values_list("revision", "head").first()
    if row is None or (row[0], bytes(row[1])) != last:
        return Fault(last[0], HEAD, "the case does not stand at its last event")
    return None
