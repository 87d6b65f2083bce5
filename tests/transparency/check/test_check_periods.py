"""Periods as publishers write them, and which ones follow each other to a longer one."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transparency.check import periods


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2021", "2021"),
        ("FY 2021", "2021"),
        ("2021 H1", "2021 H1"),
        ("2021-H2", "2021 H2"),
        ("H1 2021", "2021 H1"),
        ("1H 2021", "2021 H1"),
        ("Q3_2024", "2024 Q3"),
        ("2024Q4", "2024 Q4"),
        ("2024 T1", "2024-01-01 to 2024-04-30"),
        ("2025 2", "2025 H2"),
        ("January - June 2017", "2017 H1"),
        ("Jan 2017 – Jun 2017", "2017 H1"),
        ("Jul-Dec 2016", "2016 H2"),
        ("2025 Jul-Dec", "2025 H2"),
        ("March 2020", "2020-03"),
        ("2020 March", "2020-03"),
        ("2020-03", "2020-03"),
        ("2026-01-01/2026-12-31", "2026"),
        ("20240101 20240930", "2024-01-01 to 2024-09-30"),
        ("1.1.2020 - 30.6.2020", "2020 H1"),
        ("2020-01-05 to 2020-01-07", "2020-01-05 to 2020-01-07"),
        ("May to Aug 2020", "2020-05-01 to 2020-08-31"),
        ("First half 2020", "2020 H1"),
        ("second half of 2020", "2020 H2"),
        ("2020 2nd half", "2020 H2"),
        ("2020 1", "2020 H1"),
        ("2020-1", "2020-01"),
        ("2020/11", "2020-11"),
        ("1 January 2020 - 30 June 2020", "2020 H1"),
        ("Jan 1, 2020 - Jun 30, 2020", "2020 H1"),
        ("July 1 to December 31, 2019", "2019 H2"),
        ("1. Juli bis 31. Dezember 2019", "2019 H2"),
        ("2. Halbjahr 2024", "2024 H2"),
        ("2024, zweites Halbjahr", "2024 H2"),
        ("Halbjahr 1/2024", "2024 H1"),
        ("3. Quartal 2024", "2024 Q3"),
        ("Quartal 3 2020", "2020 Q3"),
        ("März 2024", "2024-03"),
        ("Januar bis Juni 2024", "2024 H1"),
        ("3. Halbjahr 2024", None),
        ("2020-01 to 2020-06", "2020 H1"),
        ("2019/07 – 2020/06", "2019/20"),
    ],
)
def test_written_periods(text: str, name: str | None) -> None:
    found = periods.read(text)
    assert (found.name if found else None) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "YYYY-MM-DD/YYYY-MM-DD",
        "1821",
        "2021 H4",
        "2021 13",
        "2020-13",
        "June - January 2017",
        "Jan 2016 - Jun 2017",
        "2020 Jun-Jan",
        "2026-12-31/2026-01-01",
        "2026-02-30/2026-03-01",
        "2018-06-30",
        "x" * 90,
        "1/1/1 - 2/2/2",
        "soon",
        "15 January 2020 - 30 June 2020",
        "1 January 2020 - 15 June 2020",
        "1 January 2019 - 30 June 2020",
        "2020-13 to 2020-14",
        "2020-06 to 2020-01",
    ],
)
def test_what_names_no_period(text: str) -> None:
    assert periods.read(text) is None


def test_a_day_ends_a_period() -> None:
    def ends(text: str, length: str) -> str:
        found = periods.read(text, length)
        return found.name if found else ""

    assert ends("2018-06-30", "half") == ends("30/6/18", "half") == ends("6/30/18", "half") == "2018 H1"
    assert ends("31.12.2009", "half") == "2009 H2"
    assert ends("2018-06-30", "quarter") == "2018 Q2"
    assert ends("2018-12-31", "year") == "2018"
    assert ends("2018-06-30", "month") == "2018-06"
    assert ends("2018-03-31", "half") == ""
    assert ends("2018", "half") == "2018"


@pytest.mark.parametrize(
    ("name", "period"),
    [
        ("Facebook-Government-Report-2013-H1.csv", "2013 H1"),
        ("report_H2-2014.csv", "2014 H2"),
        ("information-requests-report-jan-jun-2017.csv", "2017 H1"),
        ("numbers-2020.csv", "2020"),
        ("2019-2020.csv", None),
        ("9999.csv", None),
        ("numbers.csv", None),
    ],
)
def test_the_period_in_a_files_name(name: str, period: str | None) -> None:
    found = periods.in_name(name)
    assert (found.name if found else None) == period


def of(year: int, begins: int, months: int) -> periods.Period:
    found = periods.of(year, begins, months)
    assert found is not None
    return found


def test_the_shortest_periods_make_the_longer_one() -> None:
    year, half, quarters = of(2024, 1, 12), of(2024, 1, 6), [of(2024, n, 3) for n in (1, 4, 7, 10)]
    assert periods.chain(year, [year, half, *quarters]) == tuple(quarters)
    assert periods.chain(year, [quarters[0], half]) == (), "nothing follows"
    assert periods.chain(year, [half, *quarters[2:]]) == (half, *quarters[2:])
    assert periods.chain(year, [quarters[0], quarters[2]]) == ()
    assert periods.chain(year, [of(2023, 7, 12 - 6), of(2025, 1, 6)]) == ()
    assert periods.chain(year, [half, quarters[0], quarters[1], *quarters[2:]]) == tuple(quarters)


def test_a_period_knows_its_length() -> None:
    odd = periods.Period(datetime.date(2020, 1, 2), datetime.date(2020, 1, 31))
    assert (odd.months, odd.days) == (0, 30)
    short = periods.Period(datetime.date(2020, 1, 1), datetime.date(2020, 1, 30))
    assert short.months == 0


@given(st.text(max_size=70), st.sampled_from(["", "half", "month", "odd"]))
def test_no_text_raises(text: str, ending: str) -> None:
    found = periods.read(text, ending)
    assert found is None or found.first <= found.last
    assert periods.in_name(text) is None or True
