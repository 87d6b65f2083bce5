"""A person's page under its code: what a client does, with a desk or on a machine that has none (ADR 0032)."""

import calendar
import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Final

from dueprocess.adapters import crypto
from dueprocess.formats.person_page import PersonPage, pack

LEAST_DAYS: Final = 14
"""Whoever is told has two weeks at least (hazard 6.3)."""
MOST_DAYS: Final = 366
LASTS_DAYS: Final = 180
BYTES: Final = 12 + (16 << 10) + 16
"""Length of every page as it is kept."""


@dataclass(frozen=True, slots=True)
class Locked:
    """A page as the desk keeps it: made on a client, and its code is not here."""

    id: str
    until: datetime.date
    bytes: bytes = field(repr=False)


def last_day(today: datetime.date, until: datetime.date | None = None) -> datetime.date:
    """The page's last day: the end of the month of ``until`` or of half a year, so that many share one day.

    Raises ValueError for a day that is nearer than two weeks or further than a year.
    """
    day = until or today + datetime.timedelta(days=LASTS_DAYS)
    if not LEAST_DAYS <= (day - today).days <= MOST_DAYS:
        message = f"a page can be opened for {LEAST_DAYS} to {MOST_DAYS} days; say a day between"
        raise ValueError(message)
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_last_day(today: datetime.date, until: datetime.date) -> bool:
    """Whether ``until`` is a day that ``last_day`` gave, lately."""
    ends = until.day == calendar.monthrange(until.year, until.month)[1]
    return ends and 0 < (until - today).days <= MOST_DAYS + 31


def bound(case: str, page: str, word: str) -> str:
    """What a page's row keeps of its case and of the word (32 hex digits) in the case's sealed note that names it.

    Who opens the case has the word, and takes the page away by it; without the word nobody tells whose page it is.
    """
    return hashlib.sha256(f"dueprocess/person-page/1\0{case}\0{page}\0{word}".encode()).hexdigest()


def lock(code: bytes, page: PersonPage) -> Locked:
    """On a client: the page under its code. Raises ObjectError for one that is too long."""
    key = crypto.page_key(code)
    return Locked(key.id, datetime.date.fromisoformat(page.until), crypto.lock_page(key, pack(page)))
