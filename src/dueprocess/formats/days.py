"""Days and moments as English sentences write them: 1 December 2026, 14:02. One form for whatever people read.

Data, options and file names have 2026-12-01. Pages in other languages have ``desk/web/dates.py``.
"""

import datetime
import re
from typing import Final

MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WRITTEN: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::\d{2})?Z)?")
"""A day, or a moment in UTC, as data have it."""


def day(at: datetime.date) -> str:
    """``1 December 2026``."""
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}"


def minute(at: datetime.datetime) -> str:
    """``1 December 2026, 14:02 UTC``; ``at`` is aware."""
    moment = at.astimezone(datetime.UTC)
    return f"{day(moment)}, {moment:%H:%M} UTC"


def due(at: datetime.datetime, year: int | None = None) -> str:
    """``Tuesday 1 December 2026, 24:00`` by the clock of ``at``; the year only where it is another one than ``year``.

    Midnight is the end of the day before, as lawyers write it.
    """
    hour = f"{at:%H:%M}"
    if hour == "00:00":
        at, hour = at - datetime.timedelta(days=1), "24:00"
    said = day(at) if at.year != year else day(at).rpartition(" ")[0]
    return f"{WEEKDAYS[at.weekday()]} {said}, {hour}"


def spoken(text: object) -> str:
    """What data write as a day or a moment, as people write it; anything else as it is."""
    said = str(text or "")
    found = WRITTEN.fullmatch(said)
    if found is None:
        return said
    written = day(datetime.date.fromisoformat(found[1]))
    return f"{written}, {found[2]} UTC" if found[2] else written
