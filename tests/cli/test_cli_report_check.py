"""``report check`` as a real process: sentences for people, objects for machines, exit codes for scripts."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from cli_samples import Desk, Ran
from report_check_samples import MAP, table

pytestmark = pytest.mark.slow

GOOD = table([("2020", "A", "k", 5, 3, "60%", 7)])
BAD = table([("2020", "A", "k", 5, 6, "", 7)])


def run(folder: Path, *args: str) -> Ran:
    return Desk(folder).run("report", "check", *args)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAP)
    (tmp_path / "good.csv").write_bytes(GOOD)
    (tmp_path / "bad.csv").write_bytes(BAD)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "good.csv").write_bytes(GOOD.replace(b"2020", b"2021"))
    (tmp_path / "empty").mkdir()
    return tmp_path


def test_for_people(folder: Path) -> None:
    done = run(folder, "good.csv", "--map", "map.toml")
    assert done.code == 0, done.err
    assert "Nothing contradicts itself" in done.out
    done = run(folder, "bad.csv", "--map", "map.toml")
    assert done.code == 1
    assert "✗ Fennel reports for 2020 more requests answered with data than received: 6 of 5 (A, k)." in done.out
    assert "1 thing cannot be as published" in done.out


def test_for_machines(folder: Path) -> None:
    done = run(folder, "bad.csv", "good.csv", "two", "--map", "map.toml", "--json")
    assert (done.code, done.err) == (1, "")
    (report,) = done.rows
    assert report["report"] == "3 files of Fennel"
    assert report["checks"][0]["holds"] is False


def test_a_page_and_a_workbook_are_read_in_the_child(folder: Path) -> None:
    (folder / "a.html").write_text("<table><tr><td>Year<td>Requests<td>Disclosed<tr><td>2020<td>5<td>6</table>")
    book = openpyxl.Workbook()
    for row in (["Year", "Requests", "Disclosed"], [2020, 5, 7]):
        book.active.append(row)
    book.save(folder / "a.xlsx")
    done = run(folder, "a.html", "a.xlsx")
    assert (done.code, done.err) == (1, "")
    assert "6 of 5" in done.out
    assert "7 of 5" in done.out


def test_what_cannot_be_read(folder: Path) -> None:
    (folder / "odd.csv").write_text("a,b\n1,2\n")
    done = run(folder, "odd.csv", "--json")
    assert done.code == 2
    assert "write a mapping file" in done.json["error"]
    done = run(folder, "odd.csv")
    assert (done.code, done.out) == (2, "")
    assert "odd.csv is of no known format" in done.err
    done = run(folder, "odd.csv", "bad.csv", "--map", "map.toml")
    assert done.code == 1, "what is wrong in one file is said, whatever another is"


def test_what_in_a_folder_is_no_report_is_passed(folder: Path) -> None:
    (folder / "two" / "odd.csv").write_text("a,b\n1,2\n")
    (folder / "two" / "good.csv").write_text("Year,Requests,Disclosed\n2020,5,3\n")
    done = run(folder, "two")
    assert done.code == 0
    assert "odd.csv is of no known format" in done.err
    (folder / "two" / "good.csv").unlink()
    assert run(folder, "two").code == 2


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("missing.csv",), "There is no missing.csv"),
        (("empty",), "There is no file in what you named"),
        (("good.csv", "--map", "good.csv"), "neither TOML nor JSON"),
        (("good.csv", "--map", "none.toml"), "none.toml"),
        (("good.csv", "big.csv", "--map", "map.toml"), "at most 500 files and 64 MiB"),
        (("huge.csv",), "longer than 64 MiB"),
    ],
)
def test_a_wrong_call_says_what_to_do(folder: Path, args: tuple[str, ...], says: str) -> None:
    for name, size in (("big.csv", 64 << 20), ("huge.csv", (64 << 20) + 1)):
        with (folder / name).open("wb") as file:
            file.truncate(size)
    done = run(folder, *args)
    assert (done.code, done.out) == (2, "")
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_screen_is_not_driven_by_somebody_elses_file(folder: Path) -> None:
    (folder / "bad.csv").write_bytes(BAD.replace(b",A,", b",\x1b[31mA\x07,"))
    done = run(folder, "bad.csv", "--map", "map.toml")
    assert "\x1b[31m" not in done.out
    assert "\x07" not in done.out
