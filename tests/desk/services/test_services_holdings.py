"""From the map to the case: what the assessment suggests, what the letter says, and that people decide."""

import datetime
from dataclasses import replace

import pytest

from desk_samples import Place
from dueprocess.case.state import CaseState, Line
from dueprocess.desk.services import assessments, letters, outgoing_letters
from dueprocess.desk.services.house import House
from dueprocess.desk.services.letters import Merged, house_of, write_letter
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.holdings.entry import Holdings
from dueprocess.law.finding import Layer
from dueprocess.letter.blocks import LetterSet, plain
from dueprocess.letter.kinds import LetterKind
from holdings_samples import read

pytestmark = pytest.mark.django_db


def mapped(have: Holdings) -> tuple[Place, str]:
    place = Place.found()
    place.desk = replace(place.desk, holdings=have, house=House("Fennel Mail", "DE", contact="legal@fennel.example"))
    return place, place.ready()


def said(place: Place, case: str | CaseState, kind: LetterKind, language: str = "en") -> str:
    state = place.state(case) if isinstance(case, str) else case
    made = write_letter(place.desk, state, kind, [1], [language], Merged(house_of(place.desk)))
    assert isinstance(made, LetterSet), made
    return "\n".join(plain(runs) for block in made.sheets[0].body for runs in getattr(block, "points", ()))


def test_the_map_speaks_in_the_assessment_of_a_case_and_its_lines_suggest() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location", "subscriber"]), Done)
    (one,) = assessments.assess_case(place.desk, place.state(case)).items
    rules = [found.rule for found in one.findings if found.layer is Layer.HOUSE]
    assert rules == ["map.not-held.location", "map.executable.subscriber"]
    assert [(line.category, line.answer) for line in one.lines] == [("location", "no_data"), ("subscriber", "granted")]
    turning = assessments.turning_of(place.desk, place.state(case).face)
    assert not [turn for found in one.findings if found.layer is Layer.HOUSE for turn in turning(1, found)]


@pytest.mark.parametrize(("name", "outcome"), [("mail", "met"), ("web", "unmet")])
def test_the_class_of_the_only_service_chooses_the_law(name: str, outcome: str) -> None:
    """Section 100a StPO reaches telecommunications, no hosting: the same demand, another service (hazard 4.7)."""
    place, case = mapped(read(name, checked="2026-03-01"))
    asked = {"items__1__kind": "interception", "items__1__data": ["content"]}
    assert isinstance(place.confirm(case, instruments=["DE-STPO-100A"], **asked), Done)
    assert place.state(case).face.get("items.1.service") is None
    (one,) = assessments.assess_case(place.desk, place.state(case)).items
    found = {each.rule: each for each in one.findings}["DE-STPO-100A.covers"]
    assert (found.outcome, found.claimed) == (outcome, True)


def test_two_people_answer_otherwise_than_the_map_suggests() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.propose(case, "no_data"), Done)  # the map says: granted
    assert isinstance(place.approve(case), Done)


def test_a_letter_gives_the_reason_of_the_map_and_else_none() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location"]), Done)
    reason = "the service keeps none, for any of its users"
    assert said(place, case, LetterKind.NO_DATA) == f"location data: {reason}"
    assert said(place, case, LetterKind.NO_DATA, "de") == "Standortdaten: Der Dienst speichert sie bei niemandem"
    place.desk = replace(place.desk, holdings=Holdings())
    assert said(place, case, LetterKind.NO_DATA) == "location data"


def test_undoing_encryption_is_said_with_the_law_that_was_read() -> None:
    """§ 100a(4) StPO was read on 4 April 2026; in May it decides."""
    have = read(
        "mail",
        checked="2026-05-01",
        **{
            'readers = ["user", "partners", "operations"]': 'readers = ["user", "partners"]',
            'unreadable = "part"': 'unreadable = "all"',
            'passes = "part"': 'passes = "unreadable"',
        },
    )
    place, case = mapped(have)
    place.later(days=80)
    asked = {"items__1__kind": "interception", "items__1__data": ["content"], "items__1__decryption": True}
    assert isinstance(place.confirm(case, instruments=["DE-STPO-100A"], **asked), Done)
    text = said(place, case, LetterKind.NOT_EXECUTABLE)
    assert text.splitlines() == [
        "content data: they are encrypted, and we hold no key to them",
        "undoing the encryption: we hold no key that does it (§ 100a(4) StPO)",
    ]
    place.later(days=366)
    place.desk = replace(place.desk, holdings=Holdings((replace(have.services[0], checked_on=place.desk.today),)))
    assert said(place, case, LetterKind.NOT_EXECUTABLE).splitlines()[-1] == (
        "undoing the encryption: we hold no key that does it"
    )


