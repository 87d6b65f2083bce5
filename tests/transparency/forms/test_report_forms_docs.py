"""The page on forms says what the code does: every form, column, category and rule."""

import re
from pathlib import Path

import pytest

from dueprocess.demand.codes import AuthorityKind, Ground
from dueprocess.report import own_form
from dueprocess.report.cells import Why
from dueprocess.report.edition import Security
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.metrics import EU_STATES
from transparency.forms import dsa, dsa_check, dsa_template, every, github, google, registers
from transparency.forms.dsa_check import MAX_TEXT


@pytest.fixture(scope="module")
def page(root: Path) -> dict[str, list[list[str]]]:
    """The tables of each section, row by row."""
    sections: dict[str, list[list[str]]] = {}
    heading = ""
    for line in (root / "docs/reference/report-formats.md").read_text().splitlines():
        if line.startswith("## "):
            heading = line.split("`")[1]
        if line.startswith("| `") or (line.startswith("| ") and not line.startswith("| form")):
            sections.setdefault(heading, []).append([cell.strip() for cell in line.strip("|").split("|")])
    return sections


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_form_has_its_line_and_its_section(page: dict[str, list[list[str]]], root: Path) -> None:
    text = (root / "docs/reference/report-formats.md").read_text()
    assert {codes(row[0])[0] for row in page[""]} == set(every.FORMS)
    assert {line.split("`")[1] for line in text.splitlines() if line.startswith("## ")} == set(every.FORMS)


def test_every_column_of_our_own_form_is_described(page: dict[str, list[list[str]]]) -> None:
    rows = page["own"]
    own = [column.name for column in own_form.COLUMNS if column.name not in DIMENSIONS]
    assert [codes(row[0])[0] for row in rows if codes(row[0])] == own
    assert set(codes(rows[-1][1])) == {str(why) for why in Why if why}


def test_the_columns_of_other_publishers_are_described(page: dict[str, list[list[str]]], root: Path) -> None:
    from report_recreated import edition

    listed = {codes(row[0])[0]: codes(row[1]) for row in page["github"] if codes(row[0]) and len(row) == 2}
    half = edition([], "2026-H1", security=(Security(3, "process", 0, 249),))
    made = {table.name.removesuffix("_by_calendar_year_half"): table for table in github.tables(half, str)}
    assert set(made) == set(listed)
    for name, table in made.items():
        assert [one for one in table.header if one not in {"year", "half"}] == listed[name][: len(table.header)], name
    named = [one for row in page["google"] for one in codes(row[0])]
    assert named == list(google.table(edition([], "2026"), str).header)
    text = (root / "docs/reference/report-formats.md").read_text()
    assert set(github.TYPES.values()) <= set(re.split(r"[|,\n] *", re.sub(r" +\|", "|", text)))


def test_the_codes_of_stop_are_described(page: dict[str, list[list[str]]]) -> None:
    told = {code: row[1] for row in page["stop"] for code in codes(row[0]) if row[1] in registers.ORDERED_BY.values()}
    assert told == {str(kind): says for kind, says in registers.ORDERED_BY.items()}
    assert set(told) == set(AuthorityKind)


def test_parts_categories_and_rules_of_the_dsa_are_described(page: dict[str, list[list[str]]], root: Path) -> None:
    rows = page["dsa"]
    assert {row[0]: codes(row[1])[0] for row in rows if row[0].isdigit()} == {
        str(part): dsa.file_name(part) for part in dsa.PARTS
    }
    by_people = {int(row[0]) for row in rows if row[0].isdigit() and row[2] == "people"}
    assert by_people == set(dsa.PARTS) - set(dsa.FROM_CASES)
    subjects = {
        codes(row[0])[0]: (codes(row[1])[0], codes(row[2])[0]) for row in rows if codes(row[0])[:1] and len(row) == 4
    }
    assert subjects == {str(subject): place for subject, place in dsa.CATEGORY_OF.items()}
    assert set(subjects) < set(Ground)
    source = Path(dsa_check.__file__).read_text()
    rules = {codes(row[0])[0] for row in rows if codes(row[0]) and codes(row[0])[0].startswith("dsa.")}
    assert rules == set(re.findall(r'"(dsa\.[a-z]+)"', source))
    text = (root / "docs/reference/report-formats.md").read_text()
    assert f"{MAX_TEXT:,} characters" in text
    assert len(EU_STATES) == 27
    assert all(place in dsa_template.categories(3) for place in dsa.CATEGORY_OF.values())
