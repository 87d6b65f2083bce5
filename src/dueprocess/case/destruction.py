"""Forgetting a case: two people destroy what is sealed of it, once nothing is owed (hazard 9.4).

What stays are codes, days, counts and commitments. Nobody can take it back, so whatever is open stops it.
"""

from dueprocess.case import restricted, retention
from dueprocess.case.case_events import EnvelopesDestroyed, ForgetProposed
from dueprocess.case.commands import Forget, ProposeForget
from dueprocess.case.given import Given
from dueprocess.case.outcome import Decided, EndDuties, Rule
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied, Word


def decide(case: CaseState, command: ProposeForget | Forget, given: Given) -> Decided | Denied:
    """What follows from proposing, or from agreeing."""
    denied = _still_needed(case, given) or _needed_elsewhere(case, given)
    if denied is None and isinstance(command, ProposeForget):
        denied = restricted.how_it_ends(case, command, given)
    if denied is not None:
        return denied
    if isinstance(command, Forget):
        return _agree(case, command, given)
    if case.forget_by == given.by:
        return Denied(Rule.FOUR_EYES, "You proposed this already.", "A second person must agree.")
    return Decided((ForgetProposed(given.by, given.statement, command.how),))


def _agree(case: CaseState, command: Forget, given: Given) -> Decided | Denied:
    if not case.forget_statement or case.forget_statement != command.proposal:
        return Denied(Rule.OPEN, "Nobody has proposed exactly this.", "Read the case again.")
    if case.forget_by == given.by:
        return Denied(Rule.FOUR_EYES, "You proposed to forget this case.", "A second person must agree.")
    ends = EndDuties(None, (restricted.WHAT, retention.FORGET))
    return Decided((EnvelopesDestroyed(given.by, command.proposal),), ended=(ends,))


def _still_needed(case: CaseState, given: Given) -> Denied | None:
    if given.frozen:
        return Denied(
            Rule.FROZEN,
            "The desk is stopped: nothing is destroyed.",
            "Two people lift the stop: `dueprocess freeze lift`.",
        )
    if not (case.closed or case.merged_into):
        return Denied(Rule.OPEN, "The case is open.", "Answer what is asked, then `dueprocess close`.")
    owed = sorted({what for _, what in given.open_duties} - {restricted.WHAT, retention.FORGET})
    if owed:
        return Denied(
            Rule.OPEN,
            "Still owed: {owed}.",
            "See `dueprocess due`; do that first.",
            owed=tuple(Word("Duty", what) for what in owed),
        )
    return _runs(case, given)


def _runs(case: CaseState, given: Given) -> Denied | None:
    """What of it goes on, though nothing is owed today."""
    if any(item.running for item in case.items):
        return Denied(Rule.OPEN, "A duty of silence applies.", "When it ends there may be somebody to tell (P5).")
    if any(item.kept for item in case.items):
        return Denied(Rule.OPEN, "Data are still kept for it.", "End that first: `dueprocess hold end`.")
    if any(item.contested.in_court for item in case.items):
        return Denied(Rule.OPEN, "It is before a court.", "Record how that ended: `dueprocess court CASE decided`.")
    if given.letters_wait or any(item.live is not None for item in case.items):
        return Denied(Rule.OPEN, "A letter or a production is still on its way.", "Wait until it left, or drop it.")
    return None


def _needed_elsewhere(case: CaseState, given: Given) -> Denied | None:
    if given.went_into and not case.restricted_to:
        return Denied(
            Rule.OPEN,
            "What came here went into {case}, which is open: what is given there may need an office that is called "
            "back here, with the original open (ADR 0113).",
            "Close that case first.",
            case=given.went_into,
        )
    if not given.uncompared:
        return None
    return Denied(
        Rule.OPEN,
        "What was split off took the letter along, and nobody compared it with the one here: {cases}.",
        "A second person opens that case and signs there; their machine compares.",
        cases=given.uncompared,
    )
