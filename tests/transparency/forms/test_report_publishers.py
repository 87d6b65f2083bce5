"""What GitHub and Google published comes out again, cell for cell, from items that fit (issue: recreate)."""

import datetime
import re
from fractions import Fraction
from pathlib import Path

import pytest

import report_recreated as made
from dueprocess.adapters import report_check
from dueprocess.demand.codes import AuthorityKind, Ground
from dueprocess.report import own_form
from dueprocess.report.cells import Cell, Size, Why
from dueprocess.report.edition import Edition, Security
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import DIMENSIONS
from dueprocess.report.metrics import EU_STATES, PUBLISHERS
from transparency.check.audit import group_by_answer
from transparency.forms import dsa, dsa_check, dsa_template, every, github, google, registers
from transparency.forms.dsa_check import MAX_TEXT

YEARS = ("requests_received_and_disclosed", "requests_accounts_affected", "cross_border_data_requests")
TAKEDOWNS = ("government_takedowns_received", "government_takedowns_processed")
NOTICES = "user_notifications_of_legal_request_disclosures"
HALVES = "_by_calendar_year_half"
GOOGLE = "google-user-data-requests-2009H2-2018H1.csv"


@pytest.fixture(scope="module")
def folder(shared_vectors: Path) -> Path:
    return shared_vectors / "reports"


@pytest.fixture(scope="module")
def github_2023(folder: Path) -> Edition:
    facts = [fact for half in ("1", "2") for fact in made.github(folder / "github", "2023", half)]
    bands = (Security(3, "process", 0, 249), Security(3, "process_selectors", 1000, 1249))
    return made.edition(facts, "2023-H2", PUBLISHERS["github"], before=("2023-H1",), security=bands)


def github_names(folder: Path) -> dict[str, str]:
    rows = [row for path in (folder / "github").glob("*.csv") for row in made.rows_of(path.read_bytes())]
    return {row["government_iso2_code"]: row["government"] for row in rows if "government" in row}


def lines(data: bytes, start: str) -> list[bytes]:
    head, *rest = data.splitlines(keepends=True)
    return [head, *(line for line in rest if line.startswith(start.encode()))]


@pytest.mark.parametrize("name", [*(f"{one}{HALVES}" for one in YEARS), *YEARS, f"{NOTICES}{HALVES}"])
def test_github_2023_comes_out_byte_for_byte(name: str, folder: Path, github_2023: Edition) -> None:
    ours = github.files(github_2023, github_names(folder).__getitem__)[f"{name}.csv"]
    theirs = (folder / "github" / f"{name}.csv").read_bytes()
    assert lines(ours, "2023,") == lines(theirs, "2023,")
    assert len(lines(ours, "2023,")) > 1


@pytest.mark.parametrize("name", [f"{one}{HALVES}" for one in TAKEDOWNS])
def test_github_takedowns_of_2023_h1_come_out_cell_for_cell(name: str, folder: Path, github_2023: Edition) -> None:
    ours = github.files(github_2023, github_names(folder).__getitem__)[f"{name}.csv"]
    theirs = (folder / "github" / f"{name}.csv").read_bytes()
    assert sorted(lines(ours, "2023,1,")) == sorted(lines(theirs, "2023,1,"))
    assert ours.splitlines(keepends=True)[0] == theirs.splitlines(keepends=True)[0]


def test_github_bands_stand_as_published(folder: Path, github_2023: Edition) -> None:
    name = "national_security_letters_and_orders.csv"
    ours = github.files(github_2023, str)[name]
    theirs = (folder / "github" / name).read_bytes()
    assert lines(ours, "2023,Jul-Dec") == lines(theirs, "2023,Jul-Dec")


