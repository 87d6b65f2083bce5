"""A production in a process of its own: its memory, and a kill by the system at any part."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent / "support" / "produce_here.py"
MIB = 1 << 20
pytestmark = pytest.mark.slow


def folder(root: Path, *sizes: int) -> Path:
    mine = root / "content" / "kim"
    mine.mkdir(parents=True)
    for number, size in enumerate(sizes):
        with (mine / f"{number:03d}.bin").open("wb") as file:
            file.write(b"%d" % number)
            file.truncate(size)  # sparse: reads as zeros, takes no room
    return root


def start(tmp_path: Path, root: Path, limit: int, **more: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE), str(tmp_path / "state"), str(root), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)  # type: ignore[call-overload,no-any-return]


def no_more_memory() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (200 * MIB, 200 * MIB))


def test_what_is_sealed_may_be_larger_than_the_memory_that_there_is(tmp_path: Path) -> None:
    root = folder(tmp_path / "root", 300 * MIB, 300 * MIB)
    running = start(tmp_path, root, 252 * MIB, preexec_fn=no_more_memory)
    out, _ = running.communicate(timeout=180)
    told = json.loads(out.splitlines()[-1])
    assert len(told["parts"]) == 3
    assert told["peak"] < 200 * 1024
    for path in (tmp_path / "state" / "runs").rglob("part-*.tar.age"):
        assert path.stat().st_size <= 256 * MIB


def test_killed_at_part_seven_it_resumes_and_six_parts_are_the_same(tmp_path: Path) -> None:
    root = folder(tmp_path / "root", *[MIB * 3 // 2] * 5, 20 * MIB, *[MIB * 3 // 2] * 5)
    running = start(tmp_path, root, 2 * MIB)
    assert running.stdout is not None
    for line in running.stdout:
        if line.strip() == "6":
            running.send_signal(signal.SIGKILL)
            break
    running.communicate(timeout=60)
    left = sorted((tmp_path / "state" / "runs").rglob("part-*.tar.age"))
    before = {path.name: path.read_bytes() for path in left}
    assert 6 <= len(before) < 15
    out, _ = start(tmp_path, root, 2 * MIB).communicate(timeout=600)
    told = json.loads(out.splitlines()[-1])
    assert len(told["parts"]) > len(before)
    after = {path.name: path.read_bytes() for path in (tmp_path / "state" / "runs").rglob("part-*.tar.age")}
    assert {name: after[name] for name in sorted(before)[:6]} == {name: before[name] for name in sorted(before)[:6]}
    assert not list((tmp_path / "state" / "runs").rglob("*.draft"))
