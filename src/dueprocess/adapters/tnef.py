"""winmail.dat: what Outlook packs a mail into (MS-OXTNEF), its text and the files attached to it.

Runs in the sandbox's child (hazard 12.1). Read are the attributes that hold words and files; no others.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_BODY, _PROPERTIES = 0x2800C, 0x69003
_TITLE, _DATA, _RENDERING, _ATTACHED = 0x18010, 0x6800F, 0x69002, 0x69005
_PLAIN, _HTML, _RTF, _LONG_NAME, _OBJECT = 0x1000, 0x1013, 0x1009, 0x3707, 0x3701
_FIXED: Final = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xA: 4, 0xB: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_VARIABLE: Final = frozenset({0xD, 0x1E, 0x1F, 0x102})
_EMBEDDED, _STRING8, _UNICODE, _LISTED, _NAMED = 0xD, 0x1E, 0x1F, 0x1000, 0x8000
_DICTIONARY: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every compressed text begins with in memory (MS-OXRTFCP 2.1.2.1)."""
_WINDOW: Final = 4096


class DamagedError(ValueError):
    """It ends before what it says that it holds."""


@dataclass(frozen=True, slots=True, repr=False)
class Enclosed:
    """A file: an attachment, or the mail's own words under the name ``body.txt``, ``.html`` or ``.rtf``."""

    name: str
    data: bytes


def read(data: bytes, take: Callable[[int], None]) -> list[Enclosed]:
    """Words first, then attachments. ``take`` is told each number of bytes that is unpacked, and may raise.

    Raises DamagedError.
    """
    try:
        return _read(data, take)
    except (struct.error, IndexError) as fault:
        raise DamagedError from fault


def _read(data: bytes, take: Callable[[int], None]) -> list[Enclosed]:
    bodies: dict[str, bytes] = {}
    files: list[list[tuple[str, bytes]]] = []
    for kind, value in _attributes(data):
        if kind == _BODY:
            bodies.setdefault("body.txt", value.rstrip(b"\0"))
        elif kind == _PROPERTIES:
            bodies.update(_bodies(value, take))
        elif kind == _RENDERING:
            files.append([])
        elif files and kind == _TITLE:
            files[-1].append(("name", value))
        elif files and kind == _DATA:
            take(len(value))
            files[-1].append(("data", value))
        elif files and kind == _ATTACHED:
            files[-1].extend(_attached(value, take))
    # The same words in several forms: the plainest is enough.
    said = [Enclosed(name, bodies[name]) for name in ("body.txt", "body.html", "body.rtf") if bodies.get(name)]
    return said[:1] + [_file(parts) for parts in files]


def _file(parts: list[tuple[str, bytes]]) -> Enclosed:
    said = dict(parts)
    name = said.get("long") or said.get("name", b"").decode("cp1252", "replace").encode()
    return Enclosed(name.decode("utf-8", "replace").rstrip("\0"), said.get("data", b""))


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6  # signature, key
    while at + 9 <= len(data):
        _, kind, length = struct.unpack_from("<BII", data, at)
        at += 9
        if at + length > len(data):
            raise DamagedError
        yield kind, data[at : at + length]
        at += length + 2  # a sum that says nothing against anybody


def _bodies(value: bytes, take: Callable[[int], None]) -> Iterator[tuple[str, bytes]]:
    for number, kind, one in _properties(value):
        if number == _PLAIN:
            yield "body.txt", _utf8(kind, one)
        elif number == _HTML:
            yield "body.html", _utf8(kind, one)
        elif number == _RTF:
            yield "body.rtf", _decompressed(one, take)


def _attached(value: bytes, take: Callable[[int], None]) -> Iterator[tuple[str, bytes]]:
    for number, kind, one in _properties(value):
        if number == _LONG_NAME:
            yield "long", _utf8(kind, one)
        elif number == _OBJECT:
            take(len(one))
            # Before an object, as a mail inside in the same form, stands the id of its interface.
            yield "data", one[16:] if kind == _EMBEDDED else one


def _utf8(kind: int, value: bytes) -> bytes:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0").encode()
    return value.rstrip(b"\0").decode("cp1252", "replace").encode() if kind == _STRING8 else value


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = struct.unpack_from("<I", value, 0)
    at = 4
    for _ in range(min(count, 10_000)):
        kind, number = struct.unpack_from("<HH", value, at)
        at += 4
        if number >= _NAMED:
            at = _past_name(value, at)
        listed, kind = bool(kind & _LISTED), kind & ~_LISTED
        many = 1
        if listed or kind in _VARIABLE:
            (many,) = struct.unpack_from("<I", value, at)
            at += 4
        for _ in range(many):
            if kind in _VARIABLE:
                (length,) = struct.unpack_from("<I", value, at)
                at += 4
            elif kind in _FIXED:
                length = _FIXED[kind]
            else:
                raise DamagedError
            if at + length > len(value):
                raise DamagedError
            yield number, kind, value[at : at + length]
            at += length + -length % 4


def _past_name(value: bytes, at: int) -> int:
    (named,) = struct.unpack_from("<I", value, at + 16)
    if not named:
        return at + 24
    length = int(struct.unpack_from("<I", value, at + 20)[0])
    return at + 24 + length + -length % 4


def _decompressed(value: bytes, take: Callable[[int], None]) -> bytes:
    """Compressed RTF (MS-OXRTFCP 2.2)."""
    packed, raw, how = struct.unpack_from("<II4s", value, 0)
    take(raw)
    if how == b"MELA":
        return value[16 : 16 + raw]
    if how != b"LZFu":
        raise DamagedError
    window = bytearray(_DICTIONARY.ljust(_WINDOW, b"\0"))
    end, at, write, out = min(len(value), packed + 4), 16, len(_DICTIONARY), bytearray()
    while at < end and len(out) < raw:
        flags = value[at]
        at += 1
        for bit in range(8):
            if at >= end or len(out) >= raw:
                break
            if not flags >> bit & 1:
                window[write] = value[at]
                out.append(value[at])
                at, write = at + 1, (write + 1) % _WINDOW
                continue
            pair = value[at] << 8 | value[at + 1]
            at += 2
            place = pair >> 4
            if place == write:
                return bytes(out)
            for step in range((pair & 15) + 2):
                byte = window[(place + step) % _WINDOW]
                window[write] = byte
                out.append(byte)
                write = (write + 1) % _WINDOW
    return bytes(out[:raw])
