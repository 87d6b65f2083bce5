"""Two people strike out what a third signed: it holds nobody any more, gives nothing, and stops what it stopped."""

from dataclasses import replace
from typing import Any

import pytest

from desk_samples import Place, denied, people
from dueprocess.adapters import crypto
from dueprocess.desk.data.models import Event, Statement
from dueprocess.desk.services import acts, desk_acts, stood
from dueprocess.desk.services.result import Done
from dueprocess.formats import links
from dueprocess.formats.chain import Pin
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, hash_of, parse_look
from dueprocess.release import house_keys
from dueprocess.release import looked as looks
from release_house import DirectDesk


@pytest.fixture
def place(db: None) -> Place:
    return Place.found(releasing=True)


def strikes(place: Place, by: str, name: str) -> Any:
    done = desk_acts.perform(place.desk, place.ask(by, Act.STATEMENT_STRIKE, {"statement": name}))
    place.desk = replace(place.desk, standing=stood.standing({1: place.desk.roster}))
    return done


def look(place: Place, case: str, who: str = "birch") -> looks.Looked:
    shown = DirectDesk(place, who).shown(case)
    return looks.look(who, case, shown, Pin.of(place.desk.roster), 0, crypto.verify, place.desk.now)


def puts(place: Place, case: str, act: Act, says: dict[str, Any], **changes: Any) -> str:
    """A note of cedar's that a writer of the database puts among the others; the name of its act."""
    note = place.note("cedar", act, case, says, **changes)
    place.arrive()  # a later event of some case: of two notes of one event the database says which is first
    event = Event.objects.latest("pk")
    Statement.objects.keep(hash=hash_of(note), event=event, case=case, act=str(act), person="cedar", note=note)
    return hash_of(note)


PROPOSES = {"ground": "", "item": 1, "lines": [], "outcome": "comply"}


@pytest.mark.parametrize(
    ("changes", "rule"),
    [({"seen": (1, "7" * 64)}, "chain.forked"), ({"seen": None, "revision": 900}, "release.older-than-seen")],
)
def test_a_note_whose_marks_nobody_has_stops_a_case_until_two_others_strike_it_out(
    place: Place, changes: dict[str, Any], rule: str
) -> None:
    case = place.ready()
    poison = puts(place, case, Act.DECISION_PROPOSE, PROPOSES, **changes)
    with pytest.raises(DeniedError) as caught:
        look(place, case)
    assert caught.value.rule == rule
    assert isinstance(strikes(place, "aster", poison), Done)
    assert denied(strikes(place, "aster", poison)) == "case.four-eyes"
    assert denied(strikes(place, "cedar", poison)) == "case.four-eyes"  # who signed it
    with pytest.raises(DeniedError):
        look(place, case)
    done = strikes(place, "birch", poison)
    assert done.events == ("desk:strike:done",)
    seen = look(place, case).seen
    assert poison not in {**seen.statements, **seen.past}
    assert seen.revision < 900
    assert denied(strikes(place, "dan", poison)) == "access.role"
    assert denied(strikes(place, "birch", "7" * 64)) == "strike.refused"
    thing = place.sealed()
    place.do("birch", Act.NOTE_ADD, case, {"sealed": thing.id}, [thing])  # the case goes on, its link among the others
    assert look(place, case).mark[0] == len(links.of_case(case, DirectDesk(place, "birch").shown(case).notes))


def test_what_stops_still_stops_when_it_is_struck(place: Place) -> None:
    case = place.ready()
    name = puts(place, case, Act.DECISION_WITHDRAW, {"item": 1, "proposal": "1" * 64}, seen=(1, "7" * 64))
    for by in ("aster", "birch"):
        assert isinstance(strikes(place, by, name), Done)
    seen = look(place, case).seen
    assert name in seen.past
    assert name not in seen.statements


def test_a_struck_key_of_a_case_counts_for_nothing(place: Place) -> None:
    """A second key in the place of the first stops the case for everybody until two others strike it out."""
    case = place.ready()
    place.keyed(case)
    first = house_keys.standing(look(place, case).seen)
    assert first is not None
    says = {"house": people()["dan"].card().age, "marks": "1" * 64, "objects": [], "replaces": ""}
    poison = puts(place, case, Act.CASE_KEY, says)
    with pytest.raises(DeniedError) as caught:
        house_keys.standing(look(place, case).seen)
    assert caught.value.rule == "case.key-other"
    for by in ("aster", "birch"):
        assert isinstance(strikes(place, by, poison), Done)
    assert house_keys.standing(look(place, case).seen) == first


def test_a_key_that_was_compared_is_not_struck(place: Place) -> None:
    """What came was destroyed on the word of both: nothing else opens the case."""
    case = place.ready()
    place.keyed(case)
    for act in ("case.key", "case.key_seen"):
        name = Statement.objects.get(act=act).pk
        assert denied(strikes(place, "cedar", name)) == "strike.refused", act
    assert house_keys.standing(look(place, case).seen) is not None


def test_what_left_the_house_is_not_struck(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "no_data", by="cedar"), Done)
    assert isinstance(place.approve(case), Done)
    proposal = Statement.objects.get(act="decision.propose").pk
    assert isinstance(strikes(place, "aster", proposal), Done)
    paper = place.sealed("letter", "case")
    letter = {"how": "post", "items": [1], "kind": "no_data", "language": "de", "sealed": paper.id}
    place.do("aster", Act.LETTER_SEND, case, letter, [paper])
    assert denied(strikes(place, "birch", proposal)) == "strike.refused"  # the letter rests on what rests on it
    assert proposal in look(place, case).seen.statements
    note = place.ask("birch", Act.STATEMENT_STRIKE, {"statement": proposal})  # a writer of the database puts it there
    event = Statement.objects.latest("event_id").event
    Statement.objects.keep(hash=hash_of(note), event=event, case="", act="statement.strike", person="birch", note=note)
    assert proposal in look(place, case).seen.statements


def test_a_struck_decision_and_a_struck_fact_are_signed_anew(place: Place) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, by="cedar"), Done)
    proposal = Statement.objects.get(act="decision.propose").pk
    for by in ("aster", "birch"):
        assert isinstance(strikes(place, by, proposal), Done)
    assert denied(place.approve(case)) == "case.basis-changed"
    place.do("cedar", Act.DECISION_WITHDRAW, case, {"item": 1, "proposal": proposal})
    assert isinstance(place.propose(case, by="cedar"), Done)
    again = Statement.objects.filter(act="decision.propose").latest("event_id").pk
    facts = Statement.objects.get(act="face.confirm")
    for by in ("birch", "cedar"):
        assert isinstance(strikes(place, by, facts.pk), Done)
    assert denied(place.approve(case)) == "case.unsigned-event"
    says = parse_look(bytes(facts.note.bytes))[0].acts[0].says
    acts.took_to_read(place.desk, case, "cedar")
    place.do("cedar", Act.FACE_CONFIRM, case, dict(says))
    place.do("cedar", Act.DECISION_WITHDRAW, case, {"item": 1, "proposal": again})
    assert isinstance(place.propose(case, by="cedar"), Done)
    assert isinstance(place.approve(case), Done)
