"""Shamir's sharing of a secret over GF(2^8) with 0x11b, byte for byte as npm ``shamir-secret-sharing`` 0.0.4 has it.

A share is the y bytes, one a byte of the secret, then its x byte. k shares give the secret, fewer tell nothing of it.
Nothing here authenticates: wrong shares give another secret without an error (hazard 11.2), so each share is held
against its hash, and the secret against the recipient that it must belong to.

Products are reckoned without tables and without branches on secret bits. Python promises no constant time all the
same: shares are combined on a person's own machine, or made on the extraction host, never where strangers can measure.
"""

import hashlib
from collections.abc import Sequence
from typing import Final, NoReturn

from dueprocess.formats.refusal import DeniedError

SECRET_BYTES: Final = 32  # an X25519 identity
SHARE_BYTES: Final = SECRET_BYTES + 1
MAX_SHARES: Final = 255
MIN_K: Final = 2
_HASH: Final = b"dueprocess/share/1\0"
_POLYNOMIAL: Final = 0x11B


def random_needed(k: int) -> int:
    """How many random bytes ``split`` needs for a secret of 32 bytes."""
    return SECRET_BYTES * (k - 1)


def split(secret: bytes, count: int, k: int, random: bytes) -> tuple[bytes, ...]:
    """``count`` shares of 33 bytes, of which any ``k`` give the 32-byte ``secret``; x runs from 1 to ``count``.

    Args:
        secret: 32 bytes.
        count: how many, 2 to 255.
        k: how many are needed, 2 to ``count``.
        random: ``random_needed(k)`` bytes from a good source, used nowhere else.

    Raises DeniedError ``share.form``, ``share.count``.
    """
    if len(secret) != SECRET_BYTES or len(random) != random_needed(k):
        _refuse("form", f"a secret has {SECRET_BYTES} bytes, and as many random ones for each further share needed")
    if not MIN_K <= k <= count <= MAX_SHARES:
        _refuse("count", f"2 to {MAX_SHARES} shares are made, and 2 of them at least are needed")
    above = [random[place * (k - 1) : (place + 1) * (k - 1)] for place in range(SECRET_BYTES)]
    lines = [(byte, *higher) for byte, higher in zip(secret, above, strict=True)]
    return tuple(bytes([*(_evaluate(line, x) for line in lines), x]) for x in range(1, count + 1))


def combine(shares: Sequence[bytes]) -> bytes:
    """The secret out of ``shares``. Wrong or too few shares give other bytes: check what comes out.

    Raises DeniedError ``share.count``, ``share.form``, ``share.twice``.
    """
    if not MIN_K <= len(shares) <= MAX_SHARES:
        _refuse("count", f"2 to {MAX_SHARES} shares are combined")
    if any(len(share) != SHARE_BYTES or share[-1] == 0 for share in shares):
        _refuse("form", f"a share has {SHARE_BYTES} bytes, the last of which is not zero")
    places = [share[-1] for share in shares]
    if len(set(places)) != len(places):
        _refuse("twice", "two of the shares are the same one")
    weights = [_weight(places, mine) for mine in places]
    return bytes(_sum(weights, [share[place] for share in shares]) for place in range(SECRET_BYTES))


def share_hash(share: bytes) -> str:
    """What a deal says of a share: SHA-256 (hex) over ``dueprocess/share/1``, a zero byte and the share."""
    return hashlib.sha256(_HASH + share).hexdigest()


def _evaluate(line: Sequence[int], x: int) -> int:
    value = 0
    for coefficient in reversed(line):
        value = _times(value, x) ^ coefficient
    return value


def _weight(places: Sequence[int], mine: int) -> int:
    """Lagrange's weight of one place at x = 0."""
    above = below = 1
    for other in places:
        if other != mine:
            above, below = _times(above, other), _times(below, other ^ mine)
    return _times(above, _inverse(below))


def _sum(weights: Sequence[int], values: Sequence[int]) -> int:
    total = 0
    for weight, value in zip(weights, values, strict=True):
        total ^= _times(value, weight)
    return total


def _times(left: int, right: int) -> int:
    """The product. It takes as long as ``right``, a place or a weight, is wide: those are no secrets."""
    product = 0
    for bit in range(right.bit_length()):
        product ^= -(right >> bit & 1) & left
        left = (left << 1) ^ (-(left >> 7) & _POLYNOMIAL)
    return product


def _inverse(value: int) -> int:
    # The 254th power: the group has 255 members.
    power = value
    for _ in range(6):
        power = _times(_times(power, power), value)
    return _times(power, power)


def _refuse(rule: str, reason: str) -> NoReturn:
    name = f"share.{rule}"
    raise DeniedError.because(name, reason)
