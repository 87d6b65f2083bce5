"""Which kept backups hold what was signed on a purged case, or its facts, and which of them go."""

from __future__ import annotations

import datetime
import gzip
import io
import json
from pathlib import Path

import pytest

from dueprocess.adapters import archives
from dueprocess.operate import backups, kept_facts

GONE, OTHER = "c-" + "g" * 24, "c-" + "o" * 24
AT = datetime.datetime(2026, 11, 20, 12, tzinfo=datetime.UTC)
PURGED = {GONE: AT}
COLUMNS = {
    "data_event": ["id", "event", "case", "seq"],
    "data_eventopening": ["event_id", "fields", "salt"],
    "data_statement": ["hash", "case", "joins"],
    "data_note": ["statement_id", "bytes"],
}


def archive(
    folder: Path, day: int, *, facts: str = OTHER, notes: str = OTHER, joins: str = "", seq: int = 5, desk: str = "d"
) -> Path:
    """A backup with two cases: of ``facts`` an opening stands, of ``notes`` a note."""
    path = folder / f"dueprocess-00000000-202611{day:02}T120000Z.tar"
    names = {GONE: 1, OTHER: 2}
    tables = {
        "data_event": [[number, "e", case, 1] for case, number in names.items()],
        "data_eventopening": [[names[facts], "eA==", "eA=="]],
        "data_statement": [[f"hash-{number}", case, joins] for case, number in names.items()],
        "data_note": [[f"hash-{names[notes]}", "eA=="]],
    }
    with path.open("wb") as file:
        writer = archives.Writer(file)
        for name, rows in tables.items():
            data = gzip.compress(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
            writer.add(f"tables/{name}.jsonl.gz", io.BytesIO(data), len(data))
        said = {name: {"columns": COLUMNS[name], "rows": len(rows)} for name, rows in tables.items()}
        heads = {"": [seq, "0" * 64], GONE: [3, "1" * 64], OTHER: [seq, "2" * 64]}
        writer.close({"kind": backups.DESK, "desk": desk, "tables": said, "heads": heads, "missing": []})
    return path


def test_what_holds_facts_or_statements_is_named_and_kept_without_an_end(tmp_path: Path) -> None:
    first = archive(tmp_path, 1, facts=GONE)
    second = archive(tmp_path, 2, notes=GONE)
    archive(tmp_path, 3)
    archive(tmp_path, 4, notes=GONE, joins=OTHER)  # a split's note, which the other case keeps
    found = kept_facts.holding([tmp_path], PURGED)
    assert [(one.path, one.holds, one.plain["until"]) for one in found] == [(first, "yes", ""), (second, "yes", "")]
    assert kept_facts.holding([tmp_path], {}) == []


@pytest.mark.parametrize(("day", "holds"), [(19, ["perhaps"]), (21, [])])
def test_one_that_is_encrypted_is_judged_by_its_time_and_stays(tmp_path: Path, day: int, holds: list[str]) -> None:
    (tmp_path / f"dueprocess-00000000-202611{day}T120000Z.tar.age").write_bytes(b"age-encryption.org/v1\n")
    archive(tmp_path, 25)
    found = kept_facts.holding([tmp_path], PURGED)
    assert [one.holds for one in found] == holds
    assert kept_facts.prune(found) == ([], [one.path for one in found])


def test_only_what_a_newer_one_replaces_is_deleted(tmp_path: Path) -> None:
    old, late = archive(tmp_path, 1, facts=GONE), archive(tmp_path, 9, facts=GONE, notes=GONE)
    free = archive(tmp_path, 5)
    gone, stay = kept_facts.prune(kept_facts.holding([tmp_path], PURGED))
    assert (gone, stay) == ([old], [late])
    assert sorted(tmp_path.iterdir()) == [free, late]


@pytest.mark.parametrize("newer", [{"seq": 4}, {"desk": "another"}])
def test_one_that_holds_more_than_the_newer_one_or_is_another_desks_stays(
    tmp_path: Path, newer: dict[str, int | str]
) -> None:
    old = archive(tmp_path, 1, facts=GONE)
    archive(tmp_path, 5, **newer)  # type: ignore[arg-type]
    assert kept_facts.prune(kept_facts.holding([tmp_path], PURGED)) == ([], [old])


def test_a_damaged_archive_is_no_proof(tmp_path: Path) -> None:
    path = archive(tmp_path, 1, facts=GONE)
    data = bytearray(path.read_bytes())
    data[515] ^= 1
    path.write_bytes(data)
    with pytest.raises(archives.ArchiveError):
        kept_facts.holding([tmp_path], PURGED)
