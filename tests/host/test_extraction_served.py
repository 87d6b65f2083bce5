"""``dueprocess produce`` as a process against a desk that is really served: ordered, read, sealed, dealt, opened."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import tarfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import served_desk
from dueprocess.adapters import crypto, identity
from dueprocess.adapters.desk_api import FarDesk, place_of
from dueprocess.formats import manifest, shamir
from dueprocess.formats.bech32 import secret_text
from dueprocess.release.desk_client import DeskClientError, Production
from postgres_server import tables
from served_desk import Served

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
HEAD = 'provider = "Fennel Mail"\ntimezone = "Europe/Berlin"\n'
TABLES = """
CREATE TABLE sessions (id int, account text, started_at timestamptz, address inet);
INSERT INTO sessions SELECT n, 'kim@fennel.example', '2026-10-01 00:00+02'::timestamptz + n * interval '1 hour',
 '198.51.100.7' FROM generate_series(0, 999) n;
INSERT INTO sessions VALUES (5000, 'lee@fennel.example', '2026-10-05 10:00+00', '198.51.100.9');
"""
SQL = "SELECT * FROM sessions WHERE account = %(value)s ORDER BY started_at, id"  # more than the period: it is dropped


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served_desk.founded(tmp_path_factory.mktemp("served"))


def connector(desk: Served, text: str) -> None:
    path = desk.folder / "connector.toml"
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def maildir(desk: Served) -> None:
    cur = desk.folder / "mail/fennel.example/kim/cur"
    cur.mkdir(parents=True, exist_ok=True)
    (cur.parent / "new").mkdir(exist_ok=True)
    for number, day in ((1, "2026-10-05"), (2, "2026-10-31"), (3, "2026-11-02"), (4, "2026-09-30")):
        path = cur / f"{number}.m"
        path.write_bytes(f"From: kim@fennel.example\nTo: lee@x.example\nSubject: secret {number}\n\nhello\n".encode())
        at = dt.datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp()
        os.utime(path, (at, at))
    root = f'[maildir]\nroot = "{desk.folder}/mail"\nlayout = "domain/local"\n'
    connector(desk, f'type = "maildir"\n{HEAD}{root}')


def client(desk: Served, name: str) -> FarDesk:
    who = identity.load(desk.folder / f"{name}.identity", None)
    who = who.daily if name in {"well", "spring"} else who  # a host has one key
    return FarDesk(place_of(desk.url), who, lambda: dt.datetime.now(dt.UTC).replace(microsecond=0))


def production(far: FarDesk, desk: Served) -> Production:
    return next(one for one in far.shown(desk.case).productions if one.id == desk.productions[-1])


def taken(far: FarDesk, desk: Served, sealed: str) -> bytes:
    out = io.BytesIO()
    far.piece(desk.case, desk.productions[-1], sealed, out)
    return out.getvalue()


def opened(desk: Served, names: tuple[str, ...], folder: Path) -> tuple[dict[str, bytes], manifest.Manifest]:
    """What k people open with Debian's age: shares over the interface, each to its own holder."""
    shares = []
    for name in names:
        far = client(desk, name)
        mine = next(one for one in production(far, desk).pieces if one.kind == "share")
        shares.append(crypto.unseal(taken(far, desk, mine.sealed), far.identity.age_secrets)[1])
    key = folder / "key"
    key.write_text(secret_text(shamir.combine(shares)) + "\n")
    found: dict[str, bytes] = {}
    for piece in production(far, desk).pieces:
        if piece.kind == "part":
            age = subprocess.run(["age", "-d", "-i", key], input=taken(far, desk, piece.sealed), capture_output=True)  # noqa: PLW1510
            assert age.returncode == 0, age.stderr
            with tarfile.open(fileobj=io.BytesIO(age.stdout)) as tar:
                found |= {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]
        if piece.kind == "manifest":
            told = crypto.unseal(taken(far, desk, piece.sealed), far.identity.age_secrets)[1]
    return found, manifest.parse(told)


def yes(desk: Served) -> tuple[str, ...]:
    """The operator's yes to what waits, by the hash that the host told."""
    [row] = desk.rows("--desk-id", desk.desk_id)
    assert (row["state"], row["rule"]) == ("waits", "production.no-yes")
    (desk.folder / "yes").write_text(f"# agreed on the telephone\n{row['order'][:16]}\n")
    return "--yes-file", "yes"


