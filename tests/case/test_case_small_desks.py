"""Desks of one, two and three people (hazard 15.4): what one may alone, and a proposal never waits for nobody."""

from typing import Any

import pytest

from case_builders import Desk, face, propose
from dueprocess.case import commands as c
from dueprocess.case.decisions import needs_two
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import Deciding
from dueprocess.demand.codes import Outcome, Role
from dueprocess.formats.refusal import Denied

OURS = [one for one in Outcome if one not in {Outcome.WITHDRAWN, Outcome.LAPSED}]
ALONE = frozenset({Role.CLERK, Role.COUNSEL, Role.OPERATOR})
AGREES = frozenset({Role.CLERK, Role.APPROVER})


def desk_of(roles: dict[str, frozenset[Role]], **case: Any) -> Desk:
    desk = Desk(face(data=("subscriber", "traffic"), case=case))
    desk.roles = roles
    return desk


@pytest.mark.parametrize("emergency", [False, True])
@pytest.mark.parametrize("outcome", OURS)
@pytest.mark.parametrize("roles", [ALONE, ALONE | {Role.APPROVER, Role.RELEASER}], ids=["clerk", "all"])
def test_one_person_returns_and_objects_and_nothing_else(
    outcome: Outcome, roles: frozenset[Role], *, emergency: bool
) -> None:
    desk = desk_of({"aster": roles, "cedar": frozenset({Role.COUNSEL})}, emergency=emergency)
    answer = desk.tries("aster", propose(outcome))
    if needs_two(outcome, emergency=emergency):
        assert isinstance(answer, Denied)
        assert answer.rule is Rule.NO_SECOND
        assert "nobody else on this desk's roster" in answer.text
        assert "Return it for correction" in answer.text
    else:
        assert isinstance(answer, Decided)
        assert desk.item().deciding is Deciding.DECIDED


def test_one_person_is_told_before_anything_else_that_it_takes_two() -> None:
    desk = Desk(face(confirmed=False))
    desk.roles, desk.verified = {"aster": ALONE}, False
    answer = desk.says("aster", propose(Outcome.COMPLY))
    assert isinstance(answer, Denied)
    assert answer.rule is Rule.NO_SECOND


def test_of_two_the_one_who_typed_proposes_and_the_other_agrees() -> None:
    desk = desk_of({"aster": AGREES, "birk": AGREES})
    desk.reads("birk")
    desk.does("birk", c.Confirm({"country": "DE"}))
    answer = desk.says("aster", propose(Outcome.COMPLY))
    assert isinstance(answer, Denied)
    assert (answer.rule, str(answer.next)) == (Rule.NO_SECOND, "Let birk propose, and agree yourself.")
    desk.proposes("birk", Outcome.COMPLY)
    desk.approves("aster")
    assert desk.item().outcome is Outcome.COMPLY


@pytest.mark.parametrize("proposer_types", [False, True])
def test_where_all_others_took_part_another_approver_is_asked_for(*, proposer_types: bool) -> None:
    desk = desk_of({"aster": AGREES, "birk": AGREES})
    desk.does("birk", c.CallBack("call_back"))
    if proposer_types:
        desk.reads("aster")
        desk.does("aster", c.Confirm({"country": "DE"}))
    answer = desk.says("aster", propose(Outcome.COMPLY))
    assert isinstance(answer, Denied)
    assert answer.rule is Rule.NO_SECOND
    assert "birk typed facts or called back" in answer.text
    assert str(answer.next) == "Take another approver onto the roster first."


def test_of_three_the_one_who_neither_decided_nor_called_back_agrees() -> None:
    desk = desk_of(
        {"aster": frozenset({Role.CLERK}), "birk": frozenset({Role.APPROVER}), "cedar": frozenset({Role.RELEASER})},
        emergency=True,
    )
    desk.does("birk", c.CallBack("call_back"))
    desk.proposes("aster", Outcome.COMPLY)
    denied = desk.says("birk", desk.approval())
    assert isinstance(denied, Denied)
    assert denied.rule is Rule.CALLER
    desk.approves("cedar")
    assert (desk.item().approved_by, desk.item().outcome) == ("cedar", Outcome.COMPLY)
