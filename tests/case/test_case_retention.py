"""On which day a case is to be forgotten: the earliest of the rules that reach it, and no day by what nobody said."""

import datetime
from dataclasses import replace

import pytest

from case_builders import Desk, face
from dueprocess.adapters import texts
from dueprocess.case.retention import Class, House, Keeping, first, keepings, months_later, purged_on
from dueprocess.demand.codes import ArrivalIs

TKUEV = "DE-TKUEV-17"
D = datetime.date


def closed(on: str = "2026-12-10", **item: object) -> Desk:
    desk = Desk(face(**({"kind": "disclosure", "data": ("traffic",), "service": "telecom"} | item)))
    desk.case = replace(desk.case, closed_on=on, received_on="2026-11-02")
    return desk


def house(months: int | None = None, check: D | None = None, *, rule: bool = True) -> House:
    rules = {TKUEV: texts.retention()[TKUEV]} if rule else {}
    return House({Class.DEMAND: months}, rules, {"2026-Q4": check} if check else {})


@pytest.mark.parametrize(
    ("item", "country", "reached"),
    [
        ({}, "DE", True),
        ({"data": ("location", "subscriber")}, "DE", True),
        ({"service": "unknown"}, "DE", True),
        ({}, "FR", False),
        ({"data": ("subscriber",)}, "DE", False),
        ({"kind": "preservation"}, "DE", False),
        ({"service": "hosting"}, "DE", False),
    ],
)
def test_a_rule_reaches_what_it_is_about(item: dict[str, object], country: str, reached: bool) -> None:  # noqa: FBT001
    found = keepings(closed(**item).case, house(check=D(2027, 1, 15)), country)
    assert [one.rule for one in found] == ([TKUEV] if reached else [])


def test_twelve_months_after_the_result_of_the_check_of_its_quarter() -> None:
    case = closed().case
    (found,) = keepings(case, house(check=D(2027, 1, 15)), "DE")
    assert (found.day, found.statements) == (D(2028, 1, 15), True)
    assert purged_on([found]) == found.day
    (waits,) = keepings(case, house(), "DE")
    assert (waits.day, waits.lacks is not None and "2026-Q4" in waits.lacks.text()) == (None, True)
    assert first([waits]) is None
    late = closed("2029-05-01").case  # the measure ran longer: as soon as it is over
    assert keepings(late, house(check=D(2027, 1, 15)), "DE")[0].day == D(2029, 5, 1)


def test_the_earliest_day_counts_and_an_open_case_has_none() -> None:
    both = keepings(closed().case, house(36, D(2027, 1, 15)), "DE")
    assert [(one.rule, one.day) for one in both] == [(TKUEV, D(2028, 1, 15)), ("house.retention", D(2029, 12, 10))]
    assert first(keepings(closed().case, house(6, D(2027, 1, 15)), "DE")) == Keeping("house.retention", D(2027, 6, 10))
    assert keepings(Desk().case, house(0), "DE") == []


def test_the_house_has_a_time_for_each_class() -> None:
    case = closed().case
    said = House({Class.DEMAND: 36, Class.NO_DEMAND: 3, Class.PRACTICE: 0}, {}, {})
    days = [
        keepings(one, said, "DE")[0].day
        for one in (case, replace(case, says=ArrivalIs.NOT_A_DEMAND), replace(case, practice=True))
    ]
    assert days == [D(2029, 12, 10), D(2027, 3, 10), D(2026, 12, 10)]


def test_months_end_where_the_month_does() -> None:
    assert months_later(D(2026, 1, 31), 1) == D(2026, 2, 28)
    assert months_later(D(2027, 8, 31), 6) == D(2028, 2, 29)
    assert months_later(D(2028, 2, 29), -12) == D(2027, 2, 28)


def test_every_rule_names_its_source_and_is_dated() -> None:
    for rule in texts.retention().values():
        assert rule.source
        assert D.fromisoformat(rule.checked_on) <= D(2026, 12, 1)
        assert rule.status in {"verified", "secondary", "unverified"}
