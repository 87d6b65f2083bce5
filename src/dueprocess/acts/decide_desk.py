"""One door for every act on the desk itself: general rules first, then the act's own (``acts/desk.py``). Pure."""

import dataclasses
from typing import Any

from dueprocess.acts import access, dates
from dueprocess.acts.declaration import OnDesk
from dueprocess.acts.desk_state import DeskGiven, DeskState
from dueprocess.acts.parse import read
from dueprocess.acts.table import ON_DESK
from dueprocess.case.commands import BadCommandError
from dueprocess.case.outcome import Decided, Rule
from dueprocess.formats import standing
from dueprocess.formats.refusal import Denied, Msg


def decide(state: DeskState, given: DeskGiven) -> Decided | Denied:
    """What follows from the statement, or the rule that refuses it."""
    act = given.statement.act
    declared = ON_DESK.get(act)
    if declared is None or not access.may(given.roles, act):
        return Denied(Rule.ROLE, "{by} may not do {act}.", "Ask somebody who may.", by=given.by, act=str(act))
    # Stopping must not wait for the law's data; and what stands is said before whether this very statement was entered
    # already, since whoever signs a stop twice within one second gives the same bytes.
    stops = act in standing.ACTS
    denied = _of_no_case(declared, given) if stops else _of_this_law(given) or _entered(given)
    denied = denied or dates.fault(declared, given.statement.at, given.now) or _brings(declared, given)
    if denied is not None:
        return denied
    try:
        command = read(declared, given.statement.says)
    except BadCommandError as fault:
        return Denied(declared.form, "{fault}.", "See docs/reference/acts.md.", fault=str(fault))
    decided = declared.decide(state, command, given)
    return decided if isinstance(decided, Denied) else _entered(given) or decided


def _of_no_case(declared: OnDesk[Any], given: DeskGiven) -> Denied | None:
    if given.statement.case is not None:
        return Denied(declared.form, "The statement is none on the desk itself.", "Sign a new one.")
    return None


def _of_this_law(given: DeskGiven) -> Denied | None:
    if given.statement.case is None and given.statement.basis == given.shelf.digest:
        return None
    return Denied(Rule.BASIS, "The law data are not those that the signature names.", "Read it again, then sign again.")


def _entered(given: DeskGiven) -> Denied | None:
    if not given.entered:
        return None
    return Denied(Rule.STALE, "This statement was entered already.", "Sign a new one if it is meant again.")


def _brings(declared: OnDesk[Any], given: DeskGiven) -> Denied | None:
    for field in dataclasses.fields(given.brought):
        if getattr(given.brought, field.name) and field.name not in declared.brings:
            says = Msg("{act} takes no {what}.", act=str(declared.act), what=field.name)
            return Denied(Rule.SAME, says, "Hand in what was signed, and nothing else.")
    return None
