"""Whoever asks whether we were asked about them: one day a week, nothing of a case behind it (2.2, 2.6, P11)."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from case_builders import NOW, Desk, face
from dueprocess.case import commands as c
from dueprocess.case import inquiry
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import ArrivalIs
from dueprocess.formats.refusal import Denied

ASKS = c.Classify(ArrivalIs.INQUIRY, "", "", "", None)
ANSWERED = c.DoDuty(None, inquiry.WHAT)


@given(st.dates(min_value=datetime.date(2020, 1, 1), max_value=datetime.date(2100, 1, 1)))
def test_all_who_asked_in_a_week_are_answered_on_one_day_within_a_month(day: datetime.date) -> None:
    answered = datetime.date.fromisoformat(inquiry.answered_on(day.isoformat()))
    assert answered.weekday() == inquiry.WEDNESDAY
    assert 14 <= (answered - day).days <= 20
    wednesday = day + datetime.timedelta(days=(inquiry.WEDNESDAY - day.weekday()) % 7)
    assert inquiry.answered_on(wednesday.isoformat()) == answered.isoformat()


def test_the_answer_is_owed_on_its_day_whatever_the_case_is() -> None:
    owed = set()
    for held in (face(items=0), face(), face(items=3)):
        desk = Desk(held, says=ArrivalIs.UNREAD)
        if held.items:  # a demand was read in it: two say that it is none
            desk.does("birk", ASKS)
        decided = desk.says("aster", ASKS)
        assert isinstance(decided, Decided)
        owed.add(decided.duties)
    assert len(owed) == 1
    ((duty,),) = owed
    assert (duty.what, duty.item, duty.not_before, duty.due) == (
        "reply_inquiry",
        None,
        "2026-11-18T00:00Z",
        "2026-11-19T00:00Z",
    )


def test_nobody_is_answered_sooner() -> None:
    desk = Desk(face(items=0), says=ArrivalIs.UNREAD)
    desk.does("aster", ASKS)
    assert desk.case.closed
    early = desk.says("aster", ANSWERED)
    assert isinstance(early, Denied)
    assert early.rule is Rule.STATE
    desk.at = NOW + datetime.timedelta(days=16)
    desk.does("aster", ANSWERED)
    assert not desk.open(inquiry.WHAT)


def test_saying_that_it_is_a_demand_after_all_takes_the_answer_back() -> None:
    desk = Desk(face(items=0), says=ArrivalIs.UNREAD)
    desk.does("aster", ASKS)
    assert desk.open(inquiry.WHAT)
    desk.does("birk", c.Classify(ArrivalIs.NOT_A_DEMAND, "", "", "", None))
    assert not desk.open(inquiry.WHAT)
