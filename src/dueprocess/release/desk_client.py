"""A desk as a client sees it: what it shows, what it hands over, what it takes (docs/reference/api.md).

A client works against ``Counter`` alone; whether the desk is a home on the same disk or a server is the business of
whoever implements it. Nothing of it is believed: rosters and notes are checked from the client's own pin
(``evidence.gather``), the rest decides only what is looked at.
"""

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Annotated, Any, Final, Protocol

from dueprocess.case.events import EventKind, Happened
from dueprocess.formats import moment
from dueprocess.formats.forms import Records
from dueprocess.formats.record import MAYBE, Check, Moment, Natural, an_id
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.standing import Freeze

KINDS: Final = frozenset({"order", "part", "manifest", "share", "given"})
_KINDS: Final = frozenset(str(kind) for kind in EventKind)
MAX_PART: Final = 272 << 20
"""Bytes of one ciphertext: 256 MiB of content and what sealing adds."""
_KIND: Final = Check(KINDS.__contains__, f"one of {', '.join(sorted(KINDS))}")
_MINUTE: Final = Check(
    lambda text: not text or dt.datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC), "a minute, or empty"
)
_Case = Annotated[str, an_id("c")]
_Id = Annotated[str, an_id("x")]


class CounterError(DeniedError):
    """What the desk refused, by its own rule name; ``counter.form`` where its answer is none.

    ``rule`` and ``reason`` come from outside and are shown, never followed.
    """


@dataclass(frozen=True, slots=True)
class Piece:
    """One ciphertext of a production: what, which, who gave it, whom it is sealed to (empty: to several)."""

    kind: Annotated[str, _KIND]
    number: Natural
    by: str
    to: str
    sealed: Annotated[str, an_id("s")]
    hash: str  # of a part's ciphertext, of the manifest's, of a share


@dataclass(frozen=True, slots=True)
class Production:
    """One production as the desk lists it, with the pieces that the caller may take now."""

    id: _Id
    item: Natural
    state: str
    producer: str
    order: str
    deal: str
    recipient: str
    k: Natural
    hold_until: Annotated[str, _MINUTE]  # YYYY-MM-DDTHH:MMZ, or empty
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """All that rests on signatures about one case, and its productions. Checked by whoever reads it."""

    case: str
    revision: int
    rosters: tuple[bytes, ...]
    notes: tuple[bytes, ...]
    relied: Mapping[str, Any]
    attested: tuple[Freeze, ...]
    productions: tuple[Production, ...]
    key: bytes = b""  # of the recipient; believed by the hash that two people signed (``checks.check_key``)
    contact: str = ""  # where the answer goes; its hash is among what decisions rely on


@dataclass(frozen=True, slots=True)
class Work:
    """A production that waits for an extraction host."""

    case: _Case
    production: _Id


@dataclass(frozen=True, slots=True)
class Brought:
    """A ciphertext that comes with the act that names it."""

    id: str
    kind: str
    reader: str
    bytes: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Did:
    """What an act wrote, as the desk says: case, its new revision, the kinds of events."""

    case: _Case
    revision: Natural
    events: tuple[str, ...]


class Counter(Protocol):
    """What a client asks of a desk. Each raises CounterError where the desk refuses or its answer is none."""

    def shown(self, case: str) -> Shown:
        """All about one case."""

    def events(self, case: str) -> tuple[Happened, ...]:
        """What happened on the case, from its first event on."""

    def work(self) -> list[Work]:
        """What waits for the caller, an extraction host."""

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """One ciphertext, streamed."""

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """Give the ciphertext of one part; SHA-256 (hex) of what was kept."""

    def perform(self, note: bytes, brought: Sequence[Brought]) -> Did:
        """Do what a signed statement says."""


@dataclass(frozen=True, slots=True)
class _Waiting:
    work: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class _Attested:
    """A freeze by the desk's word alone."""

    name: str
    by: str
    since: Moment


@dataclass(frozen=True, slots=True)
class _Told:
    """``Shown`` as JSON has it."""

    case: _Case
    revision: Natural
    rosters: tuple[str, ...]
    notes: tuple[str, ...]
    relied: Annotated[Any, Check(lambda value: isinstance(value, Mapping), "it says what decisions rely on")]
    attested: tuple[_Attested, ...]
    productions: tuple[Production, ...]
    contact: str
    key: Annotated[bytes, MAYBE] = b""


@dataclass(frozen=True, slots=True)
class _Event:
    """``Happened`` as JSON has it."""

    kind: str
    body: Annotated[Any, Check(lambda value: isinstance(value, Mapping), "an event's body is an object")]
    outcome: str
    day: str
    statement: str


@dataclass(frozen=True, slots=True)
class _Events:
    events: tuple[_Event, ...]


# A newer desk may say more.
_EVENTS: Final = Records(_Events, "counter", "form", CounterError, more=True)
_DID: Final = Records(Did, "counter", "form", CounterError, more=True)
_SHOWN: Final = Records(_Told, "counter", "form", CounterError, more=True)
_WORK: Final = Records(_Waiting, "counter", "form", CounterError, more=True)


def plain(shown: Shown) -> dict[str, Any]:
    """What is shown, as JSON."""
    told = _Told(
        case=shown.case,
        revision=shown.revision,
        rosters=tuple(note.decode() for note in shown.rosters),
        notes=tuple(note.decode() for note in shown.notes),
        relied=dict(shown.relied),
        attested=tuple(_Attested(one.name, one.by, moment.write(one.since)) for one in shown.attested),
        productions=shown.productions,
        contact=shown.contact,
        key=shown.key,
    )
    found: dict[str, Any] = _SHOWN.plain(told)
    return found


def from_plain(value: object) -> Shown:
    """What a desk shows, from its JSON. Raises CounterError ``counter.form``."""
    told = _SHOWN.read(value)
    return Shown(
        case=told.case,
        revision=told.revision,
        rosters=tuple(note.encode() for note in told.rosters),
        notes=tuple(note.encode() for note in told.notes),
        relied=told.relied,
        attested=tuple(Freeze(one.name, one.by, moment.parse(one.since), signed=False) for one in told.attested),
        productions=told.productions,
        key=told.key,
        contact=told.contact,
    )


def work_plain(work: Iterable[Work]) -> list[dict[str, str]]:
    """What waits, as JSON."""
    return [{"case": one.case, "production": one.production} for one in work]


def work_from_plain(value: object) -> list[Work]:
    """What waits, from its JSON. Raises CounterError ``counter.form``."""
    return list(_WORK.read({"work": value}).work)


def events_plain(events: Iterable[Happened]) -> list[dict[str, Any]]:
    """What happened, as JSON."""
    return [
        {"kind": str(one.kind), "body": one.body, "outcome": one.outcome, "day": one.day, "statement": one.statement}
        for one in events
    ]


def events_from_plain(value: object) -> tuple[Happened, ...]:
    """What happened, from its JSON; a kind that this version does not know changes nothing. Raises CounterError."""
    return tuple(
        Happened(EventKind(row.kind), row.body, row.outcome, row.day, row.statement)
        if row.kind in _KINDS
        else Happened(EventKind.COVER)
        for row in _EVENTS.read({"events": value}).events
    )


def did_from_plain(value: object) -> Did:
    """What an act wrote, from its JSON. Raises CounterError ``counter.form``."""
    return _DID.read(value)


def brought_plain(brought: Iterable[Brought]) -> list[dict[str, str]]:
    """What comes with an act, as JSON."""
    return [
        {"id": one.id, "kind": one.kind, "reader": one.reader, "bytes": base64.b64encode(one.bytes).decode()}
        for one in brought
    ]
