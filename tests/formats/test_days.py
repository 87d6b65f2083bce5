"""One form of a day in English, for whatever people read."""

import datetime

import pytest

from dueprocess.formats import days

BERLIN = datetime.timezone(datetime.timedelta(hours=1))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("2026-12-01", "1 December 2026"),
        ("2026-11-08T14:22Z", "8 November 2026, 14:22 UTC"),
        ("2026-11-08T14:22:59Z", "8 November 2026, 14:22 UTC"),
        (datetime.date(2027, 2, 9), "9 February 2027"),
        ("", ""),
        (None, ""),
        ("2026-12-01 and more", "2026-12-01 and more"),
        ("not verified", "not verified"),
    ],
)
def test_what_data_write_is_said_in_words_and_anything_else_stays(data: object, said: str) -> None:
    assert days.spoken(data) == said


def test_what_is_due_has_its_weekday_and_midnight_is_the_end_of_the_day_before() -> None:
    at = datetime.datetime(2026, 12, 1, 14, 2, tzinfo=BERLIN)
    assert days.due(at, 2026) == "Tuesday 1 December, 14:02"
    assert days.due(at, 2027) == "Tuesday 1 December 2026, 14:02"
    midnight = datetime.datetime(2027, 1, 1, tzinfo=BERLIN)
    assert days.due(midnight, 2027) == "Thursday 31 December 2026, 24:00"
    assert days.minute(at) == "1 December 2026, 13:02 UTC"
