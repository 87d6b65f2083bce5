"""docs/reference/report-check.md against the code, and its mapping against a table."""

import re
from pathlib import Path

import pytest

from report_check_samples import broken, findings, table
from transparency.check import known, mapping, source


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/reference/report-check.md").read_text()


def rows(page: str, heading: str) -> dict[str, str]:
    part = page.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `([^`|]+)` \| (.+) \|$", part, re.MULTILINE))


def test_every_rule_and_field_stands_on_the_page(page: str) -> None:
    assert rows(page, "Findings") == known.RULES
    assert rows(page, "A mapping") == mapping.FIELDS


def test_every_known_name_stands_there_with_its_rule(page: str) -> None:
    part = page.partition("## Names of known findings\n")[2].partition("\n## ")[0]
    said = {}
    for line in re.findall(r"^\| (`.+) \|$", part, re.MULTILINE):
        names, _, rule = line.rpartition(" | ")
        said |= dict.fromkeys(re.findall(r"`([^`]+)`", names), rule)
    assert said.keys() == {one.id for one in known.KNOWN}
    assert all(f"{one.publisher}, " in said[one.id] and f"`{one.rule}`" in said[one.id] for one in known.KNOWN)


def test_limits_are_those_of_the_code(page: str) -> None:
    assert f"{source.MAX_BYTES >> 20} MiB" in page
    assert f"{source.MAX_ROWS:,} rows, {source.MAX_COLUMNS} columns, {source.MAX_FIELD:,} characters a cell" in page


def test_the_example_of_a_mapping_works(page: str, root: Path) -> None:
    under = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)[0]
    head = (
        "Year",
        "Half",
        "Country",
        "ISO",
        "Sort of request",
        "Requests",
        "Data given",
        "Share",
        "Accounts",
        "Refused",
    )
    good = ("2020", "H1", "Germany", "DE", "order", 5, 3, "60%", 6, 2)
    assert broken(findings(("x.csv", table([good], head)), under=under)) == set()
    bad = ("2020", "H1", "Germany", "DE", "order", 5, 3, "61%", 6, 1)
    assert broken(findings(("x.csv", table([bad], head)), under=under)) == {"percent-feasible", "columns-to-whole"}
    other = (root / "docs/how-to/check-a-report.md").read_text()
    assert mapping.read(re.findall(r"```toml\n(.*?)```", other, re.DOTALL)[0].encode()).place == "State"
