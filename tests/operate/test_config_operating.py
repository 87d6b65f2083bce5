"""What doctor says of backups, worker, clock, mail, addresses: each thing that can be wrong, with what to do."""

from __future__ import annotations

import ctypes
import datetime
import os
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dueprocess.desk.data.models import Arrival, Beat
from dueprocess.desk.services.house import MailSettings
from dueprocess.operate import backups, doctor_surroundings
from dueprocess.operate.doctor_lines import Mark
from dueprocess.operate.home import Desk, Home, write_desk
from dueprocess.operate.served_home import PORTS

NOW = datetime.datetime(2026, 11, 24, 21, 0, tzinfo=datetime.UTC)


def said(lines: Any) -> list[tuple[Mark, str]]:
    found = list(lines)
    assert all(line.do for line in found if line.mark in {Mark.WRONG, Mark.CAUTION})
    return [(line.mark, line.says) for line in found]


def back_up(home: Home, folder: Path, days: float, size: int = 0) -> Path:
    at = NOW - datetime.timedelta(days=days)
    archive = folder / "desk.tar"
    archive.write_bytes(bytes(size))
    backups.note(home, backups.Made(archive, archive, at.strftime("%Y-%m-%dT%H:%M:%SZ"), "", {}, (), ()))
    return archive


@pytest.mark.parametrize(
    ("days", "mark"),
    [(0, Mark.GOOD), (2, Mark.GOOD), (2.01, Mark.CAUTION), (14, Mark.CAUTION), (14.01, Mark.WRONG)],
)
def test_the_age_of_the_newest_backup(home: Home, tmp_path: Path, days: float, mark: Mark) -> None:
    assert [one for one, _ in said(doctor_surroundings.backup(home, NOW))] == [Mark.CAUTION]
    archive = back_up(home, tmp_path, days)
    ((found, words),) = said(doctor_surroundings.backup(home, NOW))
    assert found is mark
    assert str(archive.parent) in words
    archive.unlink()
    ((found, words),) = said(doctor_surroundings.backup(home, NOW))
    assert found is mark
    assert "moved" in words


def test_a_disk_without_room_for_the_next_backup_is_named(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(home, tmp_path, 0, size=100)
    usage = type("Usage", (), {"free": 199})()
    monkeypatch.setattr(doctor_surroundings.shutil, "disk_usage", lambda path: usage if path == tmp_path else None)
    assert said(doctor_surroundings.backup(home, NOW))[1] == (Mark.CAUTION, f"{tmp_path} has no room for two more")
    usage.free = 200
    assert len(said(doctor_surroundings.backup(home, NOW))) == 1


def test_copies_of_envelopes_that_outlived_their_days_are_named_where_they_lie(home: Home, tmp_path: Path) -> None:
    back_up(home, tmp_path, 0)
    inside = home.path / "backups"
    inside.mkdir()
    for folder, days in ((inside, 36), (tmp_path, 36), (tmp_path, 34)):
        at = NOW - datetime.timedelta(days=days)
        (folder / f"dueprocess-7cd79565-{at:%Y%m%dT%H%M%SZ}.envelopes.tar").touch()
    mark, words = said(doctor_surroundings.backup(home, NOW))[1]
    assert mark is Mark.WRONG
    assert words.startswith("2 backups of envelopes")


@pytest.mark.django_db
def test_when_a_worker_was_last_seen(home: Home) -> None:
    def line() -> tuple[Mark, str]:
        ((mark, words),) = said(doctor_surroundings.worker(home, NOW))
        return mark, words

    assert line() == (Mark.CAUTION, "no worker was ever seen here")
    beat = Beat.objects.create(task="beat", seen_at=NOW - datetime.timedelta(minutes=5))
    assert line()[0] is Mark.GOOD
    Beat.objects.update(seen_at=beat.seen_at - datetime.timedelta(seconds=1))
    assert line()[0] is Mark.CAUTION
    (home.path / "served.lock").write_text(str(os.getpid()))
    assert line()[0] is Mark.WRONG
    Beat.objects.update(seen_at=NOW + datetime.timedelta(minutes=11))
    assert line()[0] is Mark.WRONG
    assert "set back" in line()[1]


@pytest.mark.django_db
def test_a_clock_that_nobody_keeps_or_that_leapt_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    desk: Any = type("Desk", (), {"now": NOW})()
    for kept, marks in ((None, []), (True, [Mark.GOOD]), (False, [Mark.CAUTION])):
        monkeypatch.setattr(doctor_surroundings, "synchronised", lambda kept=kept: kept)
        assert [mark for mark, _ in said(doctor_surroundings.clock(desk))] == marks
    monkeypatch.setattr(doctor_surroundings, "synchronised", lambda: None)
    Beat.objects.create(task="beat", seen_at=NOW - datetime.timedelta(days=9))
    assert said(doctor_surroundings.clock(desk)) == [(Mark.INFO, "nothing was written for 9 days")]
    at = NOW - datetime.timedelta(days=1)
    Arrival.objects.create(id="a-1", channel="mail", received_on=at, received_at=at)
    assert said(doctor_surroundings.clock(desk)) == []


@pytest.mark.parametrize(("state", "kept"), [(0, True), (5, False), (-1, None)])
def test_the_kernel_says_whether_the_clock_is_kept(
    monkeypatch: pytest.MonkeyPatch,
    state: int,
    kept: bool | None,  # noqa: FBT001
) -> None:
    assert doctor_surroundings.synchronised() in {True, False, None}  # the real one answers
    monkeypatch.setattr(ctypes, "CDLL", lambda name: type("Libc", (), {"adjtimex": lambda self, buffer: state})())  # noqa: ARG005
    assert doctor_surroundings.synchronised() is kept
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())  # noqa: ARG005 - a system without it
    assert doctor_surroundings.synchronised() is None


