"""Events between the domain's values and rows: appended once, read back, recomputed (docs/reference/events.md)."""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn, TypeVar

from django.db import IntegrityError, connection, transaction

from dueprocess.case import event_table
from dueprocess.case.events import Body, EventError
from dueprocess.desk.data.models import Case, Event, EventOpening
from dueprocess.formats.canonical import NotCanonicalError, Value, decode, encode
from dueprocess.formats.commitment import FIELDS, NO_PREVIOUS, SALT_BYTES, commit
from dueprocess.formats.ids import is_id

DESK: Final = ""  # the case id of the desk's own chain
MAX_BATCH: Final = 250  # events a transaction: two rows each (at most 500 rows)

_HASH: Final = re.compile(r"[0-9a-f]{64}")


class RevisionMovedError(RuntimeError):
    """Somebody else appended first: load again and decide anew."""


def _refuse(message: str, cause: Exception | None = None) -> NoReturn:
    rule = "event.malformed"
    raise EventError.because(rule, message) from cause


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One event to append. ``salt`` is 32 random bytes of this event alone; hashes are SHA-256 in hex."""

    kind: str
    body: Mapping[str, Value]  # ``events.said``
    event_id: str
    salt: bytes = field(repr=False)
    country: str = ""
    authority_kind: str = ""
    demand_kinds: str = ""  # sorted codes, comma-separated
    outcome: str = ""
    statements: Sequence[str] = ()
    sealed: Sequence[str] = ()
    version: int = 1  # of the body


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one chain, on top of the revision that the writer read."""

    case_id: str
    expected_revision: int
    events: Sequence[NewEvent]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as read.

    ``opened`` is False where its opening was purged: then only the row's own fields stand. ``body`` is None then, and
    where the kind is one of a newer program.
    """

    event: str
    case: str
    seq: int
    kind: str
    version: int
    commitment: bytes
    opened: bool
    day: datetime.date | None = None
    country: str = ""
    authority_kind: str = ""
    demand_kinds: str = ""
    outcome: str = ""
    body: Body[Any] | None = None
    statements: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """The first events of a case whose row is not written yet, ready to insert once; see ``begin``."""

    revision: int
    head: bytes
    rows: tuple[tuple[Event, EventOpening], ...] = field(repr=False)


def append(day: datetime.date, case_id: str, expected_revision: int, new: NewEvent) -> Event:
    """Append one event to a case (``DESK`` for the desk's chain); see ``append_many``."""
    return append_many(day, [Batch(case_id, expected_revision, [new])])[0]


def begin(day: datetime.date, case_id: str, events: Sequence[NewEvent]) -> Begun:
    """The first events of a new case, hashed before the transaction begins. Touches no table. Raises EventError.

    The case's row is then written with this revision and head, and ``insert_begun`` in the same transaction.
    """
    rows = _chain(day, Batch(case_id, 0, events), {case_id: (0, NO_PREVIOUS)})
    return Begun(len(rows), bytes(rows[-1][0].commitment) if rows else NO_PREVIOUS, tuple(rows))


def insert_begun(cases: Iterable[Begun]) -> list[Event]:
    """Insert the first events of cases whose rows this transaction wrote; at most 250 events. Raises EventError."""
    rows = [row for one in cases for row in one.rows]
    if not connection.in_atomic_block or len(rows) > MAX_BATCH:
        _refuse(f"events are inserted inside write(), at most {MAX_BATCH} a batch")
    return _store(rows)


def append_many(day: datetime.date, batches: Sequence[Batch]) -> list[Event]:
    """Append many events of one day to many chains in few statements, inside an open transaction; all or none.

    Writes Event and EventOpening, and moves each case from ``expected_revision`` on. At most 250 events a call. A
    chain may stand once in ``batches``. Rows come back in the order given.

    Raises:
        RevisionMovedError: a chain is not at its ``expected_revision`` any more. The transaction must be given up.
        EventError: a value without the form that docs/reference/events.md gives it.
    """
    if not connection.in_atomic_block:
        _refuse("events are appended inside write()")
    if sum(len(batch.events) for batch in batches) > MAX_BATCH or len({b.case_id for b in batches}) != len(batches):
        _refuse(f"a batch has at most {MAX_BATCH} events, and each chain once")
    heads = _heads(batches)
    chains = [_chain(day, batch, heads) for batch in batches]
    for batch, chain in zip(batches, chains, strict=True):
        if batch.case_id != DESK and chain:
            _move(batch, bytes(chain[-1][0].commitment))
    return _insert([pair for chain in chains for pair in chain])


def _heads(batches: Sequence[Batch]) -> dict[str, tuple[int, bytes]]:
    """Revision and head of each chain, locked on PostgreSQL until the transaction ends; the proof is ``_move``."""
    rows = Case.objects.filter(pk__in=[batch.case_id for batch in batches]).order_by("pk").select_for_update()
    heads = {pk: (revision, bytes(head)) for pk, revision, head in rows.values_list("pk", "revision", "head")}
    if any(batch.case_id == DESK for batch in batches):
        last = Event.objects.filter(case=DESK).order_by("-seq").values_list("seq", "commitment").first()
        heads[DESK] = (last[0], bytes(last[1])) if last else (0, NO_PREVIOUS)
    return heads


def _chain(
    day: datetime.date, batch: Batch, heads: Mapping[str, tuple[int, bytes]]
) -> list[tuple[Event, EventOpening]]:
    revision, previous = heads.get(batch.case_id, (-1, b""))
    if revision != batch.expected_revision:
        raise _moved(batch)
    pairs = []
    for seq, new in enumerate(batch.events, revision + 1):
        fields = fields_of(day, batch.case_id, seq, previous, new)
        commitment = commit(fields, new.salt)
        event = Event(
            event=new.event_id,
            case=batch.case_id,
            seq=seq,
            kind=new.kind,
            version=new.version,
            previous=previous,
            commitment=commitment,
        )
        pairs.append((event, EventOpening(fields=pack(fields), salt=new.salt)))
        previous = commitment
    return pairs


def _move(batch: Batch, head: bytes) -> None:
    after = batch.expected_revision + len(batch.events)
    # Nothing follows a purge: the face of such a case is empty (``rowstore.PURGED``).
    stands = Case.objects.filter(pk=batch.case_id, revision=batch.expected_revision).exclude(face="")
    won = stands.update(revision=after, head=head)
    if won != 1:
        raise _moved(batch)


def _insert(pairs: Sequence[tuple[Event, EventOpening]]) -> list[Event]:
    try:
        with transaction.atomic():  # a savepoint: PostgreSQL gives up the whole transaction otherwise
            return _store(pairs)
    except IntegrityError as fault:
        message = "another event has that place in the chain, or that id"
        raise RevisionMovedError(message) from fault


def _store(pairs: Sequence[tuple[Event, EventOpening]]) -> list[Event]:
    events = Event.objects.bulk_create(event for event, _ in pairs)
    for event, (_, opening) in zip(events, pairs, strict=True):
        opening.event = event
    EventOpening.objects.bulk_create(opening for _, opening in pairs)
    return events


def _moved(batch: Batch) -> RevisionMovedError:
    name = batch.case_id or "the desk"
    return RevisionMovedError(f"{name} is not at revision {batch.expected_revision} any more; load it again")


def desk_revision() -> int:
    """Seq of the newest event of the desk's own chain; 0 where there is none."""
    last = Event.objects.filter(case=DESK).order_by("-seq").values_list("seq", flat=True).first()
    return int(last or 0)


def fields_of(day: datetime.date, case_id: str, seq: int, previous: bytes, new: NewEvent) -> dict[str, bytes]:
    """The sixteen fields of an event. Raises EventError."""
    if not is_id(new.event_id, "e") or (case_id and not is_id(case_id, "c")) or len(new.salt) != SALT_BYTES:
        _refuse("an event has an event id, the id of a case or none, and a salt of 32 bytes")
    year, week, _ = day.isocalendar()
    try:
        body = encode(new.body)
    except NotCanonicalError as fault:
        _refuse(f"the public part of {new.kind} has no canonical bytes: {fault}", fault)
    values = (
        str(new.version).encode(),
        new.event_id.encode(),
        case_id.encode(),
        str(seq).encode(),
        previous,
        _ascii("kind", new.kind),
        f"{year:04}-W{week:02}".encode(),
        day.isoformat().encode(),
        _ascii("country", new.country),
        _ascii("authority_kind", new.authority_kind),
        _ascii("demand_kinds", new.demand_kinds),
        _ascii("outcome", new.outcome),
        body,
        _hashes("statements", new.statements),
        _hashes("sealed", new.sealed),
        b"",
    )
    return dict(zip(FIELDS, values, strict=True))


def _ascii(name: str, value: str) -> bytes:
    if not value.isascii() or not value.isprintable() or " " in value:
        _refuse(f"{name} is a code, not text")
    return value.encode()


def _hashes(name: str, values: Iterable[str]) -> bytes:
    values = list(values)
    if not all(_HASH.fullmatch(value) for value in values):
        _refuse(f"{name} are SHA-256 hashes, 64 lower-case hex digits each")
    return bytes.fromhex("".join(values))


def pack(fields: Mapping[str, bytes]) -> bytes:
    """Bytes of the column ``EventOpening.fields``: canonical JSON, field name → hex."""
    return encode({name: value.hex() for name, value in fields.items()})


def unpack(data: bytes) -> dict[str, bytes]:
    """The sixteen fields of a stored opening. Raises EventError."""
    try:
        table: Any = decode(data)
        return {str(name): bytes.fromhex(value) for name, value in table.items()}
    except (NotCanonicalError, ValueError, TypeError, AttributeError) as fault:
        _refuse("an opening is canonical JSON: field name → hex", fault)


def events_of(case_id: str) -> list[StoredEvent]:
    """All events of a case (``DESK``: of the desk), oldest first, bodies in the newest form. One query.

    Raises EventError for what is not of the form that this program knows.
    """
    rows = Event.objects.filter(case=case_id).order_by("seq").select_related("opening")
    return [stored(row) for row in rows]


def events_of_each(case_ids: Iterable[str]) -> dict[str, list[StoredEvent]]:
    """Case id → all its events, as ``events_of`` gives them. One query, whatever their number."""
    found: dict[str, list[StoredEvent]] = {}
    for row in Event.objects.filter(case__in=set(case_ids)).order_by("case", "seq").select_related("opening"):
        found.setdefault(row.case, []).append(stored(row))
    return found


B = TypeVar("B", bound=Body[Any])


def desk_events(kind: type[B]) -> list[tuple[StoredEvent, B]]:
    """Events of one kind on the desk's own chain, oldest first; those whose opening was purged are not among them."""
    rows = Event.objects.filter(case=DESK, kind=str(kind.KIND)).order_by("seq").select_related("opening")
    return [(event, event.body) for event in map(stored, rows) if isinstance(event.body, kind)]


def stored(row: Event, unpacked: Mapping[str, bytes] | None = None) -> StoredEvent:
    """A row with its opening as a value. Raises EventError for bytes that were never written here.

    ``unpacked``: the fields of the opening, where somebody has them already.
    """
    opening = getattr(row, "opening", None)
    if opening is None:
        return StoredEvent(row.event, row.case, row.seq, row.kind, row.version, bytes(row.commitment), opened=False)
    fields = unpack(bytes(opening.fields)) if unpacked is None else unpacked
    try:
        return StoredEvent(
            event=row.event,
            case=row.case,
            seq=row.seq,
            kind=row.kind,
            version=row.version,
            commitment=bytes(row.commitment),
            opened=True,
            day=datetime.date.fromisoformat(fields["day"].decode()),
            country=fields["country"].decode(),
            authority_kind=fields["authority_kind"].decode(),
            demand_kinds=fields["demand_kinds"].decode(),
            outcome=fields["outcome"].decode(),
            body=event_table.read(row.kind, row.version, decode(fields["body"])),
            statements=_split(fields["statements"]),
            sealed=_split(fields["sealed"]),
        )
    except EventError:
        raise
    except (KeyError, ValueError) as fault:
        _refuse(f"the opening of {row.event} does not have the sixteen fields", fault)


def _split(joined: bytes) -> tuple[str, ...]:
    return tuple(joined[i : i + 32].hex() for i in range(0, len(joined), 32))
