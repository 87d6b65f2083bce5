"""A person's own days: away with a deputy, looking at a case again, the address of a calendar.

Attested by log-in and not signed, as watches are: none of it grants anything. Each is the person's own to say.
"""

import datetime
import secrets
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from dueprocess.acts import access
from dueprocess.acts.turn import stands_in, stood_in_for
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Absence, Feed, Reminder
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.formats.refusal import Denied
from dueprocess.formats.roster import Person

LONGEST: Final = datetime.timedelta(days=366)
MOST: Final = 12
"""Absences that a person can have said at once."""
AHEAD: Final = datetime.timedelta(days=730)
"""How far ahead a reminder can lie."""
REMINDERS: Final = 200
"""Open reminders of one person."""


class DayRule(StrEnum):
    """Stable names of what refuses here (docs/explanation/night.md)."""

    PERSON = "days.not-on-roster"
    PERIOD = "days.period"
    DEPUTY = "days.deputy"
    DAY = "days.day"
    MANY = "days.too-many"
    NONE = "days.none"


def say_away(desk: Desk, by: str, first: datetime.date, last: datetime.date, deputy: str = "") -> Absence | Denied:
    """``by`` is away from the first to the last day, both included. ``deputy``: who stands in; empty: nobody named."""
    me = desk.roster.person(by)
    if me is None:
        return Denied(DayRule.PERSON, "You are not on the roster.", "Nothing waits for you.")
    if not first <= last <= first + LONGEST or last < desk.day_of(desk.now):
        return Denied(
            DayRule.PERIOD, "That is no absence.", "It ends after it begins, within a year, and not in the past."
        )
    if deputy and deputy not in deputies(desk, by):
        return Denied(
            DayRule.DEPUTY,
            "{deputy} cannot stand in for you.",
            "A deputy may do by their own roles whatever you may.",
            deputy=deputy,
        )
    if Absence.objects.filter(person=by, last__gte=desk.day_of(desk.now)).count() >= MOST:
        return Denied(DayRule.MANY, "You have entered as many as are allowed.", "Take one of them back first.")
    row = Absence(person=by, first=first, last=last, deputy=deputy)
    with write("days.away"):
        row.save(force_insert=True)
    return row


def take_back(by: str, absence: int) -> bool:
    """An absence of one's own does not stand; False where there is no such."""
    with write("days.back"):
        return bool(Absence.objects.filter(pk=absence, person=by).delete()[0])


def deputies(desk: Desk, person: str) -> list[str]:
    """Who could stand in for somebody: whoever may do by their own roles all that they may."""
    mine = desk.roles_of(person)
    return [
        one.name
        for one in desk.roster.people
        if one.name != person and _decides(one) and stands_in(desk.roles_of(one.name), mine)
    ]


def _decides(one: Person) -> bool:
    return access.reads(access.roles_of(one.roles))


def absences(day: datetime.date, person: str = "") -> list[Absence]:
    """Absences that are not over on ``day``, of one person or of all; those that begin first, first."""
    rows = Absence.objects.filter(last__gte=day).order_by("first", "pk")
    return list(rows.filter(person=person) if person else rows)


def remind(desk: Desk, by: str, case: str, on: datetime.date) -> Reminder | Denied:
    """``by`` looks at the case again on a day; said twice it is one reminder."""
    today = desk.day_of(desk.now)
    if not today <= on <= today + AHEAD:
        return Denied(DayRule.DAY, "That day cannot be chosen.", "Name today or a day of the coming two years.")
    if Reminder.objects.filter(person=by, done_on__isnull=True).count() >= REMINDERS:
        return Denied(DayRule.MANY, "You have entered as many as are allowed.", "Take one of them back first.")
    with write("days.remind"):
        row, _ = Reminder.objects.update_or_create(person=by, case_id=case, on=on, defaults={"done_on": None})
    return row


def settle(desk: Desk, by: str, reminder: int, *, done: bool) -> bool:
    """A reminder of one's own, or of somebody for whom one stands in, is done; or it is not. False: no such."""
    today = desk.day_of(desk.now)
    mine = {by, *stood_in_for(queries.away_on(today), by)}
    with write("days.settle"):
        rows = Reminder.objects.filter(pk=reminder, person__in=mine, done_on__isnull=done)
        return bool(rows.update(done_on=today if done else None))


def reminders(persons: Iterable[str], until: datetime.date) -> Sequence[Reminder]:
    """Open reminders of these people whose day has come by ``until``."""
    rows = Reminder.objects.filter(person__in=list(persons), done_on__isnull=True, on__lte=until)
    return list(rows.select_related("case").order_by("on", "pk"))


def settled(persons: Iterable[str], on: datetime.date) -> Sequence[Reminder]:
    """Reminders of these people that were done on a day."""
    return list(Reminder.objects.filter(person__in=list(persons), done_on=on).order_by("on", "pk"))


def open_feed(desk: Desk, by: str) -> str:
    """A new address of one's own calendar, seen once: what stands in it. An older one ends."""
    secret = secrets.token_urlsafe(32)
    with write("days.feed"):
        Feed.objects.filter(person=by).delete()
        Feed(hash=sha256(secret.encode()), person=by, made_on=desk.today).save(force_insert=True)
    return secret


def end_feed(by: str) -> None:
    """One's own calendar is there no more."""
    with write("days.feed"):
        Feed.objects.filter(person=by).delete()


def has_feed(person: str) -> bool:
    """Whether somebody has a calendar."""
    return Feed.objects.filter(person=person).exists()


def is_feed(desk: Desk, secret: str) -> bool:
    """Whether that is the address of a calendar of somebody who is still on the roster."""
    row = Feed.objects.filter(pk=sha256(secret.encode())).first()
    return row is not None and desk.roster.person(row.person) is not None
