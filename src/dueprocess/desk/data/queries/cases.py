"""Lists of cases by their face columns, and one case with all that a page shows."""

import datetime
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, Q, QuerySet

from dueprocess.desk.data.models import Arrival, Case, Decision, DecisionLine, Duty, GateAnswer, Item, Sealed, Secrecy
from dueprocess.desk.data.queries.pagination import Page, cut, size

Key: TypeAlias = tuple[datetime.date, str]


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
    historic: bool | None = None
    opened_from: datetime.date | None = None
    opened_to: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """One case with its items."""

    case: Case
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Detail:
    """One case with every projection row; sealed objects without their bytes."""

    case: Case
    items: tuple[Item, ...]
    arrivals: tuple[Arrival, ...]
    decisions: tuple[Decision, ...]
    lines: tuple[DecisionLine, ...]
    answers: tuple[GateAnswer, ...]
    secrecies: tuple[Secrecy, ...]
    duties: tuple[Duty, ...]
    sealed: tuple[Sealed, ...]


def cases(which: Filter | None = None, *, after: Key | None = None, limit: int = 50) -> Page[Listed, Key]:
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
        for name in ("country", "authority", "authority_kind", "emergency", "practice", "historic")
        if (value := getattr(which, name)) not in {"", None}
    }
    if which.open is not None:
        exact["closed_on__isnull"] = which.open
    rows = Case.objects.filter(**exact)
    rows = rows.filter(pk__startswith=which.case) if which.case else rows
    rows = rows.filter(opened_on__gte=which.opened_from) if which.opened_from else rows
    rows = rows.filter(opened_on__lte=which.opened_to) if which.opened_to else rows
    items = {
        name: value for name, value in (("kind", which.kind or None), ("outcome", which.outcome)) if value is not None
    }
    # EXISTS walks cases in their order and stops at a page; IN would gather every item first.
    return rows.filter(Exists(Item.objects.filter(case=OuterRef("pk"), **items))) if items else rows


def detail(case_id: str) -> Detail | None:
    """One case with all its rows: nine queries however many items. None where there is no such case."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return None
    mine = {"case_id": case_id}
    return Detail(
        case,
        tuple(Item.objects.filter(**mine).order_by("number")),
        tuple(Arrival.objects.filter(**mine).order_by("received_at", "pk")),
        tuple(Decision.objects.filter(**mine).order_by("pk")),
        tuple(DecisionLine.objects.filter(decision__case_id=case_id).order_by("pk")),
        tuple(GateAnswer.objects.filter(**mine).order_by("seq", "pk")),
        tuple(Secrecy.objects.filter(**mine).order_by("pk")),
        tuple(Duty.objects.filter(**mine).order_by("due_at", "pk")),
        tuple(Sealed.objects.filter(**mine).order_by("pk").defer("bytes")),
    )


def _by_number(case: Case) -> tuple[Item, ...]:
    return tuple(sorted(case.items.all(), key=lambda item: item.number))
