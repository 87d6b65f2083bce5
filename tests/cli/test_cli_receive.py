"""`receive`: mail from a mail server and out of a real Dovecot; stopped at any moment nothing is lost or twice."""

import contextlib
import os
import re
import secrets
import signal
import smtplib
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import stopped
import warm
from cli_samples import Desk
from dovecot_server import Server, running
from dueprocess.desk.intake.mailbox import arrival_of
from mail_servers import PASSWORD
from ports import free_port

pytestmark = pytest.mark.slow

MAIL = "From: a@polizei.example\nSubject: {name}\n\nNach § 100j StPO Bestandsdaten zu {name}@fennel.example\n"

MOMENTS = """
from dueprocess.adapters import inbox, mailboxes
around(inbox.Inbox, "lying", after="asked what lies there")
around(inbox, "_heard", after="fetched")
around(mailboxes.Imap, "remove", "before the removal", "after the removal")
around(mailboxes.Imap, "mark", after="marked and not removed")
"""
POINTS = (
    "asked what lies there",
    "fetched",
    "before the transaction",
    "inside the transaction",
    "after the commit",
    "before the removal",
    "marked and not removed",
    "after the removal",
)

TRIES, MANY = 200, 6
DRAWN = secrets.SystemRandom()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Server]:
    with running() as server:
        yield server


@pytest.fixture
def received(cli_desk: Desk, dovecot: Server, tmp_path: Path) -> Iterator[Any]:
    """Runs ``receive`` where desk.toml names the mailbox; ``received.desk`` is that desk."""
    for part in ("new", "cur"):
        for path in (dovecot.mail / part).iterdir():
            path.unlink()
    (tmp_path / "password").write_text(PASSWORD)
    (tmp_path / "password").chmod(0o600)
    settings, before = cli_desk.home / "desk.toml", (cli_desk.home / "desk.toml").read_text()
    settings.write_text(before + f'\n[arrivals]\nmailbox = "{dovecot.place}"\npassword_file = "{tmp_path}/password"\n')
    yield Receiver(cli_desk, str(dovecot.certificates.authority))
    settings.write_text(before)


class Receiver:
    def __init__(self, desk: Desk, trusted: str) -> None:
        self.desk, self.trusted = desk, trusted

    def command(self, *args: str) -> dict[str, Any]:
        return self.desk.command("receive", "--follow", *args, SSL_CERT_FILE=self.trusted)

    def once(self) -> Any:
        return self.desk.run("receive", "--follow", "--once", "--json", SSL_CERT_FILE=self.trusted)


def rows(desk: Desk) -> list[tuple[str, str, str, str]]:
    with contextlib.closing(sqlite3.connect(f"file:{desk.home}/desk.sqlite3?mode=ro", uri=True)) as store:
        return store.execute("SELECT id, case_id, channel, received_at FROM data_arrival").fetchall()


def mail(name: str) -> bytes:
    return MAIL.format(name=name).encode()


def test_a_mail_server_hands_over_a_mail_and_twice_is_once(cli_desk: Desk) -> None:
    before = len(rows(cli_desk))
    first = cli_desk.run("receive", "--id", "4bXQ7k", "--json", stdin=mail("one").decode())
    assert first.code == 0, first.err
    assert first.json["kinds"] == ["disclosure"]
    again = cli_desk.run("receive", "--id", "4bXQ7k", stdin=mail("one").decode())
    assert (again.code, again.err) == (0, "It was registered already.\n")
    assert len(rows(cli_desk)) == before + 1
    assert cli_desk.run("receive", "--id", "4bXQ7m", stdin=mail("one").decode()).code == 0
    assert cli_desk.run("receive", stdin=mail("one").decode()).code == 0  # without an id each is one of its own
    assert len(rows(cli_desk)) == before + 3
    assert {channel for _, _, channel, _ in rows(cli_desk)[-3:]} <= {"mail"}


@pytest.mark.parametrize("why", ["nothing", "no home", "damaged"])
def test_what_cannot_be_taken_stays_with_the_mail_server(cli_desk: Desk, tmp_path: Path, why: str) -> None:
    """Exit code 75: it is handed over again. Any other would send a bounce to whoever the mail says it is from."""
    wrong = Desk(tmp_path) if why == "no home" else cli_desk
    if why == "damaged":
        (tmp_path / "home").mkdir()
        for name in ("desk.toml", "pin", "secret.key"):
            (tmp_path / "home" / name).write_bytes((cli_desk.home / name).read_bytes())
        (tmp_path / "home" / "desk.sqlite3").write_bytes(b"no database" * 400)
        wrong = Desk(tmp_path)
    done = wrong.run("receive", "--id", "x", stdin="" if why == "nothing" else mail("one").decode())
    assert done.code == 75
    assert "Traceback" not in done.err
    assert "one@fennel.example" not in done.err


