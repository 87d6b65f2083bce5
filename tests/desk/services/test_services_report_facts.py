"""Facts of a report from the view: what is a demand, once; believed only with events and signatures behind each row."""

import dataclasses
import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk_samples import NEWSLETTER, NOW, SHUTDOWN, Place, forge, taken_back
from dueprocess.case.decision_events import DecisionApproved, DecisionProposed, GateAnswered, ItemLapsed
from dueprocess.case.events import Body
from dueprocess.case.state import CaseState
from dueprocess.desk.data import guards, report_view
from dueprocess.desk.data import report_view as queries
from dueprocess.desk.data.models import (
    Arrival,
    Case,
    Cost,
    Decision,
    DecisionLine,
    Docket,
    Duty,
    Envelope,
    Event,
    EventOpening,
    GateAnswer,
    Item,
    Note,
    RegisterRow,
    Sealed,
    Secrecy,
)
from dueprocess.desk.services import publication, report_facts
from dueprocess.desk.services.publication import ForgedRowError
from dueprocess.desk.services.report_facts import facts
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.row_check import differs, renew
from dueprocess.formats.statement import Act
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import COLUMNS, Fact
from event_samples import made
from release_samples import House


def of(place: Place, case: str) -> list[Fact]:
    return [fact for fact in facts(place.desk) if fact.letter == case]


def one(place: Place, case: str) -> Fact:
    (found,) = of(place, case)
    return found


@pytest.fixture
def house(db: None, tmp_path: Path) -> House:
    """What was asked for was released, and may be counted; a shutdown that stands in a register."""
    made = House.built(tmp_path)
    place = made.place
    made.reads("aster")
    made.reads("birch")
    made.grants()
    place.gate(made.case, "count")
    made.orders()
    made.deals()
    made.agrees("aster")
    made.agrees("birch")
    place.later(hours=24)
    made.releases("birch")
    place.sign_law("PK-PTA-54")
    place.publish(place.arrive(SHUTDOWN))
    return made


def test_a_whole_case_as_a_report_knows_it(house: House) -> None:
    assert one(house.place, house.case) == Fact(
        letter=house.case,
        received_on=NOW.date(),
        answered_on=NOW.date() + datetime.timedelta(days=1),
        country="DE",
        authority_kind="police",
        issuer="police",
        instrument="DE-STPO-100J",
        origin="state",
        route="",
        kind="disclosure",
        asked="non_content",
        given="non_content",
        outcome="comply",
        targets=1,
        accounts=1,
        acknowledge_hours=24,
        decide_hours=0,
        effect_hours=24,
        late=one(house.place, house.case).late,
        countable=True,
        arrived="clear",
        standards="not_asked",  # nobody said whether it was necessary, so no report says that the standards are met
    )


@pytest.mark.parametrize("op", ["withdraw", "lapse"])
def test_what_was_given_stays_given_when_the_item_is_over_afterwards(house: House, op: str) -> None:
    before = one(house.place, house.case)
    house.place.later(days=2)
    house.place.ends(house.case, op=op)
    after = one(house.place, house.case)
    assert (after.outcome, after.given, after.accounts, after.answered_on) == (
        *("comply", "non_content", 1),
        before.answered_on,
    )
    assert dataclasses.replace(after, late=before.late) == before
    cells = {(cell.place.metric, cell.place.by): cell.value for cell in evaluate(facts(house.place.desk))}
    assert (cells["data_given", ()], cells["withdrawn", ()]) == (1, 0)
    assert differs(house.case) == ()


def test_what_was_called_back_before_it_was_withdrawn_is_withdrawn(house: House) -> None:
    house.place.recalls("cedar", house.case, "wrong_target")
    house.place.ends(house.case)
    fact = one(house.place, house.case)
    assert (fact.outcome, fact.given, fact.accounts) == ("withdrawn", "", 0)


def test_what_stands_in_a_register_is_listed_and_signed_for(house: House) -> None:
    shutdown = one(house.place, house.place.cases[-1])
    assert (shutdown.kind, shutdown.country, shutdown.listed) == ("shutdown", "PK", True)
    assert shutdown.countable
    assert shutdown.admissible
    assert shutdown.answered_on is None


def test_the_view_has_the_columns_of_a_fact_in_order(place: Place) -> None:
    place.arrive()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {report_view.NAME}")  # noqa: S608
        assert tuple(column[0] for column in cursor.description) == COLUMNS
        assert len(cursor.fetchall()) == 1
    assert report_view.stands()


