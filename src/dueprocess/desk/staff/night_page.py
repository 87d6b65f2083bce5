"""What the page of the night shows: readiness, who is being called, the coming eight days, one's own watches."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Paging, PagingStep, Watch
from dueprocess.desk.services import watches
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import dates, words
from dueprocess.night.sentences import sentence

A_DAY: Final = 24 * 60  # minutes
AHEAD: Final = 60  # days of the rota that are read: one's own watches stand there beyond the week
SHOWN: Final = 4
ANSWERED: Final = datetime.timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Ready:
    """Could an 8-hour order be met? ``says``: the service's sentences, the worst first; ``notes``: what else lacks."""

    yes: bool
    says: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def first(self) -> tuple[str, ...]:
        """As many as are read at once."""
        return self.says[:SHOWN]

    @property
    def more(self) -> tuple[str, ...]:
        """The others."""
        return self.says[SHOWN:]


def ready(desk: Desk) -> Ready:
    """The same answer as ``doctor --readiness`` gives."""
    found, members = watches.readiness(desk), watches.members(desk)
    told = (sentence(gap, desk.roster.k, desk.now, desk.timezone, at=_moment) for gap in found)
    says = tuple(one.text(words.PAGE) for one in told)
    away = _away(desk)
    notes = (
        "" if desk.roster.k else _("This roster releases nothing: an order could be answered, and never met."),
        "" if watches.has_two(members) else _("One person alone cannot grant or release: that takes two."),
        away,
        _mute([one.name for one in members if one.counts and not one.reached]),
    )
    yes = not says and not away and bool(desk.roster.k)
    return Ready(yes, says or (_always(desk, two=watches.has_two(members)),), tuple(filter(None, notes)))


def _always(desk: Desk, *, two: bool) -> str:
    if desk.roster.k:
        return _("Whenever an 8-hour order comes in the next 8 days, it could be met.")
    if two:
        return _("Whenever an 8-hour order comes in the next 8 days, it could be answered.")
    return _("Whenever an 8-hour order comes in the next 8 days, it could be read.")


def _away(desk: Desk) -> str:
    """Why nobody would be called; empty where people would be, or the desk is for practice."""
    works, seen = watches.calling(desk)
    if works or desk.house.practice:
        return ""
    if seen is None:
        return _("Nobody would be called: the worker has never run.")
    return _("Nobody would be called: the worker last ran on %s.") % when(seen, desk.timezone)


def _mute(names: Sequence[str]) -> str:
    if not names:
        return ""
    return _("Not reached by a test alert yet, and so not counted: %s.") % ", ".join(names)


@dataclass(frozen=True, slots=True)
class Heard:
    """Who was called, how often, and what became of the last call; people of whom the same is to be said, together."""

    people: str
    said: str
    at: str
    times: int


def open_pages(desk: Desk, among: Collection[str] | None) -> list[dict[str, Any]]:
    """Pages that climb, the earliest due first. ``among``: cases that alone are named; None: all."""
    return [_page(desk, row, among) for row in queries.open_pagings()]


def _named(case: str | None, among: Collection[str] | None) -> str:
    return case if case and (among is None or case in among) else ""


def _page(desk: Desk, row: Paging, among: Collection[str] | None) -> dict[str, Any]:
    zone = desk.timezone
    of_each: dict[str, list[PagingStep]] = {}
    for step in row.steps.all():
        of_each.setdefault(step.person, []).append(step)
    alike: dict[tuple[str, str, int], list[str]] = {}
    for person, calls in of_each.items():
        last = calls[-1]
        said = words.called(last.result), f"{words.local(last.at, zone):%H:%M}", len(calls)
        alike.setdefault(said, []).append(person)
    return {
        "id": row.pk,
        "case": _named(row.case_id, among),
        "why": words.reason(row.reason),
        "due": words.Due.of(row.due_at, desk.now, zone) if row.due_at else None,
        "raised": when(row.raised_at, zone),
        "next": f"{words.local(row.next_at, zone):%H:%M}" if row.next_at and row.next_at > desk.now else "",
        "heard": tuple(Heard(", ".join(who), *said) for said, who in alike.items()),
    }


