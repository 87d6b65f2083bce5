"""Kinds of letter, what each may say, and the rules that refuse one.

A closed list: a code is never renamed. Letters of counsel (challenge, compliance under protest) are
written by counsel and have no template.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dueprocess.case.status import Word
from dueprocess.demand.codes import Code


class LetterKind(Code):
    """What a letter is for."""

    ACKNOWLEDGEMENT = "acknowledgement", "a message arrived; nothing more"
    CORRECTION = "correction", "names what the invoked law requires and the demand lacks"
    OBJECTION = "objection", "objects on a ground that the law gives"
    REFUSAL_POLICY = "refusal_policy", "says what the provider does not do"
    NO_DATA = "no_data", "no such data is held"
    NOT_EXECUTABLE = "not_executable", "cannot be done"
    CONFIRM_IN_WRITING = "confirm_in_writing", "asks for an oral demand in writing"
    WRONG_ADDRESSEE = "wrong_addressee", "another body or company is the addressee"
    PARTIAL = "partial", "carried out in part"
    COMPLY_NOTICE = "comply_notice", "it is granted; what is handed over is sent apart"
    CARRIED_OUT = "carried_out", "says of a measure that it is done, and since when, or being done"
    INVOICE = "invoice", "claims what the law pays the provider"
    RECALL = "recall", "calls back what was handed over by mistake"


@dataclass(frozen=True, slots=True)
class KindRule:
    """What a kind of letter needs and may reveal (hazards 2.1, 2.2)."""

    needs_two: bool  # two people, of whom one proposes and another approves
    confirms_account: bool  # its words say or imply whether data or an account exists


_ONE: Final = KindRule(needs_two=False, confirms_account=False)
_TWO: Final = KindRule(needs_two=True, confirms_account=False)
_TWO_TELLING: Final = KindRule(needs_two=True, confirms_account=True)

RULES: Final[dict[LetterKind, KindRule]] = {
    LetterKind.ACKNOWLEDGEMENT: _ONE,
    LetterKind.CORRECTION: _ONE,
    LetterKind.CONFIRM_IN_WRITING: _ONE,
    LetterKind.WRONG_ADDRESSEE: _ONE,
    LetterKind.OBJECTION: _ONE,  # objecting is never harder than complying (P9, hazard 15.4)
    LetterKind.REFUSAL_POLICY: _TWO,
    LetterKind.NOT_EXECUTABLE: _TWO,
    LetterKind.NO_DATA: _TWO_TELLING,
    LetterKind.PARTIAL: _TWO_TELLING,
    LetterKind.COMPLY_NOTICE: _TWO_TELLING,
    LetterKind.CARRIED_OUT: _TWO_TELLING,
    # Four hours, and no second person at hand: taking back is never harder than giving was.
    LetterKind.RECALL: KindRule(needs_two=False, confirms_account=True),
    LetterKind.INVOICE: _TWO_TELLING,  # the two stand behind the decisions that it claims for
}


STATUS: Final[dict[LetterKind, Word]] = {
    LetterKind.ACKNOWLEDGEMENT: Word.RECEIVED,
    LetterKind.CORRECTION: Word.QUESTION,
    LetterKind.CONFIRM_IN_WRITING: Word.QUESTION,
    LetterKind.OBJECTION: Word.REFUSED,
    LetterKind.REFUSAL_POLICY: Word.REFUSED,
    LetterKind.WRONG_ADDRESSEE: Word.ANSWERED,
    LetterKind.NOT_EXECUTABLE: Word.ANSWERED,
    LetterKind.NO_DATA: Word.ANSWERED,
    LetterKind.CARRIED_OUT: Word.ANSWERED,
}
"""Where what a letter answers stands once it is sent. A grant is answered by what is handed over, apart from its
letter (`ItemState.spoken`), which says no word; a recall and an invoice change nothing of it."""


class Rule(StrEnum):
    """Stable names of the rules by which a letter is refused."""

    CITATION = "letter.unverified-citation"
    LAYER = "letter.not-invoked-law"
    WORDS = "letter.no-words"
    MISSING = "letter.missing-fact"
    NO_POINT = "letter.no-point"
    LONG = "letter.too-long"
    UNPRINTABLE = "letter.unprintable"
    FORBIDDEN = "letter.forbidden-word"
