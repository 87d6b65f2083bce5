"""Proposing, approving, sending back: the decision machine and its two people (P9, P12)."""

from collections.abc import Iterable
from typing import Final

from dueprocess.case import onward
from dueprocess.case.commands import Approve, Propose, SendBack, Withdraw
from dueprocess.case.decision_events import (
    DecisionApproved,
    DecisionProposed,
    DecisionSentBack,
    DecisionVoided,
    DecisionWithdrawn,
)
from dueprocess.case.duty_plan import CONTEST_OVER, NOTICE_FIRST, after_decision, finish
from dueprocess.case.events import Body
from dueprocess.case.given import GONE, NOT_ASSESSED, Given, later, no_item, wrong_state
from dueprocess.case.grounds import ground_fault, policy_fault
from dueprocess.case.item_records import Called
from dueprocess.case.less import Less, less_fault
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import CaseState, Deciding, ItemState, Line, Preserving, Proposal, Writing
from dueprocess.demand.codes import Kind, LineAnswer, Outcome
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.law.finding import ItemAssessment

GIVES: Final = frozenset(
    {Outcome.COMPLY, Outcome.PARTIAL, Outcome.NO_DATA, Outcome.NOT_EXECUTABLE, Outcome.UNDER_PROTEST}
)
"""Outcomes that give, confirm or withhold something about a person."""

ALWAYS_TWO: Final = GIVES | {Outcome.REFUSE, Outcome.CHALLENGE}
REFUSALS: Final = frozenset({Outcome.OBJECT, Outcome.REFUSE})
FRESH_CALL: Final = frozenset({"content", "location"})
SET_ASIDE: Final = Denied(
    Rule.STATE,
    "Somebody said that this is no demand of its own, and nobody has agreed yet.",
    "A second person says the same, or anybody says that it is a new case: `dueprocess classify`.",
)
MAX_LINES: Final = 10_000
"""An event has at most 1 MiB."""


def needs_two(outcome: Outcome, *, emergency: bool, own: bool = False) -> bool:
    """Whether a second person must agree (hazards 2.2, 4.2): giving, refusing, objecting to an emergency; own words."""
    return outcome in ALWAYS_TWO or (emergency and outcome in REFUSALS) or own


def propose(case: CaseState, command: Propose, given: Given) -> Decided | Denied:
    """A decision on one item; stands at once where one person suffices."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    denied = SET_ASIDE if case.aside is not None else _may_propose(case, item, command, given)
    if denied is not None:
        return denied
    lines = command.lines or default_lines(case, item.number, command.outcome)
    if len(lines) > MAX_LINES:
        return Denied(
            Rule.LINES,
            "That makes {count} lines; at most {most} are allowed.",
            "Add items of fewer targets.",
            count=len(lines),
            most=MAX_LINES,
        )
    fault = _lines_fault(case, item.number, command, lines)
    if fault is not None:
        return fault
    proposed = DecisionProposed(
        item=item.number,
        by=given.by,
        outcome=command.outcome,
        ground=command.ground,
        lines=tuple((line.handle, line.category, LineAnswer(line.answer)) for line in lines),
        basis=given.basis_now,
        needs_two=_takes_two(case, command),
        statement=given.statement,
        since=command.since or "",
        until=command.until or "",
        part=command.part,
        point=command.point,
    )
    if proposed.needs_two:
        return Decided((proposed,), duties=(_approve_duty(item.number, given),))
    return _stands(case, (proposed,), item.number, proposed, given)


def _takes_two(case: CaseState, command: Propose) -> bool:
    return needs_two(command.outcome, emergency=_emergency(case), own=bool(command.point))


def approve(case: CaseState, command: Approve, given: Given) -> Decided | Denied:
    """The second person agrees with exactly the proposal named, on exactly the basis named."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    proposal = item.proposal
    if item.deciding is not Deciding.PROPOSED or proposal is None:
        return wrong_state(Msg("the item"), item.deciding)
    if proposal.statement != command.proposal:
        return Denied(Rule.BASIS, "That proposal is not the one that is open.", "Read the case again.")
    denied = _second_person(case, proposal, command, given) or _still_may(case, item, proposal, given)
    if denied is not None:
        return denied
    return _stands(case, (), item.number, proposal, given, by=given.by, differs=command.differs)


