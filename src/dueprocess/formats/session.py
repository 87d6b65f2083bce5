"""A session note: a person's client asks the interface for a bearer, signed with the key on the roster.

It counts at one desk and one address, for five minutes around its time, once (hazards 9.5, 10.1): a note that another
server collected opens nothing here. A session gives no power; whatever grants or withholds is a statement.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NoReturn

from dueprocess.formats import moment
from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.formats.note import Key, MalformedNoteError, Note, Sign, Verify, signed
from dueprocess.formats.note import parse as parse_note
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import HEX, NAME, Roster

HEADER: Final = "dueprocess.session/1"
MAX_BYTES: Final = 4096
WINDOW: Final = dt.timedelta(minutes=5)  # how far the client's clock may be from the desk's, either way
_KEYS: Final = frozenset({"at", "by", "desk", "nonce", "origin"})
_NONCE: Final = re.compile(r"[0-9a-f]{32}")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?")


class SessionError(DeniedError):
    """A note that opens no session."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session note says. ``at`` is ``YYYY-MM-DDTHH:MM:SSZ``; ``nonce`` 32 lower-case hex digits."""

    at: str
    by: str
    desk: str
    nonce: str
    origin: str  # of the interface: scheme, host, port

    def text(self) -> str:
        """The text that is signed. Raises SessionError where a value breaks the form."""
        _check(self)
        return f"{HEADER}\n{encode({name: getattr(self, name) for name in _KEYS}).decode()}\n"

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, signed by ``key``."""
        return signed(self.text(), [(key, sign)]).encode()


def parse(data: bytes) -> tuple[Opening, Note]:
    """Opening and note of a note's bytes; form only, signature unchecked. Raises SessionError."""
    if len(data) > MAX_BYTES:
        _refuse("malformed", f"a session note has at most {MAX_BYTES} bytes")
    try:
        note = parse_note(data)
        header, body, rest = note.text.split("\n")
        value = decode(body.encode())
    except (MalformedNoteError, NotCanonicalError, ValueError) as fault:
        _refuse("malformed", f"no session note: {fault}", fault)
    if header != HEADER or rest:
        _refuse("malformed", f"the first line is not {HEADER}")
    if len(note.signatures) != 1:
        _refuse("malformed", "a session note carries exactly one signature")
    return _from_plain(value), note


def verify(data: bytes, roster: Roster, origin: str, now: dt.datetime, check: Verify) -> Opening:
    """The opening, signed by ``by`` with the key that ``roster`` names, for ``origin`` and now. Raises SessionError.

    Whether its nonce was used before is the caller's to ask.
    """
    opening, note = parse(data)
    if opening.desk != roster.desk_id:
        _refuse("wrong-desk", "the note was made for another desk")
    if opening.origin != origin:
        _refuse("wrong-origin", "the note was made for another address than this desk's interface")
    if abs(moment.parse(opening.at) - now) > WINDOW:
        _refuse("time", "the note is older than five minutes, or a clock is wrong; sign a new one")
    _check_signature(opening, note, roster, check)
    return opening


def _check_signature(opening: Opening, note: Note, roster: Roster, check: Verify) -> None:
    """One signature is checked whoever is named: a stranger learns nothing from the work done (hazard 2.6)."""
    person, signature = roster.person(opening.by), note.signatures[0]
    key = (person or roster.people[0]).key
    holds = check(key.public, note.text.encode(), signature.signature)
    if person is None:
        _refuse("not-on-roster", f"{opening.by} is not on roster {roster.number}")
    if signature.name != person.name or signature.key_id != key.id:
        _refuse("unknown-key", f"signed with another key than {person.name}'s on the roster")
    if not holds:
        _refuse("bad-signature", f"the signature of {person.name} is wrong")


def _check(opening: Opening) -> None:
    if not HEX.fullmatch(opening.desk):
        _refuse("malformed", "desk is 64 lower-case hex digits")
    if not NAME.fullmatch(opening.by):
        _refuse("malformed", "by is a pseudonym [a-z][a-z0-9-]{1,30}")
    if not _NONCE.fullmatch(opening.nonce) or not _ORIGIN.fullmatch(opening.origin):
        _refuse("malformed", "nonce is 32 lower-case hex digits, origin is scheme, host and port")
    try:
        moment.parse(opening.at)
    except ValueError as fault:
        _refuse("malformed", f"at: {fault}", fault)


def _from_plain(value: object) -> Opening:
    if not isinstance(value, Mapping) or set(value) != _KEYS:
        _refuse("malformed", f"a session note has exactly the keys {', '.join(sorted(_KEYS))}")
    if not all(isinstance(inner, str) for inner in value.values()):
        _refuse("malformed", "each value of a session note is text")
    opening = Opening(**value)
    _check(opening)
    return opening


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"session.{rule}"
    raise SessionError.because(name, reason) from cause
