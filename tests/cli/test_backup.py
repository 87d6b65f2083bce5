"""Backup, restore and upgrade as an operator meets them: real processes, a real home of an earlier version."""

from __future__ import annotations

import base64
import contextlib
import gzip
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import processes
from dueprocess.adapters import archives, crypto, identity
from dueprocess.desk.data import openers
from dueprocess.desk.data.openers import LEFT_OUT
from dueprocess.operate import backups, keyfile
from home_samples import (
    LARGE,
    NEWEST,
    PAGE_CODE,
    PAGE_TEXT,
    counts,
    execute,
    heads,
    older,
    parts,
    rewritten,
    run,
    start,
)

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Kept:
    """A home of an earlier version that this one upgraded and backed up, and what each step said."""

    folder: Path
    home: Path
    before: dict[str, Any]
    upgraded: dict[str, Any]
    made: dict[str, Any]

    @property
    def archive(self) -> Path:
        return self.folder / "to" / self.made["archive"].rpartition("/")[2]

    @property
    def envelopes(self) -> Path:
        return self.folder / "to" / self.made["envelopes"].rpartition("/")[2]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    folder = tmp_path_factory.mktemp("kept")
    home, before = older(tmp_path_factory, folder)
    upgraded = run("upgrade", "--home", home, "--json")
    assert upgraded.code == 0, upgraded.err
    (folder / "to").mkdir()
    keyfile.make(home / "secret.key")  # a home that was served has one already
    assert (home / "secret.key").is_file()
    made = run("backup", "--clear", "--home", home, "--to", folder / "to", "--json")
    assert made.code == 0, made.err
    return Kept(folder, home, before, upgraded.json, made.json)