def send_back(case: CaseState, command: SendBack, given: Given) -> Decided | Denied:
    """The second person does not agree; the item is open again."""
    item = case.item(command.item)
    if item is None or item.proposal is None or item.deciding is not Deciding.PROPOSED:
        return wrong_state(Msg("the item"), item.deciding if item else Msg("not there"))
    if item.proposal.by == given.by:
        return Denied(Rule.FOUR_EYES, "You proposed this yourself.", "Take it back with `dueprocess withdraw`.")
    if item.proposal.statement != command.proposal:
        return Denied(Rule.BASIS, "That proposal is not the one that is open.", "Read the case again.")
    sent_back = DecisionSentBack(item.number, given.by, item.proposal.statement, command.reason)
    return Decided((sent_back,), ended=(EndDuties(item.number, ("approve",)),))


def withdraw(case: CaseState, command: Withdraw, given: Given) -> Decided | Denied:
    """The proposer, or anybody for one who is gone, takes it back; a decision too that nothing and no letter told."""
    item = case.item(command.item)
    if item is None or item.proposal is None or not can_take_back(item):
        return wrong_state(Msg("the item"), item.deciding if item else Msg("not there"))
    if item.proposal.by != given.by and item.proposal.statement not in given.gone:
        return Denied(Rule.FOUR_EYES, "Only the proposer takes a proposal back.", "Send it back instead.")
    if item.proposal.statement != command.proposal:
        return Denied(Rule.BASIS, "Another proposal is open now.", "Look at the case again.")
    ended = EndDuties(item.number, ("approve", "send_letter", "second_look", *OF_A_GRANT))
    return Decided((DecisionWithdrawn(item.number, given.by, item.proposal.statement),), ended=(ended,))


OF_A_GRANT: Final = (
    *("order_production", "make_production", "release", "finish_release"),
    *("agree_outside", "give_outside", "carry_out", NOTICE_FIRST[0], CONTEST_OVER[0]),
)
"""Duties that fall with the grant that raised them."""


def can_take_back(item: ItemState) -> bool:
    """Whether a decision can be. A letter that waits may leave at any moment: what it says is told."""
    untold = not item.given and not item.spoken and item.effect is None and item.writing is not Writing.QUEUED
    return item.deciding is Deciding.PROPOSED or (item.deciding is Deciding.DECIDED and untold)


def voided(case: CaseState, numbers: Iterable[int]) -> tuple[DecisionVoided, ...]:
    """Events that void what relied on facts that changed."""
    items = (case.item(number) for number in numbers)
    return tuple(DecisionVoided(item.number) for item in items if item is not None and _loses_decision(item))


def default_lines(case: CaseState, number: int, outcome: Outcome) -> tuple[Line, ...]:
    """One line a handle and category, all with the answer that the outcome means."""
    answer = _ANSWER.get(outcome, LineAnswer.REFUSED)
    return tuple(Line(handle, category, answer) for handle in handles(case, number) for category in _data(case, number))


def handles(case: CaseState, number: int) -> tuple[str, ...]:
    """T1 … Tn for an item's targets; ``ALL`` where it names none."""
    count = case.face.get(f"items.{number}.targets")
    return tuple(f"T{n}" for n in range(1, count + 1)) if isinstance(count, int) and count else ("ALL",)


_ANSWER: Final = {
    Outcome.COMPLY: LineAnswer.GRANTED,
    Outcome.UNDER_PROTEST: LineAnswer.GRANTED,
    Outcome.PARTIAL: LineAnswer.GRANTED,
    Outcome.NO_DATA: LineAnswer.NO_DATA,
    Outcome.NOT_EXECUTABLE: LineAnswer.NOT_EXECUTABLE,
}


def _data(case: CaseState, number: int) -> tuple[str, ...]:
    data = case.face.get(f"items.{number}.data")
    return data if isinstance(data, tuple) and data else ("",)


def _emergency(case: CaseState) -> bool:
    return case.face.get("emergency") is True


def _loses_decision(item: ItemState) -> bool:
    if item.deciding is Deciding.PROPOSED:
        return True
    if item.deciding is not Deciding.DECIDED:
        return False
    # What was sent as given stays given; a demand that came back mended is decided again.
    again = {Outcome.CORRECT, Outcome.OBJECT, Outcome.REFUSE, Outcome.CHALLENGE}
    return (not item.spoken and item.effect is None) or item.outcome in again


