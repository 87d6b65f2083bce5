"""Root's files in another user's home go to that user; links of a hostile owner lead nowhere."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from caches import CACHE
from dueprocess.operate import ownership

root_alone = pytest.mark.skipif(os.geteuid() != 0, reason="only root can write into another user's home")
NOBODY = 65534


@pytest.fixture
def home(tmp_path: Path) -> Path:
    place = tmp_path / "home"
    (place / "blobs").mkdir(parents=True)
    os.chown(place, NOBODY, NOBODY)
    return place


@root_alone
def test_what_root_wrote_is_handed_over_and_nothing_else(home: Path, tmp_path: Path) -> None:
    (home / "pin").write_text("{}")
    (home / "blobs" / "s-a").write_bytes(b"x")
    outside = tmp_path / "outside"
    outside.write_text("root's")
    (home / "link").symlink_to(outside)
    os.link(outside, home / "second-name")
    os.mkfifo(home / "pipe")
    (home / "theirs").write_text("")
    os.chown(home / "theirs", 1234, 1234)
    assert ownership.hand_over(home) == 3
    assert {(home / name).stat().st_uid for name in ("pin", "blobs", "blobs/s-a")} == {NOBODY}
    assert outside.stat().st_uid == 0
    assert (home / "theirs").stat().st_uid == 1234


@root_alone
def test_a_command_of_root_leaves_no_file_that_the_service_cannot_read(home: Path) -> None:
    code = f"from pathlib import Path; from dueprocess.cli.homes import place_of\nplace_of(Path({str(home)!r}))"
    code += f"\nPath({str(home)!r}, 'directory.json').write_text('[]')"
    subprocess.run([sys.executable, "-c", code], env=CACHE, check=True, timeout=60)
    assert (home / "directory.json").stat().st_uid == NOBODY


def test_ones_own_home_is_left_alone(tmp_path: Path) -> None:
    ownership.watch(tmp_path)
    assert tmp_path not in ownership._watched  # noqa: SLF001 - nothing of it can be seen elsewhere
