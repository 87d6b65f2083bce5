"""Memory of the processes that live on: no marker of an arrival in the one that received it, nor in the zygote."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueprocess_lab import leak_scan, leak_story
from dueprocess_lab.leak_needles import Marker
from dueprocess_lab.leak_scan import Scanner

pytestmark = pytest.mark.slow

WORD = "Quirin-Zobel-7731"
OTHER = "Aktenzeichen ZZ 40417/26"
LETTER = (
    f"""From: Polizei <a@b.example>
Subject: {OTHER}

Wir bitten gem. § 100j StPO um Auskunft ueber {WORD}@fennelmail.example. {WORD} verkauft Raeder.
"""
    + f"Noch einmal: {WORD}, zu {OTHER}; mit freundlichen Gruessen.\n" * 900
)
"""Long enough (70 kB) that what a careless parent read stays in its heap; a short text is soon written over."""
# Four intakes in one process, then it waits to be looked at. Neither argument nor code holds a marker.
INTAKE = """
import sys
from dueprocess.adapters import sandbox
from dueprocess.cli.main import cli
kept = []
close = sandbox.Sandbox.close
def hold(self):  # the zygote stays, so that it can be looked at
    kept.append((self._zygote, self._control)); self._zygote = self._control = None
sandbox.Sandbox.close = hold
for number in range(int(sys.argv[3])):
    cli(["intake", "--home", sys.argv[1], sys.argv[2]], standalone_mode=False)
print("ready", kept[-1][0].pid, flush=True)
sys.stdin.read()
"""
READS = """
import sys
data = open(sys.argv[1], "rb").read()
del data
import gc; gc.collect()
kept = open(sys.argv[1], "rb").read()
print("ready", 0, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "in.eml"
    path.write_text(LETTER)
    return path


def waiting(code: str, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environ,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("ready"):
                yield process, int(line.split()[1])
                break
        else:
            pytest.fail("the process did not come so far")
        process.kill()


def scanner() -> Scanner:
    return Scanner([Marker("word", WORD), Marker("reference", OTHER)])


def test_control_a_process_that_reads_the_file_shows_it(letter: Path) -> None:
    for process, _ in waiting(READS, str(letter)):
        assert {hit.marker for hit in scanner().memory(process.pid)} == {"word", "reference"}


GIVES_BACK = """
import mmap, os, sys
word = sys.argv[1].encode()[::-1]  # the argument holds no marker
kept, given = mmap.mmap(-1, 1 << 20), mmap.mmap(-1, 1 << 20)
kept.write(bytes(reversed(word)))
print("ready", 0, flush=True)
sys.stdin.readline()
given.close()
print("gone", flush=True)
sys.stdin.read()
"""


def test_memory_that_is_given_back_while_it_is_read_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that lives gives memory back between the list of its memory and the bytes; the rest is read."""
    real = leak_scan._regions  # noqa: SLF001
    for process, _ in waiting(GIVES_BACK, WORD[::-1]):

        def then_gone(pid: int, pipes: subprocess.Popen[str] = process) -> list[tuple[int, int, str]]:
            listed = list(real(pid))
            if not pipes.stdin.closed:  # type: ignore[union-attr]
                monkeypatch.setattr(leak_scan, "_regions", real)
                pipes.stdin.write("\n")  # type: ignore[union-attr]
                pipes.stdin.flush()  # type: ignore[union-attr]
                assert pipes.stdout.readline() == "gone\n"  # type: ignore[union-attr]
                assert set(listed) - set(real(pid))
            return listed

        monkeypatch.setattr(leak_scan, "_regions", then_gone)
        assert {hit.marker for hit in scanner().memory(process.pid)} == {"word"}


def test_memory_that_stands_and_cannot_be_read_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    real = leak_scan._regions  # noqa: SLF001
    monkeypatch.setattr(leak_scan, "_regions", lambda pid: [*real(pid), (4096, 8192, "")])
    for process, _ in waiting(GIVES_BACK, WORD[::-1]):
        with pytest.raises(leak_scan.CannotReadError, match="memory of process"):
            scanner().memory(process.pid)


def test_neither_the_process_that_took_it_in_nor_the_zygote_remembers(
    seized: Path, letter: Path, staged: leak_story.Staged
) -> None:
    """Hazard 10.3. The parent hands an open file over, unread; the child is gone; the zygote never saw it."""
    for process, zygote in waiting(INTAKE, str(seized), str(letter), "4"):
        assert scanner().memory(process.pid) == []
        assert scanner().memory(zygote) == []
    assert scanner().tree(seized) == []