def _may_propose(case: CaseState, item: ItemState, command: Propose, given: Given) -> Denied | None:
    if item.deciding is not Deciding.OPEN:
        return wrong_state(Msg("the item"), item.deciding)
    judged = given.judged(item.number)
    if judged is None:
        return NOT_ASSESSED
    if given.basis != given.basis_now:
        return Denied(Rule.BASIS, "The case changed while you decided.", "Read it again, then decide again.")
    denied = _nobody_agrees(case, command, given)
    if denied is None and given.by in case.callers and command.outcome in GIVES:
        return Denied(Rule.CALLER, "You called the authority back in this case.", "Somebody else must propose.")
    denied = denied or ground_fault(command, judged)
    if denied is not None:
        return denied
    return _may_give(case, item, command.outcome, judged, given) if command.outcome in GIVES else None


def _still_may(case: CaseState, item: ItemState, proposal: Proposal, given: Given) -> Denied | None:
    """What the proposal had to meet is met at the approval too, whatever the basis left out."""
    judged = given.judged(item.number)
    if judged is None:
        return NOT_ASSESSED
    return _may_give(case, item, proposal.outcome, judged, given) if proposal.outcome in GIVES else None


def not_given(case: CaseState, number: int, given: Given) -> Denied | None:
    """Why nothing may be given or kept on item ``number`` yet: claimed facts, an authority that nobody verified."""
    kind = f"items.{number}.kind"
    missing = case.face.unconfirmed(number) or (() if case.face.get(kind) else (kind,))
    if missing:
        return Denied(
            Rule.NOT_CONFIRMED,
            "Nobody has confirmed yet: {missing}.",
            "Open the original and run `dueprocess confirm`.",
            missing=missing,
        )
    if case.called is Called.DENIED:
        return Denied(
            Rule.NO_CALL_BACK,
            "The authority was called back, and did not confirm this demand.",
            "Object or return it; or somebody else calls back, and hears otherwise.",
        )
    if given.denied_beside:
        return Denied(
            Rule.NO_CALL_BACK,
            "The office did not confirm another part of this letter, in case {case}.",
            "Object or return it; or somebody else calls back, hears otherwise, and records it there.",
            case=given.denied_beside,
        )
    return unverified(given)


def unverified(given: Given) -> Denied | None:
    """Why nothing goes to the authority; None where two people verified it."""
    if given.authority_verified:
        return None
    return Denied(
        Rule.NOT_VERIFIED,
        "The authority is not verified for this desk.",
        "Two people run `dueprocess authority verify`.",
    )


def is_called(case: CaseState, number: int) -> bool:
    """Whether the authority was called back, and confirmed an item as it stands (hazard 2.3)."""
    return case.called is Called.CONFIRMED and number not in case.uncalled


PEOPLE_OF_A_CALL: Final = 3
"""Who proposes, who agrees, who calls."""


def _may_give(
    case: CaseState, item: ItemState, outcome: Outcome, judged: ItemAssessment, given: Given
) -> Denied | None:
    denied = not_given(case, item.number, given)
    if denied is not None:
        return denied
    kind = case.face.get(f"items.{item.number}.kind")
    lasting = kind == Kind.PRESERVATION and item.preserving is not Preserving.VERIFIED
    wants_fresh_call = _emergency(case) or lasting or not FRESH_CALL.isdisjoint(_data(case, item.number))
    if wants_fresh_call and not is_called(case, item.number):
        few = len(given.may_call)
        if 0 < few < PEOPLE_OF_A_CALL:
            # One proposes, one agrees, one calls (hazard 2.3): whoever of two called could do neither.
            return Denied(
                Rule.NO_CALL_BACK,
                "This demand needs a call back by a third person, and {people} of this desk may make it.",
                "Invite one, such as outside counsel (`dueprocess roster next`), before one of you calls.",
                people=few,
            )
        says = Msg("This demand needs a call back of its own, on a number that it did not give.")
        if case.called is Called.CONFIRMED:
            says = Msg("Item {item} came, or was changed, after the authority was called back.", item=item.number)
        do = Msg("Somebody outside the decision runs `dueprocess call-back CASE`.")
        return Denied(Rule.NO_CALL_BACK, says, do)
    return policy_fault(outcome, judged)


def _lines_fault(case: CaseState, number: int, command: Propose, lines: tuple[Line, ...]) -> Denied | None:
    """Each handle and category once, with answers that the outcome allows."""
    outcome, cut = command.outcome, Less(command.since or "", command.until or "", command.part)
    wanted = {(handle, category) for handle in handles(case, number) for category in _data(case, number)}
    given = [(line.handle, line.category) for line in lines]
    if set(given) != wanted or len(given) != len(wanted):
        return Denied(Rule.LINES, "A decision has one line for each target and data category.", "Leave none out.")
    answers = {line.answer for line in lines}
    if outcome is Outcome.PARTIAL:
        good = LineAnswer.GRANTED in answers and (len(answers) > 1 or bool(cut))
    else:
        good = answers == {_ANSWER.get(outcome, LineAnswer.REFUSED)}
    if not good:
        return Denied(Rule.LINES, "These lines do not add up to {outcome}.", "Correct the lines.", outcome=outcome)
    return less_fault(case.face, number, outcome, cut, lines, command.ground)


