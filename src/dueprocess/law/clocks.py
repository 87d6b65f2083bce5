"""Legal clocks: when something is due, and before when acting would be a breach (hazard 4.6).

Sources: Regulation (EEC, Euratom) 1182/71 art. 3 as the e-Evidence Regulation uses it: the day of the event is not
counted, a period of days ends with the end of its last day, and one that would end on a holiday, Saturday or Sunday
ends with the next working day. Eight hours of Regulation (EU) 2023/1543 art. 10(4): from the next full hour, no
weekend stop (guidance of the Commission as reported by others: status secondary). Holidays are handed in.
"""

import calendar as months_of
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FRESH_MONTHS: Final = 12
_LONGEST_REST: Final = 60


class ClockError(ValueError):
    """A clock that cannot be reckoned: a naive moment, an unknown time zone, a calendar without working days."""


class Calendar(Protocol):
    """Which days are working days, by the calendar that a law file names (``EU-1182-71``)."""

    def is_working_day(self, calendar: str, day: datetime.date) -> bool:
        """Whether ``day`` is a working day of ``calendar`` in the enforcing State."""
        ...


class Unit(StrEnum):
    """What a span counts."""

    DAYS = "days"
    MONTHS = "months"
    HOURS = "hours"
    WORKING_DAYS = "working_days"


class Start(StrEnum):
    """What a span starts with."""

    RECEIVED = "received"
    DOCUMENT = "document"
    CLARIFY_ASKED = "clarify_asked_on"
    CLARIFY_ANSWERED = "clarify_answered_on"
    EXTENDED = "extended_until"


@dataclass(frozen=True, slots=True)
class Span:
    """A span of the law: so many days, months or hours from receipt, from the document, or from a day of the face."""

    amount: int
    unit: Unit
    calendar: str | None = None  # rolls to the next working day of this calendar
    from_next_full_hour: bool = False
    start: Start = Start.RECEIVED
    inclusive: bool = False  # days and months that begin with the day itself, as "one month beginning with"


