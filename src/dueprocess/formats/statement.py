"""Statements: what one person signs in one look, one act or several, in canonical bytes (docs/reference/events.md).

A look is one note with one signature: nothing of it can be kept back without the rest. Its acts count on the desk,
roster, case and revision that it names, and nowhere else: a replay elsewhere, an act on changed facts or by a changed
key is refused by name.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Final, TypeVar

from dueprocess.formats.act import Act as Act  # noqa: PLC0414 - told on: a statement is of an act
from dueprocess.formats.canonical import MAX_INTEGER, Value
from dueprocess.formats.errors import StatementError
from dueprocess.formats.forms import Notes
from dueprocess.formats.note import Key, Note, Sign, Verify
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.record import Check, Hash, Moment, Natural, Rule, an_id, between, matching, sized
from dueprocess.formats.roster import Mark, Pseudonym, Roster

HEADER: Final = "dueprocess.statement/2"
MAX_BYTES: Final = 256 * 1024
MAX_ACTS: Final = 40
MAX_OPENED: Final = 500
MAX_ITEMS: Final = 99
_NAME: Final = b"dueprocess/act/1\0"
# Codes, days, ids, hashes, paths, media types; no space, no address, no sentence (P2: statements lie in clear).
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#+-]{0,127}|")


def _are_codes(value: Value) -> bool:
    match value:
        case str():
            return _CODE.fullmatch(value) is not None
        case Mapping():
            return all(_are_codes(key) and _are_codes(inner) for key, inner in value.items())
        case Sequence():
            return all(_are_codes(inner) for inner in value)
        case _:
            return True


_CODES: Final = Check(_are_codes, "codes, days, ids and hashes; free text belongs in a sealed object")


@dataclass(frozen=True, slots=True)
class Said:
    """One act of a look, and what it says."""

    act: Annotated[Act, Rule("unknown-act")]
    says: Annotated[Mapping[str, Value], _CODES, Rule("free-text")] = field(default_factory=dict)


Basis = tuple[Natural, Hash]
"""An item, or 0 for what is common to a case, and the hash of what an act about it relies on (``case/basis.py``)."""

Opened = tuple[Hash, Annotated[ObjectKind, Rule("malformed")]]
"""Commitment of a sealed object (``object.commitment``), and what it is."""

RosterMark = tuple[Annotated[int, between(1, MAX_INTEGER)], Hash]
"""Number of the roster in force, and SHA-256 (hex) of its text: there is one of each number (``Roster.mark``)."""

Beside = tuple[Annotated[str, matching(r"(c-[a-z2-7]{24})?", "a case, or empty for the desk itself")], Natural, Hash]
"""Of another chain than the note's own: which (a case, or the desk itself), and its mark."""

_NUMBER: Final = matching(r"[1-9][0-9]?", "the number of an item")

OWN_KEY: Final = frozenset({
    Act.TARGET_READ, Act.PRODUCTION_ORDER, Act.RELEASE_APPROVE, Act.RELEASE_DONE, Act.AUTHORITY_VERIFY,
    Act.AUTHORITY_CONFIRM, Act.LAW_SIGN, Act.LAW_READ, Act.DESK_LIFT, Act.FORGET_APPROVE, Act.OUTSIDE_APPROVE,
    Act.ROSTER_SIGN, Act.CASE_PURGE, Act.STATEMENT_STRIKE, Act.CHAIN_ACCEPT,
})  # fmt: skip
"""Acts that count by the own key of their person alone; what a page of the desk holds signs none of them (ADR 0084)."""


class Reckoner(StrEnum):
    """Who reckoned what the law answers."""

    VAULT = "vault"  # the signer's own machine, by the law files that came with its program
    DESK = "desk"  # the server: its word, as a page that it serves shows it


HANGS_ON_LAW: Final = frozenset({Act.DECISION_PROPOSE, Act.DECISION_APPROVE, Act.GATE_ANSWER, Act.SECRECY_RECORD})
"""Acts that hang on what the law answers about their item: a client says in their statement what it answers."""


@dataclass(frozen=True, slots=True)
class LawAnswer:
    """What the law answers, as the signer was told: number of an item → hash (``case/law_answer.py``)."""

    answer: Annotated[Mapping[Annotated[str, _NUMBER], Hash], sized(1, MAX_ITEMS)]
    by: Annotated[Reckoner, Rule("malformed")]


