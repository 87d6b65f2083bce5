"""Destruction (hazard 9.4): every identity, recovery, the whole store and all kept backups open nothing of it.

The control comes first: with the same means a case that was not forgotten opens, and the forgotten one did before.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import itertools
import json
import os
import re
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from cli_samples import Desk
from dueprocess.adapters import crypto, identity
from dueprocess.adapters.age_header import AgeError
from dueprocess.formats import bech32, shamir
from dueprocess.formats.object import ObjectKind, unpack
from dueprocess.formats.refusal import DeniedError

pytestmark = pytest.mark.slow

GONE, STAYS = "Zenobia-Quastenflosser-4471", "Ambrosius-Tintenfisch-9034"
PEOPLE = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel"}
AGE = b"age-encryption.org/v1\n"
CODED = base64.b64encode(AGE)[:24].decode()
SECRET = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]+")
AT = "2026-11-25T10:00:00Z"


@dataclass
class House(Desk):
    """A founded desk on the disk, its people's keys beside it, and a folder in which backups are kept."""

    cases: dict[str, str] = field(default_factory=dict)

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    def says(self, *args: str | Path, by: str = "", code: int = 0) -> Any:
        """What a command prints, read where it is JSON."""
        done = self.run(*args, by=by)
        assert done.code == code, (args, done.out, done.err)
        return done.json if "--json" in args else done.out

    def arrives(self, word: str) -> str:
        letter = self.folder / "in.txt"
        letter.write_text(f"To whom it may concern: {word} wants the new catalogue of chairs. Regards, {word}.\n" * 30)
        case = str(self.says("intake", letter, "--json")["case"])
        letter.unlink()
        self.says("classify", case, "not-a-demand", by="aster")
        self.cases[word] = case
        return case

    def production(self, word: str) -> None:
        """As dealt: a part under a key of its own, shares of it to the releasers, the order to its host."""
        secret, recipient = crypto.new_case_key()
        part = b"s-" + base64.b32encode(os.urandom(15)).lower()
        (self.home / "blobs" / part.decode()).write_bytes(crypto.encrypt(f"{word}-part".encode() * 50, [recipient]))
        shares = shamir.split(bech32.secret_bytes(secret), 2, 2, os.urandom(shamir.random_needed(2)))
        self._row(word, part.decode(), "part", "release", None)
        for name, share in zip(PEOPLE, shares, strict=False):
            self._row(word, "", "share", "release", self._sealed(ObjectKind.SHARE, share, name))
        self._row(word, "", "order", "producer", self._sealed(ObjectKind.NOTE, f"{word}-order".encode(), "birch"))

    def _sealed(self, kind: ObjectKind, content: bytes, name: str) -> bytes:
        recipient = crypto.recipient_of(self.keys()[name].age_secret)
        return crypto.seal(kind, "application/octet-stream", content, recipient, AT)

    def _row(self, word: str, name: str, kind: str, reader: str, data: bytes | None) -> None:
        name = name or "s-" + base64.b32encode(os.urandom(15)).lower().decode()
        hash_ = crypto.sha256(data if data is not None else (self.home / "blobs" / name).read_bytes())
        with contextlib.closing(sqlite3.connect(self.home / "desk.sqlite3")) as connection, connection:
            row = (name, self.cases[word], "", kind, reader, hash_, data, False)
            columns = "id, case_id, arrival, kind, reader, hash, bytes, vessel"
            connection.execute(f"INSERT INTO data_sealed ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)  # noqa: S608

    def keys(self) -> dict[str, identity.Identity]:
        return {name: identity.load(self.folder / f"{name}.identity", None) for name in (*PEOPLE, "recovery")}

    def backs_up(self) -> None:
        """The backup names a part that no event dealt, as ``production`` puts it there, and keeps it all the same."""
        made = self.says("backup", "--clear", "--to", self.backups, "--json", code=1)
        named = {case for fault in made["faults"] for case in self.cases.values() if fault.startswith(f"{case}: ")}
        assert named == {case for case in self.cases.values() if "forgotten" not in self.says("show", case)}
        assert all("[rows.parts]" in fault for fault in made["faults"])

    def forgets(self, word: str) -> Any:
        case = self.cases[word]
        self.says("forget", case, by="aster")
        return self.says("forget", case, "--yes", "--json", by="birch")


def ciphertexts(house: House) -> Iterator[bytes]:
    """Every age file in the home's tables and files, and in every kept backup."""
    connection = sqlite3.connect(house.home / "desk.sqlite3")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    for table in tables:
        for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
            yield from (value for value in row if isinstance(value, bytes) and value.startswith(AGE))
    connection.close()
    yield from (path.read_bytes() for path in (house.home / "blobs").iterdir())
    for path in house.backups.iterdir():
        with tarfile.open(path) as tar:
            for member in tar:
                file = tar.extractfile(member)
                data = file.read() if file else b""
                yield data if data.startswith(AGE) else b""
                if member.name.endswith(".gz"):
                    rows = [json.loads(line) for line in gzip.decompress(data).splitlines()]
                    texts = (one for row in rows for one in row if isinstance(one, str) and one.startswith(CODED))
                    yield from map(base64.b64decode, texts)


def opened(house: House) -> set[str]:
    """Which words anybody can read who has every key that there is, and what these open in turn."""
    secrets = {secret for one in house.keys().values() for secret in one.age_secrets}
    left, shares, read = {one for one in ciphertexts(house) if one}, set(), b""
    before = -1
    while before != len(secrets):
        before = len(secrets)
        for data in sorted(left):
            try:
                inside = crypto.decrypt(data, sorted(secrets))
            except AgeError:
                continue
            left.discard(data)
            read += inside
            secrets |= {found.decode() for found in SECRET.findall(inside)}
            if b'"share"' in inside:
                shares.add(unpack(inside)[1])
        for two in itertools.combinations(sorted(shares), 2):
            with contextlib.suppress(DeniedError):
                secrets.add(bech32.secret_text(shamir.combine(two)))
    return {word for word in (*everything(GONE), *everything(STAYS)) if re.search(rf"{word}(?!-)".encode(), read)}


def everything(word: str) -> set[str]:
    """Its original, the order to the extraction host, the production."""
    return {word, f"{word}-order", f"{word}-part"}


def files_of(house: House, case: str) -> list[Path]:
    """Its ciphertexts that stand as files."""
    connection = sqlite3.connect(house.home / "desk.sqlite3")
    rows = connection.execute("SELECT id FROM data_sealed WHERE case_id=? AND bytes IS NULL", (case,)).fetchall()
    connection.close()
    return [house.home / "blobs" / name for (name,) in rows]


def chunks_of(house: House, case: str) -> list[bytes]:
    """Pieces of the envelopes and ciphertexts of a case, to be looked for in the raw bytes of files."""
    connection = sqlite3.connect(house.home / "desk.sqlite3")
    rows = connection.execute("SELECT bytes FROM data_envelope WHERE case_id=?", (case,)).fetchall()
    rows += connection.execute("SELECT bytes FROM data_sealed WHERE case_id=? AND bytes NOT NULL", (case,)).fetchall()
    connection.close()
    kept = [*(data for (data,) in rows), *(path.read_bytes() for path in files_of(house, case))]
    return [data[at : at + 48] for data in kept for at in range(100, len(data) - 48, 160)]


def raw(house: House) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(house.home.rglob("*")) if path.is_file())