def test_a_mailbox_is_emptied_and_the_clock_began_when_the_server_received_it(
    received: Receiver, dovecot: Server
) -> None:
    before = {one[0] for one in rows(received.desk)}
    for number in range(3):
        dovecot.deliver(mail(f"n{number}"), f"{number}.x.host")
    then = time.time() - 3 * 86400
    os.utime(dovecot.mail / "new" / "1.x.host", (then, then))  # Dovecot's time of receipt of a Maildir's file
    done = received.once()
    assert done.code == 0, done.err
    assert len(done.rows) == 3
    assert dovecot.names() == []
    fresh = [one for one in rows(received.desk) if one[0] not in before]
    assert len({one[1] for one in fresh}) == 3
    assert min(one[3][:16] for one in fresh) == time.strftime("%Y-%m-%d %H:%M", time.gmtime(then))
    assert received.once().out == ""


def test_a_folder_whose_numbers_begin_anew_loses_nothing(received: Receiver, dovecot: Server) -> None:
    """A new UIDVALIDITY (RFC 9051, 2.3.1.1): the same number is another mail, and two looks of a connection agree."""
    before = len(rows(received.desk))
    for number in range(2):
        dovecot.deliver(mail(f"n{number}"), f"{number}.x.host")
        assert received.once().code == 0
        assert (len(rows(received.desk)), dovecot.names()) == (before + 1 + number, [])
        for path in dovecot.mail.glob("dovecot*"):
            path.unlink()  # the next mail is number 1 again
        time.sleep(1.1)  # the name is the second of its making


@pytest.mark.parametrize("point", POINTS)
def test_a_mail_becomes_one_arrival_wherever_the_receiver_is_killed(
    received: Receiver, dovecot: Server, point: str
) -> None:
    before = len(rows(received.desk))
    for number in range(2):
        dovecot.deliver(mail(f"n{number}"), f"{number}.x.host")
    how = received.command("--once")
    command = stopped.command(point, MOMENTS, *how.pop("args")[1:])
    assert warm.run(command, **how).returncode == -signal.SIGKILL
    assert received.once().code == 0
    assert len(rows(received.desk)) == before + 2
    assert dovecot.names() == []


