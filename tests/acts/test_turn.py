"""Whose turn a duty is: the act that ends it, and who is asked, out of the table of acts alone."""

import re
from pathlib import Path
from typing import Any

import pytest

import dueprocess
from case_builders import Desk, sends, silence
from dueprocess.acts.table import ON_CASE
from dueprocess.acts.turn import House, Other, Owed, Turn, stands_in, turn
from dueprocess.case import commands as c
from dueprocess.case.silence import AgreeSecrecy
from dueprocess.demand.codes import Outcome, Role
from dueprocess.formats.statement import Act

CLERK, APPROVER, RELEASER = frozenset({Role.CLERK}), frozenset({Role.APPROVER}), frozenset({Role.RELEASER})
COUNSEL, AUDITOR, HOST = frozenset({Role.COUNSEL}), frozenset({Role.AUDITOR}), frozenset({Role.PRODUCER})
ROLES = {"aster": CLERK, "birch": APPROVER, "cedar": APPROVER | RELEASER, "dill": AUDITOR}
WITH_HOST = ROLES | {"barn": HOST}


def whose(desk: Desk, what: str, item: int | None = 1, *, late: bool = False, soon: bool = False, **house: Any) -> Turn:
    return turn(desk.case, Owed(what, item, late, soon), House(**({"roles": ROLES} | house)))


@pytest.fixture
def desk() -> Desk:
    made = Desk()
    made.roles = dict(WITH_HOST)
    return made


def test_a_demand_that_nobody_decided_waits_for_whoever_may_decide(desk: Desk) -> None:
    found = whose(desk, "respond")
    assert (found.act, found.people, found.other) == (Act.DECISION_PROPOSE, ("aster", "birch", "cedar"), None)
    assert "dill" not in found.people  # an auditor does nothing


def test_a_proposal_waits_for_who_neither_proposed_it_nor_typed_its_facts(desk: Desk) -> None:
    desk.proposes("cedar", Outcome.COMPLY)
    typists = desk.case.typists(1)
    for what in ("respond", "approve"):
        found = whose(desk, what)
        assert found.act is Act.DECISION_APPROVE
        assert found.people == ("birch",)
    assert "cedar" not in typists
    alone = whose(desk, "approve", roles={"aster": CLERK, "cedar": APPROVER})
    assert (alone.people, alone.other) == ((), Other.NOBODY)


def test_a_no_to_telling_waits_for_a_second_person_and_asks_nobody_anew(desk: Desk) -> None:
    assert whose(desk, "answer_tell").act is Act.GATE_ANSWER
    desk.does("aster", c.Answer(1, "tell", "no", None, "household"))
    for what in ("answer_tell", "agree_silence"):
        found = whose(desk, what)
        assert found.act is Act.SECRECY_AGREE
        assert "birch" in found.people
        assert "aster" not in found.people
    assert whose(desk, "answer_admit").act is Act.GATE_ANSWER
    lone = desk.item().lone_no
    assert lone is not None
    desk.does("birch", AgreeSecrecy(1, lone.statement, "refused"))
    assert whose(desk, "answer_tell").act is Act.GATE_ANSWER


def test_what_was_sent_back_waits_for_who_proposed_it_by_name(desk: Desk) -> None:
    desk.proposes("cedar", Outcome.COMPLY)
    proposal = desk.item().proposal
    assert proposal is not None
    desk.does("birch", c.SendBack(1, proposal.statement, "facts"))
    found = whose(desk, "respond")
    assert (found.act, found.people, found.sent_back) == (Act.DECISION_PROPOSE, ("cedar",), "cedar")
    gone = whose(desk, "respond", roles={"aster": CLERK, "birch": APPROVER})
    assert gone.people == ("aster", "birch")  # cedar left: whoever may goes on with it


def test_an_option_whose_time_passed_is_owed_by_nobody(desk: Desk) -> None:
    assert whose(desk, "object").act is Act.DECISION_PROPOSE
    assert whose(desk, "object", late=True) == Turn(over=True)
    assert not whose(desk, "respond", late=True).over


def test_a_letter_that_waits_is_the_workers_and_nobodys_else(desk: Desk) -> None:
    desk.decides(Outcome.OBJECT, "cedar")
    assert whose(desk, "send_letter").act is Act.LETTER_SEND
    assert whose(desk, "send_letter").people == ("aster", "birch", "cedar")
    desk.does("cedar", sends("objection", how="mail"))
    for what in ("send_letter", "respond"):
        found = whose(desk, what, late=True)
        assert (found.act, found.people, found.other) == (Act.LETTER_SEND, (), Other.WORKER)


