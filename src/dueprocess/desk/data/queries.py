"""Reads for lists and pages by their face columns; they do not pass through the domain.

Pages go by key: the next one begins after the last row seen, so that page 1,000 costs what page 1 costs. Plain values
are what ``--json`` prints and what the interface answers: face class alone, and the names of their fields never change.
Nothing of the law or of a case's life is imported here, so that ``due`` and ``cases`` answer at once.
"""

import datetime
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeAlias, TypeVar

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from dueprocess.desk.data.models import (
    Absence,
    Beat,
    Case,
    Cost,
    Duty,
    Invoice,
    Item,
    Paging,
    PagingStep,
    Reach,
    Watch,
)
from dueprocess.formats import ids, moment

MAX_PAGE: Final = 500
Row = TypeVar("Row")
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row, Key]):
    """Rows in order, and the key to hand in for the next page; None at the end."""

    rows: tuple[Row, ...]
    after: Key | None


def cut(found: Sequence[tuple[Row, Key]], limit: int) -> Page[Row, Key]:
    """A page from up to ``limit`` + 1 rows with their keys: the one too many says that there is more."""
    kept = found[:limit]
    return Page(tuple(row for row, _ in kept), kept[-1][1] if kept and len(found) > limit else None)


def size(limit: int) -> int:
    """``limit`` within 1 and 500."""
    return max(1, min(limit, MAX_PAGE))


CaseKey: TypeAlias = tuple[datetime.date, str]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which cases; None and empty are no condition."""

    open: bool | None = True
    case: str = ""  # whole id, or the beginning of one
    country: str = ""
    authority: str = ""
    authority_kind: str = ""
    kind: str = ""
    outcome: str | None = None  # "" asks for undecided items
    emergency: bool | None = None
    practice: bool | None = None
    among: Sequence[str] | None = None  # ids; None: all


@dataclass(frozen=True, slots=True)
class Listed:
    """One case with its items."""

    case: Case
    items: tuple[Item, ...]


def cases(which: Filter | None = None, *, after: CaseKey | None = None, limit: int = 50) -> Page[Listed, CaseKey]:
    """Cases, the newest first, with their items: two queries however many. ``after`` is the last key seen."""
    rows = matching(which or Filter()).order_by("-opened_on", "-id")
    if after is not None:
        rows = rows.filter(opened_on__lte=after[0]).filter(Q(opened_on__lt=after[0]) | Q(id__lt=after[1]))
    found = list(rows.prefetch_related("items")[: size(limit) + 1])
    listed = [(Listed(row, _by_number(row)), (row.opened_on, row.pk)) for row in found]
    return cut(listed, size(limit))


def matching(which: Filter) -> QuerySet[Case]:
    """Cases that a filter lets through, in no order."""
    exact: dict[str, Any] = {
        name: value
        for name in ("country", "authority", "authority_kind", "emergency", "practice")
        if (value := getattr(which, name)) not in {"", None}
    }
    if which.open is not None:
        exact["closed_on__isnull"] = which.open
    rows = Case.objects.filter(**exact)
    rows = rows if which.among is None else rows.filter(pk__in=which.among)
    rows = rows.filter(pk__startswith=which.case) if which.case else rows
    items = {
        name: value for name, value in (("kind", which.kind or None), ("outcome", which.outcome)) if value is not None
    }
    # EXISTS walks cases in their order and stops at a page; IN would gather every item first.
    return rows.filter(Exists(Item.objects.filter(case=OuterRef("pk"), **items))) if items else rows


def _by_number(case: Case) -> tuple[Item, ...]:
    return tuple(sorted(case.items.all(), key=lambda item: item.number))


DAYS: Final = 8


def week(now: datetime.datetime, days: int = DAYS) -> QuerySet[Watch]:
    """Watches that run at any moment of the coming days, as they begin; the first rank first."""
    until = now + datetime.timedelta(days=days)
    return Watch.objects.filter(ends_at__gt=now, starts_at__lt=until).order_by("starts_at", "rank", "person", "id")


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


def away_on(day: datetime.date) -> dict[str, str]:
    """Who is away on ``day``, and their deputy (empty: none named). Of two absences the newer one counts."""
    rows = Absence.objects.filter(first__lte=day, last__gte=day).order_by("pk")
    return dict(rows.values_list("person", "deputy"))


MAX_INVOICES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """Minutes, and cents by currency, of costs that count."""

    minutes: int
    cents: Mapping[str, int]


def of_case(case_id: str) -> tuple[Cost, ...]:
    """Costs of one case in the order in which they were recorded, withdrawn ones among them; one query."""
    return tuple(Cost.objects.filter(case_id=case_id).order_by("seq"))


def total(rows: Iterable[Cost]) -> Total:
    """The sum of those that were not withdrawn."""
    minutes, cents = 0, Counter[str]()
    for row in rows:
        if not row.withdrawn:
            minutes += row.minutes
            cents[row.currency] += row.cents
    return Total(minutes, {currency: sums for currency, sums in sorted(cents.items()) if currency})


def by_item(rows: Iterable[Cost]) -> Mapping[int, Total]:
    """The same for each item that has any."""
    rows = tuple(rows)
    return {item: total(row for row in rows if row.item == item) for item in sorted({row.item for row in rows})}


def invoices(among: Collection[str] | None = None) -> tuple[Invoice, ...]:
    """Invoices of these cases (None: of all), the oldest first; at most ``MAX_INVOICES``."""
    rows = Invoice.objects.all() if among is None else Invoice.objects.filter(case_id__in=among)
    return tuple(rows.order_by("made_on", "number")[:MAX_INVOICES])


def row_plain(one: Listed) -> dict[str, Any]:
    """One case as a row of the queue."""
    case = one.case
    return {
        "case": case.id,
        "revision": case.revision,
        "received_on": case.received_on.isoformat() if case.received_on else None,
        "country": case.country,
        "authority_kind": case.authority_kind,
        "emergency": case.emergency,
        "kinds": sorted({item.kind for item in one.items}),
        "items": [{"item": item.number, "kind": item.kind, "outcome": item.outcome or None} for item in one.items],
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
    }


def duty_plain(row: Duty) -> dict[str, Any]:
    """One open duty."""
    return {
        "duty": row.pk,
        "case": row.case_id,
        "item": row.item,
        "what": row.what,
        "due": row.due_at.isoformat(),
        "not_before": row.not_before.isoformat() if row.not_before else None,
        "rule": row.rule,
        **_since(row),
    }


def _since(row: Duty) -> dict[str, str | None]:
    """Since when the law's clock runs, and by which way it came; null for what no law set, and for what was split."""
    case = row.case
    came = getattr(case, "vessel_of", None) if not row.rule.startswith(("house.", "P")) else None
    if case is None or came is None or not case.face:
        return {"since": None, "came": None}
    said = json.loads(case.face).get("case", {}).get("received_at")
    confirmed = datetime.datetime.fromisoformat(said) if isinstance(said, str) else None
    at = moment.counted(came.received_at, confirmed, case.received_at)
    return {"since": at.isoformat() if at else None, "came": came.channel}