def dealt(desk: Served) -> dict[str, Any]:
    agreed = yes(desk)
    [row] = desk.rows(*agreed)
    assert row["state"] == "dealt", row
    return row


@pytest.mark.skipif(shutil.which("age") is None, reason="Debian's age is not on this machine")
def test_maildir_to_parts_that_age_opens(served: Served, tmp_path: Path) -> None:
    desk = served
    maildir(desk)
    desk.order()
    with desk.served():
        nobody = desk.produce()
        assert (nobody.code, nobody.json["rule"]) == (1, "counter.another-desk")
        wrong = desk.produce("--desk-id", "ab" * 32)
        assert (wrong.code, wrong.json["rule"]) == (1, "counter.another-desk")
        ready = desk.produce("--check")
        assert {row["mark"] for row in ready.rows} <= {"good", "info", "caution"}
        row = dealt(desk)
        assert row["dropped"] == {"period": 2}
        assert row["kinds"] == {"T1": ["traffic"]}
        assert row["dealt_to"] == ["aster", "birch", "cedar"]
        files, told = opened(desk, ("aster", "cedar"), tmp_path)
        [lines] = [data for name, data in files.items() if name.startswith("T1/traffic/")]
        assert len(lines.splitlines()) == lines.count(b"lee@x.example") == 2
        assert b"secret" not in lines
        assert (told.recipient, told.sender) == (served_desk.CONTACT, "Fennel Mail")
        assert (told.order.period_from, told.order.period_to) == ("2026-10-01", "2026-10-31")
        assert dict(told.dropped) == {"period": 2}
        again = desk.produce("--yes-file", "yes")
        assert (again.code, again.out) == (0, "")
    assert not list((desk.folder / "host/runs").iterdir())
    left = b"".join(path.read_bytes() for path in (desk.folder / "host").rglob("*") if path.is_file())
    assert b"lee@x.example" not in left


def test_postgresql_by_a_declared_query(served: Served, tmp_path: Path) -> None:
    desk = served
    with tables(TABLES) as server:
        address = desk.folder / "users.address"
        address.write_text(server.url)
        address.chmod(0o600)
        query = 'name = "sessions"\nkind = "traffic"\nselector = "email"\ntime = "started_at"\n'
        query = f'[[postgres.query]]\n{query}sql = """{SQL}"""\n'
        connector(desk, f'type = "postgres"\n{HEAD}[postgres]\naddress_file = "{address}"\n{query}')
        desk.order()
        with desk.served():
            checks = desk.produce("--check").rows
            assert [row["mark"] for row in checks if row["check"] == "connector"] == ["caution"]  # a superuser
            row = dealt(desk)
            assert row["counts"] == [
                {"target": "T1", "kind": "traffic", "records": 745, "bytes": row["counts"][0]["bytes"]}
            ]
            assert row["dropped"] == {"period": 255}  # 31 days in Berlin, one of them of 25 hours
            files, _ = opened(desk, ("birch", "cedar"), tmp_path)
        rows = [json.loads(line) for name, data in files.items() if "sessions" in name for line in data.splitlines()]
        assert {one["account"] for one in rows} == {"kim@fennel.example"}
        assert [one["id"] for one in rows] == list(range(745))


def test_a_host_that_is_switched_off_goes_on_and_no_process_holds_a_part(served: Served) -> None:
    desk = served
    folder = desk.folder / "out/traffic/kim@fennel.example"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "log.bin").open("wb") as file:
        file.truncate(300 << 20)
    at = dt.datetime(2026, 10, 5, tzinfo=dt.UTC).timestamp()
    os.utime(folder / "log.bin", (at, at))
    connector(desk, f'type = "folder"\n{HEAD}[folder]\nroot = "{desk.folder}/out"\n')
    desk.order()
    with desk.served():
        agreed = yes(desk)
        with desk.begin(*agreed) as running:
            row = next(wait_for(desk.folder / "host/runs", "*/part-0001.age"))  # the part stands, and is noted
            running.kill()
        first = row.with_name("part-0001.tar.age")
        before = (first.stat().st_ino, first.stat().st_mtime_ns)
        with desk.begin(*agreed) as running:
            peak = served_desk.peak_of(running)
            next(wait_for(desk.folder / "host/runs", "*/part-0002.tar.age"))
            after = (first.stat().st_ino, first.stat().st_mtime_ns)
            out, _ = running.communicate(timeout=600)
        assert after == before  # what stood stands
        told = json.loads(out)
        assert (told["state"], told["parts"]) == ("dealt", 2)
        assert max(desk.peaks()) < 200 << 10  # KiB, of the interface
    assert 20 << 10 < peak() < 200 << 10  # KiB, of the extraction host
    shutil.rmtree(desk.folder / "out")


