"""A desk as a client sees it: what it shows, what it hands over, what it takes (docs/reference/api.md).

A client works against ``DeskClient`` alone (``adapters/desk_api.py``). Nothing of it is believed: rosters and notes are
checked from the client's own pin (``looked.look``), the rest decides only what is looked at.
"""

import base64
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import IO, Annotated, Any, Final, Protocol

from dueprocess.case import event_table
from dueprocess.case.events import Happened, said, version_of
from dueprocess.formats import heads, moment
from dueprocess.formats.forms import Records
from dueprocess.formats.record import MAYBE, Check, Hash, Moment, Natural, Written, an_id, matching
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.standing import Freeze

KINDS: Final = frozenset({"order", "part", "manifest", "share", "given"})
MAX_PART: Final = 272 << 20
"""Bytes of one ciphertext: 256 MiB of content and what sealing adds."""
_KIND: Final = Check(KINDS.__contains__, f"one of {', '.join(sorted(KINDS))}")
_MINUTE: Final = Check(
    lambda text: not text or dt.datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC), "a minute, or empty"
)
_Case = Annotated[str, an_id("c")]
_Id = Annotated[str, an_id("x")]
HEAD: Final = matching(f"|{heads.LINE}", "the line of a head of the day")


class DeskClientError(DeniedError):
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
class _Attested:
    """A freeze by the desk's word alone."""

    name: str
    by: str
    since: Moment


_ATTESTED: Final = Records(_Attested, "counter", "form", more=True)
_Freeze = Annotated[
    Freeze,
    Written(
        lambda value: _freeze(_ATTESTED.read(value)),
        lambda freeze: _ATTESTED.plain(_Attested(freeze.name, freeze.by, moment.write(freeze.since))),
    ),
]
_Note = Annotated[bytes, Written(str.encode, bytes.decode)]


def _freeze(told: _Attested) -> Freeze:
    return Freeze(told.name, told.by, moment.parse(told.since), signed=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """All that rests on signatures about one case, and its productions. Checked by whoever reads it.

    Attributes:
        key: of the recipient; believed by the hash that two people signed (``checks.check_key``).
        contact: where the answer goes; its hash is among what decisions rely on.
        phone: where the authority is called back; believed by the hash that two people signed.
        roster: number of the one in force, as the desk says.
        purged: SHA-256 of each note of a chain whose case was purged, by case: in place of the notes. Believed by what
            two people signed (``release/purging.py``).
        law: what is needed besides law to judge the case again: ``country``, ``timezone``, ``map``, ``first``.
        texts: law files by which it is judged, by path, where they were asked for; believed by their signed hashes.
        head: line of the desk's newest head of the day, for whoever keeps the file (``dueprocess verify heads``).
    """

    case: _Case
    revision: Natural
    rosters: tuple[_Note, ...]
    notes: tuple[_Note, ...]
    relied: Mapping[str, Any]
    attested: tuple[_Freeze, ...]
    productions: tuple[Production, ...]
    key: Annotated[bytes, MAYBE] = b""
    contact: str = ""
    phone: Annotated[str, MAYBE] = ""
    roster: Natural = 0
    law: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, Any] = field(default_factory=dict)
    purged: Annotated[Mapping[str, tuple[Hash, ...]], MAYBE] = field(default_factory=dict)
    head: Annotated[str, HEAD, MAYBE] = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A production that waits for an extraction host."""

    case: _Case
    production: _Id


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one extraction host."""

    rows: tuple[Work, ...]


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


@dataclass(frozen=True, slots=True)
class About:
    """A desk's provider as desk.toml tells it; the empty word for what it leaves out. Public facts, unchecked."""

    provider: str
    country: str
    timezone: str
    languages: tuple[str, ...]
    contact: str
    address: tuple[str, ...]
    help: tuple[Mapping[str, str], ...]
    site: str
    person: str
    onion: str
    practice: bool
    head: Annotated[str, HEAD, MAYBE] = ""  # it goes on letters as it is: nothing else than a line is taken


