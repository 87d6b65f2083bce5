"""The demands that wait at the practice desk: their mails are made up, and the guide speaks in the page's own words."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest

from dueprocess_lab import practice_demands, practice_officer

ROOT = Path(__file__).parents[2]
WAITING = practice_demands.waiting()
OF_THE_LETTER = {"subscriber", "Bestandsdaten", "Polizeipräsidium Talbach"}
"""What the page offers to choose, and no sentence of its own."""


def spoken() -> list[tuple[str, str]]:
    """Every sentence and act of the vault, English and German."""
    text = "".join(path.read_text("utf-8") for path in sorted((ROOT / "frontend/src/words").glob("de*.ts")))
    pairs = re.findall(r'^\s*(?:"((?:[^"\\]|\\.)+)"|(\w+)): "((?:[^"\\]|\\.)*)"', text, re.MULTILINE)
    acts = json.loads((ROOT / "frontend/src/acts/acts.de.json").read_text("utf-8"))
    return [*((one or name, german) for one, name, german in pairs), *acts.items()]


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_in_bold_is_a_word_of_the_page(language: str) -> None:
    at = ("en", "de").index(language)
    known = [re.escape(pair[at]).replace(r"\{0\}", ".+") for pair in spoken()]
    said = [word for one in WAITING for step in one.steps for word in step.says[language].split("**")[1::2]]
    assert len(said) > 8
    for word in set(said) - OF_THE_LETTER:
        assert any(re.match(f"{one}$", word) or one.startswith(re.escape(word)) for one in known), word


def test_every_sentence_stands_in_both_languages() -> None:
    for one in WAITING:
        assert {*one.title} == {*one.ended} == {"en", "de"}
        assert all({*step.name} == {*step.says} == {"en", "de"} for step in one.steps)


@pytest.mark.parametrize("day", [datetime.date(2026, 11, 29), datetime.date(2028, 2, 29)], ids=str)
def test_the_mails_are_made_up_and_of_the_day(day: datetime.date) -> None:
    for one in WAITING:
        text = one.content(day).decode()
        hosts = re.findall(r"@([A-Za-z0-9.-]+)", text)
        assert hosts
        assert all(host.endswith(".example") for host in hosts)
        assert f"Date: {day:%a, %d %b %Y} " in text


def test_the_receipts_code_is_that_of_the_portal() -> None:
    # frontend/src/portal/code.ts reads it: 28 letters in groups of four, the last 12 bits a check.
    code = practice_officer.code_of(bytes(range(16)))
    letters = code.replace("-", "")
    whole = 0
    for letter in letters:
        whole = whole * 32 + practice_officer.LETTERS.index(letter)
    assert (len(letters), whole >> 12) == (28, int.from_bytes(bytes(range(16))))
