"""When a demand first came, out of the events: the day from which clocks count and a period of the report takes it.

Each arrival commits its minute, and the day that this was where the provider sits. Rows repeat it for lists.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from dueprocess.data import codec
from dueprocess.data.models import Arrival, Case, Event
from dueprocess.domain.case.events import EventKind
from dueprocess.services.cases import state_of

FORM = "%Y-%m-%dT%H:%MZ"


@dataclass(frozen=True, slots=True, order=True)
class Receipt:
    """One receipt: the minute, and the day where the provider sits."""

    at: datetime.datetime  # aware
    on: datetime.date


def told(at: datetime.datetime, on: datetime.date) -> dict[str, str]:
    """What the event of an arrival says of it."""
    return {"at": at.astimezone(datetime.UTC).strftime(FORM), "on": on.isoformat()}


def own(case_id: str) -> Receipt | None:
    """Receipt of what opened this case; None where its items came from another case."""
    row = Arrival.objects.filter(vessel_id=case_id).values_list("received_at", "received_on").first()
    return own_of(_event(case_id), None if row is None else Receipt(*row))


def own_of(event: codec.StoredEvent | None, row: Receipt | None) -> Receipt | None:
    """The same of the event that was read. Of one that is older than this promise the row of the arrival is taken."""
    if event is None or "at" not in event.body:
        return row
    if not event.body["arrival"]:
        return None
    return Receipt(datetime.datetime.fromisoformat(event.body["at"]), datetime.date.fromisoformat(event.body["on"]))


def origin(case_id: str) -> str:
    """The case from which items were split off into this one; empty where none were."""
    return origin_of(_event(case_id), Case.objects.filter(pk=case_id).values_list("split_from_id", flat=True).first())


def origin_of(event: codec.StoredEvent | None, row: str | None) -> str:
    """The same of the event that was read."""
    if event is None or "at" not in event.body:
        return row or ""
    return str(event.body.get("origin", ""))


def _event(case_id: str) -> codec.StoredEvent | None:
    rows = Event.objects.filter(case=case_id, kind=str(EventKind.ARRIVAL_RECEIVED)).select_related("opening")
    return among(codec.stored(row) for row in rows.order_by("seq")[:1])


def among(events: Iterable[codec.StoredEvent]) -> codec.StoredEvent | None:
    """The event of the arrival; None where there is none, or its opening is gone."""
    return next((one for one in events if one.kind == EventKind.ARRIVAL_RECEIVED and one.opened), None)


def first(case_id: str) -> Receipt | None:
    """First receipt of a case: its own, that of what went into it, and that of the case that it was split from."""
    return earliest(family(case_id))


def earliest(cases: Iterable[str]) -> Receipt | None:
    """The earliest receipt of these cases."""
    return min((found for one in cases if (found := own(one)) is not None), default=None)


def family(case_id: str) -> list[str]:
    """The case, and all whose receipt is its own: what went into it, what it was split from, and theirs.

    By events alone: a row that says that a case went into this one only finds that case.
    """
    known, newest = [case_id], [case_id]
    while newest:
        rows = Case.objects.filter(merged_into_id__in=newest).order_by("pk").values_list("pk", "merged_into_id")
        joined = [one for one, into in rows if state_of(one).merged_into == into]
        origins = [one for one in map(origin, newest) if one]
        newest = [one for one in dict.fromkeys([*joined, *origins]) if one not in known]
        known += newest
    return known


def dependents(case_id: str) -> list[str]:
    """Cases whose first receipt hangs on that of this one: it went into them, or their items were split off it."""
    known, newest = [case_id], [case_id]
    while newest:
        rows = Case.objects.filter(pk__in=newest, merged_into__isnull=False)
        into = rows.order_by("pk").values_list("merged_into_id", flat=True)
        off = Case.objects.filter(split_from_id__in=newest).order_by("pk").values_list("pk", flat=True)
        newest = [one for one in dict.fromkeys([*into, *off]) if one not in known]
        known += newest
    return known[1:]