def test_the_sending_worker_writes_the_reason_again_and_holds_what_the_map_no_longer_says() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=["location"]), Done)
    made = write_letter(
        place.desk, place.state(case), LetterKind.NO_DATA, [1], ["de"], Merged(house_of(place.desk), "AZ 1")
    )
    assert isinstance(made, LetterSet)
    meant = outgoing_letters.Meant(place.state(case), LetterKind.NO_DATA, (1,), "de", "", place.desk.now)
    assert outgoing_letters.ours(place.desk, meant, made) == made
    assert outgoing_letters.ours(replace(place.desk, holdings=Holdings()), meant, made) is None


def in_lines(*lines: tuple[str, str, str]) -> tuple[Place, CaseState]:
    """A case whose item was decided in these lines: handle, category, answer."""
    place, case = mapped(read("mail", checked="2026-03-01"))
    data = sorted({category for _, category, _ in lines})
    assert isinstance(place.confirm(case, items__1__data=data), Done)
    state = place.state(case)
    return place, replace(state, items=(replace(state.items[0], lines=tuple(Line(*line) for line in lines)),))


def test_an_answer_in_part_says_what_goes_out_and_why_the_rest_does_not() -> None:
    place, case = in_lines(
        ("T1", "access_codes", "not_executable"),
        ("T1", "content", "granted"),
        ("T1", "location", "no_data"),
        ("T1", "subscriber", "granted"),
        ("T1", "traffic", "refused"),
    )
    assert said(place, case, LetterKind.PARTIAL).splitlines()[:5] == [
        "Item 1: content data: the part that we can read; to the rest we hold no key",
        "Item 1: subscriber data",
        "Item 1: access codes: they are encrypted, and we hold no key to them",
        "Item 1: location data: the service keeps none, for any of its users",
        "Item 1: traffic data",
    ]


def test_targets_that_are_answered_differently_are_not_told_apart() -> None:
    place, case = in_lines(("T1", "location", "no_data"), ("T2", "location", "granted"))
    assert said(place, case, LetterKind.PARTIAL) == "Item 1: location data\nItem 1: location data"


def test_an_answer_against_the_map_has_no_reason() -> None:
    place, case = in_lines(("T1", "location", "granted"), ("T1", "subscriber", "no_data"))
    assert said(place, case, LetterKind.PARTIAL) == "Item 1: location data\nItem 1: subscriber data"


def test_complying_says_of_which_only_a_part_is_there() -> None:
    place, case = in_lines(("T1", "content", "granted"))
    words = "content data: the part that we can read; to the rest we hold no key"
    assert said(place, case, LetterKind.COMPLY_NOTICE) == words
    undecided = replace(case, items=(replace(case.items[0], lines=()),))
    house = Merged(house_of(place.desk))
    assert isinstance(write_letter(place.desk, undecided, LetterKind.COMPLY_NOTICE, [1], ["en"], house), Denied)
    face = replace(case.face, items=({**case.face.items[0], "data": ("traffic",), "period_from": "2026-01-01"},))
    old = replace(case, face=face, items=(replace(case.items[0], lines=(Line("T1", "traffic", "granted"),)),))
    assert said(place, old, LetterKind.COMPLY_NOTICE) == (
        "traffic data: as far as they go back; the service deletes them after 7 days"
    )


def test_an_item_without_data_is_answered_as_a_measure() -> None:
    place, case = mapped(read("mail", checked="2026-03-01"))
    assert isinstance(place.confirm(case, items__1__data=[]), Done)
    assert said(place, case, LetterKind.NO_DATA) == "the measure demanded"
    line = Line("T1", "", "granted")
    state = place.state(case)
    item = replace(state.items[0], lines=(line, replace(line, handle="T2", answer="refused")))
    facts = letters.by_lines(place.desk, replace(state, items=(item,)), 1)
    assert [(one.granted, [each.words["en"] for each in one.said]) for one in facts] == [
        (True, ["the measure demanded"]),
        (False, ["the measure demanded"]),
    ]


def test_only_what_somebody_looked_at_is_published() -> None:
    """A template that nobody checked is a guess: no page of it (P7)."""
    place = Place.found()
    mail, web = read("mail", "web", checked="2026-03-01").services
    later = replace(web, checked_on=place.desk.today + datetime.timedelta(days=1))
    for have, shown in (((mail, replace(web, checked_on=None)), ["mail"]), ((mail, later), ["mail"]), ((), [])):
        place.desk = replace(place.desk, holdings=Holdings(have))
        assert [one.name for one in place.snapshot().services] == shown
