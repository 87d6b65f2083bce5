"""The due list: open duties, the earliest first."""

import datetime
from collections.abc import Collection
from typing import TypeAlias

from django.db.models import Q, QuerySet

from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.queries.pagination import Page, cut, size

Key: TypeAlias = tuple[datetime.datetime, str]


def due(
    *,
    after: Key | None = None,
    limit: int = 50,
    until: datetime.datetime | None = None,
    what: Collection[str] = (),
    practice: bool | None = None,
) -> Page[Duty, Key]:
    """Open duties by (due_at, id), with their cases; one query. The partial index ``duty_open_due`` serves it.

    Args:
        after: key of the last row seen; None for the first page.
        limit: rows a page, at most 500.
        until: only what is due up to this moment (aware).
        what: only these codes; empty is all.
        practice: only practice cases, only real ones, or None for both.
    """
    rows = open_duties(after)
    rows = rows.filter(due_at__lte=until) if until is not None else rows
    rows = rows.filter(what__in=what) if what else rows
    rows = rows.filter(Q(case__isnull=True) | Q(case__practice=practice)) if practice is not None else rows
    found = [(row, (row.due_at, row.pk)) for row in rows.select_related("case")[: size(limit) + 1]]
    return cut(found, size(limit))


def open_duties(after: Key | None) -> QuerySet[Duty]:
    """Open duties in order, after a key."""
    rows = Duty.objects.filter(done_at__isnull=True).order_by("due_at", "id")
    if after is None:
        return rows
    # The first condition is what the index can begin at; the second leaves out rows of the same minute seen before.
    return rows.filter(due_at__gte=after[0]).filter(Q(due_at__gt=after[0]) | Q(id__gt=after[1]))
