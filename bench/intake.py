"""Durable intake of letters of 10 kB: read and sealed in children, assessed, committed; in the batches of ``intake``.

The baselines do with the same bytes only what no desk can leave out: bare inserts into SQLite with the same
durability, one commit a batch, and encryption with age to the same number of recipients.
"""

from __future__ import annotations

import datetime
import secrets
import sqlite3
import statistics
from typing import TYPE_CHECKING

from bench import homes
from bench.measuring import Row, seconds

from dueprocess.adapters import crypto
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.desk.intake.sealing import Incoming, seal_all, setup_of
from dueprocess.desk.services.arrivals import BATCH, register_batches
from dueprocess.desk.services.envelopes import readers_of
from dueprocess.operate.database import SQLITE_PRAGMAS

if TYPE_CHECKING:
    from pathlib import Path

    from dueprocess.desk.services.desk import Desk

ROUNDS, LETTERS = 5, 60


def incoming(desk: Desk, letters: list[tuple[str, bytes]]) -> list[Incoming]:
    at = desk.now.astimezone(datetime.UTC)
    return [Incoming(name, "text/plain", Channel.FILE, at, data) for name, data in letters]


def take_in(desk: Desk, letters: list[tuple[str, bytes]], sandbox: Sandbox) -> None:
    """As the command does it: a generator of sealed letters into transactions of a batch."""
    for done in register_batches(desk, seal_all(desk, incoming(desk, letters), sandbox)):
        assert all(one.kinds for one in done), "a sample was not read as a demand"


def bare_inserts(database: sqlite3.Connection, rows: list[bytes]) -> None:
    for start in range(0, len(rows), BATCH):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO bare (bytes) VALUES (?)", [(row,) for row in rows[start : start + BATCH]])
        database.execute("COMMIT")


def bare_age(desk: Desk, letters: list[tuple[str, bytes]]) -> None:
    """One file to a fresh case key; the key to each reader and to recovery."""
    readers = [reader["age"] for reader in readers_of(desk)] + [desk.roster.recovery]
    for _, data in letters:
        secret, recipient = crypto.new_case_key()
        crypto.encrypt(data, [recipient])
        for reader in readers:
            crypto.encrypt(secret.encode(), [reader])


def main() -> list[Row]:
    place, desk = homes.shared()
    letters = homes.letters(LETTERS)
    rows = [secrets.token_bytes(homes.TEN_KB) for _ in letters]
    ours, inserts, ages = [], [], []
    database = bare_database(place.path / "bare.sqlite3")
    with Sandbox(setup_of(desk)) as sandbox:
        take_in(desk, letters[:BATCH], sandbox)
        for _ in range(ROUNDS):
            ours.append(LETTERS / seconds(lambda: take_in(desk, letters, sandbox)))
            inserts.append(LETTERS / seconds(lambda: bare_inserts(database, rows)))
            ages.append(LETTERS / seconds(lambda: bare_age(desk, letters)))
    database.close()
    rate = statistics.median(ours)
    name = "intake of 10 kB, durable"
    return [
        Row(name, rate, statistics.median(inserts), "/s", "bare inserts of 10 kB, same durability", 60, at_least=True),
        Row(name, rate, statistics.median(ages), "/s", "bare age encryption of the same bytes", 60, at_least=True),
    ]


def bare_database(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in SQLITE_PRAGMAS:
        database.execute(pragma)
    database.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
    return database
