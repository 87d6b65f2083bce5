"""From answers to a score: element, level, composite, indicator, family, category, total; exact until it is published.

Ranking Digital Rights, 2020 (docs/reference/scorecard.md says what its texts state and what was inferred from its
figures). The total is the mean over families, not over categories. What is not applicable drops out of each mean.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from transparency.score.answers import Answer
from transparency.score.method import GROUP, OPERATING, SERVICES, Indicator, Method

Score = Fraction | None  # None: not applicable
CENTS: Final = 100


def mean(values: Iterable[Score]) -> Score:
    """The mean of what applies; None where nothing does."""
    found = [one for one in values if one is not None]
    below = math.lcm(*(one.denominator for one in found))
    parts = sum(one.numerator * (below // one.denominator) for one in found)
    return Fraction(parts, below * len(found)) if found else None


def cents(score: Fraction) -> int:
    """A score in hundredths, half up."""
    return (2 * CENTS * score.numerator + score.denominator) // (2 * score.denominator)


def whole(score: Score) -> int | None:
    """As the index prints it: half up to two decimals, and that half up to a whole number (41.498… is 42)."""
    return None if score is None else (cents(score) + CENTS // 2) // CENTS


def decimals(score: Score) -> str | None:
    """With two decimals, half up."""
    if score is None:
        return None
    units, rest = divmod(cents(score), CENTS)
    return f"{units}.{rest:02}"


@dataclass(frozen=True, slots=True)
class Level:
    """One entity's answers to an indicator, the points of each element, and their mean."""

    answer: Answer
    points: tuple[int | None, ...]
    score: Score


@dataclass(frozen=True, slots=True)
class Scored:
    """An indicator of a company. ``parts``: what it is the mean of, by name. ``printed``: in steps, two decimals."""

    indicator: Indicator
    levels: tuple[Level, ...]
    pools: Mapping[str, Score]
    parts: Mapping[str, Score]
    score: Score
    printed: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """The whole score of a company; what no row answers is in none of its tables."""

    company: str
    indicators: Mapping[str, Scored]
    families: Mapping[str, Score]
    categories: Mapping[str, Score]
    total: Score


def card(method: Method, company: str, rows: Sequence[Answer]) -> Card:
    """The score of one company, from rows without a fault."""
    by: dict[str, list[Answer]] = {}
    for answer in rows:
        by.setdefault(answer.indicator, []).append(answer)
    return sum_up(
        method, company, {one.id: scored(method, one, by[one.id]) for one in method.indicator if one.id in by}
    )


def sum_up(method: Method, company: str, scored: Mapping[str, Scored]) -> Card:
    """The score of a company whose indicators are scored, in the order of the method."""
    within: dict[str, list[Scored]] = {}
    for one in scored.values():
        within.setdefault(one.indicator.of, []).append(one)
    families = {name: mean(one.score for one in inner) for name, inner in within.items()}
    grouped: dict[str, list[Score]] = {}
    for name, inner in within.items():
        grouped.setdefault(method.category(inner[0].indicator), []).append(families[name])
    categories = {code: mean(grouped[code]) for code in method.categories if code in grouped}
    return Card(company, scored, families, categories, mean(families.values()))


def scored(method: Method, indicator: Indicator, rows: Sequence[Answer]) -> Scored:
    """One indicator of a company, from its rows."""
    levels = tuple(_level(method, indicator, one) for one in rows)
    pools, parts = _parts(method, [(one, one.score) for one in levels])
    # Printed with two decimals, each level and then the services' composite are rounded before they are averaged.
    _, steps = _parts(method, [(one, _rounded(one.score)) for one in levels])
    steps = {name: _rounded(score) if name == SERVICES else score for name, score in steps.items()}
    return Scored(indicator, levels, pools, parts, mean(parts.values()), decimals(mean(steps.values())))


def _level(method: Method, indicator: Indicator, answer: Answer) -> Level:
    points = method.worth(indicator, answer.codes)
    counted = [one for one in points if one is not None]
    return Level(answer, points, Fraction(sum(counted), len(counted)) if counted else None)


def _parts(method: Method, levels: Sequence[tuple[Level, Score]]) -> tuple[dict[str, Score], dict[str, Score]]:
    """Services of one pool meet first, and then the others; group, operating company and services are the parts."""
    pooled: dict[str, list[Score]] = {}
    single: list[Score] = []
    parts: dict[str, Score] = {}
    for level, score in levels:
        kind = level.answer.kind
        if kind in {GROUP, OPERATING}:
            parts[kind] = score
        elif kind in method.pooled:
            pooled.setdefault(kind, []).append(score)
        else:
            single.append(score)
    pools = {kind: mean(scores) for kind, scores in pooled.items()}
    if pools or single:
        parts[SERVICES] = mean((*pools.values(), *single))
    return pools, parts


def _rounded(score: Score) -> Score:
    return None if score is None else Fraction(cents(score), CENTS)
