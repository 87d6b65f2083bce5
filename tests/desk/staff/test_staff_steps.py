"""The line of steps on the page of a case: the vault's, by one table."""

import re
from pathlib import Path

from dueprocess.desk.services.result import Done
from dueprocess.desk.staff.steps import OWED, STEPS, line
from staff_desk import Clients, StaffPlace

SOURCE = (Path(__file__).parents[3] / "frontend/src/pages/steps.ts").read_text("utf-8")


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


def test_where_nothing_waits_every_step_is_behind() -> None:
    assert {one.state for one in line("")} == {"done"}
    assert [one.state for one in line("read")] == ["now", *[""] * 6]
