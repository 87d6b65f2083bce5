"""Events between the domain's values and rows: appended once, read back, recomputed (docs/reference/events.md)."""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, connection, transaction

from dueprocess.desk.data.models import Case, Event, EventOpening
from dueprocess.formats.canonical import NotCanonicalError, Value, decode, encode
from dueprocess.formats.commitment import FIELDS, NO_PREVIOUS, SALT_BYTES, commit
from dueprocess.formats.ids import is_id

VERSION: Final = 1  # of the sixteen fields and of the bodies written now
DESK: Final = ""  # the case id of the desk's own chain
MAX_BATCH: Final = 250  # events a transaction: two rows each (at most 500 rows)

Body = Mapping[str, Any]
# (kind, version) → the body as the next version has it. A stored event is never rewritten; readers see the newest form.
UPCASTERS: Final[dict[tuple[str, int], Callable[[Body], Body]]] = {}

_HASH: Final = re.compile(r"[0-9a-f]{64}")


class RevisionMovedError(RuntimeError):
    """Somebody else appended first: load again and decide anew."""


class BadEventError(ValueError):
    """An event that does not have the form of docs/reference/events.md."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """One event to append. ``salt`` is 32 random bytes of this event alone; hashes are SHA-256 in hex."""

    kind: str
    body: Mapping[str, Value]
    event_id: str
    salt: bytes = field(repr=False)
    country: str = ""
    authority_kind: str = ""
    demand_kinds: str = ""  # sorted codes, comma-separated
    outcome: str = ""
    statements: Sequence[str] = ()
    sealed: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Events of one chain, on top of the revision that the writer read."""

    case_id: str
    expected_revision: int
    events: Sequence[NewEvent]


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event as read. ``opened`` is False where its opening was purged: then only the row's own fields stand."""

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
    body: Body = field(default_factory=dict)
    statements: tuple[str, ...] = ()
    sealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """The first events of a case whose row is not written yet, ready to insert once; see ``begin``."""

    revision: int
    head: bytes
    rows: tuple[tuple[Event, EventOpening], ...] = field(repr=False)


def append(  # noqa: PLR0913 - one argument a field of the event
    case_id: str,
    kind: str,
    body: Mapping[str, Value],
    *,
    day: datetime.date,
    salt: bytes,
    event_id: str,
    country: str = "",
    authority_kind: str = "",
    demand_kinds: str = "",
    outcome: str = "",
    statements: Sequence[str] = (),
    sealed: Sequence[str] = (),
    expected_revision: int,
) -> Event:
    """Append one event to a case (``DESK`` for the desk's chain) inside an open transaction.

    Writes Event and EventOpening and moves the case from ``expected_revision`` to the next one.

    Raises:
        RevisionMovedError: the chain is not at ``expected_revision`` any more. The transaction must be given up.
        BadEventError: a value without the form that docs/reference/events.md gives it.
    """
    one = NewEvent(
        kind,
        body,
        event_id,
        salt,
        country=country,
        authority_kind=authority_kind,
        demand_kinds=demand_kinds,
        outcome=outcome,
        statements=statements,
        sealed=sealed,
    )
    return append_many(day, [Batch(case_id, expected_revision, [one])])[0]


def append_new(day: datetime.date, cases: Iterable[tuple[str, Sequence[NewEvent]]]) -> list[Event]:
    """The first events of cases whose rows were just made; see ``append_many``."""
    return append_many(day, [Batch(case_id, 0, events) for case_id, events in cases])


def begin(day: datetime.date, case_id: str, events: Sequence[NewEvent]) -> Begun:
    """The first events of a new case, hashed before the transaction begins. Touches no table. Raises BadEventError.

    The case's row is then written with this revision and head, and ``insert_begun`` in the same transaction.
    """
    rows = _chain(day, Batch(case_id, 0, events), {case_id: (0, NO_PREVIOUS)})
    return Begun(len(rows), bytes(rows[-1][0].commitment) if rows else NO_PREVIOUS, tuple(rows))


def insert_begun(cases: Iterable[Begun]) -> list[Event]:
    """Insert the first events of cases whose rows this transaction wrote; at most 250 events. Raises BadEventError."""
    rows = [row for one in cases for row in one.rows]
    if not connection.in_atomic_block or len(rows) > MAX_BATCH:
        message = f"events are inserted inside write(), at most {MAX_BATCH} a batch"
        raise BadEventError(message)
    return _store(rows)


