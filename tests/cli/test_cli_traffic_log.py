"""The quarter's check of answers about traffic data: which quarter, which demands are drawn, what the papers say."""

import datetime
from collections.abc import Mapping
from typing import Any

import pytest

from cli_samples import Desk
from dueprocess.cli.traffic_log_command import before, drawn, quarter_of, written
from dueprocess.formats.refusal import DeniedError

DAY = datetime.date


@pytest.mark.parametrize(
    ("quarter", "first", "last"),
    [
        ("2026-Q1", DAY(2026, 1, 1), DAY(2026, 3, 31)),
        ("2026-Q2", DAY(2026, 4, 1), DAY(2026, 6, 30)),
        ("2026-Q3", DAY(2026, 7, 1), DAY(2026, 9, 30)),
        ("2026-Q4", DAY(2026, 10, 1), DAY(2026, 12, 31)),
    ],
)
def test_a_quarter_is_three_whole_months(quarter: str, first: datetime.date, last: datetime.date) -> None:
    assert quarter_of(quarter) == (first, last)
    assert before(last + datetime.timedelta(days=1)) == (first, last)
    assert before(first)[1] == first - datetime.timedelta(days=1)


def test_what_is_no_quarter_is_refused() -> None:
    with pytest.raises(DeniedError, match="2026-Q3"):
        quarter_of("2026-Q5")


@pytest.mark.parametrize(("asked", "checked"), [(0, 0), (1, 1), (20, 1), (21, 2), (100, 5), (101, 6), (5000, 250)])
def test_five_in_a_hundred_are_drawn_and_part_of_one_is_one(asked: int, checked: int) -> None:
    assert len(drawn("2026-Q3", [f"c-{number}" for number in range(asked)])) == checked


def test_the_draw_is_the_same_in_any_order_and_another_in_another_quarter() -> None:
    cases = [f"c-{number}" for number in range(100)]
    assert drawn("2026-Q3", cases) == drawn("2026-Q3", cases[::-1])
    assert drawn("2026-Q3", cases) != drawn("2026-Q4", cases)


def test_the_letter_counts_and_names_no_demand() -> None:
    row: Mapping[str, Any] = {"case": "c-aaaa", "received_on": "2026-07-03"}
    item = {"number": 2, "given": True, "period_from": "2026-06-01", "period_to": "2026-06-05"}
    letter, sheets = written(DAY(2026, 7, 1), DAY(2026, 9, 30), 21, [(row, [item, {**item, "given": False}])])
    assert "2026-07-01 bis 2026-09-30" in letter
    assert "Verkehrsdaten: 21\n" in letter
    assert "c-aaaa" not in letter
    assert sheets.count("c-aaaa, Gegenstand 2, eingegangen am 2026-07-03") == 2
    assert "2026-06-01 bis 2026-06-05" in sheets
    assert sheets.index("wurden herausgegeben") < sheets.index("keine Daten herausgegeben")
    assert all(f" {field}. " in sheets for field in range(1, 8))
    assert "Zwölf Monate" in sheets


@pytest.mark.slow
def test_a_desk_fills_the_papers(cli_desk: Desk) -> None:
    case = cli_desk.take_in("01-subscriber-talbach.eml")
    cli_desk.do("open", case, "--out", "to-check", by="aster")
    asks = ("items.1.kind=disclosure", "items.1.data=traffic", "items.1.service=telecom")
    cli_desk.do("confirm", case, "--all-claimed", *asks, by="aster")
    received = cli_desk.do("show", case, "--json").json["face"]["case"]["received_on"]
    day = datetime.date.fromisoformat(received)
    quarter = f"{day.year}-Q{(day.month + 2) // 3}"
    told = cli_desk.do("traffic-log", quarter, "--json").json  # other tests take demands in at this desk, too
    assert (told["quarter"], told["demands"] >= 1, bool(told["checked"])) == (quarter, True, True)
    drawn = told["checked"][0]
    assert cli_desk.do("traffic-log", "2001-Q1", "--json").json["demands"] == 0
    assert f"{drawn}, Gegenstand" in cli_desk.do("traffic-log", quarter).out
    cli_desk.do("traffic-log", quarter, "--out", "check")
    papers = {file.name: file for file in (cli_desk.folder / "check").iterdir()}
    assert set(papers) == {"letter.txt", "sheets.txt"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in papers.values())
    assert not [one for one in (case, drawn) if one in papers["letter.txt"].read_text()]
    again = cli_desk.run("traffic-log", quarter, "--out", "check")
    assert (again.code, "new folder" in again.err) == (2, True)