class DeskClient(Protocol):
    """What a client asks of a desk. Each raises DeskClientError where the desk refuses or its answer is none."""

    def shown(self, case: str, *, texts: bool = False) -> Shown:
        """All about one case; ``texts``: with the law files by which it is judged."""

    def events(self, case: str) -> tuple[Happened, ...]:
        """What happened on the case, from its first event on."""

    def work(self) -> list[Work]:
        """What waits for the caller, an extraction host."""

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """One ciphertext, streamed."""

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """Give the ciphertext of one part; SHA-256 (hex) of what was kept."""

    def of_deal(self, deal: str) -> Shown:
        """What a deal that waits rests on, by its hash alone: no session, and no ciphertext."""

    def hand_over(self, deal: str, share: bytes) -> object:
        """Leave the share that an agreement on a deal names, after the hold: no session."""

    def perform(
        self, note: bytes, brought: Sequence[Brought], envelopes: Mapping[str, bytes] = MappingProxyType({})
    ) -> Did:
        """Do what a signed statement says; ``envelopes``: of a new key of the case."""


class _Bounded(io.BytesIO):
    """Bytes up to a limit; whoever sends more is refused."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._left = most

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever is bytes
        self._left -= len(data)
        if self._left < 0:
            raise DeskClientError.because("counter.length", "a ciphertext that is no part is longer than any")
        return super().write(data)


def taken(desk: DeskClient, case: str, production: str, sealed: str, most: int) -> bytes:
    """A ciphertext that is no part, whole. Raises DeskClientError, ``counter.length`` over ``most`` bytes."""
    out = _Bounded(most)
    desk.piece(case, production, sealed, out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class _Event:
    """``Happened`` as JSON has it."""

    kind: str  # empty where a newer program's, or its opening was destroyed
    version: Natural
    body: Annotated[Any, Check(lambda value: isinstance(value, Mapping), "an event's body is an object")]
    day: str
    statement: str


@dataclass(frozen=True, slots=True)
class _Events:
    events: tuple[_Event, ...]


# A newer desk may say more.
SHOWN: Final = Records(Shown, "counter", "form", DeskClientError, more=True)
DID: Final = Records(Did, "counter", "form", DeskClientError, more=True)
WAITING: Final = Records(Waiting, "counter", "form", DeskClientError, more=True)
_EVENTS: Final = Records(_Events, "counter", "form", DeskClientError, more=True)
ABOUT: Final = Records(About, "counter", "form", DeskClientError, more=True)


def events_plain(events: Iterable[Happened]) -> list[dict[str, Any]]:
    """What happened, as JSON."""
    return [_event_plain(event) for event in events]


def _event_plain(event: Happened) -> dict[str, Any]:
    body = event.body
    kind = {"kind": "", "version": 1, "body": {}}
    if body is not None:
        kind = {"kind": str(body.KIND), "version": version_of(type(body)), "body": said(body)}
    return {**kind, "day": event.day, "statement": event.statement}


def events_from_plain(value: object) -> tuple[Happened, ...]:
    """What happened, from its JSON; a kind that this version does not know changes nothing.

    Raises DeskClientError; EventError for a body of another form.
    """
    rows = _EVENTS.read({"events": value}).events
    read = ((event_table.read(row.kind, row.version, row.body), row) for row in rows)
    return tuple(Happened(body, row.day, row.statement) if body else Happened(None) for body, row in read)


def brought_plain(brought: Iterable[Brought]) -> list[dict[str, str]]:
    """What comes with an act, as JSON."""
    return [
        {"id": given.id, "kind": given.kind, "reader": given.reader, "bytes": base64.b64encode(given.bytes).decode()}
        for given in brought
    ]


def envelopes_plain(envelopes: Mapping[str, bytes]) -> list[dict[str, str]]:
    """A key sealed to each of several readers, as JSON."""
    return [{"person": name, "bytes": base64.b64encode(data).decode()} for name, data in envelopes.items()]
