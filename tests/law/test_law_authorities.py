"""What the directory that ships says of an office: nothing that its quoted line does not hold (hazard 2.4)."""

from typing import Any

import pytest

from dueprocess.adapters import law_files
from dueprocess.law.authorities import authority
from dueprocess.law.texts import ShelfError

ROW: dict[str, Any] = {
    "id": "DE-X",
    "country": "DE",
    "name": {"en": "Office"},
    "aliases": [],
    "kind": "police",
    "place": None,
    "source": {"title": "t"},
    "status": "unverified",
    "checked_on": "2026-12-01",
}
LINE = {"url": "https://x.example/", "read_on": "2026-12-01"}


@pytest.mark.parametrize(
    ("quote", "number"),
    [
        ("Phone: +49 (0)611 55 - 0", "+49611550"),
        ("Tel. 0228/99 410-40", "+492289941040"),
        ("202-514-2000", "+12025142000"),
        ("0049 30 5550100", "+49305550100"),
    ],
)
def test_a_number_stands_in_its_line_however_it_is_written(quote: str, number: str) -> None:
    one = authority({**ROW, "public": [{**LINE, "quote": quote, "number": number}]})
    assert one.public[0].number == number


@pytest.mark.parametrize(
    "line",
    [
        {"quote": "Phone: +49 611 55-0", "number": "+49611551"},
        {"quote": "Phone on our page", "number": "+49611550"},
        {"quote": "E-Mail: post@bka.example", "domain": "bka-auskunft.example"},
    ],
)
def test_what_the_line_does_not_hold_is_refused(line: dict[str, str]) -> None:
    with pytest.raises(ShelfError, match="does not hold"):
        authority({**ROW, "public": [{**LINE, **line}]})


def test_a_state_is_part_of_the_country() -> None:
    assert authority({**ROW, "state": "DE-NW", "parent": "DE-Y"}).state == "DE-NW"
    with pytest.raises(ShelfError, match="no part"):
        authority({**ROW, "state": "AT-9"})


def test_each_body_above_is_in_the_directory_and_few_numbers_ship() -> None:
    shelf = law_files.load()
    listed = shelf.authorities.values()
    assert {one.parent for one in listed} - {""} <= shelf.authorities.keys()
    numbers = {one.id for one in listed for line in one.public if line.number}
    assert numbers == {"DE-BFJ", "DE-BKA", "US-DOJ"}  # each read in a page that its file names; more need a reading
    assert all(line.url.startswith("https://") for one in listed for line in one.public)
