"""Facts in, findings out: every scenario under law/tests, and what no scenario reaches."""

from functools import cache
from pathlib import Path

import pytest

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load, parse
from dueprocess.law.conditions import Condition
from dueprocess.law.finding import Assessment, Met
from dueprocess.law.scenario import Reach, Scenario, differences, gaps, judge, scenario_of
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "law" / "tests").glob("*/**/*.yaml"))


@cache
def signed(signatures: tuple[Signature, ...]) -> Shelf:
    """The shelf with these signatures: a hundred sets of them serve all scenarios."""
    return load(ROOT / "law", signatures=signatures)


@cache
def judged(path: Path) -> tuple[Scenario, Assessment]:
    scenario = scenario_of(parse(path.read_text(encoding="utf-8"), str(path)))
    return scenario, judge(scenario, signed(scenario.signed), LegalCalendar(scenario.calendar))


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


def test_every_clock_is_shown_by_its_own_sentence() -> None:
    """Several clocks of one law may ask for the same thing; each has a demand in which it runs."""
    ran = {(duty.rule, duty.says) for path in FILES for duty in judged(path)[1].duties}
    texts = ((one.id, version) for one in load(ROOT / "law").instruments.values() for version in one.versions)
    clocks = {(name, clock.says["en"]) for name, version in texts for clock in version.clocks}
    said = {(name, says) for name, says in ran}
    assert sorted(clocks - said) == []


def test_each_law_that_a_face_can_satisfy_is_shown_satisfied() -> None:
    """Once all met: no rule of it unmet or open. What asks a person, or forbids, never gets there."""
    shelf = load(ROOT / "law")
    clean = {
        name
        for path in FILES
        for item in judged(path)[1].items
        for name in {one.rule.partition(".")[0] for one in item.findings}
        if not any(one.outcome in {Met.UNMET, Met.UNKNOWN} for one in item.findings if of_rule(one.rule, name))
    }
    asking = {
        name for name, one in shelf.instruments.items() if any(asks_person(rule.test) for rule in one.latest.rules)
    }
    ruled = {name for name, one in shelf.instruments.items() if one.latest.rules}
    assert sorted(ruled - clean - asking) == ["CA-487-0195", "CA-INFO-DEMAND"], "no duty to obey either"


def of_rule(rule: str, name: str) -> bool:
    file, _, part = rule.partition(".")
    return file == name and part not in {"checked", "covers"}


def asks_person(test: Condition) -> bool:
    return test.name == "ask_person" or any(asks_person(part) for part in test.parts)
