"""A desk that lives: served, its worker running, demands passing through. Nothing is found; what is planted is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess_lab import leak_controls, leak_desk, leak_proof
from dueprocess_lab.leak_needles import Marker
from dueprocess_lab.leak_scan import CannotReadError, Hit

LIVING = """
import json, os, pathlib, subprocess, sys
from dueprocess_lab import leak_sizes
from dueprocess_lab import leak_acts, leak_desk, leak_proof, leak_visits
HOLDS = "import sys; held = [sys.stdin.readline()]; print('held', flush=True); sys.stdin.read()"
folder = pathlib.Path(sys.argv[1])
def looked(desk):
    findings = leak_proof.Findings()
    lines = list(leak_proof._processes(desk, findings, lambda _: None))
    leak_proof._folders(desk, findings)
    return findings, [*lines, *findings.lines()]
with leak_desk.living(folder) as desk:
    leak_desk.arrivals(desk)
    told = {"knocks": leak_desk.knocks(desk)}
    leak_acts.refuse_by_letter(desk)
    leak_acts.release(desk)
    told["visits"] = leak_visits.visits(desk)
    leak_desk.wait_for_letter(desk)
    desk.command("backup", "--clear", "--to", str(desk.backups))
    findings, lines = looked(desk)
    told["bad"] = [line.says for line in lines if line.mark != "good"]
    told["places"] = sorted(findings.read)
    told["expected"] = sorted(findings.expected["memory: worker"])
    told["lengths"] = leak_sizes.telling(desk.home, desk.words.lengths)
    told["letters"] = [b"application/pdf" in one for one in desk.post.taken]
    told["released"] = len(list((folder / "sent-1-1").iterdir()))
    word, pipe = desk.words.core, subprocess.PIPE
    leaky = subprocess.Popen([sys.executable, "-c", HOLDS, desk.words.noise], stdin=pipe, stdout=pipe)
    leaky.stdin.write(word.upper().encode("utf-16-le").hex().encode() + b"\\n")
    leaky.stdin.flush()
    leaky.stdout.readline()
    running, desk.running = desk.running, {"leaky": leaky}
    planted = {
        "outbox": desk.home / "outbox" / "letter.txt", "blobs": desk.home / "blobs" / "s-x",
        "printed": desk.printed / "log", "temporary": desk.temporary / "spool",
        "drop folder": desk.folder / "in" / f"{word}.eml",
        "other files of the home": desk.home / "sessions", "backups": desk.backups / "note",
    }
    for path in planted.values():
        path.write_bytes(os.urandom(50) + word.encode())
    findings, lines = looked(desk)
    told["planted"] = sorted(planted)
    told["found"] = sorted(place for place, hits in findings.hits.items() if hits)
    told["shown"] = word in "".join(line.says for line in lines).lower()
    desk.running = running
    leaky.kill()
    leaky.wait()
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    command = [sys.executable, "-c", LIVING, str(tmp_path_factory.mktemp("living"))]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.soak
def test_nothing_stands_in_clear_where_it_may_not_and_what_was_done_was_done(told: dict[str, Any]) -> None:
    assert told["bad"] == []
    memory = {place.removeprefix("memory: ") for place in told["places"] if place.startswith("memory: ")}
    assert memory == {"serve", "worker", *leak_desk.SURFACES}
    assert set(leak_proof.EXPECTED.values()) <= set(told["expected"])  # the control in a real process
    assert (told["lengths"], told["letters"]) == ([], [True])
    assert told["knocks"] == len(leak_desk.SURFACES) + 3
    assert told["released"] > 0
    assert told["visits"] == 28


@pytest.mark.soak
def test_what_is_planted_is_found_where_it_was_put(told: dict[str, Any]) -> None:
    assert set(told["found"]) == {*told["planted"], "memory: leaky", "command lines"}
    assert told["shown"] is False


def test_what_is_expected_is_named_and_no_more() -> None:
    own = Hit("memory", "key of sending-worker that opens", "raw", 1)
    reference, other = Hit("memory", "file number", "utf-8", 1), Hit("memory", "key of aster that opens", "raw", 1)
    kept, reasons = leak_proof._unexpected("worker", [own, reference, other])  # noqa: SLF001
    assert (kept, len(reasons)) == ([other], 2)
    assert leak_proof._unexpected("staff", [own, reference])[0] == [own, reference]  # noqa: SLF001


def test_a_blind_control_makes_the_scan_void(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leak_controls, "blind", lambda _: (1, ["memory: utf-8"]))
    (line,) = leak_proof._control(tmp_path)  # noqa: SLF001
    assert (line.check, line.mark) == ("control", "wrong")


def test_a_command_that_fails_says_which_and_not_what(desk_folder: leak_desk.Living) -> None:
    with pytest.raises(leak_desk.NotLivingError, match="`dueprocess intake` ended with 2"):
        desk_folder.command("intake", "/nowhere/quirinzobel")


@pytest.fixture
def desk_folder(tmp_path: Path) -> Iterator[leak_desk.Living]:
    from dueprocess_lab.leak_mail import Post

    with Post() as post:
        made = leak_desk.Living(tmp_path, leak_desk.Words(), leak_desk._stage(tmp_path), post)  # noqa: SLF001
        made.printed.mkdir()
        made.temporary.mkdir()
        yield made


def test_words_are_fresh_and_never_shown() -> None:
    one, other = leak_desk.Words(), leak_desk.Words()
    assert set(one.values.values()).isdisjoint(other.values.values())
    assert one.core not in repr([one, one.markers, one.in_memory])
    assert len(one.lengths) == 4
    assert all(isinstance(marker, Marker) for marker in one.in_memory)
    assert issubclass(CannotReadError, RuntimeError)
