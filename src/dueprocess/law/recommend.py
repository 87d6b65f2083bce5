"""What the findings of one item suggest (hazards 4.1, 4.2; P8, P9).

House policy may refuse the kinds that it names. Defects of the invoked law come next. Whatever no verified law
decides goes to counsel. Notes of standards are not even handed in: no number of them can change the answer.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from dueprocess.law.conditions import Values
from dueprocess.law.coverage import Coverage, Judged
from dueprocess.law.finding import Effect, Finding, Recommendation
from dueprocess.law.texts import Rule

_STRONGEST: Final = (
    Recommendation.OBJECT,
    Recommendation.CHALLENGE,
    Recommendation.PARTIAL,
    Recommendation.CORRECT,
    Recommendation.COUNSEL,
)

_FINDS: Final = frozenset({"ip_complete", "ip_lookup", "target_specified"})
"""Facts by which a person is found."""


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
    asks = any(finding.effect in {Effect.COUNSEL, Effect.CAUTION} for finding in domestic)
    for one in _STRONGEST:
        if one in allowed:
            # A part is given: what asks of it is asked first.
            return Recommendation.COUNSEL if one is Recommendation.PARTIAL and (asks or policy) else one
    if not powers and Recommendation.CORRECT in policy:
        return Recommendation.CORRECT
    if asks:
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


def part_stands(relevant: Sequence[Judged], defects: Mapping[str, Sequence[Rule]], values: Values) -> bool:
    """Whether one line of the data that are asked is free of every defect, and a power covers it: that can be given.

    ``defects``: rules that are unmet, by instrument. A rule that speaks of data is tried on each line alone; where the
    user of an IP address is sought, nothing can be given without what finds them.
    """
    data = values.get("data")
    if not isinstance(data, tuple) or len(data) < 2:  # noqa: PLR2004 - a list
        return False
    return any(_line_stands(code, relevant, defects, values) for code in data)


def _line_stands(code: str, relevant: Sequence[Judged], defects: Mapping[str, Sequence[Rule]], values: Values) -> bool:
    speaking = [one for one in relevant if not one.version.data or code in one.version.data]
    alone = {**values, "data": (code,)}
    spoiled = any(_spoils(rule, alone) for one in speaking for rule in defects.get(one.instrument.id, ()))
    return not spoiled and any(one.version.power and code in one.version.data for one in speaking)


def _spoils(rule: Rule, alone: Values) -> bool:
    if rule.recommend is Recommendation.PARTIAL:
        return False
    if "data" not in rule.reads or not rule.reads.isdisjoint(_FINDS):
        return True
    applies = True if rule.when is None else rule.when.holds(alone)
    return applies is not False and rule.test.holds(alone) is not True


def _within(suggested: Recommendation, *, objections: bool) -> Recommendation:
    # An objection exists only where the law gives one; else counsel looks first (hazard 4.2).
    if suggested is Recommendation.OBJECT and not objections:
        return Recommendation.COUNSEL
    return suggested
