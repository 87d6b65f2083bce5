"""A question to counsel: put, answered, taken back. No event names the lawyer or holds a word of theirs."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case.events import Body, EventKind, Person, Sealed, of
from dueprocess.case.lists import COUNSEL_SEES
from dueprocess.case.questions import Question
from dueprocess.case.state import CaseState
from dueprocess.formats.record import Day, Hash


class CounselAsked(Body[CaseState], kind=EventKind.COUNSEL_ASKED):
    by: Person
    sees: Annotated[str, of(COUNSEL_SEES, "case or copy")]
    until: Day
    sealed: Sealed

    def _change(self, case: CaseState) -> CaseState:
        asked = Question(case.statement, self.by, self.sees, self.until, self.sealed, case.day)
        return replace(case, questions=(*case.questions, asked))


class CounselAnswered(Body[CaseState], kind=EventKind.COUNSEL_ANSWERED):
    """Attested by the desk: the signature stands inside the sealed answer, so that the desk keeps no name."""

    question: Hash
    sealed: Sealed

    def _change(self, case: CaseState) -> CaseState:
        return _ended(case, self.question, self.sealed)


class CounselTakenBack(Body[CaseState], kind=EventKind.COUNSEL_TAKEN_BACK):
    by: Person
    question: Hash

    def _change(self, case: CaseState) -> CaseState:
        return _ended(case, self.question)


def _ended(case: CaseState, question: str, answer: str = "") -> CaseState:
    found = (
        replace(one, answer=answer, ended_on=case.day) if one.statement == question else one for one in case.questions
    )
    return replace(case, questions=tuple(found))
