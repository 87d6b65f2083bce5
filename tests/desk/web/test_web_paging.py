import datetime

import pytest

from dueprocess.desk.data.queries import read_day_key, read_moment_key, write_key
from dueprocess.formats import ids

ROW = ids.duty_id(bytes(15))
BERLIN = datetime.timezone(datetime.timedelta(hours=1))


def test_a_moment_comes_back_whole_and_needs_no_escaping() -> None:
    at = datetime.datetime(2026, 11, 26, 23, 59, 59, 123456, tzinfo=BERLIN)
    text = write_key((at, ROW))
    assert "+" not in text
    assert read_moment_key(text, "d") == (at, ROW)


def test_a_day_comes_back() -> None:
    key = (datetime.date(2026, 11, 26), ids.case_id(bytes(15)))
    assert read_day_key(write_key(key), "c") == key


@pytest.mark.parametrize(
    "text", ["", "_", "2026-11-26", f"2026-13-01_{ROW}", f"now_{ROW}", "2026-11-26_x", f"{ROW}_2026"]
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_moment_key(text, "d") is None
    assert read_day_key(text, "d") is None


def test_another_tables_row_is_no_key() -> None:
    assert read_day_key(f"2026-11-26_{ROW}", "c") is None
    assert read_moment_key(f"2026-11-26T10:00:00_{ROW}", "d") is None
