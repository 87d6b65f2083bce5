"""What the portal leaves for whoever holds a receipt; which word it says is in ``status``."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.demand.codes import Code


class Left(Code):
    """What the desk leaves for the holder of a receipt."""

    CORRECTION = "correction", "a question: something that the law requires is missing"
    CLARIFICATION = "clarification", "a question: something is unclear"
    LETTER = "letter", "a letter"
    PRODUCTION = "production", "a part of what was released"


PORTAL: Final = "portal"


def is_left(channel: str, how: str) -> bool:
    """Whether a letter goes into our own portal: only there where the demand came through it."""
    return how == channel == PORTAL


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


def is_asked(left: Sequence[Waiting]) -> bool:
    """Whether a question lies there and has no answer."""
    return any(not one.answered for one in left if one.kind in QUESTIONS)


def fingerprint(recipient: str) -> str:
    """What an official reads out of the printed receipt on the call: eight groups of four digits (hazard 2.3)."""
    number = int(hashlib.sha256(f"dueprocess/receipt/1\0{recipient}".encode()).hexdigest(), 16) % 10**32
    digits = f"{number:032d}"
    return " ".join(digits[at : at + 4] for at in range(0, 32, 4))


def left_of(letter: str) -> Left:
    """As what a letter is left, by its kind: what asks for something is a question."""
    return {"correction": Left.CORRECTION, "confirm_in_writing": Left.CLARIFICATION}.get(letter, Left.LETTER)