@pytest.mark.soak
def test_in_two_hundred_kills_at_random_moments_nothing_is_lost_and_nothing_twice(
    received: Receiver, dovecot: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mail has one UID, and an id is made of one. How often which moment was met is printed."""
    before = {one[0] for one in rows(received.desk)}
    for number in range(3):
        dovecot.deliver(mail(f"first{number}"), f"first{number}.x.host")
    began = time.monotonic()
    assert received.once().code == 0
    lasts, count, met = time.monotonic() - began, 3, Counter[str]()
    for number in range(TRIES):
        if len(dovecot.names()) > MANY:
            assert received.once().code == 0  # else a run has ever more to do before its first commit
        for at in range(DRAWN.randrange(1, 4)):
            dovecot.deliver(mail(f"n{number}-{at}"), f"{number}-{at}.x.host")
            count += 1
        stood, lay = len(rows(received.desk)), len(dovecot.names())
        with warm.start(**received.command("--once"), stdout=warm.PIPE, stderr=warm.PIPE) as running_:
            time.sleep(DRAWN.uniform(0, 1.5 * lasts))
            running_.send_signal(signal.SIGKILL)
            ended = running_.wait(60) != -signal.SIGKILL
        fresh, gone = len(rows(received.desk)) - stood, lay - len(dovecot.names())
        killed = "before a commit" if not fresh else "after one, mail left" if gone < fresh else "after one, none left"
        met["ended by itself" if ended else killed] += 1
    assert received.once().code == 0
    assert dovecot.names() == []
    head = re.match(r"3 V(\d+) N(\d+) ", (dovecot.mail / "dovecot-uidlist").read_text())
    assert head
    key = (received.desk.home / "secret.key").read_text().strip()
    fresh_ids = {one[0] for one in rows(received.desk)} - before
    with capsys.disabled():
        sys.stdout.write(f"\n{TRIES} kills, {count} mails, {lasts:.1f} s a run: {dict(met)}\n")
    assert len(fresh_ids) == count
    assert fresh_ids <= {arrival_of(key, dovecot.place, f"{head[1]}-{uid}") for uid in range(1, int(head[2]))}


def test_a_mailbox_that_does_not_answer_loses_nothing(received: Receiver, dovecot: Server, tmp_path: Path) -> None:
    dovecot.deliver(mail("one"), "1.x.host")
    (tmp_path / "password").write_text("another")
    done = received.once()
    assert (done.code, "bounces.login" in done.err) == (2, True)
    assert dovecot.names() == ["1.x.host"]
    settings = received.desk.home / "desk.toml"
    settings.write_text(settings.read_text().replace(f":{dovecot.port}/", f":{free_port()}/"))
    assert "unreachable" in received.once().err


def test_doctor_says_what_lies_there(received: Receiver, dovecot: Server) -> None:
    def said() -> list[str]:
        done = received.desk.run("doctor", "--json", SSL_CERT_FILE=received.trusted)
        return [one["says"] for one in done.rows if one["check"] == "arrivals"]

    assert said() == [f"{dovecot.place}: answers, nothing waits"]
    dovecot.deliver(mail("one"), "1.x.host")
    assert said() == [f"{dovecot.place}: answers, nothing waits"]  # for ten minutes
    (thrown := dovecot.mail / ".Trash" / "cur" / "9.x.host:2,").write_bytes(mail("copy"))
    assert said()[0] == "copies of mails can lie in other folders of this login: Trash (1)"
    thrown.unlink()
    dovecot.deliver(mail("two"), "3.x.host")
    os.utime(dovecot.mail / "new" / "3.x.host", (time.time() - 3600,) * 2)
    (large := dovecot.mail / "new" / "2.x.host").write_bytes(b"x")
    os.truncate(large, (64 << 20) + 1)
    os.chown(large, dovecot.mail.stat().st_uid, dovecot.mail.stat().st_gid)
    found = said()
    assert found[0] == "1 of more than 64 MiB lying there in clear"
    assert found[1].startswith("1 lying there, the first since")
    done = received.once()
    assert [one["kinds"] for one in done.rows] == [[], ["disclosure"], ["disclosure"]]  # what is large says so at once
    assert len(dovecot.names()) == 1
    assert (received.once().out, len(dovecot.names())) == ("", 1)  # it stays, and is one arrival


def test_it_follows_until_told_to_end_and_only_one_does(received: Receiver, dovecot: Server) -> None:
    with warm.start(**received.command("--json"), stdout=warm.PIPE, stderr=warm.PIPE) as running_:
        for number in range(2):
            dovecot.deliver(mail(f"n{number}"), f"{number}.x.host")
            assert '"disclosure"' in running_.stdout.readline()
        second = received.once()
        assert (second.code, "Another" in second.err) == (2, True)
        running_.send_signal(signal.SIGTERM)
        assert running_.wait(60) == 0
    assert dovecot.names() == []


@pytest.fixture
def folder(cli_desk: Desk, tmp_path: Path) -> Iterator[Path]:
    """A folder of a fax server, named in desk.toml."""
    (place := tmp_path / "fax").mkdir()
    settings, before = cli_desk.home / "desk.toml", (cli_desk.home / "desk.toml").read_text()
    settings.write_text(before + f'\n[[arrivals.folders]]\npath = "{place}"\nchannel = "fax"\n')
    yield place
    settings.write_text(before)


def test_a_folder_is_emptied_of_what_rests_and_of_nothing_else(cli_desk: Desk, folder: Path) -> None:
    before = {one[0] for one in rows(cli_desk)}
    (folder / "inside").mkdir()
    (folder / "inside" / "one.eml").write_bytes(mail("one"))
    stays = {"two.pdf.part": b"x", ".hidden": b"x", "~$three.docx": b"x", "empty.pdf": b""}
    for name, data in stays.items():
        (folder / name).write_bytes(data)
    (folder / "link.eml").symlink_to(cli_desk.home / "desk.toml")
    with (
        (folder / "slow.eml").open("wb") as slow,
        warm.start(**cli_desk.command("receive", "--follow", "--json"), stdout=warm.PIPE, stderr=warm.PIPE) as running_,
    ):
        slow.write(mail("slow")[:40])
        slow.flush()
        try:
            assert '"disclosure"' in running_.stdout.readline()
            assert not (folder / "inside" / "one.eml").exists()
            assert (folder / "slow.eml").exists()  # half of it is written, and its program goes on
            slow.write(mail("slow")[40:])
            slow.close()
            assert '"disclosure"' in running_.stdout.readline()
        finally:
            running_.send_signal(signal.SIGTERM)
        assert running_.wait(60) == 0
    assert {path.name for path in folder.iterdir()} == {*stays, "link.eml", "inside"}
    fresh = [one for one in rows(cli_desk) if one[0] not in before]
    assert [one[2] for one in fresh] == ["fax", "fax"]
    (folder / "two.pdf.part").rename(folder / "two.txt")
    done = cli_desk.run("receive", "--follow", "--once", "--json")
    assert (done.code, len(done.rows), (folder / "two.txt").exists()) == (0, 1, False)


@pytest.fixture
def lmtp(cli_desk: Desk, tmp_path: Path) -> Iterator[smtplib.LMTP]:
    """What a mail server is: the library's client, on a path as Postfix would name it."""
    place = tmp_path / "in"
    with warm.start(**cli_desk.command("receive", "--lmtp", str(place))) as running_:
        for _ in range(600):
            with contextlib.suppress(OSError), smtplib.LMTP(str(place)) as line:
                yield line
                break
            time.sleep(0.1)
        running_.terminate()
        assert running_.wait(60) == 0


def test_a_mail_server_delivers_and_hears_yes_once_it_is_registered(cli_desk: Desk, lmtp: smtplib.LMTP) -> None:
    before = {one[0] for one in rows(cli_desk)}
    lmtp.ehlo()
    assert int(lmtp.esmtp_features["size"]) == 64 << 20
    lmtp.docmd("XFORWARD", "IDENT=4bXQ9k")
    data = (mail("dot") + b"\n.a line that begins with a dot\n").replace(b"\n", b"\r\n")
    assert lmtp.mail("a@polizei.example")[0] == 250
    assert [lmtp.rcpt(name)[0] for name in ("desk@fennel.example", "legal@fennel.example")] == [250, 250]
    assert [lmtp.data(data)[0], lmtp.getreply()[0]] == [250, 250]
    fresh = [one for one in rows(cli_desk) if one[0] not in before]
    assert len(fresh) == 1  # two addresses of one mail
    lmtp.docmd("XFORWARD", "IDENT=4bXQ9k")
    lmtp.sendmail("a@polizei.example", ["desk@fennel.example"], data)  # the yes did not reach the server
    assert len(rows(cli_desk)) == len(before) + 1
    opened = cli_desk.folder / "opened"
    cli_desk.do("open", fresh[0][1], "--out", opened, by="aster")
    original = next(one.read_bytes() for one in opened.rglob("*") if one.suffix == ".eml")
    assert original == data


def test_what_is_no_mail_is_refused_by_a_code(cli_desk: Desk, lmtp: smtplib.LMTP) -> None:
    before = rows(cli_desk)
    lmtp.ehlo()
    assert lmtp.docmd("DATA")[0] == 503
    assert lmtp.docmd("RCPT", "TO:<a@b.example>")[0] == 503
    assert lmtp.docmd("MAIL", f"FROM:<> SIZE={(64 << 20) + 1}")[0] == 552
    assert lmtp.docmd("GET", "/ HTTP/1.1")[0] == 500
    assert lmtp.mail("")[0] == 250
    assert lmtp.rcpt("desk@fennel.example")[0] == 250
    (cli_desk.home / "pin").rename(cli_desk.home / "pin.away")
    try:
        assert lmtp.data(mail("one"))[0] == 451  # the server keeps it
    finally:
        (cli_desk.home / "pin.away").rename(cli_desk.home / "pin")
    assert rows(cli_desk) == before


@pytest.mark.parametrize("place", ["nowhere", "10.0.0.1:2424", "localhost:mail"])
def test_it_listens_on_this_machine_alone(cli_desk: Desk, place: str) -> None:
    done = cli_desk.run("receive", "--lmtp", place)
    assert (done.code, f"{place} is no place of this machine" in done.err) == (75, True)
