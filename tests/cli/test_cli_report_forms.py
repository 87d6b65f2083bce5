"""``report export`` and ``report dsa``: real processes, real files."""

import datetime
from pathlib import Path

import pytest

import report_recreated as made
from cli_samples import Desk
from dueprocess.adapters import spreadsheets
from dueprocess.report import own_form
from dueprocess.report.edition import Edition
from dueprocess.report.metrics import METRICS, PUBLISHERS
from transparency.forms import dsa, dsa_template

DAY = datetime.date(2026, 2, 1)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    facts = [made.item(f"l{n}", DAY, country="KR", targets=1) for n in range(3)]
    edition = made.edition(facts, "2026-H1", (*METRICS, *PUBLISHERS["google"]))
    (tmp_path / "report.json").write_bytes(own_form.cells_json(edition))
    return Desk(tmp_path)


def test_an_edition_is_written_in_another_form(desk: Desk) -> None:
    ran = desk.run("report", "export", "--format", "google", "--edition", "report.json", "--out", "made", "--json")
    assert (ran.code, ran.json["period"]) == (0, "2026-H1")
    assert ran.json["files"] == ["datapackage.json", "google-user-data-requests.csv"]
    rows = made.rows_of((desk.folder / "made" / "google-user-data-requests.csv").read_bytes())
    assert [(row["Country"], row["User Data Requests"]) for row in rows] == [("South Korea", "3")]


def test_all_forms_are_written_that_have_something_to_say(desk: Desk) -> None:
    ran = desk.run("report", "export", "--format", "all", "--edition", "report.json")
    assert ran.code == 0, ran.err
    folder = desk.folder / "report-2026-H1"
    assert {path.name for path in folder.iterdir()} == {
        "report.csv",
        "report.json",
        "datapackage.json",
        "rdr.csv",
        "google",
    }
    assert (folder / "report.json").read_bytes() == (desk.folder / "report.json").read_bytes()
    assert "6 files of the report on 2026-H1" in ran.out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--format", "github"), "not built with the numbers"),
        (("--format", "dsa"), "from the cases"),
        (("--edition", "missing.json"), "no file"),
        (("--edition", "broken.json"), "no report.json of this form"),
    ],
)
def test_what_cannot_be_written_says_why_and_what_next(desk: Desk, args: tuple[str, ...], says: str) -> None:
    (desk.folder / "broken.json").write_text('{"schema": "dueprocess/report/2"}')
    given = args if "--edition" in args else (*args, "--edition", "report.json")
    ran = desk.run("report", "export", *given, "--json")
    assert ran.code == 2
    assert says in ran.json["error"]


@pytest.fixture
def filled(desk: Desk) -> Path:
    folder = desk.folder / "dsa"
    folder.mkdir()
    edition = Edition(made.PROVIDER, "2026", 1, datetime.date(2027, 2, 1), (), made.GAPS)
    for name, data in dsa.files(edition, []).items():
        (folder / name).write_bytes(data)
    return folder


def test_a_dsa_report_that_keeps_the_rules_is_told_so(desk: Desk, filled: Path) -> None:
    ran = desk.run("report", "dsa", "check", "dsa")
    assert (ran.code, ran.out) == (0, "11 parts read. Every rule of the template is kept.\n")
    assert desk.run("report", "dsa", "check", "dsa", "--json").json == {"parts": list(range(1, 12)), "faults": []}
    (filled / "notes.txt").write_text("not ours")
    assert desk.run("report", "dsa", "check", "dsa").code == 0


def test_a_broken_rule_is_named_with_its_place(desk: Desk, filled: Path) -> None:
    path = filled / "part_08_automated_means.csv"
    first = "Accuracy of the automated means - Accuracy,Total number,"
    path.write_text(path.read_text().replace(first, f"{first}95", 1))
    ran = desk.run("report", "dsa", "check", "dsa")
    assert ran.code == 1
    assert "part 8, row 4, Value: a share is a number from 0 to 1, as 0.95 [dsa.number]" in " ".join(ran.out.split())
    (fault,) = desk.run("report", "dsa", "check", "dsa", "--json").json["faults"]
    assert (fault["part"], fault["row"], fault["rule"]) == (8, 4, "dsa.number")


