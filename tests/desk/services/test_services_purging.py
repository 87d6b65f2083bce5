"""A purged case in the tables: facts and statements go by two signatures; what reports count stays as it was signed."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desk_samples import POLICE, Place, denied, taken_back
from dueprocess.case.case_events import ParticularsRead
from dueprocess.case.outcome import Decided
from dueprocess.desk.data import codec, guards
from dueprocess.desk.data.models import (
    Case,
    Cost,
    Decision,
    Duty,
    EventOpening,
    GateAnswer,
    Item,
    Note,
)
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_acts, destruction, purging, record, report_facts, row_check
from dueprocess.desk.services.house import House
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.refusal import Denied, DeniedError
from dueprocess.formats.statement import Act
from release_house import DirectDesk


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(house=House("Fennel Mail", "DE", purge_after_months=0))


def forgotten(place: Place) -> str:
    """A demand that was sent back to be corrected, may be counted, and is forgotten."""
    case = read(place)
    over(place, case)
    return case


def read(place: Place) -> str:
    """A case that could be decided."""
    if not place.cases:
        return place.ready()
    case = place.arrive()
    assert isinstance(place.confirm(case, authority=POLICE), Done)
    return case


def over(place: Place, case: str) -> None:
    """Answered, closed and forgotten."""
    item = next(one.number for one in place.state(case).items if not one.moved)
    place.confirm(case)
    assert isinstance(place.propose(case, "correct", item=item), Done)
    paper = place.sealed("letter", "case")
    letter = {"how": "post", "items": [item], "kind": "correction", "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, letter, [paper])
    for question, answer in (("tell", "no"), ("admit", "no"), ("count", "yes")):
        assert isinstance(place.gate(case, question, answer, item=item), Done)
    for owed, what in Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("item", "what"):
        place.do("aster", Act.DUTY_DONE, case, {"item": owed, "what": what})
    place.do("aster", Act.CASE_CLOSE, case, {})
    place.do("aster", Act.FORGET_PROPOSE, case, {})
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": place.state(case).forget_statement})


def says(place: Place, case: str, **other: str) -> dict[str, str]:
    may = purging.purgeable(place.desk, case)
    assert may is not None
    return {**may.holds, **other}


def signs(place: Place, by: str, said: dict[str, str]) -> Done | Denied:
    return desk_acts.perform(place.desk, place.ask(by, Act.CASE_PURGE, said))


def purge(place: Place, case: str) -> None:
    said = says(place, case)
    for by in ("aster", "birch"):
        done = signs(place, by, said)
        assert isinstance(done, Done), done


def faults() -> list[str]:
    return [one.fault for one in row_check.check(row_check.every_case()) if one.fault]


def test_two_people_destroy_facts_and_statements_and_the_report_is_the_same(place: Place) -> None:
    case, other = forgotten(place), read(place)
    before = report_facts.facts(place.desk)
    assert sorted(one.countable for one in before) == [False, True]
    purge(place, case)
    assert not EventOpening.objects.filter(event__case=case).exists()
    assert not Note.objects.filter(statement__case=case).exists()
    assert not Decision.objects.filter(case_id=case).exists()
    assert (Case.objects.get(pk=case).face, Case.objects.get(pk=case).authority) == ("", "")
    assert GateAnswer.objects.filter(case_id=case).count() == 1
    assert report_facts.facts(place.desk) == before
    assert faults() == []
    assert destruction.forgotten() == {case: place.desk.now}
    assert destruction.who_read(case) == []
    assert Note.objects.filter(statement__case=other).exists()
    with pytest.raises(DeniedError) as caught:
        place.state(case)
    assert (caught.value.rule, "aster and birch purged this case" in caught.value.denied.text) == ("case.purged", True)
    again = {**says(place, other), "case": case, "forget": "7" * 64}
    assert denied(signs(place, "aster", again)) == "case.purged"


def test_nothing_is_destroyed_before_the_second_signs_the_same(place: Place) -> None:
    case = forgotten(place)
    said = says(place, case)
    assert isinstance(signs(place, "aster", said), Done)
    place.later(minutes=1)
    assert denied(signs(place, "aster", said)) == "case.four-eyes"
    assert EventOpening.objects.filter(event__case=case).exists()
    assert faults() == []
    assert denied(signs(place, "dan", said)) == "access.role"
    assert isinstance(signs(place, "birch", said), Done)
    assert faults() == []


@pytest.mark.parametrize("key", ["counted", "mark", "forget"])
def test_what_is_not_what_the_desk_holds_is_refused_by_its_name(place: Place, key: str) -> None:
    case = forgotten(place)
    told = signs(place, "aster", says(place, case, **{key: "7" * 64}))
    assert isinstance(told, Denied)
    assert (told.rule, key in told.text) == ("purge.wrong", True)


def test_a_case_that_is_not_forgotten_too_young_or_frozen_is_not_purged(place: Place) -> None:
    case = place.ready()
    assert denied(signs(place, "aster", says(place, case, forget="7" * 64))) == "case.not-finished"
    case = forgotten(place)
    place.desk = replace(place.desk, house=replace(place.desk.house, purge_after_months=36))
    said = says(place, case)
    told = signs(place, "aster", said)
    assert (told.rule, "2029-03-09" in told.text) == ("purge.too-early", True)
    place.later(days=365 * 3 + 1)
    assert isinstance(signs(place, "aster", said), Done)


def test_what_moved_while_the_second_signed_is_not_destroyed(place: Place) -> None:
    case = forgotten(place)
    with pytest.raises(codec.RevisionMovedError), write():
        purging.destroy(place.desk, case, ("7" * 64,))
    assert faults() == []


def test_nothing_is_appended_to_a_case_once_it_is_purged(place: Place) -> None:
    case = forgotten(place)
    state = place.state(case)
    purge(place, case)
    with pytest.raises(codec.RevisionMovedError), write():
        record.follow(place.desk, state, Decided((ParticularsRead("birch"),)))
    assert faults() == []


Writer = Callable[[str], object]


def empties(case: str) -> None:
    """Facts of a case destroyed by whoever owns the database."""
    EventOpening.objects.filter(event__case=case).delete()
    Note.objects.filter(statement__case=case).delete()
    Case.objects.filter(pk=case).update(face="")


def unsigned(case: str) -> None:
    Note.objects.filter(statement__act="case.purge", statement__person="birch").delete()


AFTER: dict[str, tuple[Writer, str]] = {
    "the second signature gone": (unsigned, "no two people signed that [chain.purged]"),
    "an item less": (lambda case: Item.objects.filter(case_id=case).delete(), "its rows are not those"),
    "an item more": (
        lambda case: Item.objects.create(case_id=case, number=2, kind="disclosure"),
        "its rows are not those",
    ),
    "another country": (lambda case: Case.objects.filter(pk=case).update(country="FR"), "its rows are not those"),
    "another outcome": (
        lambda case: Item.objects.filter(case_id=case).update(outcome="refuse"),
        "its rows are not those",
    ),
    "hidden as practice": (lambda case: Case.objects.filter(pk=case).update(practice=True), "its rows are not those"),
    "the answer gone": (lambda case: GateAnswer.objects.filter(case_id=case).delete(), "its rows are not those"),
    "one more answer": (
        lambda case: GateAnswer.objects.create(
            case_id=case, item=1, seq=99, question="admit", answer="yes", person="birch", statement="7" * 64
        ),
        "its rows are not those",
    ),
    "a cost": (
        lambda case: Cost.objects.create(case_id=case, item=1, seq=99, person="eve", cents=5, currency="EUR"),
        "its rows are not those",
    ),
    "another history": (
        lambda _: EventOpening.objects.filter(event__kind="desk:purge:done").delete(),
        "its history does not end where aster and birch signed",
    ),
}


def test_whoever_changes_what_is_left_is_named_by_doctor_and_report(place: Place) -> None:
    case = forgotten(place)
    purge(place, case)
    guards.remove()  # whoever owns the database asks no trigger
    for what, (swap, wanted) in AFTER.items():
        with taken_back():
            swap(case)
            assert any(case in one and wanted in one for one in faults()), what
            with pytest.raises(ForgedRowError, match=case) as caught:
                report_facts.facts(place.desk)
            assert wanted in str(caught.value), what
    assert faults() == []


def test_a_desk_that_claims_a_purge_is_refused_as_an_altered_case(place: Place) -> None:
    case, other = forgotten(place), forgotten(place)
    assert isinstance(signs(place, "aster", says(place, case)), Done)
    purge(place, other)
    guards.remove()
    empties(case)
    assert any("no two people signed that [chain.purged]" in one for one in faults())
    with pytest.raises(ForgedRowError, match=case):
        report_facts.facts(place.desk)
    with pytest.raises(DeniedError) as caught:
        place.state(case)
    assert caught.value.rule == "chain.purged"
    with pytest.raises(DeniedError) as caught:
        row_check.refuse_altered(case)
    assert caught.value.rule == "chain.purged"


def test_a_splits_note_goes_with_the_second_of_the_two(place: Place) -> None:
    case = place.ready()
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "disclosure"}})
    _, new = place.split(case, 2)
    place.keyed(new)
    for one in (case, new):
        over(place, one)
    before = report_facts.facts(place.desk)
    purge(place, case)
    assert report_facts.facts(place.desk) == before
    assert faults() == []
    assert list(Note.objects.filter(statement__case=case).values_list("statement__act", flat=True)) == ["case.split"]
    assert DirectDesk(place, "birch").shown(new).purged.keys() == {case}
    assert place.state(new).origin == case
    purge(place, new)
    assert not Note.objects.filter(statement__case=case).exists()
    assert report_facts.facts(place.desk) == before
    assert faults() == []
