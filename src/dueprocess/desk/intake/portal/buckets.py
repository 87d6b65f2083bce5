"""Limits for all strangers together: no address is looked at, none is kept (hazard 2.6)."""

import threading
import time
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0


@dataclass
class Bucket:
    """So many a minute, and as many at once."""

    a_minute: int
    filled: float = 0.0
    at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.filled = float(self.a_minute)

    def take(self, now: float | None = None) -> bool:
        """One of what is left; False where nothing is."""
        with self.lock:
            at = time.monotonic() if now is None else now
            self.filled = min(float(self.a_minute), self.filled + (at - self.at) * self.a_minute / MINUTE)
            self.at = at
            if self.filled < 1:
                return False
            self.filled -= 1
            return True


def fresh() -> dict[str, Bucket]:
    """One bucket a path that asks for work."""
    return {path: Bucket(many) for path, many in LIMITS.items()}


LIMITS: Final = {
    "/v1/keys": 60,
    "/v1/check": 60,
    "/v1/submit": 12,
    "/v1/answer": 12,
    "/v1/status": 120,
    "/v1/take": 240,
}
"""Requests a minute."""