@dataclass(frozen=True, slots=True)
class Look:
    """What a person signed at once. Times are ``YYYY-MM-DDTHH:MM:SSZ``; hashes 64 lower-case hex digits.

    ``roster``: the one in force, by number and hash: a signature counts under no other of that number.
    ``revision`` is that of the case before the first act; ``basis`` has the hash of what its acts rely on, one for each
    item that they are about (``bases``), once what the same look confirms is confirmed. ``opened``: what its signer's
    client had opened of the case, by commitment; a client that opens nothing says nothing. ``seen``: the notes of the
    case that its signer's client was shown; None on no case. ``law``: what it answers, where an act hangs on it.
    ``beside``: the same of other chains: on a case, of the desk's own; of a merge, of the case that it goes into.
    """

    desk: Hash
    roster: RosterMark
    case: Annotated[str, an_id("c")] | None
    revision: Natural
    by: Pseudonym
    at: Moment
    basis: tuple[Basis, ...]
    acts: Annotated[tuple[Said, ...], sized(1, MAX_ACTS)]
    opened: Annotated[tuple[Opened, ...], sized(0, MAX_OPENED)] = ()
    seen: Mark | None = None
    law: LawAnswer | None = None
    beside: Annotated[tuple[Beside, ...], sized(0, 2)] = ()

    @property
    def statements(self) -> tuple["Statement", ...]:
        """Its acts, each with what the look says of all."""
        place, basis = (self.desk, self.roster, self.case, self.revision), dict(self.basis)
        told = (self.opened, self.seen, self.law, self.beside)
        return tuple(
            Statement(*place, said.act, self.by, self.at, basis[item_of(said.says)], said.says, number, *told)
            for number, said in enumerate(self.acts, 1)
        )

    def text(self) -> str:
        """The text that is signed. Raises StatementError where a value breaks the form."""
        return _FORM.text(self)

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, with the one signature by ``key``, which must carry the name ``by``."""
        if key.name != self.by:
            _refuse("wrong-signer", f"{self.by} states, but the key is that of {key.name}")
        return _FORM.sign(self, key, sign)


@dataclass(frozen=True, slots=True)
class Statement:
    """One act that a person stated: alone in its look, or the one of that ``number`` (from 1).

    ``link``: of its note in the chain of its case, or of the desk, from 0, as whoever holds that chain counts it.
    """

    desk: str
    roster: tuple[int, str]
    case: str | None
    revision: int
    act: Act
    by: str
    at: str
    basis: str
    says: Mapping[str, Value] = field(default_factory=dict)
    number: int = 1
    opened: tuple[Opened, ...] = ()
    seen: Mark | None = None
    law: LawAnswer | None = None
    beside: tuple[Beside, ...] = ()
    link: int = 0

    @property
    def place(self) -> tuple[int, int]:
        """Before or after another of its chain (ADR 0061); its revision is a number that the desk handed in."""
        return self.link, self.number

    def saw(self, other: "Statement") -> bool:
        """Whether its signer signed that ``other`` of its chain was shown to them, or said it before in one look."""
        if other.link == self.link:
            return other.number < self.number
        return self.seen is not None and other.link < self.seen[0]

    @property
    def look(self) -> Look:
        """A look of this act alone."""
        place = (self.desk, self.roster, self.case, self.revision)
        told = (self.opened, self.seen, self.law, self.beside)
        said = (Said(self.act, self.says),)
        return Look(*place, self.by, self.at, bases(said, lambda _: self.basis), said, *told)

    def text(self) -> str:
        """The text that is signed for this act alone. Raises StatementError where a value breaks the form."""
        return self.look.text()

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note of this act alone, with the one signature by ``key``, which must carry the name ``by``."""
        return self.look.sign(key, sign)


def resolved(stated: Statement, note: bytes) -> Statement:
    """An act that names earlier ones of its own note (``look.2``), naming them as all do: no note has its own hash."""
    own = {f"look.{number}": hash_of(note, number) for number in range(1, stated.number)}
    says = {
        key: [own.get(one, one) if isinstance(one, str) else one for one in value] if isinstance(value, list) else value
        for key, value in stated.says.items()
    }
    return replace(stated, says=says) if says != stated.says else stated


def item_of(says: Mapping[str, Value]) -> int:
    """The item that an act is about, by its number from 1; 0 for one that is about none, or about several."""
    item = says.get("item")
    return item if type(item) is int and item > 0 else 0


def bases(acts: Iterable[Said], of: Callable[[int], str]) -> tuple[Basis, ...]:
    """What ``of`` gives for each item that the acts are about, in the order of their numbers."""
    return tuple((item, of(item)) for item in sorted({item_of(said.says) for said in acts}))


def _check_bases(look: Look) -> None:
    if [item for item, _ in look.basis] != [item for item, _ in bases(look.acts, lambda _: "")]:
        _refuse("malformed", "basis has one hash for each item that the acts are about, and no other")


