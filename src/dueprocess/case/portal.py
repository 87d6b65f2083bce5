"""What the portal says to whoever holds a receipt: a closed list of words, and the kinds of what is left for them.

Nothing here tells of people at the desk, of a person concerned, or of what was decided: until the office was called
back, every receipt says "received" (P3, hazards 2.1, 2.2, 2.6).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.case.item_records import Called
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Code


class Word(Code):
    """The status that a receipt shows."""

    RECEIVED = "received", "it arrived"
    IN_HAND = "in_hand", "the office was called back; it is being examined"
    QUESTION = "question", "the desk left a question and waits for the answer"
    ANSWERED = "answered", "every item was answered"
    READY = "ready", "something waits to be collected"
    COLLECTED = "collected", "what was left was collected"


class Left(Code):
    """What the desk leaves for the holder of a receipt."""

    CORRECTION = "correction", "a question: something that the law requires is missing"
    CLARIFICATION = "clarification", "a question: something is unclear"
    LETTER = "letter", "a letter"
    PRODUCTION = "production", "a part of what was released"


QUESTIONS: Final = frozenset({Left.CORRECTION, Left.CLARIFICATION})
MIN_ACCESS: Final = 10
MAX_ACCESS: Final = 45
"""Days for which a release can be collected (as ``access_ends`` of the manifest)."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that was left: what it is, whether it was taken or, a question, answered."""

    kind: Left
    taken: bool
    answered: bool


def word(case: CaseState, *, verified: bool, left: Sequence[Waiting]) -> Word:
    """What the receipt says today. Without a verified office that was called back in this case: received, always."""
    if not (verified and case.called is Called.CONFIRMED):
        return Word.RECEIVED
    if any(not one.taken for one in left if one.kind is Left.PRODUCTION):
        return Word.READY
    if any(not one.answered for one in left if one.kind in QUESTIONS):
        return Word.QUESTION
    if any(one.kind is Left.PRODUCTION for one in left):
        return Word.COLLECTED
    if case.items and all(item.spoken for item in case.items):
        return Word.ANSWERED
    return Word.IN_HAND


def fingerprint(recipient: str) -> str:
    """What an official reads out of the printed receipt on the call: eight groups of four digits (hazard 2.3)."""
    number = int(hashlib.sha256(f"dueprocess/receipt/1\0{recipient}".encode()).hexdigest(), 16) % 10**32
    digits = f"{number:032d}"
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def left_of(letter: str) -> Left:
    """As what a letter is left, by its kind: what asks for something is a question."""
    return {"correction": Left.CORRECTION, "confirm_in_writing": Left.CLARIFICATION}.get(letter, Left.LETTER)