def deciders(case: CaseState) -> frozenset[str]:
    """Who proposed or agreed to a decision of the case; they make no call back (hazard 2.3)."""
    proposers = {item.proposal.by for item in case.items if item.proposal is not None}
    return frozenset(proposers | {item.approved_by for item in case.items if item.approved_by})


def may_agree(case: CaseState, item: int, proposer: str, seconds: Iterable[str]) -> list[str]:
    """Who of ``seconds`` could agree to what ``proposer`` proposes on an item: neither typed its facts nor called."""
    return sorted(set(seconds) - {proposer} - case.typists(item) - case.callers)


def _nobody_agrees(case: CaseState, command: Propose, given: Given) -> Denied | None:
    """What no second person can agree to is not proposed (hazard 15.4): it would wait for ever."""
    item, two = command.item, _takes_two(case, command)
    if not two or may_agree(case, item, given.by, given.seconds):
        return None
    others = sorted(given.seconds - {given.by})
    if not others:
        return Denied(
            Rule.NO_SECOND,
            "This takes two people, and nobody else on this desk's roster is approver or releaser.",
            "Return it for correction, or object on a ground; or take a second person onto the roster first.",
        )
    typists = [one for one in others if one not in case.callers]
    free = [one for one in typists if given.by in may_agree(case, item, one, given.seconds)]
    do = Msg("Take another approver onto the roster first.")
    if free:
        do = Msg("Let {person} propose, and agree yourself.", person=free[0])
    elif typists:
        do = Msg("Read and confirm each fact that {person} confirmed; then {person} can agree.", person=typists[0])
    says = "This takes two people, and nobody is left to agree: {others} typed facts or called back."
    return Denied(Rule.NO_SECOND, says, do, others=tuple(others))


def same_person(case: CaseState, item: int, proposer: str, given: Given) -> Denied | None:
    """Why somebody is no second person: they proposed it, or they typed the facts that it rests on (hazard 5.1)."""
    if given.by == proposer:
        return Denied(Rule.FOUR_EYES, "You proposed this yourself.", "A second person must approve it.")
    if given.by in case.typists(item):
        return Denied(Rule.TYPED, "You typed or confirmed facts of this item.", "Somebody who did not must approve.")
    return None


def _second_person(case: CaseState, proposal: Proposal, command: Approve, given: Given) -> Denied | None:
    denied = same_person(case, command.item, proposal.by, given)
    if denied is not None:
        return denied
    if given.by in case.callers:
        return Denied(Rule.CALLER, "You called the authority back in this case.", "Somebody else must approve.")
    if not proposal.basis == given.basis == given.basis_now:
        return Denied(
            Rule.BASIS, "What the proposal relied on changed.", "Withdraw it or send it back; then propose again."
        )
    if proposal.statement in given.gone:
        return GONE
    # Refusing again is no way round a refusal, and never harder (hazard 5.1, P9).
    if given.refused_before and proposal.outcome in GIVES and not command.differs:
        return Denied(
            Rule.REFILED,
            "This demand was refused before and filed again.",
            "Add why it is another demand: `--differs new_order`.",
        )
    return None


def _approve_duty(number: int, given: Given) -> NewDuty:
    return NewDuty(number, "approve", "house.second-person", later(given.at, hours=24))


def _stands(
    case: CaseState,
    before: tuple[Body[CaseState], ...],
    item: int,
    proposal: Proposal | DecisionProposed,
    given: Given,
    *,
    by: str = "",
    differs: str = "",
) -> Decided:
    """``by``: the second person; empty where one suffices."""
    statement = given.statement if by else ""
    approved = DecisionApproved(item, by, proposal.outcome, proposal.statement, statement, differs)
    due = (
        *after_decision(case, item, proposal.outcome, given.at),
        *onward.owed(case, item, proposal.outcome, given),
        *(finish(machine, given.at) if (machine := case.item(item)) else ()),
    )
    return Decided((*before, approved), due, (EndDuties(item, ("approve",)),))
