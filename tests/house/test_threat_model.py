"""The threat model names tests that exist, says what each adversary gets, and claims nothing that no test carries."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

GETS = (
    "Seized server, switched off",
    "Seized server, running",
    "Live hostile server",
    "Tapped network",
    "Hostile administrator",
    "Bad releaser",
    "Coerced releaser",
    "Fake official",
    "Lost laptop",
    "Raid with staff present",
)
COLUMNS = ["who", "reads", "can change", "can stop", "is noticed by", "what helps", "shown by"]


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs/threat-model.md").read_text()


def rows(page: str, title: str) -> list[list[str]]:
    part = page.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def functions(path: Path) -> frozenset[str]:
    return frozenset(node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef))


def named(cell: str) -> list[str]:
    """Tests that a cell names; a bare file stands beside the one before it."""
    found: list[str] = []
    for text in re.findall(r"`([^`]*test_[^`]*|tests/[^`]*)`", cell):
        folder = found[-1].rpartition("/")[0] if found else ""
        found.append(text if text.startswith("tests/") else f"{folder}/{text}")
    return found


def test_every_test_that_is_named_exists(page: str, root: Path) -> None:
    listed = [one for line in page.splitlines() for one in named(line)]
    assert len(listed) > 120
    for one in listed:
        file, _, function = one.partition("::")
        assert (root / file).exists(), one
        assert not function or function in functions(root / file), one


def test_each_adversary_has_its_row_and_every_row_is_shown(page: str) -> None:
    head, _, *body = rows(page, "What each of them gets")
    assert head == COLUMNS
    assert [re.match(r"\*\*(.+?)\*\*", row[0])[1] for row in body] == list(GETS)  # type: ignore[index]
    for row in body:
        assert len(row) == len(COLUMNS)
        assert all(row), row[0]
        assert sum("::" in one for one in named(row[-1])) >= 3, row[0]


def test_what_works_names_a_test_and_what_has_none_does_not_claim_to(page: str) -> None:
    _, _, *body = rows(page, "What we do")
    assert len(body) > 50
    for threat, _, test, hazard, state in body:
        assert state.split()[0].rstrip(";:,") in {"works", "partly", "later"}, threat
        assert bool(named(test)) == (test != "–"), threat
        assert named(test) or not state.startswith("works"), threat
        assert re.search(r"\d+\.\d+", hazard), threat


def test_the_raid_guide_is_the_one_that_is_named(page: str, root: Path) -> None:
    for text in (page, (root / "docs/operator/raid/README.md").read_text()):
        assert not re.search(r"\b(guaranteed|unbreakable|impossible|military)\b", text)
    assert "](operator/raid/README.md)" in page
