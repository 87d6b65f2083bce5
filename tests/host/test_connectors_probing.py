"""Whether a connector would answer: nothing is read, what is wrong is said with what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
import pytest

from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.postgres import Postgres, Query
from dueprocess.host.connectors.probe import Probe, parts, probe
from dueprocess.host.connectors.program import Program
from postgres_server import Server, tables

SETUP = """
CREATE TABLE sessions (account text, started_at timestamptz, n int);
INSERT INTO sessions VALUES ('kim@fennel.example', now(), 1);
CREATE ROLE reader LOGIN; GRANT SELECT ON sessions TO reader;
CREATE ROLE writer LOGIN; GRANT SELECT, UPDATE ON sessions TO writer;
"""
FINE = Query(
    "sessions", "traffic", "email", "SELECT * FROM sessions WHERE account = %(value)s ORDER BY n", "started_at"
)


def asked(connector: object) -> Probe:
    return probe(Source("test", connector, "Fennel Mail", ZoneInfo("UTC"), 1 << 30, None))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with tables(SETUP) as one:
        yield one


@pytest.mark.slow
def test_a_database_by_its_role_and_its_queries(server: Server) -> None:
    address = lambda role: server.url.replace("postgres@", f"{role}@")  # noqa: E731
    fine = asked(Postgres((FINE, FINE), address("reader"), 30))
    assert (fine.mark, fine.says) == ("good", "2 queries can be planned; the role may only read")
    assert asked(Postgres((FINE,), address("writer"), 30)).mark == "caution"
    assert asked(Postgres((FINE,), server.url, 30)).mark == "caution"  # a superuser
    gone = Query("gone", "traffic", "email", "SELECT * FROM elsewhere WHERE account = %(value)s ORDER BY 1")
    missing = asked(Postgres((FINE, gone), address("reader"), 30))
    assert missing.mark == "wrong"
    assert "42P01" in missing.says
    assert "elsewhere" not in missing.says
    assert asked(Postgres((FINE,), address("nobody"), 30)).mark == "wrong"
    with psycopg.connect(server.url) as line:
        assert line.execute("SELECT count(*) FROM sessions").fetchone() == (1,)


def test_folders(tmp_path: Path) -> None:
    for connector in (Folder(tmp_path), Maildir(tmp_path, "local", domains=("fennel.example",))):
        assert asked(connector).mark == ("good" if os.geteuid() == 0 else "caution")
    assert asked(Folder(tmp_path / "none")).mark == "wrong"


def test_programs(tmp_path: Path) -> None:
    path = tmp_path / "pull"
    connector = Program((str(path),), 10.0)
    assert asked(connector).mark == "wrong"
    path.write_text("#!/bin/sh\ntouch ran\n")
    assert asked(connector).mark == "wrong"
    path.chmod(0o777)
    assert asked(connector).do == f"chmod go-w {path}"
    path.chmod(0o755)
    assert asked(connector).mark == "good"
    assert not (tmp_path / "ran").exists()


def test_what_is_not_known_is_said() -> None:
    assert asked(object()).mark == "caution"


def test_whether_name_and_address_alone_can_be_given(tmp_path: Path) -> None:
    """A production of that part needs a query of its own, else it is refused once two people have granted it."""

    def said(connector: object, answers: frozenset[str] | None = None) -> list[str]:
        source = Source("test", connector, "Fennel Mail", ZoneInfo("UTC"), 1 << 30, answers)  # type: ignore[arg-type]
        return [one.mark for one in parts(source)]

    order = "SELECT name FROM people WHERE account = %(value)s ORDER BY 1"
    whole, alone = (
        Query("all", "subscriber", "email", order),
        Query("few", "subscriber", "email", order, "", "name_address"),
    )
    for queries, mark in (((whole,), ["caution"]), ((whole, alone), ["good"]), ((alone,), ["good"]), ((FINE,), [])):
        made = Postgres(queries, "", 30)
        assert said(made, made.answers) == mark
    assert said(Maildir(tmp_path, "local", domains=("fennel.example",)), Maildir.answers) == []
    assert said(Folder(tmp_path)) == []
    (tmp_path / "subscriber").mkdir()
    assert said(Folder(tmp_path)) == ["caution"]
    assert said(Program(("/bin/true",))) == ["info"]
