"""``verify decisions``: from the evidence alone each decision agrees, differs, or names the text that is missing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dueprocess.cli.verify_command import verify
from dueprocess.release.desk_client import SHOWN
from release_house import ReleaseHouse

INSTRUMENT = "instruments/DE-STPO-100J"
Plain = dict[str, Any]


@pytest.fixture
def house(db: None, tmp_path: Path) -> ReleaseHouse:
    return ReleaseHouse.at(tmp_path, "ordered")


def checked(house: ReleaseHouse, lie: Callable[[Plain], object] = lambda _: None, desk: str = "") -> tuple[int, Any]:
    plain = json.loads(json.dumps(SHOWN.plain(house.client("birch").desk.shown(house.case, texts=True))))
    lie(plain)
    file = house.folder / "evidence.json"
    file.write_text(json.dumps(plain))
    asks = ["decisions", str(file), "--desk-id", desk or house.place.desk.roster.desk_id, "--json"]
    done = CliRunner().invoke(verify, asks, env={"DUEPROCESS_NOW": ""})
    try:
        return done.exit_code, json.loads(done.stdout)["decisions"]
    except ValueError:
        return done.exit_code, str(done.exception)


def test_of_an_honest_case_each_decision_agrees(house: ReleaseHouse) -> None:
    code, rows = checked(house)
    assert code == 0
    assert [(row["act"], row["by"], row["agreement"]) for row in rows] == [
        ("decision.propose", "cedar", "agrees"),
        ("decision.approve", "birch", "agrees"),
    ]


def test_another_hash_for_a_text_makes_no_difference_where_ones_own_is_the_one_that_was_signed(
    house: ReleaseHouse,
) -> None:
    def lie(plain: Plain) -> None:
        plain["relied"]["items"][0]["law"][INSTRUMENT] = "e" * 64

    code, rows = checked(house, lie)
    assert (code, {row["agreement"] for row in rows}) == (0, {"agrees"})


def test_facts_that_people_did_not_sign_for_cannot_be_reckoned(house: ReleaseHouse) -> None:
    code, rows = checked(house, lambda plain: plain["relied"]["face"]["case"].update(emergency=True))
    assert code == 1
    assert {row["agreement"] for row in rows} == {"unknown"}
    assert all("facts, law or recipient" in row["what"][0] for row in rows)


@pytest.mark.parametrize(
    "lie",
    [
        lambda plain: plain["law"].update(country="FR"),
        lambda plain: plain["law"]["map"].update(text="no = [map"),
        lambda plain: plain["law"].clear(),
        lambda plain: plain.update(notes=[note for note in plain["notes"] if "decision.approve" not in note]),
        lambda plain: plain.update(rosters=[]),
    ],
)
def test_evidence_that_contradicts_itself_is_none(house: ReleaseHouse, lie: Callable[[Plain], object]) -> None:
    code, _ = checked(house, lie)
    assert code != 0


def test_the_evidence_of_another_desk_is_none(house: ReleaseHouse) -> None:
    code, said = checked(house, desk="0" * 64)
    assert code != 0
    assert "agrees" not in str(said)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "cannot be read"),
        (b"# A page", "is no evidence"),
        (b"\xff", "is no evidence"),
        (b"[" * 9999, "is no evid"),
    ],
)
def test_a_file_that_is_none_is_named_with_what_to_give(data: bytes | None, says: str, tmp_path: Path) -> None:
    file = tmp_path / "evidence.json"
    if data is not None:
        file.write_bytes(data)
    done = CliRunner().invoke(verify, ["decisions", str(file), "--desk-id", "a" * 64])
    assert says in str(done.exception)
    assert "Expecting value" not in str(done.exception)
    assert "Errno" not in str(done.exception)
