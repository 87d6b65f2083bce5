"""A score as JSON and as CSV, and what made one of its indicators, down to the elements."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from transparency.score.answers import Remark
from transparency.score.method import Method
from transparency.score.score import Card, Level, Score, Scored, decimals, whole

HEADER: Final = ("company", "level", "id", "entity", "score", "decimals", "whole")
TOTAL: Final = "total"


def plain(method: Method, card: Card, absent: Sequence[str], remarks: Sequence[Remark]) -> dict[str, Any]:
    """One company for JSON: unrounded numbers of 0 to 100, null where not applicable; ``published`` as printed."""
    tables = {TOTAL: card.total, **card.categories}
    scores = {name: one.score for name, one in card.indicators.items()}
    return {
        "company": card.company,
        "method": method.name,
        "total": _number(card.total),
        "categories": _numbers(card.categories),
        "families": _numbers(card.families),
        "indicators": _numbers(scores),
        "levels": {
            name: {level.answer.entity: _number(level.score) for level in one.levels}
            for name, one in card.indicators.items()
        },
        "published": {name: whole(score) for name, score in tables.items()},
        "whole": {
            "families": {name: whole(score) for name, score in card.families.items()},
            "indicators": {name: whole(score) for name, score in scores.items()},
        },
        "decimals": {
            **{name: decimals(score) for name, score in tables.items()},
            "families": {name: _family(card, name) for name in card.families},
            "indicators": {name: one.printed for name, one in card.indicators.items()},
        },
        "elements": elements(method, card),
        "absent": list(absent),
        "notes": [one.plain() for one in remarks],
        "credit": method.credit,
    }


def elements(method: Method, card: Card) -> dict[str, int]:
    """How many elements of the method somebody answers, and how many of these are not applicable at any level."""
    rows = [[level.points for level in one.levels] for one in card.indicators.values()]
    worth = [any(points is not None for points in element) for levels in rows for element in zip(*levels, strict=True)]
    return {"answered": sum(worth), "not_applicable": len(worth) - sum(worth), "of": method.elements}


def _family(card: Card, name: str) -> str | None:
    """A family of one indicator is printed as that is; others from unrounded scores."""
    one = card.indicators.get(name)
    return one.printed if one is not None else decimals(card.families[name])


def csv(cards: Sequence[Card]) -> bytes:
    """All scores of all companies, one a row; empty where not applicable."""
    from dueprocess.report.tables import csv_bytes  # slow to import, and nothing else here needs it

    return csv_bytes((HEADER, *(row for card in cards for row in _rows(card))))


def _rows(card: Card) -> Iterator[tuple[str | int | None, ...]]:
    yield card.company, TOTAL, TOTAL, "", *_shown(card.total, decimals(card.total))
    for code, score in card.categories.items():
        yield card.company, "category", code, "", *_shown(score, decimals(score))
    for name, score in card.families.items():
        yield card.company, "family", name, "", *_shown(score, _family(card, name))
    for name, one in card.indicators.items():
        yield card.company, "indicator", name, "", *_shown(one.score, one.printed)
        for level in one.levels:
            yield card.company, "level", name, level.answer.entity, *_shown(level.score, decimals(level.score))


def _shown(score: Score, printed: str | None) -> tuple[str | None, str | None, int | None]:
    return (None if score is None else repr(float(score)), printed, whole(score))


def named(card: Card, asked: str) -> list[Scored]:
    """The indicators that an id means: an indicator, a family, an element of one; none where no row answers it."""
    name = asked.partition(".")[0]
    return [one for one in card.indicators.values() if name in {one.indicator.id, one.indicator.of}]


def known(method: Method, asked: str) -> bool:
    """Whether the method has an indicator, a family or an element of that id."""
    name, _, number = asked.partition(".")
    indicator = method.indicators.get(name)
    if number:
        return indicator is not None and number in map(str, range(1, len(indicator.asks) + 1))
    return indicator is not None or name in {one.of for one in method.indicator}


def explained(method: Method, card: Card, one: Scored) -> dict[str, Any]:
    """What made an indicator's score: its parts, each level with its elements, and what it is a part of."""
    indicator = one.indicator
    category = method.category(indicator)
    siblings = [other.indicator.id for other in card.indicators.values() if other.indicator.of == indicator.of]
    within = {other.indicator.of for other in card.indicators.values() if method.category(other.indicator) == category}
    return {
        "indicator": indicator.id,
        "title": indicator.title,
        "score": _number(one.score),
        "whole": whole(one.score),
        "decimals": one.printed,
        "mean_of": _numbers(one.parts),
        "pools": _numbers(one.pools),
        "family": {"id": indicator.of, "score": _number(card.families[indicator.of]), "mean_of": siblings},
        "category": {"id": category, "score": _number(card.categories[category]), "families": len(within)},
        "total": {"score": _number(card.total), "families": len(card.families)},
        "levels": [_level(one, level) for level in one.levels],
    }


def _level(one: Scored, level: Level) -> dict[str, Any]:
    answer, indicator = level.answer, one.indicator
    return {
        "entity": answer.entity,
        "type": answer.kind,
        "row": answer.row,
        "score": _number(level.score),
        "elements": [
            {
                "element": indicator.element(number),
                "asks": indicator.asks[number - 1],
                "answer": code,
                "points": points,
            }
            for number, (code, points) in enumerate(zip(answer.codes, level.points, strict=True), 1)
        ],
    }


def _numbers(scores: Mapping[str, Score]) -> dict[str, float | None]:
    return {name: _number(score) for name, score in scores.items()}


def _number(score: Fraction | None) -> float | None:
    return None if score is None else float(score)
