"""Real processes for tests: each with a database that all of them share and nobody else has."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import warm

if TYPE_CHECKING:
    from collections.abc import Iterator

SQLITE = "desk.sqlite3"
PRELUDE = """
import datetime, os, sys, time
from dueprocess.operate.home import boot, migrate
boot()
from django.db import connection
from dueprocess.desk.data import chain, codec, guards, work
from dueprocess.desk.data.models import *
from dueprocess.desk.data.transaction import write
"""


@contextlib.contextmanager
def fresh(folder: Path, postgres: bool) -> Iterator[dict[str, str]]:  # noqa: FBT001
    """Environment with a migrated database of its own."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    environ["DUEPROCESS_HOME"] = str(folder / "desk")
    environ["PYTHONWARNINGS"] = "error"
    (folder / "desk").mkdir(mode=0o700, exist_ok=True)
    with empty() if postgres else contextlib.nullcontext("") as address:
        if address:
            environ["DUEPROCESS_DATABASE"] = address
            run("migrate()", environ)
        else:
            (folder / "desk" / SQLITE).write_bytes(_migrated())
        yield environ


@functools.cache
def _migrated() -> bytes:
    """SQLite's file as the migrations leave it, made once a process: each home gets a copy and shares nothing."""
    with tempfile.TemporaryDirectory() as folder:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
        run("migrate()\nconnection.close()", {**environ, "DUEPROCESS_HOME": folder, "PYTHONWARNINGS": "error"})
        assert [one.name for one in Path(folder).iterdir()] == [SQLITE], "not all is in the file"
        return (Path(folder) / SQLITE).read_bytes()


@contextlib.contextmanager
def empty() -> Iterator[str]:
    """Address of a PostgreSQL database of its own, without tables."""
    import psycopg

    server = os.environ["DUEPROCESS_DATABASE"]
    name = f"fresh_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield server.rsplit("/", 1)[0] + f"/{name}"
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def start(code: str, environ: dict[str, str], *arguments: str) -> warm.Process:
    """A process that runs ``code`` after the prelude; ``sys.argv[1:]`` are the arguments."""
    command = [sys.executable, "-c", PRELUDE + code, *arguments]
    return warm.start(command, env=environ, stdin=warm.PIPE, stdout=warm.PIPE, text=True)


def run(code: str, environ: dict[str, str], *arguments: str) -> str:
    """Standard output of such a process; it must end well."""
    process = start(code, environ, *arguments)
    output, _ = process.communicate(timeout=600)
    assert process.returncode == 0, code
    return output
