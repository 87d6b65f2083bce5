"""From a grant to a release: two who read, one host, k who agree, a hold; each way round it is refused by its name."""

import dataclasses
import datetime
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from case_builders import ALL_ROLES, NOW, SEALED, STANDING, Desk, face, first, propose
from dueprocess.case import commands as c
from dueprocess.case.letter_events import LetterQueued, came_back, left, still_stands
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.production_events import ProductionDropped, ProductionOrdered, ReleaseApproved, ShareHanded
from dueprocess.case.productions import Producing, agreed
from dueprocess.case.releases import may_hand
from dueprocess.case.state import Line
from dueprocess.demand.codes import Outcome, Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

X, Y = "x-" + "e" * 24, "x-" + "f" * 24
MARK, OTHER_MARK = "1" * 64, "2" * 64
RECIPIENT = "age1" + "q" * 58
PEOPLE = ("aster", "birk", "cedar")


def refused(answer: Decided | Denied) -> Rule:
    assert isinstance(answer, Denied), answer
    return answer.rule


def desk_of(**more: Any) -> Desk:
    """A desk of three who may do everything, an extraction host, one granted target, read by nobody yet."""
    desk = Desk(face(targets=1, data=("subscriber",), **more))
    desk.roles["well"] = frozenset({Role.PRODUCER})
    return desk


def granted(*, reads: bool = True, **more: Any) -> Desk:
    desk = desk_of(**more)
    if reads:
        for name in ("aster", "birk"):
            desk.reads(name)
            desk.does(name, c.ReadTarget(1, "T1", MARK))
    if more:
        desk.does("cedar", c.CallBack("call_back", "confirmed"))
    desk.decides(Outcome.COMPLY, "aster", "birk")
    return desk


def order(desk: Desk, production: str = X, **more: Any) -> c.OrderProduction:
    return dataclasses.replace(c.OrderProduction(1, desk.item().approval, production, "well", SEALED), **more)


def deal(desk: Desk, production: str = X, **more: Any) -> c.Deal:
    live = next(one for one in desk.item().productions if one.id == production)
    shares = tuple((name, f"{n}" * 64, SEALED) for n, name in enumerate(PEOPLE, 1))
    made = c.Deal(1, production, live.order, RECIPIENT, 2, shares, ((SEALED, "4" * 64),), SEALED, "5" * 64)
    return dataclasses.replace(made, **more)


def agrees(desk: Desk, by: str, production: str = X, **more: Any) -> c.ApproveRelease:
    live = next(one for one in desk.item().productions if one.id == production)
    share = f"{PEOPLE.index(by) + 1 if by in PEOPLE else 8}" * 64
    said = c.ApproveRelease(1, production, live.deal, "5" * 64, "birk", "age", "9" * 64, share)
    return dataclasses.replace(said, **more)


def both(desk: Desk, **more: Any) -> None:
    """aster and birk agree that birk finishes."""
    for name in ("aster", "birk"):
        desk.does(name, agrees(desk, name, **more))


def release(desk: Desk, production: str = X, **more: Any) -> c.Release:
    live = next(one for one in desk.item().productions if one.id == production)
    named = tuple(one.statement for one in live.agreements)
    return dataclasses.replace(c.Release(1, production, live.deal, "age", "9" * 64, ("6" * 64,), named), **more)


def dealt(**more: Any) -> Desk:
    desk = granted(**more)
    desk.does("aster", order(desk))
    desk.does("well", deal(desk))
    return desk


def after(desk: Desk, **span: float) -> None:
    desk.at += datetime.timedelta(**span)


def test_the_whole_way() -> None:
    desk = granted()
    assert [duty.rule for duty in desk.open("order_production")] == ["house.grant-is-produced"]
    desk.does("cedar", order(desk))
    assert desk.open("order_production") == []
    desk.does("well", deal(desk))
    assert desk.open("make_production") == []
    agreed = first(ReleaseApproved, desk.does("aster", agrees(desk, "aster")))
    assert agreed.hold_until == "2026-11-03T09:00Z"
    assert [duty.due for duty in desk.open("finish_release")] == ["2026-11-03T09:00Z"]
    assert refused(desk.says("birk", release(desk))) is Rule.HOLDING
    desk.does("birk", agrees(desk, "birk"))
    after(desk, hours=24)
    desk.does("birk", release(desk))
    item = desk.item()
    assert item.productions[0].state is Producing.RELEASED
    assert item.productions[0].how == "age"
    assert item.answered
    assert desk.open("release") == desk.open("finish_release") == []


