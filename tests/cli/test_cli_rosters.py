"""Who joins a small desk: the lines that the page and the command give are typed as they stand, in their order."""

from __future__ import annotations

import os
from pathlib import Path

from cli_samples import Desk


def founded(folder: Path, **people: str) -> Desk:
    """A small desk whose founders have signed, and the cards of two more."""
    desk = Desk(folder).found(people)
    for name in {"birch", "dogwood"} - set(people):
        desk.card(name)
    return desk


def lines_of(err: str) -> list[str]:
    """The lines that a command says come next, without what stands behind them for people."""
    return [line.partition("#")[0].strip() for line in err.splitlines() if line.startswith("  ")]


def type_in(desk: Desk, line: str, by: str) -> str:
    """Give a line as it stands, as somebody."""
    words = line.replace("NAME", by).replace("FILE", f"{by}.identity").removesuffix(" --desk ADDRESS").split()
    assert words[0] == "dueprocess"
    return desk.do(*words[1:]).out


def test_a_second_person_joins_a_desk_of_one_by_the_lines_that_are_given(tmp_path: Path) -> None:
    desk = founded(tmp_path, aster="clerk,counsel,operator")
    case = desk.take_in("01-subscriber-talbach.eml")
    given = lines_of(desk.do("roster", "next", "--add", "birch.card:approver").err)
    assert [line.split()[:3] for line in given] == [["dueprocess", "roster", "sign"], ["dueprocess", "roster", "share"]]
    assert "complete" in type_in(desk, given[0], "aster")
    assert "birch can open 1 open cases" in type_in(desk, given[1], "aster")
    assert desk.do("open", case, "--out", str(tmp_path / "opened"), by="birch").code == 0


def test_where_one_releases_everybody_signs_and_nobody_is_forgotten(tmp_path: Path) -> None:
    desk = founded(tmp_path, aster="clerk", birch="approver", cedar="releaser")
    said = desk.do("roster", "next", "--add", "dogwood.card:auditor").err
    assert "aster and birch and cedar, each with their own key" in said
    assert "share" not in said  # an auditor opens nothing
    assert desk.do("roster", "sign", "--json", by="cedar").json["missing"] == ["aster", "birch"]
    desk.do("roster", "sign", by="aster")
    assert desk.do("roster", "sign", "--json", by="birch").json["missing"] == []


def test_freeze_lift_and_retire_by_command(tmp_path: Path) -> None:
    desk = founded(tmp_path, aster="clerk,releaser", birch="approver,releaser", cedar="employee,counsel")
    unsigned = desk.do("freeze", "--as", "cedar", "--json").json
    assert unsigned["frozen"]
    assert unsigned["freezes"][0]["by"] == "cedar"
    assert desk.run("freeze", "--as", "cedar").code == 1  # once is enough
    assert desk.run("freeze", "lift", "--as", "cedar").code == 2  # lifting is signed
    assert len(desk.do("freeze", "--json", by="aster").json["freezes"]) == 2
    assert "Stopped since" in desk.do("roster", "show").out
    assert desk.do("freeze", "lift", "--json", by="aster").json["frozen"]
    assert "case.four-eyes" in desk.run("freeze", "lift", by="aster").err
    assert "not stopped" in desk.do("freeze", "lift", by="birch").out
    assert "desk.not-frozen" in desk.run("freeze", "lift", by="birch").err
    assert desk.do("roster", "retire", "--json", by="birch").json == {"keys": ["daily", "own"], "retired": "birch"}
    ran = desk.run("roster", "retire", by="birch")
    assert (ran.code, "session.refused" in ran.err) == (1, True)
    assert desk.do("roster", "show", "--json").json["retired"] == ["birch"]


def test_a_freeze_without_a_key_works_while_the_desk_is_served(tmp_path: Path) -> None:
    desk = founded(tmp_path, aster="clerk")
    (desk.home / "served.lock").write_text(str(os.getpid()))
    assert "No data are made ready or released" in desk.do("freeze", "--as", "aster").out
    assert desk.run("freeze", by="aster").code == 2
