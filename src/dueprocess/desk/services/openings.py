"""How many originals each person opened within an hour: more than thirty are shown to the others (ADR 0079).

Counted is a case's first opening of the day by a person, whatever sessions and programs they use. Which cases, this
does not keep; minutes go after an hour, and only an hour in which it was many stays for some days. No page deletes it.
"""

import datetime
from typing import Final

from django.db.models import F, Max, Sum

from dueprocess.desk.data.models import Opening
from dueprocess.desk.services.desk import Desk

MANY: Final = 30
HOUR: Final = datetime.timedelta(hours=1)
SHOWN_DAYS: Final = 14


def count(desk: Desk, person: str) -> None:
    """One original more; inside the transaction that records that it was taken to be read."""
    now = desk.minute
    Opening.objects.filter(many=False, at__lte=now - HOUR).delete()
    Opening.objects.filter(many=True, at__lt=_oldest(desk)).delete()
    row, new = Opening.objects.get_or_create(person=person, at=now, many=False, defaults={"count": 1})
    if not new:
        Opening.objects.filter(pk=row.pk).update(count=F("count") + 1)
    within = Opening.objects.filter(person=person, many=False).aggregate(all=Sum("count"))["all"]
    if within > MANY:
        hour = now.replace(minute=0)
        Opening.objects.update_or_create(
            person=person, at=hour, many=True, defaults={"count": _most(person, hour, within)}
        )


def _most(person: str, hour: datetime.datetime, within: int) -> int:
    known = Opening.objects.filter(person=person, at=hour, many=True).aggregate(most=Max("count"))["most"]
    return max(known or 0, within)


def many(desk: Desk, reader: str) -> list[Opening]:
    """Hours in which others than ``reader`` opened more than thirty, the newest first."""
    rows = Opening.objects.filter(many=True, at__gte=_oldest(desk)).exclude(person=reader)
    return list(rows.order_by("-at", "person"))


def _oldest(desk: Desk) -> datetime.datetime:
    return desk.now - datetime.timedelta(days=SHOWN_DAYS)
