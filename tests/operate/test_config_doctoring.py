"""What ``doctor`` says of standing laws, and that a look for keys costs no other process what it had committed."""

from __future__ import annotations

import contextlib
import datetime
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House
from dueprocess.formats.roster import Roster
from dueprocess.law.build import build
from dueprocess.operate import doctor_checks
from dueprocess.operate.doctor_lines import Line, Mark
from dueprocess.operate.home import Home
from dueprocess.report.provider import Declared
from law_builders import EveryDay, a_rule, cite, instrument

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime.datetime(2026, 11, 24, 9, tzinfo=datetime.UTC)
SINCE = datetime.date(2021, 12, 1)


def file(name: str, public: str, country: str = "DE") -> dict[str, Any]:
    standing = {"says": {"en": "Open."}, "since": None, "public": public, "cite": cite()}
    return instrument(id=name, country=country, aliases=[], rules=[], standing=standing)


SHELF = build([file("A-YES", "yes"), file("A-NO", "no"), file("A-LAND", "yes", "DE-NW"), file("F-1", "yes", "FR")])


def lines(roster: Roster | None, *laws: str, country: str = "DE") -> list[Line]:
    house = House("x", country, standing_access=tuple(Declared(name, SINCE) for name in laws))
    desk = Desk(roster, SHELF, EveryDay(), NOW, bytes, country=country, house=house)  # type: ignore[arg-type]
    return list(doctor_checks.standing(desk))


def test_a_desk_that_declares_none_of_its_own_country_is_told_which_there_are() -> None:
    (line,) = lines(None)
    assert (line.mark, line.says) == (Mark.INFO, "desk.toml declares none of A-LAND, A-NO, A-YES")
    assert "[[standing_access]]" in line.do
    assert lines(None, country="PK") == []


@pytest.mark.parametrize(
    ("laws", "named"),
    [(("A-YES", "A-NO"), "2 laws give access that we cannot see; the public site names 1"), (("A-NO",), "names 0")],
)
def test_declared_laws_are_counted_with_those_that_may_be_named(laws: tuple[str, ...], named: str) -> None:
    (line,) = lines(None, *laws)
    assert line.mark is Mark.GOOD
    assert named in line.says


def test_a_law_that_the_shelf_does_not_have_is_wrong() -> None:
    (line,) = lines(None, "A-NONE")
    assert line.mark is Mark.WRONG
    assert "no standing law A-NONE in force. It has: A-LAND, A-NO, A-YES, F-1" in line.says
    assert "publish" in line.do


def test_a_text_that_is_said_to_be_read_on_a_day_to_come_is_wrong() -> None:
    """It would decide until a year after that day, where nobody runs ``law check``."""

    def wrong(checked: str) -> list[str]:
        shelf = build([instrument(rules=[a_rule(cite=cite(checked=checked))], who=None)])
        desk = Desk(None, shelf, EveryDay(), NOW, bytes, country="DE", house=House("x", "DE"))  # type: ignore[arg-type]
        return [
            line.says for line in doctor_checks.law(desk) if "said to be read" in line.says and line.mark is Mark.WRONG
        ]

    assert wrong("2036-01-10") == ["X-ACT-1: X-ACT-1.written is said to be read on 2036-01-10, which has not come"]
    assert wrong("2026-11-01") == []


WRITES = """
import os, sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("PRAGMA journal_mode=WAL")
base.execute("CREATE TABLE IF NOT EXISTS t(x)")
base.execute("INSERT INTO t VALUES (1)")
if sys.argv[2] == "ends":
    base.close()
os._exit(0)  # as one that was killed
"""


def test_a_look_for_keys_leaves_the_database_to_who_works_with_it(tmp_path: Path) -> None:
    place = Home(tmp_path)

    def other(how: str) -> None:
        subprocess.run([sys.executable, "-IS", "-c", WRITES, place.database, how], check=True)

    other("stops")
    (tmp_path / "left.txt").write_text("AGE-SECRET-KEY-1")
    with contextlib.closing(sqlite3.connect(place.database)) as ours:
        ours.execute("SELECT * FROM t").fetchall()
        (line,) = doctor_checks.no_private_key(place)
        other("ends")
        other("stops")
    assert (line.mark, line.says) == (Mark.WRONG, "a private key lies in the home: left.txt")
    with contextlib.closing(sqlite3.connect(place.database)) as after:
        assert after.execute("SELECT count(*) FROM t").fetchone() == (3,)
