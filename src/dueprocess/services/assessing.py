"""Assessing a case: the pure evaluation of its face by the desk's shelf, recorded with the shelf's digest."""

import datetime

from django.db.models import Q

from dueprocess.data.models import Arrival, Case
from dueprocess.data.writing import write
from dueprocess.domain.case.events import EventKind, Happened
from dueprocess.domain.case.planning import duties_of
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.law.assess import assess
from dueprocess.domain.law.finding import Assessment
from dueprocess.services import projection
from dueprocess.services.cases import state_of
from dueprocess.services.desk import Desk
from dueprocess.services.result import Done
from dueprocess.services.writing_events import append


def assess_case(desk: Desk, case: CaseState, *, language: str = "en") -> Assessment:
    """What law, standards and house policy say about the case today. Writes nothing."""
    return assess(case.face, desk.shelf, desk.today, desk.calendar, timezone=desk.timezone, language=language)


def made(desk: Desk, assessment: Assessment) -> Happened:
    """The event: shelf, day, and per item the recommendation and the rules that are unmet. Codes only."""
    items = [
        {
            "absent": len(one.absent_by_standard),
            "item": one.item,
            "missing": list(one.missing_required),
            "recommendation": str(one.recommendation),
        }
        for one in assessment.items
    ]
    return Happened(
        EventKind.ASSESSMENT_MADE, {"items": items, "on": desk.today.isoformat(), "shelf": desk.shelf.digest}
    )


def record(desk: Desk, case: CaseState) -> CaseState:
    """Assess and append the event with the duties that follow; inside an open transaction."""
    assessment = assess_case(desk, case)
    after, written = append(desk, case, (made(desk, assessment),))
    projection.sync_face(after)
    planned = duties_of(after, assessment, received_at(case.id) or desk.minute)
    projection.supersede_clocks(desk, case.id, planned, written[0].id)
    projection.new_duties(desk, case.id, planned, again=True)
    return after


def assess_again(desk: Desk, case_id: str) -> Done:
    """Judge a case by today's shelf and record it."""
    case = state_of(case_id)
    with write():
        after = record(desk, case)
    return Done(case_id, after.revision, (str(EventKind.ASSESSMENT_MADE),))


def received_day(case_id: str) -> datetime.date | None:
    """Day of first receipt of a case."""
    at = received_at(case_id)
    return at.date() if at else None


def received_at(case_id: str) -> datetime.datetime | None:
    """First receipt of a case: the moment that legal clocks count from. A case split off keeps that of its origin."""
    # Its own arrival stays its own where the case went into another one.
    mine = Arrival.objects.filter(Q(case_id=case_id) | Q(vessel_id=case_id))
    found = mine.order_by("received_at").values_list("received_at", flat=True).first()
    origin = Case.objects.values_list("split_from", flat=True).get(pk=case_id)
    return min(filter(None, (found, received_at(origin) if origin else None)), default=None)