HOLDS = """
import sqlite3, sys
held = sqlite3.connect(sys.argv[1])
held.execute("SELECT count(*) FROM data_case").fetchall()
print("held", flush=True)
sys.stdin.read()
"""


@contextlib.contextmanager
def held_open(database: Path) -> Iterator[None]:
    """As on a desk whose worker runs: another process has the database open, so nobody who closes it is the last.

    Else the write-ahead log would be cut off by that alone. Not this process: whoever reads the file's bytes and closes
    it takes away the locks of all its connections.
    """
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(database)], stdin=pipe, stdout=pipe) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"held\n"
        yield
        assert worker.stdin is not None
        worker.stdin.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("destruction"))
    made.backups.mkdir()
    made.found(PEOPLE, "--contact", "legal@fennel.example")
    with held_open(made.home / "desk.sqlite3"):
        for word in (STAYS, GONE):
            made.arrives(word)
            made.production(word)
        yield made


def test_all_keys_the_whole_store_and_all_backups_open_nothing_of_a_forgotten_case(house: House) -> None:
    case = house.cases[GONE]
    house.backs_up()
    assert opened(house) == everything(GONE) | everything(STAYS)
    pieces, files = chunks_of(house, case), files_of(house, case)
    assert len(pieces) > 20
    assert files
    assert all(path.exists() for path in files)
    whole = raw(house)  # the control of the search in raw bytes; a few pieces lie across two pages
    assert sum(piece in whole for piece in pieces) > 0.9 * len(pieces)

    said = house.forgets(GONE)
    assert (said["destroyed"], said["scrub"]) == (True, "")
    assert [(one["holds"], Path(one["archive"]).name.count(".envelopes")) for one in said["backups"]] == [("yes", 1)]
    found = raw(house)
    assert [piece for piece in pieces if piece in found] == []  # freed pages, write-ahead log and files too
    assert not any(path.exists() for path in files)
    assert opened(house) == everything(GONE) | everything(STAYS)  # the kept backup: what the proof named

    assert house.says("prune", "--dry-run", "--json", code=1)["deleted"] == []
    stays = house.says("prune", "--json", code=1)
    assert (stays["deleted"], len(stays["stay"])) == ([], 1)  # the newest is never taken
    house.backs_up()
    pruned = house.says("prune", "--json")
    assert (len(pruned["deleted"]), pruned["stay"]) == (1, [])
    assert opened(house) == everything(STAYS)
    assert house.says("forget", case, "--json", by="aster")["backups"] == []
    assert "No kept backup" in house.says("prune")


