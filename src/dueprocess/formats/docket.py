"""A case's docket: what one finds it by, in one record of one size, sealed to the case's key (ADR 0073).

A machine writes it at intake; whoever opens the original makes it anew and signs it, so that nobody who merely seals
to a case can put a name on it. It names its case inside. No statement relies on it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from dueprocess.formats.canonical import encode
from dueprocess.formats.forms import Notes
from dueprocess.formats.note import Key, MalformedNoteError, Sign, Verify, verified_names
from dueprocess.formats.record import LINE, Check, Moment, an_id, sized
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import NAME, Roster

HEADER: Final = "dueprocess.docket/1"
MEDIA: Final = "text/plain"
SIZE: Final = 2048  # bytes of every docket before it is sealed
_ROOM: Final = SIZE - 176  # bytes of the record: the rest is for its first line and a signature
MAX_VALUE: Final = 240  # characters of one value
_MOST: Final = 400  # values that are looked at
LISTS: Final = ("references", "identifiers", "names", "subjects", "notes")
"""What a case is found by; what comes first has its place first."""

Values = tuple[Annotated[str, sized(1, MAX_VALUE), LINE], ...]
_Signer = Annotated[str, Check(lambda name: not name or NAME.fullmatch(name), "a pseudonym, or empty")]


class DocketError(DeniedError):
    """Bytes that are no docket, or that of another case, or signed by nobody of the desk."""


@dataclass(frozen=True, slots=True, repr=False)
class Docket:
    """``at``: when it was made. ``by``: whose client made and signed it; empty: a machine, and nobody signed."""

    at: Moment
    by: _Signer
    case: Annotated[str, an_id("c")]
    identifiers: Values = ()
    more: bool = False  # something did not fit
    names: Values = ()
    notes: Values = ()
    references: Values = ()
    subjects: Values = ()

    def filled(self, found: Mapping[str, Iterable[str]]) -> "Docket":
        """With as much of what was found (under the names of ``LISTS``) as one record holds."""
        made, left = self, _MOST
        for name in LISTS:
            for value in found.get(name, ()):
                line = "".join(char if char.isprintable() else " " for char in value)
                short = " ".join(line.split())
                kept: tuple[str, ...] = getattr(made, name)
                if not short or short[:MAX_VALUE] in kept:
                    continue
                left -= 1
                more: Any = {name: (*kept, short[:MAX_VALUE])}
                wider = replace(made, more=True, **more)
                fits = left >= 0 and len(encode(_FORM.plain(wider))) <= _ROOM
                made = replace(wider if fits else made, more=made.more or not fits or len(short) > MAX_VALUE)
        return made

    def packed(self, key: Key | None = None, sign: Sign | None = None) -> bytes:
        """The bytes to seal: always ``SIZE``. Who is named in ``by`` signs. Raises DocketError."""
        if bool(self.by) != (key is not None and sign is not None):
            _FORM.refuse("signer", "who is named signs it, and nobody else")
        data = _FORM.sign(self, key, sign) if key and sign else _FORM.text(self).encode()
        if len(data) > SIZE:
            _FORM.refuse("size", f"it has at most {SIZE} bytes")
        return data.ljust(SIZE, b"\0")


_FORM: Final = Notes(Docket, "docket", "form", DocketError, most=SIZE, header=HEADER)


def read(data: bytes, case: str, rosters: Sequence[Roster], verify: Verify) -> Docket:
    """The docket of ``case``: signed by who is named in it, with a key of one of ``rosters``, or by nobody.

    Raises DocketError: ``docket.size``, ``docket.form``, ``docket.case``, ``docket.signer``.
    """
    if len(data) != SIZE:
        _FORM.refuse("size", f"it has {SIZE} bytes")
    text = data.rstrip(b"\0")
    if b"\n\n" not in text:
        made = _FORM.unsigned(_utf8(text))
        names: frozenset[str] = frozenset([""])
    else:
        made, note = _FORM.parse_one(text)
        keys = [key for one in rosters if (person := one.person(made.by)) is not None for key in person.keys]
        try:
            names = verified_names(note, keys, verify)
        except MalformedNoteError as fault:
            _FORM.refuse("signer", str(fault), fault)
    if made.by not in names:
        _FORM.refuse("signer", "it is not signed by who is named in it")
    if made.case != case:
        _FORM.refuse("case", "it is the docket of another case")
    return made


def _utf8(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as fault:
        _FORM.refuse("form", "it is no text", fault)
