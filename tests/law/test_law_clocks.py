"""Legal clocks: the day of receipt, weekends, holidays, leap days, daylight saving (hazard 4.6)."""

# ruff: noqa: DTZ001 - naive moments are made aware, or are the point

import datetime
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.law.clocks import ClockError, Span, Unit, add_months, clock, minute, next_working_day

DAY = datetime.date
BERLIN = "Europe/Berlin"
REGULATION_1182_71 = "EU-1182-71"
TEN = Span(10, Unit.DAYS, REGULATION_1182_71)
EIGHT = Span(8, Unit.HOURS, from_next_full_hour=True)


@dataclass
class Weekdays:
    """Monday to Friday, but for the days named."""

    off: set[DAY] = field(default_factory=set)

    def is_working_day(self, calendar: str, day: DAY) -> bool:
        assert calendar
        return day.weekday() < 5 and day not in self.off


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20T16:10Z", "2026-11-21T01:00Z"),  # Friday 17:10 in Berlin, due Saturday 02:00
        ("2026-11-20T16:00Z", "2026-11-21T01:00Z"),  # on the full hour: the hour of receipt is not counted
        ("2026-11-20T16:59Z", "2026-11-21T01:00Z"),
        ("2026-03-28T22:30Z", "2026-03-29T07:00Z"),  # over the hour that spring takes away: real hours count
        ("2026-12-24T22:15Z", "2026-12-25T07:00Z"),  # no holiday stops it
    ],
)
def test_eight_hours(received: str, due: str) -> None:
    assert minute(clock(BERLIN, Weekdays()).end(at(received), EIGHT)) == due


@pytest.mark.parametrize(
    ("zone", "received", "due"),
    [
        ("Asia/Kolkata", "2026-11-20T05:15Z", "2026-11-20T13:30Z"),  # 10:45 there: from 11:00
        ("Asia/Kathmandu", "2026-11-20T05:20Z", "2026-11-20T14:15Z"),  # 11:05 there: from 12:00
        ("America/St_Johns", "2026-11-20T05:30Z", "2026-11-20T14:30Z"),  # 02:00 there: from 03:00
    ],
)
def test_a_full_hour_is_that_of_the_place(zone: str, received: str, due: str) -> None:
    assert minute(clock(zone, Weekdays()).end(at(received), EIGHT)) == due


def test_hours_from_a_day_alone_run_from_its_end() -> None:
    """Late, and never before the arrival."""
    assert minute(clock(BERLIN, Weekdays()).end(DAY(2026, 11, 20), EIGHT)) == "2026-11-21T07:00Z"


def test_hours_without_rounding() -> None:
    assert minute(clock(BERLIN, Weekdays()).end(at("2026-11-20T16:10Z"), Span(1, Unit.HOURS))) == "2026-11-20T17:10Z"


@pytest.mark.parametrize(
    ("first", "span", "over"),
    [
        ("2026-01-15", Span(1, Unit.MONTHS, inclusive=True), "2026-02-14"),
        ("2026-03-01", Span(1, Unit.MONTHS, inclusive=True), "2026-03-31"),
        ("2026-01-31", Span(1, Unit.MONTHS, inclusive=True), "2026-02-28"),  # no 30 February: the month's last day
        ("2024-02-29", Span(24, Unit.MONTHS, inclusive=True), "2026-02-28"),
        ("2026-01-15", Span(3, Unit.DAYS, inclusive=True), "2026-01-17"),
        ("2026-01-15", Span(1, Unit.DAYS, inclusive=True), "2026-01-15"),
        ("2026-01-16", Span(2, Unit.DAYS, REGULATION_1182_71, inclusive=True), "2026-01-19"),  # rolls over a Saturday
        ("2026-01-15", Span(1, Unit.MONTHS), "2026-02-15"),
    ],
)
def test_a_period_that_begins_with_its_first_day(first: str, span: Span, over: str) -> None:
    ends = DAY.fromisoformat(over) + datetime.timedelta(days=1)
    assert clock("UTC", Weekdays()).end(DAY.fromisoformat(first), span).date() == ends


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-11-20T16:10Z", "2026-11-30T23:00Z"),  # Monday the 30th, at its end
        ("2026-11-17T10:00Z", "2026-11-27T23:00Z"),  # a Friday
        ("2026-11-18T10:00Z", "2026-11-30T23:00Z"),  # the tenth day is a Saturday
        ("2026-11-19T10:00Z", "2026-11-30T23:00Z"),  # the tenth day is a Sunday
        ("2026-11-20T23:30Z", "2026-12-01T23:00Z"),  # already the 21st in Berlin
        ("2024-02-19T10:00Z", "2024-02-29T23:00Z"),  # a leap day
        ("2026-03-20T10:00Z", "2026-03-30T22:00Z"),  # summer time has begun
    ],
)
def test_ten_days(received: str, due: str) -> None:
    assert minute(clock(BERLIN, Weekdays()).end(at(received), TEN)) == due


