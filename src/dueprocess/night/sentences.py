"""Readiness in sentences, as people say it: "next weekend only one releaser confirmed: …"."""

import datetime
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.formats.refusal import Msg
from dueprocess.night.readiness import AHEAD, HOUR, Gap, Lack

_FRIDAY: Final = 4
_TO_SATURDAY: Final = datetime.timedelta(hours=12)
_TO_MONDAY: Final = datetime.timedelta(days=3)


_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


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


def _said(at: datetime.datetime) -> str:
    return f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]} {at:%H:%M}"


def span_of(gap: Gap, now: datetime.datetime, timezone: str) -> Span:
    """Where a gap lies, for whoever says it in words."""
    zone = zoneinfo.ZoneInfo(timezone)
    first, last = gap.first.astimezone(zone), gap.last.astimezone(zone)
    return Span(_when(first, last, now.astimezone(zone)), first, last)


def sentence(
    gap: Gap, k: int, now: datetime.datetime, timezone: str, at: Callable[[datetime.datetime], str] = _said
) -> Msg:
    """One gap as one sentence, times where the desk sits; ``at`` writes a moment as its reader's language does."""
    when, who = _in_words(span_of(gap, now, timezone), at), _who(gap, k)
    names = ", ".join(gap.unreached)
    if len(gap.unreached) == 1:
        who = Msg("{who} ({names} has no way to be reached that was proved)", who=who, names=names)
    elif gap.unreached:
        who = Msg("{who} ({names} have no way to be reached that was proved)", who=who, names=names)
    match gap.lack:
        case Lack.SECOND:
            return Msg("{when} {who}: an 8-hour order could not be approved", when=when, who=who)
        case Lack.READER:
            return Msg("{when} {who}: an 8-hour order could not be read", when=when, who=who)
        case _:
            return Msg("{when} {who}: an 8-hour order could not be met", when=when, who=who)


def _who(gap: Gap, k: int) -> Msg:
    names, many = ", ".join(gap.there), len(gap.there)
    if gap.lack is Lack.READER:
        return Msg("nobody is on call who reads")
    if gap.lack is Lack.SECOND:
        return Msg("nobody confirmed who approves what {names} read", names=names)
    if many <= 1:
        return Msg("only one releaser confirmed ({names})", names=names) if many else Msg("no releaser is on call")
    return Msg("only {n} of {k} releasers confirmed ({names})", n=many, k=k, names=names)


def _when(first: datetime.datetime, last: datetime.datetime, now: datetime.datetime) -> When:
    if (last - first) // HOUR == AHEAD - 1:
        return When.ALWAYS
    if not _in_weekend(first, last):
        return When.AT if first == last else When.FROM
    return When.THIS_WEEKEND if now >= _friday_noon(first) else When.NEXT_WEEKEND


def _in_words(span: Span, at: Callable[[datetime.datetime], str]) -> Msg:
    first, last, one = at(span.first), at(span.last), span.first == span.last
    match span.when:
        case When.ALWAYS:
            return Msg("in all of the next 8 days")
        case When.AT:
            return Msg("at {first}", first=first)
        case When.FROM:
            return Msg("from {first} to {last}", first=first, last=last)
        case When.THIS_WEEKEND:
            return Msg("this weekend ({first})" if one else "this weekend ({first} to {last})", first=first, last=last)
        case When.NEXT_WEEKEND:
            return Msg("next weekend ({first})" if one else "next weekend ({first} to {last})", first=first, last=last)


def _in_weekend(first: datetime.datetime, last: datetime.datetime) -> bool:
    """Whether the span lies between Friday noon and Monday noon, and is not over before Saturday."""
    friday = _friday_noon(first)
    return friday <= first and friday + _TO_SATURDAY <= last < friday + _TO_MONDAY


def _friday_noon(at: datetime.datetime) -> datetime.datetime:
    """Noon of the Friday in that week."""
    return (at - datetime.timedelta(days=at.weekday() - _FRIDAY)).replace(hour=12, minute=0)
