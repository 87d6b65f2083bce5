"""A program as connector: the protocol, and every way to break it."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path

import pytest

from dueprocess.formats.canonical import encode
from dueprocess.formats.records import Scope
from dueprocess.host.connectors.program import Program
from dueprocess.host.connectors.request import ConnectorError, Record, Request

MAIL = {"at": "", "kind": "email", "offset": "", "port": 0, "value": "kim@fennel.example"}
ASKED = Request(
    {"T1": MAIL},
    Scope(
        {"T1": frozenset({"traffic"})},
        dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
        dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
    ),
)


def header(length: int, name: str = "log.jsonl") -> bytes:
    told = {"at": "", "kind": "traffic", "length": length, "line": False, "name": name, "target": "T1"}
    return encode(told) + b"\n"  # type: ignore[arg-type]


def program(tmp_path: Path, body: str, silence: float = 20) -> Program:
    path = tmp_path / "connector.py"
    path.write_text(f"import sys, time, json, os\nout = sys.stdout.buffer\n{body}\n")
    return Program((sys.executable, "-I", str(path)), silence)


def run(one: Program) -> list[bytes]:
    return [b"".join(record.chunks()) for record in one.records(ASKED) if isinstance(record, Record)]


def test_it_is_told_what_was_granted_and_its_records_are_read(tmp_path: Path) -> None:
    body = f"""
asked = sys.stdin.buffer.readline()
out.write({header(3)!r} + b"abc" + {header(0)!r})
out.write({header(700_000)!r} + b"x" * 700_000)
told = json.dumps([json.loads(asked), sorted(os.environ)]).encode()
out.write({header(0)!r}.replace(b'"length":0', b'"length":%d' % len(told)) + told)
"""
    found = run(program(tmp_path, body))
    assert found[:3] == [b"abc", b"", b"x" * 700_000]
    asked, environ = json.loads(found[3])
    assert asked == {
        "form": "dueprocess.connector/1",
        "from": "2026-03-01T00:00:00Z",
        "kinds": {"T1": ["traffic"]},
        "targets": {"T1": MAIL},
        "to": "2026-04-01T00:00:00Z",
    }
    assert set(environ) <= {"PATH", "LANG", "TZ", "LC_CTYPE"}  # nothing of the host's


def test_what_nobody_reads_is_passed_over(tmp_path: Path) -> None:
    body = f"""out.write({header(300_000, "a")!r} + b"a" * 300_000 + {header(1, "b")!r} + b"b")"""
    names = [record.header.name for record in program(tmp_path, body).records(ASKED) if isinstance(record, Record)]
    assert names == ["a", "b"]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("out.write(b'hello\\n')", "broke the protocol"),
        (f"out.write({header(4)!r} + b'abc')", "ended within a record"),
        ("out.write(b'half a line')", "ended within a line"),
        ("out.write(b'x' * 9000)", "first line of more than"),
        ("sys.exit(3)", "ended with 3"),
        (f"out.write({header(1, '../x')!r} + b'a')", "broke the protocol"),
    ],
)
def test_a_program_that_breaks_the_protocol_ends_the_run(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(ConnectorError, match=says):
        run(program(tmp_path, body))


@pytest.mark.parametrize("body", ["time.sleep(60)", "out.close(); os.close(1); time.sleep(60)"])
def test_a_silent_program_is_ended(tmp_path: Path, body: str) -> None:
    with pytest.raises(ConnectorError, match=r"silent|does not end"):
        run(program(tmp_path, body, silence=0.5))


def test_a_program_that_reads_nothing_or_is_not_there(tmp_path: Path) -> None:
    assert run(program(tmp_path, "sys.stdin.close()")) == []
    with pytest.raises(ConnectorError, match="does not start"):
        run(Program((str(tmp_path / "none"),)))
