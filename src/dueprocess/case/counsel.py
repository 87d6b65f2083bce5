"""Asking counsel about one case: the case waits for the answer, its clocks run on, and nothing else changes.

Who is asked, the question and the answer are class *counsel* (hazard 5.5): sealed to asker and lawyer alone. The desk
keeps that somebody was asked, until when, and whether an answer came.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.counsel_events import CounselAnswered, CounselAsked, CounselTakenBack
from dueprocess.case.fields import Day, Field
from dueprocess.case.given import Given, day_end, wrong_state
from dueprocess.case.lists import COUNSEL_SEES
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.questions import Question
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied, Msg, When
from dueprocess.formats.statement import Act

WAITS: Final = "await_counsel"
"""The duty of a case that waits for counsel."""
CASE: Final = "case"
"""Counsel is shown the case itself; else a copy without identifiers."""

_ENDED: Final = (EndDuties(None, (WAITS,)),)


@dataclass(frozen=True, slots=True)
class Ask:
    """One lawyer is asked. Their name stands in the sealed question alone."""

    sees: Annotated[str, Field(COUNSEL_SEES, "What counsel sees", needed=True)]
    until: Annotated[str | None, Field(Day(), "Answer by", needed=True)]
    sealed: Annotated[str, Field(f.SEALED, "Sealed question")]
    envelope: Annotated[str, Field(f.SEALED, "Sealed to counsel alone")]  # id of what opens this one case, or the copy


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The question that is named is taken back: what was given to read with it is destroyed."""

    question: Annotated[str, Field(f.HASH, "The question", needed=True, rests=(Act.COUNSEL_ASK,), ever=True)]


def asked(case: CaseState) -> Question | None:
    """The question that waits for its answer."""
    return next((one for one in case.questions if not one.ended_on), None)


def ask(case: CaseState, command: Ask, given: Given) -> Decided | Denied:
    """The case waits for counsel until a day; one question at a time."""
    if case.closed:
        return wrong_state(Msg("the case"), Msg("closed"))
    denied = still_asked(case)
    if denied is not None:
        return denied
    today = given.day()
    if not command.until or command.until < today:
        return Denied(
            Rule.COUNSEL, "{day} is in the past.", "Name a day that counsel still has.", day=When(command.until or "")
        )
    put = CounselAsked(given.by, command.sees, command.until, command.sealed)
    waits = NewDuty(None, WAITS, "house.counsel-answers", day_end(command.until, given.timezone))
    return Decided((put,), (waits,))


def take_back(case: CaseState, command: TakeBack, given: Given) -> Decided | Denied:
    """The question ends without an answer."""
    open_one = asked(case)
    if open_one is None or open_one.statement != command.question:
        return NO_QUESTION
    return Decided((CounselTakenBack(given.by, command.question),), (), _ENDED)


def answered(case: CaseState, question: str, sealed: str) -> Decided | Denied:
    """An answer came under this question. Nothing of it is decided: it is sealed to who asked."""
    open_one = asked(case)
    if open_one is None or open_one.statement != question or case.forgotten:
        return NO_QUESTION
    return Decided((CounselAnswered(question, sealed),), (), _ENDED)


def still_asked(case: CaseState) -> Denied | None:
    """Refuses what ends a case while counsel is asked."""
    open_one = asked(case)
    if open_one is None:
        return None
    says = Msg("Counsel is asked about this case since {day}.", day=When(open_one.on))
    return Denied(Rule.COUNSEL, says, "Wait for the answer, or take the question back.")


NO_QUESTION: Final = Denied(Rule.COUNSEL, "No such question is open.", "Look at the case again.")
"""Denial for what answers or takes back a question that ended, or that nobody put."""
