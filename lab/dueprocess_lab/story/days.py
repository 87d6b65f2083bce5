"""The dates of the story, laid anew so that it ends on a given day.

The texts are written as if the story ended on ``WRITTEN``. ``lay`` moves every date of a text by the same number of
days: moments of the data, the ``Date`` of a mail, German and English dates in sentences. A day that stands about a
year after the story (``ANNIVERSARY``) stays an anniversary, with a leap day between or without. Hours are those of the
house (Europe/Berlin), so that ten past five stays ten past five when the clocks change.
"""

import datetime
import re
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

WRITTEN: Final = datetime.date(2026, 11, 24)
"""The day on which the story ends as it is written."""
ANNIVERSARY: Final = WRITTEN + datetime.timedelta(days=200)
ZONE: Final = ZoneInfo("Europe/Berlin")

_GERMAN: Final = (
    *("Januar", "Februar", "März", "April", "Mai", "Juni"),
    *("Juli", "August", "September", "Oktober", "November", "Dezember"),
)
_ENGLISH: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT: Final = tuple(name[:3] for name in _ENGLISH)
_MONTHS: Final = {name: at for names in (_GERMAN, _ENGLISH, _SHORT) for at, name in enumerate(names, 1)}


def today(now: datetime.datetime) -> datetime.date:
    """The last day of a story that is told at ``now``, whose end is an hour into it (``Stage.end``)."""
    return (now - datetime.timedelta(hours=1)).astimezone(ZONE).date()


def days(ends: datetime.date) -> int:
    """How many days later than written everything happens where the story ends on ``ends``."""
    return (ends - WRITTEN).days


def laid(day: datetime.date, by: int) -> datetime.date:
    """The day ``by`` days later; an anniversary stays the anniversary of its laid day (29 February: the 28th)."""
    if day < ANNIVERSARY:
        return day + datetime.timedelta(days=by)
    before = laid(day.replace(year=day.year - 1), by)
    leap = (before.month, before.day) == (2, 29)
    return before.replace(year=before.year + 1, day=28 if leap else before.day)


def moment(at: datetime.datetime, by: int) -> datetime.datetime:
    """The same hour of the house ``by`` days later, in the time zone of ``at``."""
    here = at.astimezone(ZONE)
    there = datetime.datetime.combine(laid(here.date(), by), here.timetz().replace(tzinfo=ZONE))
    if at.utcoffset() == here.utcoffset():
        return there.astimezone(datetime.timezone(there.utcoffset() or datetime.timedelta()))
    return there.astimezone(at.tzinfo)


def lay(text: str, by: int) -> str:
    """The text with every date in it ``by`` days later; the year in file numbers follows that of the letters."""
    if not by:
        return text
    return _FORM.sub(lambda found: _WAYS[found.lastgroup or ""](found[0], by), text)


def _iso_moment(said: str, by: int) -> str:
    return f"{moment(datetime.datetime.fromisoformat(said), by):%Y-%m-%dT%H:%M:%S}Z"


def _mail(said: str, by: int) -> str:
    return f"{moment(datetime.datetime.strptime(said, '%a, %d %b %Y %H:%M:%S %z'), by):%a, %d %b %Y %H:%M:%S %z}"


def _stamp(said: str, by: int) -> str:
    """What a mail program makes of the hour for a Message-ID; the hours of the house stay."""
    return f"{laid(datetime.date.fromisoformat(said[:8]), by):%Y%m%d}{said[8:]}"


def _iso(said: str, by: int) -> str:
    return laid(datetime.date.fromisoformat(said), by).isoformat()


def _dotted(said: str, by: int) -> str:
    day, month, year = map(int, said.split("."))
    return f"{laid(datetime.date(year, month, day), by):%d.%m.%Y}"


def _german(said: str, by: int) -> str:
    day, month, year = said.split()
    new = laid(datetime.date(int(year), _MONTHS[month], int(day[:-1])), by)
    return f"{new.day}. {_GERMAN[new.month - 1]} {new.year}"


def _english(said: str, by: int) -> str:
    day, month, year = said.split()
    new = laid(datetime.date(int(year), _MONTHS[month], int(day)), by)
    return f"{new.day} {_ENGLISH[new.month - 1]} {new.year}"


def _weekday(said: str, by: int) -> str:
    new = _english(said.split(", ")[1], by)
    day, month, year = new.split()
    return f"{_WEEKDAYS[datetime.date(int(year), _MONTHS[month], int(day)).weekday()]}, {new}"


def _american(said: str, by: int) -> str:
    month, day, year = said.replace(",", "").split()
    new = laid(datetime.date(int(year), _MONTHS[month], int(day)), by)
    return f"{_ENGLISH[new.month - 1]} {new.day}, {new.year}"


def _zoned(said: str, by: int) -> str:
    """A German date with its hour, and the name of the time that the house had then."""
    head, hour, _ = re.split(r", (\d\d:\d\d) Uhr ", said)
    day = _german(head, by)
    number, month, year = day.split()
    noon = datetime.datetime(int(year), _MONTHS[month], int(number[:-1]), 12, tzinfo=ZONE)
    return f"{day}, {hour} Uhr {'MESZ' if noon.dst() else 'MEZ'}"


def _year(said: str, by: int) -> str:
    return str(laid(datetime.date(int(said), 11, 9), by).year)


def _two(said: str, by: int) -> str:
    return _year(f"20{said}", by)[2:]


_WAYS: Final[dict[str, Callable[[str, int], str]]] = {
    "iso_moment": _iso_moment,
    "mail": _mail,
    "stamp": _stamp,
    "iso": _iso,
    "dotted": _dotted,
    "zoned": _zoned,
    "german": _german,
    "weekday": _weekday,
    "english": _english,
    "american": _american,
    "year": _year,
    "two": _two,
}
_DE: Final = rf"\d{{1,2}}\. (?:{'|'.join(_GERMAN)}) \d{{4}}"
_EN: Final = rf"\d{{1,2}} (?:{'|'.join(_ENGLISH)}) \d{{4}}"
_FORM: Final = re.compile(
    r"(?P<iso_moment>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)"
    rf"|(?P<mail>(?:{'|'.join(name[:3] for name in _WEEKDAYS)}), \d\d (?:{'|'.join(_SHORT)}) \d{{4}} \S+ [+-]\d{{4}})"
    r"|(?P<stamp>(?<=<)20\d{12}(?=\.))"
    r"|(?P<iso>\b\d{4}-\d\d-\d\d\b)"
    r"|(?P<dotted>\b\d\d\.\d\d\.\d{4}\b)"
    rf"|(?P<zoned>\b{_DE}, \d\d:\d\d Uhr MES?Z)"
    rf"|(?P<german>\b{_DE})"
    rf"|(?P<weekday>\b(?:{'|'.join(_WEEKDAYS)}), {_EN})"
    rf"|(?P<english>\b{_EN})"
    rf"|(?P<american>\b(?:{'|'.join(_ENGLISH)}) \d{{1,2}}, \d{{4}})"
    rf"|(?P<year>(?<!\d)2026(?!\d))"
    r"|(?P<two>(?<=\d/)26(?!\d)|(?<= )26(?=-mj-))"
)
