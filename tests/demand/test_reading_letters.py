"""Letters of our own invention, of senders that no directory knows, each with its truth: what is filled is right.

``python -m bench.letters tests/golden/letters/de`` prints the figures, ``--misses FIELD`` what is read otherwise.
"""

from pathlib import Path

import pytest
from bench import letters

FOLDERS = letters.OWN
EXACT = ("is_demand", "targets", "register_numbers", "kinds", "deadline", "emergency", "secrecy", "court_order")
MOST_FOUND = 0.85


@pytest.mark.parametrize("language", ["de", "fr"])
def test_what_is_filled_is_right_and_little_is_left_blank(language: str) -> None:
    found = letters.figures(letters.letters(Path(FOLDERS, language)))
    assert {name: found[name].precision for name in EXACT} == dict.fromkeys(EXACT, 1.0)
    assert {name for name, one in found.items() if one.recall < MOST_FOUND} == set()
