"""What the pages of the scorecard show: the score beside the companies of 2020, what counts, what to do next."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.desk.services import scorecards
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.scorecards import Sheet
from transparency.score import evidence, peers, steps
from transparency.score.elements import element, elements
from transparency.score.evidence import Is
from transparency.score.method import Indicator
from transparency.score.score import Score, decimals, whole

STEPS: Final = 12
STANDS: Final[dict[Is, tuple[Promise, str]]] = {
    Is.COUNTS: (gettext_lazy("counts"), "good"),
    Is.NOTHING: (gettext_lazy("answered, no point"), "info"),
    Is.STALE: (gettext_lazy("look again"), "caution"),
    Is.CLAIMED: (gettext_lazy("no public page shows it"), "caution"),
    Is.OPEN: (gettext_lazy("nobody looked"), "unknown"),
    Is.SPARED: (gettext_lazy("not applicable"), "info"),
}
CODES: Final[dict[str, Promise]] = {
    "Y": gettext_lazy("yes"),
    "P": gettext_lazy("in part"),
    "N": gettext_lazy("no"),
    "ND": gettext_lazy("nothing disclosed"),
    "NA": gettext_lazy("not applicable"),
}
HELD: Final[dict[str, tuple[Promise, str]]] = {
    "here": (gettext_lazy("met"), "good"),
    "in_part": (gettext_lazy("in part"), "caution"),
    "law": (gettext_lazy("the law forbids it"), "info"),
    "not": (gettext_lazy("not met"), "caution"),
    "spared": (gettext_lazy("not applicable"), "info"),
}
"""How an item of another yardstick stands."""
WAYS: Final[dict[str, tuple[Promise, str]]] = {
    "policy": (gettext_lazy("Say it in a public policy, and note its page"), ""),
    "report": (gettext_lazy("Publish the report, and note its page"), "reports"),
    "register": (gettext_lazy("Publish the register of demands"), "cases"),
    "notice": (gettext_lazy("Tell the people, and say in public that you do"), "due"),
    "services": (gettext_lazy("Publish what you hold; change what it shows"), "settings"),
    "assessment": (gettext_lazy("Assess it, and publish the assessment"), "law"),
    "complaints": (gettext_lazy("Open a public way to complain, and publish its numbers"), ""),
    "appeals": (gettext_lazy("Open a public way to appeal, and say how it goes"), ""),
    "numbers": (gettext_lazy("Count private requests, and publish the numbers"), ""),
    "security": (gettext_lazy("Publish a page on security"), ""),
}
"""What one does for the elements of a way, and the page of the desk that does it."""
CATEGORIES: Final[dict[str, Promise]] = {
    "G": gettext_lazy("Governance"),
    "F": gettext_lazy("Freedom of expression"),
    "P": gettext_lazy("Privacy"),
}
LINES: Final[dict[str, Promise]] = {
    "P16.why": gettext_lazy("Why we can read it"),
    "P16.end": gettext_lazy("What would end it"),
    "P16.until": gettext_lazy("By when"),
}


def lines(sheet: Sheet) -> list[dict[str, Any]]:
    """Total, categories and families, each with the figures of the companies of its kind."""
    method, card = scorecards.method(), sheet.card
    beside = scorecards.peers_of(sheet)
    made = [_line(_("Total"), "total", card.total, beside, "total")]
    for code in method.categories:
        made.append(_line(str(CATEGORIES[code]), code, card.categories.get(code), beside, "category"))
        for name, score in card.families.items():
            if name.startswith(code):
                made.append(_line(scorecards.family_title(name), name, score, beside, "family"))
    return made


def _line(title: str, name: str, score: Score, beside: Any, level: str) -> dict[str, Any]:  # noqa: ANN401 - peers
    found = peers.spread(beside, name)
    return {
        "title": title,
        "id": name,
        "level": level,
        "score": whole(score),
        "decimals": decimals(score),
        "low": found[0] if found else None,
        "middle": found[(len(found) - 1) // 2] if found else None,
        "high": found[-1] if found else None,
    }


def companies(sheet: Sheet) -> list[dict[str, Any]]:
    """Each company of its kind by its name, in the order of the alphabet, below the provider itself."""
    card = sheet.card
    own = {name: whole(score) for name, score in {"total": card.total, **card.categories, **card.families}.items()}
    rows: list[tuple[str, Mapping[str, int | None]]] = [(sheet.company, own)]
    rows += [(one.company, one.scores) for one in scorecards.peers_of(sheet)]
    titles = {"total": _("Total"), **{code: str(title) for code, title in CATEGORIES.items()}}
    return [
        {
            "id": group,
            "title": titles[group],
            "names": [titles[one] if group == "total" else one for one in names],
            "rows": [{"company": name, "cells": [scores.get(one) for one in names]} for name, scores in rows],
        }
        for group, names in peers.groups(card.families, scorecards.method().categories).items()
    ]


def step_lines(sheet: Sheet, true: Collection[str]) -> list[dict[str, Any]]:
    """What to do next, each with its arithmetic and the page that does it."""
    made = []
    for one in sheet.steps(true)[:STEPS]:
        says, page = WAYS[one.way]
        made.append(
            {
                "step": one,
                "name": CATEGORIES[one.indicator.id[0]],
                "category": decimals(one.category),
                "gain": decimals(one.total),
                "does": says,
                "page": reverse(page) if page else "",
            }
        )
    return made


def checklist(sheet: Sheet, true: Collection[str]) -> list[dict[str, Any]]:
    """The part that fits a host of any size, by indicator: how much of it counts, what is true and not published."""
    made = []
    for name, listed in sheet.standing.items():
        first = [one for one in listed if element(one.element).first and one.stands is not Is.SPARED]
        ids = list(dict.fromkeys(one.element for one in first))
        if ids:
            done = [id_ for id_ in ids if all(one.stands is Is.COUNTS for one in first if one.element == id_)]
            hidden = [id_ for id_ in ids if id_ in true and id_ not in done]
            made.append(
                {
                    "indicator": scorecards.method().indicators[name],
                    "done": len(done),
                    "of": len(ids),
                    "hidden": ", ".join(hidden),
                }
            )
    return made


def indicators(sheet: Sheet, gains: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every indicator that is asked here: its score, and how its elements stand."""
    made = []
    for name, listed in sheet.standing.items():
        stands = [one.stands for one in listed]
        made.append(
            {
                "indicator": scorecards.method().indicators[name],
                "score": whole(sheet.card.indicators[name].score),
                "open": stands.count(Is.OPEN),
                "again": stands.count(Is.STALE) + stands.count(Is.CLAIMED),
                "hidden": [(id_, decimals(gain)) for id_, gain in gains.items() if id_.partition(".")[0] == name],
            }
        )
    return made


