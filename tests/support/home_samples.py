"""The home of an earlier version, and commands on it as real processes."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import built
import warm
from cli_samples import Ran, ran
from dueprocess.adapters import archives, crypto

BEFORE = ("mfa", "0002")
NEWEST = "mfa.0003_authenticator_type_uniq"
"""What an older home lacks, and the migration before it: of a package that we use, until our own tables have two."""
PAGE_CODE, PAGE_TEXT = bytes(range(16)), b"a page for a person" * 99
LARGE = "s-aaaaaaaaaaaaaaaaaaaaaaaa"  # a ciphertext that stands as a file


def older(factory: pytest.TempPathFactory, folder: Path) -> tuple[Path, dict[str, Any]]:
    """The home of the demo's story without the newest migration, one ciphertext as a file; its counts and heads."""
    home = folder / "home"
    shutil.copytree(built.told(factory).home, home)
    code = (
        "import sys\nfrom dueprocess.operate import home\nhome.boot(sys.argv[1])\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', *sys.argv[2:], verbosity=0, skip_checks=True)\n"
    )
    subprocess.run([sys.executable, "-c", code, home, *BEFORE], check=True, env=environment())
    data = bytes(range(256)) * 5000
    (home / "blobs" / LARGE).write_bytes(data)
    values = f"'{LARGE}', '', 'original', 'case', '{hashlib.sha256(data).hexdigest()}', NULL, min(id), 0"
    row = "data_sealed (id, arrival, kind, reader, hash, bytes, case_id, vessel)"
    execute(home, f"INSERT INTO {row} SELECT {values} FROM data_case")  # noqa: S608 - our own words
    page = crypto.page_key(PAGE_CODE)
    locked = f"'{page.id}', '2099-12-31', X'{crypto.lock_page(page, PAGE_TEXT).hex()}'"
    execute(home, f"INSERT INTO data_personpage (id, until, bytes, bound) VALUES ({locked}, '')")  # noqa: S608 - our own words
    return home, {"counts": counts(home, tables(home)), "heads": heads(home)}


def tables(home: Path) -> set[str]:
    """Names of the desk's own tables."""
    return {
        name for (name,) in execute(home, "SELECT name FROM sqlite_master WHERE type='table'") if name[:5] == "data_"
    }


def counts(home: Path, names: set[str]) -> dict[str, int]:
    return {name: execute(home, f"SELECT count(*) FROM {name}")[0][0] for name in names}  # noqa: S608 - our own names


def heads(home: Path) -> dict[str, str]:
    """The newest commitment of each chain; of the desk's own under an empty name."""
    rows = execute(home, "SELECT id, hex(head) FROM data_case")
    last = execute(home, "SELECT '', hex(commitment) FROM data_event WHERE \"case\"='' ORDER BY seq DESC LIMIT 1")
    return {case: head.lower() for case, head in [*rows, *last]}


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
    return ran(*args, env=environment(**environ))


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
