"""What ends a demand on the record, or keeps a person from being told, takes two (hazards 5.1, 6.1)."""

from __future__ import annotations

import pytest

from case_builders import HOUSE_KEY, NOW, OTHER, Desk, face, first, judged, may, propose, silence
from dueprocess.case import commands as c
from dueprocess.case import status
from dueprocess.case.decision_events import GateAnswered, ItemLapsed, ItemWithdrawn
from dueprocess.case.duty_plan import duties_of
from dueprocess.case.events import heard
from dueprocess.case.item_end import EndItem
from dueprocess.case.lists import ENDANGERS
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.silence import AgreeSecrecy, carried
from dueprocess.case.state import Deciding
from dueprocess.demand.codes import ArrivalIs, Outcome
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Allowed, Assessment, DutyDue
from dueprocess.report import report_columns

THE_LAWS = NewDuty(1, "inform_person", "EU-DSA-9", "2026-11-10T00:00Z")


def rule(decided: Decided | Denied) -> Rule:
    assert isinstance(decided, Denied), decided
    return Rule(decided.rule)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.mark.parametrize(("op", "event"), [("withdraw", ItemWithdrawn), ("lapse", ItemLapsed)])
def test_one_person_ends_no_item(desk: Desk, op: str, event: type[ItemWithdrawn | ItemLapsed]) -> None:
    desk.duties.append(NewDuty(1, "respond", "law", "2026-11-10T00:00Z"))
    desk.does("aster", c.ChangeItem(op, 1))
    assert (desk.item().deciding, desk.item().outcome) == (Deciding.OPEN, None)
    assert [duty.what for duty in desk.duties] == ["respond", "agree_end"]  # its clock runs on
    assert rule(desk.says("aster", c.Close())) is Rule.OPEN
    assert rule(desk.says("aster", desk.ending())) is Rule.FOUR_EYES
    assert rule(desk.says("birk", EndItem(1, "1" * 64, "ended"))) is Rule.BASIS
    said = desk.ending()
    assert first(event, desk.does("birk", said)).by == "birk"
    assert (desk.item().deciding, desk.duties) == (Deciding.ENDED, [])
    assert rule(desk.says("cedar", said)) is Rule.BASIS


ASIDE = [
    c.Classify(ArrivalIs.NOT_A_DEMAND, "", "", "", None),
    c.Classify(ArrivalIs.DUPLICATE, OTHER, "", "", None),
    c.Classify(ArrivalIs.SUPPLEMENT, OTHER, "", "", None),
    c.Classify(ArrivalIs.HELD_OUTSIDE, "", "", "aster", "2027-02-01"),
]
DEMAND = c.Classify(ArrivalIs.NEW_CASE, "", "", "", None)


@pytest.mark.parametrize("said", ASIDE, ids=lambda one: str(one.says))
def test_one_person_sets_no_demand_aside(desk: Desk, said: c.Classify) -> None:
    desk.duties += [NewDuty(1, "respond", "law", "2026-11-10T00:00Z"), NewDuty(None, "look_at_arrival", "house", "")]
    before = desk.case.says
    desk.does("aster", said)
    assert (desk.case.says, desk.case.closed, desk.case.merged_into) == (before, False, "")
    assert [duty.what for duty in desk.duties] == ["respond", "agree_aside"]  # its clock runs on
    assert rule(desk.says("aster", said)) is Rule.FOUR_EYES
    for stays in (propose(Outcome.CORRECT), c.Merge(OTHER)):
        assert rule(desk.says("aster", stays)) is Rule.STATE
    desk.does("birk", said)
    assert (desk.case.says, desk.case.aside, desk.duties) == (said.says, None, [])
    desk.does("aster", DEMAND)  # saying it anew is the undo, and takes one
    assert (desk.case.says, desk.case.closed) == (ArrivalIs.NEW_CASE, False)


