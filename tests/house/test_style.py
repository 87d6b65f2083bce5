"""What docs/style.md forbids and a program can find: words of the data model on pages, and a debt for a demand."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dueprocess.desk.web import badges, languages

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


TEMPLATES = sorted((ROOT / "src/dueprocess/desk").glob("*/templates/**/*.html"))
SHEET = ROOT / "src/dueprocess/desk/web/static/dueprocess"
VAULT = ROOT / "frontend/static/vault.css"
MEANINGS = {"refused": "done", "partly": "partly", "late": "late", "unsure": "unsure"}
"""Colours that both programs have: their name on the desk's pages, and in the vault."""


def classes(kind: str, text: str) -> list[str]:
    """The classes beside ``kind`` in a template; what a filter of the table gives is left out."""
    found = re.findall(rf'class="{kind}\b([^"]*)"', text)
    kept = [re.sub(r"{{[^}]*\|(outcome|production|flag) }}|{%.*?%}", " ", one) for one in found]
    return [name or "" for one in kept for name in (one.split() or [""])]


def test_a_badge_is_of_the_table_and_says_in_two_words_what_was_decided() -> None:
    assert len(TEMPLATES) > 50
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        assert set(classes("state", text)) <= {*badges.Badge, ""}, path.name
        assert set(classes("flag", text)) <= {*badges.FLAGS, "small", ""}, path.name
        said = re.findall(r'class="state[^"]*">{% translate "([^"]*)" %}<', text)
        assert [one for one in said if len(one.split()) > 3] == [], path.name


def test_each_badge_has_its_colour_and_no_other_class_has_one() -> None:
    sheet = (SHEET / "desk.css").read_text("utf-8")
    assert set(re.findall(r"^\.state\.([a-z]+) ", sheet, re.MULTILINE)) == set(badges.Badge)
    assert set(re.findall(r"^\.flag\.([a-z]+)", sheet, re.MULTILINE)) == set(badges.FLAGS)


def test_a_colour_means_the_same_in_both_programs() -> None:
    desk, vault = ((path.read_text("utf-8")) for path in (SHEET / "tokens.css", VAULT))
    for here, there in MEANINGS.items():
        for part in ("", "-wash"):
            ours = re.findall(rf"--{here}{part}: (#[0-9a-f]+);", desk)[:2]  # light, dark
            theirs = re.findall(rf"--{there}{part}: (#[0-9a-f]+);", vault)[:2]
            assert ours == theirs, (here, part)


def test_one_form_of_a_day_stands_in_what_a_command_says() -> None:
    said = [*(ROOT / "src/dueprocess/cli").glob("*.py"), *(ROOT / "src/dueprocess/operate").glob("doctor*.py")]
    assert len(said) > 50
    for path in said:
        text = path.read_text("utf-8")
        # A moment with its T is data; a format of a click option is what somebody types.
        assert re.findall(r"[:\"]%Y-%m-%d[ }\"](?!\])|%[abdB]\b", text.replace('DateTime(["%Y-%m-%d"])', "")) == [], (
            path.name
        )