@pytest.fixture
def empty_database(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """Environment that names an empty database: PostgreSQL, or nothing for the home's own SQLite."""
    postgres = request.config.getoption("--database") == "postgres"
    with processes.empty() if postgres else contextlib.nullcontext("") as address:
        yield {"DUEPROCESS_DATABASE": address} if address else {}


MIGRATIONS = "SELECT count(*) FROM django_migrations"


def apart(home: Path) -> int:
    """Ciphertexts that are opened without an envelope: they stand in the second file."""
    portal = "case_id IN (SELECT vessel_id FROM data_arrival WHERE channel = 'portal')"
    where = f"(reader <> 'case' AND NOT (reader = 'release' AND kind = 'part')) OR {portal}"
    return int(execute(home, f"SELECT count(*) FROM data_sealed WHERE {where}")[0][0])  # noqa: S608 - our own words


def test_a_home_of_the_release_before_is_upgraded_with_all_its_counts_and_commitments(kept: Kept) -> None:
    assert kept.upgraded["migrations"] == [NEWEST]
    assert kept.upgraded["faults"] == []
    assert counts(kept.home, set(kept.before["counts"])) == kept.before["counts"]
    assert heads(kept.home) == kept.before["heads"]


def test_the_backup_before_an_upgrade_holds_the_release_before(kept: Kept) -> None:
    manifest, _ = parts(kept.home / "backups" / kept.upgraded["backup"].rpartition("/")[2])
    assert NEWEST.split(".") not in manifest["migrations"]
    assert ["data", "0001_initial"] in manifest["migrations"]
    rows = {name: one["rows"] + manifest["apart"].get(name, 0) for name, one in manifest["tables"].items()}
    rows = manifest["apart"] | rows
    ours = {name: many for name, many in rows.items() if name.startswith("data_")}
    assert ours == {name: many for name, many in kept.before["counts"].items() if name not in LEFT_OUT}
    assert {case: head for case, (_, head) in manifest["heads"].items()} == kept.before["heads"]


def test_a_second_upgrade_has_nothing_to_do_and_a_dry_one_does_nothing(
    kept: Kept, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    again = run("upgrade", "--home", kept.home)
    assert again.code == 0
    assert "Nothing to do" in again.err
    home, before = older(tmp_path_factory, tmp_path)
    known = execute(home, MIGRATIONS)
    dry = run("upgrade", "--home", home, "--dry-run", "--json")
    assert dry.code == 0
    assert dry.json["migrations"] == [NEWEST]
    assert set(counts(home, set(before["counts"]))) == set(before["counts"])
    assert execute(home, MIGRATIONS) == known
    assert not (home / "backups").exists()


def test_upgrade_refuses_a_newer_home_and_a_served_one(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home, _ = older(tmp_path_factory, tmp_path)
    known = execute(home, MIGRATIONS)[0][0]
    (home / "served.lock").write_text(str(os.getpid()))
    served = run("upgrade", "--home", home, "--json")
    assert (served.code, served.json["rule"]) == (1, "store.served")
    (home / "served.lock").unlink()
    execute(home, "INSERT INTO django_migrations (app, name, applied) VALUES ('data', '0099_later', '2030-01-01')")
    newer = run("upgrade", "--home", home, "--json")
    assert (newer.code, newer.json["rule"]) == (1, "store.schema-newer")
    assert "0099_later" in newer.json["error"]
    refused = run("backup", "--clear", "--home", home, "--to", tmp_path, "--json")
    assert (refused.code, refused.json["rule"]) == (1, "store.schema-newer")
    assert execute(home, MIGRATIONS) == [(known + 1,)]


def test_guards_that_went_missing_are_an_upgrades_business(kept: Kept, tmp_path: Path) -> None:
    shutil.copytree(kept.home, tmp_path / "home")
    execute(tmp_path / "home", "DROP TRIGGER guard_data_event_update")
    done = run("upgrade", "--home", tmp_path / "home", "--json")
    assert (done.code, done.json["migrations"]) == (0, [])
    assert "guard_data_event_update" in done.json["repairs"][0]
    triggers = "SELECT count(*) FROM sqlite_master WHERE name='guard_data_event_update'"
    assert execute(tmp_path / "home", triggers) == [(1,)]


def test_everything_a_home_holds_is_in_the_archive_or_left_out_for_a_reason(kept: Kept) -> None:
    manifest, found = parts(kept.archive)
    inside = {name.partition("/")[2] for name in found if name.startswith("home/")}
    for path in kept.home.iterdir():
        name = path.name.removesuffix("-wal").removesuffix("-shm")
        assert (name in inside) != (name in backups.LEFT_OUT), name
    key = (kept.home / "secret.key").read_bytes().strip()
    whole = kept.archive.read_bytes() + b"".join(
        gzip.decompress(data) if name.endswith(".gz") else data for name, data in found.items()
    )
    assert key not in whole
    assert not any("secret" in name for name in found)
    whole_apart = {name for name, which in openers.OUTSIDE.items() if which == openers.WHOLE}
    assert not {f"tables/{name}.jsonl.gz" for name in whole_apart} & set(found)
    assert f"blobs/{LARGE}" in found
    had = {name: kept.before["counts"][name] for name in whole_apart}
    assert manifest["apart"] == had | {"data_sealed": apart(kept.home), "data_docket": manifest["apart"]["data_docket"]}
    assert set(parts(kept.envelopes)[1]) == {f"tables/{name}.jsonl.gz" for name in openers.OUTSIDE}
    assert {path.stat().st_mode & 0o777 for path in kept.archive.parent.iterdir()} == {0o600}


def test_a_persons_page_opens_by_its_code_in_the_archive_that_dies_and_not_in_the_one_that_is_kept(kept: Kept) -> None:
    key = crypto.page_key(PAGE_CODE)
    for path, opens in ((kept.envelopes, {PAGE_TEXT}), (kept.archive, set())):
        rows = [
            json.loads(line)
            for name, data in parts(path)[1].items()
            if name.endswith(".gz")
            for line in gzip.decompress(data).splitlines()
        ]
        texts = [one for row in rows for one in row if isinstance(one, str)]
        assert (key.id in texts) == bool(opens)
        tried = (crypto.unlock_page(key, data) for data in map(decoded, texts))
        assert {one for one in tried if one is not None} == opens


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return b""


@pytest.mark.database
def test_restored_on_an_empty_machine_everything_is_as_it_was(
    kept: Kept, tmp_path: Path, empty_database: dict[str, str]
) -> None:
    home, to = tmp_path / "home", tmp_path / "to"
    to.mkdir()
    done = run("restore", kept.archive, "--envelopes", kept.envelopes, "--home", home, "--json", **empty_database)
    assert (done.code, done.json["faults"]) == (0, []), done.err
    assert done.json["counts"] == kept.made["counts"]
    had = kept.before["counts"]
    assert (done.json["cases"], done.json["events"]) == (had["data_case"], had["data_event"])
    assert not (home / "secret.key").exists()  # the first `serve` draws another one
    # Again, and from the other database where there is one: every byte of every part is the same.
    assert run("backup", "--clear", "--home", home, "--to", to / "again.tar", **empty_database).code == 0
    for one, other in (
        (kept.archive, to / "again.tar"),
        (kept.envelopes, to / "again.envelopes.tar"),
    ):
        assert parts(one)[1] == parts(other)[1]
    assert parts(kept.archive)[0]["heads"] == parts(to / "again.tar")[0]["heads"]


@pytest.mark.database
def test_an_older_backup_is_loaded_as_it_is_and_migrated_then(
    kept: Kept, tmp_path: Path, empty_database: dict[str, str]
) -> None:
    (old,) = [path for path in (kept.home / "backups").iterdir() if ".envelopes." not in path.name]
    done = run("restore", old, "--home", tmp_path / "home", "--json", **empty_database)
    assert (done.code, done.json["faults"], done.json["migrated"]) == (0, [], True), done.err
    had = kept.before["counts"]
    here = {name: many for name, many in had.items() if name not in LEFT_OUT}
    gone = {"data_personpage": 0, "data_receipt": 0, "data_parcel": 0, "data_envelope": 0}
    gone |= {"data_sealed": had["data_sealed"] - apart(kept.home), "data_docket": done.json["counts"]["data_docket"]}
    assert {name: many for name, many in done.json["counts"].items() if name in here} == here | gone
    assert any(f"0 of {had['data_envelope']} envelopes" in note for note in done.json["notes"])
    if empty_database:
        full = run("restore", old, "--home", tmp_path / "other", "--json", **empty_database)
        assert (full.code, full.json["rule"]) == (1, "restore.not-empty")
        assert not (tmp_path / "other").exists()
        return
    assert heads(tmp_path / "home") == kept.before["heads"]
    assert run("upgrade", "--home", tmp_path / "home").code == 0


def test_of_an_older_second_file_no_page_comes_back_that_may_be_withdrawn_since(kept: Kept, tmp_path: Path) -> None:
    def older_file(manifest: dict[str, Any], _: dict[str, bytes]) -> None:
        manifest["made_at"] = "2020-01-01T00:00:00Z"

    beside = rewritten(kept.envelopes, tmp_path / "older.tar", older_file)
    done = run("restore", kept.archive, "--envelopes", beside, "--home", tmp_path / "home", "--json")
    assert (done.code, done.json["faults"]) == (0, []), done.err
    counts = done.json["counts"]
    assert [counts[name] for name in ("data_personpage", "data_receipt", "data_parcel")] == [0, 0, 0]
    assert counts["data_envelope"] == kept.before["counts"]["data_envelope"]
    assert any("Pages of persons and receipts" in note for note in done.json["notes"])


def test_envelopes_age_out_where_backups_go_and_in_the_home(kept: Kept, tmp_path: Path) -> None:
    shutil.copytree(kept.home, tmp_path / "home")
    old = "dueprocess-7cd79565-20260101T000000Z.envelopes.tar"
    (tmp_path / "to").mkdir()
    for folder in (tmp_path / "home/backups", tmp_path / "to"):
        (folder / old).touch()
    done = run("backup", "--clear", "--home", tmp_path / "home", "--to", tmp_path / "to", "--json")
    assert (done.code, done.json["deleted"]) == (0, [old, old])
    assert not list(tmp_path.rglob(old))
    assert len(list((tmp_path / "home/backups").iterdir())) == 2


def restoring(archive: Path, home: Path, *more: str | Path) -> Any:
    ran = run("restore", archive, "--home", home, "--json", *more)
    assert ran.code == 1
    return ran.json


def test_a_restore_never_writes_over_anything(kept: Kept, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert restoring(kept.archive, tmp_path)["rule"] == "restore.not-empty"
    (tmp_path / "begun").mkdir()
    (tmp_path / "begun/restoring").touch()
    assert "broken off" in restoring(kept.archive, tmp_path / "begun")["error"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["begun", "file"]


def test_a_damaged_archive_and_the_wrong_one_leave_an_empty_folder_empty(kept: Kept, tmp_path: Path) -> None:
    data = bytearray(kept.archive.read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "damaged.tar").write_bytes(data)
    home = tmp_path / "home"
    home.mkdir()
    assert restoring(tmp_path / "damaged.tar", home)["rule"] == "backup.damaged"
    assert "give this one behind --envelopes" in restoring(kept.envelopes, home)["error"]
    assert "with .envelopes in its name" in restoring(kept.archive, home, "--envelopes", kept.archive)["error"]
    (tmp_path / "letter.pdf").write_bytes(b"%PDF-1.7 not a backup")
    assert "no backup of Due Process: it is a PDF" in restoring(tmp_path / "letter.pdf", home)["error"]

    def other(manifest: dict[str, Any], _: dict[str, bytes]) -> None:
        manifest["desk"] = "0" * 64

    foreign = rewritten(kept.envelopes, tmp_path / "foreign.tar", other)
    assert restoring(kept.archive, home, "--envelopes", foreign)["rule"] == "restore.other-desk"
    assert list(home.iterdir()) == []


def test_for_a_folder_the_line_with_its_newest_backup_is_given(tmp_path: Path) -> None:
    asked = ("restore", tmp_path, "--home", tmp_path / "home", "--json")
    assert "without a backup in it" in run(*asked).json["error"]
    for name in ("ab-20261101T060000Z.tar", "zz-20260901T060000Z.tar", "ab-20261101T060000Z.envelopes.tar"):
        (tmp_path / f"dueprocess-{name}").touch()
    newest = tmp_path / "dueprocess-ab-20261101T060000Z"
    said = run(*asked)
    line = f"dueprocess restore {newest}.tar --envelopes {newest}.envelopes.tar --home EMPTY-FOLDER"
    assert (said.code, line in said.json["error"]) == (2, True)
    (tmp_path / "dueprocess-ab-20261101T060000Z.envelopes.tar").unlink()
    assert f"{newest}.tar --home" in run(*asked).json["error"]


def later(manifest: dict[str, Any], found: dict[str, bytes]) -> None:
    del found
    manifest["migrations"].append(["data", "0099_later"])


def a_table_too_much(manifest: dict[str, Any], found: dict[str, bytes]) -> None:
    found["tables/data_none.jsonl.gz"] = gzip.compress(b"")
    manifest["tables"]["data_none"] = {"columns": [], "rows": 0}


@pytest.mark.parametrize(("edit", "rule"), [(later, "store.schema-newer"), (a_table_too_much, "backup.damaged")])
def test_what_cannot_be_restored_is_refused_and_nothing_stays(kept: Kept, tmp_path: Path, edit: Any, rule: str) -> None:
    archive = rewritten(kept.archive, tmp_path / "edited.tar", edit)
    assert restoring(archive, tmp_path / "home")["rule"] == rule
    assert not (tmp_path / "home").exists()


def test_what_is_not_as_it_was_backed_up_is_named(kept: Kept, tmp_path: Path) -> None:
    def change(manifest: dict[str, Any], found: dict[str, bytes]) -> None:
        events = gzip.decompress(found["tables/data_event.jsonl.gz"]).splitlines(keepends=True)
        last = json.loads(events[-1])
        last[4] = "case:closed"
        found["tables/data_event.jsonl.gz"] = gzip.compress(b"".join(events[:-1]) + json.dumps(last).encode() + b"\n")
        found[f"blobs/{LARGE}"] = b"other"
        found["home/pin"] = found["home/pin"].replace(b'"hash": "', b'"hash": "0')
        manifest["tables"]["data_duty"]["rows"] += 1
        manifest["heads"]["c-aaaaaaaaaaaaaaaaaaaaaaaa"] = [1, "00"]
        manifest["missing"] = ["s-bbbbbbbbbbbbbbbbbbbbbbbb"]

    said = restoring(rewritten(kept.archive, tmp_path / "edited.tar", change), tmp_path / "home")["faults"]
    duties = kept.made["counts"]["data_duty"]
    expected = (
        f"data_duty has {duties} rows; {duties + 1} were backed up",
        "s-bbbbbbbbbbbbbbbbbbbbbbbb: the desk had lost it already",
        f"{LARGE}: the ciphertext is not what was stored",
        "c-aaaaaaaaaaaaaaaaaaaaaaaa: its newest commitment is not the one",
        "row and opening of event",
        "not the one this home was founded on",
    )
    for words in expected:
        assert any(words in one for one in said), (words, said)
    assert len(said) == len(expected)


def test_a_ciphertext_that_the_desk_lost_is_named_and_the_rest_is_backed_up(kept: Kept, tmp_path: Path) -> None:
    shutil.copytree(kept.home, tmp_path / "home")
    (tmp_path / "to").mkdir()
    (tmp_path / "home/blobs" / LARGE).write_bytes(b"damaged")
    damaged = run("backup", "--clear", "--home", tmp_path / "home", "--to", tmp_path / "to/damaged.tar", "--json")
    assert (damaged.code, damaged.json["missing"]) == (1, [LARGE])
    (tmp_path / "home/blobs" / LARGE).unlink()
    lost = run("backup", "--clear", "--home", tmp_path / "home", "--to", tmp_path / "to/lost.tar")
    assert lost.code == 1
    assert LARGE in lost.err
    said = restoring(tmp_path / "to/lost.tar", tmp_path / "again")["faults"]
    assert said == [f"{LARGE}: the desk had lost it already", f"{LARGE}: the ciphertext is gone"]


def test_an_encrypted_backup_opens_for_its_recipient_alone(kept: Kept, tmp_path: Path) -> None:
    for name in ("vera", "other"):
        identity.save(tmp_path / name, identity.new(name, "2026-11-02T06:00:00Z"), None)
    recipient = identity.load(tmp_path / "vera", None).card().age
    archive = tmp_path / "safe.tar.age"
    done = run("backup", "--home", kept.home, "--to", archive, "--recipient", recipient)
    assert done.code == 0, done.err
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1\n") for path in tmp_path.glob("*.age"))
    beside = ("--envelopes", tmp_path / "safe.envelopes.tar.age")
    locked = run("restore", archive, "--home", tmp_path / "home", "--json")
    assert locked.code == 2
    assert "--identity" in locked.json["error"]
    assert restoring(archive, tmp_path / "home", "--identity", tmp_path / "other")["rule"] == "age.closed"
    opened = run("restore", archive, *beside, "--home", tmp_path / "home", "--identity", tmp_path / "vera", "--json")
    assert (opened.code, opened.json["counts"]) == (0, kept.made["counts"])
    wrong = run("backup", "--home", kept.home, "--to", tmp_path / "x.tar", "--recipient", "age1none", "--json")
    assert (wrong.code, wrong.json["rule"]) == (1, "age.recipient")
    assert not (tmp_path / "x.tar").exists()


def test_killed_in_the_middle_there_is_no_half_archive(kept: Kept, tmp_path: Path) -> None:
    shutil.copytree(kept.home, tmp_path / "home")
    to = tmp_path / "to"
    to.mkdir()
    (tmp_path / "home/directory.json").unlink()
    os.mkfifo(tmp_path / "home/directory.json")  # the backup waits here, in the middle, for ever
    process = start("backup", "--clear", "--home", tmp_path / "home", "--to", to)
    until = time.monotonic() + 60
    while len(list(to.glob(f".*{archives.DRAFT}"))) < 2:  # the archive's and the envelopes'
        assert time.monotonic() < until
        assert process.poll() is None
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    left = list(to.iterdir())
    assert {path.suffix for path in left} == {archives.DRAFT}
    for path in left:
        os.utime(path, (0, 0))
    (tmp_path / "home/directory.json").unlink()
    assert run("backup", "--clear", "--home", tmp_path / "home", "--to", to).code == 0
    assert sorted(path.suffix for path in to.iterdir()) == [".tar", ".tar"]


def test_a_place_that_is_none_or_taken_is_the_callers_mistake(kept: Kept, tmp_path: Path) -> None:
    for to in (tmp_path / "no/such.tar", kept.archive):
        ran = run("backup", "--clear", "--home", kept.home, "--to", to, "--json")
        assert (ran.code, ran.json["rule"]) == (2, "call"), to
    with pytest.raises(StopIteration):
        next(tmp_path.iterdir())


def test_whether_it_may_be_in_clear_is_asked(kept: Kept, tmp_path: Path) -> None:
    unsaid = run("backup", "--home", kept.home, "--to", tmp_path, "--json")
    assert (unsaid.code, "--recipient" in unsaid.json["error"]) == (2, True)
    both = run("backup", "--home", kept.home, "--to", tmp_path, "--clear", "--recipient", "age1x", "--json")
    assert (both.code, "not both" in both.json["error"]) == (2, True)
    for answer, code in (("n\n", 2), ("y\n", 0)):
        ours, theirs = pty.openpty()
        command = ["-m", "dueprocess.cli.main", "backup", "--home", str(kept.home), "--to", str(tmp_path)]
        process = subprocess.Popen([sys.executable, *command], stdin=theirs, stderr=subprocess.PIPE, text=True)
        os.close(theirs)
        os.write(ours, answer.encode())
        _, said = process.communicate(timeout=300)
        os.close(ours)
        assert (process.returncode, "Write them in clear?" in said) == (code, True), said
        assert len(list(tmp_path.glob("*.tar"))) == (0 if code else 2)
