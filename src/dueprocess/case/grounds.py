"""What the law's answer allows of a decision: grounds that it opens, and what the house's policy refuses (P9)."""

from collections.abc import Iterable
from typing import assert_never

from dueprocess.case.commands import Propose
from dueprocess.case.outcome import Rule
from dueprocess.case.state import GRANTS
from dueprocess.demand.codes import Outcome
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.law.finding import ItemAssessment, Recommendation


def law_fault(command: Propose, judged: ItemAssessment) -> Denied | None:
    """Why the law's answer allows no such decision; else what it suggests may be departed from, with a reason."""
    return ground_fault(command, judged) or policy_fault(Outcome(command.outcome), judged)


def policy_fault(outcome: Outcome, judged: ItemAssessment) -> Denied | None:
    """Why house policy allows no such answer; None where it does."""
    if outcome in GRANTS and judged.recommendation is Recommendation.REFUSE:
        return Denied(Rule.POLICY, "House policy refuses this kind of demand.", "Refuse, challenge, or ask counsel.")
    return None


def ground_fault(command: Propose, judged: ItemAssessment) -> Denied | None:
    """Grounds are exactly those that the invoked law opens (P9); outside them: policy or counsel, two people."""
    open_grounds = {ground.code for ground in judged.grounds}
    # A word of one's own would be free text in the clear (P2).
    policy = {found.house_ground for found in judged.findings} - {""}
    house = command.ground in {"counsel", *policy}
    match command.outcome:
        case Outcome.OBJECT:
            return None if command.ground in open_grounds else _closed_ground(open_grounds)
        case Outcome.REFUSE | Outcome.CHALLENGE:
            if house:
                return None
            return Denied(
                Rule.GROUND,
                "Outside the law's grounds a refusal names its reason: counsel, or house policy on this kind.",
                "Add `--ground` with one of: {grounds}.",
                grounds=("counsel", *sorted(policy)),
            )
        case Outcome.WITHDRAWN | Outcome.LAPSED:
            return Denied(
                Rule.STATE,
                "Only the authority can withdraw an item, and only time makes it lapse; nobody here decides that.",
                "Use `item`.",
            )
        case (
            Outcome.COMPLY
            | Outcome.PARTIAL
            | Outcome.CORRECT
            | Outcome.NO_DATA
            | Outcome.NOT_EXECUTABLE
            | Outcome.UNDER_PROTEST
        ):
            return (
                None if not command.ground or house or command.ground in open_grounds else _closed_ground(open_grounds)
            )
        case never:
            assert_never(never)


def _closed_ground(open_grounds: Iterable[str]) -> Denied:
    return Denied(
        Rule.GROUND,
        "The law invoked opens these grounds to us: {listed}.",
        "Choose one, return it for correction, or ask counsel.",
        listed=tuple(sorted(open_grounds)) or Msg("none"),
    )
