"""Ranking Digital Rights' scoring written a second time, without a line of the product: the tests hold both together.

Also made-up companies that the product's tests score: a telecom with an operating company, and a mail provider.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import mean
from typing import Any

from transparency.score.method import NOT_APPLICABLE, Method

HEAD = ["company", "entity", "entity_type", "indicator", "answers"]
WORTH = {"Y": 100, "P": 50, "N": 0, "ND": 0}
TURNED = {"Y": 0, "P": 50, "N": 100, "ND": 0}
HARMS = {("F9", 2), ("F11", 1)}
FENNEL = {
    "Group": "group",
    "Fennel Ltd": "opco",
    "Prepaid": "mobile",
    "Postpaid": "mobile",
    "Line": "broadband",
}
ASTER = {"Group": "group", "Mail": "email", "Disk": "cloud", "Chat": "messagingVoip"}


def averaged(scores: Iterable[Fraction | None]) -> Fraction | None:
    found = [one for one in scores if one is not None]
    return mean(found) if found else None


def again(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    """Company → total, categories, families, indicators, levels; exact."""
    levels: dict[str, dict[str, dict[str, Fraction | None]]] = defaultdict(lambda: defaultdict(dict))
    kinds: dict[tuple[str, str], str] = {}
    for row in rows:
        name, entity, indicator = row["company"], row["entity"], row["indicator"]
        kinds[name, entity] = row["entity_type"]
        points = []
        for place, answer in enumerate(row["answers"].split(), 1):
            if answer != "NA":
                points.append(Fraction((TURNED if (indicator, place) in HARMS else WORTH)[answer]))
        levels[name][indicator][entity] = averaged(points)
    done = {}
    for name, by in levels.items():
        indicators = {}
        for indicator, scores in by.items():
            sorts: dict[str, list[Fraction | None]] = defaultdict(list)
            for entity, score in scores.items():
                sorts[kinds[name, entity]].append(score)
            group, opco = sorts.pop("group", [None])[0], sorts.pop("opco", [None])[0]
            mobile = averaged(sorts.pop("mobile", []))
            services = averaged([mobile, *(score for inner in sorts.values() for score in inner)])
            indicators[indicator] = averaged([group, opco, services])
        families: dict[str, list[Fraction | None]] = defaultdict(list)
        for indicator, score in indicators.items():
            families[re.sub("[a-z]$", "", indicator)].append(score)
        means = {family: averaged(inner) for family, inner in families.items()}
        done[name] = {
            "total": averaged(means.values()),
            "categories": {c: averaged(s for f, s in means.items() if f[0] == c) for c in "GFP"},
            "families": means,
            "indicators": indicators,
            "levels": {indicator: dict(scores) for indicator, scores in by.items()},
        }
    return done


Answering = Callable[[str, str, bool], str]
"""(element, kind of level, whether it may be not applicable) → an answer."""


def company(method: Method, name: str, entities: Mapping[str, str], answer: Answering) -> list[dict[str, str]]:
    """Every row that a method asks of a company, as an answers file has them."""
    rows = []
    for indicator in method.indicator:
        for entity, kind in entities.items():
            asked = method.asked(indicator, kind)
            if not any(asked):
                continue
            codes = [
                answer(indicator.element(number), kind, number in indicator.judged) if asks else NOT_APPLICABLE
                for number, asks in enumerate(asked, 1)
            ]
            rows.append(dict(zip(HEAD, (name, entity, kind, indicator.id, " ".join(codes)), strict=True)))
    return rows


def as_file(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows as an answers file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else HEAD)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
