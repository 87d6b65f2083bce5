"""Forgetting a case with every record that went into it: all of them are proposed or agreed to, or none (ADR 0035)."""

from collections.abc import Sequence
from functools import partial

from dueprocess.acts.decide import decide
from dueprocess.acts.parse import command_of
from dueprocess.desk.services import acts, notices
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.notices import Named
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act, hash_of


def forget(desk: Desk, notes: Sequence[bytes], pages: Sequence[Named]) -> list[Done] | Denied:
    """Do what signed proposals and agreements say, each in its own transaction, once none of them would be refused.

    ``pages``: persons' pages that sealed notes of these cases name; they go with the first agreement.

    Raises StatementError, BadCommandError and UnknownCaseError as ``acts.perform`` does.
    """
    stated = [(acts.verified(desk, note), note) for note in notes]
    for statement, note in stated:
        case = state_of(statement.case or "")
        would = decide(
            case,
            command_of(statement.act, statement.says),
            acts.given_of(desk, case, statement, hash_of(note), came=acts.came_since(case, statement.revision)),
        )
        if isinstance(would, Denied):
            return would
    done = []
    waiting, cases = list(pages), [statement.case or "" for statement, _ in stated]
    for statement, note in stated:
        gone = waiting if statement.act is Act.FORGET_APPROVE else []
        try:
            made = acts.perform(desk, note, beside=partial(notices.destroy, cases, gone))
        except notices.NotTold as fault:
            return fault.denied
        if isinstance(made, Denied):
            return made
        waiting = [] if gone else waiting
        done.append(made)
    return done