def test_two_people_read_the_same_identifier_or_nothing_is_ordered() -> None:
    desk = granted(reads=False)
    assert all(isinstance(line.answer, str) for line in desk.item().lines)
    assert refused(desk.says("aster", order(desk))) is Rule.TWO_READERS
    assert refused(desk.says("aster", c.ReadTarget(1, "T1", MARK))) is Rule.NOT_READ
    desk.reads("aster")
    desk.reads("birk")
    desk.does("aster", c.ReadTarget(1, "T1", MARK))
    desk.does("aster", c.ReadTarget(1, "T1", MARK))  # the same person twice is one person
    assert refused(desk.says("aster", order(desk))) is Rule.TWO_READERS
    desk.does("birk", c.ReadTarget(1, "T1", OTHER_MARK))  # a_b@ and ab@
    assert refused(desk.says("aster", order(desk))) is Rule.TWO_READERS
    desk.does("birk", c.ReadTarget(1, "T1", MARK))
    assert agreed(desk.item().marks, "T1")
    assert not agreed(desk.item().marks, "T2")
    desk.does("aster", order(desk))
    assert refused(desk.says("aster", c.ReadTarget(1, "T1", OTHER_MARK))) is Rule.PRODUCTION
    assert refused(desk.says("aster", c.ReadTarget(1, "T2", MARK))) is Rule.LINES
    assert refused(desk.says("aster", c.ReadTarget(7, "T1", MARK))) is Rule.NO_ITEM


def test_only_what_is_granted_needs_two_readers() -> None:
    desk = Desk(face(targets=2, data=("subscriber",)))
    desk.roles["well"] = frozenset({Role.PRODUCER})
    lines = (Line("T1", "subscriber", "granted"), Line("T2", "subscriber", "refused"))
    desk.does("aster", propose(Outcome.PARTIAL, lines=lines))
    desk.approves("birk")
    for name in ("aster", "cedar"):
        desk.reads(name)
        desk.does(name, c.ReadTarget(1, "T1", MARK))
    desk.does("aster", order(desk))


@pytest.mark.parametrize(
    ("more", "rule"),
    [({"approval": "0" * 64}, Rule.BASIS), ({"producer": "aster"}, Rule.PRODUCER), ({"item": 4}, Rule.NO_ITEM)],
)
def test_an_order_names_what_stands(more: dict[str, Any], rule: Rule) -> None:
    desk = granted()
    assert refused(desk.says("aster", order(desk, **more))) is rule


def test_nothing_is_ordered_on_a_refusal_in_practice_or_on_changed_ground() -> None:
    desk = desk_of()
    assert refused(desk.says("aster", order(desk, approval="0" * 64))) is Rule.STATE
    desk.decides(Outcome.CORRECT, "aster")
    assert refused(desk.says("aster", order(desk, approval="0" * 64))) is Rule.STATE
    practice = Desk(face(targets=1, data=("subscriber",)), practice=True)
    assert refused(practice.says("aster", order(practice))) is Rule.PRACTICE
    moved = granted()
    moved.amends()
    assert refused(moved.says("aster", order(moved))) is Rule.BASIS


def test_a_grant_can_be_taken_back_until_it_is_released() -> None:
    desk = dealt()
    desk.does("aster", desk.withdrawal())
    assert desk.item().productions[0].state is Producing.DROPPED
    assert desk.item().proposal is None
    assert desk.open("release") == []
    done = dealt()
    both(done)
    after(done, hours=24)
    done.does("birk", release(done))
    assert refused(done.says("aster", done.withdrawal())) is Rule.STATE