def answered(desk: Desk, among: Collection[str] | None) -> list[dict[str, Any]]:
    """What was acknowledged in the last seven days; the newest first. ``among`` as for ``open_pages``."""
    rows = queries.answered_pagings(desk.now - ANSWERED)[:10]
    return [
        {
            "id": row.pk,
            "case": _named(row.case_id, among),
            "by": row.acknowledged_by,
            "at": when(row.acknowledged_at, desk.timezone),
        }
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Shift:
    """What a watch covers of one day, in minutes of that day's clock. Nobody: hours that no confirmed watch covers."""

    first: int
    last: int
    person: str = ""
    rank: int = 0
    confirmed: bool = False

    @property
    def width(self) -> int:
        """For the bar."""
        return self.last - self.first

    @property
    def hours(self) -> str:
        """From and to on the clock's face; midnight at the end of a day is 24:00."""
        return f"{_clock(self.first)}\N{EN DASH}{_clock(self.last)}"


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the week, from midnight to midnight where the provider sits."""

    name: str
    shifts: tuple[Shift, ...]
    nobody: tuple[Shift, ...]

    @property
    def rows(self) -> list[Shift]:
        """Both, as they begin."""
        return sorted((*self.shifts, *self.nobody), key=lambda one: (one.first, one.rank))


def week(desk: Desk, rows: Iterable[Watch]) -> list[DayLine]:
    """The coming eight days: who watches when, and when nobody does."""
    zone, listed = ZoneInfo(desk.timezone), list(rows)
    today = desk.now.astimezone(zone).date()
    days = [today + datetime.timedelta(days=ahead) for ahead in range(queries.DAYS)]
    return [_day(day, listed, zone) for day in days]


def _day(day: datetime.date, rows: Iterable[Watch], zone: ZoneInfo) -> DayLine:
    shifts = sorted(filter(None, (_shift(day, row, zone) for row in rows)), key=lambda one: (one.first, one.rank))
    return DayLine(dates.day(day, "l j F"), tuple(shifts), tuple(_uncovered(shifts)))


def _shift(day: datetime.date, row: Watch, zone: ZoneInfo) -> Shift | None:
    first, last = (_minute(day, at.astimezone(zone)) for at in (row.starts_at, row.ends_at))
    confirmed = row.confirmed_at is not None
    return Shift(first, last, row.person, row.rank, confirmed) if first < last else None


def _minute(day: datetime.date, at: datetime.datetime) -> int:
    """Where a moment stands on that day's clock, as its face shows it; 0 before the day, 24 hours after it."""
    if at.date() != day:
        return 0 if at.date() < day else A_DAY
    return at.hour * 60 + at.minute


def _uncovered(shifts: Iterable[Shift]) -> Iterable[Shift]:
    free = 0
    for one in shifts:
        if not one.confirmed:
            continue
        if one.first > free:
            yield Shift(free, one.first)
        free = max(free, one.last)
    if free < A_DAY:
        yield Shift(free, A_DAY)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def lines(desk: Desk, rows: Sequence[Watch]) -> list[dict[str, Any]]:
    """Watches as lines, as they begin."""
    offered = {row.replaces: row.person for row in rows if row.replaces and row.confirmed_at is None}
    people = {row.pk: row.person for row in rows}
    return [
        {
            "id": row.pk,
            "person": row.person,
            "starts": when(row.starts_at, desk.timezone),
            "ends": when(row.ends_at, desk.timezone),
            "rank": row.rank,
            "confirmed": row.confirmed_at is not None,
            "runs": row.starts_at <= desk.now < row.ends_at,
            "offered": offered.get(row.pk, ""),
            "before": people.get(row.replaces, "") if row.confirmed_at is None else "",
        }
        for row in rows
    ]


def when(at: datetime.datetime | None, timezone: str) -> str:
    """``Fri 27 Nov 17:00``, where the provider sits."""
    if at is None:
        return ""
    return _moment(words.local(at, timezone))


def _moment(at: datetime.datetime) -> str:
    return f"{dates.day(at.date(), 'D j M')} {at:%H:%M}"
