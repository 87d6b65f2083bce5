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
ANSWERS = ("@", "subscriber", "Bestandsdaten", "Talbach", "Moorau")
"""What whoever tries it reads in the letter themselves: which account, what, and who asks."""


def spoken() -> list[tuple[str, str]]:
    """Every sentence and act of the vault, English and German."""
    text = "".join(path.read_text("utf-8") for path in sorted((ROOT / "frontend/src/words").glob("de*.ts")))
    pairs = re.findall(r'^\s*(?:"((?:[^"\\]|\\.)+)"|(\w+)): "((?:[^"\\]|\\.)*)"', text, re.MULTILINE)
    acts = json.loads((ROOT / "frontend/src/acts/acts.de.json").read_text("utf-8"))
    return [*((one or name, german) for one, name, german in pairs), *acts.items()]


def sentences(language: str) -> list[str]:
    """What the line above the letter says, step by step."""
    steps = [step for one in WAITING for step in one.steps]
    return [one.says[language] for step in steps for one in (step, *step.parts)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_line_dictates_nothing_that_two_people_read_for_themselves(language: str) -> None:
    assert not [text for text in sentences(language) if any(word in text for word in ANSWERS)]


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_in_bold_is_a_word_of_the_page(language: str) -> None:
    at = ("en", "de").index(language)
    known = [re.escape(pair[at]).replace(r"\{0\}", ".+") for pair in spoken()]
    said = [word for text in sentences(language) for word in text.split("**")[1::2]]
    assert len(said) > 8
    for word in set(said):
        assert any(re.match(f"{one}$", word) or one.startswith(re.escape(word)) for one in known), word


def test_every_sentence_stands_in_both_languages() -> None:
    for one in WAITING:
        assert {*one.title} == {*one.ended} == {*one.rest} == {"en", "de"}
        assert all({*step.name} == {*step.says} == {"en", "de"} for step in one.steps)
        assert all({*part.says} == {"en", "de"} for step in one.steps for part in step.parts)


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
