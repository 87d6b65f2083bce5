"""Who has a case open in a vault: a pseudonym and a minute, in this process's memory alone, gone two minutes later.

It tells two people that they look at the same case; nothing rests on it. What stays is what was recorded before: that
somebody took the case to read (``case:particulars:read``).
"""

import datetime
import threading
from typing import Final

LASTS: Final = datetime.timedelta(minutes=2)
"""After its last sign a vault says one every half minute."""


class Presence:
    """One process's memory of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: dict[tuple[str, str], datetime.datetime] = {}

    def beside(self, case: str, person: str, now: datetime.datetime) -> list[tuple[str, datetime.datetime]]:
        """Who else has the case open at ``now``, each with their last minute; ``person`` has it open from now on."""
        with self._lock:
            self._seen = {key: at for key, at in self._seen.items() if now - at < LASTS}
            self._seen[case, person] = now.replace(second=0, microsecond=0)
            return sorted((who, at) for (where, who), at in self._seen.items() if where == case and who != person)


HERE: Final = Presence()
