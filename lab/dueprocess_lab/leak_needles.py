"""What to look for: a marker in each encoding in which it may lie in a file or in memory (hazards 3.5, 10.4).

Where the encoding keeps letters apart (base64, raw digests) the needle is exact; else letters A to Z are folded.
"""

import base64
import contextlib
import hashlib
import json
import quopri
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

DIGESTS: Final = ("md5", "sha1", "sha256", "sha512")
SHORTEST: Final = 5  # bytes: a shorter needle is found by chance
_WIDE: Final = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_NARROW: Final = ("utf-8", "latin-1", "cp1252")
_BECH32: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_NATIONAL: Final = 3  # digits of the longest country code that is looked through


class MarkerKind(StrEnum):
    """What a marker is, which says how else it may be written."""

    TEXT = "text"
    PHONE = "phone"  # E.164 or with spaces: national forms too
    KEY = "key"  # bech32 text or raw bytes: raw, hex, base64 too; no digest (public keys are digests' neighbours)
    FILE = "file"  # a whole plaintext file: only its digests, its content is the other markers'


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that may stand nowhere in clear. ``name`` is told in a report; ``value`` never is."""

    name: str
    value: str | bytes = field(repr=False)
    kind: MarkerKind = MarkerKind.TEXT


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes to look for. ``folded``: both sides are compared with A to Z as a to z."""

    marker: str
    encoding: str
    bytes: "bytes" = field(repr=False)
    folded: bool = True


def needles_of(marker: Marker) -> list[Needle]:
    """Every needle of a marker, each once. Raises ValueError for a marker that chance would find."""
    made = {(one.bytes.lower() if one.folded else one.bytes, one.folded): one for one in _all(marker)}
    kept = [one for one in made.values() if len(one.bytes) >= SHORTEST]
    if not kept:
        raise ValueError(f"marker {marker.name!r} is too short to be looked for")
    return kept


def _all(marker: Marker) -> Iterator[Needle]:
    name = marker.name
    if marker.kind is MarkerKind.FILE:
        yield from _digests(name, _bytes(marker.value))
        return
    if isinstance(marker.value, bytes):
        yield from _raw(name, marker.value)
        return
    for text in _written(marker):
        yield from _text(name, text)
    if marker.kind is MarkerKind.KEY:
        yield from _raw(name, bech32_bytes(marker.value))


def _bytes(value: str | bytes) -> bytes:
    return value.encode() if isinstance(value, str) else value


def _written(marker: Marker) -> Iterator[str]:
    # Ways of writing the same: letters large and small; a number as dialled at home.
    text = str(marker.value)
    yield from dict.fromkeys((text, text.lower(), text.upper(), text.casefold()))
    if marker.kind is MarkerKind.PHONE:
        digits = "".join(one for one in text if one.isdecimal())
        yield from (f"+{digits}", f"00{digits}", digits)
        for code in range(1, _NATIONAL + 1):
            yield from ("0" + digits[code:], text[code + 1 :].strip(), "0" + text[code + 1 :].strip())


def _text(name: str, text: str) -> Iterator[Needle]:
    for encoding in (*_NARROW, *_WIDE):
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        yield Needle(name, encoding, data)
        if encoding in {"utf-8", "latin-1", "utf-16-le"}:
            yield Needle(name, f"{encoding} in hex", data.hex().encode())
            yield from _base64(name, f"{encoding} in base64", data)
        if encoding in {"utf-8", "latin-1"}:
            yield from _escaped(name, encoding, data)
            yield from _digests(name, data)
    yield from _escapes(name, text)
    domain = text.rpartition("@")[2]
    if not domain.isascii() and "." in domain:
        with contextlib.suppress(UnicodeError):
            yield Needle(name, "punycode", domain.encode("idna"))


def _escaped(name: str, encoding: str, data: bytes) -> Iterator[Needle]:
    yield Needle(name, f"{encoding}, percent", urllib.parse.quote(data, safe="").encode())
    yield Needle(name, f"{encoding}, percent (path)", urllib.parse.quote(data).encode())
    yield Needle(name, f"{encoding}, percent (form)", urllib.parse.quote_plus(data).encode())
    yield Needle(name, f"{encoding}, percent (all)", "".join(f"%{one:02x}" for one in data).encode())
    yield Needle(name, f"{encoding}, quoted-printable", quopri.encodestring(data).replace(b"=\n", b""))
    yield Needle(name, f"{encoding}, quoted-printable (header)", quopri.encodestring(data, header=True))
    yield Needle(name, f"{encoding}, quoted-printable (all)", "".join(f"={one:02x}" for one in data).encode())
    yield Needle(name, f"{encoding}, repr", repr(data)[2:-1].encode())


def _escapes(name: str, text: str) -> Iterator[Needle]:
    yield Needle(name, "JSON", json.dumps(text)[1:-1].encode())
    yield Needle(name, "JSON, slashes", json.dumps(text)[1:-1].replace("/", "\\/").encode())
    yield Needle(name, "escaped", "".join(f"\\u{ord(one):04x}" for one in text).encode())
    yield Needle(name, "HTML", _html(text, "&#{};").encode())
    yield Needle(name, "HTML (all)", "".join(f"&#{ord(one)};" for one in text).encode())
    yield Needle(name, "HTML (all, hex)", "".join(f"&#x{ord(one):x};" for one in text).encode())


def _html(text: str, form: str) -> str:
    named = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
    return "".join(named.get(one, one if one.isascii() else form.format(ord(one))) for one in text)


def _base64(name: str, encoding: str, data: bytes) -> Iterator[Needle]:
    # Three alignments: what stands before shifts every letter. Only letters that the marker alone decides are kept.
    for shift in range(3):
        coded = base64.b64encode(bytes(shift) + data)
        first, last = -(-shift * 4 // 3), (shift + len(data)) * 4 // 3
        for inner in {coded[first:last], coded[first:last].translate(bytes.maketrans(b"+/", b"-_"))}:
            yield Needle(name, f"{encoding}, alignment {shift}", inner, folded=False)


def _raw(name: str, data: bytes) -> Iterator[Needle]:
    yield Needle(name, "raw", data, folded=False)
    yield Needle(name, "hex", data.hex().encode())
    yield from _base64(name, "base64", data)


def _digests(name: str, data: bytes) -> Iterator[Needle]:
    for algorithm in DIGESTS:
        digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
        yield Needle(name, f"{algorithm}, raw", digest, folded=False)
        yield Needle(name, f"{algorithm}, hex", digest.hex().encode())
        yield from _base64(name, f"{algorithm}, base64", digest)


def bech32_bytes(text: str) -> bytes:
    """The bytes of a bech32 text (BIP 173), its checksum left off. Raises ValueError for another alphabet."""
    tail = text.lower().rpartition("1")[2]
    bits = "".join(f"{_BECH32.index(one):05b}" for one in tail[:-6])
    return bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits) - 7, 8))
