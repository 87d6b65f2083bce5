"""For each act three people: one who may, one who may not, a stranger."""

import pytest

import act_samples
from case_builders import Desk
from dueprocess.acts import access
from dueprocess.acts.access import SEES, View
from dueprocess.acts.decide import decide
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.case import commands as c
from dueprocess.case.outcome import Rule
from dueprocess.demand.codes import Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

STOPPING = {Act.DESK_FREEZE, Act.KEY_RETIRE}
COMMANDS: dict[Act, c.Command] = {act: act_samples.command(act) for act in ON_CASE}


def test_every_act_stands_in_the_table_under_its_own_name() -> None:
    assert [declared.act for declared in ACTS.values()] == list(Act)


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("role", Role)
def test_a_single_role_may_exactly_what_the_table_says(act: Act, role: Role) -> None:
    assert access.may({role}, act) is (role in ACTS[act].may)


@pytest.mark.parametrize("act", Act)
def test_may_may_not_stranger(act: Act) -> None:
    without = [role for role in Role if role not in ACTS[act].may]
    assert access.may(ACTS[act].may, act) is (act is not Act.LETTER_APPROVE)
    assert not access.may(without, act)
    assert not access.may((), act)


@pytest.mark.parametrize("act", COMMANDS)
def test_the_door_asks_the_table_first(act: Act) -> None:
    desk, command = Desk(), COMMANDS[act]
    may_not = frozenset(role for role in Role if role not in ACTS[act].may)
    for by, roles in (("dara", may_not), ("stranger", frozenset())):
        denied = desk.says(by, command, roles=roles)
        assert denied.rule is Rule.ROLE
        assert by in denied.text
    allowed = desk.says("aster", command, roles=ACTS[act].may)
    assert not (isinstance(allowed, Denied) and allowed.rule is Rule.ROLE)


@pytest.mark.parametrize("act", Act)
def test_a_command_comes_only_with_its_own_act(act: Act) -> None:
    """A statement that lets an employee note something lets nobody approve."""
    desk = Desk()
    for other, command in COMMANDS.items():
        denied = decide(desk.case, command, desk.given("aster", act, roles=frozenset(Role)))
        refused = isinstance(denied, Denied) and denied.rule is Rule.ROLE
        assert refused is (other is not act), (act, other)


def test_an_operator_changes_nothing_and_an_auditor_signs_reports_as_a_reader() -> None:
    assert {act for act in Act if access.may({Role.OPERATOR}, act)} == STOPPING
    assert {act for act in Act if access.may({Role.AUDITOR}, act)} == STOPPING | {Act.REPORT_SIGN}


def test_an_employee_leaves_a_note_and_nothing_else() -> None:
    assert {act for act in Act if access.may({Role.EMPLOYEE}, act)} == {Act.NOTE_ADD, *STOPPING}


def test_readers_are_staff() -> None:
    assert {Role.CLERK, Role.APPROVER, Role.RELEASER} == access.READERS


def test_an_act_that_is_reserved_or_of_the_desk_has_no_verb_on_a_case() -> None:
    desk = Desk()
    for act in set(Act) - set(ON_CASE):
        denied = decide(desk.case, c.Close(), desk.given("aster", act, roles=frozenset(Role)))
        assert denied.rule is Rule.ROLE


@pytest.mark.parametrize("view", View)
def test_each_view_has_people_who_see_it_and_a_stranger_sees_none(view: View) -> None:
    assert set(SEES) == set(View)
    assert SEES[view]
    assert [role for role in Role if access.sees({role}, view)] == [role for role in Role if role in SEES[view]]
    assert not access.sees((), view)


def test_auditor_sees_the_face_and_nothing_that_is_sealed_or_acts() -> None:
    shown = {view for view in View if access.sees({Role.AUDITOR}, view)}
    assert View.CASES in shown
    assert shown.isdisjoint({View.MATERIAL, View.FORM, View.CHOICES, View.LETTERS, View.HAND_IN, View.ACCOUNTS})


def test_operator_sees_the_machine_and_what_is_due() -> None:
    shown = {view for view in View if access.sees({Role.OPERATOR}, view)}
    assert shown == {View.DUE, View.HEALTH, View.PEOPLE, View.WATCH, View.NOTE, View.ACCOUNTS}


def test_an_employee_files_a_note_and_sees_nothing() -> None:
    assert [view for view in View if access.sees({Role.EMPLOYEE}, view)] == [View.NOTE]


def test_only_readers_get_sealed_bytes() -> None:
    assert SEES[View.MATERIAL] == access.READERS | {Role.COUNSEL}  # of what was put to them: services/counsel.py
    assert SEES[View.SHARING] == access.READERS


def test_a_view_that_the_table_does_not_know_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(SEES, View.NOTE)
    assert not access.sees(Role, View.NOTE)
