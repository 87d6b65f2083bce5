"""Writes what the reference takes from the report's own declarations: columns of a fact and of rows, the form's schema.

Run after a change of a column or of the form: ``python tests/golden/regenerate_report.py``.
"""

import json
from pathlib import Path

from dueprocess.adapters.law_files import load
from dueprocess.law.finding import Status
from dueprocess.report import own_form_schema
from dueprocess.report.courts import VOLUNTARY
from dueprocess.report.facts import OF, Kept, kept

ROOT = Path(__file__).resolve().parents[2]
HEAD = """# Columns of a fact

Made from `report/facts.py` by `tests/golden/regenerate_report.py`. What they are for: [report.md](report.md).

| column | what it says | codes |
|---|---|---|
"""


ASKED = '''"""Powers over data that ask for a court's order, and that ask for none: ``court`` of each law that was read.

Made by `tests/golden/regenerate_report.py`: change the law's file, not this one.
"""

from typing import Final

'''


def asked_by_law() -> str:
    """The module on which powers ask for a court: a definition names what it counts, and the core reads no file."""
    found: dict[str, list[str]] = {"ASKS_NONE": [], "ASKS_ONE": []}
    for one in sorted(load().instruments.values(), key=lambda one: one.id):
        text = one.latest
        asks_data = {"disclosure", "interception"} & {str(kind) for kind in text.kinds}
        if text.power and asks_data and text.cited.citation.status == Status.VERIFIED and one.id not in VOLUNTARY:
            key = {"none": "ASKS_NONE", "prior": "ASKS_ONE", "independent": "ASKS_ONE"}.get(str(text.court))
            if key:
                found[key].append(one.id)
    lists = ["".join(f'    "{id_}",\n' for id_ in ids) for ids in found.values()]
    return ASKED + "".join(f"{name}: Final = (\n{ids})\n" for name, ids in zip(found, lists, strict=True))


def columns() -> str:
    """The page on the columns of a fact, in their order."""
    rows = (
        f"| `{name}` | {one.means} | {', '.join(f'`{code}`' for code in sorted(one.codes or ()) if code)} |\n"
        for name, one in OF.items()
    )
    return HEAD + "".join(rows)


def store() -> str:
    """The page on tables, with a row for each column that a row keeps for the report alone."""
    lines = (ROOT / "docs/reference/store.md").read_text("utf-8").splitlines(keepends=True)
    for table, of in (("data_case", Kept.OF_CASE), ("data_item", Kept.OF_ITEM)):
        for name in kept(of):
            head = f"| `{table}` | `"
            if not any(line.startswith(f"{head}{name}` |") for line in lines):
                last = max(at for at, line in enumerate(lines) if line.startswith(head))
                lines.insert(last + 1, f"{head}{name}` | face | {OF[name].means} |\n")
    return "".join(lines)


FILES = {
    "src/dueprocess/report/asked_by_law.py": asked_by_law(),
    "docs/reference/store.md": store(),
    "docs/reference/report-columns.md": columns(),
    "docs/reference/report-1.schema.json": json.dumps(own_form_schema.schema(), indent=1) + "\n",
}

if __name__ == "__main__":
    for name, text in FILES.items():
        (ROOT / name).write_text(text, "utf-8")
