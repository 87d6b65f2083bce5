"""What an official is told of a case, in one of six words: on the telephone, at the portal, and by which letter.

Nothing here tells of people at the desk, of a person concerned, or of data: until the office was called back, every
case says "received", whatever it is about (P3, hazards 2.1, 2.2, 2.6).
"""

from collections.abc import Callable, Iterable
from typing import Final

from dueprocess.case.item_records import Called
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Code, Outcome


class Word(Code):
    """The six words."""

    RECEIVED = "received", "it arrived; said until it is sure that it comes from the office"
    IN_REVIEW = "in_review", "it is sure that it comes from the office; it is being examined"
    QUESTION = "question", "a question to the office waits for its answer"
    ANSWERED = "answered", "every item was answered"
    REFUSED = "refused", "every item was refused, or objected to"
    CLOSED = "closed", "it is closed"


_REFUSALS: Final = frozenset({Outcome.REFUSE, Outcome.OBJECT})


def word(case: CaseState, *, verified: bool, asked: bool = False) -> Word:
    """The word of today; an item that went back for correction is a question.

    ``verified``: two people verified the office, and it holds; ``asked``: a question lies at the portal, unanswered.
    """
    if not (verified and case.called is Called.CONFIRMED):
        return Word.RECEIVED
    if case.closed:
        return Word.CLOSED
    if asked or any(item.spoken and item.outcome is Outcome.CORRECT for item in case.items):
        return Word.QUESTION
    if not case.items or not all(item.spoken for item in case.items):
        return Word.IN_REVIEW
    return Word.REFUSED if {item.outcome for item in case.items} <= _REFUSALS else Word.ANSWERED


def since(days: Iterable[str], before: Callable[[str], Word | None], now: Word) -> str:
    """The day since which the word is ``now``. ``days`` of the case's events; ``before``: the word before a day."""
    said = sorted(set(days), reverse=True)
    return next((day for day in said if before(day) is not now), said[-1] if said else "")
