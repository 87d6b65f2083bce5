"""Counts of past demands in a home: kept whole, by the name of their sheet, and of no row anything else."""

import datetime
from collections import Counter
from pathlib import Path

import pytest

from dueprocess.operate import history
from dueprocess.operate.home import Home
from dueprocess.report.history import Past, Tally

DAY = datetime.date(2026, 12, 1)
ONE, TWO = Past(2024, "DE", "police", "disclosure", "comply"), Past(2023, "unknown", "unknown", "content", "unknown")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def tally() -> Tally:
    return Tally(3, Counter({"no day": 2}), Counter(), Counter({ONE: 2, TWO: 1}), Counter({ONE: 5, TWO: 0}))


def test_counts_are_kept_and_taken_back(home: Home) -> None:
    assert history.sheets(home) == []
    history.add(home, "old.xlsx", DAY, tally())
    (one,) = history.sheets(home)
    assert (one.taken, one.left, one.counts) == (3, 2, {ONE: (2, 5), TWO: (1, 0)})
    assert history.by_year([one, one]) == {
        2024: {"": 4, "disclosure": 4, "=comply": 4},
        2023: {"": 2, "content": 2, "=unknown": 2},
    }
    with pytest.raises(history.HistoryError, match="counted already"):
        history.add(home, "old.xlsx", DAY, tally())
    with pytest.raises(history.HistoryError, match="No sheet"):
        history.drop(home, "other.xlsx")
    history.drop(home, "old.xlsx")
    assert history.sheets(home) == []


WRONG = '[{"name":"a","on":"","taken":1,"left":0,"counts":[["x"]]}]'


@pytest.mark.parametrize("text", ["{", "[1]", '[{"name": "a"}]', WRONG])
def test_a_damaged_file_says_so(home: Home, text: str) -> None:
    (home.path / history.FILE).write_text(text)
    with pytest.raises(history.HistoryError, match="damaged"):
        history.sheets(home)


@pytest.mark.parametrize("name", ["", "a\nb", "x" * 81])
def test_a_name_is_one_line(home: Home, name: str) -> None:
    with pytest.raises(history.HistoryError, match="one line"):
        history.add(home, name, DAY, tally())
