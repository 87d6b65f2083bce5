"""Writes what the reference takes from the report's own declarations: columns of a fact, schema of its own form.

Run after a change of a column or of the form: ``python tests/golden/regenerate_report.py``.
"""

from __future__ import annotations

import json
from pathlib import Path

from dueprocess.report import own_form_schema
from dueprocess.report.facts import OF

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Columns of a fact

Made from `report/facts.py` by `tests/golden/regenerate_report.py`. What they are for: [report.md](report.md).

| column | what it says | codes |
|---|---|---|
"""


def columns() -> str:
    """The page on the columns of a fact, in their order."""
    rows = (
        f"| `{name}` | {one.means} | {', '.join(f'`{code}`' for code in sorted(one.codes or ()) if code)} |\n"
        for name, one in OF.items()
    )
    return HEAD + "".join(rows)


FILES = {
    "docs/reference/report-columns.md": columns(),
    "docs/reference/report-1.schema.json": json.dumps(own_form_schema.schema(), indent=1) + "\n",
}

if __name__ == "__main__":
    for name, text in FILES.items():
        (ROOT / name).write_text(text, "utf-8")
