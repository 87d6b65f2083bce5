"""One door for every act on a case: general rules first, then the verb's own.

``decide(state, command, given) -> Decided | Denied``: time, actor and law are handed in; nothing is read or written.
"""

from typing import assert_never

from dueprocess.domain import access
from dueprocess.domain.case import arriving, costs, deciding, forgetting, publishing, releasing, silence, upkeep
from dueprocess.domain.case import commands as c
from dueprocess.domain.case.given import Given
from dueprocess.domain.case.outcome import Decided, Rule
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.demand.codes import ArrivalIs
from dueprocess.domain.refusal import Denied, Msg

_FORGETS = (c.ProposeForget, c.Forget)

_ELSEWHERE = (
    *(c.Classify, c.EndSecrecy, c.Unpublish, c.DoDuty, c.WithdrawCost, c.DropProduction, c.Veto, c.Recall),
    *_FORGETS,
)

"""What can still be done on a case that went into another: its silences end, its rows come down, undoing, ending."""

_NO_DEMAND = (*_ELSEWHERE, c.RecordSecrecy, c.Answer, c.AddNote, c.SendLetter)
"""The same on what is no demand, or is held outside; a letter there can only acknowledge."""

_NEEDS_A_CASE = (c.Propose, c.ProposePublication, c.Publish, c.Close)
"""What waits until a person or a rule has said that the arrival is a case."""


def decide(case: CaseState, command: c.Command, given: Given) -> Decided | Denied:
    """What follows from ``command``, or the rule that refuses it."""
    denied = _general(case, command, given)
    if denied is not None:
        return denied
    if isinstance(command, c.OfRelease):
        return _of_release(case, command, given)
    if isinstance(command, c.OfForgetting):
        return forgetting.decide(case, command, given)
    return _verb(case, command, given)


def _general(case: CaseState, command: c.Command, given: Given) -> Denied | None:
    if not access.may(given.roles, given.act) or not isinstance(command, c.OF_ACT.get(given.act, ())):
        held = tuple(sorted(given.roles)) or Msg("none")
        return Denied(
            Rule.ROLE,
            "{by} may not do {act} (roles: {held}).",
            "Ask somebody who may.",
            by=given.by,
            act=str(given.act),
            held=held,
        )
    denied = _over(case, command) or _not_a_case(case, command)
    if denied is not None:
        return denied
    if given.revision != case.revision:
        return Denied(
            Rule.STALE,
            "You signed on revision {revision}; the case is at {now}.",
            "Somebody was first: read the case and decide anew.",
            revision=given.revision,
            now=case.revision,
        )
    return None


def _over(case: CaseState, command: c.Command) -> Denied | None:
    if case.historic:
        return Denied(Rule.HISTORIC, "A historic case is counted and never acted on.")
    if case.forgotten and not isinstance(command, c.Unpublish):
        return Denied(Rule.FORGOTTEN, "What was sealed of this case is destroyed.", "Its codes and counts stay.")
    if case.merged_into and not isinstance(command, _ELSEWHERE):
        return Denied(Rule.MERGED, "This case went into {case}.", "Act there.", case=case.merged_into)
    return None


def _not_a_case(case: CaseState, command: c.Command) -> Denied | None:
    if case.says in {ArrivalIs.NOT_A_DEMAND, ArrivalIs.HELD_OUTSIDE} and not isinstance(command, _NO_DEMAND):
        return Denied(
            Rule.STATE, "Somebody said that this is {says}.", "Say `dueprocess classify` anew first.", says=case.says
        )
    if case.says is ArrivalIs.UNREAD and isinstance(command, _NEEDS_A_CASE):
        return Denied(Rule.STATE, "Nobody has said what this arrival is.", "Run `dueprocess classify CASE new-case`.")
    return None


def _verb(case: CaseState, command: c.OnPaper, given: Given) -> Decided | Denied:  # noqa: C901, PLR0911, PLR0912 - one arm a verb
    match command:
        case c.Classify():
            return arriving.classify(case, command, given)
        case c.Confirm():
            return upkeep.confirm(case, command, given)
        case c.ChangeItem():
            return upkeep.change_item(case, command, given)
        case c.Merge():
            return upkeep.merge(case, command, given)
        case c.Split():
            return upkeep.split(case, command, given)
        case c.Close():
            return upkeep.close(case, command, given)
        case c.Propose():
            return deciding.propose(case, command, given)
        case c.Approve():
            return costs.with_claim(deciding.approve(case, command, given), given)
        case c.SendBack():
            return deciding.send_back(case, command, given)
        case c.Withdraw():
            return deciding.withdraw(case, command, given)
        case c.Answer():
            return silence.answer(case, command, given)
        case c.RecordSecrecy():
            return silence.record(case, command, given)
        case c.EndSecrecy():
            return silence.end(case, command, given)
        case c.CallBack():
            return upkeep.call_back(case, command, given)
        case c.SendLetter():
            return upkeep.send_letter(case, command, given)
        case c.AddNote():
            return upkeep.add_note(case, command, given)
        case c.ProposePublication():
            return publishing.propose_publication(case, command, given)
        case c.Publish():
            return publishing.publish(case, command, given)
        case c.Unpublish():
            return publishing.unpublish(case, command, given)
        case c.DoDuty():
            return upkeep.do_duty(case, command, given)
        case c.StartHold():
            return upkeep.start_hold(case, command, given)
        case c.VerifyHold():
            return upkeep.verify_hold(case, command, given)
        case c.RecordCost():
            return costs.record(case, command, given)
        case c.WithdrawCost():
            return costs.withdraw(case, command, given)
        case never:
            assert_never(never)


def _of_release(case: CaseState, command: c.OfRelease, given: Given) -> Decided | Denied:  # noqa: PLR0911 - one arm a verb
    match command:
        case c.ReadTarget():
            return releasing.read_target(case, command, given)
        case c.OrderProduction():
            return releasing.order(case, command, given)
        case c.Deal():
            return releasing.deal(case, command, given)
        case c.DropProduction():
            return releasing.drop(case, command, given)
        case c.ApproveRelease():
            return releasing.approve(case, command, given)
        case c.Veto():
            return releasing.veto(case, command, given)
        case c.Release():
            return releasing.release(case, command, given)
        case c.Recall():
            return releasing.recall(case, command, given)
        case never:
            assert_never(never)