@pytest.mark.parametrize("name", [f"{one}{HALVES}" for one in (*YEARS, *TAKEDOWNS, NOTICES)])
def test_github_2025_h1_comes_out_cell_for_cell_but_for_order_and_a_space(name: str, folder: Path) -> None:
    edition = made.edition(made.github(folder / "github", "2025", "1"), "2025-H1", PUBLISHERS["github"])
    ours = made.rows_of(github.files(edition, github_names(folder).__getitem__)[f"{name}.csv"])
    theirs = made.half_of(made.rows_of((folder / "github" / f"{name}.csv").read_bytes()), "2025", "1")
    cells = [sorted(tuple(map(str.strip, row.values())) for row in rows) for rows in (ours, theirs)]
    assert cells[0] == cells[1]


def test_the_trap_of_the_space_at_the_end_of_a_type_is_seen_and_not_repeated(folder: Path) -> None:
    theirs = made.rows_of((folder / "github" / f"requests_received_and_disclosed{HALVES}.csv").read_bytes())
    assert {row["type"] for row in made.half_of(theirs, "2025", "1")} - set(github.TYPES.values()) == {
        "cross-border request "
    }


@pytest.mark.slow
def test_what_github_publishes_is_a_valid_data_package(tmp_path: Path, folder: Path, github_2023: Edition) -> None:
    files = github.files(github_2023, github_names(folder).__getitem__)
    made.assert_valid(files, tmp_path)
    assert len(files) == 13


@pytest.mark.slow
def test_google_2018_h1_comes_out_byte_for_byte(tmp_path: Path, folder: Path) -> None:
    data = (folder / "google" / GOOGLE).read_bytes()
    theirs = made.rows_of(data)
    names = {row["CLDR Territory Code"]: row["Country"] for row in theirs if row["Period Ending"] == "2018-06-30"}
    facts = made.google(data, "2018-06-30")
    cells = evaluate(facts, PUBLISHERS["google"], (Size.HALF,))
    edition = Edition(made.PROVIDER, "2018-H1", 1, datetime.date(2019, 1, 1), cells, made.GAPS)
    files = google.files(edition, names.__getitem__)
    assert lines(files[f"{google.NAME}.csv"], "2018-06-30") == lines(data, "2018-06-30")
    assert len(files[f"{google.NAME}.csv"].splitlines()) == 167
    made.assert_valid(files, tmp_path)
    rows = [row for row in made.rows_of(files[f"{google.NAME}.csv"]) if row["Legal Process"] != google.PRESERVATION]
    assert sum(int(row["User Data Requests"]) for row in rows) == 57868
    assert sum(int(row["Users/Accounts Specified"]) for row in rows) == 126581


def test_what_comes_out_passes_the_check_of_anybodys_report(folder: Path, github_2023: Edition) -> None:
    files = github.files(github_2023, github_names(folder).__getitem__)
    done = report_check.check(list(files.items()), b"", seconds=60)
    (report,) = done.reports
    assert (done.broken, dict(done.unreadable)) == (False, {})
    assert group_by_answer(report)["breaks"] == []
    assert len(group_by_answer(report)["holds"]) >= 10


def small_google(given: int, received: int) -> list[dict[str, str]]:
    day = datetime.date(2026, 2, 1)
    facts = [
        made.item(f"l{n}", day, country="RO", targets=2, **({"outcome": "comply"} if n < given else {}))
        for n in range(received)
    ]
    facts.append(made.item("keep", day, country="RO", kind="preservation", targets=3, outcome="comply"))
    edition = made.edition(facts, "2026-H1", PUBLISHERS["google"])
    return made.rows_of(google.files(edition, str)[f"{google.NAME}.csv"])


@pytest.mark.parametrize(("given", "received", "percent"), [(10, 16, "63"), (4, 32, "13"), (0, 3, "0"), (3, 3, "100")])
def test_a_half_goes_up_and_a_preservation_has_no_percent(given: int, received: int, percent: str) -> None:
    other, keep = small_google(given, received)
    share = "Percentage of requests where some data produced"
    assert (other["Legal Process"], other[share]) == ("Other Legal Requests", percent)
    assert (keep["Legal Process"], keep["User Data Requests"], keep[share]) == ("Preservation Requests", "1", "")
    assert Fraction(100 * given, received) - int(percent) <= Fraction(1, 2)


