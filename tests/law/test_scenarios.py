"""Facts in, findings out: every scenario under law/tests, and what no scenario reaches."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load, parse
from dueprocess.domain.law.scenario import Reach, Scenario, differences, gaps, judge, scenario_of

if TYPE_CHECKING:
    from dueprocess.domain.law.finding import Assessment

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "law" / "tests").glob("*/**/*.yaml"))


@cache
def judged(path: Path) -> tuple[Scenario, Assessment]:
    scenario = scenario_of(parse(path.read_text(encoding="utf-8"), str(path)))
    shelf = load(ROOT / "law", signatures=scenario.signed)
    return scenario, judge(scenario, shelf, LegalCalendar(scenario.calendar))


def test_there_are_scenarios() -> None:
    assert len(FILES) >= 1400


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_scenario(path: Path) -> None:
    assert differences(*judged(path)) == ()


def test_every_rule_ground_and_clock_is_shown_or_listed() -> None:
    """`law/tests/*.unreached` list what no scenario shows: a rule needs both a met and another outcome."""
    reach = Reach()
    for path in FILES:
        reach.note(judged(path)[1])
    listed = {
        line for path in (ROOT / "law" / "tests").glob("*.unreached") for line in path.read_text("utf-8").splitlines()
    }
    assert set(gaps(load(ROOT / "law"), reach)) == listed
