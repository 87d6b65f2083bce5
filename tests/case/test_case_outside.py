"""Giving outside the desk: two agree beforehand to the same files; what left without them is named so."""

import dataclasses
import hashlib
from typing import Any

import pytest
from test_case_releasing import MARK, OTHER_MARK, dealt, granted, order, propose

from case_builders import Desk, first
from dueprocess.acts.parse import command_of
from dueprocess.case import commands as c
from dueprocess.case.commands import BadCommandError
from dueprocess.case.item_events import OutsideGiven
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.outside import ApproveOutside, Outside, ProposeOutside
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.report import report_columns

CONTACT = "post@lka.example"
FILES = ("4" * 64, "5" * 64)
DAY = "2026-11-02"


def refused(answer: Decided | Denied) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


def proposes(desk: Desk, **more: Any) -> ProposeOutside:
    contact = hashlib.sha256(CONTACT.encode()).hexdigest()
    made = ProposeOutside(1, desk.item().approval, "authority_portal", "no_host", contact, FILES)
    return dataclasses.replace(made, **more)


def agrees(desk: Desk, **more: Any) -> ApproveOutside:
    outside = desk.item().outside
    assert outside is not None
    return dataclasses.replace(ApproveOutside(1, outside.statement, FILES), **more)


def agreed(desk: Desk) -> str:
    desk.does("aster", proposes(desk), recipient=CONTACT)
    desk.does("birk", agrees(desk), recipient=CONTACT)
    outside = desk.item().outside
    assert outside is not None
    return outside.statement


def test_two_agree_then_it_leaves_and_the_grant_is_answered_and_closed() -> None:
    desk = granted()
    statement = agreed(desk)
    assert desk.open("agree_outside") == []
    assert len(desk.open("give_outside")) == 1
    assert not desk.item().answered  # agreeing gives nothing
    desk.does("cedar", Outside(1, statement, "authority_portal", DAY))
    item = desk.item()
    assert item.given
    assert item.answered
    assert item.answered_on == DAY
    assert desk.open("order_production") == desk.open("give_outside") == desk.open("look_at_outside") == []
    desk.does("aster", c.Close())


def test_what_left_without_two_people_is_named_and_looked_at() -> None:
    desk = granted(reads=False)
    decided = desk.does("aster", Outside(1, "", "mail", DAY))
    assert first(OutsideGiven, decided).two is False
    assert [duty.what for duty in decided.duties] == ["look_at_outside"]
    assert desk.item().answered
    outside = desk.item().outside
    assert outside.statement == ""


def test_the_second_person_has_the_same_files() -> None:
    desk = granted()
    desk.does("aster", proposes(desk), recipient=CONTACT)
    assert refused(desk.says("aster", agrees(desk), recipient=CONTACT)) == Rule.FOUR_EYES
    other = agrees(desk, files=("4" * 64, "6" * 64))
    assert refused(desk.says("birk", other, recipient=CONTACT)) == Rule.OUTSIDE
    stale = agrees(desk, proposal="0" * 64)
    assert refused(desk.says("birk", stale, recipient=CONTACT)) == Rule.BASIS
    desk.does("birk", agrees(desk, files=tuple(reversed(FILES))), recipient=CONTACT)


def test_whoever_typed_the_facts_does_not_agree() -> None:
    desk = granted()
    desk.does("birk", c.Confirm({"country": "DE"}))
    desk.does("aster", proposes(desk), recipient=CONTACT)
    assert refused(desk.says("birk", agrees(desk), recipient=CONTACT)) == Rule.TYPED


def test_nothing_is_agreed_to_that_two_people_did_not_read() -> None:
    desk = granted(reads=False)
    desk.reads("aster")
    desk.does("aster", c.ReadTarget(1, "T1", MARK))
    assert refused(desk.says("aster", proposes(desk), recipient=CONTACT)) == Rule.TWO_READERS
    desk.reads("birk")
    desk.does("birk", c.ReadTarget(1, "T1", OTHER_MARK))  # another identifier
    assert refused(desk.says("aster", proposes(desk), recipient=CONTACT)) == Rule.TWO_READERS
    desk.does("birk", c.ReadTarget(1, "T1", MARK))
    desk.does("aster", proposes(desk), recipient=CONTACT)
    # Cedar read nothing from the original: agreeing takes one's own eyes (P12).
    assert refused(desk.says("cedar", agrees(desk), recipient=CONTACT)) == Rule.TWO_READERS


