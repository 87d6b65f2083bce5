"""`intake` where it is stopped half-way, where the disk is full, and where the database is damaged (P4)."""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import stopped
import warm
from cli_samples import Desk
from dueprocess.cli import drop
from dueprocess.desk.data import soundness

pytestmark = pytest.mark.slow

LETTER = "From: a@polizei.example\nSubject: {name}\n\nNach § 100j StPO Bestandsdaten zu {name}@fennel.example\n"

MOMENTS = """
import pathlib
from dueprocess.adapters import durable
from dueprocess.cli import arrival_commands
around(durable, "create", "before the mark", "mark written, not in place")
around(arrival_commands, "marked", after="mark in place")
real = pathlib.Path.unlink
def unlink(path, *given, **more):
    at("before the file" if path.suffix == ".eml" else "before its mark")
    real(path, *given, **more)
    at("after the file" if path.suffix == ".eml" else "after its mark")
pathlib.Path.unlink = unlink
"""
POINTS = (
    "before the mark",
    "mark written, not in place",
    "mark in place",
    "before the transaction",
    "inside the transaction",
    "after the commit",
    "before the file",
    "after the file",
    "before its mark",
    "after its mark",
)


def arrivals(desk: Desk) -> tuple[int, int]:
    with contextlib.closing(sqlite3.connect(f"file:{desk.home}/desk.sqlite3?mode=ro", uri=True)) as store:
        found: tuple[int, int] = store.execute("SELECT count(*), count(DISTINCT case_id) FROM data_arrival").fetchone()
    return found


def letter(folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}.eml"
    path.write_text(LETTER.format(name=name))
    return path


@pytest.mark.parametrize("point", POINTS)
def test_a_file_becomes_one_case_wherever_intake_is_killed(cli_desk: Desk, tmp_path: Path, point: str) -> None:
    path = letter(tmp_path / "drop", "one")
    before = arrivals(cli_desk)
    how = cli_desk.command("intake", "--remove", str(path.parent))
    command = stopped.command(point, MOMENTS, *how.pop("args")[1:])
    assert warm.run(command, **how).returncode == -signal.SIGKILL
    again = cli_desk.run("intake", "--remove", path.parent)
    assert again.code == 0, again.err
    assert arrivals(cli_desk) == (before[0] + 1, before[1] + 1)
    assert not path.exists()
    assert [one.name for one in path.parent.iterdir() if not one.name.startswith(".")] == []


def test_a_mark_that_is_left_over_says_nothing_about_the_next_file(cli_desk: Desk, tmp_path: Path) -> None:
    first = letter(tmp_path / "drop", "one")
    stale = drop.marked(first)
    assert drop.marked(first) == stale  # the id stands, however often somebody comes
    first.unlink()
    second = letter(tmp_path / "drop", "one")
    os.utime(second, (1, 1))
    assert drop.marked(second).arrival != stale.arrival
    for broken in (b"", b"{", b"[1]", b'{"arrival": "a-1", "file": []}'):
        drop.mark_of(second).write_bytes(broken)
        assert drop.marked(second).arrival.startswith("a-")
    before = arrivals(cli_desk)
    cli_desk.do("intake", "--remove", second, second.parent)  # named twice
    assert arrivals(cli_desk)[0] == before[0] + 1
    assert list(second.parent.iterdir()) == []


def test_a_file_that_cannot_be_taken_in_holds_up_none_of_the_others(cli_desk: Desk, tmp_path: Path) -> None:
    honest = letter(tmp_path / "drop", "one")
    os.utime(honest, (1, 1))  # the oldest: all others come first
    secret = cli_desk.home / "pin"
    lies = [honest.with_name(name) for name in ("large.pdf", "brief.txt", "pipe.eml", "away.eml")]
    with lies[0].open("wb") as file:
        file.truncate((64 << 20) + 1)
    lies[1].symlink_to(secret)
    os.mkfifo(lies[2])
    lies[3].symlink_to(tmp_path / "nowhere")
    (honest.parent / "folder").symlink_to(cli_desk.home)
    os.utime(lies[0], (1, 1))
    before = arrivals(cli_desk)
    done = cli_desk.run("intake", "--remove", honest.parent)
    assert done.code != 0
    assert arrivals(cli_desk)[0] == before[0] + 2  # the large one by a note that says where it lies
    assert not honest.exists()
    assert secret.exists()
    assert all(map(os.path.lexists, lies))
    assert "large.pdf is longer than 64 MiB" in done.err
    assert "brief.txt cannot be read" in done.err
    assert "2 files could not be taken in" in done.err


