"""Mails of 270 kB out of a real IMAP server until each is a registered arrival and gone from its folder.

As ``receive --follow`` does it: numbers asked for, mails fetched by children, sealed and read in others, committed,
removed. The baselines do with the same mails only what no receiver can leave out: ``imaplib`` fetching each, a file
with ``fsync``, and its removal; and encryption with age to as many recipients.
"""

from __future__ import annotations

import base64
import imaplib
import os
import resource
import secrets
import ssl
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from bench import homes
from bench.intake import bare_age
from bench.measuring import Row, Skipped, seconds

import dovecot_server
from dueprocess.adapters import inbox
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.desk.intake.mailbox import Mailbox
from dueprocess.desk.intake.sealing import seal_as_they_come, setup_of
from dueprocess.desk.services.arrivals import register_batches
from mail_servers import HOST, PASSWORD

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

ROUNDS, MAILS, BYTES = 3, int(os.environ.get("BENCH_MAILS", "60")), 270_000
AGE = "bare age encryption of the same bytes"
NAME = "mails of 270 kB, IMAP to registered and removed"


def mails(count: int) -> list[tuple[str, bytes]]:
    """Each a letter that asks for something, and an attachment that nobody reads up to 270 kB."""
    made = []
    for number, (name, text) in enumerate(homes.letters(count)):
        room = (BYTES - len(text) - 600) * 3 // 4
        picture = base64.encodebytes(secrets.token_bytes(room)).decode()
        head = f"From: auskunft@polizei.example\nMessage-ID: <{number}@polizei.example>\nSubject: Ersuchen\n"
        head += 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\n'
        parts = f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text.decode()}\n"
        tail = f"--b\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n{picture}--b--\n"
        made.append((f"{number}-{name}", (head + parts + tail).encode()))
    return made


def deliver(server: dovecot_server.Server, letters: list[tuple[str, bytes]], turn: str) -> None:
    for number, (_, data) in enumerate(letters):
        server.deliver(data, f"{turn}-{number}.x.host")


def receive(desk: Desk, server: dovecot_server.Server) -> None:
    with inbox.opened(server.place, PASSWORD) as box, Sandbox(setup=setup_of(desk)) as sandbox:
        mailbox = Mailbox(box, "k" * 43)
        for batch in register_batches(desk, seal_as_they_come(desk, mailbox.incoming(), sandbox)):
            for one in batch:
                assert one.kinds, "a sample was not read as a demand"
                mailbox.registered(one.arrival)
    assert not server.names()


def bare_fetch(server: dovecot_server.Server, folder: Path) -> None:
    with imaplib.IMAP4_SSL(HOST, server.port, ssl_context=ssl.create_default_context()) as line:
        line.login("desk", PASSWORD)
        line.select("INBOX")
        for uid in line.uid("SEARCH", "ALL")[1][0].split():
            (_, data), *_ = line.uid("FETCH", uid.decode(), "(BODY.PEEK[])")[1]
            with (folder / uid.decode()).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            line.uid("STORE", uid.decode(), "+FLAGS.SILENT", r"(\Deleted)")
            line.uid("EXPUNGE", uid.decode())
    assert not server.names()


def core_seconds() -> float:
    """Of this process and of its children that ended, theirs included: what else runs on the machine does not count."""
    every = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in every)


def main() -> list[Row | Skipped]:
    place, desk = homes.shared()
    try:
        with dovecot_server.running() as server:
            return list(measured(desk, server, place.path))
    except pytest.skip.Exception as why:
        return [Skipped(NAME, str(why))]


def measured(desk: Desk, server: dovecot_server.Server, folder: Path) -> list[Row]:
    os.environ["SSL_CERT_FILE"] = str(server.certificates.authority)
    letters = mails(MAILS)
    (folder / "fetched").mkdir()
    ours, fetches, ages, cores, bare = [], [], [], [], []
    deliver(server, letters[:5], "warm")
    receive(desk, server)
    for turn in range(ROUNDS):
        deliver(server, letters, f"ours{turn}")
        before = core_seconds()
        ours.append(MAILS / seconds(lambda: receive(desk, server)))
        cores.append((core_seconds() - before) * 1000 / MAILS)
        deliver(server, letters, f"bare{turn}")
        fetches.append(MAILS / seconds(lambda: bare_fetch(server, folder / "fetched")))
        before = core_seconds()
        ages.append(MAILS / seconds(lambda: bare_age(desk, letters)))
        bare.append((core_seconds() - before) * 1000 / MAILS)
    rate = statistics.median(ours)
    against = "imaplib: fetch, a file with fsync, remove"
    return [
        Row(NAME, rate, statistics.median(fetches), "/s", against, 20, at_least=True),
        Row(NAME, rate, statistics.median(ages), "/s", AGE, 20, at_least=True),
        Row(f"{NAME}: core time a mail", statistics.median(cores), statistics.median(bare), "ms", AGE, 100),
    ]
