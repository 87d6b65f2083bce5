"""A desk as a client sees it: what it shows, what it hands over, what it takes (docs/reference/api.md).

A client works against ``Counter`` alone; whether the desk is a home on the same disk or a server is the business of
whoever implements it. Nothing of it is believed: rosters and notes are checked from the client's own pin
(``evidence.gather``), the rest decides only what is looked at.
"""

import base64
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import IO, Any, Final, NoReturn, Protocol

from dueprocess.formats import ids, moment
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.standing import Freeze

KINDS: Final = frozenset({"order", "part", "manifest", "share", "given"})
MAX_PART: Final = 272 << 20
"""Bytes of one ciphertext: 256 MiB of content and what sealing adds."""


class CounterError(DeniedError):
    """What the desk refused, by its own rule name; ``counter.form`` where its answer is none.

    ``rule`` and ``reason`` come from outside and are shown, never followed.
    """


@dataclass(frozen=True, slots=True)
class Piece:
    """One ciphertext of a production: what, which, who gave it, whom it is sealed to (empty: to several)."""

    kind: str  # order | part | manifest | share | given
    number: int
    by: str
    to: str
    sealed: str
    hash: str  # of a part's ciphertext, of the manifest's, of a share


@dataclass(frozen=True, slots=True)
class Production:
    """One production as the desk lists it, with the pieces that the caller may take now."""

    id: str
    item: int
    state: str
    producer: str
    order: str
    deal: str
    recipient: str
    k: int
    hold_until: str  # YYYY-MM-DDTHH:MMZ, or empty
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

    case: str
    production: str


@dataclass(frozen=True, slots=True)
class Brought:
    """A ciphertext that comes with the act that names it."""

    id: str
    kind: str
    reader: str
    bytes: bytes = field(repr=False)


class Counter(Protocol):
    """What a client asks of a desk. Each raises CounterError where the desk refuses or its answer is none."""

    def shown(self, case: str) -> Shown:
        """All about one case."""

    def work(self) -> list[Work]:
        """What waits for the caller, an extraction host."""

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """One ciphertext, streamed."""

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """Give the ciphertext of one part; SHA-256 (hex) of what was kept."""

    def perform(self, note: bytes, brought: Sequence[Brought]) -> None:
        """Do what a signed statement says."""


def plain(shown: Shown) -> dict[str, Any]:
    """What is shown, as JSON."""
    return {
        "case": shown.case,
        "revision": shown.revision,
        "rosters": [note.decode() for note in shown.rosters],
        "notes": [note.decode() for note in shown.notes],
        "relied": dict(shown.relied),
        "attested": [{"name": one.name, "by": one.by, "since": moment.write(one.since)} for one in shown.attested],
        "productions": [_plain(one) for one in shown.productions],
        "key": base64.b64encode(shown.key).decode(),
        "contact": shown.contact,
    }


def from_plain(value: object) -> Shown:
    """What a desk shows, from its JSON. Raises CounterError ``counter.form``."""
    given = _whole(value, {"case", "revision", "rosters", "notes", "relied", "attested", "productions", "contact"})
    if not ids.is_id(_text(given["case"]), "c") or not isinstance(given["relied"], Mapping):
        _refuse("it names no case, or says not what its decisions rely on")
    return Shown(
        case=given["case"],
        revision=_number(given["revision"]),
        rosters=tuple(_text(one).encode() for one in _list(given["rosters"])),
        notes=tuple(_text(one).encode() for one in _list(given["notes"])),
        relied=given["relied"],
        attested=tuple(_freeze(one) for one in _list(given["attested"])),
        productions=tuple(_production(one) for one in _list(given["productions"])),
        key=_bytes(given.get("key", "")),
        contact=_text(given["contact"]),
    )


def work_plain(work: Iterable[Work]) -> list[dict[str, str]]:
    """What waits, as JSON."""
    return [{"case": one.case, "production": one.production} for one in work]


def work_from_plain(value: object) -> list[Work]:
    """What waits, from its JSON. Raises CounterError ``counter.form``."""
    found = []
    for one in _list(value):
        given = _whole(one, {"case", "production"})
        if not (ids.is_id(_text(given["case"]), "c") and ids.is_id(_text(given["production"]), "x")):
            _refuse("it names no case or no production")
        found.append(Work(given["case"], given["production"]))
    return found


def brought_plain(brought: Iterable[Brought]) -> list[dict[str, str]]:
    """What comes with an act, as JSON."""
    return [
        {"id": one.id, "kind": one.kind, "reader": one.reader, "bytes": base64.b64encode(one.bytes).decode()}
        for one in brought
    ]


def _plain(one: Production) -> dict[str, Any]:
    told = {field_.name: getattr(one, field_.name) for field_ in fields(Production)}
    told["pieces"] = [{part.name: getattr(piece, part.name) for part in fields(Piece)} for piece in one.pieces]
    return told


def _production(value: object) -> Production:
    given = _whole(value, {one.name for one in fields(Production)})
    texts = {name: _text(given[name]) for name in ("id", "state", "producer", "order", "deal", "recipient")}
    if not ids.is_id(texts["id"], "x"):
        _refuse("it names no production")
    hold = _text(given["hold_until"])
    if hold:
        _minute(hold)
    pieces = tuple(_piece(one) for one in _list(given["pieces"]))
    return Production(**texts, item=_number(given["item"]), k=_number(given["k"]), hold_until=hold, pieces=pieces)


def _piece(value: object) -> Piece:
    given = _whole(value, {one.name for one in fields(Piece)})
    texts = {name: _text(given[name]) for name in ("kind", "by", "to", "sealed", "hash")}
    if texts["kind"] not in KINDS or not ids.is_id(texts["sealed"], "s"):
        _refuse("a piece has no kind of the list, or no id")
    return Piece(**texts, number=_number(given["number"]))


def _freeze(value: object) -> Freeze:
    given = _whole(value, {"name", "by", "since"})
    try:
        since = moment.parse(_text(given["since"]))
    except ValueError as fault:
        _refuse("a freeze has no moment", fault)
    return Freeze(_text(given["name"]), _text(given["by"]), since, signed=False)


def _minute(text: str) -> None:
    try:
        dt.datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=dt.UTC)
    except ValueError as fault:
        _refuse("a hold has no minute", fault)


def _whole(value: object, names: set[str]) -> Mapping[str, Any]:
    """An object with the names that there must be; a newer desk may say more."""
    if not isinstance(value, Mapping) or not names <= set(value):
        _refuse(f"an object has not all of {', '.join(sorted(names))}")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        _refuse("a list is none")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        _refuse("a text is none")
    return value


def _bytes(value: object) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except ValueError as fault:
        _refuse("bytes are no base64", fault)


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        _refuse("a number is none")
    return value


def _refuse(reason: str, cause: Exception | None = None) -> NoReturn:
    name, says = "counter.form", f"the desk's answer is not of the agreed form: {reason}"
    raise CounterError.because(name, says) from cause
