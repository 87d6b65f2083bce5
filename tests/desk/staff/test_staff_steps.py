"""The line of steps on the page of a case: the vault's, by one table."""

import re
from dataclasses import replace
from pathlib import Path

from dueprocess.case.productions import Producing, Production
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import Done
from dueprocess.desk.staff.steps import OWED, STEPS, line, step_of
from dueprocess.formats.statement import Act
from holdings_samples import read
from staff_desk import Clients, StaffPlace

SOURCE = (Path(__file__).parents[3] / "frontend/src/pages/steps.ts").read_text("utf-8")

SILENCE = {
    "item": 1,
    "tell": True,
    "admit": True,
    "count": False,
    "source": "statute",
    "rule": "DE-STPO-100J",
    "until": None,
    "review_on": "2026-12-01",
}


def test_desk_and_vault_have_the_same_steps_and_the_same_duties_in_each() -> None:
    (listed,) = re.findall(r"STEPS: readonly .*? = \[\n(.*?)\n\];", SOURCE, re.DOTALL)
    assert dict(re.findall(r'\["(\w+)", "([\w ]+)"\]', listed)) == {name: str(says) for name, says in STEPS.items()}
    (owed,) = re.findall(r"OWED: .*? = \{\n(.*?)\n\};", SOURCE, re.DOTALL)
    rows = re.findall(r"^  (\w+): \[(.*)\],$", owed, re.MULTILINE)
    assert {name: frozenset(re.findall(r'"(\w+)"', codes)) for name, codes in rows} == OWED


def now(page: str) -> str:
    (step,) = re.findall(r'<li class="now" aria-current="step">([^<]+)</li>', page)
    return str(step)


def test_the_page_of_a_case_says_which_step_waits(place: StaffPlace, client_of: Clients) -> None:
    case, birch = place.ready(), client_of("birch")
    assert now(birch.get(f"/cases/{case}/").content.decode()) == "Decide"
    assert isinstance(place.propose(case, by="clover"), Done)
    assert now(birch.get(f"/cases/{case}/").content.decode()) == "Second person"
    assert isinstance(place.approve(case), Done)
    page = birch.get(f"/cases/{case}/").content.decode()
    assert now(page) == "Answer"
    assert page.count('<li class="done">') == 3
    assert "not proposed for publication" in page
    unread = place.arrive()
    assert now(birch.get(f"/cases/{unread}/").content.decode()) == "Read"


def test_data_that_were_given_are_the_answer_with_a_letter_or_without(place: StaffPlace) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, by="clover"), Done)
    assert isinstance(place.approve(case), Done)
    state = state_of(case)
    assert step_of(state, ()) == "answer"
    made = Production("x-a", "0" * 64, "aster", "barn", Producing.RELEASED)
    given = replace(state, items=(replace(state.items[0], productions=(made,)),))
    assert step_of(given, ()) == ""
    assert step_of(given, ("invoice",)) == "invoice"


def test_where_nothing_waits_every_step_is_behind() -> None:
    assert {one.state for one in line("")} == {"done"}
    assert [one.state for one in line("read")] == ["now", *[""] * 6]


def test_a_decided_case_says_what_was_decided_and_what_is_next_and_asks_nothing_that_is_past(
    place: StaffPlace, client_of: Clients
) -> None:
    place.desk = replace(place.desk, holdings=read("mail", "web", checked=""))
    case, birch = place.ready(), client_of("birch")
    asked = "Which service is meant is open."
    before = birch.get(f"/cases/{case}/").content.decode()
    assert asked in before
    assert "What was decided" not in before
    assert isinstance(place.propose(case, by="clover"), Done)
    assert isinstance(place.approve(case), Done)
    decided = birch.get(f"/cases/{case}/").content.decode()
    assert "What was decided" in decided
    for past in (asked, "Missing under the law", "The law suggests", "is for counsel", "It is a suggestion"):
        assert past not in decided
    assert 'id="due-head"' in decided


def test_silence_without_an_end_says_who_sets_none_and_when_it_is_looked_at_again(
    place: StaffPlace, client_of: Clients
) -> None:
    case, birch = place.ready(), client_of("birch")
    assert isinstance(place.confirm(case, instruments=[]), Done)
    assert "Closed until a named person answers" in birch.get(f"/cases/{case}/").content.decode()
    assert isinstance(place.act("clover", Act.SECRECY_RECORD, case, SILENCE), Done)
    page = birch.get(f"/cases/{case}/").content.decode()
    assert "The law sets no end. On 1 December 2026 somebody checks whether that is still so." in page
    assert "without an end, checked again on 1 December 2026" in page
    assert "Closed until a named person answers" not in page  # somebody has


def test_what_was_no_demand_or_went_into_another_case_shows_that_and_no_guess(
    place: StaffPlace, client_of: Clients
) -> None:
    first, birch = place.ready(), client_of("birch")
    ink, fax = place.arrive(), place.arrive()
    assert isinstance(place.classify(ink, "not_a_demand"), Done)
    assert isinstance(place.classify(fax, "duplicate", of=first), Done)
    for case, says in ((ink, "no demand; counted"), (fax, "This case went into")):
        page = birch.get(f"/cases/{case}/").content.decode()
        assert says in page
        for guess in ("as a machine read it", "the law suggests", 'class="item"', 'class="steps"'):
            assert guess not in page


def test_what_was_given_back_is_not_called_correct(place: StaffPlace, client_of: Clients) -> None:
    case = place.ready()
    assert isinstance(place.propose(case, "correct", by="clover"), Done)
    page = client_of("birch").get(f"/cases/{case}/").content.decode()
    assert page.count(">returned") == 2  # what was decided, and the item's badge
    assert ">correct" not in page
