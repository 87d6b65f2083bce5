"""Which kept backups could open a forgotten case, and which of them go."""

from __future__ import annotations

import datetime
import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import archives
from dueprocess.operate import backups, kept_backups
from dueprocess.operate.home import Home

GONE, OTHER = "c-" + "g" * 24, "c-" + "o" * 24
AT = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
FORGOTTEN = {GONE: AT}
ENVELOPE = ["id", "case_id", "person", "bytes"]
SEALED = ["id", "case_id", "arrival", "kind", "reader", "hash", "bytes"]


def archive(folder: Path, day: int, tables: dict[str, list[list[Any]]], tail: str = ".envelopes.tar") -> Path:
    path = folder / f"dueprocess-00000000-202611{day:02}T120000Z{tail}"
    columns = {"data_envelope": ENVELOPE, "data_sealed": SEALED}
    with path.open("wb") as file:
        writer = archives.Writer(file)
        for name, rows in tables.items():
            data = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
            writer.add(f"tables/{name}.jsonl.gz", io.BytesIO(data), len(data))
        said = {name: {"columns": columns[name], "rows": len(rows)} for name, rows in tables.items()}
        writer.close({"kind": backups.ENVELOPES, "tables": said})
    return path


def envelopes(folder: Path, day: int, *cases: str) -> Path:
    return archive(folder, day, {"data_envelope": [[1, case, "aster", "eA=="] for case in cases]})


def sealed(case: str, kind: str, reader: str) -> list[Any]:
    return ["s-" + "s" * 24, case, "", kind, reader, "0" * 64, "eA=="]


def test_what_holds_its_envelope_or_a_share_is_named_with_its_last_day(tmp_path: Path) -> None:
    first = envelopes(tmp_path, 1, OTHER, GONE)
    envelopes(tmp_path, 2, OTHER)
    share = archive(tmp_path, 3, {"data_envelope": [], "data_sealed": [sealed(GONE, "share", "release")]})
    archive(tmp_path, 4, {"data_sealed": [sealed(GONE, "part", "release"), sealed(GONE, "note", "case")]})
    archive(tmp_path, 5, {"data_sealed": [sealed(GONE, "original", "case")]}, tail=".tar")
    found = kept_backups.holding([tmp_path], FORGOTTEN)
    assert [(one.path, one.holds) for one in found] == [(first, "yes"), (share, "yes")]
    assert [one.plain["until"] for one in found] == ["2026-12-06", "2026-12-08"]
    assert kept_backups.holding([tmp_path], {}) == []


@pytest.mark.parametrize(("day", "holds"), [(19, ["perhaps"]), (21, [])])
def test_what_is_encrypted_is_judged_by_its_time(tmp_path: Path, day: int, holds: list[str]) -> None:
    (tmp_path / f"dueprocess-00000000-202611{day}T120000Z.envelopes.tar.age").write_bytes(b"age-encryption.org/v1\n")
    (tmp_path / f"dueprocess-00000000-202611{day}T120000Z.tar.age").write_bytes(b"age-encryption.org/v1\n")
    assert [one.holds for one in kept_backups.holding([tmp_path], FORGOTTEN)] == holds


def test_a_damaged_archive_is_no_proof(tmp_path: Path) -> None:
    path = envelopes(tmp_path, 1, GONE)
    data = bytearray(path.read_bytes())
    data[515] ^= 1  # inside the first part
    path.write_bytes(data)
    with pytest.raises(archives.ArchiveError):
        kept_backups.holding([tmp_path], FORGOTTEN)


def test_only_what_a_newer_one_replaces_is_deleted(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    old, newest = envelopes(one, 1, GONE), envelopes(one, 4, GONE)
    free = envelopes(one, 3, OTHER)
    alone = envelopes(two, 1, GONE)
    found = kept_backups.holding([one, two], FORGOTTEN)
    gone, stay = kept_backups.prune(found, [one, two])
    assert (gone, sorted(stay)) == ([old], sorted([newest, alone]))
    assert sorted(one.iterdir()) == sorted([free, newest])
    assert kept_backups.prune([], []) == ([], [])


def test_folders_are_those_that_the_home_knows_and_those_named(tmp_path: Path) -> None:
    place = Home(tmp_path / "home")
    (place.path / backups.HERE).mkdir(parents=True)
    (tmp_path / "far").mkdir()
    made = {"at": AT.isoformat(), "archive": str(tmp_path / "far" / "x.tar")}
    (place.path / backups.LAST).write_text(json.dumps(made))
    named = [tmp_path / "far", tmp_path / "nowhere", tmp_path]
    assert kept_backups.folders(place, named) == [place.path / backups.HERE, tmp_path / "far", tmp_path]
    os.unlink(place.path / backups.LAST)  # noqa: PTH108
    assert kept_backups.folders(place) == [place.path / backups.HERE]