def test_a_view_that_says_something_else_is_found(place: Place) -> None:
    report_view.drop()
    assert not report_view.stands()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE VIEW {report_view.NAME} AS SELECT 1 AS letter")
    assert not report_view.stands()
    report_view.install()
    assert report_view.stands()


def test_the_same_items_are_counted_as_the_live_numbers_count(place: Place) -> None:
    first = place.arrive()
    place.arrive(NEWSLETTER)
    place.arrive(practice=True)
    again = place.arrive()
    assert isinstance(place.classify(again, "duplicate", first), Done)
    other = place.arrive()
    assert isinstance(place.classify(other, "not_a_demand"), Done)
    place.arrive(SHUTDOWN)
    live = Counter(item.case_id for item in publication._demanded())  # noqa: SLF001
    assert Counter(fact.letter for fact in facts(place.desk)) == live
    assert len(live) == 2


def test_a_historic_case_is_not_counted_with_those_that_somebody_decided(place: Place) -> None:
    case = place.arrive()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {report_view.NAME}")  # noqa: S608
        assert cursor.fetchone() == (1,)
        Case.objects.filter(pk=case).update(historic=True)
        cursor.execute(f"SELECT COUNT(*) FROM {report_view.NAME}")  # noqa: S608
        assert cursor.fetchone() == (0,)


def test_parts_of_one_letter_stay_one_letter_and_a_merge_counts_each_item_once(place: Place) -> None:
    case = place.arrive()
    fields = {"data": ["content"], "kind": "disclosure"}
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    _, second = place.split(case, 2)
    assert [fact.letter for fact in facts(place.desk)] == [case, case]
    place.do("aster", Act.CASE_MERGE, case, {"into": second})  # back to one case: still one letter
    assert [fact.letter for fact in facts(place.desk)] == [case, case]
    other = place.arrive()
    place.do("aster", Act.CASE_MERGE, other, {"into": second})
    assert [fact.asked for fact in facts(place.desk)] == ["content", "non_content", "non_content"]


def test_only_a_signed_yes_that_stands_today_counts(place: Place) -> None:
    case = place.arrive()
    assert not one(place, case).countable
    place.gate(case, "count", until="2026-03-10")
    assert one(place, case).countable
    place.later(days=2)
    assert not one(place, case).countable  # the day is over, whatever the column says
    assert Item.objects.get(case_id=case).countable
    place.gate(case, "count")
    assert one(place, case).countable
    place.silence(case, count=True)
    assert not one(place, case).countable


def test_hours_begin_at_receipt_and_are_whole(place: Place) -> None:
    case = place.arrive(at=NOW - datetime.timedelta(hours=5, minutes=59))
    place.confirm(case)
    place.propose(case, "correct")
    fact = one(place, case)
    assert (fact.acknowledge_hours, fact.decide_hours, fact.effect_hours) == (None, 5, None)


def test_no_item_is_answered_on_the_day_before_it_came(place: Place) -> None:
    # 23:30 UTC is the next day in Berlin, where the days of receipt begin.
    place.later(hours=14, minutes=30)
    case = place.arrive()
    place.confirm(case)
    place.propose(case, "correct")
    assert Item.objects.get(case_id=case).decided_on == NOW.date()
    fact = one(place, case)
    assert fact.answered_on == fact.received_on == NOW.date() + datetime.timedelta(days=1)


def test_late_duties_are_those_done_late_and_those_late_now(place: Place) -> None:
    case = place.arrive()
    assert one(place, case).late == 0
    due = Duty.objects.filter(case_id=case, item=1, done_at__isnull=True)
    soon = due.filter(due_at__lte=NOW + datetime.timedelta(hours=80)).count()
    assert soon
    place.later(hours=80)
    assert one(place, case).late == soon
    place.gate(case, "count")  # answered late: it stays late
    assert one(place, case).late == soon
    place.later(hours=-80)
    assert one(place, case).late == 1


@pytest.mark.usefixtures("place")
def test_late_duties_reach_their_item_and_no_other() -> None:
    """Of a case as a whole: its first item. Of an item that is not there, or of no case: none."""
    cases = [f"c-{number:024x}" for number in range(4)]
    past = NOW - datetime.timedelta(days=2)
    for case in cases:
        Case.objects.create(id=case, recipient="age1", opened_on=NOW.date(), says="new_case")
        for number in (2, 5):
            Item.objects.create(case_id=case, number=number, kind="disclosure", targets=number)
    duties = [(cases[0], 5), (cases[0], 5), (cases[1], None), (cases[2], 1), (cases[2], 9), (None, None)]
    for number, (case, item) in enumerate(duties):
        Duty.objects.create(id=f"d-{number:024x}", case_id=case, item=item, what="look", rule="P3", due_at=past)
    found = sorted((row.columns["targets"], row.columns["late"]) for row in queries.rows(NOW))
    assert found == [(2, 0), (2, 0), (2, 0), (2, 1), (5, 0), (5, 0), (5, 0), (5, 2)]