def wait_for(folder: Path, pattern: str) -> Iterator[Path]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        yield from folder.glob(pattern)
        time.sleep(0.02)


def test_the_operator_says_yes_at_the_terminal_and_sees_no_identifier(served: Served) -> None:
    desk = served
    maildir(desk)
    desk.order()
    with desk.served():
        for answer, state in ((b"n\n", "waits"), (b"y\n", "dealt")):
            near, far = pty.openpty()
            with desk.begin("--desk-id", desk.desk_id, stdin=far, stderr=far) as running:
                os.close(far)
                os.write(near, answer)
                seen = b""
                with contextlib.suppress(OSError):  # the other end is shut
                    while piece := os.read(near, 4096):
                        seen += piece
                out, _ = running.communicate(timeout=600)
            os.close(near)
            assert json.loads(out)["state"] == state
            assert b"T1 (email): traffic" in seen
            assert b"from 2026-10-01 to 2026-10-31" in seen
            assert b"kim@fennel.example" not in seen + out.encode()


def test_it_looks_again_until_it_is_told_to_end(served: Served) -> None:
    desk = served
    maildir(desk)
    desk.order()
    with desk.served(), desk.begin("--desk-id", desk.desk_id, "--interval", "5", once=False) as running:
        assert running.stdout is not None
        rows = [json.loads(running.stdout.readline()) for _ in range(2)]
        assert {row["rule"] for row in rows} == {"production.no-yes"}
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert running.returncode == 2
    again = desk.produce()
    assert again.code == 2  # nothing is served now; the folder is free again


def test_who_may_not(served: Served) -> None:
    desk = served
    maildir(desk)
    desk.order()
    with desk.served():
        other = desk.produce("--desk-id", desk.desk_id, by="spring", run="elsewhere")
        assert (other.code, other.out) == (0, "")  # nothing waits for that one
        clerk = desk.produce("--desk-id", desk.desk_id, by="aster", run="elsewhere")
        assert (clerk.code, clerk.json["rule"]) == (1, "access.role")
        sealed = production(client(desk, "well"), desk).pieces[0].sealed
        for name in ("spring", "aster"):
            with pytest.raises(DeskClientError) as caught:
                taken(client(desk, name), desk, sealed)
            assert caught.value.rule == "access.not-found"
        with pytest.raises(DeskClientError) as caught:
            client(desk, "recovery").work()
        assert caught.value.rule == "session.refused"
        mistaken = desk.run(
            *("produce", "--desk", desk.url, "--connector", "connector.toml", "--run", "host", "--once"),
            *("--as", "well", "--identity", "spring.identity"),
        )
        assert mistaken.code == 2


def test_a_frozen_desk_a_dead_line_and_a_broken_connector(served: Served, tmp_path: Path) -> None:
    shutil.copytree(served.folder, tmp_path / "desk")  # it ends frozen, the others' does not
    desk = replace(served, folder=tmp_path / "desk")
    maildir(desk)
    desk.order()
    gone = desk.produce()
    assert gone.code == 2
    assert "does not answer" in gone.json["error"]
    with desk.served():
        agreed = yes(desk)
        connector(desk, f'type = "maildir"\n{HEAD}[maildir]\nroot = "/nowhere/mail"\nlayout = "domain/local"\n')
        checks = desk.produce("--check")
        assert checks.code == 1
        [row] = desk.rows(*agreed)
        assert row["state"] == "refused"
        maildir(desk)
        desk.do("freeze", "--as", "cedar")
        frozen = desk.produce(*agreed)
        assert (frozen.code, frozen.json["rule"]) == (1, "desk.frozen")
