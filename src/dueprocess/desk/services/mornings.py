"""The morning mail: to each who asked for it, by a way that was proved, once each working day (ADR 0074)."""

import datetime
from collections.abc import Callable, Iterator

from dueprocess.desk.data.models import Reach
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.watches import is_proved
from dueprocess.night import mornings

NAMED = "national"
"""The country's own calendar: its weekends and public holidays."""


def want(by: str, way: int, *, wanted: bool) -> bool:
    """Whether the morning mail goes by one's own way; False where there is no such way by mail."""
    with write("morning.want"):
        rows = Reach.objects.filter(pk=way, person=by, channel="mail", active=True)
        return bool(rows.update(morning=wanted))


def working_days(desk: Desk, first: datetime.date, count: int) -> Iterator[datetime.date]:
    """The first ``count`` days from ``first`` on which the provider's country works."""
    day = first
    while count:
        if desk.calendar.is_working_day(NAMED, day):
            count -= 1
            yield day
        day += datetime.timedelta(days=1)


def send(desk: Desk, leaves: Callable[[Reach, datetime.date], bool]) -> int:
    """Send what is to leave now; how many left. What did not leave is tried again until the morning is over."""
    day = desk.day_of(desk.now)
    if desk.house.practice or not mornings.is_time(desk.now, desk.timezone):
        return 0
    if not desk.calendar.is_working_day(NAMED, day):
        return 0
    sent = 0
    for way in Reach.objects.filter(channel="mail", active=True, morning=True).exclude(morning_on=day).order_by("pk"):
        if desk.roster.person(way.person) is None or not is_proved(desk, way) or not _mine(way, day):
            continue
        if leaves(way, day):
            sent += 1
        else:
            with write("morning.again"):
                Reach.objects.filter(pk=way.pk, morning_on=day).update(morning_on=way.morning_on)
    return sent


def _mine(way: Reach, day: datetime.date) -> bool:
    """Compare-and-set: of two workers one sends."""
    with write("morning.sent"):
        return bool(Reach.objects.filter(pk=way.pk, morning_on=way.morning_on).update(morning_on=day))


def calendar(desk: Desk) -> bytes:
    """The calendar that anybody's address gives today."""
    today = desk.day_of(desk.now)
    return mornings.calendar(working_days(desk, today, mornings.DAYS), desk.house.staff_address, today)
