"""``report check`` as a real process: sentences for people, objects for machines, exit codes for scripts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import warm
from caches import CACHE
from report_check_samples import MAP, table

pytestmark = pytest.mark.slow

GOOD = table([("2020", "A", "k", 5, 3, "60%", 7)])
BAD = table([("2020", "A", "k", 5, 6, "", 7)])


def run(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    command = [warm.COMMAND, "report", "check", *args]
    env = {"HOME": str(folder), "PATH": "/usr/bin:/bin", **CACHE}
    return warm.run(command, cwd=folder, env=env, capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "map.toml").write_text(MAP)
    (tmp_path / "good.csv").write_bytes(GOOD)
    (tmp_path / "bad.csv").write_bytes(BAD)
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "good.csv").write_bytes(GOOD.replace(b"2020", b"2021"))
    (tmp_path / "empty").mkdir()
    return tmp_path


def test_for_people(folder: Path) -> None:
    done = run(folder, "good.csv", "--map", "map.toml")
    assert done.returncode == 0, done.stderr
    assert "Nothing contradicts itself" in done.stdout
    done = run(folder, "bad.csv", "--map", "map.toml")
    assert done.returncode == 1
    assert "✗ Fennel reports for 2020 more requests answered with data than received: 6 of 5 (A, k)." in done.stdout
    assert "1 thing cannot be as published" in done.stdout


def test_for_machines(folder: Path) -> None:
    done = run(folder, "bad.csv", "good.csv", "two", "--map", "map.toml", "--json")
    assert (done.returncode, done.stderr) == (1, "")
    (report,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert report["report"] == "3 files of Fennel"
    assert report["checks"][0]["holds"] is False


def test_what_cannot_be_read(folder: Path) -> None:
    (folder / "odd.csv").write_text("a,b\n1,2\n")
    done = run(folder, "odd.csv", "--json")
    assert done.returncode == 2
    assert "write a mapping file" in json.loads(done.stdout)["error"]
    done = run(folder, "odd.csv")
    assert (done.returncode, done.stdout) == (2, "")
    assert "odd.csv is of no known format" in done.stderr
    done = run(folder, "odd.csv", "bad.csv", "--map", "map.toml")
    assert done.returncode == 1, "what is wrong in one file is said, whatever another is"


def test_what_in_a_folder_is_no_report_is_passed(folder: Path) -> None:
    (folder / "two" / "odd.csv").write_text("a,b\n1,2\n")
    (folder / "two" / "good.csv").write_text("Year,Requests,Disclosed\n2020,5,3\n")
    done = run(folder, "two")
    assert done.returncode == 0
    assert "odd.csv is of no known format" in done.stderr
    (folder / "two" / "good.csv").unlink()
    assert run(folder, "two").returncode == 2


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("missing.csv",), "There is no missing.csv"),
        (("empty",), "There is no file in what you named"),
        (("good.csv", "--map", "good.csv"), "neither TOML nor JSON"),
        (("good.csv", "--map", "none.toml"), "none.toml"),
        (("good.csv", "big.csv", "--map", "map.toml"), "at most 500 files and 64 MiB"),
        (("huge.csv",), "longer than 64 MiB"),
    ],
)
def test_a_wrong_call_says_what_to_do(folder: Path, args: tuple[str, ...], says: str) -> None:
    for name, size in (("big.csv", 64 << 20), ("huge.csv", (64 << 20) + 1)):
        with (folder / name).open("wb") as file:
            file.truncate(size)
    done = run(folder, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_screen_is_not_driven_by_somebody_elses_file(folder: Path) -> None:
    (folder / "bad.csv").write_bytes(BAD.replace(b",A,", b",\x1b[31mA\x07,"))
    done = run(folder, "bad.csv", "--map", "map.toml")
    assert "\x1b[31m" not in done.stdout
    assert "\x07" not in done.stdout
