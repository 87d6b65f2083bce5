"""``doctor`` names what this desk does not keep: the host on its machine, unchecked reads, how alone a face is."""

import dataclasses
import datetime
import json
import pwd
from pathlib import Path
from typing import Any

import pytest

from data_samples import case_row
from dueprocess.operate import doctor_limits
from dueprocess.operate.doctor_lines import Mark
from dueprocess.operate.home import Home

DESK = 'name = "Fennel Mail"\ncountry = "DE"\n{}\n[[services]]\nname = "Mail"\nclass = "telecom"\n'
NOBODY, SOMEBODY = "dueprocess-no-such-user", pwd.getpwuid(0).pw_name


def place(folder: Path, said: str = "") -> Home:
    (folder / "desk.toml").write_text(DESK.format(said))
    return Home(folder)


@pytest.mark.parametrize(
    ("said", "user", "mark"),
    [
        ("", NOBODY, None),
        ("", SOMEBODY, Mark.WRONG),
        ('extraction_host = "apart"', NOBODY, Mark.GOOD),
        ('extraction_host = "apart"', SOMEBODY, Mark.WRONG),
        ('extraction_host = "same"', NOBODY, Mark.CAUTION),
        ('extraction_host = "same"', SOMEBODY, Mark.CAUTION),
    ],
)
def test_one_machine_is_named_and_one_that_nobody_named_is_wrong(
    tmp_path: Path, said: str, user: str, mark: Mark | None
) -> None:
    found = list(doctor_limits.one_machine(place(tmp_path, said), user))
    assert [line.mark for line in found] == ([] if mark is None else [mark])
    assert all("P10" in line.says + line.do for line in found if mark is not Mark.GOOD)


def test_services_whose_reads_nobody_checks_are_named(tmp_path: Path) -> None:
    (line,) = doctor_limits.reads(place(tmp_path))
    assert (line.mark, "Mail" in line.says) == (Mark.INFO, True)
    (line,) = doctor_limits.reads(place(tmp_path, 'reads_checked = ["Mail"]'))
    assert line.mark is Mark.GOOD


@pytest.mark.django_db
def test_how_many_cases_are_alone_is_counted() -> None:
    desk: Any = None
    assert list(doctor_limits.face(desk)) == []
    first, later = datetime.date(2026, 11, 3), datetime.date(2026, 11, 4)
    bka = {"country": "DE", "authority": "DE-BKA", "authority_kind": "police"}
    for row in (bka | {"received_on": first}, bka | {"received_on": first}, bka | {"received_on": later}):
        case_row(**row)
    case_row(country="FR", authority="FR-X", authority_kind="court", received_on=first)
    case_row()  # nobody said yet who asked
    (line,) = doctor_limits.face(desk)
    assert line.says.startswith("2 of 4 cases are the only one of their country, authority and day, 1 of their")
    assert dataclasses.asdict(line)["mark"] == Mark.INFO


@pytest.mark.django_db
def test_open_demands_for_name_and_address_alone_are_counted_for_whoever_runs_the_source() -> None:
    """Nobody saw before the production was refused that the source had no query for it (ADR 0093)."""
    desk: Any = None
    wanted = {"data": ["subscriber"], "part": "name_address"}
    others: list[dict[str, Any]] = [
        {"data": ["subscriber"], "part": "listed"},
        {"data": ["traffic"], "part": "name_address"},
        {},
    ]
    for item in others:
        case_row(face=json.dumps({"case": {}, "items": [item], "confirmed": []}))
    case_row(face=json.dumps({"case": {}, "items": [wanted], "confirmed": []}), closed_on=datetime.date(2026, 11, 3))
    assert list(doctor_limits.parts(desk)) == []
    case_row(face=json.dumps({"case": {}, "items": [wanted, *others, wanted], "confirmed": []}))
    (line,) = doctor_limits.parts(desk)
    assert line.says.startswith("2 items of open cases")
    assert "produce --check" in line.do