def test_a_new_order_drops_what_was_not_released_and_needs_a_fresh_id() -> None:
    desk = dealt()
    assert refused(desk.says("aster", order(desk))) is Rule.PRODUCTION
    kinds = [type(event) for event in desk.does("aster", order(desk, Y)).events]
    assert kinds == [ProductionDropped, ProductionOrdered]
    assert [one.state for one in desk.item().productions] == [Producing.DROPPED, Producing.ORDERED]
    assert refused(desk.says("aster", agrees(desk, "aster"))) is Rule.PRODUCTION


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"k": 3}, Rule.QUORUM),
        ({"shares": (("aster", "1" * 64, SEALED), ("birk", "2" * 64, SEALED))}, Rule.SHARES),
        ({"shares": tuple((name, "1" * 64, SEALED) for name in PEOPLE)}, Rule.SHARES),
        (
            {"shares": tuple((name, f"{n}" * 64, SEALED) for n, name in enumerate(("aster", "birk", "eve")))},
            Rule.SHARES,
        ),
        ({"parts": ()}, Rule.SHARES),
        ({"order": "0" * 64}, Rule.PRODUCTION),
        ({"production": Y}, Rule.PRODUCTION),
    ],
)
def test_a_deal_is_what_was_ordered_to_exactly_those_who_release(more: dict[str, Any], rule: Rule) -> None:
    desk = granted()
    desk.does("aster", order(desk))
    assert refused(desk.says("well", dataclasses.replace(deal(desk), **more))) is rule


def test_only_the_host_that_was_asked_deals_and_once() -> None:
    desk = granted()
    desk.roles["spring"] = frozenset({Role.PRODUCER})
    desk.does("aster", order(desk))
    assert refused(desk.says("spring", deal(desk))) is Rule.PRODUCER
    assert refused(desk.says("aster", deal(desk))) is Rule.ROLE
    desk.does("well", deal(desk))
    assert refused(desk.says("well", deal(desk))) is Rule.PRODUCTION


def test_k_below_two_does_not_exist() -> None:
    desk = granted()
    desk.does("aster", order(desk))
    assert refused(desk.says("well", deal(desk, k=1), k=1)) is Rule.QUORUM


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"deal": "0" * 64}, Rule.PRODUCTION),
        ({"production": Y}, Rule.PRODUCTION),
        ({"item": 9}, Rule.PRODUCTION),
        ({"finisher": "dan"}, Rule.SHARES),
        ({"manifest": "0" * 64}, Rule.PRODUCTION),
        ({"recipient": "8" * 64}, Rule.RECIPIENT),
        ({"recipient": ""}, Rule.RECIPIENT),
        ({"way": "disk"}, Rule.RECIPIENT),
    ],
)
def test_agreeing_names_deal_manifest_finisher_recipient_and_way(more: dict[str, Any], rule: Rule) -> None:
    desk = dealt()
    assert refused(desk.says("aster", dataclasses.replace(agrees(desk, "aster"), **more))) is rule


def test_the_same_person_twice_and_a_stranger() -> None:
    desk = dealt()
    desk.roles["dan"] = ALL_ROLES
    assert refused(desk.says("dan", agrees(desk, "dan"))) is Rule.SHARES
    for _ in range(2):  # twice is one person still
        desk.does("aster", agrees(desk, "aster"))
    after(desk, hours=24)
    assert refused(desk.says("birk", release(desk))) is Rule.QUORUM
    desk.does("birk", agrees(desk, "birk"))  # anybody may agree late
    assert desk.item().productions[0].hold_until == "2026-11-03T09:00Z"
    assert len(desk.open("finish_release")) == 1
    assert refused(desk.says("aster", release(desk))) is Rule.QUORUM  # k people named birk
    assert refused(desk.says("birk", release(desk, agreements=()))) is Rule.QUORUM
    desk.does("birk", release(desk))


def test_another_finisher_or_way_needs_k_fresh_agreements_and_the_hold_that_ran_counts() -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    desk.does("cedar", agrees(desk, "cedar", finisher="cedar"))
    assert refused(desk.says("cedar", release(desk))) is Rule.QUORUM
    desk.does("aster", agrees(desk, "aster", finisher="cedar"))
    assert refused(desk.says("birk", release(desk))) is Rule.QUORUM  # aster's newest counts
    paper = {"how": "disk", "key": ""}
    assert refused(desk.says("cedar", release(desk, **paper))) is Rule.QUORUM
    desk.does("cedar", release(desk))