def test_of_two_who_say_different_things_neither_agreed(desk: Desk) -> None:
    desk.does("aster", ASIDE[0])
    desk.does("birk", ASIDE[1])
    assert desk.case.aside is not None
    assert (desk.case.aside.by, desk.case.aside.says) == ("birk", ArrivalIs.DUPLICATE)
    desk.does("aster", c.Classify(ArrivalIs.DUPLICATE, "c-" + "z" * 24, "", "", None))  # of another case
    assert not desk.case.closed
    desk.does("aster", DEMAND)
    assert (desk.case.aside, desk.open("agree_aside")) == (None, [])
    desk.does("aster", propose(Outcome.CORRECT))


def test_what_somebody_who_left_said_of_an_arrival_is_said_anew(desk: Desk) -> None:
    desk.does("aster", ASIDE[0])
    assert desk.case.aside is not None
    desk.does("birk", ASIDE[0], gone=frozenset({desk.case.aside.statement}))
    assert not desk.case.closed
    assert desk.case.aside.by == "birk"
    desk.does("cedar", ASIDE[0])
    assert desk.case.closed


def test_what_nobody_read_as_a_demand_is_set_aside_by_one() -> None:
    desk = Desk(face(items=0))
    desk.does("aster", ASIDE[0])
    assert desk.case.closed


@pytest.mark.parametrize("by", ["aster", "birk"])
def test_what_did_not_end_goes_on(desk: Desk, by: str) -> None:
    """Who said it takes it back; a second person says otherwise."""
    desk.does("aster", c.ChangeItem("withdraw", 1))
    desk.does(by, desk.ending(answer="goes_on"))
    assert (desk.item().ending, desk.open("agree_end")) == (None, [])
    desk.does("aster", propose(Outcome.CORRECT))


def test_what_was_granted_gives_nothing_once_somebody_says_that_it_ended(desk: Desk) -> None:
    desk.decides(Outcome.COMPLY, "aster", "birk")
    desk.does("cedar", c.ChangeItem("withdraw", 1))
    assert (desk.item().deciding, desk.item().gives) == (Deciding.OPEN, False)
    desk.does("aster", desk.ending(answer="goes_on"))
    assert desk.item().deciding is Deciding.OPEN  # decided anew, or not at all


def test_an_item_of_which_it_is_said_leaves_for_no_other_case() -> None:
    desk = Desk(face(items=2))
    desk.does("aster", c.ChangeItem("lapse", 2))
    assert rule(desk.says("aster", c.Split((2,), OTHER, HOUSE_KEY))) is Rule.STATE
    assert rule(desk.says("aster", c.Merge(OTHER))) is Rule.STATE
    desk.does("birk", desk.ending(2, "goes_on"))
    desk.does("aster", c.Split((2,), OTHER, HOUSE_KEY))


def test_what_somebody_who_left_said_ends_nothing(desk: Desk) -> None:
    desk.does("aster", c.ChangeItem("withdraw", 1))
    said = desk.ending()
    assert rule(desk.says("birk", said, gone=frozenset({said.proposal}))) is Rule.BASIS
    desk.does("birk", desk.ending(answer="goes_on"), gone=frozenset({said.proposal}))


def test_a_silence_forbids_at_once_and_stops_no_clock(desk: Desk) -> None:
    desk.duties.append(THE_LAWS)
    desk.does("aster", silence(until=None, review_on="2027-02-01"))
    assert desk.item().silent("tell")
    assert not desk.item().silenced("tell")
    assert rule(desk.says("birk", c.Answer(1, "tell", "yes", None))) is Rule.GATE_LAW
    assert [duty.what for duty in desk.duties] == ["inform_person", "agree_silence", "review_secrecy"]
    owed = Assessment("2026-11-02", "5" * 64, (), (DutyDue("inform_person", None, None, "R", "So.", None, 1),))
    assert "inform_person" in {duty.what for duty in duties_of(desk.case, owed, NOW)}
    assert report_columns.of_item(desk.case, 1)["secrecy"] == ""
    assert rule(desk.says("aster", desk.agreement())) is Rule.FOUR_EYES
    assert rule(desk.says("birk", AgreeSecrecy(1, "1" * 64, "agreed"))) is Rule.BASIS
    gone = frozenset({desk.agreement().record})
    assert rule(desk.says("birk", desk.agreement(), gone=gone)) is Rule.BASIS
    desk.does("birk", desk.agreement())
    assert [duty.what for duty in desk.duties] == ["review_secrecy"]
    assert report_columns.of_item(desk.case, 1)["secrecy"] == "order"
    assert "inform_person" not in {duty.what for duty in duties_of(desk.case, owed, NOW)}


