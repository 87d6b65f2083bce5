"""What docs/style.md forbids and a program can find: words of the data model on pages, and a debt for a demand."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dueprocess.desk.web import languages

ROOT = Path(__file__).parents[2]
CATALOGUE = languages.LOCALE / "de" / "LC_MESSAGES" / "django.po"
TEXTS = sorted(ROOT.glob("texts/*/*.toml"))
INSIDE = re.compile(r"\b(face|faces|shelf|shelves|gate|gates|handle|handles|sort of body)\b", re.IGNORECASE)
DEBT = re.compile(r"\b\w*forderung(en)?\b", re.IGNORECASE)
NO_DEBT = re.compile(r"(Anf|Auff|Herausf|Rückf|Sicherungsauff|Einf)orderung(en)?", re.IGNORECASE)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


def debts(text: str) -> list[str]:
    return [one.group() for one in DEBT.finditer(text) if not NO_DEBT.fullmatch(one.group())]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_text_speaks_in_the_words_of_our_data_model_or_of_a_debt(path: Path) -> None:
    said = list(strings(tomllib.loads(path.read_text("utf-8"))))
    assert said
    assert not [one for one in said if debts(one)]
    assert not [one for one in said if path.stem in {"en", "measures"} and INSIDE.search(one)]


def test_no_german_sentence_of_the_desk_calls_a_demand_a_debt() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    said = [text for one in catalogue for text in (one.string if isinstance(one.string, tuple) else (one.string,))]
    assert len(said) > 1000
    assert not [one for one in said if debts(one)]


def test_no_german_word_of_the_vault_calls_a_demand_a_debt() -> None:
    words = [path.read_text("utf-8") for path in sorted((ROOT / "frontend/src/words").glob("de*.ts"))]
    assert words
    assert not [one for text in words for one in debts(text)]


def test_no_german_word_of_the_law_calls_a_demand_a_debt() -> None:
    found = [path for path in (ROOT / "law").rglob("*.yaml") if debts(path.read_text("utf-8"))]
    assert not found


def test_no_german_word_of_the_scorecard_calls_a_demand_a_debt() -> None:
    with (ROOT / "src/transparency/score/words.csv").open(encoding="utf-8", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert len(cells) > 100
    assert not [one for one in cells if debts(one)]
