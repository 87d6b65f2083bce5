"""Each verb: what it writes, which duties follow, by which rule it is refused."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from case_builders import HOUSE_KEY, OTHER, ROW, SEALED, Desk, face, first, judged, may, propose, sends, silence
from dueprocess.acts.evolve import rebuild
from dueprocess.acts.parse import command_of
from dueprocess.acts.table import ON_CASE
from dueprocess.case import commands as c
from dueprocess.case import lists
from dueprocess.case.case_events import FaceConfirmed
from dueprocess.case.decision_events import DecisionProposed
from dueprocess.case.duty_plan import duties_of
from dueprocess.case.given import day_end
from dueprocess.case.item_end import EndItem
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.publication import SayReach
from dueprocess.case.silence import AgreeSecrecy
from dueprocess.case.state import Deciding, Line, Phase, Publishing
from dueprocess.demand.codes import ArrivalIs, Outcome, Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.finding import Allowed, Assessment, DutyDue


def rule(answer: Decided | Denied) -> Rule | None:
    return answer.rule if isinstance(answer, Denied) else None


def what(decided: Decided) -> list[str]:
    return [duty.what for duty in decided.duties]


NEW, SUPPLEMENT = ArrivalIs.NEW_CASE, ArrivalIs.SUPPLEMENT


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        (c.Classify(SUPPLEMENT, "", "", "", None), Rule.NO_ITEM),
        (c.Classify(NEW, OTHER, "", "", None), Rule.NO_ITEM),
        (c.Classify(NEW, "", "c-" + "a" * 24, "", None), Rule.SAME),
        (c.Classify(ArrivalIs.UNREAD, "", "", "", None), Rule.STATE),
        (c.Classify(ArrivalIs.HELD_OUTSIDE, "", "", "counsel", None), Rule.STATE),
        (c.Merge("c-" + "a" * 24), Rule.SAME),
        (c.Split((9,), OTHER, HOUSE_KEY), Rule.NO_ITEM),
        (c.Split((1,), OTHER, HOUSE_KEY), Rule.STATE),
        (c.Close(), Rule.OPEN),
        (c.Confirm({"country": "PK"}), Rule.NOT_READ),
        (c.ChangeItem("amend", 9, {"targets": 1}), Rule.NO_ITEM),
        (c.ChangeItem("amend", 1), Rule.BAD_FACE),
        (c.ChangeItem("amend", 1, {"nonsense": 1}), Rule.BAD_FACE),
        (c.ChangeItem("add", 3, {"kind": "content"}), Rule.NO_ITEM),
        (c.ChangeItem("add", 2, {"targets": 1}), Rule.BAD_FACE),
        (c.ChangeItem("add", 2, {"kind": "nonsense"}), Rule.BAD_FACE),
        (propose(Outcome.COMPLY, item=9), Rule.NO_ITEM),
        (propose(Outcome.OBJECT, "g.other"), Rule.GROUND),
        (propose(Outcome.REFUSE, "because"), Rule.GROUND),
        (propose(Outcome.COMPLY, "a-word-of-my-own"), Rule.GROUND),
        (propose(Outcome.WITHDRAWN), Rule.STATE),
        (propose(Outcome.LAPSED), Rule.STATE),
        (propose(Outcome.PARTIAL), Rule.LINES),
        (propose(Outcome.COMPLY, lines=(Line("T1", "subscriber", "refused"),)), Rule.LINES),
        (c.Approve(9, "0" * 64), Rule.NO_ITEM),
        (c.Approve(1, "0" * 64), Rule.STATE),
        (c.SendBack(1, "0" * 64, "law"), Rule.STATE),
        (c.SendBack(9, "0" * 64, "law"), Rule.STATE),
        (c.Withdraw(1, "0" * 64), Rule.STATE),
        (c.Withdraw(9, "0" * 64), Rule.STATE),
        (c.Answer(9, "tell", "yes", None), Rule.NOT_ASSESSED),
        (silence(item=9), Rule.NO_ITEM),
        (silence(until=None), Rule.SECRECY_OPEN_END),
        (AgreeSecrecy(1, "0" * 64, "agreed"), Rule.STATE),
        (AgreeSecrecy(9, "0" * 64, "agreed"), Rule.STATE),
        (EndItem(1, "0" * 64, "ended"), Rule.BASIS),
        (EndItem(9, "0" * 64, "ended"), Rule.NO_ITEM),
        (c.EndSecrecy(1, (), "lifted"), Rule.STATE),
        (c.EndSecrecy(9, (), "lifted"), Rule.STATE),
        (sends("no_data", 9), Rule.NO_ITEM),
        (sends("no_data"), Rule.STATE),
        (c.ProposePublication(9, "full"), Rule.NO_ITEM),
        (c.ProposePublication(1, "full"), Rule.CLASS),
        (c.Publish(9, "full", ROW, "0" * 64), Rule.NO_ITEM),
        (c.Publish(1, "full", ROW, "0" * 64), Rule.STATE),
        (c.Unpublish(9, "0" * 64), Rule.NO_ITEM),
        (c.Unpublish(1, "0" * 64), Rule.STATE),
        (c.StartPreservation(9), Rule.HOLD),
        (c.VerifyPreservation(1, ""), Rule.HOLD),
        *(
            (c.DoDuty(1, name), Rule.DUTY_TELL)
            for name in ("tell", "inform_person", "approve", "end_secrecy", "propose_publication")
        ),
        *((c.DoDuty(None, name), Rule.DUTY_TELL) for name in ("answer_tell", "verify_hold", "look_at_arrival")),
    ],
)
def test_refusals_have_names(desk: Desk, command: c.Command, refused: Rule) -> None:
    denied = desk.says("aster", command)
    assert rule(denied) is refused
    assert denied.text


def test_confirming_needs_known_fields_of_known_items(desk: Desk) -> None:
    desk.reads("aster")
    for fields in ({}, {"items.2.targets": 1}, {"nonsense": 1}, {"country": "Germany"}):
        assert rule(desk.says("aster", c.Confirm(fields))) is Rule.BAD_FACE
    done = desk.does("aster", c.Confirm({"items.1.data": ("subscriber",), "country": "DE"}))
    assert first(FaceConfirmed, done).changed == ()
    assert done.ended == ()


def test_nothing_is_decided_before_it_is_assessed(desk: Desk) -> None:
    assert rule(desk.says("aster", propose(Outcome.OBJECT), assessment=None)) is Rule.NOT_ASSESSED


def test_proposal_sent_back_withdrawn_and_named_wrong(desk: Desk) -> None:
    desk.proposes("aster", Outcome.COMPLY)
    assert desk.case.phase is Phase.PROPOSED
    assert rule(desk.says("birk", c.Approve(1, "0" * 64))) is Rule.BASIS
    assert rule(desk.says("aster", propose(Outcome.COMPLY))) is Rule.STATE
    assert rule(desk.says("aster", c.SendBack(1, "0" * 64, "law"))) is Rule.FOUR_EYES
    assert rule(desk.says("birk", desk.withdrawal())) is Rule.FOUR_EYES
    assert rule(desk.says("aster", c.Merge(OTHER))) is Rule.STATE
    assert rule(desk.says("aster", c.Classify(NEW, "", "", "", None))) is Rule.CLASSIFIED
    assert rule(desk.says("birk", c.SendBack(1, "0" * 64, "law"))) is Rule.BASIS
    desk.does("birk", c.SendBack(1, desk.withdrawal().proposal, "law"))
    assert (desk.item().deciding, desk.item().sent_back, desk.open("approve")) == (Deciding.OPEN, 1, [])
    desk.proposes("aster", Outcome.COMPLY)
    assert rule(desk.says("aster", c.Withdraw(1, "1" * 64))) is Rule.BASIS
    desk.does("aster", desk.withdrawal())
    assert (desk.item().deciding, desk.open("approve")) == (Deciding.OPEN, [])


def test_one_objects_and_a_second_look_follows(desk: Desk) -> None:
    done = desk.proposes("aster", Outcome.OBJECT)
    assert what(done) == ["send_letter", "second_look"]
    assert (desk.item().ground, desk.item().approved_by) == ("g.form", "")
    assert desk.case.phase is Phase.DECIDED


def test_what_is_handed_over_owes_no_letter() -> None:
    desk = Desk(face(data=("subscriber", "traffic")))
    desk.proposes("aster", Outcome.PARTIAL)
    assert [duty.what for duty in desk.approves("birk").duties] == ["order_production"]


def test_lines_are_complete_and_not_too_many() -> None:
    desk = Desk(face(targets=2, data=("subscriber",)))
    twice = (Line("T1", "subscriber", "granted"),) * 2
    assert rule(desk.says("aster", propose(Outcome.COMPLY, lines=twice))) is Rule.LINES
    assert len(first(DecisionProposed, desk.says("aster", propose(Outcome.COMPLY))).lines) == 2
    many = Desk(face(targets=9999, data=("subscriber", "traffic")))
    assert rule(many.says("aster", propose(Outcome.COMPLY))) is Rule.LINES
    nobody = Desk(face(targets=None, data=None))
    assert first(DecisionProposed, nobody.proposes("aster", Outcome.COMPLY)).lines == (("ALL", "", "granted"),)


@pytest.mark.parametrize(
    ("less", "ground", "refused"),
    [
        ({"since": "2026-05-10"}, "counsel", None),
        ({"since": "2026-05-10", "until": "2026-05-12"}, "counsel", None),
        ({"part": "name_address"}, "counsel", None),
        ({}, "counsel", Rule.LINES),  # all of it is no part
        ({"since": "2026-05-10"}, "", Rule.GROUND),  # and why not the rest
        ({"since": "2026-05-01", "until": "2026-05-31"}, "counsel", Rule.LINES),
        ({"since": "2026-04-30"}, "counsel", Rule.LINES),
        ({"until": "2026-06-01"}, "counsel", Rule.LINES),
        ({"since": "2026-05-12", "until": "2026-05-10"}, "counsel", Rule.LINES),
    ],
)
def test_what_is_given_in_part_is_less_than_was_asked_and_says_why(
    less: dict[str, str], ground: str, refused: Rule | None
) -> None:
    desk = Desk(face(data=("subscriber", "traffic"), period_from="2026-05-01", period_to="2026-05-31"))
    lines = (Line("T1", "subscriber", "granted"), Line("T1", "traffic", "granted"))
    command = replace(propose(Outcome.PARTIAL, ground, lines=lines), **less)
    assert rule(desk.says("aster", command)) is refused
    assert rule(desk.says("aster", replace(command, outcome=Outcome.COMPLY, ground=""))) is (
        Rule.LINES if less else None
    )


def test_a_demand_that_its_office_does_not_confirm_comes_from_no_public_body() -> None:
    desk = Desk(face())
    assert desk.case.face.get("government_body") is not False
    desk.does("cedar", c.CallBack("call_back", "denied"))
    assert desk.case.face.get("government_body") is False  # by which the law's answer is no more: comply


def test_only_granted_data_are_narrowed() -> None:
    desk = Desk(face(data=("subscriber", "traffic"), period_from="2026-05-01", period_to="2026-05-31"))
    days = replace(propose(Outcome.PARTIAL), since="2026-05-10")  # of traffic data, which are refused
    assert rule(desk.says("aster", days)) is Rule.LINES
    lines = (Line("T1", "subscriber", "refused"), Line("T1", "traffic", "granted"))
    assert rule(desk.says("aster", replace(propose(Outcome.PARTIAL, lines=lines), part="name_address"))) is Rule.LINES
    assert rule(desk.says("aster", propose(Outcome.PARTIAL, ""))) is Rule.GROUND


def test_letters_say_what_was_decided_and_go_to_the_verified_contact(desk: Desk) -> None:
    acknowledged = desk.does("aster", sends("acknowledgement"))
    assert desk.item().writing == "none"
    assert acknowledged.ended[0].what == ("acknowledge", "letter_undelivered")
    desk.proposes("aster", Outcome.CORRECT)
    assert rule(desk.says("aster", sends("objection"))) is Rule.STATE
    assert rule(desk.says("aster", sends("correction"), authority_verified=False)) is Rule.NOT_VERIFIED
    queued = desk.does("aster", sends("correction", how="mail"))
    assert queued.ended == ()
    assert queued.effects[0].payload == (("sealed", SEALED),)
    assert rule(desk.says("aster", c.Close())) is Rule.OPEN
    desk.does("aster", sends("correction"))
    assert not desk.open("send_letter")
    desk.does("aster", c.Close())
    assert desk.case.phase is Phase.CLOSED
    assert rule(desk.says("aster", c.Close())) is Rule.STATE


def test_nothing_without_items_is_closed() -> None:
    assert rule(Desk(empty=True).says("aster", c.Close())) is Rule.OPEN


@pytest.mark.parametrize(("op", "outcome"), [("withdraw", Outcome.WITHDRAWN), ("lapse", Outcome.LAPSED)])
def test_an_item_ends_and_owes_only_what_silence_owes(desk: Desk, op: str, outcome: Outcome) -> None:
    desk.does("aster", silence())
    desk.does("birk", desk.silence_ends("lifted"))
    desk.ends("aster", op)
    assert desk.item().outcome is outcome
    assert [duty.what for duty in desk.duties] == ["tell"]
    for command in (c.ChangeItem(op, 1), c.StartPreservation(1)):
        assert rule(desk.says("aster", command)) is Rule.STATE
    desk.does("aster", c.Close())


def test_an_amended_fact_is_claimed_again_and_an_added_item_opens_the_case(desk: Desk) -> None:
    desk.does("birk", c.ChangeItem("amend", 1, {"data": ["content"]}))
    assert desk.case.face.unconfirmed(1) == ("items.1.data",)
    desk.ends("birk", "withdraw")
    desk.does("birk", c.Close())
    desk.does("birk", c.ChangeItem("add", 2, {"kind": "content"}))
    assert not desk.case.closed
    assert "birk" in desk.case.typists(2)
    assert rule(desk.says("aster", c.Split((1,), OTHER, HOUSE_KEY))) is Rule.STATE


@pytest.mark.parametrize("question", ["tell", "admit", "count"])
def test_yes_only_where_law_and_silence_allow(desk: Desk, question: str) -> None:
    desk.judged[1] = judged(says=may(**{question: Allowed.NO}))
    assert rule(desk.says("aster", c.Answer(1, question, "yes", None))) is Rule.GATE_LAW
    desk.judged[1] = judged(says=may(Allowed.UNKNOWN))
    done = desk.does("aster", c.Answer(1, question, "yes", "2026-12-01"))
    assert what(done) == [f"answer_{question}"]
    desk.does("aster", silence())
    assert question not in desk.item().answers
    assert rule(desk.says("aster", c.Answer(1, question, "yes", None))) is Rule.GATE_LAW
    desk.does("aster", c.Answer(1, question, "no", None))


def test_a_silence_ends_when_its_last_day_is_over_where_the_provider_sits(desk: Desk) -> None:
    desk.timezone = "Asia/Karachi"
    desk.does("aster", silence(until="2026-11-02"))
    assert desk.open("end_secrecy")[0].due == day_end("2026-11-02", "Asia/Karachi") == "2026-11-02T19:00Z"
    desk.at = datetime.datetime(2026, 11, 2, 18, 59, tzinfo=datetime.UTC)
    assert rule(desk.says("aster", desk.silence_ends("expired"))) is Rule.STATE
    desk.at += datetime.timedelta(minutes=1)
    assert what(desk.does("aster", desk.silence_ends("expired"))) == ["tell"]
    assert desk.item().silences[0].ended


def test_a_silence_forbids_no_more_than_it_says(desk: Desk) -> None:
    desk.does("aster", silence(tell=False))
    desk.does("aster", c.Answer(1, "tell", "yes", None))


@pytest.mark.parametrize("danger", ["danger_to_life", "person_in_danger"])
def test_telling_is_refused_where_a_life_is_in_play(desk: Desk, danger: str) -> None:
    desk.judged[1] = judged(says=may())
    desk.case = replace(desk.case, face=face(case={danger: True}))
    assert rule(desk.says("aster", c.Answer(1, "tell", "yes", None, "clear"))) is Rule.GATE_SAFETY
    desk.does("aster", c.Answer(1, "count", "yes", None))
    desk.case = replace(desk.case, face=face())
    desk.does("aster", c.Answer(1, "tell", "yes", None, "clear"))


@pytest.mark.parametrize("danger", ["danger_to_life", "person_in_danger"])
def test_a_danger_that_is_claimed_is_over_once_its_day_passed_and_somebody_else_says_so(
    desk: Desk, danger: str
) -> None:
    desk.judged[1] = judged(says=may())
    desk.case = replace(desk.case, face=face(case={danger: True}))
    yes = c.Answer(1, "tell", "yes", None, "clear")
    desk.does("aster", c.Answer(1, "tell", "no", str(desk.at.date()), "life"))
    assert rule(desk.says("birk", yes)) is Rule.GATE_SAFETY  # its day is not over
    desk.at += datetime.timedelta(days=2)
    assert rule(desk.says("aster", yes)) is Rule.GATE_SAFETY  # who said it does not take it back alone
    desk.does("birk", yes)


@pytest.mark.parametrize(("until", "why"), [(None, "life"), ("2026-11-26", "law"), ("2026-11-26", "counsel")])
def test_no_other_no_ends_a_danger_that_is_claimed(desk: Desk, until: str | None, why: str) -> None:
    desk.judged[1] = judged(says=may())
    desk.case = replace(desk.case, face=face(case={"danger_to_life": True}))
    desk.does("aster", c.Answer(1, "tell", "no", until, why))
    desk.at += datetime.timedelta(days=60)
    assert rule(desk.says("birk", c.Answer(1, "tell", "yes", None, "clear"))) is Rule.GATE_SAFETY


@pytest.mark.parametrize("why", lists.ENDANGERS)
def test_who_said_that_telling_endangers_somebody_does_not_take_it_back_alone(desk: Desk, why: str) -> None:
    desk.judged[1] = judged(says=may())
    desk.does("aster", c.Answer(1, "tell", "no", "2026-12-01", why))
    assert rule(desk.says("aster", c.Answer(1, "tell", "yes", None, "clear"))) is Rule.GATE_SAFETY
    desk.does("birk", c.Answer(1, "tell", "yes", None, "clear"))


def test_a_yes_with_a_last_day_publishes_nothing_after_it(network: Desk) -> None:
    network.reach()
    for question in ("admit", "count"):
        network.does("aster", c.Answer(1, question, "yes", "2026-11-03"))
    network.does("aster", c.ProposePublication(1, "full"))
    network.at += datetime.timedelta(days=2)
    assert rule(network.says("birk", network.publication("full"))) is Rule.GATE_CLOSED


def test_a_silence_that_left_telling_free_owes_none(desk: Desk) -> None:
    desk.does("aster", silence(until=None, review_on="2026-12-01", tell=False))
    assert rule(desk.says("aster", desk.silence_ends("expired"))) is Rule.STATE
    assert what(desk.does("birk", desk.silence_ends("lifted"))) == []


def test_a_statute_without_end_is_reviewed_every_year(desk: Desk) -> None:
    desk.does("aster", silence("statute", until=None))
    assert desk.item().silences[0].review_on == "2027-11-02"
    done = desk.does("aster", c.DoDuty(1, "review_secrecy"))
    assert what(done) == what(desk.says("aster", c.DoDuty(None, "review_secrecy"))) == ["review_secrecy"]
    desk.duties.append(NewDuty(None, "respond", "DE-STPO-100J", "2026-11-04T09:00Z"))
    assert what(desk.does("aster", c.DoDuty(None, "respond"))) == []


@pytest.mark.parametrize(("source", "until"), [("order", "2036-01-01"), ("statute", "2036-01-01"), ("statute", None)])
def test_what_runs_on_for_more_than_a_year_is_looked_at_once_a_year(desk: Desk, source: str, until: str | None) -> None:
    desk.does("aster", silence(source, until=until))
    assert desk.item().silences[0].review_on == "2027-11-02"
    assert [duty.due for duty in desk.open("review_secrecy")] == ["2027-11-03T00:00Z"]


def test_a_silence_that_forbids_nothing_is_none(desk: Desk) -> None:
    """It says what it forbids (P5); else it would only keep the case from being forgotten."""
    empty = silence(tell=False, admit=False, count=False)
    assert rule(desk.says("aster", empty)) is Rule.SECRECY_EMPTY


@pytest.mark.parametrize("until", [None, "2199-12-31"])
def test_nobody_puts_the_look_off_for_more_than_a_year(desk: Desk, until: str | None) -> None:
    desk.does("aster", silence(until=until, review_on="2199-12-31"))
    assert desk.item().silences[0].review_on == "2027-11-02"
    assert [duty.due for duty in desk.open("review_secrecy")] == ["2027-11-03T00:00Z"]


def test_a_silence_until_a_near_day_needs_no_review(desk: Desk) -> None:
    desk.does("aster", silence("statute", until="2027-11-02"))
    assert not desk.open("review_secrecy")


def test_who_recorded_a_silence_does_not_lift_it(desk: Desk) -> None:
    desk.does("birk", silence())
    desk.does("aster", silence())
    for one in ("aster", "birk"):  # both are lifted at once: neither does it
        assert rule(desk.says(one, desk.silence_ends("lifted"))) is Rule.FOUR_EYES
    assert what(desk.does("cedar", desk.silence_ends("lifted"))) == ["tell"]
    desk.does("aster", silence(until="2026-11-01"))
    desk.does("aster", desk.silence_ends("expired"))  # a day that came needs nobody's word


def test_names_of_ones_own_are_no_rules(desk: Desk) -> None:
    assert rule(desk.says("aster", replace(silence(), rule="anna.mueller"))) is Rule.NO_RULE
    assert rule(desk.says("aster", propose(Outcome.REFUSE, "policy.anna-mueller"))) is Rule.GROUND
    assert rule(desk.says("aster", propose(Outcome.CORRECT, "policy.anna-mueller"))) is Rule.GROUND
    assert rule(desk.says("aster", c.DoDuty(None, "anna_mueller"))) is Rule.NO_DUTY
    assert rule(desk.says("aster", replace(silence(), rule=""))) is None
    assert rule(desk.says("aster", propose(Outcome.REFUSE, "policy.network"))) is None


def test_a_duty_of_another_item_is_not_done(desk: Desk) -> None:
    desk.duties.append(NewDuty(2, "respond", "DE-STPO-100J", "2026-11-04T09:00Z"))
    assert rule(desk.says("aster", c.DoDuty(1, "respond"))) is Rule.NO_DUTY
    assert rule(desk.says("aster", c.DoDuty(2, "respond"))) is None
    assert rule(desk.says("aster", c.DoDuty(None, "respond"))) is None


def test_a_register_row_comes_down_with_a_no_or_a_silence(network: Desk) -> None:
    network.reach()
    assert rule(network.tries("aster", c.ProposePublication(1, "full"))) is None
    assert rule(network.says("birk", network.publication("summary"))) is Rule.CLASS
    assert rule(network.says("birk", network.publication("full"))) is Rule.GATE_CLOSED
    for question in ("admit", "count"):
        network.does("aster", c.Answer(1, question, "yes", None))
    for closes in (c.Answer(1, "admit", "no", None), silence(tell=False, count=False), None):
        network.does("birk", c.Answer(1, "admit", "yes", None))
        network.does("aster", c.ProposePublication(1, "full"))
        network.does("birk", network.publication("full"))
        assert rule(network.says("aster", c.ProposePublication(1, "full"))) is Rule.STATE
        network.does("aster", c.Answer(1, "tell", "no", None))
        assert network.item().publishing is Publishing.PUBLISHED
        network.does("aster", closes or network.unpublished())
        assert network.item().publishing is Publishing.WITHDRAWN
        network.tries("birk", network.silence_ends("lifted"))


def test_sensitive_subjects_are_counted_only() -> None:
    desk = Desk(face(kind="shutdown", ground="religion"))
    assert rule(desk.says("aster", c.ProposePublication(1, "summary"))) is Rule.CLASS
    desk.does("aster", c.ProposePublication(1, "aggregate"))


@pytest.mark.parametrize("danger", [{"person_in_danger": True}, {"accusation": "religion"}])
def test_where_telling_could_endanger_the_person_it_is_counted_only(danger: dict[str, object]) -> None:
    desk = Desk(face(kind="shutdown", ground="other", case=danger))
    assert rule(desk.says("aster", c.ProposePublication(1, "summary"))) is Rule.CLASS
    desk.does("aster", c.ProposePublication(1, "aggregate"))
    fine = Desk(face(kind="shutdown", ground="other"))
    fine.reach()
    assert rule(fine.says("aster", c.ProposePublication(1, "summary"))) is None


def test_a_hold_needs_call_facts_authority_and_a_second_person() -> None:
    desk = Desk(face(kind="preservation", confirmed=False))
    desk.does("aster", c.StartPreservation(1))
    assert rule(desk.says("aster", c.StartPreservation(1))) is Rule.HOLD
    assert rule(desk.says("aster", desk.verification())) is Rule.FOUR_EYES
    assert rule(desk.says("birk", desk.verification())) is Rule.NO_CALL_BACK
    desk.does("aster", c.CallBack("call_back", "confirmed"))
    assert rule(desk.says("birk", desk.verification())) is Rule.NOT_CONFIRMED
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({path: desk.case.face.get(path) for path in desk.case.face.unconfirmed(1)}))
    assert rule(desk.says("cedar", desk.verification())) is Rule.TYPED
    assert rule(desk.says("birk", desk.verification(), authority_verified=False)) is Rule.NOT_VERIFIED
    desk.does("birk", desk.verification())
    assert not desk.open("verify_hold")


def test_the_second_person_names_what_they_mean_by_its_hash(network: Desk) -> None:
    network.reach()
    network.does("aster", c.ProposePublication(1, "full"))
    old = network.publication("full")
    network.does("aster", c.ProposePublication(1, "full"))
    for question in ("admit", "count"):
        network.does("aster", c.Answer(1, question, "yes", None))
    assert rule(network.says("birk", old)) is Rule.BASIS
    assert rule(network.says("birk", network.publication("full"))) is None
    desk = Desk(face(kind="preservation"))
    desk.does("aster", c.StartPreservation(1))
    for start in ("", "0" * 64):
        assert rule(desk.says("birk", c.VerifyPreservation(1, start))) is Rule.BASIS
    assert rule(desk.says("birk", desk.verification())) is Rule.NO_CALL_BACK


def test_duties_of_an_assessed_case(network: Desk) -> None:
    law = Assessment("2026-11-02", "5" * 64, (), (DutyDue("respond", None, None, "X", "Do.", None, 1),))
    due = duties_of(network.case, law, network.at)
    assert [duty.what for duty in due] == [
        "respond",
        "answer_tell",
        "answer_admit",
        "answer_count",
        "propose_publication",
    ]
    assert (due[0].due, due[-1].due) == ("2026-11-09T09:00Z", "2026-11-03T09:00Z")
    assert len(duties_of(Desk().case, Assessment("2026-11-02", "5" * 64, (), ()), network.at)) == 3


def test_saying_that_it_is_a_case_ends_the_look_and_no_clock(desk: Desk) -> None:
    said = desk.says("aster", c.Classify(NEW, "", "", "", None))
    assert isinstance(said, Decided)
    assert said.ended[0].what == ("look_at_arrival", "open_sealed", "agree_aside")
    none = c.Classify(ArrivalIs.NOT_A_DEMAND, "", "", "", None)
    desk.does("aster", none)
    other = desk.says("birk", none)
    assert isinstance(other, Decided)
    assert other.ended[0].what == ("*",)


def test_notes_are_anybodys(desk: Desk) -> None:
    desk.does("eve", c.AddNote(SEALED), roles=frozenset({Role.EMPLOYEE}))


def test_phase_is_that_of_the_slowest_item() -> None:
    desk = Desk(face(items=2))
    desk.proposes("aster", Outcome.OBJECT)
    assert desk.case.phase is Phase.ASSESSED
    assert Desk(empty=True).case.phase is Phase.ARRIVED
    unassessed = rebuild(OTHER, Desk().events[:-1])
    assert unassessed.phase is Phase.READ
    assert Desk().given("aster", Act.CASE_CLOSE).judged(7) is None


GOOD: dict[Act, dict[str, Any]] = {
    Act.ARRIVAL_CLASSIFY: {"says": "new_case", "case": "", "resembles": OTHER, "custodian": "", "review_on": None},
    Act.FACE_CONFIRM: {"fields": {"country": "DE"}},
    Act.ITEM_CHANGE: {"op": "add", "item": 1, "fields": {}},
    Act.CASE_SPLIT: {"house": HOUSE_KEY, "items": [2, 1, 2], "new": OTHER},
    Act.CASE_CLOSE: {},
    Act.DECISION_PROPOSE: {
        "item": 1,
        "outcome": "comply",
        "ground": "",
        "lines": [{"handle": "T1", "category": "", "answer": "granted"}],
    },
    Act.DECISION_APPROVE: {"item": 1, "proposal": "0" * 64, "differs": ""},
    Act.GATE_ANSWER: {"item": 1, "question": "tell", "answer": "no", "until": "2026-12-01"},
    Act.SECRECY_RECORD: {
        "item": 1,
        "source": "order",
        "rule": "DE-STPO-95A",
        "tell": True,
        "admit": True,
        "count": False,
        "until": None,
        "review_on": None,
    },
    Act.LETTER_SEND: {"items": [1], "kind": "no_data", "language": "de", "how": "post", "sealed": SEALED, "rests": []},
    Act.DUTY_DONE: {"item": None, "what": "respond"},
}
JUNK: tuple[Any, ...] = (
    None,
    [],
    {},
    0,
    100,
    True,
    1.5,
    "x y",
    "A" * 200,
    ["x"],
    [{}],
    [{"handle": []}],
    "20261201",
    [True],
)
TAKES: dict[str, tuple[Any, ...]] = {
    "fields": ({},),
    "tell": (True,),
    "admit": (True,),
    "count": (True,),
    "ground": ("20261201",),
    "rule": ("20261201",),
}
NONE_TOO = {"until", "review_on"}
LOOSE = {("duty.done", "item"): (None,), ("letter.send", "rests"): ([],)}


@pytest.mark.parametrize("act", GOOD)
def test_a_statement_reads_to_its_command_or_not_at_all(act: Act) -> None:
    good = GOOD[act]
    assert isinstance(command_of(act, good), ON_CASE[act].says)
    with pytest.raises(c.BadCommandError, match="says"):
        command_of(act, {**good, "more": 1})
    for key in good:
        allowed = [*TAKES.get(key, ()), *LOOSE.get((str(act), key), ())]
        allowed += [None] if key in NONE_TOO else []
        allowed += [[]] if key == "lines" else []
        for junk in JUNK:
            if any(junk is one or (type(junk) is type(one) and junk == one) for one in allowed):
                command_of(act, {**good, key: junk})
                continue
            with pytest.raises(c.BadCommandError, match=key):
                command_of(act, {**good, key: junk})


def test_what_is_read_is_in_order_and_closed() -> None:
    split = command_of(Act.CASE_SPLIT, GOOD[Act.CASE_SPLIT])
    assert split == c.Split((1, 2), OTHER, HOUSE_KEY)
    with pytest.raises(c.BadCommandError, match="no act on a case"):
        command_of(Act.LAW_SIGN, {})
    bad_lines: tuple[Any, ...] = (
        {"handle": "T1", "category": [], "answer": "granted"},
        {"handle": "T0", "category": "", "answer": "granted"},
        {"handle": "T1", "category": "", "answer": "yes"},
    )
    for line in bad_lines:
        with pytest.raises(c.BadCommandError, match="lines"):
            command_of(Act.DECISION_PROPOSE, {**GOOD[Act.DECISION_PROPOSE], "lines": [line]})


def test_a_kind_that_is_only_claimed_is_not_published_and_no_typist_publishes(network: Desk) -> None:
    network.reach()
    for question in ("admit", "count"):
        network.does("aster", c.Answer(1, question, "yes", None))
    network.does("aster", c.ProposePublication(1, "full"))
    face = network.case.face
    network.case = replace(network.case, face=replace(face, confirmed=face.confirmed - {"items.1.kind"}))
    assert rule(network.says("birk", network.publication("full"))) is Rule.NOT_CONFIRMED
    network.case = replace(network.case, face=face, typed={"country": "birk"})
    assert rule(network.says("birk", network.publication("full"))) is Rule.TYPED
    network.case = replace(network.case, typed={"items.2.kind": "birk"})
    network.does("birk", network.publication("full"))


def test_more_than_a_count_leaves_only_where_nobody_within_reach_of_the_state_did_not_agree(network: Desk) -> None:
    propose = c.ProposePublication(1, "summary")
    assert rule(network.says("aster", propose)) is Rule.CLASS, "nobody answered"
    network.does("aster", SayReach(1, "nobody"))
    assert rule(network.says("aster", SayReach(1, "nobody"))) is Rule.FOUR_EYES
    assert rule(network.says("aster", propose)) is Rule.CLASS, "one person alone"
    network.does("birk", SayReach(1, "somebody"))
    assert rule(network.says("aster", propose)) is Rule.CLASS
    network.does("birk", SayReach(1, "agreed"))
    for question in ("admit", "count"):
        network.does("aster", c.Answer(1, question, "yes", None))
    network.does("aster", propose)
    network.does("birk", network.publication("summary"))
    network.does("cedar", SayReach(1, "somebody"))
    assert network.item().publishing is Publishing.WITHDRAWN, "whoever takes it back is heard at once"
    network.does("aster", c.ProposePublication(1, "aggregate"))
