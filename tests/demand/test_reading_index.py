"""The index of a page rules phrases out; it must never rule out one that is there."""

import re

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.demand.reading.page import Indexed, begun, cues, has, places

WORDS = st.text(alphabet="ab§é_ .\n", max_size=40)
PHRASES = st.lists(st.text(alphabet="ab§é .", min_size=1, max_size=7), min_size=1, max_size=6).map(tuple)


@given(WORDS, PHRASES)
def test_a_text_with_an_index_has_the_same_cues_as_one_without(text: str, phrases: tuple[str, ...]) -> None:
    assert list(cues(Indexed(text), phrases)) == list(cues(text, phrases))


@given(WORDS, PHRASES, st.integers(0, 40), st.integers(0, 40))
def test_a_part_has_the_same_cues_as_its_bare_text(
    text: str, phrases: tuple[str, ...], start: int, length: int
) -> None:
    part = Indexed(text).part(start, start + length)
    assert part == text[start : start + length]
    assert list(cues(part, phrases)) == list(cues(str(part), phrases))
    assert has(part, phrases) == has(str(part), phrases)


def test_a_part_that_begins_in_a_word_begins_a_phrase_there() -> None:
    assert list(cues(Indexed("disorder order").part(3, 8), ("order",))) == [(0, 5)]


@given(st.text(alphabet="ab1 ", max_size=60))
def test_a_pattern_tried_at_its_heads_finds_what_it_finds_everywhere(text: str) -> None:
    pattern = re.compile(r"a[ab]{0,2}1|\bb1")
    heads = places(text, ("a", "b"))
    assert [one.span() for one in begun(text, heads, pattern)] == [one.span() for one in pattern.finditer(text)]
