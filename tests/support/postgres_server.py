"""Debian's PostgreSQL for tests: a throw-away server on a free port, as an unprivileged user, without fsync."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from ports import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator


class NoServerError(RuntimeError):
    """There is no PostgreSQL here; the message is the reason why tests skip."""


class Server:
    """One running server; ``url`` names its first database."""

    def __init__(self, more: str = "") -> None:
        self._more = more  # options of this server alone
        self._bin = _binaries()
        self._user = _unprivileged()
        self.folder = Path(tempfile.mkdtemp(prefix="dueprocess-pg-"))
        self.port = free_port()
        try:
            self._start()
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as fault:
            self.stop()
            message = f"PostgreSQL does not start: {type(fault).__name__}"
            raise NoServerError(message) from fault

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/desk"

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError, subprocess.TimeoutExpired):
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        if self._user:
            os.chown(self.folder, self._user.pw_uid, self._user.pw_gid)
        data = str(self.folder / "data")
        self._run("initdb", "-D", data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
            " -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=64MB -c max_connections=60 "
            f"{self._more}"
        )
        self._run("pg_ctl", "-D", data, "-o", options, "-l", str(self.folder / "log"), "-w", "-t", "60", "start")
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", "desk")

    def _run(self, program: str, *arguments: str) -> None:
        # initdb and postgres refuse root.
        switch = ["runuser", "-u", self._user.pw_name, "--"] if self._user else []
        subprocess.run(
            [*switch, str(self._bin / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            timeout=600,
        )


def _binaries() -> Path:
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name), reverse=True
    )
    for path in found:
        if (path.parent / "postgres").exists():
            return path.parent
    message = "no PostgreSQL server below /usr/lib/postgresql"
    raise NoServerError(message)


def _unprivileged() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError as fault:
        message = "root, and no user postgres to run the server as"
        raise NoServerError(message) from fault


@contextlib.contextmanager
def tables(sql: str, more: str = "") -> Iterator[Server]:
    """A server with these tables for as long as the block lasts; without PostgreSQL the test is skipped."""
    try:
        server = Server(more)
    except NoServerError as fault:
        pytest.skip(str(fault))
    try:
        with psycopg.connect(server.url) as line:
            line.execute(sql)
        yield server
    finally:
        server.stop()
