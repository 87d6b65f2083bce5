"""A real PostgreSQL writes down who read; what the host read is explained, what somebody else read is named."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import psycopg
import pytest

import home_samples
from dueprocess.formats.records import Scope
from dueprocess.host import reads
from dueprocess.host.connectors.postgres import Postgres, Query
from dueprocess.host.connectors.request import Record, Request
from postgres_server import Server, tables

pytestmark = pytest.mark.slow

READER, ORDER = "dueprocess_reader", "1" * 64
TABLES = """
CREATE TABLE sessions (id int, account text, started_at timestamptz);
INSERT INTO sessions SELECT n, 'kim@fennel.example', '2026-10-05 10:00+00' FROM generate_series(1, 5) n;
CREATE ROLE dueprocess_reader LOGIN; CREATE ROLE support LOGIN;
GRANT SELECT ON sessions TO dueprocess_reader, support;
"""
LOG = (
    "-c logging_collector=on -c log_destination=csvlog -c log_directory=log -c log_filename=postgresql.log"
    " -c log_timezone=UTC"
)
SQL = "SELECT * FROM sessions WHERE account = %(value)s ORDER BY id"
MAIL = {"at": "", "kind": "email", "offset": "", "port": 0, "value": "kim@fennel.example"}
WAYS = {"pgaudit": f"{LOG} -c shared_preload_libraries=pgaudit", "log_statement": LOG}


def of_the_page(root: Path, way: str) -> list[str]:
    """The page's own lines for the role."""
    page = (root / "docs/operator/reads.md").read_text()
    lines = re.findall(r"ALTER ROLE dueprocess_reader SET [^;`]+", page)
    return [line for line in lines if f" {way}." in line or f" {way} " in line]


def produce(server: Server, folder: Path) -> str:
    """What the host does: a token, a reading, its end."""
    span = (dt.datetime(2026, 10, 1, tzinfo=dt.UTC), dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    asked = Request({"T1": MAIL}, Scope({"T1": frozenset({"traffic"})}, *span))
    request = reads.begun(folder, ORDER, "postgres", asked, dt.datetime.now(dt.UTC))
    source = Postgres([Query("s", "traffic", "email", SQL, "started_at")], as_role(server, READER))
    assert sum(isinstance(one, Record) for one in source.records(request)) == 5
    reads.ended(folder, ORDER, "postgres", request, dt.datetime.now(dt.UTC))
    return request.token


def as_role(server: Server, name: str) -> str:
    return server.url.replace("postgres@", f"{name}@")


def check(server: Server, folder: Path) -> Any:
    log = server.folder / "data/log/postgresql.csv"
    return home_samples.run("reads", log, "--account", READER, "--run", folder, "--json")


@pytest.mark.parametrize("way", sorted(WAYS))
def test_each_read_that_no_production_explains_is_named(root: Path, tmp_path: Path, way: str) -> None:
    if way == "pgaudit" and not list(Path("/usr/lib/postgresql").glob("*/lib/pgaudit.so")):
        pytest.skip("pgaudit is not on this machine: apt-get install postgresql-17-pgaudit")
    with tables(TABLES, WAYS[way]) as server:
        lines = of_the_page(root, way)
        assert lines
        with psycopg.connect(server.url, autocommit=True) as admin:
            for line in lines:
                admin.execute(line)  # type: ignore[arg-type] # of our own page
        token = produce(server, tmp_path)
        with psycopg.connect(as_role(server, "support")) as other:
            other.execute("SELECT 1 FROM sessions")
        good = check(server, tmp_path)
        assert (good.code, good.json["orders"], good.json["unexplained"]) == (0, [ORDER], []), good.err
        with psycopg.connect(as_role(server, READER)) as thief:
            thief.execute("SELECT * FROM sessions WHERE account = 'lee@fennel.example'")
        found = check(server, tmp_path)
        assert (found.code, [one["why"] for one in found.json["unexplained"]]) == (1, ["no-token"])
        assert "lee@" not in found.out + found.err
        with (
            psycopg.connect(as_role(server, READER), application_name=token) as thief,
            thief.cursor().copy("COPY sessions TO STDOUT") as taken,
        ):
            assert list(taken)
        found = check(server, tmp_path)
        assert sorted(one["why"] for one in found.json["unexplained"]) == ["no-token", "token-twice", "token-twice"]


def test_a_role_may_not_switch_its_own_log_off_and_a_log_without_a_production_is_not_whole(
    root: Path, tmp_path: Path
) -> None:
    with tables(TABLES, LOG) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            for line in of_the_page(root, "log_statement"):
                admin.execute(line)  # type: ignore[arg-type] # of our own page
            admin.execute("ALTER ROLE support SET log_statement = 'all'")
        with psycopg.connect(as_role(server, READER)) as thief, pytest.raises(psycopg.errors.InsufficientPrivilege):
            thief.execute("SET log_statement = 'none'")
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute(f"ALTER ROLE {READER} SET log_statement = 'none'")  # what a hostile administrator can do
        with psycopg.connect(as_role(server, "support")) as other:
            other.execute("SELECT 1")
            produce(server, tmp_path)
            other.execute("SELECT 2")
        found = check(server, tmp_path)
        assert found.code == 1
        assert [one["order"] for one in found.json["absent"]] == [ORDER]


def test_a_log_that_cannot_be_read_says_that_nothing_is_known(tmp_path: Path) -> None:
    (tmp_path / reads.JOURNAL).touch()
    (tmp_path / "log.csv").write_text("hello\n")
    for path, says in ((tmp_path / "log.csv", "log.csv: line 1"), (tmp_path / "none.csv", "No such file")):
        done = home_samples.run("reads", path, "--account", READER, "--run", tmp_path)
        assert done.code == 2
        assert "Nothing is known" in done.err
        assert says in done.err
