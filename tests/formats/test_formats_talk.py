"""Words of a talk: what has no slot cannot be said, and what looks like a person or an address is refused."""

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.formats.errors import ObjectError
from dueprocess.formats.talk import TalkError, decode, encode, first_day, last_day, opened, quarter_of
from talk_samples import EXIT, POSITION, TALK, inside


@pytest.mark.parametrize("words", [TALK, POSITION, EXIT])
def test_words_come_back_as_they_were_written(words: Any) -> None:
    assert decode(encode(words)) == words
    name, data = inside(words)
    assert opened(data) == (words, name)
    assert inside(words)[0] != name, "the same words are named otherwise each time: no name confirms a guess"


@pytest.mark.parametrize(
    "changes",
    [
        {"says": "With Mr Khan of the authority."},
        {"function": "Frau Meier, Referat 3"},
        {"body": "write to legal@pta.example"},
        {"asked": "see https://pta.example/x"},
        {"says": ""},
        {"says": "two\nlines"},
        {"says": "x" * 401},
        {"about": ()},
        {"about": (TALK.about[0], TALK.about[0])},
        {"country": "Pakistan"},
        {"sent": "a text"},
        {"last_day": datetime.date(2027, 1, 1)},
        {"replaces": "a" * 64},
        {"changed": "a comma"},
    ],
)
def test_what_may_not_stand_in_public_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(TalkError):
        encode(replace(TALK, **changes))
    with pytest.raises(TalkError):
        encode(replace(POSITION, came="agreed"))


@given(st.binary(max_size=400))
def test_bytes_of_strangers_are_refused_by_name(data: bytes) -> None:
    with pytest.raises((TalkError, ObjectError)):
        opened(data)


@given(st.dates(datetime.date(1999, 1, 1), datetime.date(2100, 1, 1)))
def test_each_day_lies_in_its_quarter(day: datetime.date) -> None:
    assert first_day(quarter_of(day)) <= day <= last_day(quarter_of(day))
    assert quarter_of(last_day(quarter_of(day)) + datetime.timedelta(days=1)) != quarter_of(day)
