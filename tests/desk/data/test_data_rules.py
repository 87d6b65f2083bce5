"""The constraints behind four eyes, tried by raw rows; races by real processes."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from data_samples import DAY, case_row, decision
from dueprocess.case.decisions import needs_two
from dueprocess.demand.codes import Outcome
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import Arrival, Decision, Item, RegisterRow, Secrecy, Verification
from dueprocess.desk.data.models.decisions import NEEDS_TWO
from processes import run, start


def constraint(name: str) -> Any:
    return pytest.raises(IntegrityError, match=name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"approver": "a"}, "decision_four_eyes"),
        ({"needs_two": False}, "decision_needs_two"),
        ({"outcome": "challenge", "needs_two": False}, "decision_needs_two"),
        ({"outcome": "object", "needs_two": False}, "decision_ground_named"),
        ({"outcome": "give"}, "decision_outcome_known"),
        ({"proposer": ""}, "decision_four_eyes"),
        ({"approved_by_statement": "s"}, "decision_two_statements"),
    ],
)
def test_a_decision_that_breaks_a_rule_is_refused(fields: dict[str, Any], name: str) -> None:
    with constraint(name), transaction.atomic():
        decision(**fields)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": "approved"}, "decision_two_people"),
        ({"state": "approved", "approver": "b"}, "decision_two_people"),
        ({"state": "approved", "approved_by_statement": "t"}, "decision_two_people"),
        ({"state": "approved", "approver": "a", "approved_by_statement": "t"}, "decision_four_eyes"),
        ({"state": "approved", "approver": "b", "approved_by_statement": "s"}, "decision_two_statements"),
        ({"state": "granted"}, "decision_state_known"),
    ],
)
def test_an_approval_that_breaks_a_rule_is_refused(change: dict[str, Any], name: str) -> None:
    row = decision()
    with constraint(name), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(**change)
    assert Decision.objects.get(pk=row.pk).state == "open"


@pytest.mark.django_db
def test_one_open_and_one_final_decision_an_item() -> None:
    first = decision()
    with pytest.raises(IntegrityError), transaction.atomic():
        decision(case=first.case)
    Decision.objects.filter(pk=first.pk).update(state="approved", approver="b", approved_by_statement="t")
    second = decision(case=first.case)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        Decision.objects.filter(pk=second.pk).update(state="approved", approver="b", approved_by_statement="t")
    assert not guards.is_guard(caught.value)


@pytest.mark.django_db
def test_other_rows_that_break_a_rule_are_refused() -> None:
    case = case_row()
    verified = {"authority": "X", "contact": "c", "by": "a", "how": "call_back", "verified_on": DAY, "until": DAY}
    rows: list[tuple[str, Any]] = [
        (
            "verification_two_people",
            lambda: Verification.objects.create(**verified, statement="s", confirmed_by="a", confirming_statement="t"),
        ),
        (
            "verification_confirmed_by_statement",
            lambda: Verification.objects.create(**verified, statement="s", confirmed_by="b"),
        ),
        ("secrecy_end_or_review", lambda: Secrecy.objects.create(case=case, item=1, seq=1, source="order", rule="r")),
        ("item_kind_known", lambda: Item.objects.create(case=case, number=1, kind="x")),
        (
            "arrival_of_case_has_case",
            lambda: Arrival.objects.create(
                id="a", channel="mail", received_on=DAY, received_at="2026-11-02T00:00Z", says="new_case"
            ),
        ),
        (
            "register_known",
            lambda: RegisterRow.objects.create(
                id="r", case=case, item=1, detail="full", register="x", published_on=DAY
            ),
        ),
    ]
    for name, make in rows:
        with constraint(name), transaction.atomic():
            make()


def test_the_list_of_two_is_the_domains() -> None:
    assert set(NEEDS_TWO) == {str(outcome) for outcome in Outcome if needs_two(outcome, emergency=False)}


RACE = """
print('ready', flush=True)
sys.stdin.readline()
from django.db import IntegrityError
who = sys.argv[1]
try:
    with write():
        case = Case.objects.get()
        new = codec.NewEvent('case:decision:approved', {'by': who}, 'e-' + who * 24, os.urandom(32))
        codec.append(datetime.date(2026, 11, 2), case.pk, 0, new)
        assert Decision.objects.filter(state='open').update(
            state='approved', approver=who, approved_by_statement=who * 64) == 1
    print('won')
except codec.RevisionMovedError:
    print('lost')
"""
MAKE = """
case = Case.objects.create(id='c-' + 'a' * 24, recipient='age1x', opened_on=datetime.date(2026, 11, 2))
Decision.objects.create(case=case, item=1, revision=0, outcome='comply', needs_two=True, proposer='a', basis='h',
    proposed_by_statement='s')
"""


@pytest.mark.slow
def test_two_racing_processes_cannot_both_approve(fresh_database: dict[str, str]) -> None:
    run(MAKE, fresh_database)
    people = [start(RACE, fresh_database, who) for who in "bcd"]
    for person in people:
        assert person.stdout is not None
        assert person.stdout.readline() == "ready\n"
    results = sorted(person.communicate("go\n", timeout=60)[0].strip() for person in people)
    assert results == ["lost", "lost", "won"]
    assert (
        run("print(Event.objects.count(), chain.verify_chain(Case.objects.get().pk).holds)", fresh_database)
        == "1 True\n"
    )
