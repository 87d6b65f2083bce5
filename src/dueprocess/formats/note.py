"""Signed notes (C2SP signed-note v1.0.0): text, a blank line, one signature a line.

Statements and rosters are notes, so that a stranger checks them with other people's tools.
Signing and verifying primitives are handed in; this module knows bytes only.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

ED25519: Final = 0x01
MAX_NOTE: Final = 1 << 20
MAX_SIGNATURES: Final = 64
_NAME: Final = re.compile(r"[^\s+]{1,255}")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE: Final = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")

Verify = Callable[[bytes, bytes, bytes], bool]  # public key (32), message, signature (64)
Sign = Callable[[bytes], bytes]  # message -> signature (64)


class MalformedNoteError(ValueError):
    """The bytes are no signed note."""


@dataclass(frozen=True, slots=True)
class Key:
    """A verifier key: name and 32-byte Ed25519 public key."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """First 4 bytes of SHA-256(name, LF, type, public key)."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([ED25519]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """Text form ``name+hex(id)+base64(type, key)``."""
        body = base64.b64encode(bytes([ED25519]) + self.public).decode()
        return f"{self.name}+{self.id.hex()}+{body}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who says it signed, with which key id."""

    name: str
    key_id: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, without its newline."""
        return f"— {self.name} {base64.b64encode(self.key_id + self.signature).decode()}"


@dataclass(frozen=True, slots=True)
class Note:
    """Text (ending in a newline) and its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The bytes of the note."""
        return (self.text + "\n" + "".join(s.line + "\n" for s in self.signatures)).encode()


def parse_vkey(text: str) -> Key:
    """Key from its text form. Raises MalformedNoteError."""
    name, _, rest = text.partition("+")
    key_id, _, body = rest.partition("+")
    raw = _base64(body)
    if not _NAME.fullmatch(name) or len(raw) != 33 or raw[0] != ED25519:  # noqa: PLR2004 - type byte and key
        raise MalformedNoteError("no Ed25519 verifier key")
    key = Key(name, raw[1:])
    if key.id.hex() != key_id:
        raise MalformedNoteError(f"the key id {key_id} is not that of {name}")
    return key


def parse(data: bytes) -> Note:
    """Note from its bytes; at most 1 MiB and 64 signatures. Raises MalformedNoteError."""
    if len(data) > MAX_NOTE:
        raise MalformedNoteError(f"longer than {MAX_NOTE} bytes")
    try:
        whole = data.decode()
    except UnicodeDecodeError as fault:
        raise MalformedNoteError("not UTF-8") from fault
    if _CONTROL.search(whole):
        raise MalformedNoteError("control characters")
    head, mark, tail = whole.rpartition("\n\n")
    if not mark or not tail.endswith("\n"):
        raise MalformedNoteError("no blank line before the signatures")
    return Note(head + "\n", _signatures(tail[:-1].split("\n")))


def _signatures(lines: Sequence[str]) -> tuple[Signature, ...]:
    if len(lines) > MAX_SIGNATURES:
        raise MalformedNoteError(f"more than {MAX_SIGNATURES} signatures")
    found = []
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None:
            raise MalformedNoteError("a line that is no signature")
        raw = _base64(match[2])
        if len(raw) < 5:  # noqa: PLR2004 - 4 bytes of key id and a signature
            raise MalformedNoteError("a signature that is too short")
        found.append(Signature(match[1], raw[:4], raw[4:]))
    return tuple(found)


def signed(text: str, signers: Sequence[tuple[Key, Sign]]) -> Note:
    """A note with one signature for each signer. Raises MalformedNoteError for an unfit text."""
    if not text.endswith("\n") or text.endswith("\n\n") or _CONTROL.search(text):
        raise MalformedNoteError("a note's text ends in one newline and has no control characters")
    body = text.encode()
    return Note(text, tuple(Signature(key.name, key.id, sign(body)) for key, sign in signers))


def verified_names(note: Note, keys: Sequence[Key], verify: Verify) -> frozenset[str]:
    """Names of those ``keys`` whose signature stands on the note.

    Unknown keys are ignored; a wrong signature of a known key rejects the whole note
    (signed-note v1.0.0). Raises MalformedNoteError.
    """
    known = {(key.name, key.id): key for key in keys}
    good = set()
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not verify(key.public, note.text.encode(), signature.signature):
            raise MalformedNoteError(f"the signature of {signature.name} is wrong")
        good.add(key.name)
    return frozenset(good)


def _base64(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise MalformedNoteError("not base64") from fault
    if base64.b64encode(raw).decode() != text:
        # Left-over bits would give one signature several texts, and a statement several hashes.
        raise MalformedNoteError("base64 that is not written in the one canonical way")
    return raw
