"""Names of shelves: countries, parts of them, the Union, the Council of Europe."""

from pathlib import Path

import pytest

from dueprocess.adapters.law_files import load
from dueprocess.adapters.names import place


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DE", "de", "Deutschland"),
        ("EU", "en", "European Union"),
        ("CE", "de", "Europarat"),
        ("DE-BY", "en", "Bavaria"),
        ("DE-BY", "de", "Bayern"),
        ("DE-BE", "de", "Berlin"),
        ("FR-75", "en", "FR-75"),
        ("DE", "xr", "Germany"),
    ],
)
def test_a_place_has_a_name(code: str, language: str, name: str) -> None:
    assert place(code, language) == name


def test_every_shelf_that_ships_has_a_name(root: Path) -> None:
    for one in load(root / "law").instruments.values():
        assert place(one.country) != one.country
