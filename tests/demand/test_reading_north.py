"""Our own letters of senders that the reader does not know: what it fills is right, and most of what is there."""

from pathlib import Path

import pytest
from bench.letters import figures, letters

LETTERS = Path(__file__).resolve().parents[1] / "golden" / "letters"
LANGUAGES = ("cs", "pl", "pt", "sv", "tr")
IDENTIFIERS = ("targets", "register_numbers")


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_are_read(language: str) -> None:
    found = figures(letters(LETTERS / language))
    assert found["is_demand"].precision == 1
    for name, one in found.items():
        assert one.precision >= (0.99 if name in IDENTIFIERS else 0.9), (name, one)
        assert one.recall >= 0.6 or one.there < 3, (name, one)  # of two, a half is one letter