_FORM: Final = Notes(Look, "statement", "malformed", StatementError, _check_bases, most=MAX_BYTES, header=HEADER)
_refuse = _FORM.refuse
Signed = TypeVar("Signed", Look, Statement)


def hash_of(note: bytes, number: int = 1) -> str:
    """How events and other acts name an act: a hash (hex) over its note's SHA-256 and its number there, from 1."""
    return hashlib.sha256(_NAME + hashlib.sha256(note).digest() + number.to_bytes(4, "big")).hexdigest()


def number_of(note: bytes, hash_: str) -> int | None:
    """Which act of a note is named so, from 1; None where no act of these bytes can be. Nothing is parsed."""
    return next((number for number in range(1, MAX_ACTS + 1) if hash_of(note, number) == hash_), None)


def named(note: bytes, hash_: str) -> Statement | None:
    """The act of a note that is named so (``resolved``), signature unchecked; None where none is, or it is no note."""
    number = number_of(note, hash_)
    try:
        found = parse_look(note)[0].statements if number else ()
    except StatementError:
        return None
    return next((resolved(stated, note) for stated in found if stated.number == number), None)


def parse_look(data: bytes) -> tuple[Look, Note]:
    """Look and note of a note's bytes; form only, signature unchecked. Raises StatementError.

    Whoever looks at a case reads all its statements at each look: the same bytes are read once, and changed by nobody.
    """
    return _parse(data)


_parse: Final = lru_cache(maxsize=1024)(_FORM.parse_one)


def parse(data: bytes) -> tuple[Statement, Note]:
    """``parse_look`` for a note of one act. Raises StatementError, ``statement.several`` for more."""
    look, note = parse_look(data)
    return _only(look), note


def _only(look: Look) -> Statement:
    if len(look.acts) > 1:
        _refuse("several", f"the note holds {len(look.acts)} acts; one is expected here")
    return look.statements[0]


def unsigned(text: str) -> Statement:
    """The one act whose text waits for a signature. Raises StatementError."""
    return _only(_FORM.unsigned(text))


def verify(data: bytes, roster: Roster, check: Verify) -> Statement:
    """The statement of a note of one act, signed by ``by`` with the key that ``roster`` names. Raises StatementError.

    Desk, roster number, person and signature only: nothing of what they may do (``acts/access.py``).
    """
    return verify_parsed(*parse(data), roster, check)


def verify_parsed(statement: Signed, note: Note, roster: Roster, check: Verify) -> Signed:
    """``verify`` for what ``parse`` or ``parse_look`` gave. Raises StatementError."""
    _check_place(statement, roster)
    person = roster.person(statement.by)
    if person is None:
        _refuse("not-on-roster", f"{statement.by} is not on roster {roster.number}")
    signature = note.signatures[0]
    if signature.name != statement.by:
        _refuse("wrong-signer", f"{statement.by} states, {signature.name} signed")
    key = person.signed_by(signature.key_id)
    if key is None:
        _refuse("unknown-key", f"signed with a key that is not {statement.by}'s on roster {roster.number}")
    if not check(key.public, note.text.encode(), signature.signature):
        _refuse("bad-signature", f"the signature of {statement.by} is wrong")
    alone = [act for act in acts_of(statement) if act in OWN_KEY]
    if alone and key != person.own_key:
        _refuse("own-key", f"{alone[0]} counts by the own key of {statement.by} alone, in a vault of their own")
    return statement


def key_of(note: bytes, roster: Roster) -> Key | None:
    """Which key of a roster signed a note that verified under it; None where none did. Raises StatementError."""
    look, signed = parse_look(note)
    person = roster.person(look.by)
    return person.signed_by(signed.signatures[0].key_id) if person is not None else None


def acts_of(statement: Look | Statement) -> tuple[Act, ...]:
    """The acts of a look, or the one of a statement."""
    return (statement.act,) if isinstance(statement, Statement) else tuple(said.act for said in statement.acts)


def _check_place(statement: Look | Statement, roster: Roster) -> None:
    desk, mark = _place_of(roster)
    if statement.desk != desk:
        _refuse("wrong-desk", "the statement belongs to another desk")
    number, head = statement.roster
    if number != roster.number:
        _refuse("wrong-roster", f"made under roster {number}; roster {roster.number} is held against it")
    if head != mark[1]:
        _refuse("wrong-roster", f"made under another roster {number} than the one that is held against it")


@lru_cache(maxsize=32)
def _place_of(roster: Roster) -> tuple[str, RosterMark]:
    """Desk and mark of a roster: hashes over its whole text, and many statements are held against the same one."""
    return roster.desk_id, roster.mark
