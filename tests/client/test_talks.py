"""A question to an ally: what points to somebody is refused as it is read, and law is not."""

from dataclasses import replace

import pytest

from dueprocess.client.talks import question_faults, words_faults
from talk_samples import EXIT, POSITION, TALK


@pytest.mark.parametrize(
    "text",
    [
        "May they ask for a_b@postfach.example?",
        "May they ask for a_b\uff20postfach.example?",
        "May they ask for a_b\u200b@\u200bpostfach.example?",
        "What of \uff11\uff19\uff12.0.2.17?",
        "What of +49 30 1234\u00ad567?",
        "They wrote under ZD-12345/26.",
        "They wrote under 123 Js 456/26.",
        "They wrote under 12 Gs 3456/26.",
    ],
)
def test_what_points_to_somebody_is_found_however_it_is_written(text: str) -> None:
    assert question_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Does article 10 of Regulation (EU) 2022/2065 let them?",
        "What follows from C-203/15 and 1 BvR 1873/13?",
        "Is section 54 of the PTA Act of 1996 met by an order of three days?",
    ],
)
def test_a_question_about_the_law_is_asked(text: str) -> None:
    assert question_faults(text) == []


@pytest.mark.parametrize("part", ["says", "asked", "answered", "came_of_it"])
def test_words_that_will_be_public_name_no_demand(part: str) -> None:
    for text in ("About ZD-12345/26.", "About c-" + "a" * 24 + ".", "About @fuchs_77."):
        assert words_faults(replace(TALK, **{part: text}))
    for words in (TALK, POSITION, EXIT):
        assert words_faults(words) == []
