"""The compiled law: believed only for the very same files, from its owner alone; never needed."""

import json
import os
import shutil
from pathlib import Path

import pytest

from dueprocess.adapters import law_cache, law_files
from dueprocess.adapters.law_cache import Compiled, get, key_of, put

KEY = key_of([("DE/A.yaml", b"id: A")])
LAW = Compiled({"instrument": [{"id": "A"}]}, "d" * 64)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "dueprocess"


def test_what_was_kept_comes_back_for_its_owner_alone(cache: Path) -> None:
    assert get(KEY) is None
    put(KEY, LAW)
    assert get(KEY) == LAW
    (path,) = cache.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    path.chmod(0o620)
    assert get(KEY) is None


def test_another_content_name_or_split_is_another_key() -> None:
    others = [[("DE/A.yaml", b"id: B")], [("DE/B.yaml", b"id: A")], [("DE/A.yaml", b"id: "), ("", b"A")], []]
    assert len({KEY, *map(key_of, others)}) == len(others) + 1


@pytest.mark.parametrize(
    "content",
    ["", "{}\n{}", "[]\n{}", "not json\n", '{"form": "dueprocess/compiled-law/1", "key": "other", "law": "x"}\n{}'],
)
def test_what_is_torn_or_of_another_form_is_not_believed(cache: Path, content: str) -> None:
    put(KEY, LAW)
    (path,) = cache.iterdir()
    path.write_text(content)
    assert get(KEY) is None


def test_a_torn_body_is_not_believed(cache: Path) -> None:
    put(KEY, LAW)
    (path,) = cache.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert get(KEY) is None


def test_somebody_elses_file_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    put(KEY, LAW)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert get(KEY) is None


def test_a_folder_that_cannot_be_written_is_no_fault(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("a file")
    put(KEY, LAW)
    assert get(KEY) is None


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/proc/nowhere")
    assert str(law_cache.folder()).startswith("/proc/nowhere")
    put(KEY, LAW)
    assert get(KEY) is None


def test_few_are_kept(cache: Path) -> None:
    for number in range(law_cache.KEPT + 3):
        put(key_of([(str(number), b"")]), LAW)
    assert len(list(cache.iterdir())) == law_cache.KEPT


def test_the_law_is_the_same_from_the_cache_and_one_byte_is_another(root: Path, tmp_path: Path, cache: Path) -> None:
    copy = shutil.copytree(root / "law" / "DE", tmp_path / "law" / "DE").parent
    first = law_files.load(copy)
    law_files.forget()
    (path,) = cache.iterdir()
    again = law_files.load(copy)
    assert again.law_digest == first.law_digest
    assert dict(again.aliases()) == dict(first.aliases())
    name = "DE-STPO-100J"
    assert again.instruments[name].latest.summary == first.instruments[name].latest.summary
    assert "DE-STPO-100J" in again.instruments
    assert len(again.instruments) == len(first.instruments)
    one = copy / "DE" / "DE-STPO-100J.yaml"
    one.write_text(one.read_text("utf-8").replace("status: verified", "status: unverified", 1), "utf-8")
    changed = law_files.load(copy)
    assert changed.law_digest != first.law_digest
    assert len(list(cache.iterdir())) == 2
    assert json.loads(path.read_text("utf-8").splitlines()[0])["law"] == first.law_digest


@pytest.mark.parametrize(
    ("place", "line"),
    [([], 1), (["a"], 1), (["b", 1], 4), (["b", 1, "c"], 4), (["b", 1, "d"], 5), (["b", 9], 2), (["z"], 1)],
)
def test_a_place_in_a_file_has_a_line(place: list[str | int], line: int) -> None:
    assert law_files.line_of("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n", place) == line
