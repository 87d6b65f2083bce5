"""Strict reading of an age file's header, before any other code opens the file (age v1, C2SP age.md).

pyrage 1.4.0 accepts three files that the specification refuses (a scrypt work factor over 22, a stanza without
body, a stanza without its final short line); what this module refuses is never handed on (hazard 12.1).
"""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

VERSION: Final = b"age-encryption.org/v1"
MAX_HEADER: Final = 64 * 1024
MAX_STANZAS: Final = 64
MAX_WORK_FACTOR: Final = 22
NONCE_BYTES: Final = 16
TAG_BYTES: Final = 16
_COLUMNS: Final = 64
_ARGUMENT: Final = re.compile(rb"[\x21-\x7e]+")
_ARMOR_BEGIN: Final = "-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOR_END: Final = "-----END AGE ENCRYPTED FILE-----"
_ARMOR_SPACE: Final = " \t\r\n"
_WRAPPED_FILE_KEY: Final = 32
_LATER: Final = frozenset({"mlkem768x25519", "mlkem768p256tag"})


class AgeError(DeniedError):
    """A file that is no age file, or one that this program does not open; ``rule`` is stable."""


@dataclass(frozen=True, slots=True)
class Stanza:
    """One recipient stanza: type, arguments, decoded body."""

    type: str
    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True, slots=True)
class AgeFile:
    """A binary age file with a well-formed header. ``payload`` begins at the nonce."""

    stanzas: tuple[Stanza, ...]
    mac: bytes
    data: bytes
    payload_at: int

    @property
    def by_passphrase(self) -> bool:
        """Whether the file opens by passphrase (its one stanza is scrypt)."""
        return self.stanzas[0].type == "scrypt"


def read(data: bytes) -> AgeFile:
    """The file, unarmoured, its header checked strictly. Raises AgeError (``age.armor``, ``age.header`` …)."""
    if not data.startswith(VERSION[:3]):
        data = _unarmour(data)
    if not data.startswith(VERSION + b"\n"):
        _refuse("header", "not an age file of version 1")
    lines = _Lines(data, len(VERSION) + 1)
    stanzas, mac = _stanzas(lines)
    if not stanzas:
        _refuse("header", "no recipient stanza")
    _check_kinds(stanzas)
    if len(data) - lines.at < NONCE_BYTES + TAG_BYTES:
        _refuse("payload", "the file is cut short")
    return AgeFile(tuple(stanzas), mac, data, lines.at)


class _Lines:
    """Header lines, LF alone between them, at most 64 KiB in all."""

    def __init__(self, data: bytes, at: int) -> None:
        self.data = data
        self.at = at

    def next(self) -> bytes:
        end = self.data.find(b"\n", self.at, MAX_HEADER)
        if end < 0:
            _refuse("header", "the header does not end")
        line = self.data[self.at : end]
        self.at = end + 1
        return line


def _stanzas(lines: _Lines) -> tuple[list[Stanza], bytes]:
    stanzas: list[Stanza] = []
    while True:
        line = lines.next()
        if line.startswith(b"---"):
            return stanzas, _mac(line)
        if len(stanzas) == MAX_STANZAS:
            _refuse("header", f"more than {MAX_STANZAS} recipients")
        stanzas.append(_stanza(line, lines))


def _stanza(line: bytes, lines: _Lines) -> Stanza:
    mark, _, rest = line.partition(b" ")
    words = rest.split(b" ")
    if mark != b"->" or not all(_ARGUMENT.fullmatch(word) for word in words):
        _refuse("header", "a line that begins no stanza")
    body = b""
    while True:
        row = lines.next()
        if len(row) > _COLUMNS:
            _refuse("header", "a body line longer than 64 columns")
        body += row
        if len(row) < _COLUMNS:  # the final line is short, and may be empty
            break
    names = [word.decode("ascii") for word in words]
    return Stanza(names[0], tuple(names[1:]), _base64(body))


def _mac(line: bytes) -> bytes:
    mark, _, text = line.partition(b" ")
    mac = _base64(text)
    if mark != b"---" or len(mac) != 32:  # noqa: PLR2004 - HMAC-SHA-256
        _refuse("header", "the header's last line is no MAC")
    return mac


def _check_kinds(stanzas: list[Stanza]) -> None:
    types = [stanza.type for stanza in stanzas]
    if not _LATER.isdisjoint(types):
        _refuse("post-quantum", "post-quantum recipients come later; ask for a file sealed to an age1… recipient")
    if "scrypt" in types and len(types) > 1:
        _refuse("header", "a passphrase stanza stands alone")
    for stanza in stanzas:
        if stanza.type == "X25519":
            _check_x25519(stanza)
        elif stanza.type == "scrypt":
            _check_scrypt(stanza)


def _check_x25519(stanza: Stanza) -> None:
    if len(stanza.arguments) != 1 or len(_base64(stanza.arguments[0].encode())) != 32:  # noqa: PLR2004 - a point
        _refuse("header", "an X25519 stanza has one argument of 32 bytes")
    if len(stanza.body) != _WRAPPED_FILE_KEY:
        _refuse("header", "an X25519 stanza wraps a key of 16 bytes")


def _check_scrypt(stanza: Stanza) -> None:
    if len(stanza.arguments) != 2 or len(_base64(stanza.arguments[0].encode())) != 16:  # noqa: PLR2004 - salt and N
        _refuse("header", "a scrypt stanza has a salt of 16 bytes and a work factor")
    if not re.fullmatch(r"[1-9][0-9]?", stanza.arguments[1]) or int(stanza.arguments[1]) > MAX_WORK_FACTOR:
        _refuse("header", f"a scrypt work factor is 1 to {MAX_WORK_FACTOR}")
    if len(stanza.body) != _WRAPPED_FILE_KEY:
        _refuse("header", "a scrypt stanza wraps a key of 16 bytes")


def _base64(text: bytes) -> bytes:
    # Unpadded and canonical (RFC 4648 section 3.5): one text a value.
    try:
        raw = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError) as fault:
        _refuse("header", "not canonical base64", fault)
    if base64.b64encode(raw).rstrip(b"=") != text:
        _refuse("header", "not canonical base64")
    return raw


def _unarmour(data: bytes) -> bytes:
    # Strict PEM (RFC 7468 section 3): 64 columns, padded; white space only before and after.
    try:
        text = data.decode("ascii").strip(_ARMOR_SPACE)
    except UnicodeDecodeError as fault:
        _refuse("header", "not an age file", fault)
    if not text.startswith(_ARMOR_BEGIN):
        _refuse("header" if not text.startswith("-") else "armor", "not an age file, armoured or binary")
    lines = text.replace("\r\n", "\n").split("\n")
    if len(lines) < 3 or lines[0] != _ARMOR_BEGIN or lines[-1] != _ARMOR_END:  # noqa: PLR2004 - begin, body, end
        _refuse("armor", "the armour does not begin or end as it must")
    return _armoured_body(lines[1:-1])


def _armoured_body(rows: list[str]) -> bytes:
    if any(len(row) != _COLUMNS for row in rows[:-1]) or not 0 < len(rows[-1]) <= _COLUMNS:
        _refuse("armor", "armour has 64 columns, and a shorter last line")
    text = "".join(rows)
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        _refuse("armor", "the armour is not base64", fault)
    if base64.b64encode(raw).decode() != text:
        _refuse("armor", "the armour is not canonical base64")
    return raw


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"age.{rule}"
    raise AgeError.because(name, reason) from cause
