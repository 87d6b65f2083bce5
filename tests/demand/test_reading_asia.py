"""Letters from Russia to Japan, of our own invention: what is filled is right; a domain may end a sentence."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters.reader import read

LANGUAGES = ("ru", "uk", "zh", "ja", "ur", "hi")


@pytest.mark.parametrize("language", LANGUAGES)
def test_own_letters_are_read(root: Path, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    monkeypatch.syspath_prepend(str(root))
    letters: Any = importlib.import_module("bench.letters")
    found = letters.figures(letters.letters(root / "tests" / "golden" / "letters" / language))
    for name, one in found.items():
        assert one.precision >= 0.8, (name, one)
        assert one.recall >= 0.75, (name, one)
    assert found["is_demand"].precision == 1


@pytest.mark.parametrize("end", [".", ". The order applies at once.", ", and", " "])
def test_a_domain_may_end_a_sentence(end: str) -> None:
    draft = read("Ministry of Information\n\nWe order you to block access to the website one-two.example" + end)
    assert draft.targets == ("one-two.example",)
