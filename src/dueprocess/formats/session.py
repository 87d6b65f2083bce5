"""A session note: a person's client asks the interface for a bearer, signed with the key on the roster.

It counts at one desk and one address, for five minutes around its time, once (hazards 9.5, 10.1): a note that another
server collected opens nothing here. A session gives no power; whatever grants or withholds is a statement.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.formats import moment
from dueprocess.formats.forms import Notes
from dueprocess.formats.note import Key, Note, Sign, Verify
from dueprocess.formats.record import Hash, Moment, matching
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Pseudonym, Roster

HEADER: Final = "dueprocess.session/1"
MAX_BYTES: Final = 4096
WINDOW: Final = dt.timedelta(minutes=5)  # how far the client's clock may be from the desk's, either way
_NONCE: Final = matching(r"[0-9a-f]{32}", "32 lower-case hex digits")
_ORIGIN: Final = matching(r"https?://[a-z0-9.-]{1,253}(:[0-9]{1,5})?", "an origin is scheme, host and port")


class SessionError(DeniedError):
    """A note that opens no session."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a session note says. ``at`` is ``YYYY-MM-DDTHH:MM:SSZ``; ``nonce`` 32 lower-case hex digits."""

    at: Moment
    by: Pseudonym
    desk: Hash
    nonce: Annotated[str, _NONCE]
    origin: Annotated[str, _ORIGIN]  # of the interface: scheme, host, port

    def text(self) -> str:
        """The text that is signed. Raises SessionError where a value breaks the form."""
        return _FORM.text(self)

    def sign(self, key: Key, sign: Sign) -> bytes:
        """Bytes of the note, signed by ``key``."""
        return _FORM.sign(self, key, sign)


_FORM: Final = Notes(Opening, "session", "malformed", SessionError, most=MAX_BYTES, header=HEADER)
_refuse = _FORM.refuse


def parse(data: bytes) -> tuple[Opening, Note]:
    """Opening and note of a note's bytes; form only, signature unchecked. Raises SessionError."""
    return _FORM.parse_one(data)


def verify(data: bytes, roster: Roster, origin: str, now: dt.datetime, check: Verify) -> tuple[Opening, Key]:
    """The opening, for ``origin`` and now, and by which of the keys that ``roster`` names ``by`` signed it.

    Raises SessionError.

    Whether its nonce was used before is the caller's to ask.
    """
    opening, note = parse(data)
    if opening.desk != roster.desk_id:
        _refuse("wrong-desk", "the note was made for another desk")
    if opening.origin != origin:
        _refuse("wrong-origin", "the note was made for another address than this desk's interface")
    if abs(moment.parse(opening.at) - now) > WINDOW:
        _refuse("time", "the note is older than five minutes, or a clock is wrong; sign a new one")
    return opening, _check_signature(opening, note, roster, check)


def _check_signature(opening: Opening, note: Note, roster: Roster, check: Verify) -> Key:
    """One signature is checked whoever is named: a stranger learns nothing from the work done (hazard 2.6)."""
    person, signature = roster.person(opening.by), note.signatures[0]
    one = person or roster.people[0]
    key = one.signed_by(signature.key_id) or one.key
    holds = check(key.public, note.text.encode(), signature.signature)
    if person is None:
        _refuse("not-on-roster", f"{opening.by} is not on roster {roster.number}")
    if signature.name != person.name or signature.key_id != key.id:
        _refuse("unknown-key", f"signed with another key than {person.name}'s on the roster")
    if not holds:
        _refuse("bad-signature", f"the signature of {person.name} is wrong")
    return key
