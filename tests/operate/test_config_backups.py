"""Names of backups, and which of them age out: envelopes after 35 days, upgrades' after three."""

from __future__ import annotations

import datetime
import gzip
import io
import os
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import archives
from dueprocess.operate import backups, restores, upgrades
from dueprocess.operate.home import Home

NOW = datetime.datetime(2026, 11, 24, 21, 0, 5, tzinfo=datetime.UTC)
DESK = "7cd79565" + "0" * 56


@pytest.mark.parametrize(
    ("to", "sealed", "main", "beside"),
    [
        (".", False, "dueprocess-7cd79565-20261124T210005Z.tar", "dueprocess-7cd79565-20261124T210005Z.envelopes.tar"),
        (
            ".",
            True,
            "dueprocess-7cd79565-20261124T210005Z.tar.age",
            "dueprocess-7cd79565-20261124T210005Z.envelopes.tar.age",
        ),
        ("a.tar", False, "a.tar", "a.envelopes.tar"),
        ("a.tar.age", True, "a.tar.age", "a.envelopes.tar.age"),
        ("a", False, "a", "a.envelopes"),
    ],
)
def test_names_of_the_two_files(tmp_path: Path, to: str, sealed: bool, main: str, beside: str) -> None:  # noqa: FBT001
    found = backups.names(tmp_path / to, DESK, NOW, sealed=sealed)
    assert found == (tmp_path / main, tmp_path / beside)
    assert backups._ENVELOPES.fullmatch(beside)  # noqa: SLF001 - what ages out must know its own names
    assert not backups._ENVELOPES.fullmatch(main)  # noqa: SLF001


def test_a_desk_that_is_not_founded_has_a_name_too_and_a_folder_must_be_there(tmp_path: Path) -> None:
    assert backups.names(tmp_path, "", NOW, sealed=False)[0].name.startswith("dueprocess-unfounded-")
    with pytest.raises(archives.PlaceError, match="there is no folder"):
        backups.names(tmp_path / "no/a.tar", DESK, NOW, sealed=False)


def test_two_backups_of_one_second_have_two_names(tmp_path: Path) -> None:
    first, _ = backups.names(tmp_path, DESK, NOW, sealed=False)
    first.touch()
    second, beside = backups.names(tmp_path, DESK, NOW, sealed=False)
    assert second != first
    assert not second.exists()
    assert backups.made_at(second) - backups.made_at(first) == datetime.timedelta(seconds=1)
    assert beside.name.removesuffix(".envelopes.tar") == second.name.removesuffix(".tar")


def stamped(folder: Path, days: float, end: str) -> Path:
    at = NOW - datetime.timedelta(days=days)
    path = folder / f"dueprocess-7cd79565-{at:%Y%m%dT%H%M%SZ}{end}"
    path.touch()
    return path


def test_envelopes_live_35_days_by_the_time_in_their_name_and_nothing_else_goes(tmp_path: Path) -> None:
    old = [stamped(tmp_path, 35.001, ".envelopes.tar"), stamped(tmp_path, 400, ".envelopes.tar.age")]
    stay = [stamped(tmp_path, 34.999, ".envelopes.tar"), stamped(tmp_path, 400, ".tar"), stamped(tmp_path, 0, ".tar")]
    named = tmp_path / "mine.envelopes.tar"
    (tmp_path / "letter.envelopes.txt").touch()
    stay += [named, tmp_path / "letter.envelopes.txt"]
    for path in stay[-2:]:
        path.touch()
        os.utime(path, (NOW.timestamp(), NOW.timestamp() - 40 * 86400))
    old.append(stay.pop(-2))  # without a time in its name its own time counts
    draft, fresh = tmp_path / ".a.tar.1.part", tmp_path / ".b.tar.2.part"
    for path, age in ((draft, 90_000), (fresh, 80_000)):
        path.touch()
        os.utime(path, (NOW.timestamp() - age, NOW.timestamp() - age))
    assert {path.name for path in backups.old_envelopes(tmp_path, NOW)} == {path.name for path in old}
    assert sorted(backups.age_out(tmp_path, NOW)) == sorted(path.name for path in old)
    assert set(tmp_path.iterdir()) == {*stay, fresh}
    assert backups.age_out(tmp_path, NOW) == []


def test_upgrades_keep_three_and_what_others_put_there(tmp_path: Path) -> None:
    whole = [stamped(tmp_path, days, ".tar") for days in (1, 2, 3, 4, 5)]
    for days in (1, 2, 4, 5):
        stamped(tmp_path, days, ".envelopes.tar")
    (tmp_path / "notes.txt").touch()
    gone = upgrades.prune(tmp_path)
    assert len(gone) == 4
    assert {path.name for path in tmp_path.iterdir() if path.name.endswith("Z.tar")} == {one.name for one in whole[:3]}
    assert (tmp_path / "notes.txt").exists()
    assert len(list(tmp_path.iterdir())) == 3 + 2 + 1
    assert upgrades.prune(tmp_path) == []


def test_where_a_home_was_backed_up_is_remembered(home: Home, tmp_path: Path) -> None:
    assert backups.last(home) is None
    made = backups.Made(tmp_path / "a.tar", tmp_path / "b", "2026-11-24T21:00:05Z", "0", {}, (), ())
    backups.note(home, made)
    assert backups.last(home) == (NOW, tmp_path / "a.tar")
    (home.path / backups.LAST).write_text("{")
    assert backups.last(home) is None


def test_the_desk_of_a_home_is_read_from_its_pin(home: Home) -> None:
    assert backups.desk_of(home) == ""
    home.pin.write_text("[]")
    assert backups.desk_of(home) == ""
    home.pin.write_text(f'{{"desk": "{DESK}"}}')
    assert backups.desk_of(home) == DESK


def reader_of(file: io.BytesIO, parts: dict[str, bytes], **manifest: Any) -> io.BytesIO:
    writer = archives.Writer(file)
    for name, data in parts.items():
        writer.add(name, io.BytesIO(data), len(data))
    writer.close(manifest)
    return file


def test_a_row_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backups, "MAX_LINE", 100)
    packed = gzip.compress(b"[1]\n" + b"x" * 101)
    file = reader_of(io.BytesIO(), {"tables/data_case.jsonl.gz": packed})
    with archives.reading(file) as reader:
        rows = backups.lines(reader, "data_case")
        assert next(rows) == b"[1]\n"
        with pytest.raises(archives.ArchiveError, match="a row of data_case"):
            next(rows)


WHOLE: dict[str, Any] = {"kind": "desk", "desk": "", "made_at": "", "program": "", "tables": {}, "migrations": []}


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "other"},
        {"desk": None},
        {"program": 1},
        {"tables": None},
        {"tables": {"data_case": 7}},
        {"tables": {"data_case": {"rows": "7", "columns": []}}},
        {"tables": {"data_case": {"rows": 7}}},
        {"heads": []},
        {"apart": 1},
        {"missing": "x"},
        {"migrations": 7},
        {"migrations": [["data"]]},
    ],
)
def test_a_manifest_of_another_shape_is_refused(change: dict[str, Any]) -> None:
    with (
        pytest.raises(archives.ArchiveError),
        restores._opened(  # noqa: SLF001
            reader_of(io.BytesIO(), {}, **{**WHOLE, **change}), backups.DESK
        ),
    ):
        pass
