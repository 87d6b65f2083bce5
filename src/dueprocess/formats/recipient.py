"""A recipient's key as people see it, and why one is refused (reference/recipients.md; hazards 2.3, 11.3)."""

import datetime as dt
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

MAX_KEY: Final = 64 * 1024
"""Bytes of a key: a certificate has two thousand, an OpenPGP key with all its signatures rarely fifty thousand."""
MAX_NAME: Final = 120
_GROUP: Final = 4
_SHOWN: Final = frozenset({"L", "M", "N", "P", "S", "Z"})
_MARKS: Final = frozenset({"Zl", "Zp"})


class How(StrEnum):
    """Ways that seal to somebody outside, each opened by a program of others. Never renamed."""

    CMS = "cms"  # X.509 certificate: `openssl cms`
    OPENPGP = "openpgp"  # `gpg`
    AGE = "age"  # `age -d -i`
    PASSPHRASE = "passphrase"  # noqa: S105 - a code; `age -d`, words read over the call back


@dataclass(frozen=True, slots=True)
class Facts:
    """What a key says, for people to compare.

    Attributes:
        how: the way that it belongs to.
        key: the key as it is kept and hashed: DER, binary OpenPGP packets, or the text ``age1…``.
        hash: SHA-256 (hex) of ``key``.
        fingerprint: what the recipient reads from their own software, in groups.
        name: whom the key says it belongs to; it proves nothing, and is empty where it says none.
        detail: sort and size of the key.
        not_after: until when it may be used; None where it says none.
    """

    how: How
    key: bytes
    hash: str
    fingerprint: str
    name: str
    detail: str
    not_after: dt.datetime | None = None


def refuse(rule: str, reason: str) -> NoReturn:
    """Raise DeniedError ``recipient.RULE``, without what caused it: causes quote what they were given."""
    name = f"recipient.{rule}"
    raise DeniedError.because(name, reason) from None


def way(how: str) -> How:
    """The way of that name. Raises DeniedError ``recipient.way``."""
    try:
        return How(how)
    except ValueError:
        refuse("way", "no such way to seal: cms, openpgp, age or passphrase")


def check_life(since: dt.datetime | None, until: dt.datetime | None, at: dt.datetime) -> None:
    """Whether a key may be used at ``at``. Raises DeniedError ``recipient.expired``."""
    if since is not None and at < since:
        refuse("expired", f"the key is not valid before {since:%Y-%m-%d}")
    if until is not None and at >= until:
        refuse("expired", f"the key ended on {until:%Y-%m-%d}: ask for the one that is in use, and verify it")


def grouped(text: str) -> str:
    """Hex in groups of four, as people read it aloud."""
    upper = text.upper()
    return " ".join(upper[at : at + _GROUP] for at in range(0, len(upper), _GROUP))


def plain(text: str) -> str:
    """A name as it may stand on a screen: no control or turning marks, and not longer than a line."""
    shown = (mark if _visible(mark) else " " for mark in text[: 4 * MAX_NAME])
    words = " ".join("".join(shown).split())
    return words if len(words) <= MAX_NAME else words[: MAX_NAME - 1] + "…"


def _visible(mark: str) -> bool:
    category = unicodedata.category(mark)
    return category[0] in _SHOWN and category not in _MARKS
