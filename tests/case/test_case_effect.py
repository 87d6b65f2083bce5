"""A measure that two people granted is carried out: no data leave, and the authority hears since when."""

import dataclasses
from typing import Any

import pytest

from case_builders import NOW, Desk, assessment, face, first, judged, propose, sends, silence
from dueprocess.case import commands as c
from dueprocess.case.duty_plan import duties_of
from dueprocess.case.effect import RecordEffect
from dueprocess.case.item_events import EffectRecorded
from dueprocess.case.lists import MEASURES
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.outside import Outside
from dueprocess.case.state import Phase
from dueprocess.demand.codes import Kind, Outcome
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import DutyDue

DAY = "2026-11-02"


def granted(kind: Kind = Kind.CONTENT, outcome: Outcome = Outcome.COMPLY) -> Desk:
    desk = Desk(face(kind=str(kind), data=None))
    if kind is Kind.PRESERVATION:
        desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.decides(outcome, "aster", "birk")
    return desk


def done(desk: Desk, how: str = "removed", on: str = DAY, **more: Any) -> RecordEffect:
    return RecordEffect(1, more.get("approval", desk.item().approval), how, on)


def refused(answer: Decided | Denied) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


def test_a_granted_takedown_is_carried_out_and_told_and_the_case_closes() -> None:
    desk = granted()
    assert desk.open("order_production") == []  # nothing is asked of an extraction host
    assert len(desk.open("carry_out")) == len(desk.open("send_letter")) == 1
    desk.does("cedar", done(desk))
    assert desk.open("carry_out") == []
    item = desk.item()
    assert item.effect is not None
    assert (item.effect.how, item.effect.on, item.effect.by) == ("removed", DAY, "cedar")
    assert item.effect_at is not None
    assert not item.answered  # the authority was not told
    desk.does("aster", sends("carried_out"), authority_verified=True)
    assert desk.open("send_letter") == []
    assert desk.item().answered
    assert desk.case.phase is Phase.ANSWERED


def test_where_the_letter_left_before_the_authority_is_told_again() -> None:
    desk = granted()
    desk.does("aster", sends("carried_out"), authority_verified=True)
    assert not desk.item().answered  # a promise is no effect
    desk.does("cedar", done(desk))
    assert len(desk.open("inform_authority")) == 1
    desk.does("aster", sends("carried_out"), authority_verified=True)
    assert desk.open("inform_authority") == []


def test_what_was_put_back_is_said_and_the_hours_until_it_took_effect_stay() -> None:
    desk = granted()
    assert refused(desk.says("cedar", done(desk, "restored"))) == Rule.EFFECT
    desk.does("cedar", done(desk))
    since = desk.item().effect_at
    desk.does("birk", done(desk, "restored"))
    effect = desk.item().effect
    assert effect is not None
    assert effect.how == "restored"
    assert desk.item().effect_at == since


def test_nothing_is_carried_out_that_two_people_did_not_grant() -> None:
    desk = Desk(face(kind="content", data=None))
    assert refused(desk.says("cedar", done(desk, approval="0" * 64))) == Rule.STATE
    desk.does("aster", propose(Outcome.COMPLY))
    assert refused(desk.says("cedar", done(desk, approval="0" * 64))) == Rule.STATE
    answer = granted(outcome=Outcome.REFUSE).says("cedar", done(desk, approval="0" * 64))
    assert isinstance(answer, Denied)
    assert (answer.rule, "decided of item 1: refuse" in answer.text) == (Rule.STATE, True)
    desk = granted()
    assert refused(desk.says("cedar", done(desk, approval="0" * 64))) == Rule.BASIS
    assert refused(desk.says("cedar", done(desk, on="2027-01-01"))) == Rule.EFFECT


def test_no_data_leave_for_a_measure_and_a_grant_of_data_is_no_measure() -> None:
    desk = granted()
    assert refused(desk.says("cedar", Outside(1, "", "disk", DAY))) == Rule.STATE
    order = c.OrderProduction(1, desk.item().approval, "x-" + "a" * 16, "well", "s-" + "a" * 16)
    assert refused(desk.says("cedar", order, producers={"well"})) == Rule.STATE
    assert refused(desk.says("aster", sends("comply_notice"), authority_verified=True)) == Rule.STATE
    data = granted(Kind.DISCLOSURE)
    assert len(data.open("order_production")) == 1
    assert refused(data.says("cedar", done(data))) == Rule.STATE
    assert refused(data.says("aster", sends("carried_out"), authority_verified=True)) == Rule.STATE


def test_what_was_carried_out_is_not_taken_back_by_a_changed_mind() -> None:
    desk = granted()
    event = first(EffectRecorded, desk.says("cedar", done(desk)))
    assert event.how == "removed"
    desk.does("cedar", done(desk))
    assert refused(desk.says("aster", desk.withdrawal())) == Rule.STATE
    assert desk.item().effect is not None


@pytest.mark.parametrize("kind", sorted(MEASURES))
def test_each_kind_of_measure_asks_somebody_to_do_it(kind: Kind) -> None:
    assert len(granted(kind, Outcome.COMPLY).open("carry_out")) == 1


def test_data_that_are_kept_already_need_nobody_to_keep_them() -> None:
    desk = Desk(face(kind="preservation"))
    desk.does("aster", c.StartPreservation(1))
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.decides(Outcome.COMPLY, "aster", "birk")
    assert desk.open("carry_out") == []
    desk.does("aster", sends("carried_out"), authority_verified=True)
    assert desk.item().answered


def test_nobody_is_told_of_the_effect_while_a_silence_forbids_it() -> None:
    desk = granted()
    desk.duties.append(NewDuty(1, "inform_person", "EU-DSA-9", "2026-11-10T00:00Z"))
    desk.does("cedar", silence(admit=False, count=False))
    desk.does("aster", desk.agreement())
    assert desk.open("inform_person") == []
    owed = DutyDue("inform_person", None, None, "EU-DSA-9", "So it is.", None, 1)
    law = dataclasses.replace(assessment(judged()), duties=(owed,))
    assert [duty.what for duty in duties_of(desk.case, law, NOW) if duty.what == "inform_person"] == []
    assert [duty.what for duty in duties_of(granted().case, law, NOW) if duty.what == "inform_person"] == [
        "inform_person"
    ]
