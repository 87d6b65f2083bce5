"""Reading the law folder: what it takes, what it refuses, and how it says so."""

import contextlib
import datetime
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import law_files
from dueprocess.adapters.law_files import LawFileError, altered, load, parse
from dueprocess.law.texts import Signature


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    for name in ("schema", "DE"):
        shutil.copytree(root / "law" / name, tmp_path / name)
    return tmp_path


def change(folder: Path, old: str, new: str, name: str = "DE-STPO-100J") -> Path:
    path = folder / "DE" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_law_that_ships_is_read(root: Path) -> None:
    shelf = load(root / "law")
    assert {"DE-STPO-100J", "EU-EPOC-SUB", "EU-DSA-9"} <= set(shelf.instruments)
    assert shelf.aliases()["§ 100j StPO"] == "DE-STPO-100J"
    assert shelf.digest == load().digest


def test_every_citation_of_germany_and_the_union_is_dated(root: Path) -> None:
    for one in load(root / "law").instruments.values():
        if one.state in {"DE", "EU"}:
            for rule in one.latest.rules:
                citation = rule.cited.citation
                assert citation.status != "verified" or "2013-07-01" <= (citation.checked_on or "") <= "2026-11-25"
                assert "de" in rule.says


def test_the_published_digest_is_that_of_the_files(root: Path) -> None:
    """To mend it after a change of law: write the digest that this prints into ``law_files.PUBLISHED``."""
    shelf = load(root / "law")
    assert shelf.law_digest == law_files.PUBLISHED
    assert not altered(load(root / "law", signatures=[Signature("DE-STPO-100J", "fern", datetime.date(2026, 11, 1))]))


def test_an_old_text_is_law_too(folder: Path) -> None:
    """Texts of other days may nest tests as deep as the newest, and a change in them changes the digest."""
    before = load(folder).law_digest
    change(folder, 'amount: "18.00"', 'amount: "19.00"')
    assert load(folder).law_digest != before


def test_one_changed_byte_of_law_is_found(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root / "law", tmp_path / "law")
    assert not altered(load(copy))
    change(copy, "status: verified", "status: unverified")
    assert altered(load(copy))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("country: DE", "country: DE\ncountry: FR", "stands twice"),
        ("country: DE", "country: &a DE\nact: *a", "alias"),
        ("country: DE", "country: !!python/name:os.system DE", "tag"),
        ("country: DE", "country: Germany", "country"),
        ("country: DE", "country: [DE", "law-format.md"),
        ("country: DE", "country: DE\nmodel: new", "model"),
        ("country: DE", "country: DE\n7: new", "quotes"),
        ("id: DE-STPO-100J", "id: DE-STPO-100K", "same"),
        (", checked_on: 2022-03-26, status: verified}", ", status: verified}", "checked_on"),
        (", checked_on: 2022-03-26, status: verified}", ", checked_on: null, status: verified}", "null"),
        ("    cite: {act", "    cote: {act", "cite"),
        ("test: {flag: cites_law}", "test: {flag: cites_lore}", "cites_lore"),
        ("test: {flag: cites_law}", "test: {court: true}", "court"),
        ("test: {flag: cites_law}", "test: " + "{not: " * 20 + "{always: true}" + "}" * 20, "deeper"),
    ],
)
def test_a_bad_file_is_refused_and_named(folder: Path, old: str, new: str, says: str) -> None:
    path = change(folder, old, new)
    with pytest.raises(LawFileError, match=says) as fault:
        load(folder)
    assert str(path) in str(fault.value)


def test_huge_files_strange_bytes_and_missing_folders(folder: Path) -> None:
    path = folder / "DE" / "DE-STPO-100J.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LawFileError, match="UTF-8"):
        load(folder)
    path.write_bytes(b"#" * (law_files.MAX_BYTES + 1))
    with pytest.raises(LawFileError, match="bytes"):
        load(folder)
    with pytest.raises(LawFileError, match="no such folder"):
        load(folder / "nowhere")


def test_only_true_false_null_and_whole_numbers_are_more_than_text() -> None:
    text = 'a: no\nb: on\nc: 2026-01-01\nd: 12:30\ne: true\nf: "7"\ng: 7\nh: ~\ni: -3\nj: 1.5\nk: 18.00'
    assert parse(text) == {
        "a": "no",
        "b": "on",
        "c": "2026-01-01",
        "d": "12:30",
        "e": True,
        "f": "7",
        "g": 7,
        "h": None,
        "i": -3,
        "j": "1.5",
        "k": "18.00",
    }


@given(st.text(max_size=60) | st.text("{}[]&*!:-, \n'\"ab", max_size=40))
def test_nothing_but_its_own_error(text: str) -> None:
    with contextlib.suppress(LawFileError):
        parse(text)
