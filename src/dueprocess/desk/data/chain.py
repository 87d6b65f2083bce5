"""Recomputing a chain: every commitment, every link, the case's own head. Names the first fault (P4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from dueprocess.case.events import EventError
from dueprocess.desk.data.codec import DESK, StoredEvent, stored, unpack
from dueprocess.desk.data.models import Case, Event, Statement
from dueprocess.desk.data.transaction import snapshot
from dueprocess.formats.commitment import NO_PREVIOUS, BadOpeningError, commit
from dueprocess.formats.statement import number_of

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


@dataclass(frozen=True)
class Chain:
    """The events of one case (``DESK``: of the desk) as they stand, and what they are held against.

    Each opening is unpacked once, however often it is asked for.
    """

    case: str
    rows: Sequence[Event]
    notes: Mapping[str, bytes]  # of the statements of its events, by the hash under which they are stored
    head: tuple[int, bytes] | None  # revision and head of the case's row

    @cached_property
    def fields(self) -> tuple[Mapping[str, bytes] | None, ...]:
        """What the opening of each event holds: None where there is none, nothing where it is none."""
        return tuple(_unpacked(row) for row in self.rows)

    @cached_property
    def events(self) -> tuple[StoredEvent, ...]:
        """The events as values, oldest first. Raises EventError."""
        return tuple(stored(row, fields) for row, fields in zip(self.rows, self.fields, strict=True))

    def check(self) -> Checked:
        """Recompute it; see ``verify_chain``."""
        fault = _first_fault(self) or _head_fault(self)
        opened = sum(1 for fields in self.fields if fields is not None)
        return Checked(self.case, len(self.rows), opened, fault)


def _unpacked(row: Event) -> Mapping[str, bytes] | None:
    if not hasattr(row, "opening"):
        return None
    try:
        return unpack(bytes(row.opening.fields))
    except EventError:
        return {}


def read_chains(cases: Iterable[str]) -> dict[str, Chain]:
    """The chains of some cases as they stand at one moment, in three queries."""
    names = list(cases)
    with snapshot():
        return _read(names)


def _read(names: Sequence[str]) -> dict[str, Chain]:
    rows: dict[str, list[Event]] = {name: [] for name in names}
    for row in Event.objects.filter(case__in=names).order_by("case", "seq").select_related("opening"):
        rows[row.case].append(row)
    notes: dict[str, dict[str, bytes]] = {name: {} for name in names}
    stated = Statement.objects.filter(event__case__in=names, note__isnull=False)
    for case, name, note in stated.values_list("event__case", "hash", "note__bytes"):
        notes[case][name] = bytes(note)
    found = Case.objects.filter(pk__in=names).values_list("pk", "revision", "head")
    heads = {case: (revision, bytes(head)) for case, revision, head in found}
    return {name: Chain(name, rows[name], notes[name], heads.get(name)) for name in names}


def verify_chain(case_id: str) -> Checked:
    """Recompute the chain of one case (``DESK``: of the desk). Reads; never raises for bad bytes.

    Checks, per event: no gap in ``seq``; ``previous`` is the commitment before it; the opening, where it still
    stands, says the same as the row and gives the commitment; each statement it names is stored under its hash.
    At the end: the case's revision and head are the last event's. Whoever writes the whole database can write a
    consistent other past; that is seen by those who kept a checkpoint, not here.
    """
    return read_chains([case_id])[case_id].check()


def _first_fault(chain: Chain) -> Fault | None:
    previous = NO_PREVIOUS
    for expected, (row, fields) in enumerate(zip(chain.rows, chain.fields, strict=True), 1):
        if row.seq != expected:
            return Fault(expected, GAP, f"event {expected} is missing")
        if bytes(row.previous) != previous:
            return Fault(row.seq, LINK, f"event {row.seq} does not follow the one before it")
        fault = None if fields is None else _opening_fault(row, fields, chain.notes)
        if fault is not None:
            return fault
        previous = bytes(row.commitment)
    return None


def _opening_fault(row: Event, fields: Mapping[str, bytes], notes: Mapping[str, bytes]) -> Fault | None:
    try:
        commitment = commit(fields, bytes(row.opening.salt))
    except BadOpeningError:
        return Fault(row.seq, OPENING, f"the opening of event {row.seq} is not one")
    if commitment != bytes(row.commitment):
        return Fault(row.seq, COMMITMENT, f"event {row.seq} is not what was committed")
    if any(fields[name] != value for name, value in _row_fields(row).items()):
        return Fault(row.seq, OPENING, f"row and opening of event {row.seq} differ")
    joined = fields["statements"]
    for i in range(0, len(joined), 32):
        named = joined[i : i + 32]
        note = notes.get(named.hex())
        if note is None:
            return Fault(row.seq, STATEMENT, f"a statement that event {row.seq} rests on is missing")
        if number_of(bytes(note), named.hex()) is None:
            return Fault(row.seq, STATEMENT, f"a statement that event {row.seq} rests on was changed")
    return None


def _row_fields(row: Event) -> dict[str, bytes]:
    return {
        "version": str(row.version).encode(),
        "event": row.event.encode(),
        "case": row.case.encode(),
        "seq": str(row.seq).encode(),
        "previous": bytes(row.previous),
        "kind": row.kind.encode(),
    }


def _head_fault(chain: Chain) -> Fault | None:
    if chain.case == DESK:
        return None
    last = (chain.rows[-1].seq, bytes(chain.rows[-1].commitment)) if chain.rows else (0, NO_PREVIOUS)
    if chain.head != last:
        return Fault(last[0], HEAD, "the case does not stand at its last event")
    return None