def test_a_workbook_is_checked_like_the_files(desk: Desk, filled: Path) -> None:
    for path in filled.iterdir():
        path.unlink()
    edition = Edition(made.PROVIDER, "2026", 1, datetime.date(2027, 2, 1), (), made.GAPS)
    sheets = {
        f"{part}_{dsa_template.NAMES[part]}": (dsa_template.head(part), *rows)
        for part, rows in dsa.tables(edition, []).items()
    }
    (filled / "dsa.xlsx").write_bytes(spreadsheets.write(sheets, DAY))
    ran = desk.run("report", "dsa", "check", "dsa")
    assert (ran.code, ran.out) == (0, "11 parts read. Every rule of the template is kept.\n"), ran.out
    (filled / "part_01_summary.csv").write_text("a\r\n")
    assert "stands twice" in desk.run("report", "dsa", "check", "dsa", "--json").json["error"]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("part_03_orders.csv", b"\xff\xfe", "UTF-8"),
        ("dsa.xlsx", b"PK", "no XLSX"),
        ("other.csv", b"a", "No part is in"),
        ("part_99_other.csv", b"a", "No part is in"),
    ],
)
def test_what_cannot_be_read_says_why(desk: Desk, name: str, data: bytes, says: str) -> None:
    (desk.folder / "broken").mkdir()
    (desk.folder / "broken" / name).write_bytes(data)
    ran = desk.run("report", "dsa", "check", "broken", "--json")
    assert ran.code == 2
    assert says in ran.json["error"]
    assert "There is no folder" in desk.run("report", "dsa", "check", "nowhere", "--json").json["error"]


def test_the_tables_of_a_desk_are_filled_and_what_people_wrote_stays(cli_desk: Desk) -> None:
    ran = cli_desk.run("report", "dsa", "fill", "dsa-2025", "--period", "2025", "--before", "2025-02-01", "--json")
    assert ran.code == 0, ran.err
    assert (len(ran.json["files"]), ran.json["kept"]) == (11, [])
    part = cli_desk.folder / "dsa-2025" / "part_11_qualitative.csv"
    asked = "Safeguards applied to the use of automated means,"
    part.write_text(part.read_text().replace(asked, f"{asked}A person decides."))
    again = cli_desk.run("report", "dsa", "fill", "dsa-2025", "--period", "2025", "--json")
    assert again.json["kept"] == list(range(4, 12))
    assert "A person decides." in part.read_text()
    summary = (cli_desk.folder / "dsa-2025" / "part_01_summary.csv").read_text()
    assert "Fennel Mail" in summary
    assert "2025-12-31" in summary
    checked = cli_desk.run("report", "dsa", "check", "dsa-2025", "--json").json["faults"]
    assert {fault["rule"] for fault in checked} <= {"dsa.late"}  # the year was over long ago
    book = cli_desk.run("report", "dsa", "fill", "dsa-2025", "--period", "2025", "--xlsx")
    assert (book.code, "holds CSV files already" in book.err) == (2, True)


def test_a_workbook_is_filled_again_in_its_place(cli_desk: Desk) -> None:
    assert cli_desk.run("report", "dsa", "fill", "book", "--period", "2025", "--xlsx").code == 0
    path = cli_desk.folder / "book" / "dsa.xlsx"
    first = path.read_bytes()
    again = cli_desk.run("report", "dsa", "fill", "book", "--period", "2025")
    assert again.out == "1 file in book. Parts 4 to 11 are for people to fill in.\n"
    assert path.read_bytes() == first
    assert [one.name for one in path.parent.iterdir()] == ["dsa.xlsx"]


def test_forms_that_a_law_fixes_come_from_the_desk_for_a_period_that_is_over(cli_desk: Desk) -> None:
    ran = cli_desk.run("report", "export", "--format", "eevidence", "--period", "2025", "--out", "epoc", "--json")
    assert ran.code == 0, ran.err
    rows = made.rows_of((cli_desk.folder / "epoc" / "eevidence-28-4.csv").read_bytes())
    assert {row["value"] for row in rows if row["figure"] == "received"} == {"0"}
    for args, says, code in (
        (("--format", "dsa", "--period", "2199"), "2199 is not over", 1),
        (("--format", "dsa"), "is no period", 1),
        (("--period", "1999"), "No edition on 1999 is published", 1),
    ):
        ran = cli_desk.run("report", "export", *args, "--json")
        assert (ran.code, says in ran.json["error"]) == (code, True), ran.json
