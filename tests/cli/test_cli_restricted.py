"""Forbidden pictures by the commands: taken in for the custodian alone, restricted afterwards, returned by two."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli_samples import Desk

pytestmark = pytest.mark.slow

ORDER = "Nach § 100j StPO Bestandsdaten zu pictures@fennel.example\n"


@pytest.fixture
def desk(cli_desk: Desk) -> Iterator[Desk]:
    settings = cli_desk.home / "desk.toml"
    before = settings.read_text()
    settings.write_text(f'custodian = "birch"\n{before}')
    yield cli_desk
    settings.write_text(before)


def stored(desk: Desk, case: str) -> tuple[set[str], set[str]]:
    """Who holds an envelope of a case, and what sorts of things are sealed of it."""
    with contextlib.closing(sqlite3.connect(f"file:{desk.home}/desk.sqlite3?mode=ro", uri=True)) as store:
        people = store.execute("SELECT person FROM data_envelope WHERE case_id = ?", [case]).fetchall()
        kinds = store.execute("SELECT kind FROM data_sealed WHERE case_id = ?", [case]).fetchall()
    return {one for (one,) in people}, {one for (one,) in kinds}


def taken(desk: Desk, tmp_path: Path, *args: str) -> Any:
    (file := tmp_path / "order.txt").write_text(ORDER)
    return desk.do("intake", str(file), *args, "--json").json


def test_what_is_known_to_be_forbidden_is_sealed_to_one_and_read_by_no_machine(desk: Desk, tmp_path: Path) -> None:
    told = taken(desk, tmp_path, "--restricted")
    assert (told["says"], told["kinds"], told["unreadable"]) == ("unread", [], "restricted")
    assert stored(desk, told["case"]) == ({"birch"}, {"original"})


def test_what_came_in_is_restricted_by_one_and_returned_by_two(desk: Desk, tmp_path: Path) -> None:
    case = taken(desk, tmp_path)["case"]
    assert len(stored(desk, case)[0]) > 1
    asked = desk.run("restrict", case, by="aster", stdin="n\n")
    assert asked.code == 2
    assert "birch alone opens it then. Every other key to it is destroyed, for ever. Go on?" in asked.err
    assert len(stored(desk, case)[0]) > 1
    assert "birch would open it alone" in desk.run("restrict", case, "--custodian", "aster", "--yes", by="aster").err
    desk.do("restrict", case, "--yes", by="aster")
    assert stored(desk, case)[0] == {"birch"}
    refused = desk.run("open", case, "--out", str(tmp_path / "no"), by="aster")
    assert "birch alone opens it" in refused.err, refused
    desk.do("open", case, "--out", str(tmp_path / "read"), by="birch")
    assert ORDER.strip() in "".join(one.read_text() for one in (tmp_path / "read").glob("*.txt"))
    for who in ("birch", "aster"):
        desk.do("classify", case, "not_a_demand", by=who)
    assert "return_or_destroy" in {
        row["what"] for row in desk.do("due", "--json", "--limit", "500").rows if row["case"] == case
    }
    assert desk.run("forget", case, "--yes", by="birch").code == 1  # what becomes of it is to be said
    desk.do("forget", case, "--how", "returned", "--yes", by="birch")
    desk.do("forget", case, "--yes", by="aster")
    assert stored(desk, case) == (set(), set())
