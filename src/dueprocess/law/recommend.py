"""What the findings of one item suggest (hazards 4.1, 4.2; P8, P9).

House policy may refuse the kinds that it names. Defects of the invoked law come next. Whatever no verified law
decides goes to counsel. Notes of standards are not even handed in: no number of them can change the answer.
"""

from collections.abc import Sequence
from typing import Final

from dueprocess.law.conditions import Values
from dueprocess.law.coverage import Coverage, Judged
from dueprocess.law.finding import Effect, Finding, Recommendation

_STRONGEST: Final = (
    Recommendation.OBJECT,
    Recommendation.CHALLENGE,
    Recommendation.PARTIAL,
    Recommendation.CORRECT,
    Recommendation.COUNSEL,
)


def recommend(
    domestic: Sequence[Finding],
    defects: Sequence[Recommendation],
    policy: Sequence[Recommendation],
    *,
    objections: bool,
    powers: bool,
) -> Recommendation:
    """The recommendation for one item.

    Args:
        domestic: findings of the invoked law and of the shelf, without standards.
        defects: what each defect suggests.
        policy: what each unmet or unanswered rule of the house suggests.
        objections: whether the invoked law gives the provider any ground (P9).
        powers: whether an invoked instrument that gives power speaks to the item.
    """
    if Recommendation.REFUSE in policy:
        return Recommendation.REFUSE
    allowed = [_within(one, objections=objections) for one in defects]
    for one in _STRONGEST:
        if one in allowed:
            return one
    if not powers and Recommendation.CORRECT in policy:
        return Recommendation.CORRECT
    if any(finding.effect in {Effect.COUNSEL, Effect.CAUTION} for finding in domestic):
        return Recommendation.COUNSEL
    # The law is satisfied: what the house would like besides is for counsel (hazard 4.2).
    return Recommendation.COUNSEL if policy else Recommendation.COMPLY


def coverage_suggests(coverage: Coverage) -> tuple[Recommendation, ...]:
    """What unmet coverage suggests: part of it, where part is covered; else as the instrument says."""
    unmet = {one.rule for one in coverage.findings if one.effect is Effect.DEFECT}
    if not unmet:
        return ()
    if coverage.uncovered:
        return (Recommendation.PARTIAL,)
    said = tuple(one.version.coverage_recommend for one in coverage.invoked if f"{one.instrument.id}.covers" in unmet)
    return said or (Recommendation.CORRECT,)


def part_stands(relevant: Sequence[Judged], defective: frozenset[str], values: Values) -> bool:
    """Whether a power without defect covers data that no instrument with a defect covers: that part can be given."""
    data = values.get("data")
    if not isinstance(data, tuple):
        return False
    spoiled = [one.version for one in relevant if one.instrument.id in defective]
    if any(not one.power or not one.data for one in spoiled):
        return False
    clean = [one.version for one in relevant if one.instrument.id not in defective and one.version.power]
    left = set(data).difference(*(one.data for one in spoiled))
    return any(not left.isdisjoint(one.data) for one in clean)


def _within(suggested: Recommendation, *, objections: bool) -> Recommendation:
    # An objection exists only where the law gives one; else counsel looks first (hazard 4.2).
    if suggested is Recommendation.OBJECT and not objections:
        return Recommendation.COUNSEL
    return suggested
