"""Connectors that read files: a folder and Maildir. Links, odd names and special files are shown; so is each time."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dueprocess.formats.records import Dropped, Scope, is_safe
from dueprocess.host.connectors import safe_tree
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.request import ConnectorError, Left, Record, Request

WHEN = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
MAIL = {"at": "", "kind": "email", "offset": "", "port": 0, "value": "kim@fennel.example"}


def request(value: dict[str, Any] | None = None, kinds: tuple[str, ...] = ("content", "traffic")) -> Request:
    span = (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), dt.datetime(2026, 4, 1, tzinfo=dt.UTC))
    return Request({"T1": value or MAIL}, Scope({"T1": frozenset(kinds)}, *span))


def put(path: Path, data: bytes, when: dt.datetime = WHEN) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (when.timestamp(), when.timestamp()))


def whole(record: Record) -> bytes:
    return b"".join(record.chunks())


def test_a_folder_gives_each_file_with_kind_time_and_a_safe_name(tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(root / "content" / "kim@fennel.example" / "b" / "zwei.txt", b"two")
    put(root / "content" / "kim@fennel.example" / 'a:"1.txt', b"one")
    put(root / "content" / "other@fennel.example" / "x.txt", b"not theirs")
    put(root / "location" / "kim@fennel.example" / "x.txt", b"not granted")
    found = [one for one in Folder(root).records(request()) if isinstance(one, Record)]
    assert [(one.header.kind, one.header.at, whole(one)) for one in found] == [
        ("content", "2026-03-05T12:00:00Z", b"one"),
        ("content", "2026-03-05T12:00:00Z", b"two"),
    ]
    assert all(is_safe(one.header.name) for one in found)
    assert [one.header.name for one in found] == ["a__1.txt", "b/zwei.txt"]


def test_no_link_is_followed_and_each_is_counted(tmp_path: Path) -> None:
    root, secret = tmp_path / "root", tmp_path / "secret"
    put(secret / "secret.txt", b"of somebody else")
    mine = root / "content" / "kim@fennel.example"
    put(mine / "own.txt", b"own")
    (mine / "link.txt").symlink_to(secret / "secret.txt")
    (mine / "folder").symlink_to(secret)
    os.mkfifo(mine / "pipe")
    found = list(Folder(root).records(request()))
    assert [whole(one) for one in found if isinstance(one, Record)] == [b"own"]
    assert [one.why for one in found if isinstance(one, Left)] == [Dropped.UNSAFE] * 3
    (root / "traffic").symlink_to(root / "content")
    assert not list(Folder(root).records(request(kinds=("traffic",))))


@pytest.mark.parametrize(("kind", "says"), [("ip", "moment"), ("name", "account")])
def test_a_folder_does_not_say_who_had_an_address_nor_whose_a_name_is(tmp_path: Path, kind: str, says: str) -> None:
    asked = {**MAIL, "kind": kind, "value": "203.0.113.7"}
    for who in ("at-nine-port-40001", "at-five-port-51000"):
        put(tmp_path / "content" / "203.0.113.7" / f"{who}.txt", b"x")
    with pytest.raises(ConnectorError, match=says):
        list(Folder(tmp_path).records(request(asked)))
    assert len(list(Folder(tmp_path).records(request({**asked, "kind": "account"})))) == 2


@pytest.mark.parametrize("value", ["..", ".", "a/../../secret", "/etc", "x\0y", "y" * 300])
def test_an_identifier_that_is_a_path_finds_nothing(tmp_path: Path, value: str) -> None:
    put(tmp_path / "root" / "content" / "a" / "x.txt", b"x")
    put(tmp_path / "secret" / "x.txt", b"x")
    assert not list(Folder(tmp_path / "root").records(request({**MAIL, "value": value})))


def test_a_file_that_becomes_a_link_or_grows_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "root" / "content" / "kim@fennel.example" / "own.txt"
    put(path, b"own")
    (record,) = Folder(tmp_path / "root").records(request())
    assert isinstance(record, Record)
    path.write_bytes(b"longer than it was")
    with pytest.raises(ConnectorError):
        whole(record)
    path.unlink()
    path.symlink_to("/etc/hostname")
    with pytest.raises(ConnectorError):
        whole(record)
    path.unlink()
    path.parent.rmdir()
    with pytest.raises(ConnectorError):
        whole(record)


def test_a_missing_root_and_folders_without_end(tmp_path: Path) -> None:
    with pytest.raises(ConnectorError, match="cannot be read"):
        list(Folder(tmp_path / "none").records(request()))
    deep = tmp_path / "content" / "kim@fennel.example" / "/".join("d" * (safe_tree.MAX_DEPTH + 1))
    deep.mkdir(parents=True)
    with pytest.raises(ConnectorError, match="deep"):
        list(Folder(tmp_path).records(request()))


HEAD = (
    b"Return-Path: <lee@else.example>\r\nReceived: from a\r\n\tby b; Thu, 5 Mar 2026 12:00:00 +0000\r\n"
    b"From: Lee <lee@else.example>\r\nTo: kim@fennel.example\r\nSubject: the harbour at nine\r\n"
    b"Date: Wed, 4 Mar 2026 23:30:00 +0100\r\nX-Odd\r\n\r\n"
)
BODY = b"Subject: not a head\r\nbring the papers\r\n"


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    box = tmp_path / "mail" / "kim@fennel.example"
    put(box / "cur" / "1772712000.1.host:2,S", HEAD + BODY)
    put(box / ".Sent" / "cur" / "1772712001.2.host:2,S", b"From: kim@fennel.example\n\nhello")
    put(box / "tmp" / "1772712002.3.host", b"half written")
    put(box / "dovecot-uidlist", b"no message")
    put(tmp_path / "mail" / "lee@fennel.example" / "new" / "1.x", HEAD + BODY)
    return tmp_path / "mail"


def test_traffic_is_the_head_without_subject_and_no_word_of_the_body(mail: Path) -> None:
    found = [one for one in Maildir(mail).records(request(kinds=("traffic",))) if isinstance(one, Record)]
    assert [one.header.line for one in found] == [True, True]
    data = b"".join(whole(one) for one in found)
    told = [json.loads(line) for line in data.splitlines()]
    assert ["from", "Lee <lee@else.example>"] in told[1]["head"]
    assert ["received", "from a by b; Thu, 5 Mar 2026 12:00:00 +0000"] in told[1]["head"]
    assert told[1]["bytes"] == len(HEAD + BODY)
    assert not any(word in data for word in (b"harbour", b"papers", b"hello", b"Subject", b"subject"))


def test_content_is_the_message_byte_for_byte(mail: Path) -> None:
    found = [one for one in Maildir(mail).records(request(kinds=("content",))) if isinstance(one, Record)]
    assert sorted(whole(one) for one in found) == sorted([HEAD + BODY, b"From: kim@fennel.example\n\nhello"])


def test_the_time_is_the_servers_or_what_the_sender_says(mail: Path) -> None:
    received = [one.header.at for one in Maildir(mail).records(request()) if isinstance(one, Record)]
    assert set(received) == {"2026-03-05T12:00:00Z"}
    said = [one.header.at for one in Maildir(mail, when="date").records(request()) if isinstance(one, Record)]
    assert sorted(said) == ["", "", "2026-03-04T22:30:00Z", "2026-03-04T22:30:00Z"]


def test_a_date_that_is_none_gives_no_time(mail: Path) -> None:
    put(mail / "kim@fennel.example" / "new" / "9.x", b"Date: Wed, 99 Foo 9999999 25:00 +9999\n\nx")
    put(mail / "kim@fennel.example" / "new" / "8.x", b" folded before all\nDate: " + b"9" * 5000 + b"\n\nx")
    said = [one.header.at for one in Maildir(mail, when="date").records(request(kinds=("content",)))]  # type: ignore[union-attr]
    assert said.count("") == 3


@pytest.mark.parametrize(
    ("layout", "inside", "path"),
    [
        ("address", "Maildir", "kim@fennel.example/Maildir"),
        ("domain/local", "", "fennel.example/kim"),
        ("domain/local", "mail/box", "fennel.example/kim/mail/box"),
        ("local", "", "kim"),
    ],
)
def test_layouts(tmp_path: Path, layout: str, inside: str, path: str) -> None:
    put(tmp_path / path / "cur" / "1.x", b"From: a\n\nb")
    domains = ("Fennel.example",) if layout == "local" else ()
    assert len(list(Maildir(tmp_path, layout, "received", inside, domains).records(request(kinds=("content",))))) == 1


@pytest.mark.parametrize("value", ["kim@elsewhere.example", "kim@", "kim@sub.fennel.example", "a@b@kim@x", "kim@kim"])
def test_a_flat_layout_gives_nothing_of_a_namesake_elsewhere(tmp_path: Path, value: str) -> None:
    put(tmp_path / "kim" / "cur" / "1.x", b"From: a\n\nb")
    source = Maildir(tmp_path, "local", domains=("fennel.example", "fennel.test"))
    found = lambda what, kind: len(list(source.records(request({**MAIL, "kind": kind, "value": what}, ("content",)))))  # noqa: E731
    assert [found(value, "email"), found(value, "account")] == [0, 0]
    assert [found("kim@fennel.test", "email"), found("kim", "account")] == [1, 1]


def test_a_flat_layout_says_whose_mailboxes_these_are(tmp_path: Path) -> None:
    for given in ({"layout": "local"}, {"layout": "address", "domains": ("fennel.example",)}):
        with pytest.raises(ConnectorError, match="domains"):
            Maildir(tmp_path, **given)  # type: ignore[arg-type]  # both are texts


def test_what_is_no_mailbox_finds_nothing(mail: Path) -> None:
    for value in (
        {"kind": "phone", "value": "kim@fennel.example"},
        {"value": "kim"},
        {"value": "../mail/lee@fennel.example"},
    ):
        assert not list(Maildir(mail).records(request({**MAIL, **value})))
    assert not list(Maildir(mail, "domain/local").records(request({**MAIL, "value": "@fennel.example"})))


def test_links_in_a_mailbox_are_counted(mail: Path) -> None:
    (mail / "kim@fennel.example" / "cur" / "2.x").symlink_to(mail / "lee@fennel.example" / "new" / "1.x")
    left = [one for one in Maildir(mail).records(request(kinds=("content",))) if isinstance(one, Left)]
    assert [one.why for one in left] == [Dropped.UNSAFE]


def test_each_record_is_told_from_the_others_and_flags_change_nothing(mail: Path) -> None:
    def origins() -> list[str]:
        return [one.origin for one in Maildir(mail).records(request(kinds=("content",))) if isinstance(one, Record)]

    before = origins()
    assert len(set(before)) == 2
    box = mail / "kim@fennel.example"
    (box / "cur" / "1772712000.1.host:2,S").rename(box / "cur" / "1772712000.1.host:2,RS")
    assert origins() == before