def test_a_late_duty_of_the_whole_case_counts_once(place: Place) -> None:
    case = place.arrive()
    fields = {"data": ["content"], "kind": "disclosure"}
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    Duty.objects.filter(case_id=case).update(due_at=NOW + datetime.timedelta(days=900))
    Duty.objects.create(id="d-" + "a" * 24, case_id=case, what="look", rule="P3", due_at=NOW)
    place.later(hours=1)
    assert [fact.late for fact in of(place, case)] == [1, 0]


def test_no_row_moves_a_demand_into_another_period(place: Place) -> None:
    case = place.arrive()
    assert one(place, case).received_on == NOW.date()
    for change in (
        {"received_on": datetime.date(2025, 12, 31)},
        {"received_on": None},
        {"received_at": NOW - datetime.timedelta(days=90)},
        {"received_at": None},
    ):
        with taken_back():
            Case.objects.filter(pk=case).update(**change)
            with pytest.raises(ForgedRowError, match=rf"{case}: its rows \(case\) say what its events do not"):
                facts(place.desk)


def test_the_row_of_an_arrival_is_held_against_its_event(place: Place) -> None:
    case = place.arrive()
    for change in (
        {"received_on": datetime.date(2025, 12, 31)},
        {"received_at": NOW - datetime.timedelta(days=90)},
        {"says": "unread"},
        {"channel": "fax"},
    ):
        with taken_back():
            Arrival.objects.filter(vessel_id=case).update(**change)
            assert differs(case) == ("arrivals",), change


def test_a_join_or_a_letter_made_up_in_rows_moves_no_demand(place: Place) -> None:
    early, case = place.arrive(at=NOW - datetime.timedelta(days=90)), place.arrive()
    first = Case.objects.get(pk=early)
    with taken_back():
        Case.objects.filter(pk=early).update(merged_into=case)
        Case.objects.filter(pk=case).update(received_on=first.received_on, received_at=first.received_at)
        assert differs(case) == ("case",)
    moved = {"received_on": first.received_on, "received_at": first.received_at}
    Case.objects.filter(pk=case).update(split_from=early, **moved)
    assert differs(case) == ("case",)


def test_an_earlier_arrival_moves_what_was_split_off_as_well_and_leaving_moves_it_back(place: Place) -> None:
    case = place.arrive()
    fields = {"data": ["content"], "kind": "disclosure"}
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    _, off = place.split(case, 2)
    early = place.arrive(at=NOW - datetime.timedelta(days=40))
    assert isinstance(place.classify(early, "supplement", case), Done)
    day = NOW.date() - datetime.timedelta(days=40)
    assert [fact.received_on for fact in of(place, case)] == [day, day]
    assert isinstance(place.classify(early, "new_case"), Done)
    assert [fact.received_on for fact in of(place, case)] == [NOW.date(), NOW.date()]
    assert Case.objects.get(pk=off).received_at == NOW


def test_a_case_that_came_later_and_is_merged_moves_nothing_of_what_was_split_off(place: Place) -> None:
    case = place.arrive()
    fields = {"data": ["content"], "kind": "disclosure"}
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    _, off = place.split(case, 2)
    place.later(days=3)
    late = place.arrive()
    before = Case.objects.get(pk=off).revision
    place.do("aster", Act.CASE_MERGE, late, {"into": case})
    assert Case.objects.get(pk=off).received_at == NOW
    assert Case.objects.get(pk=off).revision == before


def test_another_time_zone_in_the_settings_moves_no_day_that_was_told(place: Place) -> None:
    place.later(hours=14, minutes=30)  # 23:30 UTC: the next day in Berlin
    first, second = place.arrive(), place.arrive()
    place.desk = dataclasses.replace(place.desk, timezone="UTC")
    assert isinstance(place.classify(first, "duplicate", second), Done)
    assert one(place, second).received_on == NOW.date() + datetime.timedelta(days=1)


def test_progress_is_told_and_an_empty_desk_has_no_facts(place: Place) -> None:
    assert facts(place.desk) == ()
    place.arrive()
    seen: list[tuple[int, int]] = []
    facts(place.desk, lambda done, total: seen.append((done, total)))
    assert seen == [(1, 1)]


