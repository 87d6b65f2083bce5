"""The second step of a person's page: what its button sends opens the rest, for a while, and counts as no use.

It holds the code under a key that lies in the memory of the listener alone: on a saved page it opens nothing later,
and a restart makes it void. No time stands in it, only under the key.
"""

import base64
import binascii
import time
from dataclasses import dataclass, field
from typing import Final

from dueprocess.adapters import crypto

LASTS: Final = 900  # seconds; up to twice as long, since only whole ones of these are written
_MOST: Final = 200


def _fresh() -> crypto.PageKey:
    return crypto.PageKey("step", crypto.random_bytes(32))


@dataclass(frozen=True, slots=True)
class Steps:
    """Made before the first request; every child has it."""

    key: crypto.PageKey = field(default_factory=_fresh, repr=False)

    def of(self, code: bytes) -> str:
        """What the button of the page of ``code`` sends."""
        return base64.urlsafe_b64encode(crypto.lock_page(self.key, _slot().to_bytes(8, "big") + code)).decode()

    def code(self, step: str) -> bytes | None:
        """The code of it; None where it is too old, of another run, or none of ours."""
        try:
            locked = base64.urlsafe_b64decode(step[:_MOST].encode("ascii"))
        except (binascii.Error, ValueError):
            return None
        inside = crypto.unlock_page(self.key, locked)
        if inside is None or _slot() - int.from_bytes(inside[:8], "big") not in {0, 1}:
            return None
        return inside[8:]


def _slot() -> int:
    return int(time.monotonic()) // LASTS
