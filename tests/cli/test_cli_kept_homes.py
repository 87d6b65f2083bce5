"""A home that an earlier version wrote is restored, brought up to date, opened and worked on by this one."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from dueprocess import __version__
from home_samples import run

HOMES = Path(__file__).resolve().parents[1] / "golden" / "homes"
KEPT = sorted(HOMES.glob("*.tar.xz"))


def test_a_version_that_is_out_has_its_home() -> None:
    """Made once by ``tests/golden/keep_home.py``: bytes that stand there are read by every version after it."""
    assert f"{__version__}.tar.xz" in {one.name for one in KEPT}


@pytest.mark.slow
@pytest.mark.parametrize("kept", KEPT, ids=lambda one: one.name.removesuffix(".tar.xz"))
def test_a_kept_home_is_restored_upgraded_opened_and_worked_on(kept: Path, tmp_path: Path) -> None:
    with tarfile.open(kept) as tar:
        tar.extractall(tmp_path, filter="data")
    (envelopes,) = tmp_path.glob("*.envelopes.tar")
    (archive,) = {*tmp_path.glob("*.tar")} - {envelopes}
    home = tmp_path / "desk"
    restored = run("restore", archive, "--envelopes", envelopes, "--home", home)
    assert restored.code == 0, restored.err
    upgraded = run("upgrade", "--home", home, "--json")
    assert upgraded.code == 0, upgraded.err
    found = run("doctor", "--all", "--home", home)
    assert "2 chains: every commitment holds" in found.out
    assert "schema, guards and modes are as shipped" in found.out
    case = run("cases", "--home", home, "--json").json["case"]
    aster = ("--as", "aster", "--identity", tmp_path / "aster.identity", "--home", home)
    opened = run("open", case, "--out", tmp_path / "read", *aster)
    assert opened.code == 0, opened.err
    assert any(b"ottilie.brandt@fennel.example" in one.read_bytes() for one in (tmp_path / "read").iterdir())
    done = run("cost", "record", case, "--minutes", "5", *aster)
    assert done.code == 0, done.err
