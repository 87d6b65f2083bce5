"""What the alert list keeps of each reader: a sealed record, and a state that says nothing of whom (ADR 0123)."""

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.forms import Records
from dueprocess.formats.record import LINE, Check, Natural, matching, sized

SIZE: Final = 1 << 10
_HEX: Final = matching(r"[0-9a-f]{64}", "64 hex digits")
_HASH: Final = matching(r"[0-9a-f]{64}|", "64 hex digits, or nothing")
_DAY: Final = matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|", "a day, or nothing")
_FILLED: Final = Check(lambda text: text == text.strip() and "\n" not in text, "one line")


class Way(StrEnum):
    """How a reader is told."""

    MAIL = "mail"
    HOOK = "hook"


@dataclass(frozen=True, slots=True, repr=False)
class Reader:
    """Who is told. ``word``: the secret of a webhook, and what ids and the way out are made from."""

    way: Way
    address: Annotated[str, sized(3, 254), LINE, _FILLED]
    language: Annotated[str, matching(r"[a-z]{2}", "two small letters")]
    word: Annotated[str, _HEX]

    @property
    def key(self) -> bytes:
        """The secret that webhooks are signed with."""
        return bytes.fromhex(self.word)

    def derived(self, what: str) -> str:
        """A name of its own for ``what`` (32 hex): the same each time, and from it nobody has the word."""
        return hmac.digest(self.key, what.encode(), "sha256").hex()[:32]

    @property
    def leave(self) -> str:
        """What leaves the list for whoever sends it."""
        return self.derived("leave")


@dataclass(frozen=True, slots=True)
class State:
    """How one reader stands; no address. ``code``: hash of what proves the address, empty once it came back."""

    way: Way
    asked: Annotated[str, _DAY]
    code: Annotated[str, _HASH]
    leave: Annotated[str, _HEX]
    sent: Natural = 0  # number of the newest beat that arrived
    tries: Natural = 0  # that failed, one after the other
    ended: Annotated[str, _DAY] = ""  # day on which it was given up

    @property
    def told(self) -> bool:
        """Whether it is told of the next beat."""
        return not self.code and not self.ended


def packed(reader: Reader) -> bytes:
    """Bytes to seal, of one length. Raises ObjectError."""
    return _READER.encode(reader).ljust(SIZE, b"\n")


def reader_of(data: bytes) -> Reader:
    """The reader of such bytes. Raises ObjectError."""
    return _READER.decode(data.rstrip(b"\n"))


def state_bytes(state: State) -> bytes:
    """The bytes of a state. Raises ObjectError."""
    return _STATE.encode(state)


def state_of(data: bytes) -> State:
    """The state of such bytes. Raises ObjectError."""
    return _STATE.decode(data)


def hashed(code: str) -> str:
    """What is kept of a code: how it was typed makes no difference."""
    return hashlib.sha256("".join(one for one in code.upper() if one.isalnum()).encode()).hexdigest()


_READER: Final = Records(Reader, "object", "alert", ObjectError)
_STATE: Final = Records(State, "object", "alert", ObjectError)
