"""Working days from the holidays package, with overrides."""

import datetime

import pytest

from dueprocess.adapters.calendars import CalendarError, LegalCalendar

DAY = datetime.date


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (DAY(2026, 11, 24), True),
        (DAY(2026, 11, 21), False),  # Saturday
        (DAY(2026, 11, 22), False),  # Sunday
        (DAY(2026, 12, 25), False),
        (DAY(2022, 5, 26), False),  # Ascension Day
        (DAY(2026, 11, 1), False),
        (DAY(2024, 2, 29), True),
    ],
)
def test_germany(day: DAY, working: bool) -> None:  # noqa: FBT001
    assert LegalCalendar("DE").is_working_day("EU-1182-71", day) is working


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    epiphany = DAY(2026, 1, 6)
    assert LegalCalendar("DE").is_working_day("DE", epiphany)
    assert not LegalCalendar("DE", "BY").is_working_day("DE", epiphany)


def test_overrides_win_over_everything() -> None:
    over = LegalCalendar("PK", overrides={DAY(2026, 11, 24): False, DAY(2026, 11, 22): True})
    assert not over.is_working_day("PK", DAY(2026, 11, 24))
    assert over.is_working_day("PK", DAY(2026, 11, 22))


@pytest.mark.parametrize(("country", "part"), [("XX", None), ("DE", "ZZ"), ("", None)])
def test_unknown_places_are_refused(country: str, part: str | None) -> None:
    with pytest.raises(CalendarError, match="ISO 3166"):
        LegalCalendar(country, part)
