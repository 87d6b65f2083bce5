"""services.toml of a home: read, missing, broken; a broken one stops no clock and is not published."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess.demand.codes import ServiceClass
from dueprocess.holdings.entry import Holdings
from dueprocess.holdings.parse import HoldingsError
from dueprocess.operate.backups import FILES
from dueprocess.operate.doctor_checks import Mark, services
from dueprocess.operate.holdings import FILE, lenient, path_of, read_holdings
from dueprocess.operate.home import Desk, Home, Service, write_desk
from holdings_samples import written

HOUSE = Desk(
    "Fennel Mail", "DE", services=(Service("mail", ServiceClass.TELECOM), Service("web", ServiceClass.HOSTING))
)


@pytest.fixture
def place(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").create()
    write_desk(made, HOUSE)
    return made


def test_no_file_is_an_empty_map_and_a_caution(place: Home) -> None:
    assert read_holdings(place) == lenient(place, HOUSE) == Holdings()
    (line,) = services(place)
    assert (line.mark, line.says) == (Mark.CAUTION, "the map says nothing about mail, web")
    assert "services new mail" in line.do


def test_a_whole_map_is_good(place: Home) -> None:
    day = "2026-11-01"
    path_of(place).write_text(written("mail", "web", checked=day))
    assert [one.name for one in read_holdings(place).services] == ["mail", "web"]
    said = [(line.mark, line.says) for line in services(place)]
    assert said == [(Mark.GOOD, f"{name}: complete, checked on 1 November 2026") for name in ("mail", "web")]


def test_a_look_that_is_long_ago_is_a_caution(place: Home) -> None:
    path_of(place).write_text(written("mail", "web", checked="2020-01-01"))
    assert {line.mark for line in services(place)} == {Mark.CAUTION}
    assert all("over 12 months ago" in line.says for line in services(place))


def test_a_broken_map_is_named_line_by_line(place: Home) -> None:
    path_of(place).write_text(written("mail", changes={"held = 7": "held = -7"}))
    lines = list(services(place))
    assert [line.mark for line in lines] == [Mark.WRONG, Mark.WRONG]
    assert all("services.toml, line " in line.says for line in lines)
    with pytest.raises(HoldingsError, match="held is true, false or a number of days"):
        read_holdings(place)
    kept = lenient(place, HOUSE)
    assert kept.services == ()
    assert "line" in kept.fault


def test_what_cannot_be_opened_is_a_fault(place: Home) -> None:
    path_of(place).mkdir()
    assert "IsADirectoryError" in lenient(place, HOUSE).fault


def test_a_backup_takes_the_map_along() -> None:
    assert FILE in FILES
