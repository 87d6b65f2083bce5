"""Letters of senders that no directory knows, each with its truth: what is filled is right, and most is filled.

``python -m bench.letters tests/golden/incoming/own/de`` prints the figures, ``--misses FIELD`` what is read otherwise.
"""

import importlib
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.reading.page import page

IDENTIFIERS = ("targets", "register_numbers")
INCOMING = Path(__file__).resolve().parents[1] / "golden" / "incoming"
OWN = INCOMING / "own"


@pytest.fixture
def bench(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(root))
    return importlib.import_module("bench.letters")


@pytest.mark.parametrize("language", sorted(folder.name for folder in OWN.iterdir()))
def test_our_own_letters_are_read(bench: Any, language: str) -> None:
    found = bench.figures(bench.letters(OWN / language))
    assert found["is_demand"].precision == 1
    for name, one in found.items():
        wrong = one.filled - one.right
        assert wrong <= max(1, one.filled // (20 if name in IDENTIFIERS else 10)), (name, one)
        assert one.recall >= 0.6 or one.there < 3, (name, one)  # of two, a half is one letter


BATCHES = {
    "first": 154,
    "second": 60,
    "third": 70,
    "fourth": 38,
    "fifth": 40,
    "sixth": 80,
    "seventh": 40,
    "eighth": 40,
}


@pytest.mark.slow
@pytest.mark.parametrize("batch", BATCHES)
def test_letters_that_others_wrote_are_known_as_what_they_are(bench: Any, batch: str) -> None:
    read = [one for folder in sorted((INCOMING / batch).iterdir()) for one in bench.letters(folder)]
    found = bench.figures(read)
    assert len(read) == BATCHES[batch]
    assert found["is_demand"].filled - found["is_demand"].right <= max(2, len(read) * 0.03)
    assert found["targets"].precision >= 0.9


def test_rows_of_a_table_are_lines_and_a_day_that_a_line_begins_with_is_no_point() -> None:
    text = (
        "Police Station North\n\nAsked are the registration data of these accounts under section 94 and the Order of\n"
        "27. 02. 2026 that stands:\n1\thr.taskpoint@mail.example\tsent an offer letter to complainant\n"
        "2\twithdraw.support7@mail.example\tdemanded an amount\n\nYours faithfully"
    )
    found = page(text, reader.tables())
    assert "order of 27. 02. 2026 that stands:\n1 hr" in found.low
    assert "complainant\n2 withdraw" in found.low


def test_a_box_that_is_not_ticked_says_nothing_in_a_cell_of_its_own() -> None:
    found = page("We ask for:\n☒\tname and address\n☐\tcontent of messages\n☐\tlocation", reader.tables())
    assert "name and address" in found.low
    assert "content" not in found.low
    assert "location" not in found.low