@pytest.fixture
def server() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


def with_mail(home: Home, **fields: Any) -> list[tuple[Mark, str]]:
    settings = MailSettings(**{"host": "127.0.0.1", "sender": "desk@fennel.example", **fields})
    write_desk(home, Desk("Fennel Mail", "DE", mail=settings))
    return said(doctor_surroundings.mail(home))


def test_mail_settings(home: Home, tmp_path: Path, server: int) -> None:
    write_desk(home, Desk("Fennel Mail", "DE"))
    assert [mark for mark, _ in said(doctor_surroundings.mail(home))] == [Mark.INFO]
    assert with_mail(home, port=server, security="none") == [(Mark.GOOD, f"127.0.0.1:{server} answers, none")]
    ((mark, words),) = with_mail(home, host="mail.fennel.example", security="none")
    assert (mark, "another machine" in words) == (Mark.WRONG, True)
    secret = tmp_path / "password"
    wanted: dict[str, Any] = {"port": server, "user": "desk", "password_file": str(secret)}
    assert with_mail(home, **wanted)[0][0] is Mark.WRONG
    secret.write_text("x")
    secret.chmod(0o644)
    assert with_mail(home, **wanted)[0] == (Mark.WRONG, f"others may read {secret}")
    secret.chmod(0o600)
    assert len(with_mail(home, **wanted)) == 1
    inside = home.path / "password"
    inside.write_text("x")
    inside.chmod(0o600)
    assert with_mail(home, **wanted | {"password_file": str(inside)})[0][0] is Mark.CAUTION


def test_a_mail_server_that_does_not_answer_is_named(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert with_mail(home, port=port) == [(Mark.WRONG, f"127.0.0.1:{port} does not answer")]


ORIGINS = {
    "staff_address": "https://staff.desk.example",
    "api_address": "https://api.desk.example",
    "vault_address": "https://vault.desk.example",
    "door_address": "https://door.desk.example",
}


def test_surfaces_of_a_served_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    house = Desk("Fennel Mail", "DE", **ORIGINS)  # type: ignore[arg-type]
    write_desk(home, house)
    assert said(doctor_surroundings.surfaces(home)) == []
    (home.path / "served.lock").write_text(str(os.getpid()))
    monkeypatch.setattr(
        doctor_surroundings, "listens", lambda host, port: (host, port) == ("127.0.0.1", PORTS["staff"])
    )
    marks = [mark for mark, _ in said(doctor_surroundings.surfaces(home))]
    assert sorted(marks) == sorted([Mark.GOOD, *[Mark.CAUTION] * (len(PORTS) - 1)])
    for change, words in (
        ({"api_address": "http://api.desk.example"}, "api_address is not https"),
        ({"vault_address": "https://staff.desk.example:8443"}, "two surfaces share a host name"),
        (
            {"portal_address": "https://portal.desk.example"},
            "the portal asks whether a life is in danger, and has no number to ring",
        ),
    ):
        write_desk(home, replace(house, **change))  # type: ignore[arg-type]
        assert (Mark.WRONG, words) in said(doctor_surroundings.surfaces(home))
    write_desk(home, replace(house, **dict.fromkeys(ORIGINS, "http://127.0.0.1:8001")))  # type: ignore[arg-type]
    assert Mark.WRONG not in [mark for mark, _ in said(doctor_surroundings.surfaces(home))]


def test_a_host_that_is_no_name_does_not_answer() -> None:
    assert not doctor_surroundings.listens("\x00", 1)
    assert not doctor_surroundings.listens("a" * 300, 1)