@pytest.mark.parametrize(
    ("changes", "given", "rule"),
    [
        ({"approval": "0" * 64}, {}, Rule.BASIS),
        ({"recipient": "0" * 64}, {}, Rule.RECIPIENT),
        ({}, {"frozen": True}, Rule.FROZEN),
        ({}, {"authority_verified": False}, Rule.NOT_VERIFIED),
        ({}, {"basis_now": "0" * 64}, Rule.BASIS),
        ({"item": 2}, {}, Rule.NO_ITEM),
    ],
)
def test_what_does_not_stand_is_not_proposed(changes: dict[str, Any], given: dict[str, Any], rule: Rule) -> None:
    desk = granted()
    assert refused(desk.says("aster", proposes(desk, **changes), recipient=CONTACT, **given)) == rule


def test_only_what_is_granted_and_not_given_yet() -> None:
    desk = granted()
    statement = agreed(desk)
    desk.does("cedar", Outside(1, statement, "authority_portal", DAY))
    for command in (proposes(desk), agrees(desk), Outside(1, "", "mail", DAY)):
        assert refused(desk.says("aster", command, recipient=CONTACT)) == Rule.STATE
    assert refused(desk.says("aster", order(desk))) == Rule.PRODUCTION  # nor a second time by a release
    assert refused(desk.says("aster", desk.withdrawal())) == Rule.STATE
    assert refused(desk.says("aster", Outside(2, "", "mail", DAY))) == Rule.NO_ITEM
    assert refused(desk.says("aster", ApproveOutside(2, statement, FILES))) == Rule.NO_ITEM


def test_a_practice_case_gives_nothing() -> None:
    desk = Desk(practice=True)
    assert refused(desk.says("aster", Outside(1, "", "mail", DAY))) == Rule.PRACTICE


def test_what_leaves_is_what_was_agreed_to() -> None:
    desk = granted()
    desk.does("aster", proposes(desk), recipient=CONTACT)
    outside = desk.item().outside
    assert refused(desk.says("cedar", Outside(1, outside.statement, "authority_portal", DAY))) == Rule.OUTSIDE
    desk.does("birk", agrees(desk), recipient=CONTACT)
    assert refused(desk.says("cedar", Outside(1, outside.statement, "disk", DAY))) == Rule.OUTSIDE
    assert refused(desk.says("cedar", Outside(1, outside.statement, "authority_portal", "2026-11-03"))) == Rule.OUTSIDE


def test_a_production_that_waits_falls_when_it_went_outside() -> None:
    desk = dealt()
    desk.does("cedar", Outside(1, "", "mail", DAY))
    assert desk.item().live is None
    assert desk.open("release") == desk.open("finish_release") == []


def test_a_decision_that_falls_takes_an_open_proposal_along_and_no_gift() -> None:
    desk = granted()
    desk.does("aster", proposes(desk), recipient=CONTACT)
    desk.does("aster", desk.withdrawal())
    assert desk.item().outside is None
    desk = granted()
    desk.does("aster", Outside(1, "", "mail", DAY))
    desk.ends("aster", "withdraw")
    assert desk.item().outcome is Outcome.COMPLY  # what was given stays told as given


def test_a_correction_that_asks_for_nothing_is_taken_back() -> None:
    desk = Desk()
    desk.does("aster", propose(Outcome.CORRECT))
    assert len(desk.open("send_letter")) == 1
    desk.does("aster", desk.withdrawal())
    assert desk.open("send_letter") == []
    desk.does("aster", propose(Outcome.OBJECT))


def test_what_a_letter_told_or_is_about_to_tell_is_not_taken_back() -> None:
    from case_builders import sends

    for how in ("mail", "post"):
        desk = Desk()
        desk.does("aster", propose(Outcome.CORRECT))
        desk.does("birk", sends("correction", how=how), recipient=CONTACT)
        assert refused(desk.says("aster", desk.withdrawal())) == Rule.STATE


def given_outside(two: bool = True) -> Desk:  # noqa: FBT001, FBT002 - whether two agreed
    desk = granted()
    statement = agreed(desk) if two else ""
    desk.does("cedar", Outside(1, statement, "authority_portal", DAY))
    return desk


