"""``law check`` and ``law new`` as processes; the page that leads to a new shelf is typed as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from cli_samples import Desk

ABOUT = ("--title", "T", "--act", "A", "--section", "1")


@pytest.fixture
def place(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def commands(page: str) -> list[list[str]]:
    blocks = re.findall(r"```\n(dueprocess law [^`]*)```", page)
    return [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]


def test_the_page_adds_a_shelf(root: Path, place: Desk) -> None:
    """docs/how-to/add-a-shelf.md: its lines, on an empty folder; a wrong word is named with its line."""
    page = (root / "docs/how-to/add-a-shelf.md").read_text("utf-8")
    begin, look, sign = commands(page)
    assert "wrote law/FR/FR-CPP-60-1.yaml" in place.do(*begin).out
    shown = place.do(*look).out
    assert "2 of 2 scenarios hold." in shown
    assert "FR-CPP-60-1.provision-cited asks: unverified, read by nobody" in shown
    assert sign[:3] == ["law", "sign", "FR-CPP-60-1"]
    file = place.folder / "law/FR/FR-CPP-60-1.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("status: unverified", "status: certain", 1), "utf-8")
    wrong = place.run(*look)
    assert wrong.code == 1
    (said,) = re.findall(r"```\n(law/FR/FR-CPP-60-1\.yaml, line [^\n]*)\n```", page)
    assert said in wrong.err


def test_a_scenario_that_does_not_hold_and_one_that_cannot_be_read(place: Desk) -> None:
    new = ["law", "new", "DE-NW", "--title", "T", "--act", "PolG NRW", "--section", "§ 20a"]
    made = place.do(*new, "--json").json
    assert made["id"] == "DE-NW-NRW-20A"
    again = place.run(*new)
    assert (again.code, "is there already" in again.err) == (2, True)
    tests = place.folder / "law/tests/DE-NW"
    one, other = sorted(tests.iterdir())
    one.write_text(one.read_text("utf-8").replace("recommendation: counsel", "recommendation: comply"), "utf-8")
    other.write_text(other.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    ran = place.run("law", "check", "law", "--json")
    assert ran.code == 1
    assert ran.json["holds"] is False
    assert [line.partition(":")[0] for line in ran.json["failing"]] == [
        f"tests/DE-NW/{one.name}",
        f"tests/DE-NW/{other.name}",
    ]
    assert "0 of 2 scenarios hold." in place.run("law", "check", "law").out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("law", "new", "France", "--title", "T", "--act", "A", "--section", "1"), "is no shelf"),
        (
            ("law", "new", "FR", "--title", "T", "--act", "A", "--section", "1", "--id", "DE-X-1"),
            "is no id on the shelf",
        ),
        (("law", "check", "nowhere"), "no such folder"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(place: Desk, args: tuple[str, ...], says: str) -> None:
    ran = place.run(*args)
    assert ran.code in {1, 2}
    assert says in ran.err


def test_a_contradiction_is_a_fault(root: Path, place: Desk) -> None:
    shutil.copytree(root / "law" / "DE", place.folder / "law" / "DE")
    file = place.folder / "law/DE/DE-STPO-95A.yaml"
    text = file.read_text("utf-8")
    file.write_text(text + "versions:\n  - in_force: {from: null, until: null}\n", "utf-8")
    ran = place.run("law", "check", "law")
    assert ran.code == 1
    assert "DE-STPO-95A: two texts hold on one day" in ran.out


def test_the_law_that_ships_holds(root: Path, place: Desk) -> None:
    """Its scenarios are judged one by one in tests/law/test_scenarios.py."""
    shutil.copytree(root / "law", place.folder / "law", ignore=shutil.ignore_patterns("tests"))
    ran = place.run("law", "check", "law", "--json")
    assert ran.json["failing"] == []
    assert [one for one in ran.json["problems"] if one["wrong"]] == []
    assert (ran.code, ran.json["published"]) == (0, True)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("DE-STPO-100J", "Requires"),
        ("US-2702-FOREIGN", "Ways that stay open"),
        ("NP-7", "Competent Judicial Authority"),
        ("POLICY-SHUTDOWN", "House policy"),
    ],
)
def test_whatever_has_an_id_is_shown(place: Desk, name: str, says: str) -> None:
    assert says in place.do("law", "show", name).out
    assert place.do("law", "show", name, "--json").json["id"] == name


def test_the_text_of_another_day_is_shown_and_what_is_not_there_is_said(place: Desk) -> None:
    texts = place.do("law", "show", "US-2709", "--json").json["texts"]
    assert len(texts) > 1
    assert place.do("law", "show", "US-2709", "--on", "2014-01-01").code == 0
    none = place.run("law", "show", "EU-EPOC-SUB", "--on", "2020-01-01")
    assert (none.code, "No text of EU-EPOC-SUB stood on 2020-01-01" in none.err) == (2, True)
    lost = place.run("law", "show", "NP-77")
    assert (lost.code, "NP-7" in lost.err) == (2, True)


def test_a_list_by_country_holds_its_parts(place: Desk) -> None:
    assert {row["id"][:2] for row in place.do("law", "list", "--country", "de", "--json").rows} == {"DE"}
