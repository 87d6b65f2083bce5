"""What an arrival is. Saying it moves no bytes; saying it anew is the undo.

Every arrival is kept in a case record of its own, with its own key. The first time of receipt stays, and clocks
count from there (hazard 1.1).
"""

from typing import Final

from dueprocess.case.case_events import ArrivalClassified, CaseRelated
from dueprocess.case.commands import Classify
from dueprocess.case.events import copied
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, EndDuties, Rule
from dueprocess.case.state import CaseState, Deciding
from dueprocess.demand.codes import ArrivalIs
from dueprocess.formats.refusal import Denied

JOINS: Final = frozenset({ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE})


def classify(case: CaseState, command: Classify, given: Given) -> Decided | Denied:
    """A person says what the arrival is. Duties of what is no case of its own end with it; undoing brings them back."""
    denied = _fits(case, command)
    if denied is not None:
        return denied
    said = copied(ArrivalClassified, command, by=given.by)
    related = (CaseRelated(given.by, command.resembles),) if command.resembles else ()
    ends = ("look_at_arrival",) if command.says is ArrivalIs.NEW_CASE else ("*",)
    return Decided((said, *related), ended=(EndDuties(None, ends),))


def _fits(case: CaseState, command: Classify) -> Denied | None:
    if any(item.deciding in {Deciding.PROPOSED, Deciding.DECIDED} for item in case.items):
        return Denied(Rule.CLASSIFIED, "Something was proposed or decided on it already.", "Withdraw what is open.")
    if case.id in {command.case, command.resembles}:
        return Denied(Rule.SAME, "A case cannot belong to itself.")
    if (command.says in JOINS) != bool(command.case):
        return Denied(Rule.NO_ITEM, "A supplement or duplicate names its case; nothing else does.", "Say `--of CASE`.")
    if command.says is ArrivalIs.UNREAD:
        return Denied(Rule.STATE, "What was read cannot become unread.")
    if command.says is ArrivalIs.HELD_OUTSIDE and not (command.custodian and command.review_on):
        return Denied(Rule.STATE, "What is held outside has a custodian and a day of review.", "Name both.")
    return None