def handed(desk: Desk, by: str = "aster", **more: Any) -> int | Denied:
    """The item of which the desk takes this person's share now; where it does, it has it."""
    live = desk.item().productions[0]
    mine = next(one for one in live.agreements if one.by == by)
    found = may_hand(desk.case, X, mine, desk.given(by, Act.RELEASE_APPROVE, 1, **more))
    if isinstance(found, int):
        desk.happens(ShareHanded(1, X, by, SEALED))
    return found


def test_a_share_is_taken_after_the_hold_with_k_who_say_the_same_once_and_to_one() -> None:
    desk = dealt()
    desk.does("aster", agrees(desk, "aster"))
    assert isinstance(held := handed(desk), Denied)
    assert held.rule is Rule.HOLDING
    after(desk, hours=24)
    desk.does("birk", agrees(desk, "birk", way="disk", recipient=""))
    assert isinstance(few := handed(desk), Denied)
    assert few.rule is Rule.QUORUM
    desk.does("birk", agrees(desk, "birk"))
    for more, wanted in (
        ({"frozen": True}, Rule.FROZEN),
        ({"releasers": frozenset({"aster"})}, Rule.QUORUM),
        ({"lifted": desk.at - datetime.timedelta(hours=23)}, Rule.HOLDING),
        ({"k": 3}, Rule.QUORUM),
    ):
        assert isinstance(said := handed(desk, **more), Denied)
        assert said.rule is wanted
    assert handed(desk) == 1
    assert isinstance(again := handed(desk), Denied)
    assert again.rule is Rule.SAME_PERSON
    other = agrees(desk, "aster", finisher="cedar")
    assert refused(desk.says("aster", other)) is Rule.SAME_PERSON


def test_nobody_agreed_is_no_hold_that_is_over() -> None:
    desk = dealt()
    after(desk, days=30)
    assert refused(desk.says("aster", release(desk))) is Rule.QUORUM


def test_who_left_the_roster_does_not_count() -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    gone = frozenset({"birk", "cedar"})
    assert refused(desk.says("birk", release(desk), releasers=gone)) is Rule.QUORUM


def test_a_key_that_was_retired_gets_no_share_of_others() -> None:
    desk = dealt()
    left = frozenset({"aster", "cedar"})  # birk retired a key that may be in other hands, or is from outside
    assert refused(desk.says("aster", agrees(desk, "aster"), finishers=left)) is Rule.SHARES
    assert isinstance(desk.says("aster", agrees(desk, "aster", finisher="cedar"), finishers=left), Decided)


def test_a_roster_that_releases_nothing() -> None:
    desk = dealt()
    assert refused(desk.says("aster", agrees(desk, "aster"), k=0)) is Rule.QUORUM


def test_a_confirmed_emergency_is_held_half_an_hour_with_the_same_k() -> None:
    desk = dealt(case={"emergency": True})
    desk.does("aster", agrees(desk, "aster"))
    after(desk, minutes=29)
    assert refused(desk.says("birk", release(desk))) is Rule.HOLDING
    after(desk, minutes=1)
    assert refused(desk.says("birk", release(desk))) is Rule.QUORUM
    desk.does("birk", agrees(desk, "birk"))
    desk.does("birk", release(desk))


def test_a_veto_is_for_ever_and_needs_no_reason() -> None:
    desk = dealt()
    desk.does("aster", agrees(desk, "aster"))
    assert refused(desk.says("birk", c.Veto(1, X, "0" * 64))) is Rule.PRODUCTION
    desk.does("birk", c.Veto(1, X, desk.item().productions[0].deal), frozen=True)
    after(desk, hours=48)
    assert refused(desk.says("cedar", release(desk))) is Rule.PRODUCTION
    assert [duty.rule for duty in desk.open("order_production")] == ["house.vetoed"]


def test_a_frozen_desk_orders_deals_and_releases_nothing() -> None:
    desk = granted()
    assert refused(desk.says("aster", order(desk), frozen=True)) is Rule.FROZEN
    desk.does("aster", order(desk))
    assert refused(desk.says("well", deal(desk), frozen=True)) is Rule.FROZEN
    desk.does("well", deal(desk))
    assert refused(desk.says("aster", agrees(desk, "aster"), frozen=True)) is Rule.FROZEN


