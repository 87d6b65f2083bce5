"""DPW1: for which accounts a message waits, as a file that says so to nobody who has not its key (ADR 0120).

The provider's own log-in holds it and looks into it itself: nobody is asked, so nobody hears who asked. It always has
one length, whatever waits, and each day's is drawn anew: an account is a keyed hash under that day's key, and what is
left over is random. The key goes on by hashing and cannot be turned back, so who takes it opens no list of before.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

MAGIC: Final = b"DPW1"
COUNT: Final = 4096
"""Places of every list; how many of them are accounts nobody sees."""
TAG: Final = 16
_HEAD: Final = len(MAGIC) + 4
_MAC: Final = 32
SIZE: Final = _HEAD + COUNT * TAG + _MAC
_KEY: Final = "DPWK1"
MOST_DAYS: Final = 3660
"""How far ahead a key goes on at once; further is a wrong clock."""


class WaitingError(ValueError):
    """What is no list, or no key of one."""


@dataclass(frozen=True, slots=True)
class ListKey:
    """The key of a day. ``day``: its number (``date.toordinal``)."""

    day: int
    key: bytes = field(repr=False)

    def at(self, day: int) -> "ListKey":
        """The key of a later day. Raises WaitingError for an earlier one: that way there is none."""
        if not 0 <= day - self.day <= MOST_DAYS:
            raise WaitingError("the list is of another time than its key: an old list, or a wrong clock")
        key = self.key
        for _ in range(day - self.day):
            key = hmac.digest(key, b"next", "sha256")
        return ListKey(day, key)

    def text(self) -> str:
        """The key as a file holds it."""
        return f"{_KEY} {self.day} {self.key.hex()}\n"

    def tag(self, account: str) -> bytes:
        """How an account stands in the list of this day."""
        return hmac.digest(self.key, b"account\0" + named(account), "sha256")[:TAG]

    def seal(self, body: bytes) -> bytes:
        """By what a list shows that it was made by who has the key."""
        return hmac.digest(self.key, b"list\0" + body, "sha256")


def named(account: str) -> bytes:
    """What is hashed of an account: the same however its letters are composed, large or small."""
    return unicodedata.normalize("NFC", account).casefold().encode()


def key_of(text: str) -> ListKey:
    """The key of a file's text. Raises WaitingError."""
    parts = text.split()
    try:
        name, day, key = parts
        found = ListKey(int(day), bytes.fromhex(key))
    except ValueError:
        raise WaitingError("this is no key of a waiting list") from None
    if name != _KEY or len(found.key) != hashlib.sha256().digest_size:
        raise WaitingError("this is no key of a waiting list")
    return found


def made(key: ListKey, accounts: Iterable[str], draw: Callable[[int], bytes]) -> bytes:
    """The list of ``key``'s day. Raises WaitingError for more accounts than it has places."""
    tags = {key.tag(one) for one in accounts}
    if len(tags) > COUNT:
        raise WaitingError(f"a list has {COUNT} places")
    while len(tags) < COUNT:
        tags.add(draw(TAG))
    body = MAGIC + key.day.to_bytes(4, "big") + b"".join(sorted(tags))
    return body + key.seal(body)


def day_of(data: bytes) -> int:
    """The day of a list, which anybody may read. Raises WaitingError for what is none."""
    if len(data) != SIZE or data[: len(MAGIC)] != MAGIC:
        raise WaitingError("this is no waiting list")
    return int.from_bytes(data[len(MAGIC) : _HEAD], "big")


def waits(data: bytes, key: ListKey, account: str) -> bool:
    """Whether the list holds the account: each place is compared, whatever is found. Raises WaitingError."""
    now = key.at(day_of(data))
    body, mark = data[:-_MAC], data[-_MAC:]
    if not hmac.compare_digest(now.seal(body), mark):
        raise WaitingError("the list was not made with this key, or was changed")
    tag, found = now.tag(account), 0
    for start in range(_HEAD, len(body), TAG):
        found |= hmac.compare_digest(tag, body[start : start + TAG])
    return bool(found)