DueKey: TypeAlias = tuple[datetime.datetime, str]


def due(*, after: DueKey | None = None, limit: int = 50, among: Sequence[str] | None = None) -> Page[Duty, DueKey]:
    """Open duties by (due_at, id), with their cases; one query. The partial index ``duty_open_due`` serves it.

    ``among``: of these cases alone.
    """
    rows = open_duties(after) if among is None else open_duties(after).filter(case__in=among)
    found = [(row, (row.due_at, row.pk)) for row in rows.select_related("case", "case__vessel_of")[: size(limit) + 1]]
    return cut(found, size(limit))


def duties_of(case_id: str) -> QuerySet[Duty]:
    """Open duties of a case, the earliest first."""
    rows = Duty.objects.filter(case_id=case_id, done_at__isnull=True)
    return rows.select_related("case", "case__vessel_of").order_by("due_at", "pk")


def open_duties(after: DueKey | None) -> QuerySet[Duty]:
    """Open duties in order, after a key."""
    rows = Duty.objects.filter(done_at__isnull=True).order_by("due_at", "id")
    if after is None:
        return rows
    # The first condition is what the index can begin at; the second leaves out rows of the same minute seen before.
    return rows.filter(due_at__gte=after[0]).filter(Q(due_at__gt=after[0]) | Q(id__gt=after[1]))


_BETWEEN = "_"


def write_key(key: tuple[datetime.date, str]) -> str:
    """The address form of a key by day or by moment (a datetime, aware); whole, so that no row comes twice."""
    when, row = key
    if isinstance(when, datetime.datetime):
        # UTC with a Z: a plus would be a space in an address.
        return f"{when.astimezone(datetime.UTC).strftime('%Y-%m-%dT%H:%M:%S.%fZ')}{_BETWEEN}{row}"
    return f"{when.isoformat()}{_BETWEEN}{row}"


def read_moment_key(text: str, letter: str) -> tuple[datetime.datetime, str] | None:
    """The key by moment of rows whose ids begin with ``letter``; None where the text is none."""
    when, _, row = text.partition(_BETWEEN)
    try:
        at = datetime.datetime.fromisoformat(when)
    except ValueError:
        return None
    return (at, row) if at.tzinfo is not None and ids.is_id(row, letter) else None


def read_day_key(text: str, letter: str) -> tuple[datetime.date, str] | None:
    """The key by day; None where the text is none."""
    when, _, row = text.partition(_BETWEEN)
    try:
        day = datetime.date.fromisoformat(when)
    except ValueError:
        return None
    return (day, row) if ids.is_id(row, letter) else None
