"""How long machines look a second time, at what a first look did not finish: by sender and day (F11).

A sender is one of 256 groups (``adapters/jobs_sender.py``), under a key of the day; beside it stand seconds.
What the budget does not reach is sealed unread, and a person looks: it is registered, and its clock runs.
"""

import datetime
import json
import secrets
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import durable, locks

FILE: Final = "looks.json"
LOCK: Final = "looks.lock"
A_SENDER: Final = 240.0
"""Seconds a day: four files that run into every limit, or dozens of long scans."""
A_DAY: Final = 3600.0
"""Seconds a day, of all senders together."""
SEEING: Final = 256
"""Added to a sender's number: seconds of machines that read pictures. They take nothing from other second looks."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What is left today. Its file stands in the home, for the next process."""

    home: Path | None  # None: for this process alone
    day: datetime.date
    fresh: dict[str, Any] = field(default_factory=lambda: {"key": secrets.token_hex(32), "spent": {}})

    @property
    def key(self) -> str:
        """The day's own key, hex; drawn where there is none."""
        with self._alone():
            now = self._read()
            self._write(now)
            return str(now["key"])

    def reaches(self, sender: int) -> bool:
        """Whether something of this sender may be looked at a second time."""
        spent: dict[str, float] = self._read()["spent"]
        alike = (seconds for one, seconds in spent.items() if int(one) // SEEING == sender // SEEING)
        return spent.get(str(sender), 0.0) < A_SENDER and sum(alike) < A_DAY

    def spend(self, sender: int, seconds: float) -> None:
        """So long was looked."""
        with self._alone():
            now = self._read()
            now["spent"][str(sender)] = round(now["spent"].get(str(sender), 0.0) + seconds, 1)
            self._write(now)

    def _alone(self) -> AbstractContextManager[None]:
        return locks.of_file(self.home / LOCK) if self.home else nullcontext()

    def _read(self) -> dict[str, Any]:
        if self.home is None:
            return self.fresh
        try:
            kept = json.loads((self.home / FILE).read_bytes())
            bytes.fromhex(kept["key"])
            spent = {str(int(one)): float(seconds) for one, seconds in kept["spent"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {"key": self.fresh["key"], "spent": {}}
        today = kept.get("day") == self.day.isoformat()
        return {"key": kept["key"], "spent": spent} if today else {"key": self.fresh["key"], "spent": {}}

    def _write(self, now: dict[str, Any]) -> None:
        if self.home is not None:
            durable.replace(self.home / FILE, json.dumps({"day": self.day.isoformat(), **now}).encode() + b"\n")
