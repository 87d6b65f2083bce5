"""A connector's file: each source as the reference has it, and every wrong word refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dueprocess.host.connectors.config_file import parse, read
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.postgres import Postgres, Query
from dueprocess.host.connectors.program import Program
from dueprocess.host.connectors.request import ConnectorError

HEAD = {"provider": "Fennel Mail", "timezone": "Europe/Berlin"}
SQL = "SELECT started_at FROM sessions WHERE account = %(value)s AND started_at >= %(since)s ORDER BY started_at"
QUERY = {"name": "sessions", "kind": "traffic", "selector": "email", "time": "started_at", "sql": SQL}


@pytest.fixture
def address(tmp_path: Path) -> Path:
    path = tmp_path / "address"
    path.write_text("host=127.0.0.1 dbname=users password=very-secret\n")
    path.chmod(0o600)
    return path


def test_each_source(address: Path) -> None:
    postgres = parse({**HEAD, "type": "postgres", "postgres": {"address_file": str(address), "query": [QUERY]}})
    assert isinstance(postgres.connector, Postgres)
    assert "very-secret" not in repr(postgres)
    assert postgres.answers == {"traffic"}
    assert str(postgres.timezone) == "Europe/Berlin"
    maildir = parse({**HEAD, "type": "maildir", "maildir": {"root": "/srv/mail", "inside": "Maildir", "when": "date"}})
    assert isinstance(maildir.connector, Maildir)
    folder = parse({**HEAD, "type": "folder", "max_bytes": 10, "folder": {"root": "/srv/out"}})
    assert (isinstance(folder.connector, Folder), folder.max_bytes, folder.per_day) == (True, 10, 50)
    few = parse({**HEAD, "type": "folder", "per_day": 3, "folder": {"root": "/srv/out"}})
    assert few.per_day == 3
    program = parse({**HEAD, "type": "program", "program": {"command": ["/bin/pull", "-x"], "silence": 5}})
    assert program.connector == Program(("/bin/pull", "-x"), 5.0)


def wrong(type_: str, part: Any, **more: Any) -> dict[str, Any]:
    return {**HEAD, "type": type_, type_: part, **more}


@pytest.mark.parametrize(
    "given",
    [
        {**HEAD, "type": "oracle"},
        {**HEAD, "type": "folder"},
        wrong("folder", {"root": "srv"}),
        wrong("folder", {"root": 1}),
        wrong("folder", {"root": "/srv", "more": 1}),
        wrong("folder", {"root": "/srv"}, maildir={"root": "/srv"}),
        wrong("folder", {"root": "/srv"}, timezone="Europe/Nowhere"),
        wrong("folder", {"root": "/srv"}, provider=" "),
        wrong("folder", {"root": "/srv"}, max_bytes=True),
        wrong("folder", {"root": "/srv"}, max_bytes=0),
        wrong("folder", {"root": "/srv"}, per_day=0),
        wrong("folder", {"root": "/srv"}, per_day=True),
        wrong("maildir", {"root": "/srv", "layout": "flat"}),
        wrong("maildir", {"root": "/srv", "layout": "local"}),
        wrong("maildir", {"root": "/srv", "layout": "local", "domains": []}),
        wrong("maildir", {"root": "/srv", "domains": ["fennel.example"]}),
        wrong("maildir", {"root": "/srv", "when": "sometime"}),
        wrong("maildir", {"root": "/srv", "inside": ""}),
        wrong("program", {"command": "pull"}),
        wrong("program", {"command": []}),
        wrong("program", {"command": ["pull"]}),
        wrong("program", {"command": ["/bin/pull", 1]}),
        wrong("program", {"command": ["/bin/pull"], "silence": 0}),
    ],
)
def test_what_there_is_not_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ConnectorError):
        parse(given)


@pytest.mark.parametrize(
    "part",
    [
        {"query": [QUERY]},
        {"query": []},
        {"query": [1]},
        {"query": [{**QUERY, "kind": "secrets"}]},
        {"query": [{**QUERY, "more": "x"}]},
        {"query": [{**QUERY, "sql": "SELECT 1"}]},
        {"query": [{**QUERY, "sql": "SELECT %(password)s ORDER BY 1"}]},
        {"query": [{**QUERY, "sql": "SELECT %s ORDER BY 1"}]},
        {"query": [{**QUERY, "sql": "SELECT %(value)d ORDER BY 1"}]},
        {"query": [{**QUERY, "name": "a/b"}]},
        {"query": [QUERY], "timeout": 0},
        {"query": [QUERY], "timeout": True},
    ],
)
def test_queries_are_read_strictly(address: Path, part: dict[str, Any]) -> None:
    if part.get("query") != [QUERY] or "timeout" in part:
        part = {**part, "address_file": str(address)}
    with pytest.raises(ConnectorError):
        parse(wrong("postgres", part))


def test_a_query_for_an_address_binds_the_moment() -> None:
    by = "SELECT 1 WHERE address = %(value)s::inet"
    for sql in (f"{by} ORDER BY 1", f"{by} AND port = %(port)s AND x = '%%(at)s' ORDER BY 1"):
        with pytest.raises(ConnectorError, match="moment"):
            Query("who", "subscriber", "ip", sql)
    assert Query("who", "subscriber", "ip", f"{by} AND started_at <= %(at)s ORDER BY 1").selector == "ip"


def test_a_percent_sign_of_its_own_is_doubled() -> None:
    assert Query("a", "traffic", "email", "SELECT 1 WHERE x LIKE 'a%%' ORDER BY 1").time == ""


def test_the_address_is_for_its_owner_alone(address: Path, tmp_path: Path) -> None:
    part = {"address_file": str(address), "query": [QUERY]}
    address.chmod(0o644)
    with pytest.raises(ConnectorError, match="chmod 600"):
        parse(wrong("postgres", part))
    address.chmod(0o600)
    address.write_text("\n")
    with pytest.raises(ConnectorError, match="empty"):
        parse(wrong("postgres", part))
    with pytest.raises(ConnectorError, match="cannot be read"):
        parse(wrong("postgres", {**part, "address_file": str(tmp_path / "none")}))


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "connector.toml"
    path.write_text('type = "folder"\nprovider = "Fennel Mail"\ntimezone = "UTC"\n[folder]\nroot = "/srv"\n')
    path.chmod(0o600)
    assert read(path).type == "folder"
    path.chmod(0o666)
    with pytest.raises(ConnectorError, match="write"):
        read(path)
    path.chmod(0o600)
    path.write_bytes(b"\xff=")
    with pytest.raises(ConnectorError, match="no TOML"):
        read(path)
