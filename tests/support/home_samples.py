"""The home of an earlier release, and commands on it as real processes."""

from __future__ import annotations

import hashlib
import io
import json
import os
import sqlite3
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import warm
from dueprocess.adapters import archives

if TYPE_CHECKING:
    from collections.abc import Callable

OLD = Path(__file__).parent.parent / "golden/homes/0.1.0.tar.gz"
LARGE = "s-aaaaaaaaaaaaaaaaaaaaaaaa"  # a ciphertext that stands as a file


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def unpack_old(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The home of release 0.1.0, with one ciphertext as a file, and what that release said of it."""
    with tarfile.open(OLD) as tar:
        tar.extractall(folder, filter="data")
    said = json.loads((folder / "home.json").read_text())
    home = folder / "home"
    data = bytes(range(256)) * 5000
    (home / "blobs" / LARGE).write_bytes(data)
    values = f"'{LARGE}', '', 'original', 'case', '{hashlib.sha256(data).hexdigest()}', NULL, min(id)"
    row = "data_sealed (id, arrival, kind, reader, hash, bytes, case_id)"
    execute(home, f"INSERT INTO {row} SELECT {values} FROM data_case")  # noqa: S608 - our own words
    said["counts"]["data_sealed"] += 1
    return home, said


def execute(home: Path, *statements: str) -> list[Any]:
    """Statements on the home's SQLite file; rows of the last one."""
    connection = sqlite3.connect(home / "desk.sqlite3", isolation_level=None)
    try:
        return [connection.execute(one).fetchall() for one in statements][-1]
    finally:
        connection.close()


def environment(**more: str) -> dict[str, str]:
    """The environment without anything that names another desk."""
    return {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")} | more


def start(*args: str | Path, **environ: str) -> warm.Process:
    command = [warm.COMMAND, *args]
    return warm.start(command, env=environment(**environ), stdout=warm.PIPE, stderr=warm.PIPE, text=True)


def run(*args: str | Path, **environ: str) -> Ran:
    process = start(*args, **environ)
    out, err = process.communicate(timeout=600)
    return Ran(process.returncode, out, err)


def parts(path: Path) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Manifest and parts of an archive, checked."""
    with path.open("rb") as file, archives.reading(file) as reader:
        return dict(reader.manifest), {name: reader.part(name).read() for name in reader.check()}


def rewritten(path: Path, target: Path, edit: Callable[[dict[str, Any], dict[str, bytes]], None]) -> Path:
    """The archive again with another manifest or other parts, whole as a container."""
    manifest, found = parts(path)
    edit(manifest, found)
    with target.open("wb") as file:
        writer = archives.Writer(file)
        for name, data in found.items():
            writer.add(name, io.BytesIO(data), len(data))
        writer.close({name: value for name, value in manifest.items() if name not in {"form", "parts"}})
    return target
