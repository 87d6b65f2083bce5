"""Assessing a case: the pure evaluation of its face by the desk's shelf, recorded with the shelf's digest."""

import datetime
from typing import Any

from dueprocess.adapters.texts import of_map
from dueprocess.case.case_events import AssessmentMade, Judged
from dueprocess.case.duty_plan import duties_of
from dueprocess.case.law_answer import First, answer_of, assessed, is_earlier, since, used_by
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState, Deciding
from dueprocess.demand.face import Face
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import cases, duties
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import follow
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats.refusal import Denied
from dueprocess.holdings.judge import classed
from dueprocess.law.finding import Assessment
from dueprocess.law.plain import Turning
from dueprocess.law.turning import turning


def assess_case(desk: Desk, case: CaseState, *, language: str = "en") -> Assessment:
    """What law, standards and house policy say about the case today. Writes nothing."""
    return assess_face(desk, since(case.face, first_of(case)), language=language)


def assess_face(desk: Desk, face: Face, *, language: str = "en", on: datetime.date | None = None) -> Assessment:
    """The same of a face alone: of a case that nothing was joined to; today, or on another day. Reads no table.

    A day is over at its 24:00 where the provider sits: the law, freshness and ends of silence go by that day.
    """
    return assessed(desk, face, on or desk.day_of(desk.now), of_map(language))


def used_of(desk: Desk, case: CaseState, judged: Assessment) -> dict[int, dict[str, str]]:
    """Item → all that the law's answer to it rests on, each by its hash; 0: what is common."""
    first = first_of(case)
    return used_by(desk, since(case.face, first), judged, first)


def answers_of(case: CaseState, judged: Assessment) -> dict[str, Any]:
    """The desk's own word on what the law answers, for whoever reckons it: the day, an earlier receipt, answers."""
    first = first_of(case)
    return {
        "on": judged.on,
        "first": list(first) if first else None,
        "answers": {str(one.item): answer_of(one) for one in judged.items},
        "hangs_on": {str(one.item): list(one.hangs_on) for one in judged.items},
    }


def handed(desk: Desk) -> dict[str, Any]:
    """What is needed besides law and facts to judge a case again: the map of services, and where the provider sits."""
    return {
        "map": {
            "text": desk.holdings.text,
            "fault": desk.holdings.fault,
            "classes": {one.name: str(one.service_class) for one in desk.house.services},
        },
        "country": desk.country,
        "timezone": desk.timezone,
    }


def handed_of(desk: Desk, case: CaseState) -> dict[str, Any]:
    """The same for one case, with the receipt of an earlier arrival that was joined to it."""
    first = first_of(case)
    return {**handed(desk), "first": list(first) if first else None}


def turning_of(desk: Desk, face: Face) -> Turning:
    """The facts that would change a finding of ``face``, by item and finding."""
    return turning(desk.shelf, classed(face, desk.holdings), desk.country)


def first_of(case: CaseState) -> First | None:
    """The receipt of an earlier arrival that was joined to the case, if it is earlier than the case's own."""
    found = cases.earliest_receipt(cases.family(case)[1:])
    first = cases.receipt_said(found) if found else None
    return first if first and is_earlier(case.face, first) else None


def made(desk: Desk, assessment: Assessment) -> AssessmentMade:
    """The event: shelf, day, and per item the recommendation and the rules that are unmet. Codes only."""
    items = (
        Judged(
            item.item,
            str(item.recommendation),
            tuple(item.missing_required),
            len(item.absent_by_standard),
            item.standards,
        )
        for item in assessment.items
    )
    return AssessmentMade(tuple(items), assessment.on, desk.shelf.digest)


def record(desk: Desk, case: CaseState) -> CaseState:
    """Assess and append the event with the duties that follow; inside an open transaction."""
    assessment = assess_case(desk, case)
    after, written = follow(desk, case, Decided((made(desk, assessment),)))
    # Without those of items that ended here: withdrawn, lapsed, or moved to another case.
    ended = {item.number for item in after.items if item.deciding is Deciding.ENDED}
    planned = tuple(
        duty for duty in duties_of(after, assessment, received_at(case.id) or desk.minute) if duty.item not in ended
    )
    duties.supersede(desk, case.id, planned, written[0].event)
    duties.enter(desk, case.id, planned, again=True)
    return after


def is_judged(case: CaseState) -> bool:
    """Whether the law still has something to say about it: what is closed or went elsewhere gets no clocks."""
    return bool(case.items) and not (case.closed or case.merged_into or case.historic)


def assess_again(desk: Desk, case_id: str) -> Done | Denied:
    """Judge a case by today's shelf and record it."""
    case = state_of(case_id)
    if not is_judged(case):
        return Denied(Rule.STATE, "There is nothing here to assess: there is no item, or it is closed or was moved.")
    try:
        with racing(), write():
            after = record(desk, case)
    except LostRaceError:
        return lost_race()
    return Done(case_id, after.revision, (str(AssessmentMade.KIND),))


def received_day(case_id: str) -> datetime.date | None:
    """Day of first receipt of a case, where the desk sits."""
    first = cases.first_receipt(case_id)
    return None if first is None else first.on


def received_at(case_id: str) -> datetime.datetime | None:
    """First receipt of a case: the moment that legal clocks count from. A case split off keeps that of its origin."""
    first = cases.first_receipt(case_id)
    return None if first is None else first.at
