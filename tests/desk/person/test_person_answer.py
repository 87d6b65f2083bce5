"""The letter that answers a contest, and the words of contesting: closed codes, the same keys in each language."""

import dataclasses
import re

import pytest

from dueprocess.case.contest_records import NOTHING, Contest, Restored
from dueprocess.case.state import Deciding, ItemState
from dueprocess.desk.person.answer import letter_of
from dueprocess.desk.person.texts import LANGUAGES, contesting
from person_samples import HOUSE

MADE = Contest(1, "T1", "person", "page", "2026-11-02", "2026-12-02", "", ("aster", "birk"), "aster", "1" * 64)


def ended(end: str, **more: object) -> Contest:
    return dataclasses.replace(MADE, outcome=end, decided_by="cedar", decided_on="2026-11-09", **more)  # type: ignore[arg-type]


def test_each_language_has_the_same_words_with_the_same_places() -> None:
    tables = [contesting(language).table for language in LANGUAGES]
    for table in tables:
        for section in ("form", "answer"):
            assert table[section].keys() == tables[0][section].keys()
            for key, says in table[section].items():
                assert set(re.findall(r"\{\w+\}", says)) == set(re.findall(r"\{\w+\}", tables[0][section][key])), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_became_of_it_and_by_whom_of_the_house_without_a_name(language: str) -> None:
    words = contesting(language).table["answer"]
    item = ItemState(1, Deciding.OPEN)
    text = letter_of(HOUSE, item, ended("reversed"), language)
    assert words["reversed"] in text
    assert words["other"] in text
    assert words["anew"] in text
    assert words["bound"] in text
    assert not [name for name in ("aster", "birk", "cedar") if name in text]
    same = letter_of(HOUSE, ItemState(1, Deciding.DECIDED), ended("upheld", same=True), language)
    assert words["same"] in same
    assert words["anew"] not in same


def test_what_is_owed_back_is_said_until_two_say_that_it_is_back() -> None:
    words, item = contesting("en").table["answer"], ItemState(1, Deciding.DECIDED)
    named = Restored("account", "2026-11-10", "aster", "2" * 64)
    for back in (None, named):
        assert words["restores"] in letter_of(HOUSE, item, ended("reversed", restores=True, restored=back), "en")
    done = dataclasses.replace(named, confirmed_by="birk")
    text = letter_of(HOUSE, item, ended("reversed", restores=True, restored=done), "en")
    assert "The account has been back since 10 November 2026." in text


def test_what_nobody_decided_has_no_answer_and_what_was_taken_back_asks_whether_it_was() -> None:
    with pytest.raises(ValueError, match="nothing to answer"):
        letter_of(HOUSE, ItemState(1), MADE, "en")
    for language in ("en", "de", "ur"):
        words = contesting(language).table["answer"]
        text = letter_of(HOUSE, ItemState(1), ended("taken_back"), language)
        assert words["taken_back"] in text
        assert words["other"] not in text
    assert NOTHING.open == ()
