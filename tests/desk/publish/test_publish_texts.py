"""Texts: every language says the same things, for every code."""

import re

import pytest

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.publish.texts import LANGUAGES, TextError, load
from dueprocess.report.snapshot import PUBLIC_GROUNDS

KEYS = {(section, key) for section, table in load("en").table.items() for key in table}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_and_places(language: str) -> None:
    table = load(language).table
    assert {(section, key) for section in table for key in table[section]} == KEYS
    for section, key in KEYS - {("meta", "reviewed_by"), ("meta", "original")}:
        here, first = table[section][key], load("en").table[section][key]
        assert here.strip(), (section, key)
        assert sorted(re.findall(r"\{\w+\}", here)) == sorted(re.findall(r"\{\w+\}", first)), (section, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    texts = load(language)
    for kind in Kind:
        assert texts("asked", kind).endswith((".", "۔"))
        assert texts("kinds", kind)
    for outcome in [*map(str, Outcome), "open"]:
        assert texts("did", outcome).endswith((".", "۔"))
        assert texts("outcomes", outcome)
    assert all(texts("grounds", ground) for ground in PUBLIC_GROUNDS)
    assert all(texts("authorities", authority) for authority in AuthorityKind)


def test_a_missing_text_or_language_is_an_error() -> None:
    for section, key in (("frame", "nothing"), ("nothing", "skip")):
        with pytest.raises(TextError):
            load("en")(section, key)
    with pytest.raises(TextError):
        load("en")("frame", "as_of", week=3)
    with pytest.raises(TextError):
        load("../../secret")


def test_numbers_countries_and_weeks_are_said_in_the_language() -> None:
    assert load("de").number(12345) == "12.345"
    assert load("en").number(None) == "not known"
    assert [load("en").count("items", many) for many in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
    assert load("ur").country("PK") == "پاکستان"
    assert load("en").country("Q1") == "Q1"
    assert load("de").language_name("en") == "Englisch"
    assert load("en").week("2026-W07") == "Week 7 of 2026"