def test_a_last_day_that_two_clocks_of_a_law_name_stands_once() -> None:
    day = "2026-11-30T23:00Z"
    clocks = [DutyDue("object", day, None, "R", says, None, 1) for says in ("By form.", "By a third country's law.")]
    later = DutyDue("object", "2026-12-01T23:00Z", None, "R", "Another.", None, 1)
    owed = duties_of(Desk().case, Assessment("2026-11-02", "5" * 64, (), (*clocks, later)), NOW)
    assert [duty.due for duty in owed if duty.what == "object"] == [day, later.due]


def no(desk: Desk, answer: str = "agreed") -> AgreeSecrecy:
    """What a second person says of the no to telling that waits."""
    lone = desk.item().lone_no
    assert lone is not None
    return AgreeSecrecy(1, lone.statement, answer)


def test_that_nobody_is_told_takes_two_and_stops_no_clock_before(desk: Desk) -> None:
    desk.duties += [THE_LAWS, NewDuty(1, "answer_tell", "P6", "2026-11-03T00:00Z")]
    desk.does("aster", c.Answer(1, "tell", "no", "2026-12-01", "household"))
    assert not desk.item().is_open("tell", "2026-11-02")
    assert [duty.what for duty in desk.duties] == ["inform_person", "answer_tell", "agree_silence"]
    assert report_columns.of_item(desk.case, 1)["notice"] == ""
    assert rule(desk.says("aster", no(desk))) is Rule.FOUR_EYES
    assert rule(desk.says("birk", AgreeSecrecy(1, "1" * 64, "agreed"))) is Rule.BASIS
    assert rule(desk.says("birk", no(desk), gone=frozenset({no(desk).record}))) is Rule.BASIS
    desk.does("birk", no(desk))
    assert desk.item().lone_no is None
    assert [duty.what for duty in desk.duties] == ["inform_person", "answer_tell"]
    assert desk.open("answer_tell")[0].due == "2026-12-02T00:00Z"
    assert report_columns.of_item(desk.case, 1)["notice"] == "not_told"
    desk.does("cedar", c.Answer(1, "tell", "no", None, "household"))
    assert desk.item().lone_no is not None  # said anew, it waits anew


@pytest.mark.parametrize("why", ENDANGERS)
def test_whom_telling_would_harm_two_people_say_and_another_one_ends_it_and_no_official_sees(
    desk: Desk, why: str
) -> None:
    seen = status.word(desk.case, verified=True)
    desk.does("aster", c.Answer(1, "tell", "no", "2026-12-01", why))
    assert desk.item().lone_no is not None
    assert rule(desk.says("aster", no(desk))) is Rule.FOUR_EYES
    desk.does("birk", no(desk))
    assert (desk.item().lone_no, desk.item().answers["tell"]) == (None, "no")
    assert rule(desk.says("aster", c.Answer(1, "tell", "yes", None, "clear"))) is Rule.GATE_SAFETY
    assert status.word(desk.case, verified=True) == seen
    desk.does("birk", c.Answer(1, "tell", "yes", None, "clear"))


@pytest.mark.parametrize("by", ["aster", "birk"])
def test_a_no_to_telling_that_is_refused_is_asked_anew(desk: Desk, by: str) -> None:
    desk.does("aster", c.Answer(1, "tell", "no", "2026-12-01", "asked"))
    desk.does(by, no(desk, "refused"))
    assert "tell" not in desk.item().answers
    assert [duty.what for duty in desk.duties] == ["answer_tell"]
    desk.does("aster", c.Answer(1, "tell", "no", None, "asked"))
    desk.does("birk", c.Answer(1, "tell", "yes", None, "clear"))
    assert (desk.item().lone_no, desk.open("agree_silence")) == (None, [])


