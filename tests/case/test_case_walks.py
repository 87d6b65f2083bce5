"""Walks through the machines: ways round two people (hazards 1.9, 2.2, 2.3, 2.5, 3.1, 4.2, 5.1)."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from case_builders import CASE, HOUSE_KEY, OTHER, Desk, another, face, first, judged, propose, sends, silence
from dueprocess.acts.evolve import rebuild
from dueprocess.acts.splits import carried
from dueprocess.case import commands as c
from dueprocess.case.case_events import FaceConfirmed
from dueprocess.case.decision_events import DecisionApproved, DecisionVoided
from dueprocess.case.decisions import GIVES, needs_two
from dueprocess.case.events import Happened
from dueprocess.case.letter_events import LetterSent
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.silence import AgreeSecrecy
from dueprocess.case.state import Deciding, Phase, Publishing
from dueprocess.demand.codes import ArrivalIs, Kind, Outcome, Role
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Recommendation
from event_samples import happened, made

OURS = [one for one in Outcome if one not in {Outcome.WITHDRAWN, Outcome.LAPSED}]
GIVE = sorted(GIVES)
PATHS = [spec.name for spec in CASE_FIELDS] + [f"items.1.{spec.name}" for spec in ITEM_FIELDS]
DECISIVE = [s.name for s in CASE_FIELDS if s.decisive] + [f"items.1.{s.name}" for s in ITEM_FIELDS if s.decisive]
SPECS = {spec.name: spec for spec in CASE_FIELDS} | {f"items.1.{spec.name}": spec for spec in ITEM_FIELDS}


def two_kinds(**how: Any) -> Desk:
    """A demand for two categories, so that part of it can be given."""
    return Desk(face(data=("subscriber", "traffic"), **how))


def rule(answer: Decided | Denied) -> Rule | None:
    return answer.rule if isinstance(answer, Denied) else None


def people_and_steps(outcome: Outcome, *, call: bool = False, **how: Any) -> tuple[int, int] | None:
    """People and acts that the way from a fresh, claimed face to ``outcome`` takes; None where there is none."""
    desk = two_kinds(confirmed=False, **how)
    steps, who = 0, set()
    if outcome in GIVES:  # what a grant needs before: facts confirmed
        desk.reads("aster")
        fields = {path: desk.case.face.get(path) for path in desk.case.face.unconfirmed(1)}
        desk.does("aster", c.Confirm(fields))
        steps, who = steps + 1, who | {"aster"}
    if rule(desk.says("aster", propose(outcome))) is Rule.NO_CALL_BACK or call:
        desk.does("cedar", c.CallBack("call_back", "confirmed"))
        steps, who = steps + 1, who | {"cedar"}
    if isinstance(desk.tries("aster", propose(outcome)), Denied):
        return None
    steps, who = steps + 1, who | {"aster"}
    if desk.item().deciding is Deciding.PROPOSED:
        desk.approves("birk")
        steps, who = steps + 1, who | {"birk"}
    assert desk.item().outcome is outcome
    return len(who), steps


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("emergency", [True, False])
def test_objecting_and_returning_are_never_harder_than_complying(kind: Kind, *, emergency: bool) -> None:
    how = {"kind": str(kind), "case": {"emergency": emergency}}
    comply = people_and_steps(Outcome.COMPLY, **how)
    assert comply is not None
    for outcome in (Outcome.OBJECT, Outcome.CORRECT):
        other = people_and_steps(outcome, **how)
        assert other is not None
        assert other[0] <= comply[0]
        assert other[1] <= comply[1]


def test_objecting_needs_no_confirmed_field_no_verified_authority_no_call() -> None:
    desk = two_kinds(confirmed=False, case={"emergency": False})
    desk.verified = False
    assert rule(desk.says("aster", propose(Outcome.COMPLY))) is Rule.NOT_CONFIRMED
    for outcome in (Outcome.OBJECT, Outcome.CORRECT):
        assert isinstance(desk.says("aster", propose(outcome)), Decided)


def test_a_refiled_demand_is_refused_again_without_a_reason_why_it_differs() -> None:
    desk = two_kinds(case={"emergency": True})
    desk.refused_before = True
    desk.proposes("aster", Outcome.OBJECT)
    desk.approves("birk")
    assert desk.item().outcome is Outcome.OBJECT


@pytest.mark.parametrize("outcome", OURS)
def test_an_emergency_never_needs_fewer_people(outcome: Outcome) -> None:
    assert needs_two(outcome, emergency=True) >= needs_two(outcome, emergency=False)
    calm = people_and_steps(outcome, case={"emergency": False})
    hurried = people_and_steps(outcome, case={"emergency": True})
    assert calm is not None
    assert hurried is not None
    assert hurried[0] >= calm[0]
    assert hurried[1] >= calm[1]


@pytest.mark.parametrize("outcome", GIVE)
@pytest.mark.parametrize(
    "how",
    [
        {"case": {"emergency": True}},
        {"data": ("content", "subscriber")},
        {"data": ("location", "subscriber")},
        {"kind": "preservation"},
    ],
)
def test_no_flag_skips_the_call_back(outcome: Outcome, how: dict[str, Any]) -> None:
    desk = Desk(face(**{"data": ("subscriber", "traffic")} | how))
    assert rule(desk.says("aster", propose(outcome))) is Rule.NO_CALL_BACK
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    assert rule(desk.says("aster", propose(outcome))) in {None, Rule.LINES}


def test_of_two_it_is_said_at_once_that_a_third_person_calls() -> None:
    desk = Desk(face(data=("content",)))
    for people, says in (({"aster", "birk"}, "by a third person, and 2 of this desk"), ({"a", "b", "c"}, "of its own")):
        denied = desk.says("aster", propose(Outcome.COMPLY), may_call=frozenset(people))
        assert isinstance(denied, Denied)
        assert (denied.rule, says in str(denied.says)) == (Rule.NO_CALL_BACK, True)


def test_a_call_to_one_authority_is_no_call_to_another() -> None:
    desk = two_kinds(case={"emergency": True})
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.reads("aster")
    desk.does("aster", c.Confirm({"reasons": False}))
    assert desk.case.called == "confirmed"
    desk.does("aster", c.Confirm({"authority": "PK-PTA"}))
    assert rule(desk.says("aster", propose(Outcome.COMPLY))) is Rule.NO_CALL_BACK
    assert "cedar" in desk.case.callers


@pytest.mark.parametrize("outcome", GIVE)
def test_one_person_gives_nothing(outcome: Outcome) -> None:
    desk = two_kinds()
    desk.proposes("aster", outcome)
    assert desk.item().deciding is Deciding.PROPOSED
    assert rule(desk.says("aster", desk.approval())) is Rule.FOUR_EYES
    assert rule(desk.says("stranger", desk.approval())) is Rule.ROLE
    desk.approves("birk")
    assert desk.item().outcome is outcome


@pytest.mark.parametrize("outcome", GIVE)
@pytest.mark.parametrize("path", DECISIVE)
def test_nothing_is_given_on_a_decisive_field_that_is_only_claimed(outcome: Outcome, path: str) -> None:
    whole = face(data=("subscriber", "traffic"))
    desk = Desk(type(whole)(whole.case, whole.items, whole.confirmed - {path}))
    denied = desk.says("aster", propose(outcome))
    assert denied.rule is Rule.NOT_CONFIRMED
    assert path in denied.text


def test_an_item_without_a_kind_gives_nothing() -> None:
    assert rule(Desk(face(kind=None)).says("aster", propose(Outcome.COMPLY))) is Rule.NOT_CONFIRMED


@pytest.mark.parametrize("outcome", GIVE)
def test_nothing_is_given_to_an_authority_that_nobody_verified(outcome: Outcome) -> None:
    desk = two_kinds()
    assert rule(desk.says("aster", propose(outcome), authority_verified=False)) is Rule.NOT_VERIFIED
    desk.proposes("aster", outcome)
    assert rule(desk.says("birk", desk.approval(), authority_verified=False)) is Rule.NOT_VERIFIED
    assert rule(desk.says("birk", desk.approval(), assessment=None)) is Rule.NOT_ASSESSED
    desk.verified = False  # it ended meanwhile: the basis names it
    assert rule(desk.says("birk", desk.approval())) is Rule.BASIS


@pytest.mark.parametrize("outcome", GIVE)
def test_who_typed_or_called_does_not_approve(outcome: Outcome) -> None:
    typed = two_kinds()
    typed.reads("birk")
    typed.does("birk", c.Confirm({"country": "DE"}))
    typed.proposes("aster", outcome)
    assert rule(typed.says("birk", typed.approval())) is Rule.TYPED
    called = two_kinds()
    called.does("birk", c.CallBack("call_back", "confirmed"))
    assert rule(called.says("birk", propose(outcome))) is Rule.CALLER
    called.proposes("aster", outcome)
    assert rule(called.says("birk", called.approval())) is Rule.CALLER


def test_who_confirms_all_that_a_colleague_confirmed_takes_over_and_the_colleague_agrees() -> None:
    desk = Desk()
    for person in ("aster", "birk"):
        desk.reads(person)
    desk.does("aster", c.Confirm({"country": "DE", "items.1.targets": 1}))
    desk.does("birk", c.Confirm({"items.1.targets": 2}))  # corrects a part of it
    assert desk.case.typists(1) == {"aster", "birk"}
    desk.does("birk", c.Confirm({"country": "DE"}))
    assert desk.case.typists(1) == {"birk"}
    desk.proposes("birk", Outcome.COMPLY)
    assert rule(desk.says("birk", desk.approval())) is Rule.FOUR_EYES
    desk.approves("aster")
    assert desk.item().deciding is Deciding.DECIDED


def test_who_confirmed_one_item_agrees_to_another_and_never_to_what_hangs_on_their_facts() -> None:
    desk = Desk(face(items=2))
    desk.reads("birk")
    desk.does("birk", c.Confirm({"items.2.targets": 1}))
    desk.proposes("aster", Outcome.COMPLY, item=2)
    assert rule(desk.says("birk", desk.approval(2))) is Rule.TYPED
    desk.proposes("aster", Outcome.COMPLY)
    assert rule(desk.says("birk", desk.approval())) is None
    desk.does("birk", c.Confirm({"country": "DE"}))  # a fact of the whole demand is one of each item
    assert rule(desk.says("birk", desk.approval())) is Rule.TYPED


def test_a_split_takes_along_who_typed_of_what_leaves() -> None:
    desk = Desk(face(items=3))
    for person, facts in (("birk", {"items.2.targets": 1}), ("cedar", {"items.1.targets": 1})):
        desk.reads(person)
        desk.does(person, c.Confirm(facts))
    events = carried(desk.case, {2: 1, 3: 2}, "split-aaaaaaaa")
    new = rebuild(OTHER, [*Desk(face(items=2)).events, *map(Happened, events)])
    assert new.typists(1, 2) == {"birk"}


def test_who_typed_before_a_split_stays_a_typist_whoever_confirms_since() -> None:
    desk = Desk()
    desk.happens(FaceConfirmed("aster", {}, ()))
    desk.reads("birk")
    desk.does("birk", c.Confirm({"country": "DE"}))
    assert desk.case.typists(1) == {"aster", "birk"}


def test_who_took_part_in_a_decision_does_not_call_back() -> None:
    desk = Desk(face(items=2))
    desk.decides(Outcome.COMPLY, "aster", "birk")
    for by in ("aster", "birk"):
        assert rule(desk.says(by, c.CallBack("call_back", "confirmed"))) is Rule.CALLER
    assert rule(desk.says("cedar", c.CallBack("call_back", "confirmed"), authority_verified=False)) is Rule.NOT_VERIFIED
    desk.does("cedar", c.CallBack("call_back", "confirmed"))


def test_a_call_back_names_the_number_that_two_people_verified_and_no_other() -> None:
    desk, number = Desk(), text_hash("+49305550100")

    def says(how: str, named: str, verified: str = "+49305550100") -> Rule | None:
        told = desk.says("cedar", c.CallBack(how, "confirmed", named), rung=frozenset({text_hash(verified)}))
        return told.rule if isinstance(told, Denied) else None

    assert says("call_back", "") is says("call_back", text_hash("+49305550199")) is Rule.NUMBER
    assert says("consulate", number) is says("call_back", number, "") is Rule.NUMBER
    assert says("call_back", number) is says("consulate", "") is says("call_back", "", "") is None
    desk.does("cedar", c.CallBack("call_back", "confirmed", number), rung=frozenset({number}))
    assert desk.events[-1].body.phone == number


def test_a_person_taken_as_two_in_one_role_each_is_still_one() -> None:
    desk = two_kinds()
    desk.proposes("aster", Outcome.COMPLY, roles=frozenset({Role.CLERK}))
    assert rule(desk.says("aster", desk.approval(), roles=frozenset({Role.APPROVER}))) is Rule.FOUR_EYES


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("decided", [False, True], ids=["proposed", "decided"])
def test_any_changed_fact_voids_proposal_and_decision(path: str, *, decided: bool) -> None:
    desk = Desk()
    desk.proposes("aster", Outcome.COMPLY)
    if decided:
        desk.approves("birk")
    old = desk.approval()
    desk.reads("cedar")
    changed = True if path in {"danger_to_life", "person_in_danger"} else another(SPECS[path])
    done = desk.does("cedar", c.Confirm({path: changed}))
    assert [type(event) for event in done.events] == [FaceConfirmed, DecisionVoided]
    assert first(FaceConfirmed, done).changed == (path,)
    assert desk.item().deciding is Deciding.OPEN
    assert desk.item().outcome is None
    assert not desk.open("approve")
    assert rule(desk.says("birk", old)) is Rule.STATE


def test_a_fact_of_one_item_voids_that_item_only() -> None:
    desk = Desk(face(items=2))
    desk.proposes("aster", Outcome.COMPLY)
    desk.proposes("aster", Outcome.COMPLY, item=2)
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"items.2.targets": 2}))
    assert desk.item(1).deciding is Deciding.PROPOSED
    assert desk.item(2).deciding is Deciding.OPEN
    # The other one stands as it was proposed, until a fact of the whole demand changes.
    desk.does("birk", desk.approval(1))
    desk.does("cedar", c.Confirm({"country": "PK"}))
    assert desk.item(1).deciding is Deciding.OPEN


@pytest.mark.parametrize("change", ["basis", "basis_now"])
def test_a_basis_that_moved_stops_proposer_and_approver(change: str) -> None:
    desk = two_kinds()
    assert rule(desk.says("aster", propose(Outcome.COMPLY), **{change: "0" * 64})) is Rule.BASIS
    desk.proposes("aster", Outcome.COMPLY)
    assert rule(desk.says("birk", desk.approval(), **{change: "0" * 64})) is Rule.BASIS
    desk.amends()
    assert rule(desk.says("birk", desk.approval())) is Rule.BASIS


def test_a_demand_refused_before_is_given_only_with_a_reason() -> None:
    desk = two_kinds()
    desk.refused_before = True
    desk.proposes("aster", Outcome.COMPLY)
    assert rule(desk.says("birk", desk.approval())) is Rule.REFILED
    done = desk.does("birk", desk.approval(differs="new_order"))
    assert first(DecisionApproved, done).differs == "new_order"


@pytest.mark.parametrize("outcome", [Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST])
def test_house_policy_stops_grants_at_both_people(outcome: Outcome) -> None:
    desk = two_kinds()
    refuse = judged(suggests=Recommendation.REFUSE)
    open_one = two_kinds()
    open_one.proposes("aster", outcome)
    desk.judged = open_one.judged = {1: refuse}
    assert rule(desk.says("aster", propose(outcome))) is Rule.POLICY
    assert rule(open_one.says("birk", open_one.approval())) is Rule.POLICY
    assert rule(desk.says("aster", propose(Outcome.NOT_EXECUTABLE))) is None


def every_command(desk: Desk) -> list[c.Command]:
    return [
        c.Confirm({"country": "PK"}),
        c.ChangeItem("withdraw", 1),
        c.ChangeItem("amend", 1, {"targets": 2}),
        desk.ending(),
        c.Merge(OTHER),
        c.Split((1,), OTHER, HOUSE_KEY),
        c.Close(),
        *(propose(outcome) for outcome in OURS),
        c.Approve(1, "0" * 64),
        c.SendBack(1, "0" * 64, "law"),
        c.Withdraw(1, "0" * 64),
        c.CallBack("call_back", "confirmed"),
        c.ProposePublication(1, "aggregate"),
        desk.publication("aggregate"),
        c.StartPreservation(desk.item().number),
        desk.verification(),
        c.RecordCost(1, "", 0, 5),
    ]


REST: list[c.Command] = [
    c.Answer(1, "count", "yes", None),
    silence(),
    sends("acknowledgement"),
    c.AddNote("s-" + "c" * 24),
]
ALWAYS: list[c.Command] = [
    AgreeSecrecy(1, "0" * 64, "refused"),
    c.Classify(ArrivalIs.NEW_CASE, "", "", "", None),
    c.EndSecrecy(1, (), "lifted"),
    c.Unpublish(1, "0" * 64),
    c.DoDuty(1, "respond"),
    c.WithdrawCost("0" * 64),
]


OTHERWISE = {None, Rule.STATE, Rule.BASIS, Rule.NO_DUTY, Rule.GATE_LAW, Rule.NO_COST}


def test_a_historic_case_is_never_acted_on() -> None:
    desk = Desk(historic=True)
    for command in (*every_command(desk), *REST, *ALWAYS):
        assert rule(desk.says("aster", command)) is Rule.HISTORIC


def test_a_merged_case_keeps_only_what_must_still_end_or_be_undone() -> None:
    desk = Desk()
    desk.does("birk", silence())
    assert rule(desk.says("aster", c.Merge(OTHER))) is Rule.OPEN  # it waits for a second person
    desk.does("aster", AgreeSecrecy(1, desk.item(1).running[0].statement, "agreed"))
    desk.does("aster", c.Merge(OTHER))
    assert desk.case.phase is Phase.MERGED
    for command in (
        *every_command(desk),
        *REST,
    ):  # of what came in it the office is asked, and a third looks, there (ADR 0113)
        there = isinstance(command, c.CallBack | c.AddNote)
        assert rule(desk.says("aster", command)) is (None if there else Rule.MERGED)
    for command in ALWAYS:
        assert rule(desk.says("aster", command)) in {None, Rule.STATE, Rule.BASIS, Rule.NO_DUTY, Rule.NO_COST}
    desk.does("aster", desk.silence_ends("lifted"))
    assert desk.open("tell")
    desk.does("aster", c.Classify(ArrivalIs.NEW_CASE, "", "", "", None))
    assert not desk.case.merged_into


@pytest.mark.parametrize("says", [ArrivalIs.NOT_A_DEMAND, ArrivalIs.HELD_OUTSIDE])
def test_what_is_no_case_is_not_decided(says: ArrivalIs) -> None:
    desk = Desk()
    desk.does("birk", silence())
    for person in ("aster", "birk"):
        desk.does(person, c.Classify(says, "", "", "counsel", "2026-12-01"))
    assert desk.case.closed
    assert desk.open("end_secrecy")
    for command in every_command(desk):
        assert rule(desk.says("aster", command)) is Rule.STATE
    for command in (*REST, *ALWAYS):
        assert rule(desk.says("aster", command)) in OTHERWISE


def test_an_unread_arrival_is_neither_decided_nor_closed() -> None:
    desk = Desk(says=ArrivalIs.UNREAD)
    for command in (propose(Outcome.COMPLY), c.Close(), c.ProposePublication(1, "aggregate")):
        assert rule(desk.says("aster", command)) is Rule.STATE
    assert isinstance(desk.says("aster", c.StartPreservation(1)), Decided)
    assert desk.case.phase is Phase.ARRIVED


@pytest.mark.parametrize(
    "wrong",
    [c.Classify(ArrivalIs.NOT_A_DEMAND, "", "", "", None), c.Classify(ArrivalIs.DUPLICATE, OTHER, "", "", None)],
)
def test_undoing_brings_the_case_back_with_its_items(wrong: c.Classify) -> None:
    desk = Desk(face(items=3))
    before = desk.case
    for person in ("aster", "cedar"):
        desk.does(person, wrong)
    assert desk.case.closed or desk.case.merged_into
    desk.does("birk", c.Classify(ArrivalIs.NEW_CASE, "", "", "", None))
    assert desk.case.items == before.items
    assert desk.case.face == before.face
    assert (desk.case.phase, desk.case.opened_on) == (before.phase, before.opened_on)
    desk.decides(Outcome.COMPLY, "aster", "birk")


def test_a_practice_case_is_decided_but_nothing_of_it_leaves() -> None:
    desk = Desk(face(kind="shutdown", data=None), practice=True)
    desk.decides(Outcome.NO_DATA, "aster", "birk")
    assert rule(desk.says("aster", sends("no_data"))) is Rule.PRACTICE
    assert rule(desk.says("aster", sends("acknowledgement"))) is Rule.PRACTICE
    desk.reach()
    desk.does("aster", c.ProposePublication(1, "full"))
    assert rule(desk.says("birk", desk.publication("full"))) is Rule.PRACTICE


def test_a_revision_that_the_case_never_had_is_refused() -> None:
    desk = Desk()
    assert rule(desk.says("aster", c.Close(), came=None)) is Rule.STALE


def test_a_split_sheds_neither_typist_nor_refusal_silence_or_hold() -> None:
    desk = Desk(face(items=3, data=("subscriber",)))
    desk.does("aster", c.Classify(ArrivalIs.NEW_CASE, "", OTHER, "", None))
    desk.reads("birk")
    desk.does("birk", c.Confirm({"country": "DE"}))
    desk.does("aster", silence(item=2))
    desk.does("cedar", desk.agreement(2))
    desk.does("aster", silence(item=1, count=False))
    for number in (2, 3):
        desk.does("aster", c.StartPreservation(number))
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.does("dara", desk.verification(3), roles=frozenset({Role.APPROVER}))
    events = carried(desk.case, {2: 1, 3: 2}, "split-aaaaaaaa")
    new = rebuild(OTHER, [*Desk(face(items=2)).events, *map(Happened, events)])
    assert new.typists(1, 2) == {"birk"}
    assert new.refiled == OTHER
    assert [len(item.silences) for item in new.items] == [1, 0]
    # Number and statement of the event that recorded it are those of its own case.
    here, there = (
        [replace(one, seq=0, statement="") for one in item.silences] for item in (new.items[0], desk.item(2))
    )
    assert here == there
    assert [str(item.preserving) for item in new.items] == ["started", "verified"]
    assert new.items[0].preserved_until == desk.item(2).preserved_until
    assert not new.called, "the call was for the case that is split; the new one has its own"
    assert carried(Desk().case, {1: 1}, "x") == ()
    desk.does("aster", c.Split((2, 3), OTHER, HOUSE_KEY))
    assert [str(item.deciding) for item in desk.case.items] == ["open", "ended", "ended"]


def test_a_letter_that_a_later_fact_voided_answers_nothing() -> None:
    desk = Desk()
    desk.proposes("aster", Outcome.CORRECT)
    desk.does("aster", sends("correction"))
    assert desk.case.phase is Phase.ANSWERED
    desk.does("aster", c.Close())
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"court_order": "attached"}))
    assert desk.case.phase is Phase.ASSESSED, "a demand that came back mended is a live case again"
    assert rule(desk.says("aster", c.Close())) is Rule.OPEN
    # the outbox was late: its letter left after the facts changed
    desk.happens(made(LetterSent, kind="correction"))
    assert rule(desk.says("aster", c.Close())) is Rule.OPEN


def test_what_was_sent_as_given_stays_given() -> None:
    desk = Desk()
    desk.decides(Outcome.NO_DATA, "aster", "birk")
    desk.does("aster", sends("no_data"))
    desk.reads("cedar")
    desk.does("cedar", c.Confirm({"court_order": "attached"}))
    assert desk.item().outcome is Outcome.NO_DATA


def test_facts_that_change_take_a_row_out_of_the_register() -> None:
    for path, value in (("items.1.kind", "disclosure"), ("items.1.ground", "religion")):
        desk = published()
        desk.reads("cedar")
        desk.does("cedar", c.Confirm({"country": "PK"}))
        assert desk.item().publishing is Publishing.PUBLISHED
        desk.does("cedar", c.Confirm({path: value}))
        assert desk.item().publishing is Publishing.WITHDRAWN
        amended = published()
        amended.does("cedar", c.ChangeItem("amend", 1, {path.rpartition(".")[2]: value}))
        assert amended.item().publishing is Publishing.WITHDRAWN


def published() -> Desk:
    desk = Desk(face(kind="shutdown", data=None))
    for question in ("admit", "count"):
        desk.does("aster", c.Answer(1, question, "yes", None))
    desk.reach()
    desk.does("aster", c.ProposePublication(1, "full"))
    desk.does("birk", desk.publication("full"))
    return desk


def test_a_published_item_does_not_leave_by_a_split() -> None:
    desk = published()
    desk.does("aster", c.ChangeItem("add", 2, {"kind": "disclosure"}))
    assert rule(desk.says("aster", c.Split((1,), OTHER, HOUSE_KEY))) is Rule.STATE


def test_the_running_state_is_the_one_that_events_rebuild() -> None:
    desk = published()
    assert rebuild(CASE, desk.events) == desk.case
    with pytest.raises(ValueError, match="does not open"):
        rebuild(CASE, desk.events[1:])
    with pytest.raises(ValueError, match="does not open"):
        rebuild(CASE, [])
    with pytest.raises(ValueError, match="without a proposal"):
        rebuild(CASE, [*desk.events, happened(DecisionApproved)])
    later = rebuild(CASE, [*desk.events, Happened(None)])
    assert later.revision == desk.case.revision + 1


def test_72_hours_after_its_start_a_preservation_can_no_longer_be_verified() -> None:
    desk = Desk()
    desk.does("aster", c.StartPreservation(1))
    desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.at += datetime.timedelta(hours=72)
    assert isinstance(desk.says("birk", desk.verification()), Decided)
    desk.at += datetime.timedelta(minutes=1)
    assert rule(desk.says("birk", desk.verification())) is Rule.HOLD
