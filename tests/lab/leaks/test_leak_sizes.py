"""Lengths that tell, swap and dumps."""

from __future__ import annotations

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from dueprocess.adapters import crypto, machine
from dueprocess.formats.object import ObjectKind, padme
from dueprocess_lab import leak_sizes

KEY = crypto.new_case_key()[1]
LENGTH = 48_613


def sealed(length: int) -> bytes:
    return crypto.seal(ObjectKind.NOTE, "text/plain", b"x" * length, KEY, "2026-11-25T10:00:00Z")


@pytest.mark.parametrize("length", [1, 900, 65_000, 70_000, 200_000])
def test_what_an_age_file_holds_is_reckoned_from_its_size(length: int) -> None:
    inside = leak_sizes.inside_of(crypto.encrypt(b"x" * length, [KEY]))
    assert inside == length
    padded = leak_sizes.inside_of(sealed(length))
    assert padded is not None
    assert padded == padme(padded)


def test_a_ciphertext_that_is_not_padded_is_named(tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(sealed(LENGTH))
    assert leak_sizes.telling(tmp_path, {LENGTH: "it"}) == []
    (tmp_path / "bad").write_bytes(crypto.encrypt(b"x" * LENGTH, [KEY]))
    assert leak_sizes.telling(tmp_path, {LENGTH: "it"}) == ["bad: a ciphertext that is not padded"]


def test_a_padded_ciphertext_may_have_any_size_by_chance(tmp_path: Path) -> None:
    data = sealed(900)
    (tmp_path / "object").write_bytes(data)
    assert leak_sizes.telling(tmp_path, {len(data): "another"}) == []


def test_the_length_of_a_clear_text_is_found_as_size_and_as_number(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text(f"took {LENGTH} bytes in")
    (tmp_path / "b").write_bytes(b"y" * LENGTH)
    (tmp_path / "c.log").write_text(f"hash 1{LENGTH}a and x{LENGTH}.5")
    with contextlib.closing(sqlite3.connect(tmp_path / "d.sqlite3")) as connection, connection:
        connection.execute("CREATE TABLE t (n, v, s)")
        connection.execute("INSERT INTO t VALUES (?, ?, ?)", (LENGTH, bytes(LENGTH), f'{{"n":{LENGTH}}}'))
    told = leak_sizes.telling(tmp_path, {LENGTH: "it"})
    assert {one.partition(":")[0] for one in told} == {"a.log", "b", *(f"d.sqlite3 (t.{c})" for c in "nvs")}
    assert not any(str(LENGTH) in one for one in told)
    assert leak_sizes.telling(tmp_path, {LENGTH + 1: "it"}) == []


def test_where_memory_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SWAPS", tmp_path / "swaps")
    assert machine.swaps() is None
    head = "Filename Type Size Used Priority\n"
    (tmp_path / "swaps").write_text(head)
    assert machine.swaps() == []
    (tmp_path / "swaps").write_text(
        head + f"{tmp_path}/none file 1 0 -2\n/dev/zram0 partition 1 0 5\n/proc file 1 0 -3\n"
    )
    assert machine.swaps() == [
        machine.Swap(f"{tmp_path}/none", "plain"),
        machine.Swap("/dev/zram0", "memory"),
        machine.Swap("/proc", "plain"),
    ]


def test_who_may_dump_and_who_no_longer() -> None:
    code = (
        "import resource, sys; from dueprocess.adapters import machine\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (1 << 20, resource.getrlimit(resource.RLIMIT_CORE)[1]))\n"
        "print(1, flush=True); sys.stdin.readline(); machine.no_dumps(); print(2, flush=True); sys.stdin.readline()"
    )
    if resource.getrlimit(resource.RLIMIT_CORE)[1] == 0:
        pytest.skip("no dumps at all here")
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], stdin=pipe, stdout=pipe) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        assert machine.may_dump(process.pid)
        assert process.pid in machine.of_tree(os.getpid())
        process.stdin.write(b"\n")
        process.stdin.flush()
        process.stdout.readline()
        assert not machine.may_dump(process.pid)
        process.kill()
    assert isinstance(machine.core_pattern(), str)