def append_many(day: datetime.date, batches: Sequence[Batch]) -> list[Event]:
    """Append many events of one day to many chains in few statements; all or, on an error, none. See ``append``.

    At most 250 events a call. A chain may stand once in ``batches``. Rows come back in the order given.
    """
    if not connection.in_atomic_block:
        message = "events are appended inside write()"
        raise BadEventError(message)
    if sum(len(batch.events) for batch in batches) > MAX_BATCH or len({b.case_id for b in batches}) != len(batches):
        message = f"a batch has at most {MAX_BATCH} events, and each chain once"
        raise BadEventError(message)
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
            version=VERSION,
            previous=previous,
            commitment=commitment,
        )
        pairs.append((event, EventOpening(fields=pack(fields), salt=new.salt)))
        previous = commitment
    return pairs


def _move(batch: Batch, head: bytes) -> None:
    after = batch.expected_revision + len(batch.events)
    won = Case.objects.filter(pk=batch.case_id, revision=batch.expected_revision).update(revision=after, head=head)
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
    """The sixteen fields of an event. Raises BadEventError."""
    if not is_id(new.event_id, "e") or (case_id and not is_id(case_id, "c")) or len(new.salt) != SALT_BYTES:
        message = "an event has an event id, the id of a case or none, and a salt of 32 bytes"
        raise BadEventError(message)
    year, week, _ = day.isocalendar()
    try:
        body = encode(new.body)
    except NotCanonicalError as fault:
        message = f"the public part of {new.kind} has no canonical bytes: {fault}"
        raise BadEventError(message) from fault
    values = (
        str(VERSION).encode(),
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
        message = f"{name} is a code, not text"
        raise BadEventError(message)
    return value.encode()


def _hashes(name: str, values: Iterable[str]) -> bytes:
    values = list(values)
    if not all(_HASH.fullmatch(value) for value in values):
        message = f"{name} are SHA-256 hashes, 64 lower-case hex digits each"
        raise BadEventError(message)
    return bytes.fromhex("".join(values))


def pack(fields: Mapping[str, bytes]) -> bytes:
    """Bytes of the column ``EventOpening.fields``: canonical JSON, field name → hex."""
    return encode({name: value.hex() for name, value in fields.items()})


def unpack(data: bytes) -> dict[str, bytes]:
    """The sixteen fields of a stored opening. Raises BadEventError."""
    try:
        table: Any = decode(data)
        return {str(name): bytes.fromhex(value) for name, value in table.items()}
    except (NotCanonicalError, ValueError, TypeError, AttributeError) as fault:
        message = "an opening is canonical JSON: field name → hex"
        raise BadEventError(message) from fault


def events_of(case_id: str) -> list[StoredEvent]:
    """All events of a case (``DESK``: of the desk), oldest first, bodies in the newest form. One query."""
    rows = Event.objects.filter(case=case_id).order_by("seq").select_related("opening")
    return [stored(row) for row in rows]


def stored(row: Event, unpacked: Mapping[str, bytes] | None = None) -> StoredEvent:
    """A row with its opening as a value. Raises BadEventError for bytes that were never written here.

    ``unpacked``: the fields of the opening, where somebody has them already.
    """
    opening = getattr(row, "opening", None)
    if opening is None:
        return StoredEvent(row.event, row.case, row.seq, row.kind, row.version, bytes(row.commitment), opened=False)
    fields = unpack(bytes(opening.fields)) if unpacked is None else unpacked
    try:
        return _opened(row, fields)
    except (KeyError, ValueError) as fault:
        message = f"the opening of {row.event} does not have the sixteen fields"
        raise BadEventError(message) from fault


def _opened(row: Event, fields: Mapping[str, bytes]) -> StoredEvent:
    body = decode(fields["body"])
    if not isinstance(body, dict):
        message = "the public part is no object"
        raise BadEventError(message)
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
        body=upcast(row.kind, row.version, body),
        statements=_split(fields["statements"]),
        sealed=_split(fields["sealed"]),
    )


def upcast(kind: str, version: int, body: Body) -> Body:
    """``body`` in the newest form of ``kind``: the upcasters from ``version`` on, one after the other."""
    while (step := UPCASTERS.get((kind, version))) is not None:
        body, version = step(body), version + 1
    return body


def _split(joined: bytes) -> tuple[str, ...]:
    return tuple(joined[i : i + 32].hex() for i in range(0, len(joined), 32))
