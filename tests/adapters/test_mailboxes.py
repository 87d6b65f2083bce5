"""Where bounces are read: a real Dovecot over TLS, and Maildirs. What is not removed stays as it lay there."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dovecot_server import Server, running
from dueprocess.adapters import inbox, mailboxes
from dueprocess.adapters.mailboxes import MAX_MESSAGE, Fault, MailboxError, is_place, opened
from mail_servers import HOST, PASSWORD
from ports import free_port

EFFECT = "o-" + "a2" * 12
BOUNCE = f"Return-Path: <>\nTo: desk+{EFFECT}@fennel.example\nSubject: Undelivered\n\nNo.\n".encode()
REPORT = b"To: postmaster@fennel.example\nContent-Type: multipart/report; boundary=b\n\n--b--\n"
OTHER = b"To: desk@fennel.example\nSubject: A demand\n\nPlease.\n"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def imap(dovecot: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificates.authority))
    for part in ("new", "cur"):
        for path in (dovecot.mail / part).iterdir():
            path.unlink()
    return dovecot


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    return tmp_path / "mail"


def test_imap_gives_candidates_and_takes_away_what_it_is_told(imap: Server) -> None:
    for number, data in enumerate((BOUNCE, OTHER, REPORT)):
        imap.deliver(data, f"{number}.x.host")
    with opened(imap.place, PASSWORD) as box:
        found = list(box.letters(()))
        assert [one.data for one in found] == [one.replace(b"\n", b"\r\n") for one in (BOUNCE, REPORT)]
        assert list(box.letters({found[0].key})) != []
        box.remove(found[0].key)
    assert imap.names() == ["1.x.host", "2.x.host"]
    with opened(imap.place, PASSWORD) as box:
        assert [one.key for one in box.letters({found[1].key})] == []
    unread = [path.name for path in (imap.mail / "cur").iterdir() if "S" in path.name.partition(":2,")[2]]
    assert unread == [], "looking at a message does not mark it as read"


def test_imap_cuts_what_is_too_long(imap: Server) -> None:
    imap.deliver(BOUNCE + b"x" * 70 + (b"\n" + b"x" * 70) * 9000, "1.long.host")
    with opened(imap.place, PASSWORD) as box:
        (one,) = box.letters(())
    assert len(one.data) == MAX_MESSAGE


def test_imap_refuses_by_code_alone(imap: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for place, password, code in (
        (imap.place, "wrong", Fault.LOGIN),
        (f"imaps://desk@{HOST}:{imap.port}/None", PASSWORD, Fault.BROKEN),
        (f"imaps://desk@{HOST}:{free_port()}/INBOX", PASSWORD, Fault.UNREACHABLE),
        (f"imaps://desk@localhost:{imap.port}/INBOX", PASSWORD, Fault.TLS),
    ):
        with pytest.raises(MailboxError) as fault, opened(place, password):
            pass
        assert (fault.value.code, str(fault.value)) == (code, str(code))
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(MailboxError, match="tls"), opened(imap.place, PASSWORD):
        pass


def test_a_maildir_gives_candidates_and_takes_away_what_it_is_told(maildir: Path) -> None:
    (maildir / "new" / "1.a").write_bytes(BOUNCE)
    (maildir / "cur" / "2.b:2,S").write_bytes(REPORT)
    (maildir / "new" / "3.c").write_bytes(OTHER)
    (maildir / "new" / "4.d").symlink_to("/etc/hostname")
    (maildir / "new" / "5.e").mkdir()
    os.mkfifo(maildir / "new" / "6.f")
    with opened(str(maildir), "") as box:
        assert [(one.key, one.data) for one in box.letters(())] == [("1.a", BOUNCE), ("2.b", REPORT)]
        assert [one.key for one in box.letters({"1.a"})] == ["2.b"]
        box.remove("2.b")
        box.remove("2.b")
        assert [one.key for one in box.letters(())] == ["1.a"]
    assert sorted(path.name for path in maildir.rglob("*.*")) == ["1.a", "3.c", "4.d", "5.e", "6.f"]


def test_a_maildir_gives_no_more_than_a_round_takes(maildir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailboxes, "MAX_A_ROUND", 2)
    for number in range(3):
        (maildir / "new" / f"{number}.a").write_bytes(BOUNCE)
    with opened(str(maildir), "") as box:
        assert [one.key for one in box.letters(())] == ["0.a", "1.a"]
        assert [one.key for one in box.letters({"0.a", "1.a"})] == ["2.a"]


def test_a_maildir_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MailboxError, match="unreachable"), opened(str(tmp_path / "none"), "") as box:
        list(box.letters(()))


@pytest.mark.parametrize(
    ("place", "good"),
    [
        ("/var/mail/desk", True),
        ("imaps://desk@mail.example/INBOX", True),
        ("imap://desk%40fennel.example@mail.example:143/Bounces", True),
        ("imaps://desk@mail.example", True),
        ("imaps://desk:secret@mail.example/INBOX", False),
        ("imaps://mail.example/INBOX", False),
        ("imaps://desk@mail.example:99999/INBOX", False),
        ("pop3://desk@mail.example", False),
        ("mail", False),
        ('imaps://desk@mail.example/A"B', False),
        ("imaps://desk@mail.example/A%0d%0aB", False),
        ("imaps://desk@mail.example/INBOX?x=1", False),
    ],
)
def test_places(place: str, good: bool) -> None:  # noqa: FBT001
    assert is_place(place) is good


def test_a_server_says_by_itself_that_something_came(imap: Server) -> None:
    with inbox.opened(imap.place, PASSWORD) as box:
        assert box.idles
        asked: list[int] = []

        def goes_on() -> bool:
            if not asked:
                imap.deliver(OTHER, "1.x.host")
            asked.append(1)
            return True

        box.wait(3600, goes_on)  # ends by the server's word alone
        assert [one.size for one in box.lying()] == [len(OTHER.replace(b"\n", b"\r\n"))]
        box.wait(3600, lambda: False)  # whoever is told to end listens no longer
        box.wait(0, lambda: True)
        assert len(box.lying()) == 1


def test_a_server_that_leaves_while_it_is_listened_to_is_unreachable(imap: Server) -> None:
    with inbox.opened(imap.place, PASSWORD) as box:

        def cut() -> bool:
            box.box.server.sock.shutdown(socket.SHUT_RDWR)
            return True

        with pytest.raises(MailboxError) as fault:
            box.wait(3600, cut)
        assert fault.value.args[0] in {str(Fault.UNREACHABLE), str(Fault.TLS), str(Fault.BROKEN)}
