"""PostgreSQL by declared queries, against Debian's own server: bound values, read only, one snapshot, limits."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dueprocess.formats.records import Scope
from dueprocess.host.connectors.postgres import Postgres, Query
from dueprocess.host.connectors.request import ConnectorError, Record, Request
from postgres_server import tables

pytestmark = pytest.mark.slow
TABLES = """
CREATE TABLE sessions
 (id int, account text, started_at timestamptz, address inet, cost numeric, raw bytea, on_day date);
INSERT INTO sessions VALUES
 (1, 'kim@fennel.example', '2026-03-02 10:00+00', '198.51.100.7', 1.50, '\\x00ff', '2026-03-02'),
 (2, 'kim@fennel.example', '2026-02-02 10:00+00', '198.51.100.8', 1, '', '2026-02-02'),
 (3, 'lee@fennel.example', '2026-03-02 10:00+00', '198.51.100.9', 1, '', '2026-03-02'),
 (4, 'kim@fennel.example', NULL, NULL, NULL, NULL, NULL);
CREATE TABLE touched (n int);
CREATE FUNCTION touch() RETURNS int LANGUAGE sql AS 'INSERT INTO touched VALUES (1) RETURNING n';
"""
MAIL = {"at": "", "kind": "email", "offset": "", "port": 0, "value": "kim@fennel.example"}
IP = {"at": "2026-03-02T10:30:00Z", "kind": "ip", "offset": "+01:00", "port": 4711, "value": "198.51.100.7"}
SINCE, UNTIL = dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
PERIOD = "SELECT * FROM sessions WHERE account = %(value)s AND started_at >= %(since)s AND started_at < %(until)s"
BY_DAY = Query("sessions", "traffic", "email", PERIOD + " ORDER BY started_at, id", "started_at")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with tables(TABLES) as server:
        yield server.url


def ask(selector: dict[str, Any] = MAIL, kind: str = "traffic") -> Request:
    return Request({"T1": selector}, Scope({"T1": frozenset({kind})}, SINCE, UNTIL))


def rows(address: str, *queries: Query, request: Request | None = None, timeout: int = 30) -> list[tuple[str, Any]]:
    found = Postgres(queries, address, timeout).records(request or ask())
    return [(one.header.at, json.loads(b"".join(one.chunks()))) for one in found if isinstance(one, Record)]


def test_rows_become_lines_of_json_with_their_time(address: str) -> None:
    ((at, row),) = rows(address, BY_DAY)
    assert at == "2026-03-02T10:00:00Z"
    assert row == {
        "id": 1,
        "account": "kim@fennel.example",
        "started_at": row["started_at"],
        "address": "198.51.100.7",
        "cost": "1.50",
        "raw": "AP8=",
        "on_day": "2026-03-02",
    }
    assert dt.datetime.fromisoformat(row["started_at"]) == dt.datetime(2026, 3, 2, 10, tzinfo=dt.UTC)


def test_a_value_is_bound_and_never_read_as_sql(address: str) -> None:
    hostile = {**MAIL, "value": "x' OR '1'='1"}
    assert rows(address, BY_DAY, request=ask(hostile)) == []


def test_an_address_binds_its_moment_and_port(address: str) -> None:
    sql = (
        "SELECT account, %(port)s::int AS port FROM sessions WHERE address = %(value)s::inet"
        " AND started_at <= %(at)s ORDER BY started_at DESC LIMIT 1"
    )
    query = Query("who", "identification", "ip", sql)
    assert rows(address, query, request=ask(IP, "identification")) == [
        ("", {"account": "kim@fennel.example", "port": 4711})
    ]
    assert rows(address, query, request=ask(MAIL, "identification")) == []  # not for that sort of identifier


def test_of_a_part_of_subscriber_data_only_the_queries_that_keep_to_it_are_asked(address: str) -> None:
    whole = Query("whole", "subscriber", "email", "SELECT id, cost FROM sessions WHERE id = 1 ORDER BY 1")
    less = Query("less", "subscriber", "email", "SELECT id FROM sessions WHERE id = 1 ORDER BY 1", part="name_address")
    asked = ask(kind="subscriber")
    named = Request(asked.targets, Scope(asked.scope.kinds, part="name_address"))
    assert rows(address, whole, less, request=asked) == [("", {"id": 1, "cost": "1.50"})]
    assert rows(address, whole, less, request=named) == [("", {"id": 1})]
    assert Postgres((whole, less), address).answers == {"subscriber", "subscriber/name_address"}


def test_a_query_writes_nothing_even_through_a_function(address: str) -> None:
    for sql in ("SELECT touch() ORDER BY 1", "SELECT touch() AS a FROM sessions ORDER BY 1"):
        with pytest.raises(ConnectorError, match="25006"):
            rows(address, Query("touch", "traffic", "email", sql))
    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT count(*) FROM touched").fetchone() == (0,)


def test_a_query_that_takes_too_long_is_ended(address: str) -> None:
    with pytest.raises(ConnectorError, match="57014"):
        rows(address, Query("slow", "traffic", "email", "SELECT 1 FROM pg_sleep(30) ORDER BY 1"), timeout=1)


def test_faults_quote_no_value(address: str) -> None:
    query = Query("odd", "traffic", "email", "SELECT %(value)s::int ORDER BY 1")
    with pytest.raises(ConnectorError) as caught:
        rows(address, query)
    assert "kim" not in str(caught.value)
    assert caught.value.__suppress_context__


def test_a_time_without_zone_or_two_columns_of_one_name_are_refused(address: str) -> None:
    sql = "SELECT started_at AT TIME ZONE 'UTC' AS t FROM sessions WHERE started_at IS NOT NULL ORDER BY 1"
    with pytest.raises(ConnectorError, match="timestamptz"):
        rows(address, Query("naive", "traffic", "email", sql, "t"))
    with pytest.raises(ConnectorError, match="name of its own"):
        rows(address, Query("twice", "traffic", "email", "SELECT 1 AS a, 2 AS a ORDER BY 1"))
    with pytest.raises(ConnectorError, match="name of its own"):
        rows(address, Query("none", "traffic", "email", "SELECT 1 AS a ORDER BY 1", "t"))


def test_a_row_without_time_says_none(address: str) -> None:
    sql = "SELECT id, started_at FROM sessions WHERE id = 4 ORDER BY 1"
    assert rows(address, Query("null", "traffic", "email", sql, "started_at"))[0][0] == ""


def test_a_database_that_is_not_there(address: str) -> None:
    with pytest.raises(ConnectorError, match="refused"):
        rows(address.replace("/desk", "/nowhere"), BY_DAY)