def questions(sheet: Sheet, indicator: Indicator, gains: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each element of an indicator: what it asks, and how it stands of each who is asked."""
    made = []
    for number, asks in enumerate(indicator.asks, 1):
        id_ = indicator.element(number)
        listed = [one for one in sheet.standing.get(indicator.id, ()) if one.element == id_]
        if not listed or all(one.stands is Is.SPARED and one.look is None for one in listed):
            continue
        made.append(
            {
                "id": id_,
                "asks": asks,
                "judged": number in indicator.judged,
                "harm": number in indicator.reversed,
                "known": id_ in elements(),
                "gain": decimals(gains[id_]) if id_ in gains else "",
                "stands": [
                    {
                        "entity": one.entity.name,
                        "code": CODES[one.look.answer] if one.look else "",
                        "says": STANDS[one.stands][0],
                        "mark": STANDS[one.stands][1],
                        "look": one.look,
                    }
                    for one in listed
                    if one.look is not None or one.stands is not Is.SPARED
                ],
            }
        )
    return made


def history(sheet: Sheet) -> list[dict[str, Any]]:
    """The score at the end of each year."""
    codes = scorecards.method().categories
    return [
        {"year": year, "total": whole(card.total), "parts": [whole(card.categories.get(code)) for code in codes]}
        for year, card in sheet.years()
    ]


def gains(sheet: Sheet, true: Collection[str]) -> dict[str, Any]:
    """What is true and not published, and what a page would add to the total."""
    hidden = sorted(evidence.unpublished(sheet.standing, true))
    return {id_: steps.gain(scorecards.method(), sheet.company, sheet.standing, id_) for id_ in hidden}


def unscored(desk: Desk) -> list[str]:
    """Services whose kind desk.toml does not say."""
    return [one.name for one in desk.house.services if one.rdr not in scorecards.method().services]
