"""Columns that came with a newer version are filled out of the events, once, after the migration that brought them."""

import datetime
from typing import Final

from dueprocess.data import codec
from dueprocess.data.models import Arrival, Case, Duty, Item, Statement
from dueprocess.data.writing import write
from dueprocess.domain.demand.codes import ArrivalIs, Outcome
from dueprocess.domain.sealed import moment, statement
from dueprocess.services import assessing, projection
from dueprocess.services.cases import state_of
from dueprocess.services.comparing import moments_of


def refill() -> int:
    """Fill what a case and its items keep for the report, where an older version wrote them; returns how many cases.

    Items that were over after data had left were kept as withdrawn or lapsed: they are kept as given now.
    Idempotent: what was filled is not touched again. Of a case whose openings were purged only its arrival is known.
    """
    waiting = list(Case.objects.filter(says="").order_by("pk").values_list("pk", flat=True))
    for case_id in waiting:
        with write("refill"):
            _fill(case_id)
    over = Item.objects.filter(outcome__in=_OVER, effect_at__isnull=False).exclude(case__in=waiting)
    given = sorted(set(over.values_list("case_id", flat=True)))
    for case_id in given:
        with write("refill"):
            _as_given(case_id)
    return len(waiting) + len(given)


_OVER: Final = (str(Outcome.WITHDRAWN), str(Outcome.LAPSED))


def _as_given(case_id: str) -> None:
    _out_of_events(case_id)
    for item in state_of(case_id).items:
        Item.objects.filter(case_id=case_id, number=item.number).update(outcome=str(item.outcome or ""))


def _fill(case_id: str) -> None:
    arrival = Arrival.objects.filter(vessel_id=case_id).values_list("says", flat=True).first()
    own = {"letter": _letter(case_id), "received_at": assessing.received_at(case_id)}
    Case.objects.filter(pk=case_id).update(**own, says=arrival or str(ArrivalIs.NEW_CASE))
    if all(event.opened for event in codec.events_of(case_id)):
        _out_of_events(case_id)


def _out_of_events(case_id: str) -> None:
    for one, event in moments_of(case_id):
        assert event.day is not None  # noqa: S101 - every opening is there
        projection.keep_moments(case_id, (one,), event.day, _minute(event.event, event.day))
    projection.sync_face(state_of(case_id))


def _letter(case_id: str) -> str:
    """Id of the case from which this one was split, or that one; empty where the letter came to the case itself."""
    origin, found = case_id, ""
    while origin:
        origin = Case.objects.values_list("split_from_id", flat=True).get(pk=origin) or ""
        found = origin or found
    return found


def _minute(event: str, day: datetime.date) -> datetime.datetime | None:
    """When an event of ``day`` was written, as a duty that it closed or a statement behind it says; else not known."""
    closed = Duty.objects.filter(done_by=event, done_at__isnull=False).values_list("done_at", flat=True).first()
    note = Statement.objects.filter(event__event=event).values_list("note", flat=True).first()
    said = moment.parse(statement.parse(bytes(note))[0].at) if note is not None else None
    found = closed or said
    return found.replace(second=0) if found is not None and found.date() == day else None
