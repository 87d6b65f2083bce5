"""The inside of a sealed object: DPS1, header, content, padding (docs/reference/events.md).

age shows the exact length of what it seals; padding to the Padmé length leaves at most log log of it
(Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019,
section 4; hazard 3.5). Name, media type and true length stand inside.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NoReturn

from dueprocess.formats import moment
from dueprocess.formats.canonical import MAX_INTEGER, NotCanonicalError, decode, encode
from dueprocess.formats.errors import ObjectError

MAGIC: Final = b"DPS1"
MAX_HEADER: Final = 4096
MAX_CONTENT: Final = 256 * 1024 * 1024
MAX_NAME: Final = 255
_PREFIX: Final = len(MAGIC) + 4
_KEYS: Final = frozenset({"kind", "media", "name", "length", "made_at"})
_MEDIA: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,126}")


class ObjectKind(StrEnum):
    """What a sealed object is. Never renamed."""

    ORIGINAL = "original"  # an arrival, byte for byte
    PARTICULARS = "particulars"  # what was read from it: identifiers, references, names
    NOTE = "note"
    LETTER = "letter"
    OUTGOING = "outgoing"
    COUNSEL = "counsel"
    CASE_KEY = "case_key"  # envelope: the case's age identity
    ORDER = "order"  # to the extraction host: identifiers of what was granted
    SHARE = "share"  # to one releaser: a share of a production's key
    MANIFEST = "manifest"  # of a production: to its key and to each releaser


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """What the header says. ``name`` is as received, at most 255 characters; ``length`` in bytes."""

    kind: ObjectKind
    media: str
    name: str
    length: int
    made_at: str

    def __repr__(self) -> str:
        return f"<Header {self.kind}>"  # a file name is particulars


def padme(length: int) -> int:
    """Padmé length for ``length`` bytes: never shorter, at most 12 % longer. Raises ValueError below 0."""
    if length < 0:
        message = "a length counts from 0"
        raise ValueError(message)
    if length < 2:  # noqa: PLR2004 - log2 of the exponent begins at 2
        return length
    exponent = length.bit_length() - 1
    loose = exponent - exponent.bit_length()
    mask = (1 << loose) - 1
    return (length + mask) & ~mask


def pack(header: Header, content: bytes) -> bytes:
    """The bytes to seal. Raises ObjectError where header and content do not fit."""
    if header.length != len(content):
        _refuse("length", "the header names another length than the content has")
    _check(header)
    try:
        head = encode(_plain(header))
    except NotCanonicalError as fault:
        _refuse("header", str(fault), fault)
    if len(head) > MAX_HEADER:
        _refuse("header", f"the header has more than {MAX_HEADER} bytes")
    body = MAGIC + len(head).to_bytes(4, "big") + head + content
    return body.ljust(padme(len(body)), b"\0")


def unpack(data: bytes) -> tuple[Header, bytes]:
    """Header and content of the bytes that ``pack`` made, and of no others. Raises ObjectError."""
    if data[: len(MAGIC)] != MAGIC or len(data) < _PREFIX:
        _refuse("magic", "the inside does not begin with DPS1: not sealed by a desk")
    size = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if not 0 < size <= MAX_HEADER or len(data) < _PREFIX + size:
        _refuse("header", "the header's length is out of bounds")
    header = _header(data[_PREFIX : _PREFIX + size])
    start, end = _PREFIX + size, _PREFIX + size + header.length
    if len(data) != padme(end):
        _refuse("length", "the length is not the padded one of its content")
    if data.count(0, end) != len(data) - end:
        _refuse("padding", "the padding holds something else than zero bytes")
    return header, data[start:end]


def _header(data: bytes) -> Header:
    try:
        value = decode(data)
    except NotCanonicalError as fault:
        _refuse("header", f"the header is not canonical: {fault}", fault)
    if not isinstance(value, Mapping) or set(value) != _KEYS:
        _refuse("header", f"a header has exactly the keys {', '.join(sorted(_KEYS))}")
    texts = all(isinstance(value[name], str) for name in _KEYS - {"length"})
    if not texts or type(value["length"]) is not int:
        _refuse("header", "a value of the header has the wrong type")
    try:
        kind = ObjectKind(str(value["kind"]))
    except ValueError as fault:
        _refuse("kind", "a kind of object that is not on the closed list; update this program", fault)
    header = Header(kind, str(value["media"]), str(value["name"]), value["length"], str(value["made_at"]))
    _check(header)
    return header


def _check(header: Header) -> None:
    if not 0 <= header.length <= min(MAX_CONTENT, MAX_INTEGER):
        _refuse("length", f"a content has 0 to {MAX_CONTENT} bytes; cut larger ones into parts")
    if not _MEDIA.fullmatch(header.media):
        _refuse("media", "a media type is written type/subtype in lower case")
    if len(header.name) > MAX_NAME or not _printable(header.name):
        _refuse("name", f"a name has at most {MAX_NAME} characters and no control characters")
    try:
        moment.parse(header.made_at)
    except ValueError as fault:
        _refuse("header", f"made_at: {fault}", fault)


def _printable(name: str) -> bool:
    return all(ord(char) >= 0x20 and char != "\x7f" for char in name)  # noqa: PLR2004 - control characters


def _plain(header: Header) -> dict[str, Any]:
    return {
        "kind": str(header.kind),
        "length": header.length,
        "made_at": header.made_at,
        "media": header.media,
        "name": header.name,
    }


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"object.{rule}"
    raise ObjectError.because(name, reason) from cause
