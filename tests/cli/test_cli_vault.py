"""``vault`` and ``verify client`` as processes: what they say, how they end."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import warm
from caches import CACHE
from dueprocess.verify import bundle

pytestmark = pytest.mark.slow

API = "https://api.desk.example"


def environ(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(folder), **CACHE}


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return warm.run([warm.COMMAND, *args], env=environ(folder), capture_output=True, text=True)


class Running:
    """A ``dueprocess vault`` that serves."""

    def __init__(self, folder: Path, *args: str) -> None:
        self.process = warm.start(
            [warm.COMMAND, "vault", "--json", *args], env=environ(folder), stdout=warm.PIPE, stderr=warm.PIPE
        )
        assert self.process.stdout is not None
        self.told: Any = json.loads(self.process.stdout.readline())
        self.address = str(self.told["address"])

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=60)
        return self.process.returncode, said.decode()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path, "--desk", API)
    yield made
    made.process.kill()
    made.process.communicate()


def test_it_prints_its_address_remembers_the_desk_and_ends_quietly(running: Running, tmp_path: Path) -> None:
    door = f"http://localhost:{running.told['port']}/"
    told = {"address": running.address, "desk": API, "manifest": bundle.installed().hash}
    assert running.told == told | {"port": running.told["port"]}
    assert door != running.address
    for address in (f"{running.address}config.json", door):
        with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - this machine
            assert answer.url.startswith(running.address)
            assert address == door or json.load(answer)["api"] == API
    taken = run(tmp_path, "vault")
    assert taken.returncode == 2
    assert "is taken by another program" in taken.stderr
    code, said = running.end()
    assert code == 0
    assert running.address in said
    assert door in said
    for word in ([], ["--older"]):  # without a word: the same desk, the same door
        again = Running(tmp_path, *word)
        assert again.told["port"] == running.told["port"]
        assert (again.address == door) is bool(word)
        assert again.end()[0] == 0


def test_the_first_time_one_says_which_desk(tmp_path: Path) -> None:
    for args, code, says in (
        ([], 2, "Say which desk"),
        (["--desk", "http://api.desk.example"], 1, "plain HTTP is for this machine alone"),
    ):
        ran = run(tmp_path, "vault", *args)
        assert ran.returncode == code
        assert says in ran.stderr
        assert ran.stdout == ""


def test_a_vault_is_verified_from_outside(running: Running, tmp_path: Path) -> None:
    right = run(tmp_path, "verify", "client", running.address, "--json")
    told = json.loads(right.stdout)
    assert (right.returncode, told["ok"], told["found"]) == (0, True, [])
    assert told["served"] == told["expected"] == bundle.installed().hash
    wrong = run(tmp_path, "verify", "client", running.address, "--manifest-hash", "0" * 64, "--json")
    assert wrong.returncode == 1
    assert json.loads(wrong.stdout)["found"] == [{"name": "manifest.json", "fault": "manifest"}]
    assert "touch no key" in wrong.stderr
    assert "[verify.client]" in wrong.stderr


def test_what_cannot_be_asked_is_no_verdict(tmp_path: Path) -> None:
    for args in (
        ["http://127.0.0.1:9/"],
        ["http://vault.desk.example/"],
        ["https://a.example", "--manifest-hash", "x"],
    ):
        ran = run(tmp_path, "verify", "client", *args)
        assert ran.returncode == 2
        assert ran.stdout == ""


def test_a_package_whose_vault_was_changed_serves_nothing(tmp_path: Path) -> None:
    package = tmp_path / "copy" / "dueprocess"
    shutil.copytree(bundle.FOLDER.parent, package, ignore=shutil.ignore_patterns("__pycache__"))
    with (package / "vault" / "vault.js").open("ab") as file:
        file.write(b"//")
    command, env = ["-m", "dueprocess.cli.main", "vault"], {**environ(tmp_path), "PYTHONPATH": str(package.parent)}
    ran = subprocess.run(
        [sys.executable, *command, "--desk", API], env=env, capture_output=True, text=True, timeout=600, check=False
    )
    assert ran.returncode == 2
    assert "vault.js was changed" in ran.stderr
