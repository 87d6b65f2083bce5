"""Each chain is checked within seven days, a part a day; the home keeps the place (P4)."""

import datetime
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from desk_samples import NOW, Place
from dueprocess.desk.data.models import Case
from dueprocess.desk.services import row_check
from dueprocess.operate import doctor_checks, rounds
from dueprocess.operate.home import Home

DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY
GAPS = st.lists(st.integers(1, 24), min_size=10, max_size=60)


def names(start: int, many: int) -> list[str]:
    return [f"c-{number:024}" for number in range(start, start + many)]


@given(GAPS, st.integers(1, 60), st.integers(0, 5))
def test_each_chain_is_checked_within_seven_days_however_often_somebody_looks_and_many_come_in(
    hours: list[int], many: int, more: int
) -> None:
    cases, at = names(0, many), NOW
    seen = dict.fromkeys(cases, at)
    stands = rounds.Round(at, 0)
    for gap in hours:
        at += datetime.timedelta(hours=gap)
        fresh = names(len(cases), more)
        cases += fresh
        seen |= dict.fromkeys(fresh, at)
        today = rounds.due(stands, cases, at)
        seen |= dict.fromkeys(today.cases, at)
        stands = rounds.Round(at, today.goes_on)
        assert at - min(seen.values()) <= WEEK


def test_a_day_checks_a_sixth_and_not_all() -> None:
    cases = names(0, 6000)
    found = rounds.due(rounds.Round(NOW, 0), cases, NOW + DAY).cases
    assert 800 < len(found) < 1200
    assert len(rounds.due(rounds.Round(NOW, 0), cases, NOW + 3 * DAY).cases) > 2700


@pytest.mark.parametrize("days", [6, 700, -1])
def test_after_six_days_and_where_the_clock_was_set_back_all_are_checked(days: int) -> None:
    cases = names(0, 50)
    assert rounds.due(rounds.Round(NOW, 12345), cases, NOW + days * DAY).cases == tuple(cases)


def test_what_was_broken_is_looked_at_each_time(tmp_path: Path) -> None:
    place, cases = Home(tmp_path), names(0, 200)
    first = rounds.today(place, cases, NOW)
    later = next(case for case in cases if case not in first.cases and case not in rounds.due(
        rounds.Round(NOW, first.goes_on), cases, NOW).cases)  # fmt: skip
    rounds.keep(place, first.goes_on, [later], NOW)
    assert later in rounds.today(place, cases, NOW).cases
    assert (tmp_path / rounds.PLACE).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"at": "x", "start": 0, "broken": []}', '{"at": 1}', "[" * 9000])
def test_a_place_that_cannot_be_read_is_none_and_all_are_checked(tmp_path: Path, text: str) -> None:
    cases = names(0, 50)
    (tmp_path / rounds.PLACE).write_text(text)
    assert rounds.today(Home(tmp_path), cases, NOW).cases == tuple(cases)


def line(place: Home, at: datetime.datetime, *, every: bool = False) -> list[str]:
    lines = doctor_checks.chains(place, at, lambda found, _many: iter(found), every=every)
    return [one.says for one in lines]


def test_doctor_goes_round_the_desk_and_names_a_row_that_somebody_changed_until_it_is_right(
    place: Place, tmp_path: Path
) -> None:
    cases = sorted(place.arrive() for _ in range(8))
    home, parts = Home(tmp_path), []
    for day in range(7):
        due = rounds.today(home, cases, NOW + day * DAY).cases
        parts.append(len(due))
        (says,) = line(home, NOW + day * DAY)
        assert f" in {len(due) + 1} of 9 chains" in says or len(due) == len(cases)
    assert sum(parts) >= len(cases)
    assert max(parts) < len(cases)
    (says,) = line(home, NOW, every=True)
    assert "in 9 chains" in says
    Case.objects.filter(pk=cases[3]).update(country="PK")
    assert any(cases[3] in one for one in line(home, NOW, every=True))
    for _ in range(3):  # whosever turn it is
        assert any(cases[3] in one for one in line(home, NOW + DAY))
    Case.objects.filter(pk=cases[3]).update(country=place.state(cases[3]).face.get("country") or "")
    assert all("every commitment holds" in one for one in line(home, NOW + DAY))
    assert json.loads((tmp_path / rounds.PLACE).read_text())["broken"] == []


def test_a_place_that_cannot_be_kept_is_said(place: Place, tmp_path: Path) -> None:
    place.arrive()
    assert any("cannot be kept" in one for one in line(Home(tmp_path / "nowhere"), NOW))


def test_a_hundred_cases_take_the_queries_of_one(
    place: Place, django_assert_num_queries: Callable[..., object]
) -> None:
    cases = [place.arrive()]
    with CaptureQueriesContext(connection) as one:
        assert len(list(row_check.check(cases))) == 2
    cases += [place.arrive() for _ in range(5)]
    with django_assert_num_queries(len(one)):
        assert [found.fault for found in row_check.check(cases)] == [""] * 7
