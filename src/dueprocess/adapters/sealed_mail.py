"""What its sender sealed, found by its form alone and without a key: OpenPGP (RFC 3156, and inline) and S/MIME.

Runs in the sandbox's child. Each sealed part is found for itself, and is opened for itself: nothing that stood in clear
beside it is put together with what was inside (Poddebniak and others, "Efail", USENIX Security 2018).
"""

import base64
import binascii
import contextlib
import email
import email.policy
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum
from typing import Final

from dueprocess.adapters import ber
from dueprocess.adapters.ber import BerError, Node

MAX_FOUND: Final = 20
MAX_BYTES: Final = 32 << 20
_BEGIN: Final = b"-----BEGIN PGP MESSAGE-----"
_END: Final = b"-----END PGP MESSAGE-----"
_ARMOUR: Final = re.compile(
    rb"^-----BEGIN PGP MESSAGE-----[ \t\r]*$.*?^-----END PGP MESSAGE-----", re.MULTILINE | re.DOTALL
)
_QUOTED: Final = re.compile(rb"^(?:>[ \t]?)+", re.MULTILINE)
_GLANCE: Final = (
    *(b"pgp message", b"pgp-encrypted", b".pgp", b".gpg", b".asc"),
    *(b"pkcs7-mime", b".p7m", b"-----begin pkcs7", b"-----begin cms", b".eml"),
)
_PKESK, _SKESK, _MARKER = 1, 3, 10
_SED, _SEIPD, _AEAD = 9, 18, 20
_ENVELOPED: Final = bytes.fromhex("2a864886f70d010703")  # 1.2.840.113549.1.7.3, RFC 5652 section 6
_AUTH_ENVELOPED: Final = bytes.fromhex("2a864886f70d0109100117")  # 1.2.840.113549.1.9.16.1.23, RFC 5083
_SIGNED: Final = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2, RFC 5652 section 5
SIGNED: Final = "1.2.840.113549.1.7.2"
_MAX_LAYERS: Final = 4
_PEM: Final = re.compile(rb"\A-----BEGIN (PKCS7|CMS)-----([A-Za-z0-9+/=\s]+)-----END \1-----\s*\Z")


class Way(StrEnum):
    """How something is sealed."""

    OPENPGP = "openpgp"
    SMIME = "smime"


@dataclass(frozen=True, slots=True)
class SealedPart:
    """One sealed part, as binary OpenPGP packets or as DER or BER of CMS; ``name`` as its sender called it."""

    way: Way
    data: bytes = field(repr=False)
    name: str = ""


def may_be(data: bytes) -> bool:
    """Whether something sealed may be in it, at a glance; a wrong yes costs a second parse."""
    low = data[:MAX_BYTES].lower()
    return any(mark in low for mark in _GLANCE) or is_openpgp(data) or is_enveloped(data) or is_signed(data)


def found(data: bytes) -> tuple[SealedPart, ...]:
    """The sealed parts of a file or mail, in order. Hostile bytes raise nothing: what is no such part is none."""
    if len(data) > MAX_BYTES or not may_be(data):
        return ()
    return tuple(_found(data, "", 0))[:MAX_FOUND]


def _found(data: bytes, name: str, layers: int) -> "list[SealedPart]":
    if (alone := _of_bytes(data, name)) is not None:
        return [alone]
    if (signed := signed_content(data)) is not None:  # signed around what is sealed (RFC 8551 section 3.7)
        return _found(signed, name, layers + 1) if layers < _MAX_LAYERS else []
    with contextlib.suppress(Exception):  # hostile mails raise many things; what is no mail is text, or nothing
        mail = email.message_from_bytes(data, policy=email.policy.default)
        if mail.keys():
            return _parts(mail, layers)
    return _inline(data, name)


def is_openpgp(data: bytes) -> bool:
    """Whether bytes begin as an OpenPGP message that is encrypted does (RFC 9580 section 10.3)."""
    tags = outer(data)
    begins = bool(tags) and tags[-1] in {_SED, _SEIPD, _AEAD} and (len(tags) > 1 or tags[-1] != _SED)
    return begins and not _is_text(data)


