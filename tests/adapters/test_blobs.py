import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from data_samples import new_id
from dueprocess.adapters import blobs as blobs_module
from dueprocess.adapters.blobs import BlobError, Blobs
from dueprocess.operate.home import Home
from processes import PRELUDE


@pytest.fixture
def blobs(home: Home) -> Blobs:
    return Blobs(home.blobs)


def test_put_get_delete(blobs: Blobs) -> None:
    one, data = new_id("s"), os.urandom(3 << 20)
    blobs.put(one, data)
    assert blobs.get(one) == data
    assert blobs.has(one)
    assert blobs.ids() == [one]
    assert (blobs.folder / one).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in blobs.folder.iterdir()] == [one]
    assert blobs.delete(one)
    assert not blobs.delete(one)
    with pytest.raises(BlobError, match="backup"):
        blobs.get(one)


def test_the_same_bytes_again_are_no_error_others_are(blobs: Blobs) -> None:
    one = new_id("s")
    blobs.put(one, b"a")
    blobs.put(one, b"a")
    with pytest.raises(BlobError, match="other bytes"):
        blobs.put(one, b"b")
    assert blobs.get(one) == b"a"


@pytest.mark.parametrize("name", ["../x", "", "s-short", "/etc/passwd", "c-" + "a" * 24, "s-" + "a" * 24 + "/x"])
def test_only_a_sealed_id_is_a_name(blobs: Blobs, name: str) -> None:
    for act in (lambda: blobs.put(name, b""), lambda: blobs.get(name), lambda: blobs.delete(name)):
        with pytest.raises(BlobError, match="sealed id"):
            act()


@pytest.mark.parametrize("step", ["fsync", "replace", "folder"])
@pytest.mark.parametrize("persisted", [False, True])
def test_each_step_broken_leaves_whole_bytes_or_none(
    blobs: Blobs,
    step: str,
    persisted: bool,  # noqa: FBT001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, data = new_id("s"), b"x" * 1000
    targets: dict[str, tuple[Any, str]] = {
        "fsync": (blobs_module, "_copy"),
        "replace": (Path, "replace"),
        "folder": (blobs_module, "fsync_folder"),
    }
    owner, name = targets[step]
    real = getattr(owner, name)

    def breaks(*arguments: Any) -> None:
        if persisted:
            real(*arguments)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(owner, name, breaks)
    with pytest.raises(BlobError, match="disk is full"):
        blobs.put(one, data)
    monkeypatch.undo()
    assert not blobs.has(one) or blobs.get(one) == data
    assert not list(blobs.folder.glob("*.draft"))
    blobs.put(one, data)
    assert blobs.get(one) == data


def test_sweep_takes_old_orphans_and_drafts_only(blobs: Blobs) -> None:
    known, orphan, young = new_id("s"), new_id("s"), new_id("s")
    draft = blobs.folder / f"{new_id('s')}.draft"
    for one in (known, orphan, young):
        blobs.put(one, b"x")
    draft.write_bytes(b"half")
    (blobs.folder / "operators-note.txt").write_text("mine")
    for path in (blobs.folder / known, blobs.folder / orphan, draft, blobs.folder / "operators-note.txt"):
        os.utime(path, (1000, 1000))
    assert blobs.sweep({known}.intersection) == sorted([orphan, draft.name])
    assert blobs.ids() == sorted([known, young])
    assert (blobs.folder / "operators-note.txt").exists()
    assert blobs.sweep({known}.intersection) == []


SAVE = """
from dueprocess.adapters.blobs import Blobs
from dueprocess.operate.home import current
home = current().create()
case = Case.objects.create(id='c-' + 'a' * 24, recipient='age1x', opened_on=datetime.date(2026, 11, 2))
os.write(2, b'BEGIN-HERE')
Blobs(home.blobs).put('s-' + 'a' * 24, bytes(2 << 20))
with write():
    Sealed.objects.create(id='s-' + 'a' * 24, case=case, kind='original', hash='0' * 64)
os.write(2, b'END-HERE')
"""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_file_and_folder_are_on_the_disk_before_commit(fresh_database: dict[str, str], tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    command = ["strace", "-f", "-y", "-o", str(trace), "-e", "trace=fsync,fdatasync,rename,pwrite64,sendto,write"]
    done = subprocess.run(
        [*command, sys.executable, "-c", PRELUDE + SAVE],
        env=fresh_database,
        capture_output=True,
        text=True,
        check=False,
    )
    if "ptrace" in done.stderr and "Operation not permitted" in done.stderr:
        pytest.skip("this machine does not allow tracing")
    assert done.returncode == 0, done.stderr
    text = trace.read_text()
    lines = text[text.index("BEGIN-HERE") : text.index("END-HERE")].splitlines()

    def first(pattern: str) -> int:
        return next(i for i, line in enumerate(lines) if re.search(pattern, line))

    file, rename, folder = first(r"fsync\(.*\.draft>"), first(r"rename\("), first(r"fsync\(.*/blobs>")
    begins = first(r"sendto\(|pwrite64\(.*sqlite3-wal")
    assert file < rename < folder < begins