def test_a_forgotten_case_says_so(house: House) -> None:
    case = house.cases[GONE]
    if "forgotten" not in house.says("show", case):
        house.forgets(GONE)
    assert "nothing of it can be opened" in house.says("show", case)
    done = house.run("open", case, "--out", "x", by="aster")
    assert (done.code, "case.forgotten" in done.err) == (1, True), done.err


def facts_of(house: House, case: str) -> list[bytes]:
    """Salts that open its events and signatures under what was signed on it, to be looked for in raw bytes."""
    connection = sqlite3.connect(house.home / "desk.sqlite3")
    salts = connection.execute(
        'SELECT o.salt FROM data_eventopening o JOIN data_event e ON e.id = o.event_id WHERE e."case" = ?', (case,)
    ).fetchall()
    notes = connection.execute(
        'SELECT n.bytes FROM data_note n JOIN data_statement s ON s.hash = n.statement_id WHERE s."case" = ?', (case,)
    ).fetchall()
    connection.close()
    return [*(salt for (salt,) in salts), *(note[-50:] for (note,) in notes)]


def test_of_a_purged_case_neither_home_nor_backup_holds_what_was_signed(house: House) -> None:
    """All tables, all files, all backups that are kept: commitments and counts are left."""
    case = house.cases[GONE]
    if "forgotten" not in house.says("show", case):
        house.forgets(GONE)
    file = house.home / "desk.toml"
    file.write_text("purge_after_months = 0\n" + file.read_text())
    pieces = facts_of(house, case)
    whole = raw(house)
    assert len(pieces) > 5
    assert sum(piece in whole for piece in pieces) > 0.8 * len(pieces)
    house.says("purge", case, "--yes", by="aster")
    purged = house.says("purge", case, "--yes", "--json", by="birch")
    assert (purged["purged"], purged["scrub"]) == ({case: ["aster", "birch"]}, "")
    found = raw(house)
    assert [piece for piece in pieces if piece in found] == []
    connection = sqlite3.connect(house.home / "desk.sqlite3")
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
    named = {
        table
        for table in tables
        for row in connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608
        if any(case in str(value) for value in row)
    }
    connection.close()
    # The desk's own chain names who purged it; a statement's row keeps the hash of a note that is gone.
    allowed = {
        "data_case",
        "data_arrival",
        "data_event",
        "data_statement",
        "data_duty",
        "data_note",
        "data_eventopening",
    }
    assert named <= allowed, named - allowed
    house.says("backup", "--clear", "--to", house.backups, "--json", code=1)
    house.says("prune", "--json")
    kept = b"".join(gzip.decompress(part) for part in gzips(house))
    coded = [base64.b64encode(piece[at:])[:30] for piece in pieces for at in range(3)]
    assert [piece for piece in (*pieces, *coded) if piece in kept] == []
    assert base64.b64encode(facts_of(house, house.cases[STAYS])[0])[:30] in kept  # the control


def gzips(house: House) -> Iterator[bytes]:
    for path in house.backups.iterdir():
        with tarfile.open(path) as tar:
            for member in tar:
                inner = tar.extractfile(member)
                if member.name.endswith(".gz") and inner is not None:
                    yield inner.read()
