"""What becomes due once a case is assessed: the law's clocks, the three questions, the 24 hours of P6."""

import datetime
from typing import Final

from dueprocess.case.given import CONTEST, later
from dueprocess.case.lists import MEASURES, WITHOUT_PERSON
from dueprocess.case.outcome import NewDuty
from dueprocess.case.state import GRANTS, CaseState, ItemState
from dueprocess.demand.codes import Kind, Outcome
from dueprocess.law.finding import PROVIDER, Assessment
from dueprocess.law.started import Started, started

HANDS_OVER: Final = frozenset({Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST, Outcome.CHALLENGE})
"""Outcomes that no letter answers: data travel by release, a challenge goes to the court."""

PRODUCED: Final = "house.grant-is-produced"
NOTICE_FIRST: Final = ("tell_first", "house.notice-before-release")
"""Where we may tell, the person hears of a grant within a day, before the data leave (L5)."""
FINISH: Final = ("finish_notice", "house.finished-notice")
"""What was sealed to the notifier is no longer what was decided or given: it is made anew."""
CONTEST_OVER: Final = ("contest_over", CONTEST)
SECOND_LOOK_DAYS: Final = 7
ASK_GATE_HOURS: Final = 72
NO_CLOCK_DAYS: Final = 7
"""Where neither law nor the house's own target sets a time: what has no day to start from."""


def duties_of(case: CaseState, assessment: Assessment, at: datetime.datetime) -> tuple[NewDuty, ...]:
    """Duties of an assessed case, counted from ``at`` (the first arrival, aware UTC). What others must do is none."""
    law = tuple(
        NewDuty(
            duty.item, duty.what, duty.rule, duty.due or duty.target or later(at, days=NO_CLOCK_DAYS), duty.not_before
        )
        for duty in assessment.duties
        if duty.by == PROVIDER and not (duty.what == "inform_person" and _is_silent(case, duty.item))
    )
    # Two clocks of one law can end on one day for two reasons: that is one day in the list.
    return tuple(dict.fromkeys(law)) + tuple(duty for item in case.items for duty in _of_house(case, item.number, at))


def begun(case: CaseState, joined: str = "") -> Started | None:
    """Since when the law's clock of a case runs; ``joined``: minute of an earlier arrival that was joined to it."""
    said = case.face.get("received_at")
    texts = (case.received_at, said if isinstance(said, str) else "", joined)
    return started(case.channel, *(datetime.datetime.fromisoformat(one) if one else None for one in texts))


def _is_silent(case: CaseState, number: int | None) -> bool:
    item = case.item(number or 0)
    return item is not None and item.silenced("tell")


def after_decision(case: CaseState, number: int, outcome: Outcome, at: datetime.datetime) -> tuple[NewDuty, ...]:
    """What a decision on an item makes due, counted from ``at``: a letter, data, a measure, a second look."""
    kind, tomorrow = case.face.get(f"items.{number}.kind"), later(at, hours=24)
    measure = kind in MEASURES
    duties = []
    if outcome not in HANDS_OVER or (measure and outcome in GRANTS):
        duties.append(NewDuty(number, "send_letter", "house.answer-what-is-decided", tomorrow))
    if outcome in GRANTS:
        item = case.item(number)
        kept = kind == Kind.PRESERVATION and item is not None and item.kept
        what, rule = ("carry_out", "house.grant-is-carried-out") if measure else ("order_production", PRODUCED)
        duties += [] if kept else [NewDuty(number, what, rule, tomorrow)]
        opened = item is not None and item.is_open("tell", at.date().isoformat())
        duties += [NewDuty(number, *NOTICE_FIRST, tomorrow)] if opened and not measure else []
    if outcome is Outcome.OBJECT:
        duties.append(NewDuty(number, "second_look", "house.objection-second-look", later(at, days=SECOND_LOOK_DAYS)))
    return tuple(duties)


def finish(item: ItemState, at: datetime.datetime) -> tuple[NewDuty, ...]:
    """A later fact changed what a finished notice says."""
    return (NewDuty(item.number, *FINISH, later(at, hours=24)),) if any(one.sealed for one in item.pages) else ()


def _of_house(case: CaseState, item: int, at: datetime.datetime) -> tuple[NewDuty, ...]:
    duties = [NewDuty(item, f"answer_{q}", "P6", later(at, hours=ASK_GATE_HOURS)) for q in ("tell", "admit", "count")]
    if case.face.get(f"items.{item}.kind") in WITHOUT_PERSON:
        duties.append(NewDuty(item, "propose_publication", "P6", later(at, hours=24)))
    return tuple(duties)
