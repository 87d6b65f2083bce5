"""What is sealed as a person's page: DPN1, finished sentences by language, the days on which it was opened (ADR 0032).

Every page has the same length, so that a row says neither what nor how much was told. Text is text: whoever shows it
escapes it. The words are made on a client; nothing here knows a case.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NoReturn

from dueprocess.formats.canonical import NotCanonicalError, decode, encode
from dueprocess.formats.errors import ObjectError

MAGIC: Final = b"DPN1"
SIZE: Final = 16 << 10  # bytes of every page, padded
MAX_SHEETS: Final = 3
MAX_PARTS: Final = 12
MAX_LINES: Final = 30
MAX_LINE: Final = 2000
KEPT_DAYS: Final = 8
_PREFIX: Final = len(MAGIC) + 4


@dataclass(frozen=True, slots=True, repr=False)
class Part:
    """One heading and what stands under it. ``folded``: shown after a second click (hazard 6.3)."""

    heading: str
    lines: tuple[str, ...]
    folded: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Sheet:
    """The page in one language."""

    language: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, repr=False)
class PersonPage:
    """The whole page. Days are YYYY-MM-DD; ``opened`` is the first day and the newest seven, oldest first."""

    until: str
    practice: bool
    sheets: tuple[Sheet, ...]
    opened: tuple[str, ...] = ()

    def opened_on(self, day: str) -> "PersonPage":
        """The page with ``day`` among the days on which it was opened."""
        if self.opened and day == self.opened[-1]:
            return self
        days = (*self.opened, day)
        return replace(self, opened=days if len(days) <= KEPT_DAYS else (days[0], *days[2:]))


def pack(page: PersonPage) -> bytes:
    """The bytes to seal, ``SIZE`` of them. Raises ObjectError for a page that is too long or not well formed."""
    plain = _plain(page)
    try:
        _page(plain)
        body = encode(plain)
    except NotCanonicalError as fault:
        _refuse(str(fault))
    data = MAGIC + len(body).to_bytes(4, "big") + body
    if len(data) > SIZE:
        _refuse(f"it has {len(data)} bytes and may have {SIZE}; say less, or in fewer languages")
    return data.ljust(SIZE, b"\0")


def unpack(data: bytes) -> PersonPage:
    """The page of the bytes that ``pack`` made, and of no others. Raises ObjectError."""
    if len(data) != SIZE or data[: len(MAGIC)] != MAGIC:
        _refuse("it does not begin with DPN1, or has another length")
    end = _PREFIX + int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if end > SIZE or data[end:].strip(b"\0"):
        _refuse("its length is not that of its content")
    try:
        return _page(decode(data[_PREFIX:end]))
    except NotCanonicalError as fault:
        _refuse(str(fault))


def _plain(page: PersonPage) -> dict[str, Any]:
    return {
        "opened": list(page.opened),
        "practice": page.practice,
        "sheets": [
            {
                "language": sheet.language,
                "parts": [
                    {"folded": part.folded, "heading": part.heading, "lines": list(part.lines)} for part in sheet.parts
                ],
                "title": sheet.title,
            }
            for sheet in page.sheets
        ],
        "until": page.until,
    }


def _page(value: object) -> PersonPage:
    table = _table(value, {"opened": list, "practice": bool, "sheets": list, "until": str})
    opened, sheets = table["opened"], table["sheets"]
    if len(opened) > KEPT_DAYS or not 1 <= len(sheets) <= MAX_SHEETS:
        _refuse(f"a page has 1 to {MAX_SHEETS} languages and keeps {KEPT_DAYS} days")
    days = tuple(_day(one) for one in opened)
    return PersonPage(_day(table["until"]), table["practice"], tuple(_sheet(one) for one in sheets), days)


def _sheet(value: object) -> Sheet:
    table = _table(value, {"language": str, "parts": list, "title": str})
    language = table["language"]
    if not (2 <= len(language) <= 3 and language.isascii() and language.islower()):  # noqa: PLR2004 - ISO 639
        _refuse("a language is written as two or three small letters")
    if not 1 <= len(table["parts"]) <= MAX_PARTS:
        _refuse(f"a language has 1 to {MAX_PARTS} parts")
    return Sheet(language, _text(table["title"]), tuple(_part(one) for one in table["parts"]))


def _part(value: object) -> Part:
    table = _table(value, {"folded": bool, "heading": str, "lines": list})
    if not 1 <= len(table["lines"]) <= MAX_LINES:
        _refuse(f"a part has 1 to {MAX_LINES} lines")
    return Part(_text(table["heading"]), tuple(_text(one) for one in table["lines"]), table["folded"])


def _table(value: object, form: Mapping[str, type]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or set(value) != set(form):
        _refuse(f"a part of it has not exactly the keys {', '.join(sorted(form))}")
    if not all(isinstance(value[name], kind) for name, kind in form.items()):
        _refuse("a value has the wrong type")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not 1 <= len(value) <= MAX_LINE:
        _refuse(f"a text has 1 to {MAX_LINE} characters")
    if any(ord(char) < 0x20 or char == "\x7f" for char in value):  # noqa: PLR2004 - control characters
        _refuse("a text holds a control character")
    return value


def _day(value: object) -> str:
    try:
        if isinstance(value, str) and datetime.date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    return _refuse("a day is written YYYY-MM-DD")


def _refuse(reason: str) -> NoReturn:
    rule = "object.person-page"
    raise ObjectError.because(rule, f"no page for a person can be made or read of this: {reason}") from None
