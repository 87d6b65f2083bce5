"""A document as the public reads it: drawn anew from text that somebody covered, or from points that somebody burnt.

DPC1, a list of what is there, then pictures. Nothing of the original has a slot: no bytes of it, no name, size or day,
no layer, no metadata, no revision (hazard 7.3). Text is lines of plain characters, in which ``[[name]]`` stands where
something is covered: its length is not shown. A picture is black and white, of one size for all, in the one way that
``picture`` writes: what was printed too lightly to be seen, as a scanner's yellow dots, is not on it.
"""

import hashlib
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, NoReturn

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.public_line import is_line
from dueprocess.formats.record import Check, Hash, between, matching, sized

MEDIA: Final = "application/vnd.dueprocess.public-copy"
MAGIC: Final = b"DPC1"
NAME: Final = "public-copy.dpc1"
"""What the sealed note is called that holds one until two people signed it."""
WIDTH: Final = 1120
HEIGHT: Final = 1540
"""Points of every picture: a page of A4 at 130 dpi, with some room."""
STRIDE: Final = WIDTH // 8
MAX_PAGES: Final = 20
MAX_LINES: Final = 600
MAX_LINE: Final = 2000
MAX_LIST: Final = 1 << 17
MAX_BYTES: Final = 1 << 20
_PREFIX: Final = len(MAGIC) + 4
_SIGN: Final = b"\x89PNG\r\n\x1a\n"
_HEAD: Final = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 1, 0, 0, 0, 0)


class Sort(StrEnum):
    """Which document it is. Never renamed."""

    DEMAND = "demand"  # what the body wrote
    ANSWER = "answer"  # what the house wrote to it


class Cover(StrEnum):
    """What is under a cover. Never renamed."""

    NAME = "name"
    TARGET = "target"
    NUMBER = "number"  # of a file, an account, a document
    PHONE = "phone"
    CONTACT = "contact"  # an address of any kind
    DATE = "date"  # a day: the week of receipt is the finest time that is public
    STAMP = "stamp"
    SIGNATURE = "signature"
    OTHER = "other"


COVERED: Final = re.compile(rf"\[\[({'|'.join(Cover)})\]\]")


def _is_text(line: str) -> bool:
    bare = COVERED.sub("", line)
    return line == typed(line) and "[[" not in bare and "]]" not in bare and (not line or is_line(line, MAX_LINE))


def typed(line: str) -> str:
    """A line as somebody would type it again: one blank between words, and no character that nobody sees."""
    seen = (char for char in unicodedata.normalize("NFC", line) if _shows(char))
    return unicodedata.normalize("NFC", " ".join("".join(seen).split()))


def _shows(char: str) -> bool:
    # Controls, formats, surrogates, private and unassigned ones; and letters and marks that have no shape.
    return char == "\t" or not (unicodedata.category(char).startswith("C") or char in _SHAPELESS)


# Variation selectors (Unicode 15, 23.4), a joiner, fillers, Khmer's unwritten vowels, an empty Braille cell, a null
# notehead: each can carry a message, or part a name for a machine that looks for it.
_SHAPELESS: Final = frozenset(
    {*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)), *map(chr, range(0x180B, 0x1810))}
    | set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\U0001d159")
)


_Line = Annotated[str, Check(_is_text, "a line of plain characters without an address, as `typed` gives it")]


@dataclass(frozen=True, slots=True)
class Copy:
    """A document: ``lines`` of text or ``pages`` as pictures, in one language.

    ``salt``: random bytes in hex, so that what people sign of it confirms no guess while it waits (hazard 3.5).
    """

    sort: Sort
    language: str
    salt: str
    lines: tuple[str, ...] = ()
    pages: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class _List:
    """What is there; ``pages``: bytes of each picture."""

    sort: Sort
    language: Annotated[str, matching(r"[a-z]{2}", "a language is two letters, as en")]
    salt: Hash
    lines: Annotated[tuple[_Line, ...], sized(0, MAX_LINES)]
    pages: Annotated[tuple[Annotated[int, between(1, MAX_BYTES)], ...], sized(0, MAX_PAGES)]


