"""Readiness in sentences, as people say it: "next weekend only one releaser confirmed: …"."""

import datetime
import zoneinfo
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.night.readiness import AHEAD, HOUR, Gap, Lack

_FRIDAY: Final = 4
_TO_SATURDAY: Final = datetime.timedelta(hours=12)
_TO_MONDAY: Final = datetime.timedelta(days=3)


class When(StrEnum):
    """How a span of hours is said."""

    ALWAYS = "always"
    AT = "at"
    FROM = "from"
    THIS_WEEKEND = "this_weekend"
    NEXT_WEEKEND = "next_weekend"


@dataclass(frozen=True, slots=True)
class Span:
    """A gap's hours where the desk sits, and how they are said."""

    when: When
    first: datetime.datetime
    last: datetime.datetime


def span_of(gap: Gap, now: datetime.datetime, timezone: str) -> Span:
    """Where a gap lies, for whoever says it in words."""
    zone = zoneinfo.ZoneInfo(timezone)
    first, last = gap.first.astimezone(zone), gap.last.astimezone(zone)
    return Span(_when(first, last, now.astimezone(zone)), first, last)


def sentence(gap: Gap, k: int, now: datetime.datetime, timezone: str) -> str:
    """One gap as one English sentence, times where the desk sits."""
    unreached = ""
    if gap.unreached:
        has = "has" if len(gap.unreached) == 1 else "have"
        unreached = f" ({', '.join(gap.unreached)} {has} no way to be reached that was proved)"
    when = _in_words(span_of(gap, now, timezone))
    could = "approved" if gap.lack is Lack.SECOND else "read" if gap.lack is Lack.READER else "met"
    return f"{when} {_who(gap, k)}{unreached}: an 8-hour order could not be {could}"


def _who(gap: Gap, k: int) -> str:
    names = f" ({', '.join(gap.there)})" if gap.there else ""
    if gap.lack is Lack.READER:
        return "nobody confirmed who reads"
    if gap.lack is Lack.SECOND:
        return f"nobody confirmed who approves what {', '.join(gap.there)} read"
    many = len(gap.there)
    if many <= 1:
        return f"only one releaser confirmed{names}" if many else "no releaser confirmed"
    return f"only {many} of {k} releasers confirmed{names}"


def _when(first: datetime.datetime, last: datetime.datetime, now: datetime.datetime) -> When:
    if (last - first) // HOUR == AHEAD - 1:
        return When.ALWAYS
    if not _in_weekend(first, last):
        return When.AT if first == last else When.FROM
    return When.THIS_WEEKEND if now >= _friday_noon(first) else When.NEXT_WEEKEND


def _in_words(span: Span) -> str:
    if span.when is When.ALWAYS:
        return "in all of the coming 8 days"
    said = _said(span.first) if span.first == span.last else f"{_said(span.first)} to {_said(span.last)}"
    if span.when in {When.AT, When.FROM}:
        return f"{span.when} {said}"
    return f"{'this' if span.when is When.THIS_WEEKEND else 'next'} weekend ({said})"


def _in_weekend(first: datetime.datetime, last: datetime.datetime) -> bool:
    """Whether the span lies between Friday noon and Monday noon, and is not over before Saturday."""
    friday = _friday_noon(first)
    return friday <= first and friday + _TO_SATURDAY <= last < friday + _TO_MONDAY


def _friday_noon(at: datetime.datetime) -> datetime.datetime:
    """Noon of the Friday in that week."""
    return (at - datetime.timedelta(days=at.weekday() - _FRIDAY)).replace(hour=12, minute=0)


def _said(at: datetime.datetime) -> str:
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
