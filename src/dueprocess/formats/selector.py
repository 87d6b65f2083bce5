"""A selector: the one identifier that a production is made for, as a person read it from the original (P12).

Two people each read it and leave a *mark*: HMAC-SHA-256 under a key of the case, which the server does not have. Equal
marks say that both read the same; nobody without the case's key learns what, or confirms a guess (P2, hazards 3.4-3.6).
"""

import hashlib
import hmac
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from dueprocess.formats import moment
from dueprocess.formats.canonical import encode
from dueprocess.formats.forms import Records
from dueprocess.formats.record import Rule
from dueprocess.formats.refusal import DeniedError

INFO: Final = b"dueprocess/target/1"
MAX_VALUE: Final = 1024
KEY_BYTES: Final = 32
MARKS_KEY: Final = "marks.key"
"""Name of the file that has the key (64 hex digits) of marks of files which leave clear, beside these alone."""
_HANDLE: Final = re.compile(r"ALL|T[1-9][0-9]{0,3}")
_OFFSET: Final = re.compile(r"[+-](0[0-9]|1[0-4]):[0-5][0-9]")
_MAX_PORT: Final = 65_535


class SelectorError(DeniedError):
    """An identifier that cannot be searched for; ``rule`` names why."""


class Kind(StrEnum):
    """What an identifier is. Never renamed."""

    EMAIL = "email"
    ACCOUNT = "account"
    PHONE = "phone"
    IP = "ip"
    NAME = "name"
    URL = "url"
    OTHER = "other"


@dataclass(frozen=True, slots=True, repr=False)
class Selector:
    """Kind and value; for an address of the internet also when, in which offset from UTC, and from which port.

    ``at`` is ``YYYY-MM-DDTHH:MM:SSZ``; ``offset`` is what the original says, as ``+02:00``; ``port`` 1 to 65535.
    """

    kind: Annotated[Kind, Rule("kind")]
    value: str
    at: str = ""
    offset: str = ""
    port: int = 0

    def __repr__(self) -> str:
        return f"<Selector {self.kind}>"  # the value is particulars

    def plain(self) -> dict[str, Any]:
        """Canonical value: what is marked and what is sealed."""
        return {"at": self.at, "kind": str(self.kind), "offset": self.offset, "port": self.port, "value": self.value}


def selector(kind: str, value: str, *, at: str = "", offset: str = "", port: int = 0) -> Selector:
    """A checked selector, its value normalised (NFC, trimmed; mail domains and host names lower-case).

    Raises SelectorError: ``target.kind``, ``target.value``, ``target.ip-incomplete``, ``target.ip-only``.
    """
    if kind not in list(Kind):
        _refuse("kind", f"the kind is one of {', '.join(Kind)}")
    found = Kind(kind)
    text = _normal(found, value)
    if found is not Kind.IP and (at or offset or port):
        _refuse("ip-only", "time, offset and port belong to an address of the internet")
    if found is Kind.IP:
        _check_ip(at, offset, port)
    return Selector(found, text, at, offset, port)


def from_plain(value: object) -> Selector:
    """The selector of a canonical value. Raises SelectorError ``target.form`` or as ``selector`` does."""
    said = _FORM.read(value)
    read = selector(said.kind, said.value, at=said.at, offset=said.offset, port=said.port)
    if read.value != said.value:
        _refuse("form", "the value is not in its normal form")
    return read


def target_key(case_secret: bytes) -> bytes:
    """The key of a case's marks: HKDF-SHA-256 (RFC 5869, empty salt) over the case's age identity in text."""
    extracted = hmac.new(bytes(KEY_BYTES), case_secret, hashlib.sha256).digest()
    return hmac.new(extracted, INFO + b"\x01", hashlib.sha256).digest()


def mark(key: bytes, handle: str, found: Selector) -> str:
    """The mark (64 hex digits) of a selector for a handle, under the 32-byte key of its case. Raises SelectorError."""
    if len(key) != KEY_BYTES or not _HANDLE.fullmatch(handle):
        _refuse("form", "a mark has a key of 32 bytes and a handle")
    return hmac.new(key, encode({"handle": handle, "selector": found.plain()}), hashlib.sha256).hexdigest()


def file_mark(key: bytes, digest: str) -> str:
    """The mark (64 hex digits) of a file, by its SHA-512 (hex), under its case's 32-byte key. Raises SelectorError.

    Two people whose clients make the same mark had the same file; a plain hash would confirm a guess (hazard 3.5).
    """
    if len(key) != KEY_BYTES or not re.fullmatch(r"[0-9a-f]{128}", digest):
        _refuse("form", "a mark has a key of 32 bytes and the SHA-512 of a file")
    return hmac.new(key, encode({"file": digest}), hashlib.sha256).hexdigest()


def _normal(kind: Kind, value: str) -> str:
    text = unicodedata.normalize("NFC", value).strip()
    if not text or len(text) > MAX_VALUE or any(unicodedata.category(one) in _HIDDEN for one in text):
        _refuse("value", f"an identifier has 1 to {MAX_VALUE} visible characters")
    if kind is Kind.EMAIL:
        local, mark_, host = text.rpartition("@")
        if not (local and mark_ and host):
            _refuse("value", "a mail address has an @ between two parts")
        return f"{local}@{host.lower()}"
    if kind is Kind.PHONE:
        text = "".join(one for one in text if one not in " -/().")
        if not re.fullmatch(r"\+[1-9][0-9]{4,14}", text):
            _refuse("value", "a telephone number is written with its country: +49…")
    return text.lower() if kind is Kind.IP else text


_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def _check_ip(at: str, offset: str, port: int) -> None:
    try:
        moment.parse(at)
    except ValueError:
        _refuse("ip-incomplete", "an address needs its time to the second, or it names somebody else")
    if not _OFFSET.fullmatch(offset):
        _refuse("ip-incomplete", "the original must say the offset from UTC, as +02:00; an hour off is another person")
    if not 1 <= port <= _MAX_PORT:
        _refuse("ip-incomplete", "behind a shared address only the source port tells who")


_FORM: Final = Records(Selector, "target", "form", SelectorError)
_refuse = _FORM.refuse
