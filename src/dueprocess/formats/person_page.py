"""What is sealed as a person's page: DPN2, finished sentences by language, whether it was opened, how often it opens.

That it was opened is one bit without a day (ADR 0120). DPN1, which kept days and opened as often as one likes
(ADR 0032), is read and no longer written. Every page has the same length, so that a row says neither what nor how much
was told. Text is text: whoever shows it escapes it. The words are made on a client; nothing here knows a case.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Final, NoReturn

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import LINE, Check, Day, matching, sized

MAGIC: Final = b"DPN2"
OLD: Final = b"DPN1"
SIZE: Final = 16 << 10  # bytes of every page, padded
MAX_SHEETS: Final = 3
MAX_PARTS: Final = 12
MAX_LINES: Final = 30
MAX_LINE: Final = 2000
USES: Final = 3
"""How often a code opens its page."""
OFTEN: Final = 999
"""Of a page of the old form, whose letter said: as often as you like."""
_KEPT_DAYS: Final = 8
_PREFIX: Final = len(MAGIC) + 4
_Text = Annotated[str, sized(1, MAX_LINE), LINE]
_LINES: Final = Check(lambda lines: 1 <= len(lines) <= MAX_LINES, f"a text has 1 to {MAX_LINES} lines")
_LANGUAGE: Final = matching(r"[a-z]{2,3}", "a language is written as two or three small letters")


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One heading and what stands under it. ``folded``: shown after a second step (hazard 6.3)."""

    heading: _Text
    lines: Annotated[tuple[_Text, ...], _LINES]
    folded: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The page in one language."""

    language: Annotated[str, _LANGUAGE]
    title: _Text
    parts: Annotated[tuple[Part, ...], sized(1, MAX_PARTS)]


@dataclass(frozen=True, slots=True, repr=False)
class PersonPage:
    """The whole page. ``until``: its last day; ``left``: how often its code still opens it, 0 to USES, or OFTEN."""

    until: Day
    practice: bool
    sheets: Annotated[tuple[Sheet, ...], sized(1, MAX_SHEETS)]
    opened: bool = False
    left: Annotated[int, Check(lambda left: left == OFTEN or 0 <= left <= USES, "it opens three times at most")] = USES

    def used(self) -> "PersonPage":
        """The page after one more opening: a bit, a count, and no day."""
        return replace(self, opened=True, left=self.left if self.left == OFTEN else max(0, self.left - 1))


@dataclass(frozen=True, slots=True, repr=False)
class _Old:
    """DPN1, whose ``opened`` is the first day and the newest seven, oldest first."""

    until: Day
    practice: bool
    sheets: Annotated[tuple[Sheet, ...], sized(1, MAX_SHEETS)]
    opened: Annotated[tuple[Day, ...], sized(0, _KEPT_DAYS)] = ()


def pack(page: PersonPage) -> bytes:
    """The bytes to seal, ``SIZE`` of them. Raises ObjectError for a page that is too long or not well formed."""
    body = _FORM.encode(page)
    data = MAGIC + len(body).to_bytes(4, "big") + body
    if len(data) > SIZE:
        _refuse(f"it has {len(data)} bytes and may have {SIZE}; say less, or in fewer languages")
    return data.ljust(SIZE, b"\0")


def unpack(data: bytes) -> PersonPage:
    """The page of the bytes that ``pack`` made, or made before this form, and of no others. Raises ObjectError."""
    if len(data) != SIZE or data[: len(MAGIC)] not in {MAGIC, OLD}:
        _refuse("it does not begin with DPN2 or DPN1, or has another length")
    end = _PREFIX + int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if end > SIZE or data[end:].strip(b"\0"):
        _refuse("its length is not that of its content")
    if data[: len(MAGIC)] == MAGIC:
        return _FORM.decode(data[_PREFIX:end])
    old = _OLD_FORM.decode(data[_PREFIX:end])
    return PersonPage(old.until, old.practice, old.sheets, opened=bool(old.opened), left=OFTEN)


def _refuse(reason: str) -> NoReturn:
    _FORM.refuse("person-page", f"no page for a person can be made or read of this: {reason}")


_FORM: Final = Records(PersonPage, "object", "person-page", ObjectError)
_OLD_FORM: Final = Records(_Old, "object", "person-page", ObjectError)
