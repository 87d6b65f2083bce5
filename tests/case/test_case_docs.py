"""The reference pages say what the code says."""

import re
from pathlib import Path

from dueprocess.acts import reference
from dueprocess.case.outcome import KEPT, Rule


def test_every_rule_has_its_row_and_no_other(root: Path) -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", (root / "docs/reference/rules.md").read_text(), re.MULTILINE
    )
    assert rows == [str(rule) for rule in Rule]


def test_every_rule_refuses_somewhere(root: Path) -> None:
    code = "".join(path.read_text() for path in (root / "src/dueprocess").rglob("*.py"))
    assert [rule for rule in Rule if f"Rule.{rule.name}" not in code] == []


def test_the_page_of_acts_is_the_table(root: Path) -> None:
    """Nothing of an act changes unseen: its keys, codes, people, states and words are lines of this page."""
    assert (root / "docs/reference/acts.md").read_text() == reference.page()


def test_duties_that_nothing_general_closes_are_named(root: Path) -> None:
    last = (root / "docs/reference/case.md").read_text().rstrip().splitlines()[-1]
    assert set(re.findall(r"`([a-z_]+)`", last)) == KEPT
