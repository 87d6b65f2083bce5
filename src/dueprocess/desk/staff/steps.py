"""Where a case stands: its way in seven steps, and which one waits. The vault's page of the case shows the same line.

The vault reckons it anew from what it opened (``frontend/src/pages/steps.ts``); a test holds both tables together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from dueprocess.case.state import CaseState, Deciding, Writing

STEPS: Final[Mapping[str, Promise]] = {
    "read": gettext_lazy("Read"),
    "decide": gettext_lazy("Decide"),
    "second": gettext_lazy("Second person"),
    "answer": gettext_lazy("Answer"),
    "give": gettext_lazy("Give"),
    "tell": gettext_lazy("Tell"),
    "invoice": gettext_lazy("Invoice"),
}
OWED: Final[Mapping[str, frozenset[str]]] = {
    "second": frozenset({"agree_silence", "agree_end"}),
    "answer": frozenset({"send_letter"}),
    "give": frozenset(
        {
            *("order_production", "make_production", "release", "finish_release"),
            *("agree_outside", "give_outside", "transmit", "preserve"),
        }
    ),
    "tell": frozenset({"tell", "inform_person", "confirm_notice", "answer_tell", "answer_admit", "answer_count"}),
    "invoice": frozenset({"invoice"}),
}
"""Duties that belong to a step; what no step names leaves the step to the items."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the line: ``state`` is done, now, or empty for one that is ahead."""

    says: Promise
    state: str


def step_of(case: CaseState, duties: Iterable[str]) -> str:
    """The step that waits; empty where none does."""
    undecided = [one.number for one in case.items if one.deciding is Deciding.OPEN]
    if case.says == "unread" or any(case.face.unconfirmed(number) for number in undecided):
        return "read"
    if undecided:
        return "decide"
    if any(one.deciding is Deciding.PROPOSED for one in case.items):
        return "second"
    if any(one.deciding is Deciding.DECIDED and one.writing is Writing.NONE and not one.given for one in case.items):
        return "answer"
    owed = set(duties)
    return next((step for step in STEPS if OWED.get(step, frozenset()) & owed), "")


def line(step: str) -> list[Step]:
    """The steps behind, the one that waits, those ahead; all are behind where none waits."""
    names = list(STEPS)
    at = names.index(step) if step in STEPS else len(names)
    return [Step(STEPS[one], "now" if n == at else "done" if n < at else "") for n, one in enumerate(names)]
