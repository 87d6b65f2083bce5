"""Forgetting takes two, and whatever is owed, open or frozen stops it."""

from typing import Any

import pytest

from case_builders import Desk, face, propose, sends
from dueprocess.case import commands as c
from dueprocess.case import contest
from dueprocess.case.case_events import ArrivalClassified, EnvelopesDestroyed
from dueprocess.case.decisions import needs_two
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.state import Deciding
from dueprocess.demand.codes import ArrivalIs, Outcome, Role
from dueprocess.formats.refusal import Denied


def over(desk: Desk) -> Desk:
    """Decided, answered, closed, with nothing owed."""
    desk.decides(Outcome.NO_DATA, "aster", "birk")
    desk.does("aster", sends("no_data"))
    desk.does("aster", c.Close())
    desk.duties = []
    return desk


def refused(answer: Decided | Denied) -> Rule:
    assert isinstance(answer, Denied), answer
    return answer.rule


def agreement(desk: Desk) -> c.Forget:
    return c.Forget(desk.case.forget_statement)


def test_one_proposes_another_agrees_and_nothing_can_be_done_any_more(desk: Desk) -> None:
    over(desk)
    desk.does("aster", c.ProposeForget())
    assert not desk.case.forgotten
    (event,) = desk.does("birk", agreement(desk)).events
    assert isinstance(event, EnvelopesDestroyed)
    assert desk.case.forgotten
    for command in (c.AddNote("s-" + "c" * 24), c.ProposeForget(), agreement(desk), c.Answer(1, "tell", "no", None)):
        assert refused(desk.says("cedar", command)) is Rule.FORGOTTEN
    assert refused(desk.says("cedar", desk.unpublished())) is not Rule.FORGOTTEN  # a public row still comes down


def test_one_alone_does_not_destroy(desk: Desk) -> None:
    over(desk)
    assert refused(desk.says("aster", c.Forget("0" * 64))) is Rule.OPEN
    assert refused(desk.says("aster", c.Forget(""))) is Rule.OPEN
    desk.does("aster", c.ProposeForget())
    assert refused(desk.says("aster", agreement(desk))) is Rule.FOUR_EYES
    assert refused(desk.says("aster", c.ProposeForget())) is Rule.FOUR_EYES
    assert refused(desk.says("birk", c.Forget("1" * 64))) is Rule.OPEN
    first = agreement(desk)
    desk.does("birk", c.ProposeForget())  # a newer proposal takes the older one's place
    assert refused(desk.says("cedar", first)) is Rule.OPEN


def test_a_clerk_proposes_and_does_not_agree(desk: Desk) -> None:
    over(desk)
    desk.does("aster", c.ProposeForget(), roles=frozenset({Role.CLERK}))
    assert refused(desk.says("birk", agreement(desk), roles=frozenset({Role.CLERK}))) is Rule.ROLE
    assert refused(desk.says("birk", agreement(desk), roles=frozenset({Role.COUNSEL}))) is Rule.ROLE


@pytest.mark.parametrize("before", [True, False], ids=["to agree", "to propose"])
@pytest.mark.parametrize("why", ["open", "owed", "silence", "letter", "frozen"])
def test_what_is_not_over_is_not_forgotten(desk: Desk, why: str, before: bool) -> None:  # noqa: FBT001
    over(desk)
    if before:
        desk.does("aster", c.ProposeForget())
    more: dict[str, Any] = {}
    match why:
        case "open":
            desk.does("aster", c.ChangeItem("add", 2, {"kind": "disclosure"}))
        case "owed":
            desk.duties.append(NewDuty(1, "tell", "x", "2026-12-01T00:00Z"))
        case "silence":
            says = {"tell": True, "admit": True, "count": True, "until": "2027-01-01", "review_on": None}
            desk.does("cedar", c.RecordSecrecy(1, "order", "DE-STPO-95A", **says))
            desk.duties = []
        case "letter":
            more = {"letters_wait": True}
        case _:
            more = {"frozen": True}
    command = agreement(desk) if before else c.ProposeForget()
    answer = desk.says("birk", command, **more)
    assert refused(answer) is (Rule.FROZEN if why == "frozen" else Rule.OPEN)


def test_what_went_into_another_case_and_what_is_no_demand_is_forgotten_alike() -> None:
    for says in (ArrivalIs.DUPLICATE, ArrivalIs.NOT_A_DEMAND):
        desk = Desk()
        into = "c-" + "b" * 24 if says is ArrivalIs.DUPLICATE else ""
        desk.happens(ArrivalClassified("rule-reader", says, into))
        desk.does("aster", c.ProposeForget())
        desk.does("birk", agreement(desk))
        assert desk.case.forgotten


# --- desks of one, two and three people (hazard 15.4): what one may alone, and a proposal never waits for nobody ---

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
    assert answer.rule is Rule.NO_SECOND


def test_of_two_the_one_who_typed_proposes_and_the_other_agrees() -> None:
    desk = desk_of({"aster": AGREES, "birk": AGREES})
    desk.reads("birk")
    desk.does("birk", c.Confirm({"country": "DE"}))
    answer = desk.says("aster", propose(Outcome.COMPLY))
    assert (answer.rule, str(answer.next)) == (Rule.NO_SECOND, "Let birk propose, and agree yourself.")
    desk.proposes("birk", Outcome.COMPLY)
    desk.approves("aster")
    assert desk.item().outcome is Outcome.COMPLY


@pytest.mark.parametrize("proposer_types", [False, True])
def test_where_all_others_took_part_another_approver_is_asked_for(*, proposer_types: bool) -> None:
    desk = desk_of({"aster": AGREES, "birk": AGREES})
    desk.does("birk", c.CallBack("call_back", "confirmed"))
    if proposer_types:
        desk.reads("aster")
        desk.does("aster", c.Confirm({"country": "DE"}))
    answer = desk.says("aster", propose(Outcome.COMPLY))
    assert answer.rule is Rule.NO_SECOND
    assert "birk typed facts or called back" in answer.text
    assert str(answer.next) == "Take another approver onto the roster first."


def test_of_three_the_one_who_neither_decided_nor_called_back_agrees() -> None:
    desk = desk_of(
        {"aster": frozenset({Role.CLERK}), "birk": frozenset({Role.APPROVER}), "cedar": frozenset({Role.RELEASER})},
        emergency=True,
    )
    desk.does("birk", c.CallBack("call_back", "confirmed"))
    desk.proposes("aster", Outcome.COMPLY)
    denied = desk.says("birk", desk.approval())
    assert denied.rule is Rule.CALLER
    desk.approves("cedar")
    assert (desk.item().approved_by, desk.item().outcome) == ("cedar", Outcome.COMPLY)


def test_what_is_before_a_court_is_not_forgotten(desk: Desk) -> None:
    """Nothing is due while a court thinks, and what it may ask for stays (hazard 9.4)."""
    over(desk)

    def step(name: str, outcome: str = "") -> None:
        desk.does("aster", contest.RecordCourt(1, "person", name, "2026-11-02", outcome, 0, "", None))

    step("filed")
    assert refused(desk.says("aster", c.ProposeForget())) is Rule.OPEN
    step("decided", "stands")
    step("appealed")
    assert refused(desk.says("aster", c.ProposeForget())) is Rule.OPEN
    step("ended")
    desk.does("aster", c.ProposeForget())
