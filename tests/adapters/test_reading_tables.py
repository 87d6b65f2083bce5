"""The words by which demands are read: one file more is one language more; a wrong file is named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from dueprocess.adapters import jobs_read, law_cache, law_files, reader, reading_tables
from dueprocess.demand.codes import Kind, SecrecySource

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A language that nobody speaks: no other file can know its words.
MADE_UP = """\
id: zz
country: UG
demand:
  asks: [gazumi]
kinds:
  disclosure: [brivolant]
  content: [dezalu]
kinds_not:
  content: [dezalu la]
months:
  "3": [martu]
numbers:
  "4": [kvarin]
units:
  day: [tagun]
deadline:
  leads: [ene de]
identifiers:
  labels: [konulo]
registers:
  labels: ["dosiero:"]
heads:
  - kind: police
    words: [torvik]
secrecy:
  cues: [ne parolu]
  by_law: [ledo]
"""
LETTER = """\
Torvik Malenkost

5 martu 2026
Dosiero: TM 17/26

Gazumi vi brivolant konulo "frobna" pri la uzanto, ene de kvarin tagun. Dezalu la nenion.
Vi ne parolu pri tio, per ledo.
"""


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "law"
    for folder in ("languages", "schema", "UG"):
        shutil.copytree(law_cache.default_root() / folder, root / folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(law_cache, "default_root", lambda: root)
    reader.tables.cache_clear()
    yield root
    reader.tables.cache_clear()


def draft() -> object:
    reader.tables.cache_clear()
    return jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())


def test_a_language_more_is_one_file_more(law: Path) -> None:
    assert draft().kinds == ()  # type: ignore[attr-defined]
    (law / "languages" / "zz.yaml").write_text(MADE_UP, encoding="utf-8")
    read = jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())
    assert read.kinds == ()  # what a process read once stays as it was
    reader.tables.cache_clear()
    read = jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())
    assert (read.is_demand, read.kinds, read.targets) == (True, (Kind.DISCLOSURE,), ("frobna",))
    assert (read.document_date, read.register_numbers, read.deadline) == ("2026-03-05", ("TM 17/26",), "P4D")
    assert (read.country, read.authority, read.authority_kind, read.secrecy) == (
        None,
        "Torvik Malenkost",
        "police",
        SecrecySource.STATUTE,
    )


def test_the_tables_are_compiled_once_and_read_again_when_a_byte_changes(
    law: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (law / "languages" / "zz.yaml").write_text(MADE_UP, encoding="utf-8")
    assert "brivolant" in reading_tables.load(law)["kinds.disclosure"]
    reading_tables.forget()
    with monkeypatch.context() as patch:
        patch.setattr(law_files, "read", None)  # nothing is parsed
        assert "brivolant" in reading_tables.load(law)["kinds.disclosure"]
    (law / "languages" / "zz.yaml").write_text(MADE_UP.replace("brivolant", "brevolant"), encoding="utf-8")
    assert "brivolant" not in reading_tables.load(law)["kinds.disclosure"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("languages/zz.yaml", "id: zz\nkinds:\n  begging: [please]\n", "line 2, kinds: .*begging"),
        ("languages/zz.yaml", "id: zz\nnames: [zzland]\n", "names"),
        ("languages/zz.yaml", "id: qq\n", "file name and id must be the same"),
        ("languages/zz.yaml", "id: zz\ndemand:\n  asks: []\n", "asks"),
        ("UG/reading.yaml", "id: reading\nnames: [uganda]\n", "country"),
        ("UG/reading.yaml", "id: reading\ncountry: DE\n", "folder and country must be the same"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(law: Path, name: str, text: str, said: str) -> None:
    (law / name).write_text(text, encoding="utf-8")
    with pytest.raises(law_files.LawFileError, match=said) as caught:
        reading_tables.load(law)
    assert str(law / name) in str(caught.value)


def test_every_list_that_ships_is_asked_for_by_the_reader_and_in_lower_case() -> None:
    tables = reading_tables.load()
    assert tables.country_of["de"] == "DE"
    assert "uganda" in tables.names["UG"]
    for name, phrases in tables.lists.items():
        assert all(phrase == phrase.lower() for phrase in phrases), name
