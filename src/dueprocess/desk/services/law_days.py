"""Known days of the law in the table of duties: they come 30 days before and go with their day; nobody types them.

So do the last days of what the house is or holds before authorities (certificates, licences, a representative): they
stay until desk.toml names a later one (hazard 16.2).
"""

from django.db.models import F

from dueprocess.case.given import day_end
from dueprocess.case.outcome import NewDuty
from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.duties import row_of
from dueprocess.desk.services.turns import ENDS
from dueprocess.law.ahead import AHEAD, Coming, ahead


def follow(desk: Desk) -> int:
    """Enter the days that are 30 days away at most, end those that passed or that the law names no more. How many."""
    known = ahead(desk.shelf, desk.day_of(desk.now))
    planned = [NewDuty(None, one.what.value, one.rule, day_end(one.over.isoformat(), desk.timezone)) for one in known]
    last = [one.expires for one in desk.house.to_authorities if one.expires is not None]
    soon = sorted({day for day in last if day <= desk.day_of(desk.now) + AHEAD})
    planned += [NewDuty(None, ENDS, "house.credentials", day_end(day.isoformat(), desk.timezone)) for day in soon]
    wanted = {(row.what, row.rule, row.due_at): row for row in (row_of(desk, None, duty) for duty in planned)}
    rows = Duty.objects.filter(case__isnull=True, what__in=[*Coming, ENDS], done_at__isnull=True)
    if {(row.what, row.rule, row.due_at) for row in rows} == set(wanted):
        return 0
    with write("law-days"):
        standing = {(row.what, row.rule, row.due_at): row.pk for row in rows.all()}
        gone = rows.filter(pk__in=[pk for key, pk in standing.items() if key not in wanted])
        passed = gone.filter(due_at__lte=desk.now).update(done_at=F("due_at"))
        made = Duty.objects.bulk_create(row for key, row in wanted.items() if key not in standing)
        return passed + gone.update(done_at=desk.minute) + len(made)
