"""The three languages say the same things, and what a page says comes out of closed codes."""

import pytest

from dueprocess.adapters.texts import folder
from dueprocess.demand.codes import AuthorityKind, DataCategory, Kind, Outcome
from dueprocess.desk.person.texts import LANGUAGES, load
from dueprocess.desk.publish import texts as public


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