def test_what_a_decision_rests_on_changed_after_the_deal() -> None:
    desk = dealt()
    desk.amends()
    assert refused(desk.says("aster", agrees(desk, "aster"))) is Rule.BASIS
    raised = dealt()
    assert refused(raised.says("aster", agrees(raised, "aster"), k=3)) is Rule.QUORUM


@pytest.mark.parametrize("more", [{"key": "8" * 64}, {"key": ""}, {"how": "passphrase"}, {"how": "cms", "key": ""}])
def test_the_recipients_key_is_the_verified_one(more: dict[str, Any]) -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    assert refused(desk.says("birk", release(desk, **more))) is Rule.RECIPIENT
    assert refused(desk.says("birk", release(desk, key=""), recipient_key="")) is Rule.RECIPIENT
    assert refused(desk.says("birk", release(desk, how="passphrase", key=""))) is Rule.QUORUM  # k people named a key
    desk.does("birk", release(desk))


@pytest.mark.parametrize("why", ["wrong_target", "too_wide", "wrong_recipient"])
def test_a_wrong_release_has_its_own_duties(why: str) -> None:
    desk = dealt()
    assert refused(desk.says("aster", desk.recall(why, 1, X))) is Rule.PRODUCTION
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    assert refused(desk.says("aster", order(desk, Y))) is Rule.PRODUCTION
    desk.does("cedar", desk.recall(why, 1, X))
    whats = {duty.what for duty in desk.duties}
    assert {"recall_letter", "tell_wrong_person", "data_protection_authority"} <= whats
    assert desk.item().productions[0].state is Producing.RECALLED
    desk.does("aster", order(desk, Y))  # the right one can be made


def letter(kind: str = "recall", how: str = "post") -> c.SendLetter:
    return c.SendLetter((1,), kind, "en", how, "s-" + "q" * 24, STANDING)


def test_the_letter_that_calls_back_answers_no_decision() -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    assert refused(desk.says("aster", letter())) is Rule.STATE  # nothing was called back
    desk.does("cedar", desk.recall("wrong_target", 1, X))
    assert refused(desk.says("aster", letter(), authority_verified=False)) is Rule.NOT_VERIFIED
    before = desk.item()
    desk.does("aster", letter())
    after_it = desk.item()
    assert (after_it.writing, after_it.letter) == (before.writing, before.letter)
    owed = {duty.what for duty in desk.duties}
    assert "recall_letter" not in owed
    assert "tell_wrong_person" in owed
    assert refused(desk.says("aster", letter())) is Rule.STATE  # once


def released() -> Desk:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    return desk


def test_a_letter_beside_a_release_answers_nothing_and_says_what_is_true() -> None:
    desk = dealt()
    desk.duties += [NewDuty(1, what, "X", "2026-11-09T09:00Z") for what in ("transmit", "respond", "acknowledge")]
    desk.does("aster", letter("comply_notice"))
    assert desk.item().writing == "sent"
    assert not desk.item().answered
    owed = {duty.what for duty in desk.duties}
    assert {"transmit", "respond", "release"} <= owed, "data have not left"
    assert "acknowledge" not in owed
    assert refused(desk.says("aster", c.Close())) is Rule.OPEN
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    assert desk.item().answered
    assert {"transmit", "respond"}.isdisjoint(duty.what for duty in desk.duties)
    desk.does("aster", c.Close())


def test_a_release_is_no_letter_and_one_may_follow_it() -> None:
    desk = released()
    assert (desk.item().writing, desk.item().answered) == ("none", True)
    assert refused(desk.says("aster", letter("partial"))) is Rule.STATE  # all of it was granted
    queued = first(LetterQueued, desk.does("aster", letter("comply_notice", "mail")))
    assert (desk.item().writing, still_stands(desk.case, queued)) == ("queued", True)
    desk.happens(left(desk.case, queued).events[0])
    desk.does("aster", c.Close())
    desk.happens(came_back(desk.case, queued, "5", NOW).events[0])
    assert (desk.case.closed, desk.item().writing, desk.item().answered) == (False, "none", True)
    desk.does("cedar", desk.recall("wrong_target", 1, X))
    assert desk.item().answered, "what left has left"


