"""The word that a receipt says, from a case and what was left."""

from dataclasses import replace

import pytest

from dueprocess.case.item_records import Called
from dueprocess.case.portal import QUESTIONS, Left, Waiting, is_asked, left_of
from dueprocess.case.state import CaseState, ItemState, Writing
from dueprocess.case.status import Word, since, word
from dueprocess.demand.codes import Outcome
from dueprocess.demand.face import Face
from dueprocess.desk.data.models import accounts as models
from dueprocess.letter.kinds import LetterKind

CALLED = CaseState(
    "c-x", 1, "2026-03-09", practice=False, historic=False, face=Face({}, ()), items=(), called=Called.CONFIRMED
)
GRANTED = ItemState(1, outcome=Outcome.COMPLY, gives=True, writing=Writing.SENT)


def sent(*outcomes: Outcome | None) -> CaseState:
    items = (ItemState(at, outcome=one, writing=Writing.SENT) for at, one in enumerate(outcomes, 1))
    return replace(CALLED, items=tuple(items))


@pytest.mark.parametrize(
    ("case", "asked", "says"),
    [
        (CALLED, False, Word.IN_REVIEW),
        (replace(CALLED, items=(*sent(Outcome.NO_DATA).items, ItemState(2))), False, Word.IN_REVIEW),
        (replace(CALLED, items=(GRANTED,)), False, Word.IN_REVIEW),  # the letter beside a release; no data left
        (sent(Outcome.NO_DATA), False, Word.ANSWERED),
        (sent(Outcome.NO_DATA, Outcome.REFUSE), False, Word.ANSWERED),
        (sent(Outcome.REFUSE, Outcome.OBJECT), False, Word.REFUSED),
        (sent(Outcome.CORRECT, Outcome.NO_DATA), False, Word.QUESTION),
        (CALLED, True, Word.QUESTION),
        (replace(CALLED, closed_on="2026-03-10"), True, Word.CLOSED),
    ],
)
def test_the_word_follows_what_happened(case: CaseState, *, asked: bool, says: Word) -> None:
    assert word(case, verified=True, asked=asked) is says
    assert word(case, verified=False, asked=asked) is Word.RECEIVED
    assert word(replace(case, called=Called.NOBODY), verified=True, asked=asked) is Word.RECEIVED


@pytest.mark.parametrize(
    ("kind", "answered", "asks"),
    [(Left.CORRECTION, False, True), (Left.CLARIFICATION, True, False), (Left.LETTER, False, False),
     (Left.PRODUCTION, False, False)],
)  # fmt: skip
def test_what_lies_there_and_has_no_answer_is_a_question(kind: Left, *, answered: bool, asks: bool) -> None:
    assert is_asked([Waiting(kind, taken=True, answered=answered)]) is asks


def test_a_word_stands_since_the_day_on_which_it_came() -> None:
    before = {
        "2026-03-02": None,
        "2026-03-04": Word.RECEIVED,
        "2026-03-09": Word.IN_REVIEW,
        "2026-03-11": Word.IN_REVIEW,
    }
    assert since(before, before.__getitem__, Word.IN_REVIEW) == "2026-03-04"
    assert since(before, before.__getitem__, Word.ANSWERED) == "2026-03-11"
    assert since([], before.__getitem__, Word.RECEIVED) == ""


def test_there_are_six_words_and_the_tables_know_them() -> None:
    assert tuple(map(str, Word)) == models.WORDS
    assert len(Word) == 6
    assert tuple(map(str, Left)) == models.LEFT
    assert set(Left) > QUESTIONS


def test_a_letter_that_asks_for_something_is_a_question() -> None:
    asks = {kind for kind in LetterKind if left_of(kind) in QUESTIONS}
    assert asks == {LetterKind.CORRECTION, LetterKind.CONFIRM_IN_WRITING}