def test_data_that_were_granted_are_asked_of_the_host_where_there_is_one_and_else_given_outside(desk: Desk) -> None:
    desk.decides(Outcome.COMPLY, "cedar", "birch")
    assert whose(desk, "order_production", roles=WITH_HOST).act is Act.PRODUCTION_ORDER
    assert whose(desk, "order_production").act is Act.OUTSIDE_PROPOSE
    assert whose(desk, "respond").act is Act.OUTSIDE_PROPOSE
    assert "barn" not in whose(desk, "order_production", roles=WITH_HOST).people


def test_a_silence_waits_for_another_than_who_recorded_it(desk: Desk) -> None:
    desk.does("birch", silence())
    assert whose(desk, "agree_silence").people == ("cedar",)
    assert whose(desk, "end_secrecy").other is Other.CLOCK
    assert whose(desk, "end_secrecy", late=True).people


def test_a_review_waits_for_nobody_before_its_week(desk: Desk) -> None:
    desk.does("birch", silence())
    assert whose(desk, "review_secrecy").other is Other.CLOCK
    for when in ("soon", "late"):
        assert whose(desk, "review_secrecy", **{when: True}).people == ("aster", "birch", "cedar")


def test_counsel_and_the_authority_are_others(desk: Desk) -> None:
    assert whose(desk, "look_at_outside").other is Other.COUNSEL
    assert whose(desk, "clarify").other is Other.AUTHORITY
    assert whose(desk, "clarify", late=True).people == ("aster", "birch", "cedar")


def test_who_is_away_is_passed_over_and_named_and_the_deputy_gains_no_role(desk: Desk) -> None:
    desk.proposes("aster", Outcome.COMPLY)
    assert whose(desk, "approve").people == ("birch", "cedar")
    found = whose(desk, "approve", away={"birch": "cedar"})
    assert (found.people, found.away) == (("cedar",), ("birch",))
    # A deputy who may not do it is not asked, and whom nobody stands in for is still waited for.
    found = whose(desk, "approve", away={"birch": "aster", "cedar": ""})
    assert (found.people, found.away) == (("birch", "cedar"), ("birch", "cedar"))


def test_what_waits_for_one_person_by_name_goes_to_the_deputy_and_then_to_whoever_may(desk: Desk) -> None:
    desk.proposes("cedar", Outcome.COMPLY)
    proposal = desk.item().proposal
    assert proposal is not None
    desk.does("birch", c.SendBack(1, proposal.statement, "facts"))
    assert whose(desk, "respond", away={"cedar": "aster"}).people == ("aster",)
    assert whose(desk, "respond", away={"cedar": ""}).people == ("aster", "birch")
    assert whose(desk, "respond", away={"cedar": "aster", "aster": ""}).people == ("birch",)


@pytest.mark.parametrize(
    ("deputy", "absent", "may"),
    [(CLERK, CLERK, True), (APPROVER, CLERK, True), (CLERK, APPROVER, False), (RELEASER, APPROVER, True),
     (APPROVER, RELEASER, False), (COUNSEL, CLERK, False), (APPROVER | COUNSEL, APPROVER | COUNSEL, True)],
)  # fmt: skip
def test_a_deputy_may_do_by_their_own_roles_whatever_the_absent_one_may(
    deputy: frozenset[Role],
    absent: frozenset[Role],
    may: bool,  # noqa: FBT001 - a row of the table
) -> None:
    assert stands_in(deputy, absent) is may


def test_every_duty_of_the_house_and_the_law_has_an_act_that_ends_it(desk: Desk) -> None:
    source = Path(dueprocess.__file__).parent
    named = {
        what
        for path in (*source.glob("case/*.py"), source / "desk/services/arrivals.py")
        for what in re.findall(r'NewDuty\([^,]+, "(\w+)"', path.read_text())
    }
    law = source.parents[1] / "law"
    named |= {what for path in law.rglob("*.yaml") for what in re.findall(r"what: (\w+)", path.read_text())}
    assert len(named) > 30
    for what in sorted(named):
        for late in (False, True):
            found = whose(desk, what, late=late)
            assert found.over or found.act in ON_CASE, what
