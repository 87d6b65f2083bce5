"""The code that opens a person's page: 128 bits as forty digits, in eight groups of five (ADR 0032).

Digits, because every telephone has them, every language reads them out, and Urdu's own are taken as well. The last one
is a check digit (Damm, 2004): one wrong digit or two that changed places is a typing error, and says nothing else.
"""

from typing import Final

BYTES: Final = 16
DIGITS: Final = 40
GROUP: Final = 5
MAX_TYPED: Final = 400  # characters; more is no code

_DAMM: Final = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)
_BETWEEN: Final = frozenset(" \t\r\n-.,/_\u2013\u2014\u00a0\u200e\u200f\u066c\u060c\u06d4")


def written(secret: bytes) -> str:
    """The code of 16 bytes as it is printed. Raises ValueError for another length."""
    if len(secret) != BYTES:
        raise ValueError(f"a code holds {BYTES} bytes")
    digits = str(int.from_bytes(secret, "big")).rjust(DIGITS - 1, "0")
    digits += str(_check(digits))
    return " ".join(digits[start : start + GROUP] for start in range(0, DIGITS, GROUP))


def read(typed: str) -> bytes | None:
    """The 16 bytes of a code as a person types it; None for a typing error. Digits of every script are taken."""
    if len(typed) > MAX_TYPED:
        return None
    kept = [char for char in typed if char not in _BETWEEN]
    if len(kept) != DIGITS or not all(char.isdecimal() for char in kept):
        return None
    digits = "".join(str(int(char)) for char in kept)
    whole = int(digits[:-1])
    if _check(digits) or whole >= 1 << 8 * BYTES:
        return None
    return whole.to_bytes(BYTES, "big")


def _check(digits: str) -> int:
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state
