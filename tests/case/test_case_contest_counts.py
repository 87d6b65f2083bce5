"""Contests are counted by right and by what became of them, and none whose demand we may not count (P11)."""

import dataclasses

from test_case_contest import DAY, contested, decide

from case_builders import Desk, silence
from dueprocess.case import commands as c
from dueprocess.case.contest_counts import counted
from dueprocess.demand.codes import Kind


def counting(desk: Desk) -> Desk:
    desk.does("cedar", c.Answer(1, "count", "yes", None))
    return desk


def test_what_came_in_the_year_by_right_and_outcome() -> None:
    content, data = counting(contested(effect=True)), counting(contested(kind=Kind.DISCLOSURE))
    content.does("cedar", decide(content, "reversed"))
    found = counted([content.case, data.case], 2026, DAY)
    assert (found["expression"].made, found["expression"].ended["reversed"], found["expression"].open) == (1, 1, 0)
    assert (found["privacy"].made, found["privacy"].open) == (1, 1)
    assert counted([content.case], 2025, DAY)["expression"].made == 0
    assert found["expression"].median is None  # of fewer than five it would be the time of one


def test_two_worlds_with_one_contest_more_that_we_may_not_count_have_the_same_numbers() -> None:
    known, secret = counting(contested()), contested()
    one = counted([known.case], 2026, DAY)
    assert counted([known.case, secret.case], 2026, DAY) == one
    silenced = counting(contested())
    silenced.does("cedar", silence(tell=False, admit=False))
    assert counted([known.case, silenced.case], 2026, DAY) == one


def test_practice_counts_nowhere() -> None:
    desk = counting(contested())
    practice = dataclasses.replace(desk.case, practice=True)
    assert counted([practice], 2026, DAY)["expression"].made == 0
