"""When a case is to be forgotten, and by which rule.

The duty stands on its day, neither before nor after: it is entered by the beat, and by the second signature where what
was signed is to go the same day. Nothing is destroyed by time alone: two people do it.
"""

import datetime
from collections.abc import Iterator
from typing import Final

from django.db.models import Exists, OuterRef, Q

from dueprocess.adapters import texts
from dueprocess.case import retention as core
from dueprocess.case.given import day_end, later
from dueprocess.case.outcome import NewDuty
from dueprocess.case.retention import Class, Keeping, Starts
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import NO_DEMAND
from dueprocess.desk.data.models import Case, Duty, Envelope
from dueprocess.desk.data.rowstore import PURGED
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import duties
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk

MAX_A_CALL: Final = 200


def house_of(desk: Desk) -> core.House:
    """What desk.toml says of it."""
    said = desk.house.retention
    if said is None:
        return core.House({}, {}, {})
    months = {
        Class.DEMAND: said.demand_months,
        Class.NO_DEMAND: said.no_demand_months,
        Class.PRACTICE: said.practice_months,
    }
    rules = {name: rule for name, rule in texts.retention().items() if name in said.rules}
    return core.House(months, rules, {one.quarter: one.sent_on for one in said.checks})


def keepings(desk: Desk, case: CaseState) -> list[Keeping]:
    """By each rule that reaches a closed case, until when it is kept."""
    return core.keepings(case, house_of(desk), desk.country or desk.house.country)


def purged_on(desk: Desk, case_id: str) -> datetime.date | None:
    """The day on which a law that binds the house wants what was signed destroyed; None where none does."""
    if desk.house.retention is None or not desk.house.retention.rules:
        return None
    return core.purged_on(keepings(desk, state_of(case_id)))


def follow(desk: Desk) -> int:
    """Enter the duty to forget of each case whose day has come. How many."""
    made = 0
    for case_id in _due(desk):
        keeping = core.first(keepings(desk, state_of(case_id)))
        if keeping is None or keeping.day is None or keeping.day > desk.day_of(desk.now):
            continue
        with write("forget-day"):
            duties.enter(desk, case_id, [_duty(desk, core.FORGET, keeping)])
        made += 1
    return made


def after_forgetting(desk: Desk, case: CaseState) -> tuple[NewDuty, ...]:
    """What is owed once a case is forgotten: by some laws what was signed goes on the same day."""
    if case.merged_into:
        return ()
    found = [one for one in keepings(desk, case) if one.statements and one.day is not None]
    return (_duty(desk, core.PURGE, found[0]),) if found else ()


def _duty(desk: Desk, what: str, keeping: Keeping) -> NewDuty:
    assert keeping.day is not None  # noqa: S101 - both callers looked
    before = keeping.day - datetime.timedelta(days=1)
    tomorrow = later(desk.minute, hours=24) if what == core.PURGE else ""
    due = max(day_end(keeping.day.isoformat(), desk.timezone), tomorrow)
    return NewDuty(None, what, keeping.rule, due, day_end(before.isoformat(), desk.timezone))


def _due(desk: Desk) -> list[str]:
    """Cases that a rule may reach today, the oldest first: closed, not forgotten, with no such duty."""
    reached = list(_reached(desk))
    if not reached:
        return []
    which = reached[0]
    for one in reached[1:]:
        which |= one
    owed = Duty.objects.filter(case=OuterRef("pk"), what=core.FORGET, done_at__isnull=True)
    sealed = Envelope.objects.filter(case=OuterRef("pk"))
    rows = Case.objects.filter(which, Exists(sealed), ~Exists(owed), merged_into__isnull=True, historic=False)
    rows = rows.filter(closed_on__isnull=False).exclude(face=PURGED)
    return list(rows.order_by("closed_on", "pk").values_list("pk", flat=True).distinct()[:MAX_A_CALL])


def _reached(desk: Desk) -> Iterator[Q]:
    house, today = house_of(desk), desk.day_of(desk.now)
    for of, months in house.months.items():
        if months is not None:
            yield Q(closed_on__lte=last_from(today, months)) & _of_class(of)
    for rule in house.rules.values():
        item = Q(items__kind__in=rule.kinds)
        if rule.data:
            item &= Q(items__data__regex=rf"(^|,)({'|'.join(rule.data)})(,|$)")
        if rule.starts is Starts.CLOSED:
            yield item & Q(closed_on__lte=last_from(today, rule.months))
            continue
        for quarter, sent in house.checks.items():
            if core.months_later(sent, rule.months) <= today:
                first, last = _quarter(quarter)
                came = Q(received_on__range=(first, last)) | Q(received_on__isnull=True, opened_on__range=(first, last))
                yield item & came


def _of_class(of: Class) -> Q:
    if of is Class.PRACTICE:
        return Q(practice=True)
    aside = Q(says__in=[str(one) for one in NO_DEMAND])
    return Q(practice=False) & (aside if of is Class.NO_DEMAND else ~aside)


def last_from(today: datetime.date, months: int) -> datetime.date:
    """The last day from which so many months are over today."""
    day = core.months_later(today, -months)
    while core.months_later(day + datetime.timedelta(days=1), months) <= today:
        day += datetime.timedelta(days=1)
    return day


def _quarter(name: str) -> tuple[datetime.date, datetime.date]:
    year, number = int(name[:4]), int(name[-1])
    first = datetime.date(year, 3 * number - 2, 1)
    return first, core.months_later(first, 3) - datetime.timedelta(days=1)