def test_a_grant_whose_letter_left_is_taken_back_while_no_data_did() -> None:
    desk = dealt()
    desk.does("aster", letter("comply_notice"))
    desk.does("aster", desk.withdrawal())
    assert (desk.item().deciding, desk.item().writing) == ("open", "none")
    again = dealt()
    again.does("aster", letter("comply_notice"))
    again.does("aster", c.Confirm({"court_order": "attached"}))
    assert again.item().deciding == "open", "a changed fact voids it"
    gone = released()
    assert refused(gone.says("aster", gone.withdrawal())) is Rule.STATE


def test_an_answer_in_part_has_its_own_letter() -> None:
    desk = Desk(face(targets=1, data=("subscriber", "traffic")))
    desk.reads("aster")
    desk.decides(Outcome.PARTIAL, "aster", "birk")
    assert refused(desk.says("aster", letter("comply_notice"))) is Rule.STATE
    desk.does("aster", letter("partial"))
    assert (desk.item().writing, desk.item().answered) == ("sent", False)


def test_what_was_not_received_is_called_back_by_no_letter() -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    desk.does("cedar", desk.recall("not_received", 1, X))
    assert refused(desk.says("aster", letter())) is Rule.STATE


def test_what_was_not_received_is_made_again() -> None:
    desk = dealt()
    both(desk)
    after(desk, hours=24)
    desk.does("birk", release(desk))
    desk.does("cedar", desk.recall("not_received", 1, X))
    assert [duty.what for duty in desk.duties if duty.rule == "house.not-received"] == ["order_production"]


def test_dropping_destroys_and_owes_another_one() -> None:
    desk = dealt()
    assert refused(desk.says("aster", c.DropProduction(1, Y))) is Rule.PRODUCTION
    desk.does("aster", c.DropProduction(1, X))
    assert refused(desk.says("aster", c.DropProduction(1, X))) is Rule.PRODUCTION
    assert [duty.rule for duty in desk.open("order_production")] == ["house.dropped"]


def test_a_corrected_fact_drops_what_was_dealt() -> None:
    desk = dealt()
    desk.does("cedar", c.ChangeItem("amend", 1, {"period_from": "2026-01-01"}))
    assert desk.item().productions[0].state is Producing.DROPPED
    ended = dealt()
    ended.does("cedar", c.ChangeItem("withdraw", 1))
    assert ended.item().productions[0].state is Producing.DROPPED  # one person suffices to stop it
    ended.does("aster", ended.ending())
    assert refused(ended.says("aster", c.ReadTarget(1, "T1", MARK))) is Rule.NO_ITEM


