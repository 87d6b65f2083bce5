"""The word that a receipt says, from a case and what was left."""

from dataclasses import replace

import pytest

from dueprocess.case.item_records import Called
from dueprocess.case.portal import QUESTIONS, Left, Waiting, Word, left_of, word
from dueprocess.case.state import CaseState, ItemState, Writing
from dueprocess.demand.codes import Outcome
from dueprocess.demand.face import Face
from dueprocess.desk.data.models import accounts as models
from dueprocess.letter.kinds import LetterKind

CALLED = CaseState(
    "c-x", 1, "2026-03-09", practice=False, historic=False, face=Face({}, ()), items=(), called=Called.CONFIRMED
)
SENT = replace(CALLED, items=(ItemState(1, writing=Writing.SENT),))
GRANTED = replace(CALLED, items=(ItemState(1, outcome=Outcome.COMPLY, gives=True, writing=Writing.SENT),))
HALF = replace(CALLED, items=(ItemState(1, writing=Writing.SENT), ItemState(2)))


def left(kind: Left, *, taken: bool = False, answered: bool = False) -> Waiting:
    return Waiting(kind, taken, answered)


@pytest.mark.parametrize(
    ("case", "things", "says"),
    [
        (CALLED, [], Word.IN_HAND),
        (HALF, [], Word.IN_HAND),
        (GRANTED, [left(Left.LETTER)], Word.IN_HAND),  # the letter beside a release; no data left
        (SENT, [], Word.ANSWERED),
        (SENT, [left(Left.LETTER)], Word.ANSWERED),
        (CALLED, [left(Left.CORRECTION, taken=True)], Word.QUESTION),
        (CALLED, [left(Left.CLARIFICATION, answered=True)], Word.IN_HAND),
        (SENT, [left(Left.PRODUCTION), left(Left.CORRECTION)], Word.READY),
        (SENT, [left(Left.PRODUCTION, taken=True), left(Left.PRODUCTION)], Word.READY),
        (SENT, [left(Left.PRODUCTION, taken=True)], Word.COLLECTED),
    ],
)
def test_the_word_follows_what_happened(case: CaseState, things: list[Waiting], says: Word) -> None:
    assert word(case, verified=True, left=things) is says
    assert word(case, verified=False, left=things) is Word.RECEIVED
    assert word(replace(case, called=Called.NOBODY), verified=True, left=things) is Word.RECEIVED


def test_the_tables_know_the_same_words() -> None:
    assert tuple(map(str, Word)) == models.WORDS
    assert tuple(map(str, Left)) == models.LEFT
    assert set(Left) > QUESTIONS


def test_a_letter_that_asks_for_something_is_a_question() -> None:
    asks = {kind for kind in LetterKind if left_of(kind) in QUESTIONS}
    assert asks == {LetterKind.CORRECTION, LetterKind.CONFIRM_IN_WRITING}
