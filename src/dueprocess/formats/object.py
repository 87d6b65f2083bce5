"""The inside of a sealed object: DPS2, header, content, padding (docs/reference/events.md).

age shows the exact length of what it seals; padding to the Padmé length leaves at most log log of it
(Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019,
section 4; hazard 3.5). Name, media type and true length stand inside, and so does a salt: the commitment to an inside
names it in statements, confirms no guess, and says nothing more once nobody can open the object.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import LINE, Hash, Moment, Rule, between, matching, sized

MAGIC: Final = b"DPS2"
MAX_HEADER: Final = 4096
MAX_CONTENT: Final = 256 * 1024 * 1024
MAX_NAME: Final = 255
_PREFIX: Final = len(MAGIC) + 4
_MEDIA: Final = matching(
    r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,126}", "a media type is written type/subtype in lower case"
)


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
    MAIL_KEY = "mail_key"  # to one of the house: what opens mail (``mail_key``)
    DOCKET = "docket"  # what a case is found by (``docket``)


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """What the header says. ``name`` is as received; ``length`` in bytes; ``salt``: 32 random bytes, in hex."""

    kind: Annotated[ObjectKind, Rule("kind")]
    media: Annotated[str, _MEDIA, Rule("media")]
    name: Annotated[str, sized(0, MAX_NAME), LINE, Rule("name")]
    length: Annotated[int, between(0, MAX_CONTENT), Rule("length")]  # cut what is longer into parts
    made_at: Moment
    salt: Annotated[Hash, Rule("salt")]

    def __repr__(self) -> str:
        return f"<Header {self.kind}>"  # a file name is particulars


_FORM: Final = Records(Header, "object", "header", ObjectError, most=MAX_HEADER)
_refuse = _FORM.refuse


def padme(length: int) -> int:
    """Padmé length for ``length`` bytes: never shorter, at most 12 % longer. Raises ValueError below 0."""
    if length < 0:
        raise ValueError("a length counts from 0")
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
    head = _FORM.encode(header)
    body = MAGIC + len(head).to_bytes(4, "big") + head + content
    return body.ljust(padme(len(body)), b"\0")


def commitment(header: Header, content: bytes) -> str:
    """What statements call an object: a hash (hex) over its whole inside, whoever opens it. Raises ObjectError."""
    return hashlib.sha256(b"dueprocess/object/2\0" + pack(header, content)).hexdigest()


def unpack(data: bytes) -> tuple[Header, bytes]:
    """Header and content of the bytes that ``pack`` made, and of no others. Raises ObjectError."""
    if data[: len(MAGIC)] != MAGIC or len(data) < _PREFIX:
        _refuse("magic", "the inside does not begin with DPS2: not sealed by a desk")
    size = int.from_bytes(data[len(MAGIC) : _PREFIX], "big")
    if not 0 < size <= MAX_HEADER or len(data) < _PREFIX + size:
        _refuse("header", "the header's length is out of bounds")
    header = _FORM.decode(data[_PREFIX : _PREFIX + size])
    start, end = _PREFIX + size, _PREFIX + size + header.length
    if len(data) != padme(end):
        _refuse("length", "the length is not the padded one of its content")
    if data.count(0, end) != len(data) - end:
        _refuse("padding", "the padding holds something else than zero bytes")
    return header, data[start:end]
