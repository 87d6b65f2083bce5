"""What leaves each working day whether anything is due or not: the morning mail, and a calendar (ADR 0074).

Neither is told what is due, so neither can say it (P11). Lines of the calendar: RFC 5545.
"""

import datetime
import hashlib
import zoneinfo
from collections.abc import Iterable
from typing import Final

AT: Final = datetime.time(7)
"""When the mail is dated, where the provider sits."""
LATEST: Final = datetime.time(10)
"""After which it does not leave that day any more."""
SUBJECT: Final = "Due Process: good morning"
DAYS: Final = 30
"""Working days that the calendar names."""

_MAIL: Final = """Good morning.

Please look at what is due at your desk{where}.

This mail is the same on every working day, whether anything is due or not.
"""
_SAYS: Final = (
    "The same entry stands on every working day, whether anything is due or not. Whoever hosts this calendar "
    "learns that somebody fetches it, where this desk stands, and on which days it works; nothing of any case."
)


def dated(day: datetime.date, timezone: str) -> datetime.datetime:
    """The moment that the mail of a day bears, whenever it leaves (aware, UTC)."""
    return datetime.datetime.combine(day, AT, zoneinfo.ZoneInfo(timezone)).astimezone(datetime.UTC)


def is_time(now: datetime.datetime, timezone: str) -> bool:
    """Whether the mail of the day may leave now."""
    here = now.astimezone(zoneinfo.ZoneInfo(timezone))
    return (AT.hour, AT.minute) <= (here.hour, here.minute) < (LATEST.hour, LATEST.minute)


def mail_text(address: str) -> str:
    """The whole text. ``address``: of the staff desk; empty where it serves none."""
    return _MAIL.format(where=f": {address}/" if address else "")


def message_name(desk: str, way: int, day: datetime.date) -> str:
    """What stands before the @ of the mail's id: made of the desk, the way and the day, and of nothing else."""
    return hashlib.sha256(f"dueprocess/morning/1 {desk} {way} {day.isoformat()}".encode()).hexdigest()[:32]


def calendar(days: Iterable[datetime.date], address: str, today: datetime.date) -> bytes:
    """The calendar: one entry for each of ``days``, all day long, with the same words."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Due Process//calendar 1//EN"]
    lines += ["X-WR-CALNAME:Due Process", f"X-WR-CALDESC:{_escaped(_SAYS)}"]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{day:%Y%m%d}@dueprocess.invalid",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day + datetime.timedelta(days=1):%Y%m%d}",
            "SUMMARY:Look at the desk",
            f"DESCRIPTION:{_escaped(_SAYS)}",
            *([f"URL:{address}/"] if address else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line)).encode()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> list[str]:
    """A line in pieces of 75 octets at most; all but the first begin with a space. The words are ASCII."""
    return [line[:75], *(f" {line[at : at + 74]}" for at in range(75, len(line), 74))]
