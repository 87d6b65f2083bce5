"""The rota, open pages and ways to reach people, as lists want them. One query each."""

import datetime
from typing import Final

from django.db.models import Count, Prefetch, Q, QuerySet

from dueprocess.desk.data.models import Beat, Paging, PagingStep, Reach, Watch

DAYS: Final = 8


def week(now: datetime.datetime, days: int = DAYS) -> QuerySet[Watch]:
    """Watches that run at any moment of the coming days, as they begin; the first rank first."""
    until = now + datetime.timedelta(days=days)
    return Watch.objects.filter(ends_at__gt=now, starts_at__lt=until).order_by("starts_at", "rank", "person", "id")


def watches_of(person: str, now: datetime.datetime) -> QuerySet[Watch]:
    """What one person is planned for, from now on."""
    return Watch.objects.filter(person=person, ends_at__gt=now).order_by("starts_at", "id")


def open_pagings() -> QuerySet[Paging]:
    """Pages that climb: nobody acknowledged them yet. The earliest due first; with the calls that were made."""
    calls = Prefetch("steps", queryset=PagingStep.objects.order_by("at", "id"))
    return Paging.objects.filter(next_at__isnull=False).order_by("due_at", "id").prefetch_related(calls)


def answered_pagings(since: datetime.datetime) -> QuerySet[Paging]:
    """Pages that somebody acknowledged since; the newest first. ``calls`` is how often people were called."""
    rows = Paging.objects.filter(acknowledged_at__gte=since).exclude(reason="test")
    return rows.order_by("-acknowledged_at", "id").annotate(calls=Count("steps", filter=Q(steps__result="sent")))


def reaches(person: str = "") -> QuerySet[Reach]:
    """Ways to reach people that are in use; of one person, or of all."""
    rows = Reach.objects.filter(active=True).order_by("person", "channel", "address")
    return rows.filter(person=person) if person else rows


def seen(task: str) -> datetime.datetime | None:
    """When the worker was last seen at a task; None where it never was."""
    return Beat.objects.filter(task=task).values_list("seen_at", flat=True).first()