@pytest.mark.parametrize("why", ["wrong_target", "too_wide", "wrong_recipient"])
def test_what_was_given_outside_is_called_back_like_a_release(why: str) -> None:
    desk = given_outside()
    assert refused(desk.says("aster", order(desk))) is Rule.PRODUCTION  # it is out
    decided = desk.does("cedar", desk.recall(why, 1))
    assert {duty.what for duty in decided.duties} == {"recall_letter", "tell_wrong_person", "data_protection_authority"}
    item = desk.item()
    assert (item.given, item.out, item.called_back, item.outside) == (True, False, True, None)
    assert report_columns._outside(desk.case, item) == "two"  # noqa: SLF001 - what left is told as given, called back or not
    assert refused(desk.says("cedar", desk.recall(why, 1))) is Rule.PRODUCTION  # once
    desk.does("aster", order(desk))  # the right one can be made


def test_what_did_not_arrive_outside_is_given_again_and_what_left_alone_stays_told_so() -> None:
    desk = given_outside(two=False)
    desk.does("cedar", desk.recall("not_received", 1))
    assert [duty.rule for duty in desk.open("order_production")] == ["house.not-received"]
    desk.does("aster", Outside(1, agreed(desk), "authority_portal", DAY))
    assert desk.open("order_production") == []
    assert report_columns._outside(desk.case, desk.item()) == "alone"  # noqa: SLF001


def test_only_what_left_outside_is_called_back() -> None:
    desk = granted()
    assert refused(desk.says("cedar", desk.recall("too_wide", 1))) is Rule.PRODUCTION
    agreed(desk)
    assert refused(desk.says("cedar", desk.recall("too_wide", 1))) is Rule.PRODUCTION  # nothing left yet
    assert refused(desk.says("cedar", desk.recall("too_wide", 2))) is Rule.PRODUCTION
    out = given_outside()
    assert refused(out.says("cedar", out.recall("too_wide", 1, "x-" + "e" * 24))) is Rule.PRODUCTION
    made = dealt()
    assert refused(made.says("cedar", made.recall("too_wide", 1))) is Rule.PRODUCTION


# --- what a statement of a production says is read strictly, or it says nothing ---

SEALED, PRODUCTION, HASH = "s-" + "a" * 24, "x-" + "b" * 24, "c" * 64
DEAL: dict[str, Any] = {
    "item": 1,
    "production": PRODUCTION,
    "order": HASH,
    "recipient": "age1" + "q" * 58,
    "k": 2,
    "shares": [{"sealed": SEALED, "share": HASH, "to": "aster"}, {"sealed": SEALED, "share": "d" * 64, "to": "birch"}],
    "parts": [{"sealed": SEALED, "hash": HASH}],
    "manifest": SEALED,
    "manifest_hash": HASH,
}
DONE: dict[str, Any] = {
    "item": 1,
    "production": PRODUCTION,
    "deal": HASH,
    "how": "cms",
    "key": HASH,
    "sent": [HASH, "d" * 64],
    "agreements": [HASH],
}


def test_a_deal_and_a_release_are_read() -> None:
    deal = command_of(Act.PRODUCTION_DEAL, DEAL)
    assert isinstance(deal, c.Deal)
    assert deal.shares[0] == ("aster", HASH, SEALED)
    done = command_of(Act.RELEASE_DONE, DONE)
    assert isinstance(done, c.Release)
    assert done.sent == (HASH, "d" * 64)


@pytest.mark.parametrize(
    "change",
    [
        {"k": True},
        {"k": "2"},
        {"k": 0},
        {"k": 10_000},
        {"shares": "all"},
        {"shares": []},
        {"shares": [DEAL["shares"][0]] * 2},
        {"shares": [{"sealed": SEALED, "share": HASH}]},
        {"shares": [{**DEAL["shares"][0], "more": "x"}]},
        {"parts": []},
        {"parts": [{"sealed": SEALED, "hash": "no"}]},
        {"recipient": "age1"},
    ],
)
def test_a_deal_that_says_something_else_is_none(change: dict[str, Any]) -> None:
    with pytest.raises(BadCommandError):
        command_of(Act.PRODUCTION_DEAL, {**DEAL, **change})


@pytest.mark.parametrize("sent", [[], "all", [HASH] * 9000, ["no hash"], [1]])
def test_a_release_names_each_file_that_left(sent: object) -> None:
    with pytest.raises(BadCommandError):
        command_of(Act.RELEASE_DONE, {**DONE, "sent": sent})