def test_a_no_that_a_silence_imposes_takes_its_two_people_and_goes_with_it(desk: Desk) -> None:
    desk.does("aster", silence())
    desk.does("aster", c.Answer(1, "tell", "no", None, "law"))
    assert desk.item().lone_no is None
    desk.does("birk", desk.agreement(answer="refused"))
    assert "tell" not in desk.item().answers
    assert report_columns.of_item(desk.case, 1)["notice"] == ""


def test_a_no_that_the_law_imposes_needs_nobody_else(desk: Desk) -> None:
    desk.judged[1] = judged(says=may(tell=Allowed.NO))
    desk.does("aster", c.Answer(1, "tell", "no", None, "law"))
    assert (desk.item().lone_no, desk.open("agree_silence")) == (None, [])
    assert report_columns.of_item(desk.case, 1)["notice"] == "not_told"


def test_a_no_that_was_stored_while_one_sufficed_waits_for_nobody() -> None:
    plain = {"answer": "no", "by": "aster", "item": 1, "question": "tell", "until": None, "why": "asked"}
    assert heard(GateAnswered, 1, plain) == GateAnswered(1, "aster", "tell", "no", None, "asked", alone=False)


def test_a_no_of_two_people_outlives_a_silence_that_is_refused(desk: Desk) -> None:
    desk.does("aster", c.Answer(1, "tell", "no", None, "household"))
    desk.does("birk", no(desk))
    desk.does("aster", silence())
    desk.does("birk", desk.agreement(answer="refused"))
    assert (desk.item().answers["tell"], desk.item().lone_no) == ("no", None)


@pytest.mark.parametrize("by", ["aster", "birk"])
def test_a_silence_that_nothing_imposes_ends_and_is_asked_anew(desk: Desk, by: str) -> None:
    desk.does("aster", silence())
    desk.does(by, desk.agreement(answer="refused"))
    assert not desk.item().running
    assert [duty.what for duty in desk.duties] == ["answer_tell", "answer_admit", "answer_count"]
    assert report_columns.of_item(desk.case, 1)["notice"] == ""
    desk.does("birk", c.Answer(1, "tell", "yes", None))


def test_another_silence_stays_where_one_is_refused(desk: Desk) -> None:
    desk.does("aster", silence())
    desk.does("birk", desk.agreement())
    desk.does("cedar", silence("statute"))
    desk.does("birk", desk.agreement(answer="refused"))
    assert rule(desk.says("birk", desk.agreement())) is Rule.STATE
    assert [one.source for one in desk.item().running] == ["order"]
    assert (desk.open("agree_silence"), len(desk.open("end_secrecy"))) == ([], 1)


def test_a_split_takes_along_who_agreed_and_waits_for_who_is_still_asked() -> None:
    """One agreement there would take all silences along: each is agreed to where it was recorded."""
    desk = Desk(face(items=2))
    desk.does("aster", silence())
    desk.does("birk", desk.agreement())
    desk.does("aster", silence("statute"))
    assert rule(desk.says("aster", c.Split((1,), OTHER, HOUSE_KEY))) is Rule.OPEN
    assert rule(desk.says("aster", c.Merge(OTHER))) is Rule.OPEN
    desk.does("cedar", desk.agreement())
    there = Desk()
    for event in carried(desk.item(), 1):
        there.happens(event)
    assert [(one.source, one.agreed_by) for one in there.item().running] == [("order", "birk"), ("statute", "cedar")]
    desk.does("aster", c.Split((1,), OTHER, HOUSE_KEY))


def test_what_the_authority_does_not_confirm_is_not_given(desk: Desk) -> None:
    desk.decides(Outcome.COMPLY, "aster", "birk")
    desk.does("cedar", c.CallBack("call_back", "denied"))
    assert desk.item().deciding is Deciding.OPEN
    assert rule(desk.says("aster", propose(Outcome.COMPLY))) is Rule.NO_CALL_BACK
    assert rule(desk.says("aster", propose(Outcome.NO_DATA))) is Rule.NO_CALL_BACK
    desk.does("aster", propose(Outcome.CORRECT))
    heard = Desk()
    heard.does("cedar", c.CallBack("call_back", "denied"))
    heard.does("cedar", c.CallBack("contact_point", "confirmed"))
    heard.decides(Outcome.COMPLY, "aster", "birk")
