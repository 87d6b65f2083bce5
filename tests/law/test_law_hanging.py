"""On which facts an answer hangs: whatever the others say that nobody confirmed, answer and clocks are the same."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from test_scenarios import FILES, judged, signed

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face, Form, Plain, Spec
from dueprocess.law.finding import Assessment, Layer
from dueprocess.law.scenario import Scenario, judge

SPECS = {spec.name: spec for spec in (*CASE_FIELDS, *ITEM_FIELDS)}
SOME = FILES[::13]
OTHER: dict[Form, tuple[Plain, ...]] = {
    Form.FLAG: (True, False),
    Form.COUNT: (0, 7, 9999),
    Form.DAY: ("2019-12-31", "2026-10-15"),
    Form.MOMENT: ("2019-12-31T10:00Z", "2026-10-15T23:59Z"),
    Form.COUNTRY: ("BR", "DE", "US"),
    Form.REGION: ("DE-NW", "US-CA"),
    Form.ID: ("BR-PC-X",),
    Form.IDS: ((), ("DE-STPO-100J",), ("US-2703-D", "XX-NONE")),
    Form.LANGUAGES: (("pt",),),
    Form.SPAN: ("immediately", "P1D", "2026-12-24"),
}


def others(spec: Spec) -> tuple[Plain, ...]:
    """Values that a field can have, and none."""
    if spec.of is not None:
        codes = tuple(str(one) for one in spec.of)
        return (None, *(tuple((one,) for one in codes) if spec.form is Form.CODES else codes))
    return (None, *OTHER[spec.form])


def partly_confirmed(whole: Face, name: str) -> Face:
    """The face with about half of its facts confirmed, the same half each time."""
    paths = [*whole.case, *(f"items.{at}.{key}" for at, item in enumerate(whole.items, 1) for key in item)]
    picked = [path for path in paths if hashlib.sha256(f"{name} {path}".encode()).digest()[0] % 2]
    return replace(whole, confirmed=frozenset(picked))


def otherwise(a_face: Face, left: set[str], turn: int) -> Face:
    """The same face, with each of these facts saying something else, and nobody having confirmed it."""
    case, items = dict(a_face.case), [dict(one) for one in a_face.items]
    for path in left:
        prefix, _, name = path.rpartition(".")
        held = items[int(prefix.removeprefix("items.")) - 1] if prefix else case
        choices = [one for one in others(SPECS[name]) if one != held.get(name)]
        held[name] = choices[turn % len(choices)]
    return replace(a_face, case=case, items=tuple(items))


def answer(made: Assessment) -> Any:
    """All that an assessment says but whether a standard is met, and what of it is claimed."""
    return [
        (
            [
                (one.rule, one.outcome, one.effect, one.says)
                for one in item.findings
                if one.layer is not Layer.INTERNATIONAL
            ],
            *(item.grounds, item.may, item.recommendation, item.charges, item.channels, item.conditions),
            *(item.provider_review, item.verbatim_allowed, item.wrong_refusal, item.wrong_grant),
        )
        for item in made.items
    ], made.duties


@pytest.mark.parametrize("path", SOME, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_other_fact_changes_the_answer_or_a_clock(path: Any) -> None:
    scenario: Scenario = judged(path)[0]
    shelf, calendar = signed(scenario.signed), LegalCalendar(scenario.calendar)
    a_face = partly_confirmed(scenario.face, path.stem)
    made = judge(replace(scenario, face=a_face), shelf, calendar)
    said = {*a_face.case, *(f"items.{at}.{key}" for at, item in enumerate(a_face.items, 1) for key in item)}
    hangs = {path for item in made.items for path in item.hangs_on}
    assert not hangs & a_face.confirmed
    left = said - a_face.confirmed - hangs
    for turn in range(5):
        assert answer(judge(replace(scenario, face=otherwise(a_face, left, turn)), shelf, calendar)) == answer(made), (
            left
        )


def test_few_facts_are_left_that_matter_and_standards_are_none() -> None:
    """Of many facts of a demand most change nothing; what they are differs from law to law."""
    counts = []
    for path in SOME:
        scenario = judged(path)[0]
        bare = replace(scenario.face, confirmed=frozenset())
        made = judge(replace(scenario, face=bare), signed(scenario.signed), LegalCalendar(scenario.calendar))
        said = len(bare.case) + len(bare.items[0])
        counts.append(len(made.items[0].hangs_on) / said)
    assert 0.2 < sum(counts) / len(counts) < 0.95