def _is_text(data: bytes) -> bool:
    """Whether the bytes are text: the letter Қ, with which each letterhead of Kazakhstan begins, is a packet's tag."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def is_protected(data: bytes) -> bool:
    """Whether the message holds against change: packet 18 or 20, never the old packet 9 (RFC 9580 section 5.7)."""
    tags = outer(data)
    return bool(tags) and tags[-1] in {_SEIPD, _AEAD}


def outer(data: bytes) -> tuple[int, ...]:
    """Tags of the outermost packets, up to the first one that holds data; empty for what is no OpenPGP message."""
    tags: list[int] = []
    at = 0
    while at < len(data) and len(tags) < MAX_FOUND * 5:
        try:
            tag, at = _frame(data, at)
        except IndexError:
            return ()
        tags.append(tag)
        if tag not in {_PKESK, _SKESK, _MARKER}:
            return tuple(tags)
    return ()


def _frame(data: bytes, at: int) -> tuple[int, int]:
    """Tag of the packet at ``at``, and where the next one begins (0 lengths for one that is sent in pieces)."""
    head, first = data[at], data[at + 1]
    if not head & 0x80:
        raise IndexError
    if not head & 0x40:
        kind, size = head >> 2 & 0xF, 1 << (head & 3)
        if size == 8:  # noqa: PLR2004 - to the end of the file
            return kind, len(data)
        return kind, at + 1 + size + int.from_bytes(data[at + 1 : at + 1 + size], "big")
    kind = head & 0x3F
    if first < 192:  # noqa: PLR2004 - one octet
        return kind, at + 2 + first
    if first < 224:  # noqa: PLR2004 - two octets
        return kind, at + 3 + (first - 192 << 8) + data[at + 2] + 192
    if first < 255:  # noqa: PLR2004 - in pieces: the packet that holds data alone
        return kind, len(data)
    return kind, at + 6 + int.from_bytes(data[at + 2 : at + 6], "big")


def is_enveloped(data: bytes) -> bool:
    """Whether bytes are a CMS message that is encrypted, as its content type says."""
    head = data[:64]
    return head[:1] == b"\x30" and (b"\x06\x09" + _ENVELOPED in head or b"\x06\x0b" + _AUTH_ENVELOPED in head)


def is_signed(data: bytes) -> bool:
    """Whether bytes are a CMS message that is signed, as its content type says."""
    return data[:1] == b"\x30" and b"\x06\x09" + _SIGNED in data[:64]


def signed_content(data: bytes) -> bytes | None:
    """What stands in a message that is signed as one file; None for any other, and where the words stand elsewhere."""
    binary = _unarmoured(data)
    if not is_signed(binary):
        return None
    try:
        return encapsulated(content_of(ber.read(binary))[1])[1]
    except (BerError, IndexError):
        return None


def content_of(info: Node) -> tuple[str, Node]:
    """Content type and content of a ContentInfo (RFC 5652 section 3). Raises BerError and IndexError."""
    return ber.oid(info.parts[0]), info.parts[1].parts[0]


def encapsulated(message: Node) -> tuple[bytes, bytes | None]:
    """Of SignedData: the type (all its bytes) and the bytes of what is signed, or None where they stand elsewhere."""
    held = message.parts[2]
    return bytes(held.parts[0].raw), ber.octets(held.parts[1].parts[0]) if len(held.parts) > 1 else None


def _unarmoured(data: bytes) -> bytes:
    """The binary form of what some programs attach as text (RFC 7468 sections 8, 9)."""
    if data.startswith(b"-----BEGIN ") and (match := _PEM.match(data)) is not None:
        with contextlib.suppress(binascii.Error):
            return binascii.a2b_base64(match[2])
    return data


def _of_bytes(data: bytes, name: str) -> SealedPart | None:
    data = _unarmoured(data)
    if is_enveloped(data):
        return SealedPart(Way.SMIME, data, name)
    if is_openpgp(data):
        return SealedPart(Way.OPENPGP, data, name)
    stripped = data.strip()
    if stripped.startswith(_BEGIN) and (packets := dearmoured(stripped)) is not None:
        return SealedPart(Way.OPENPGP, packets, name)
    return None


def _parts(mail: EmailMessage, layers: int) -> "list[SealedPart]":
    made: list[SealedPart] = []
    for part in mail.walk():
        if part.is_multipart() or len(made) >= MAX_FOUND:
            continue
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        name = re.sub(r"[\x00-\x1f/\\]", "_", str(part.get_filename() or ""))[:200]
        if (one := _of_bytes(data, name)) is not None:
            made.append(one)
        elif is_signed(data) or (layers < _MAX_LAYERS and name.lower().endswith(".eml")):
            made += _found(data, name, layers + 1)
        elif part.get_content_maintype() == "text" or part.get_content_type() == "application/octet-stream":
            made += _inline(data, name)
    return made


def _inline(data: bytes, name: str = "") -> "list[SealedPart]":
    """Messages in armour that stand in a text."""
    if _BEGIN not in data:
        return []
    text = _QUOTED.sub(b"", data) if b"> -----BEGIN PGP MESSAGE" in data else data
    made = []
    for block in _ARMOUR.findall(text)[:MAX_FOUND]:
        packets = dearmoured(block)
        if packets is not None and is_openpgp(packets):
            made.append(SealedPart(Way.OPENPGP, packets, name))
    return made


def dearmoured(data: bytes) -> bytes | None:
    """The packets of a message in armour (RFC 9580 section 6); None for what is none."""
    lines = [line.strip() for line in data.splitlines()]
    try:
        body = lines[lines.index(_BEGIN) + 1 : lines.index(_END)]
        inside = body[body.index(b"") + 1 :] if b"" in body else body
        return base64.b64decode(b"".join(line for line in inside if not line.startswith(b"=")), validate=True)
    except (ValueError, binascii.Error):
        return None
