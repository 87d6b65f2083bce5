"""A person's page before it goes: two look, and whom it would harm is not written to (hazards 6.3, 6.5)."""

import dataclasses
import itertools
from typing import Any

import pytest

from case_builders import Desk, face, silence
from dueprocess.case import commands as c
from dueprocess.case.notice import CLOSED, fault_of
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.page_lists import RISK, ROLE, SHOWN, TO
from dueprocess.case.page_plan import PlanPage, ReadPage, ready, whose
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied

PLAN = PlanPage(1, "T1", "target", "themselves", "sole", "no", "answered", "6" * 64)


def refused(answer: Decided | Denied | str) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


@pytest.fixture
def desk() -> Desk:
    """An item that two people decided, whose person may be told."""
    made = Desk(face(targets=2))
    made.decides(Outcome.CORRECT, "aster")
    made.does("cedar", c.Answer(1, "tell", "yes", None))
    return made


def writes(desk: Desk, **more: Any) -> ReadPage:
    desk.does("aster", dataclasses.replace(PLAN, **more))
    return ReadPage(1, desk.item(1).pages[-1].statement, "agreed")


def test_a_second_person_reads_it_and_then_it_is_ready(desk: Desk) -> None:
    read = writes(desk)
    assert ready(desk.item(1)) is None
    assert refused(desk.says("aster", read)) == Rule.FOUR_EYES
    assert refused(desk.says("birk", dataclasses.replace(read, plan="7" * 64))) == Rule.NOTICE
    desk.does("birk", read)
    assert ready(desk.item(1)).mark == "6" * 64
    assert ready(desk.item(1), "T1") is not None
    assert ready(desk.item(1), "T2") is None
    assert refused(desk.says("birk", read)) == Rule.NOTICE


def test_what_is_written_anew_is_read_anew_and_each_person_has_a_page_of_their_own(desk: Desk) -> None:
    old = writes(desk)
    new = writes(desk, mark="8" * 64)
    assert refused(desk.says("birk", old)) == Rule.NOTICE  # it gave way
    desk.does("birk", new)
    desk.does("birk", writes(desk, handle="T2", mark="9" * 64))
    assert [ready(desk.item(1), one).mark for one in ("T1", "T2")] == ["8" * 64, "9" * 64]


def test_of_several_people_it_is_said_whose_page_goes(desk: Desk) -> None:
    """Else the newest went, with a code that another one gets (hazard 6.5)."""
    assert whose(desk.item(1), "") == ""
    desk.does("birk", writes(desk))
    assert whose(desk.item(1), "") == "T1"
    desk.does("birk", writes(desk, handle="T2", mark="9" * 64))
    assert refused(whose(desk.item(1), "")) == Rule.NOTICE
    assert whose(desk.item(1), "T1") == "T1"


def test_a_page_of_a_decision_that_is_over_is_written_anew(desk: Desk) -> None:
    """It would tell what is no longer so, and the person would contest something else, or nothing."""
    desk.does("birk", writes(desk))
    desk.does("aster", desk.withdrawal())
    desk.decides(Outcome.NO_DATA, "aster", "birk")
    assert ready(desk.item(1)) is None
    desk.does("birk", writes(desk, mark="8" * 64))
    assert ready(desk.item(1)) is not None


def test_nothing_is_written_before_it_is_decided_and_in_a_silence_only_for_later(desk: Desk) -> None:
    fresh = Desk(face(targets=1))
    assert refused(fresh.says("aster", PLAN)) == Rule.GATE_CLOSED
    fresh.does("aster", silence())
    assert refused(fresh.says("aster", PLAN)) == Rule.GATE_CLOSED  # nothing is decided that it could say
    read = writes(desk)
    desk.does("aster", silence())
    desk.does("birk", read)  # it came in between: the page is finished, and waits
    desk.does("aster", PLAN)
    assert fault_of(desk.case, 1, "2026-11-02") == CLOSED  # without which none is put, and none is handed out


@pytest.mark.parametrize(
    ("role", "to", "risk", "shown"), list(itertools.product(ROLE.words, TO.words, RISK.words, SHOWN.words))
)
def test_whom_a_page_would_harm(desk: Desk, role: str, to: str, risk: str, shown: str) -> None:
    """Who is missing never; a child never alone; where others read along nobody before they showed who they are."""
    harms = (
        role == "missing"
        or (role == "child" and to == "themselves")
        or (role != "child" and to == "guardian")
        or (risk in {"shared", "unknown"} and shown == "no")
    )
    said = desk.says("aster", dataclasses.replace(PLAN, role=role, to=to, risk=risk, shown=shown))
    assert isinstance(said, Denied) is harms
    assert not harms or refused(said) == Rule.NOTICE


def test_no_page_for_somebody_whom_the_item_does_not_name(desk: Desk) -> None:
    assert refused(desk.says("aster", dataclasses.replace(PLAN, handle="T9"))) == Rule.NOTICE
    assert refused(desk.says("aster", dataclasses.replace(PLAN, item=9))) == Rule.NO_ITEM