def test_what_is_counted_is_what_the_evaluator_takes(house: House) -> None:
    cells = {(cell.place.metric, cell.place.by): cell.value for cell in evaluate(facts(house.place.desk))}
    assert cells["received", ()] == 2
    assert cells["data_given", ()] == 1
    assert cells["content_given", ()] == 0


def test_a_forgotten_case_counts_as_before(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "correct"), Done)
    paper = place.sealed("letter", "case")
    says = {"how": "post", "items": [1], "kind": "correction", "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, says, [paper])
    for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
        assert isinstance(place.gate(case, question, answer), Done)
    for what in Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True):
        place.do("aster", Act.DUTY_DONE, case, {"item": 1, "what": what})
    place.do("aster", Act.CASE_CLOSE, case, {})
    before = facts(place.desk)
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})
    assert not Envelope.objects.filter(case_id=case).exists()
    assert facts(place.desk) == before
    assert before[0].countable


def test_a_split_whose_opening_is_gone_ends_the_report(place: Place) -> None:
    case = place.arrive()
    fields = {"data": ["content"], "kind": "disclosure"}
    place.do("aster", Act.ITEM_CHANGE, case, {"fields": fields, "item": 2, "op": "add"})
    _, part = place.split(case, 2)
    EventOpening.objects.filter(event__case=case, event__kind="case:case:split").delete()
    with pytest.raises(ForgedRowError, match=f"{case}|{part}"):  # whichever of the two is read first
        facts(place.desk)


