"""Cases that become one: what a join may name, items that go along, the first receipt that counts (hazards 1.1, 1.3).

A duplicate or a supplement points at its case and keeps its own items for the undo; a merge moves its items, with
silences, preservations, typists and clocks, as a split does the other way.
"""

from dataclasses import replace

from dueprocess.acts.splits import carried
from dueprocess.case.case_events import AuthorityCallCarried, CaseMerged, CaseRelated, CaseSplit, ItemAdded
from dueprocess.case.commands import Classify, Command, Merge
from dueprocess.case.decisions import SET_ASIDE, voided
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import CaseState, Deciding, Publishing
from dueprocess.case.upkeep import no_approval
from dueprocess.demand.codes import NO_DEMAND
from dueprocess.demand.face import MAX_ITEMS, to_plain
from dueprocess.desk.data.models import Arrival, Case
from dueprocess.desk.services import assessments, case_keys, cases, duties, record
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.refusal import Denied


def fault_of(case: CaseState, command: Command) -> Denied | None:
    """Why a case cannot go where the command says. Raises UnknownCaseError where it names no case of this desk."""
    match command:
        case Classify(resembles=before) if before:
            state_of(before)
    match command:
        case Classify(case=into) if into:
            return _target_fault(case, state_of(into))
        case Merge(into=into):
            target = state_of(into)
            return _target_fault(case, target) or _merge_fault(case, target)
    return None


def _target_fault(case: CaseState, target: CaseState) -> Denied | None:
    if target.merged_into:
        return Denied(Rule.MERGED, "That case went into {case}.", "Name that one.", case=target.merged_into)
    if target.aside is not None:
        return SET_ASIDE  # what somebody said of it would be said of what comes to it, too
    if target.practice != case.practice:
        return Denied(Rule.PRACTICE, "Practice and real cases do not mix.")
    if target.says in NO_DEMAND:
        return Denied(
            Rule.STATE, "That case is {kind}.", "Say again what it is, or say the same of this one.", kind=target.says
        )
    return None


def _merge_fault(case: CaseState, target: CaseState) -> Denied | None:
    # There it would be under a key that two people compared (P12). What was split off may go back.
    if target.id != case.origin and (case.key is None or case_keys.lies_elsewhere(case)):
        return Denied(
            Rule.VESSEL,
            "Nobody but one person opened what came in this case.",
            "A second person opens it and signs first: their machine compares.",
        )
    if target.closed or target.historic:
        return Denied(Rule.STATE, "That case is closed.", "Keep this one.")
    senders = {case.face.get("authority"), target.face.get("authority")} - {None}
    if len(senders) > 1:
        return Denied(Rule.STATE, "The two cases name different authorities.", "Correct one of them first.")
    if any(item.publishing is Publishing.PUBLISHED for item in case.items):
        return Denied(Rule.STATE, "An item is in a public register.", "Take it out first.")
    if len(target.items) + len(_live(case)) > MAX_ITEMS:
        return Denied(Rule.STATE, "A case has at most {most} items.", "Keep this one.", most=MAX_ITEMS)
    return None


def _live(case: CaseState) -> list[int]:
    return [item.number for item in case.items if item.deciding is not Deciding.ENDED]


def with_items(case: CaseState, command: Merge, decided: Decided, by: str) -> Decided:
    """The merge, with its live items leaving for the other case before it."""
    live = _live(case)
    if not live:
        return decided
    return replace(decided, events=(CaseSplit(by, tuple(live), command.into), *decided.events))


def places(case: CaseState) -> str:
    """Where the case belongs before the act: the id of the case that it went into, or empty."""
    return case.merged_into


def follow(desk: Desk, case: CaseState, decided: Decided, before: str, by: str) -> None:
    """What a join changes in the other case; inside the same transaction. Raises RevisionMovedError."""
    merged = next((event for event in decided.events if isinstance(event, CaseMerged)), None)
    if merged is not None:
        # What had gone into this case before goes on with it.
        Arrival.objects.filter(case_id=case.id).update(case_id=merged.into)
        _move_items(desk, case, state_of(merged.into), by)
    after = Case.objects.values_list("merged_into_id", flat=True).get(pk=case.id) or ""
    if before == after:
        return
    with cases.read_once():
        for other in sorted({before, after} - {""}):
            if merged is not None or _was_earlier(case.id, other):
                _receive(desk, other)
                _pass_on(desk, other)


def _was_earlier(case_id: str, other: str) -> bool:
    """Whether the clocks of ``other`` depend on the receipt of the case that joined or left it."""
    mine = set(cases.family(case_id))
    rest = [one for one in cases.family(other) if one not in mine]
    before, own = cases.earliest_receipt(rest), cases.earliest_receipt(mine)
    return own is not None and (before is None or own < before)


def _move_items(desk: Desk, case: CaseState, target: CaseState, by: str) -> None:
    start = len(target.items) + 1
    numbers = {old: new for new, old in enumerate(_live(case), start)}
    items = to_plain(case.face)["items"]
    added = [ItemAdded(by, new, items[old - 1]) for old, new in numbers.items()]
    more = [event for event in carried(case, numbers, by) if not (target.refiled and isinstance(event, CaseRelated))]
    if not added and not more:
        return
    # Who called, and what the office denied, changes on what the other case was decided.
    called = any(isinstance(event, AuthorityCallCarried) for event in more)
    relied = [item.number for item in target.items] if called else []
    events = (*added, *more, *voided(target, relied))
    record.follow(desk, target, Decided(events, ended=no_approval(target, relied)))
    duties.move(case.id, target.id, numbers)


def _receive(desk: Desk, case_id: str) -> None:
    """The day of first receipt, and clocks that count from it."""
    came = cases.first_receipt(case_id)
    Case.objects.filter(pk=case_id).update(received_on=came and came.on, received_at=came and came.at)
    state = state_of(case_id)
    if assessments.is_judged(state):
        assessments.record(desk, state)


def _pass_on(desk: Desk, case_id: str) -> None:
    """The same for cases into which this one went since, or that were split off it."""
    for other in cases.dependents(case_id):
        came = cases.first_receipt(other)
        if Case.objects.values_list("received_at", flat=True).get(pk=other) != (came and came.at):
            _receive(desk, other)
