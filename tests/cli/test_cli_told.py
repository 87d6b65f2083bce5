"""Positions that counsel signs, and standing laws that desk.toml declares, as far as the public site."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli_samples import Desk

pytestmark = pytest.mark.slow

STAND = "PK-PECA-42-STAND"


def positions(desk: Desk, out: Path) -> list[str]:
    desk.do("publish", "--out", str(out))
    return [one["id"] for one in json.loads((out / "data/positions.json").read_text())["positions"]]


def test_a_position_is_signed_published_and_taken_back(cli_desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "site"
    assert STAND not in positions(cli_desk, out)
    said = cli_desk.do("law", "sign", STAND, "--on", "2026-03-01", by="cedar").out
    assert f"{STAND}: this desk's own position since 1 March 2026" in said
    assert STAND in positions(cli_desk, out)
    said = cli_desk.do("law", "sign", f"{STAND}.withdrawn", "--on", "2026-03-02", by="cedar").out
    assert f"took {STAND} back as of 2 March 2026" in said
    assert STAND not in positions(cli_desk, out)


def test_a_standing_law_that_the_shelf_does_not_have_publishes_nothing(cli_desk: Desk, tmp_path: Path) -> None:
    file = cli_desk.home / "desk.toml"
    before = file.read_text()
    try:
        file.write_text(f'{before}\n[[standing_access]]\nlaw = "DE-NONE-1"\nsince = "2021-12-01"\n')
        refused = cli_desk.run("publish", "--out", str(tmp_path / "site"))
    finally:
        file.write_text(before)
    assert refused.code == 2
    assert "the shelf has no standing law DE-NONE-1 in force" in refused.err
    assert not (tmp_path / "site").exists()
