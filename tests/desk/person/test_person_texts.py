"""The three languages say the same things, and what a page says comes out of closed codes."""

import re

import pytest

from dueprocess.adapters.texts import folder, table
from dueprocess.demand.codes import AuthorityKind, DataCategory, Kind, Outcome
from dueprocess.desk.person.texts import LANGUAGES, load
from dueprocess.desk.publish import texts as public
from dueprocess.desk.publish.texts import TextError

_PLACE = re.compile(r"{(\w+)}")


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_each_language_has_each_sentence_with_the_same_values(language: str) -> None:
    english, other = table("person", "en"), table("person", language)
    assert {(part, key) for part in english for key in english[part]} == {
        (part, key) for part in other for key in other[part]
    }
    for part, sentences in english.items():
        for key, text in sentences.items():
            assert set(_PLACE.findall(str(text))) == set(_PLACE.findall(str(other[part][key]))), (part, key)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words(language: str) -> None:
    for kind in Kind:
        assert public.load(language)("asked", str(kind))
    for outcome in Outcome:
        assert public.load(language)("did", str(outcome))
    for one in AuthorityKind:
        assert public.load(language)("authorities", str(one))
    for data in DataCategory:
        assert load(language)("data", str(data))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_called_a_suspect_and_nobody_is_asked_to_follow_a_link(language: str) -> None:
    text = (folder() / "person" / f"{language}.toml").read_text("utf-8").lower()
    for word in ("suspect", "accused", "crime", "verdächtig", "beschuldigt", "straftat", "ملزم", "مجرم", "جرم"):
        assert word not in text
    assert "http" not in text


def test_no_other_language() -> None:
    with pytest.raises(TextError, match="there are en, de, ur"):
        load("fr")
