"""What a desk holds of a case that somebody would purge (ADR 0078)."""

import datetime
from dataclasses import dataclass

from dueprocess.formats.purges import Purge


@dataclass(frozen=True, slots=True)
class Purgeable:
    """What the desk holds of a case that somebody would purge.

    Attributes:
        holds: what a statement must say of it (``formats.purges.KEYS``); ``forget`` empty where it is not forgotten.
        links: SHA-256 (hex) of each note of its chain, in order.
        since: the first day on which it may be purged.
        listed: whether a row of it stands in a public register.
        stands: the purge that two people signed; None where they did not.
        waits: what one person signed.
    """

    holds: dict[str, str]
    links: tuple[str, ...]
    since: datetime.date
    listed: bool = False
    stands: Purge | None = None
    waits: Purge | None = None