_PERIOD: Final = re.compile(r"P(T?)(\d+)([YMWDH])")
_UNITS: Final[Mapping[str, tuple[int, Unit]]] = {
    "Y": (12, Unit.MONTHS),
    "M": (1, Unit.MONTHS),
    "W": (7, Unit.DAYS),
    "D": (1, Unit.DAYS),
    "TH": (1, Unit.HOURS),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """What is reckoned with: the provider's time zone and the holidays that count."""

    zone: ZoneInfo
    calendar: Calendar

    def end(self, start: datetime.datetime | datetime.date, span: Span) -> datetime.datetime:
        """Moment (aware, UTC) at which ``span`` from ``start`` is over.

        Args:
            start: an aware moment, or a day where the minute is not known. An hour clock then runs from the end of that
                day: it ends late, and never before the arrival.
            span: what the law gives.
        """
        if span.unit is Unit.HOURS:
            if isinstance(start, datetime.datetime):
                return self._hours(_aware(start), span)
            return self._midnight_after(start) + datetime.timedelta(hours=span.amount)
        if span.unit is Unit.WORKING_DAYS:
            return self._midnight_after(self._working_days(self.day_of(start), span))
        last = last_day(self.day_of(start), span)
        if span.calendar is not None:
            last = next_working_day(last, span.calendar, self.calendar)
        return self._midnight_after(last)

    def stated(self, text: str, start: datetime.datetime | datetime.date | None) -> datetime.datetime | None:
        """Moment (aware, UTC) at which the time that a demand sets itself is over; None where it sets none.

        Args:
            text: the face's ``deadline``: a day, which is over at its 24:00; one period, as ``P2W`` or ``PT24H``, that
                runs from ``start``; or ``immediately``, which is no time.
            start: the receipt, where it is known.
        """
        try:
            return self._stated(text, start)
        except (ValueError, OverflowError):  # no such day, or none that a calendar has
            return None

    def _stated(self, text: str, start: datetime.datetime | datetime.date | None) -> datetime.datetime | None:
        if text[:1].isdigit():
            return self._midnight_after(datetime.date.fromisoformat(text))
        found = _PERIOD.fullmatch(text)
        if found is None or start is None:
            return None
        amount, unit = _UNITS.get(found[1] + found[3], (0, Unit.HOURS))  # minutes are over at once: the safe reading
        return self.end(start, Span(int(found[2]) * amount, unit))

    def _working_days(self, day: datetime.date, span: Span) -> datetime.date:
        for _ in range(span.amount):
            day = next_working_day(day + datetime.timedelta(days=1), span.calendar or "", self.calendar)
        return day

    def _hours(self, start: datetime.datetime, span: Span) -> datetime.datetime:
        if span.from_next_full_hour:  # as clocks show it where the provider sits: zones are off by half hours, too
            local = start.astimezone(self.zone)
            past = datetime.timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
            start += (
                datetime.timedelta(hours=1) - past
            )  # the hour in which it arrives is not counted (1182/71 art. 3(1))
        return start + datetime.timedelta(hours=span.amount)

    def midnight(self, day: datetime.date) -> datetime.datetime:
        """The moment (aware, UTC) at which ``day`` begins where the provider sits."""
        return datetime.datetime.combine(day, datetime.time(), self.zone).astimezone(datetime.UTC)

    def last_day_of(self, end: datetime.datetime) -> datetime.date:
        """The local day on which a time that is over at ``end`` ends: at midnight, the day before."""
        return (end - datetime.timedelta(microseconds=1)).astimezone(self.zone).date()

    def day_of(self, start: datetime.datetime | datetime.date) -> datetime.date:
        """The local day of a moment; a day as it is."""
        if isinstance(start, datetime.datetime):
            return _aware(start).astimezone(self.zone).date()
        return start

    def _midnight_after(self, day: datetime.date) -> datetime.datetime:
        following = day + datetime.timedelta(days=1)
        return datetime.datetime.combine(following, datetime.time(), self.zone).astimezone(datetime.UTC)


def clock(timezone: str, calendar: Calendar) -> Clock:
    """Clock of a provider in ``timezone`` (an IANA name, as Europe/Berlin). Raises ClockError."""
    try:
        return Clock(ZoneInfo(timezone), calendar)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise ClockError(f"there is no time zone {timezone!r}; write an IANA name, as Europe/Berlin") from fault


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day ``months`` later, or the last day of that month where it has no such day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, months_of.monthrange(year, month + 1)[1]))


def next_working_day(day: datetime.date, name: str, calendar: Calendar) -> datetime.date:
    """``day`` itself if it is a working day of the calendar ``name``, else the next one. Raises ClockError."""
    for later in range(_LONGEST_REST):
        candidate = day + datetime.timedelta(days=later)
        if calendar.is_working_day(name, candidate):
            return candidate
    message = f"calendar {name!r} has no working day in the {_LONGEST_REST} days from {day}; look at its overrides"
    raise ClockError(message)


def minute(moment: datetime.datetime) -> str:
    """The moment as YYYY-MM-DDTHH:MMZ."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")


def _aware(moment: datetime.datetime) -> datetime.datetime:
    if moment.tzinfo is None:
        raise ClockError("a clock needs an aware moment")
    return moment.astimezone(datetime.UTC)


def last_day(day: datetime.date, span: Span) -> datetime.date:
    """Last day of a span of days or months that starts with ``day``."""
    if span.unit is Unit.MONTHS:
        later = add_months(day, span.amount)
        # A period that begins with the 15th ends with a 14th; one that begins with the 31st, with the month's last day.
        return later - datetime.timedelta(days=span.inclusive and later.day == day.day)
    return day + datetime.timedelta(days=span.amount - span.inclusive)
