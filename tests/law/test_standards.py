"""Standards and house policy: each is shown both ways, none changes what the law suggests, and the pages say so."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from test_scenarios import FILES, ROOT, judged, signed

from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.adapters.law_files import load
from dueprocess.law.finding import Layer, Met
from dueprocess.law.scenario import Reach, gaps, judge

SHELF = load(ROOT / "law")
TESTED = {one.id for one in SHELF.standards.values() if one.object == "demand"}
ROW = re.compile(r"^\| ([A-Z0-9-]+) \| .* \| (verified|secondary|unverified) \|$", re.MULTILINE)


def outcomes(layer: Layer) -> list[dict[str, Met]]:
    """What each scenario's items find of a layer, by rule."""
    items = (item for path in FILES for item in judged(path)[1].items)
    return [{one.rule: one.outcome for one in item.findings if one.layer is layer} for item in items]


@pytest.mark.parametrize(("name", "ids"), [("standards", TESTED), ("policy", set(SHELF.policies))])
def test_each_is_shown_met_and_unmet_or_listed(name: str, ids: set[str]) -> None:
    reach = Reach()
    for path in FILES:
        reach.note(judged(path)[1])
    unshown = {gap for gap in gaps(SHELF, reach) if gap.split(" ")[1] in ids}
    assert unshown == set((ROOT / f"law/tests/{name}.unreached").read_text(encoding="utf-8").splitlines())


def test_what_a_standard_asks_of_the_provider_is_never_found_on_an_item() -> None:
    assert {rule for item in outcomes(Layer.INTERNATIONAL) for rule in item} <= TESTED


def test_every_house_rule_speaks_and_is_silent() -> None:
    items = outcomes(Layer.POLICY)
    for rule in SHELF.policies:
        speaks = [item for item in items if item.get(rule, Met.NOT_APPLICABLE) is not Met.NOT_APPLICABLE]
        assert 0 < len(speaks) < len(items), rule


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_no_number_of_notes_changes_what_is_suggested(path: Path) -> None:
    scenario, found = judged(path)
    bare = replace(signed(scenario.signed), standards={})
    alone = judge(scenario, bare, LegalCalendar(scenario.calendar))
    assert [one.recommendation for one in alone.items] == [one.recommendation for one in found.items]
    assert not any(one.layer is Layer.INTERNATIONAL for item in alone.items for one in item.findings)


def test_a_standard_that_was_read_names_the_copy_and_the_day_of_the_text() -> None:
    for one in SHELF.standards.values():
        citation = one.rule.cited.citation
        verified = citation.status.value == "verified"
        assert (citation.checked_on is not None) == verified, one.id
        assert citation.url is not None or not verified, one.id


def test_what_a_law_falls_short_of_is_on_the_shelf() -> None:
    named = {one.id: set(version.falls_short) for one in SHELF.instruments.values() for version in one.versions}
    assert {name: missing for name, ids in named.items() if (missing := ids - set(SHELF.standards))} == {}


def test_the_reference_lists_every_standard_with_its_status() -> None:
    page = (ROOT / "docs/reference/standards.md").read_text(encoding="utf-8")
    listed = {match[1]: match[2] for match in ROW.finditer(page)}
    assert listed == {name: one.rule.cited.citation.status.value for name, one in SHELF.standards.items()}
