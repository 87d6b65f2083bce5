"""The duty to forget stands on its day; after forgetting and purging nothing of a case is in any table (hazard 9.4)."""

import datetime
from dataclasses import replace

import pytest
from django.apps import apps

from desk_samples import NOW, Place
from dueprocess.case.retention import FORGET, PURGE
from dueprocess.desk.data.models import Case, Duty, Envelope
from dueprocess.desk.services import desk_acts, forget_plan, purging, retention
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.house import CheckSent, House, RetentionSettings
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act


def founded(**said: object) -> Place:
    return Place.found(house=House("Fennel Mail", "DE", retention=RetentionSettings(**said)))  # type: ignore[arg-type]


def over(place: Place) -> str:
    """A case that is no demand: closed, with nothing owed."""
    case = place.arrive()
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    return case


def owed(what: str) -> list[Duty]:
    return list(Duty.objects.filter(what=what, done_at__isnull=True))


def forget(place: Place, case: str) -> None:
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})


def test_the_duty_stands_on_its_day_and_closes_by_forgetting_alone(db: None) -> None:
    place = founded(no_demand_months=1)
    case, other = over(place), place.arrive()
    day = datetime.date.fromisoformat(place.state(case).closed_on)
    place.desk = replace(place.desk, now=NOW + datetime.timedelta(days=25))
    beat(place.desk)
    assert owed(FORGET) == []  # not before
    place.desk = replace(place.desk, now=NOW + datetime.timedelta(days=32))
    for _ in range(2):
        beat(place.desk)
    (duty,) = owed(FORGET)
    assert (duty.case_id, duty.rule) == (case, "house.retention")
    assert duty.not_before is not None
    assert duty.not_before.date() <= retention.core.months_later(day, 1) <= duty.due_at.date()
    told = place.act("aster", Act.DUTY_DONE, case, {"item": None, "what": FORGET})
    assert getattr(told, "rule", "") == "duty.only-telling-closes"
    forget(place, case)
    beat(place.desk)
    assert owed(FORGET) == []
    assert Envelope.objects.filter(case=other).exists()


def test_without_a_word_of_the_house_nothing_is_owed(db: None) -> None:
    place = Place.found(house=House("Fennel Mail", "DE"))
    over(place)
    place.desk = replace(place.desk, now=NOW + datetime.timedelta(days=3650))
    assert retention.follow(place.desk) == 0


def test_the_dry_run_says_what_goes_what_stays_and_why(db: None) -> None:
    place = founded(no_demand_months=1)
    case = over(place)
    before = {model: model.objects.count() for model in apps.get_app_config("data").get_models()}
    plan = forget_plan.plan(place.desk, case)
    assert {model: model.objects.count() for model in before} == before
    parts = {one["what"]: (one["many"], one["goes"]) for one in plan["parts"]}
    assert parts["envelopes"] == (Envelope.objects.filter(case=case).count(), FORGET)
    assert parts["commitments"][1] == ""
    assert parts["facts"][1] == PURGE
    assert (plan["rule"], plan["stops"]) == ("house.retention", [])
    open_one = place.ready()
    stops = {one["what"] for one in forget_plan.plan(place.desk, open_one)["stops"]}
    assert "answer_tell" in stops
    forget(place, case)
    assert not any(one["goes"] == FORGET for one in forget_plan.plan(place.desk, case)["parts"])


KEPT = {"Case", "Item", "Arrival", "GateAnswer", "Event", "Statement", "Duty"}
"""Tables that may name a purged case: what reports count, commitments, names of notes, that duties were done."""


def test_by_the_rule_of_the_law_what_was_signed_goes_the_same_day(db: None) -> None:
    """TKÜV § 17(2): log, orders and papers; what is left are commitments and counts."""
    place = founded(rules=("DE-TKUEV-17",), checks=(CheckSent("2026-Q1", datetime.date(2026, 1, 20)),))
    case = place.ready()
    place.confirm(case, **{"items.1.data": ["traffic"]})
    assert retention.keepings(place.desk, place.state(case)) == []
    closes(place, case)
    state = place.state(case)
    (keeping,) = retention.keepings(place.desk, state)
    assert keeping.rule == "DE-TKUEV-17"
    quarter = retention.core.quarter_of(datetime.date.fromisoformat(state.received_on))
    checks = (CheckSent(quarter, datetime.date.fromisoformat(state.received_on)),)
    said = RetentionSettings(rules=("DE-TKUEV-17",), checks=checks)
    place.desk = replace(place.desk, house=replace(place.desk.house, retention=said))
    (keeping,) = retention.keepings(place.desk, state)
    assert keeping.day is not None
    place.later(days=364)
    beat(place.desk)
    assert owed(FORGET) == []
    place.later(days=2)
    beat(place.desk)
    assert [one.case_id for one in owed(FORGET)] == [case]
    forget(place, case)
    assert [(one.case_id, one.rule) for one in owed(PURGE)] == [(case, "DE-TKUEV-17")]
    may = purging.purgeable(place.desk, case)
    assert may is not None
    for by in ("aster", "birch"):
        done = desk_acts.perform(place.desk, place.ask(by, Act.CASE_PURGE, may.holds))
        assert isinstance(done, Done), done
    assert owed(PURGE) == []
    assert Case.objects.get(pk=case).face == ""
    named = {
        model.__name__
        for model in apps.get_app_config("data").get_models()
        for row in model.objects.values()
        if any(case in str(value) for value in row.values())
    }
    # The purge itself names the case: who did it, and what is counted of it.
    assert named <= KEPT | {"EventOpening", "Note"}


def closes(place: Place, case: str) -> None:
    """Answered and closed."""
    place.confirm(case)
    assert isinstance(place.propose(case, "correct"), Done)
    paper = place.sealed("letter", "case")
    letter = {"how": "post", "items": [1], "kind": "correction", "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, letter, [paper])
    for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
        assert isinstance(place.gate(case, question, answer), Done)
    for item, what in Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("item", "what"):
        place.do("aster", Act.DUTY_DONE, case, {"item": item, "what": what})
    place.do("aster", Act.CASE_CLOSE, case, {})


@pytest.mark.parametrize("months", [0, 1, 12])
def test_the_last_day_from_which_months_are_over(months: int) -> None:
    today = datetime.date(2028, 2, 29)
    day = retention.last_from(today, months)
    assert retention.core.months_later(day, months) <= today
    assert retention.core.months_later(day + datetime.timedelta(days=1), months) > today
