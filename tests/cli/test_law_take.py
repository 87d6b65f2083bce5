"""``law pack`` and ``law take`` as processes: law travels in one file, is shown by rule, and asks until it was read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli_samples import Desk


@pytest.mark.slow
def test_law_travels_is_shown_and_taken_and_an_older_one_is_refused(root: Path, tmp_path: Path) -> None:
    place = Desk(tmp_path)
    place.home.mkdir()
    shutil.copytree(root / "law", tmp_path / "law", ignore=shutil.ignore_patterns("tests"))
    file = tmp_path / "law/US/US-2703F.yaml"
    file.write_text(file.read_text().replace("The request names the account", "The request names one account"))
    place.card("fern")
    key = place.do("law", "pack", "law", "--number", "3", "--out", "law.json", by="fern").out.strip()
    nobody = place.run("law", "take", "law.json")
    assert nobody.code != 0
    assert "law-keys names nobody whose law is taken here" in nobody.err
    (place.home / "law-keys").write_text(key + "\n")
    shown = place.run("law", "take", "law.json", stdin="n\n")
    assert shown.code != 0
    assert "US-2703F.target: other" in shown.out
    assert "The request names one account" in shown.out
    assert not (place.home / "law/3").exists()
    before = place.do("law", "check", "--json").json["digest"]
    taken = place.do("law", "take", "law.json", "--yes", "--json")
    assert taken.json["changes"] == [{"name": "US-2703F.target", "how": "changed"}]
    assert "asks until your counsel has read it" in taken.err
    said = json.dumps(place.do("law", "show", "US-2703F", "--json").json)
    assert "The request names one account" in said
    looked = place.do("law", "check", "--json").json
    assert (looked["published"], looked["digest"] != before) == (True, True)
    again = place.run("law", "take", "law.json", "--yes")
    assert (again.code != 0, "package 3 is not newer than 3" in again.err) == (True, True)
    (tmp_path / "law.json").write_text((tmp_path / "law.json").read_text().replace("one account", "no account"))
    forged = place.run("law", "take", "law.json", "--yes")
    assert "is not the file that was signed" in forged.err
