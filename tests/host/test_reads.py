"""Reads that no production explains: by the token of a reading, once, in its time; logs are hostile input."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dueprocess.formats.records import Scope
from dueprocess.host import reads, reads_log
from dueprocess.host.connectors.request import Request
from dueprocess.host.reads import PREFIX, Reading
from dueprocess.host.reads_log import LogError, Statement

AT = dt.datetime(2026, 11, 5, 10, tzinfo=dt.UTC)
READER = "dueprocess_reader"
TOKEN, OTHER = PREFIX + "a" * 32, PREFIX + "b" * 32
READING = Reading(TOKEN, "1" * 64, "postgres", AT, AT + dt.timedelta(minutes=2))
READINGS = {TOKEN: READING}
ORDER = "1" * 64


def statement(minutes: float = 1, session: str = "s1", token: str = TOKEN, account: str = READER) -> Statement:
    return Statement(AT + dt.timedelta(minutes=minutes), account, session, token, "SELECT")


def whys(*given: Statement, readings: dict[str, Reading] | None = None) -> list[str]:
    found = reads.judge(given, READINGS if readings is None else readings, READER)
    return [one.why for one in found.sessions]


def test_a_session_of_a_reading_is_explained() -> None:
    found = reads.judge([statement(0), statement(2)], READINGS, READER)
    assert (found.unexplained, found.absent, found.others) == ((), (), 0)
    assert found.sessions[0].plain["commands"] == {"SELECT": 2}


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ([statement(token="psql")], ["no-token"]),
        ([statement(token="")], ["no-token"]),
        ([statement(token=OTHER)], ["unknown-token"]),
        ([statement(8)], ["other-time"]),
        ([statement(-6)], ["other-time"]),
        ([statement(1), statement(8)], ["other-time"]),
        ([statement(1), statement(1.5, "s2")], ["token-twice", "token-twice"]),
        ([statement(1), statement(1.5, token="psql")], ["", "no-token"]),
        ([statement(account="")], ["unknown-account"]),
    ],
)
def test_what_no_production_explains_is_named(given: list[Statement], why: list[str]) -> None:
    assert whys(*given) == why


def test_other_accounts_are_passed_by_and_a_reading_without_an_end_ends_after_a_day() -> None:
    found = reads.judge([statement(account="support"), statement()], READINGS, READER)
    assert (found.others, len(found.sessions)) == (1, 1)
    open_ended = {TOKEN: replace(READING, ended=None)}
    assert whys(statement(60 * 23), readings=open_ended) == [""]
    assert whys(statement(60 * 25), readings=open_ended) == ["other-time"]


def test_a_log_that_does_not_show_a_production_is_not_whole() -> None:
    around = [statement(-1, "x", "psql", "support"), statement(5, "x", "psql", "support")]
    found = reads.judge(around, READINGS, READER)
    assert found.absent == (READING,)
    files = {TOKEN: replace(READING, type="maildir")}
    assert reads.judge(around, files, READER).absent == ()
    later = [replace(one, at=one.at + dt.timedelta(days=1)) for one in around]
    assert reads.judge(later, READINGS, READER).absent == ()


def test_the_journal_is_what_the_host_wrote(tmp_path: Path) -> None:
    request = Request({}, Scope({}))
    first = reads.begun(tmp_path, ORDER, "postgres", request, AT)
    second = reads.begun(tmp_path, ORDER, "postgres", request, AT)
    assert re.fullmatch(PREFIX + "[0-9a-f]{32}", first.token)
    assert first.token != second.token
    reads.ended(tmp_path, ORDER, "postgres", first, AT + dt.timedelta(minutes=1))
    path = tmp_path / reads.JOURNAL
    assert path.stat().st_mode & 0o777 == 0o600
    found = reads.journal(path)
    assert found[first.token] == Reading(first.token, ORDER, "postgres", AT, AT + dt.timedelta(minutes=1))
    assert found[second.token].ended is None
    lines = path.read_bytes().splitlines(keepends=True)
    for wrong in (lines[0] * 2, lines[2], b"".join(lines) + lines[2], b"{}", b"[1]", b"\xff", b"[" * 9999):
        path.write_bytes(wrong)
        with pytest.raises(LogError):
            reads.journal(path)


def csvlog(*rows: tuple[str, str, str, str], columns: int = 26) -> bytes:
    """Rows of (time, account, application, message) as PostgreSQL writes them."""
    out = io.StringIO()
    writer = csv.writer(out)
    for number, (at, account, application, message) in enumerate(rows):
        row = [""] * columns
        row[0], row[1], row[5], row[13], row[22] = at, account, f"6a.{number}", message, application
        writer.writerow(row)
    return out.getvalue().encode()


def read(data: bytes, form: str = "postgres-csv") -> list[Statement]:
    return list(reads_log.read(io.BytesIO(data), form))


UTC = "2026-11-05 10:01:00.123 UTC"
AUDITED = 'AUDIT: SESSION,1,1,READ,SELECT,,,"SELECT *\nFROM users",<not logged>'


@pytest.mark.parametrize(
    ("message", "command"),
    [
        (AUDITED, "SELECT"),
        ("AUDIT: OBJECT,2,1,WRITE,INSERT,TABLE,public.t,<previously logged>,<previously logged>", "INSERT"),
        ("statement: select * from users", "SELECT"),
        ('execute <unnamed>: DECLARE "production" CURSOR FOR SELECT 1', "DECLARE"),
        ("duration: 1.5 ms  statement: COPY users TO STDOUT", "COPY"),
        ("statement: /* x */ SELECT 1", "?"),
        ("connection authorized: user=x", ""),
        ("ERROR quoting statement: SELECT 1", ""),
    ],
)
def test_what_was_asked_of_postgresql_is_seen(message: str, command: str) -> None:
    found = read(csvlog((UTC, READER, TOKEN, message)))
    assert [one.command for one in found] == ([command] if command else [])
    assert all((one.account, one.token, one.session) == (READER, TOKEN, "6a.0") for one in found)
    row = {"timestamp": UTC, "user": READER, "session_id": "6a.0", "application_name": TOKEN, "message": message}
    assert read(json.dumps(row).encode() + b"\n", "postgres-json") == found
    line = f"{UTC} [12] user={READER},db=users,app={TOKEN},client=[local] session=6a.0 LOG:  {message}\n"
    assert read(line.replace("\nFROM", "\n\tFROM").encode(), "postgres-stderr") == found


def test_every_record_of_pgaudits_own_tests_is_seen(shared_vectors: Path) -> None:
    text = (shared_vectors / "pgaudit/pgaudit.out").read_text()
    records = re.findall(r"^(?:NOTICE|WARNING):  (AUDIT: .*)$", text, re.MULTILINE)
    assert len(records) > 400
    found = read(csvlog(*((UTC, "regress_user1", "psql", one) for one in records)))
    assert len(found) == len(records)
    assert {"SELECT", "INSERT", "COPY", "EXECUTE"} <= {one.command for one in found}


def test_a_name_of_a_program_cannot_hide_a_read() -> None:
    hostile = f"x,client=1 LOG:  nothing{TOKEN}"
    (one,) = read(csvlog((UTC, READER, hostile, AUDITED)))
    assert whys(one) == ["no-token"]
    line = f"{UTC} [12] user={READER},db=u,app=x,client=y LOG:  no,client=[local] LOG:  statement: SELECT 1\n"
    with pytest.raises(LogError, match="holds a comma"):
        read(f"{line}".replace("app=x,client=y", "app=x,y").encode(), "postgres-stderr")
    plain = line.replace("app=x,client=y LOG:  no,", "app=x,")
    assert [one.command for one in read(plain.encode(), "postgres-stderr")] == ["SELECT"]


GENERAL = (
    "/usr/sbin/mysqld, Version: 8.0.40 (Debian). started with:\nTcp port: 3306  Unix socket: /run/mysqld/mysqld.sock\n"
    "Time                 Id Command    Argument\n"
    f"2026-11-05T10:00:30.000001Z\t   12 Connect\t{READER}@localhost on users using Socket\n"
    f"2026-11-05T10:00:31.000001Z\t   12 Query\tSELECT '{TOKEN}'\n"
    "2026-11-05T10:00:32.000001Z\t   12 Query\tSELECT *\nFROM sessions\n"
    "2026-11-05T10:00:33.000001Z\t   12 Quit\t\n"
    f"2026-11-05T10:01:30.000001Z\t   13 Connect\t{READER}@localhost on users using Socket\n"
    "2026-11-05T10:01:32.000001Z\t   13 Query\tSELECT 1\n"
)


def test_mysqls_general_log() -> None:
    assert whys(*read(GENERAL.encode(), "mysql-general")) == ["", "no-token"]


@pytest.mark.parametrize(
    "lie",
    [
        "2026-11-05T10:01:31.000001Z\t   13 Connect\tsupport@localhost on users using Socket\n",
        "2026-11-05T10:01:31.000001Z\t   13 Quit\t\n",
        f"2026-11-05T10:01:31.000001Z\t   13 Query\tSELECT '{OTHER}'\n",
    ],
)
def test_a_text_that_looks_like_a_line_of_the_log_hides_no_read(lie: str) -> None:
    text = GENERAL.replace(
        "   13 Query\tSELECT 1", f"   13 Query\tSELECT 1\n{lie}2026-11-05T10:02:00.000001Z\t   13 Query\tSELECT 2"
    )
    assert any(whys(*read(text.encode(), "mysql-general")))
    begun_before = "".join(line for line in GENERAL.splitlines(keepends=True) if "13 Connect" not in line)
    assert whys(*read(begun_before.encode(), "mysql-general")) == ["", "unknown-account"]


def test_a_thread_of_a_number_that_was_anothers_before_a_restart_counts() -> None:
    before = GENERAL.replace(READER, "support").replace("10:0", "09:0")
    again = "2026-11-05T10:03:00.000001Z\t   12 Query\tSELECT 3\n"
    found = reads.judge(read((before + GENERAL + again).encode(), "mysql-general"), {}, READER)
    assert sum(one.statements for one in found.sessions) == 4


def test_mariadbs_audit_plugin() -> None:
    asked = "SELECT * FROM t"
    text = (
        f"20261105 10:00:30,db1,{READER},localhost,12,0,CONNECT,users,,0\n"
        f"20261105 10:00:31,db1,{READER},localhost,12,34,QUERY,users,'SELECT \\'{TOKEN}\\'',0\n"
        f"20261105 10:00:32,db1,{READER},localhost,12,35,QUERY,users,'{asked}',0\n"
        f"20261105 10:00:33,db1,{READER},localhost,13,36,QUERY,users,'{asked}',0\n"
    )
    assert whys(*read(text.encode(), "mariadb-audit")) == ["", "no-token"]
    with pytest.raises(LogError, match="line 1"):
        read(b"hello\n", "mariadb-audit")


@pytest.mark.parametrize(
    ("data", "form", "says"),
    [
        (b"a,b,c\n", "postgres-csv", "line 1 does not have the columns"),
        (csvlog((UTC, READER, "", AUDITED))[:-40], "postgres-csv", "no CSV|columns"),
        (b'"' + b"x\n" * (3 << 20), "postgres-csv", "too long"),
        (b"x" * ((1 << 20) + 2), "postgres-json", "longer than"),
        (csvlog(("2026-11-05 10:01:00 CET", READER, "", AUDITED)), "postgres-csv", "not UTC"),
        (csvlog(("yesterday UTC", READER, "", AUDITED)), "postgres-csv", "time of line"),
        (b"[1]\n", "postgres-json", "no record"),
        (b'{"message": 7}\n', "postgres-json", "is no text"),
        (b"[" * 100_000 + b"\n", "postgres-json", "no JSON"),
        (b"LOG:  statement: SELECT 1\n", "postgres-stderr", "the prefix"),
    ],
)
def test_what_cannot_be_read_ends_the_check_by_its_line(data: bytes, form: str, says: str) -> None:
    with pytest.raises(LogError, match=says) as caught:
        read(data, form)
    assert READER not in str(caught.value)


def mutants(seed: bytes) -> Iterator[bytes]:
    draw = random.Random(7)  # noqa: S311 - a fixed walk
    for _ in range(400):
        data = bytearray(seed)
        for _ in range(draw.randint(1, 6)):
            at = draw.randrange(len(data))
            match draw.randrange(4):
                case 0:
                    data[at] = draw.randrange(256)
                case 1:
                    del data[at : at + draw.randint(1, 30)]
                case 2:
                    data[at:at] = draw.choice([b'"', b"\n", b"\t", b"\0", b",", b"\xff", b"'", b"user=", b"\r"])
                case _:
                    data[at:at] = data[draw.randrange(len(data)) :][:50]
        yield bytes(data)


@pytest.mark.parametrize("form", sorted(reads_log.FORMS))
def test_a_fuzzed_log_is_read_or_refused_by_a_line(form: str) -> None:
    row = {"timestamp": UTC, "user": READER, "session_id": "6a.0", "application_name": TOKEN, "message": AUDITED}
    seeds = {
        "postgres-csv": csvlog((UTC, READER, TOKEN, AUDITED), (UTC, READER, "psql", "statement: SELECT 1")),
        "postgres-json": json.dumps(row).encode() + b"\n",
        "postgres-stderr": f"{UTC} [12] user={READER},db=u,app=x,client=l LOG:  statement: SELECT 1\n".encode() * 2,
        "mysql-general": GENERAL.encode(),
        "mariadb-audit": f"20261105 10:00:33,db1,{READER},localhost,13,36,QUERY,u,'SELECT 1',0\n".encode() * 2,
    }
    ended = 0
    for data in mutants(seeds[form]):
        try:
            reads.judge(read(data, form), READINGS, READER)
        except LogError as fault:
            ended += "line" in str(fault)
    assert ended > 0