def test_a_holiday_on_the_last_day_rolls_on() -> None:
    off = Weekdays({DAY(2026, 11, 30), DAY(2026, 12, 1)})
    assert minute(clock(BERLIN, off).end(DAY(2026, 11, 20), TEN)) == "2026-12-02T23:00Z"


def test_without_a_calendar_nothing_rolls() -> None:
    assert minute(clock(BERLIN, Weekdays()).end(DAY(2026, 11, 18), Span(10, Unit.DAYS))) == "2026-11-28T23:00Z"


def test_working_days_are_counted_one_by_one() -> None:
    reckoner = clock(BERLIN, Weekdays({DAY(2026, 11, 23)}))
    span = Span(3, Unit.WORKING_DAYS, "DE")
    assert minute(reckoner.end(DAY(2026, 11, 20), span)) == "2026-11-26T23:00Z"


def test_months_end_with_the_month() -> None:
    assert minute(clock("UTC", Weekdays()).end(DAY(2026, 8, 31), Span(6, Unit.MONTHS))) == "2027-03-01T00:00Z"
    assert add_months(DAY(2024, 2, 29), 12) == DAY(2025, 2, 28)
    assert add_months(DAY(2026, 12, 31), 2) == DAY(2027, 2, 28)


@given(st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2040, 1, 1)), st.integers(0, 40))
def test_days_end_on_a_working_day_and_never_early(moment: datetime.datetime, days: int) -> None:
    start = moment.replace(tzinfo=datetime.UTC)
    reckoner = clock(BERLIN, Weekdays())
    end = reckoner.end(start, Span(days, Unit.DAYS, REGULATION_1182_71))
    last = (end.astimezone(reckoner.zone) - datetime.timedelta(minutes=1)).date()
    assert last.weekday() < 5
    assert 0 <= (last - start.astimezone(reckoner.zone).date()).days - days <= 2
    assert end > start


@given(st.datetimes(datetime.datetime(2020, 1, 1), datetime.datetime(2040, 1, 1)))
def test_eight_hours_are_more_than_eight_and_nine_at_most(moment: datetime.datetime) -> None:
    start = moment.replace(tzinfo=datetime.UTC)
    end = clock("UTC", Weekdays()).end(start, EIGHT)
    assert datetime.timedelta(hours=8) < end - start <= datetime.timedelta(hours=9)
    assert (end.minute, end.second, end.microsecond) == (0, 0, 0)


def test_naive_moments_are_refused() -> None:
    for span in (TEN, EIGHT):
        with pytest.raises(ClockError, match="aware"):
            clock(BERLIN, Weekdays()).end(datetime.datetime(2026, 11, 20, 16, 10), span)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "/etc/passwd", "../x"])
def test_unknown_time_zones_are_refused(name: str) -> None:
    with pytest.raises(ClockError, match="IANA"):
        clock(name, Weekdays())


def test_a_calendar_that_never_works_is_refused() -> None:
    always_off = Weekdays({DAY(2026, 1, 1) + datetime.timedelta(days=n) for n in range(90)})
    with pytest.raises(ClockError, match="overrides"):
        next_working_day(DAY(2026, 1, 1), REGULATION_1182_71, always_off)


@pytest.mark.parametrize(
    ("stated", "due"),
    [
        ("2026-11-26", "2026-11-26T23:00Z"),  # Thursday 24:00 in Berlin
        ("P1W", "2026-12-01T23:00Z"),
        ("P3D", "2026-11-27T23:00Z"),
        ("P1M", "2026-12-24T23:00Z"),
        ("P1Y", "2027-11-24T23:00Z"),
        ("PT24H", "2026-11-25T08:03Z"),
        ("PT30M", "2026-11-24T08:03Z"),
        ("immediately", None),
        ("2026-02-31", None),
        ("9999-12-31", None),
        ("P9999Y", None),
        ("P1DT2H", None),
    ],
)
def test_the_time_that_a_demand_sets_itself(stated: str, due: str | None) -> None:
    end = clock(BERLIN, Weekdays()).stated(stated, at("2026-11-24T08:03Z"))
    assert (minute(end) if end else None) == due


def test_a_period_without_a_receipt_has_no_end() -> None:
    assert clock(BERLIN, Weekdays()).stated("P3D", None) is None