def withheld(edition: Edition, metric: str) -> Edition:
    cells = tuple(
        Cell(cell.place, None, why=Why.SEALED) if cell.place.metric == metric else cell for cell in edition.cells
    )
    return Edition(edition.provider, edition.period, 1, edition.made_on, cells, edition.gaps)


def test_what_the_edition_withholds_no_other_form_gives() -> None:
    day = datetime.date(2026, 2, 1)
    facts = [
        made.item("a", day, country="US", instrument="US-2703D", targets=2),
        made.item("b", day, country="RU", kind="content", territory="country", targets=1),
        made.item("c", day, country="FR", route="direct", targets=2),
    ]
    whole = made.edition(facts, "2026-H1", PUBLISHERS["github"])
    told = withheld(withheld(whole, "github_court_order_received"), "github_processed")
    files = github.files(withheld(told, "github_cross_border_received"), str)
    requests = made.rows_of(files[f"requests_received_and_disclosed{HALVES}.csv"])
    counts = {row["type"]: (row["count_requests_received"], row["count_disclosed"]) for row in requests}
    assert counts["criminal court order"] == ("", "0")
    assert counts["cross-border request"] == ("", "0")
    assert counts["civil subpoena"] == ("0", "0")
    assert "exigent circumstances" not in counts
    assert made.rows_of(files[f"government_takedowns_processed{HALVES}.csv"])[0]["count_processed"] == ""
    states = made.rows_of(files[f"cross_border_data_requests{HALVES}.csv"])
    assert {row["count"] for row in states} == {""}  # withheld states stand, so that none can be told from another
    google_cells = made.edition(facts, "2026-H1", PUBLISHERS["google"])
    blank = google.files(withheld(google_cells, "google_other_given"), str)[f"{google.NAME}.csv"]
    shares = {row["Country"]: row["Percentage of requests where some data produced"] for row in made.rows_of(blank)}
    assert shares == {"FR": "", "US": "0"}


def test_an_edition_without_the_definitions_has_headers_and_no_row() -> None:
    edition = made.edition([made.item("a", datetime.date(2026, 2, 1), targets=1)], "2026-H1")
    files = github.files(edition, str)
    requests = made.rows_of(files[f"requests_received_and_disclosed{HALVES}.csv"])
    assert {row["count_requests_received"] for row in requests} == {""}
    assert google.files(edition, str)[f"{google.NAME}.csv"].count(b"\n") == 1


def test_a_period_that_is_not_over_stands_in_no_publishers_file() -> None:
    facts = [made.item("a", datetime.date(2026, 2, 1), instrument="US-2703D", targets=1)]
    edition = made.edition(facts, "2026-H1", PUBLISHERS["github"], datetime.date(2026, 6, 30))
    assert github.files(edition, str)[f"requests_accounts_affected{HALVES}.csv"].count(b"\n") == 1
    after = made.edition(facts, "2026-H1", PUBLISHERS["github"], datetime.date(2026, 7, 1))
    assert github.files(after, str)[f"requests_accounts_affected{HALVES}.csv"].count(b"\n") == 2
    assert github.files(after, str)["requests_accounts_affected.csv"].count(b"\n") == 1  # the year is not over


def test_bands_of_another_structure_are_not_squeezed_into_githubs_file() -> None:
    facts = [made.item("a", datetime.date(2026, 2, 1), targets=1)]
    edition = made.edition(facts, "2026-H1", security=(Security(1, "process", 0, 999),))
    assert "national_security_letters_and_orders.csv" not in github.files(edition, str)
    year = made.edition(facts, "2025", security=(Security(3, "process", 0, 249),))
    assert "national_security_letters_and_orders.csv" not in github.files(year, str)


# --- the page on forms says what the code does: every form, column, category and rule ---


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