def test_a_file_that_is_too_large_becomes_an_arrival_whose_clock_runs_once(cli_desk: Desk, tmp_path: Path) -> None:
    """It lay there for ever, named to whoever read the timer's log: no arrival, no clock, nobody who looks."""
    (tmp_path / "drop").mkdir()
    large = tmp_path / "drop" / "order.pdf"
    with large.open("wb") as file:
        file.truncate((64 << 20) + 1)

    def clocks() -> list[str]:
        with contextlib.closing(sqlite3.connect(cli_desk.home / "desk.sqlite3")) as database:
            asked = (
                "SELECT a.id FROM data_arrival a JOIN data_duty d ON d.case_id = a.case_id WHERE a.says = 'unread' AND "
                "d.what = 'look_at_arrival' AND d.done_at IS NULL ORDER BY a.received_at, a.id"
            )
            return [name for (name,) in database.execute(asked)]

    before = clocks()
    done = cli_desk.run("intake", "--remove", large.parent)
    assert (done.code != 0, "written to just now" in done.err, clocks()) == (True, True, before)
    os.utime(large, (1, 1))
    done = cli_desk.run("intake", "--remove", large.parent, "--json")
    assert done.code != 0
    assert "registered unread, and it lies there in clear" in done.err
    (mine,) = set(clocks()) - set(before)
    again = cli_desk.run("intake", "--remove", large.parent)
    assert again.code != 0
    assert f"see its arrival {mine}" in again.err
    assert len(clocks()) == len(before) + 1
    assert large.exists()
    opened = tmp_path / "opened"
    (case,) = (one["case"] for one in done.rows if one.get("arrival") == mine)
    cli_desk.do("open", case, "--out", opened, by="aster")
    assert any(str(large) in one.read_text() for one in opened.rglob("*.txt"))
    large.unlink()


def test_what_is_dropped_is_taken_in_whatever_its_name(cli_desk: Desk, tmp_path: Path) -> None:
    before = arrivals(cli_desk)
    named = [letter(tmp_path / "drop", name) for name in ("Source IP of an account", "README first", "sources")]
    cli_desk.do("intake", "--remove", tmp_path / "drop")
    assert arrivals(cli_desk)[0] == before[0] + 3
    assert not any(one.exists() for one in named)


def test_of_two_who_empty_one_folder_each_file_is_taken_in_once(cli_desk: Desk, tmp_path: Path) -> None:
    for number in range(6):
        letter(tmp_path / "drop", f"n{number}")
    before = arrivals(cli_desk)
    both = [warm.start(**cli_desk.command("intake", "--remove", tmp_path / "drop")) for _ in range(2)]
    assert [one.wait(300) for one in both] == [0, 0]
    assert arrivals(cli_desk) == (before[0] + 6, before[1] + 6)


@pytest.fixture
def copied(cli_desk: Desk, tmp_path: Path) -> Desk:
    shutil.copytree(cli_desk.home, tmp_path / "home")
    (tmp_path / "home" / soundness.LOOKED).unlink(missing_ok=True)
    return Desk(tmp_path)


def damage(home: Path) -> bytes:
    """Damage pages that no intake touches; the file as it was."""
    path = home / "desk.sqlite3"
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = store.execute("SELECT rootpage FROM sqlite_master WHERE name = 'data_score'").fetchone()
        size = store.execute("PRAGMA page_size").fetchone()[0]
    whole = path.read_bytes()
    at = ((root[0] if root else 40) - 1) * size
    path.write_bytes(whole[:at] + os.urandom(64) + whole[at + 64 :])
    return whole


def test_a_damaged_database_takes_nothing_in_until_it_is_whole(copied: Desk, tmp_path: Path) -> None:
    path, before = letter(tmp_path / "drop", "one"), arrivals(copied)
    whole = damage(copied.home)
    for command, given in ((("intake", "--remove", path), ""), (("note",), "An officer called.\n")):
        refused = copied.run(*command, stdin=given)
        assert (refused.code, "store.damaged" in refused.err) == (1, True), refused.err
    assert path.exists()
    assert (copied.home / soundness.DAMAGED).exists()
    assert "database" in copied.run("worker", "--once").err
    for end in ("-wal", "-shm"):
        (copied.home / f"desk.sqlite3{end}").unlink(missing_ok=True)
    (copied.home / "desk.sqlite3").write_bytes(whole)
    copied.do("intake", "--remove", path)  # the mark is no state of its own: it is looked at again
    assert arrivals(copied)[0] == before[0] + 1
    assert not (copied.home / soundness.DAMAGED).exists()


@pytest.fixture
def small(tmp_path: Path, cli_desk: Desk) -> Iterator[Desk]:
    """The home on a disk with room for half a large letter."""
    disk = tmp_path / "disk"
    disk.mkdir()
    size = sum(one.stat().st_size for one in cli_desk.home.rglob("*") if one.is_file()) + (4 << 20)
    mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(disk)]
    if os.geteuid() != 0 or subprocess.run(mounted, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be made here")
    try:
        shutil.copytree(cli_desk.home, disk / "home")
        yield Desk(disk)
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


def test_a_full_disk_is_called_so_and_the_file_stays(small: Desk, tmp_path: Path) -> None:
    path, before = letter(tmp_path / "drop", "one"), arrivals(small)
    with path.open("ab") as file:
        file.write(os.urandom(3 << 20).hex().encode())
    for _ in range(2):
        refused = small.run("intake", "--remove", path)
        assert (refused.code, "disk is full" in refused.err) == (2, True), refused.err
    assert path.exists()
    assert arrivals(small) == before
    assert not [one for one in (small.home / "blobs").iterdir() if one.suffix == ".draft"]
    assert small.run("due").code == 0