class WaysRoundTheQuorum(RuleBasedStateMachine):
    """Any order of acts by three people, a host and a stranger, with facts, roster and time moving.

    One invariant: what was released was agreed to by two releasers at least, on exactly that deal, made from the order
    on the approval that stands, its identifier read by two, after a hold that nobody shortened and nobody vetoed.
    """

    @initialize(steps=st.sampled_from((0, 6, 8, 9, 10, 10)))
    def begin(self, steps: int) -> None:
        self.desk = desk_of()
        self.log: list[tuple[str, c.Command, datetime.datetime]] = []
        self.count = 0
        self.frozen = False
        self.prepare()
        self.walks(steps)

    def prepare(self) -> None:
        """What a machine that goes on from this one needs before the first step."""

    def walks(self, steps: int) -> None:
        """The first steps of the way, so that few examples wait before the door."""
        way: list[Callable[[], object]] = [
            lambda: self.opens("aster"),
            lambda: self.opens("birk"),
            lambda: self.reads("aster", MARK),
            lambda: self.reads("birk", MARK),
            lambda: self.proposes("aster"),
            lambda: self.approves("birk"),
            lambda: self.orders("cedar"),
            lambda: self.deals("well"),
            lambda: self.agrees("aster", "birk"),
            lambda: self.waits(24),
        ]
        for step in way[:steps]:
            step()

    def tries(self, by: str, command: c.Command) -> None:
        answer = self.desk.tries(by, command, frozen=self.frozen)
        if isinstance(answer, Decided):
            self.log.append((by, command, self.desk.at))

    @rule(by=st.sampled_from(PEOPLE))
    def opens(self, by: str) -> None:
        self.desk.reads(by)

    @rule(by=st.sampled_from(PEOPLE), mark=st.sampled_from((MARK, MARK, MARK, OTHER_MARK)))
    def reads(self, by: str, mark: str) -> None:
        self.tries(by, c.ReadTarget(1, "T1", mark))

    @rule(by=st.sampled_from(PEOPLE))
    def proposes(self, by: str) -> None:
        self.tries(by, propose(Outcome.COMPLY))

    @precondition(lambda self: self.desk.item().proposal is not None)
    @rule(by=st.sampled_from(PEOPLE))
    def approves(self, by: str) -> None:
        self.tries(by, self.desk.approval())

    @rule(by=st.sampled_from(PEOPLE))
    def takes_back(self, by: str) -> None:
        self.tries(by, self.desk.withdrawal())

    @rule(by=st.sampled_from(("cedar", "aster")), day=st.sampled_from(("2026-01-01", "2026-01-02")))
    def amends(self, by: str, day: str) -> None:
        self.tries(by, c.ChangeItem("amend", 1, {"period_from": day}))
        self.desk.reads(by)
        paths = {path: self.desk.case.face.get(path) for path in self.desk.case.face.unconfirmed(1)}
        if paths:
            self.tries(by, c.Confirm({k: list(v) if isinstance(v, tuple) else v for k, v in paths.items()}))

    @rule(by=st.sampled_from((*PEOPLE, "eve")))
    def orders(self, by: str) -> None:
        self.count += 1
        fresh = "x-" + f"{self.count:024d}".translate(str.maketrans("0123456789", "abcdefghij"))
        self.tries(by, order(self.desk, fresh))

    def live(self) -> str:
        return self.desk.item().productions[-1].id

    @precondition(lambda self: bool(self.desk.item().productions))
    @rule(by=st.sampled_from(("well", "well", "aster")))
    def deals(self, by: str) -> None:
        self.tries(by, deal(self.desk, self.live()))

    @precondition(lambda self: bool(self.desk.item().productions))
    @rule(by=st.sampled_from((*PEOPLE, "eve")), finisher=st.sampled_from(("birk", "birk", "cedar")))
    def agrees(self, by: str, finisher: str) -> None:
        self.tries(by, agrees(self.desk, by, self.live(), finisher=finisher))

    @precondition(lambda self: bool(self.desk.item().productions))
    @rule(by=st.sampled_from((*PEOPLE, "eve")))
    def releases(self, by: str) -> None:
        self.tries(by, release(self.desk, self.live()))

    @precondition(lambda self: bool(self.desk.item().productions))
    @rule(by=st.sampled_from(PEOPLE))
    def vetoes(self, by: str) -> None:
        self.tries(by, c.Veto(1, self.live(), self.desk.item().productions[-1].deal))

    @rule(hours=st.sampled_from((1, 12, 24)))
    def waits(self, hours: int) -> None:
        after(self.desk, hours=hours)

    @rule()
    def freezes_or_lifts(self) -> None:
        self.frozen = not self.frozen

    @invariant()
    def nothing_leaves_without_k_on_exactly_that(self) -> None:
        for by, command, at in self.log:
            if not isinstance(command, c.Release):
                continue
            said = [one for one in self.log if getattr(one[1], "production", "") == command.production]
            newest = {who: one for who, one, _ in said if isinstance(one, c.ApproveRelease)}
            first_at = min(when for _, one, when in said if isinstance(one, c.ApproveRelease))
            assert all(one.deal == command.deal for one in newest.values())
            assert len([who for who, one in newest.items() if one.finisher == by]) >= 2
            assert "eve" not in {*newest, by}
            assert at >= first_at + datetime.timedelta(hours=24)
            assert not [one for _, one, _ in said if isinstance(one, c.Veto)]
            ordered = next(one for _, one, _ in said if isinstance(one, c.OrderProduction))
            assert ordered.approval
            readers = {who for who, one, when in self.log if isinstance(one, c.ReadTarget) and when <= at}
            assert len(readers) >= 2


WaysRoundTheQuorum.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_ways_round_the_quorum = WaysRoundTheQuorum.TestCase
