from __future__ import annotations

import json
from pathlib import Path

import pytest

from dueprocess.demand.codes import AuthorityKind
from dueprocess.operate.directory import FILE, MAX_BYTES, DirectoryError, add, own
from dueprocess.operate.home import Home


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return Home(tmp_path).create()


def test_a_desk_without_rows_of_its_own_has_none(place: Home) -> None:
    assert own(place) == {}


def test_a_row_comes_back_as_it_was_added(place: Home) -> None:
    add(place, "DE-PP-TALBACH", "Polizeipräsidium Talbach", "DE", AuthorityKind.POLICE, ("PP Talbach",))
    add(place, "XX-ASSOC", "A private league", "DE", AuthorityKind.PRIVATE)
    rows = own(place)
    assert rows["DE-PP-TALBACH"].names == ("Polizeipräsidium Talbach", "PP Talbach")
    assert rows["DE-PP-TALBACH"].government_body
    assert not rows["XX-ASSOC"].government_body


def test_an_id_stands_once(place: Home) -> None:
    add(place, "DE-PP-TALBACH", "Talbach", "DE", AuthorityKind.POLICE)
    with pytest.raises(DirectoryError, match="already"):
        add(place, "DE-PP-TALBACH", "Another", "DE", AuthorityKind.POLICE)


@pytest.mark.parametrize(
    ("name_id", "name", "country"),
    [
        ("talbach", "Talbach", "DE"),
        ("DE-X", "", "DE"),
        ("DE-X", "two\nlines", "DE"),
        ("DE-X", "x" * 201, "DE"),
        ("DE-X", "Talbach", "de"),
    ],
)
def test_an_unfit_row_is_refused(place: Home, name_id: str, name: str, country: str) -> None:
    with pytest.raises(DirectoryError, match="an id is as"):
        add(place, name_id, name, country, AuthorityKind.POLICE)


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[1]",
        "{}x",
        json.dumps([{"id": "DE-X"}]),
        json.dumps([{"id": "DE-X", "name": "X", "country": "DE", "kind": "no"}]),
    ],
)
def test_a_damaged_file_says_what_to_do(place: Home, content: str) -> None:
    (place.path / FILE).write_text(content)
    with pytest.raises(DirectoryError):
        own(place)


def test_a_file_that_is_too_long_is_damaged(place: Home) -> None:
    (place.path / FILE).write_text("[" + " " * MAX_BYTES + "]")
    with pytest.raises(DirectoryError, match="restore it"):
        own(place)