def pack(copy: Copy) -> bytes:
    """The content to seal, and to publish. Raises ObjectError where it is not what ``unpack`` takes back."""
    head = _FORM.encode(_List(copy.sort, copy.language, copy.salt, copy.lines, tuple(map(len, copy.pages))))
    data = b"".join((MAGIC, len(head).to_bytes(4, "big"), head, *copy.pages))
    unpack(data)
    return data


def unpack(data: bytes) -> Copy:
    """The document of what ``pack`` made, and of nothing else. Raises ObjectError."""
    size = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if data[: len(MAGIC)] != MAGIC or not 0 < size <= MAX_LIST or not _PREFIX + size <= len(data) <= MAX_BYTES:
        _refuse("it does not begin as a public copy does, or is too large")
    found = _FORM.decode(data[_PREFIX : _PREFIX + size])
    pages, at = [], _PREFIX + size
    for length in found.pages:
        pages.append(data[at : at + length])
        points(pages[-1])
        at += length
    if at != len(data):
        _refuse("the pictures are longer or shorter than the list says")
    return Copy(found.sort, found.language, found.salt, found.lines, tuple(pages))


def name_of(data: bytes) -> str:
    """How statements name a document: a hash (hex) of all that is in it."""
    return hashlib.sha256(b"dueprocess/public-copy/1\0" + data).hexdigest()


def picture(rows: bytes) -> bytes:
    """A PNG file of ``HEIGHT`` rows of ``STRIDE`` bytes, a bit a point from the left, 1 is white: points, no more."""
    if len(rows) != STRIDE * HEIGHT:
        _refuse("a page has another size")
    lines = b"".join(b"\0" + rows[at : at + STRIDE] for at in range(0, len(rows), STRIDE))
    return _SIGN + _chunk(b"IHDR", _HEAD) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")


def points(data: bytes) -> bytes:
    """The rows of a picture that ``picture`` made. Raises ObjectError: nothing may stand beside its points."""
    found, at = list[tuple[bytes, bytes]](), len(_SIGN)
    while data[: len(_SIGN)] == _SIGN and at + 8 <= len(data) and len(found) <= 3:  # noqa: PLR2004 - its chunks
        (length,), kind = struct.unpack_from(">I", data, at), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + length]
        if data[at : at + 12 + length] != _chunk(kind, body):
            _refuse("a picture is damaged")
        found.append((kind, body))
        at += 12 + length
    if at != len(data) or [kind for kind, _ in found] != [b"IHDR", b"IDAT", b"IEND"]:
        _refuse("a picture holds something else than points")
    if found[0][1] != _HEAD or found[2][1]:
        _refuse("a picture is written in another way than this one")
    return _unfiltered(found[1][1])


def _unfiltered(data: bytes) -> bytes:
    opened, most = zlib.decompressobj(), (STRIDE + 1) * HEIGHT
    try:
        lines = opened.decompress(data, most + 1)
    except zlib.error:
        _refuse("a picture is damaged")
    if len(lines) != most or not opened.eof or opened.unused_data or lines[:: STRIDE + 1].count(0) != HEIGHT:
        _refuse("a picture holds something else than points")
    return b"".join(lines[at + 1 : at + 1 + STRIDE] for at in range(0, most, STRIDE + 1))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def blocks(lines: Iterable[str]) -> list[list[str]]:
    """Paragraphs of a text: lines between empty ones."""
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [one for one in found if one]


def parts(line: str) -> Sequence[tuple[str, str]]:
    """A line as (words, cover) in turn; either may be empty."""
    split = COVERED.split(line)
    return list(zip(split[::2], [*split[1::2], ""], strict=True))


def _check(found: _List) -> None:
    if bool(found.lines) is bool(found.pages):
        _refuse("it is text, or pictures")


def _refuse(reason: str) -> NoReturn:
    _FORM.refuse("copy", reason)


_FORM: Final = Records(_List, "object", "copy", ObjectError, _check, most=MAX_LIST)