def test_many_cases_are_read_together_however_many_they_are(
    place: Place, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.arrive()
    with CaptureQueriesContext(connection) as one_case:
        facts(place.desk)
    for _ in range(4):
        place.arrive()
    with django_assert_num_queries(len(one_case)):
        assert len(facts(place.desk)) == 5
    monkeypatch.setattr(report_facts, "AT_ONCE", 2)
    seen: list[tuple[int, int]] = []
    assert len(facts(place.desk, lambda done, total: seen.append((done, total)))) == 5
    assert seen == [(done, 5) for done in range(1, 6)]


def test_the_one_that_is_wrong_among_many_is_named(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report_facts, "AT_ONCE", 2)
    cases = sorted(place.arrive() for _ in range(5))
    for wrong in cases[::2]:
        with taken_back():
            Item.objects.filter(case_id=wrong).update(kind="preservation")
            with pytest.raises(ForgedRowError, match=f"case {wrong}: its rows .items. say what its events do not"):
                facts(place.desk)


def test_a_case_that_moves_while_it_is_read_is_looked_at_again(place: Place) -> None:
    case = place.arrive()
    moved: list[str] = []

    def move(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        # The chains are read already, the rows are not: what came between is in the rows alone.
        if '"data_item"' in sql and not moved:
            moved.append(sql)
            place.gate(case, "count")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(move):
        (fact,) = facts(place.desk)
    assert moved
    assert fact.countable


# --- somebody wrote into the database --------------------------------------------------------------------------------

_SWAPS: dict[str, Callable[[str], object]] = {
    "outcome": lambda case: Item.objects.filter(case_id=case).update(outcome="no_data"),
    "kind": lambda case: Item.objects.filter(case_id=case).update(kind="preservation"),
    "given": lambda case: Item.objects.filter(case_id=case).update(given="both"),
    "accounts": lambda case: Item.objects.filter(case_id=case).update(accounts=0),
    "countable": lambda case: Item.objects.filter(case_id=case).update(countable=False),
    "secrecy": lambda case: Item.objects.filter(case_id=case).update(secrecy="order"),
    "cents": lambda case: Item.objects.filter(case_id=case).update(cents=5),
    "answered another year": lambda case: Item.objects.filter(case_id=case).update(answered_on="2027-01-01"),
    "decided another day": lambda case: Item.objects.filter(case_id=case).update(decided_at="2026-03-08T09:00Z"),
    "listed": lambda case: Item.objects.filter(case_id=case).update(publication="full"),
    "country": lambda case: Case.objects.filter(pk=case).update(country="FR"),
    "informal": lambda case: Case.objects.filter(pk=case).update(informal=True),
    "hidden as practice": lambda case: Case.objects.filter(pk=case).update(practice=True),
    "hidden as historic": lambda case: Case.objects.filter(pk=case).update(historic=True),
    "hidden as no demand": lambda case: Case.objects.filter(pk=case).update(says="not_a_demand"),
    "another letter": lambda case: Case.objects.filter(pk=case).update(letter="c-" + "z" * 24),
    "an item gone": lambda case: Item.objects.filter(case_id=case).delete(),
    "an item too many": lambda case: Item.objects.create(case_id=case, number=2, kind="disclosure"),
    "the answer gone": lambda case: GateAnswer.objects.filter(case_id=case).delete(),
    "a silence": lambda case: Secrecy.objects.create(
        case_id=case, item=1, seq=99, source="order", rule="", count=True, until="2030-01-01"
    ),
    "a cost": lambda case: Cost.objects.create(case_id=case, item=1, seq=99, person="eve", cents=5, currency="EUR"),
    "an opening gone": lambda case: EventOpening.objects.filter(event__case=case, event__seq=3).delete(),
    "an opening changed": lambda case: EventOpening.objects.filter(event__case=case, event__seq=3).update(
        salt=bytes(32)
    ),
    "the second signature gone": lambda case: Note.objects.filter(
        statement__case=case, statement__act="decision.approve"
    ).delete(),
}


def test_a_row_that_says_what_no_case_says_ends_the_report_and_names_the_case(house: House) -> None:
    assert facts(house.place.desk)
    guards.remove()  # whoever owns the database asks no trigger
    for what, swap in _SWAPS.items():
        with taken_back():
            swap(house.case)
            with pytest.raises(ForgedRowError, match=house.case) as caught:
                facts(house.place.desk)
            assert caught.value.rule == "report.unsigned-row", what


def test_an_answer_that_nobody_signed_opens_nothing(place: Place) -> None:
    """Rows, events and commitments of a yes, all as they must be; only nobody said it."""
    case = place.arrive()
    forge(place, case, GateAnswered(1, "cedar", "count", "yes", None, "", alone=False))
    renew(case)
    assert Item.objects.get(case_id=case).countable
    assert not one(place, case).countable


def forged_events(place: Place, case: str, *bodies: Body[CaseState]) -> None:
    """Events with their commitments, and every row as they give it; nobody signed them."""
    for body in bodies:
        forge(place, case, body)
        renew(case, place.desk.minute)


PROPOSED = made(DecisionProposed, by="cedar", outcome="refuse", ground="counsel", lines=[])
APPROVED = made(DecisionApproved, by="birch", outcome="refuse", statement="2" * 64)


def test_a_decision_that_nobody_proposed_ends_the_report_and_time_itself_decides_nothing(place: Place) -> None:
    """A silence ends by the calendar; whoever writes a decision in its name is asked for a signature like anybody."""
    case = place.arrive()
    for by, bodies in (("cedar", (PROPOSED, APPROVED)), ("rule-calendar", (replace(PROPOSED, by="rule-calendar"),))):
        with taken_back():
            forged_events(place, case, *bodies)
            assert differs(case) == ()
            with pytest.raises(ForgedRowError, match=f"{case}: Event .* does not rest on a statement of {by}"):
                facts(place.desk)


def test_a_decision_that_nobody_agreed_to_ends_the_report_whether_its_item_is_over_or_not(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "refuse", ground="counsel"), Done)
    approved = replace(APPROVED, proposal=place.approve_says(case)["proposal"])
    says = f"{case}: the decision on item 1 does not rest on a statement of birch"
    for bodies in ((approved,), (approved, ItemLapsed(1, "rule-calendar"))):
        with taken_back():
            forged_events(place, case, *bodies)
            assert differs(case) == ()
            with pytest.raises(ForgedRowError, match=says):
                facts(place.desk)


def test_a_value_that_no_fact_can_have_names_its_case(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "correct"), Done)
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has no place for a day that is none")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE data_item SET answered_on = 'soon'")
    with pytest.raises(ForgedRowError, match=f"case {case}: one of its items says what no case says"):
        facts(place.desk)


def test_what_was_granted_was_named_though_fewer_targets_stand_there_now(house: House) -> None:
    confirmed = house.place.confirm(house.case, items__1__targets=0)
    assert isinstance(confirmed, Done)
    fact = one(house.place, house.case)
    assert (fact.targets, fact.accounts, fact.outcome) == (1, 1, "comply")


def test_a_case_that_was_taken_away_leaves_events_that_name_it(place: Place) -> None:
    case = place.arrive()
    guards.remove()
    for model in (Item, Duty, GateAnswer, Decision, DecisionLine, RegisterRow):
        model.objects.all().delete()
    Arrival.objects.filter(vessel_id=case).delete()
    Envelope.objects.filter(case_id=case).delete()
    Docket.objects.filter(case_id=case).delete()
    Sealed.objects.filter(case_id=case).delete()
    Case.objects.filter(pk=case).delete()
    assert Event.objects.filter(case=case).exists()
    with pytest.raises(ForgedRowError, match=f"{case}: it has events, and no row"):
        facts(place.desk)
