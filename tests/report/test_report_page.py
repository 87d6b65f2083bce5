"""docs/reference/report.md against the code."""

import re
from pathlib import Path

from dueprocess.report.facts import COLUMNS


def test_each_column_of_a_fact_is_described_in_order(root: Path) -> None:
    page = (root / "docs/reference/report.md").read_text()
    facts = page[page.index("## Facts") :].split("\n## ")[0].split("**Which items.**")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", facts, re.MULTILINE)
    assert tuple(name for name, _, _ in rows) == COLUMNS
