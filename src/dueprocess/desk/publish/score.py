"""The published scorecard as a page, a picture and files; made from the bytes that two people signed, and from no row.

No rank: beside the score stand the companies of 2020 of the same kind by their names, and the lowest, middle and
highest figure of them.
"""

import datetime
from collections.abc import Iterator
from typing import Any, Final

from dueprocess.desk.publish import yardsticks
from dueprocess.desk.publish.feed import as_json
from dueprocess.desk.publish.pictures import drawn, edge, line
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.desk.services import scorecards
from dueprocess.report.scorecard import Published
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.tables import csv_bytes
from transparency.score import peers, score, written
from transparency.score.answers import Answer
from transparency.score.words import spoken

PAGE: Final = "score.html"
PICTURE: Final = "score.svg"
_LINES: Final = 60  # of the page; the files hold all
_SAYS: Final = ("why", "end", "until")


def view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of one language."""
    last = snapshot.scorecards[-1]
    card = last.plain
    kinds = (scorecards.method().services.get(one["kind"], "") for one in card["entities"])
    beside = peers.of_kind(kinds)
    pages = list(_pages(card, texts))
    return {
        "title": texts("score", "title"),
        "lead": texts("score", "lead", provider=isolated(card["company"])),
        "counted": _counted(card, texts),
        "picture": PICTURE,
        "alt": _alt(card, texts),
        "beside": texts("score", "beside", number=texts.number(len(beside))),
        "lines": list(_figures(card, beside, texts)),
        "companies": list(_companies(card, beside, texts)),
        "readable": [_readable(one, card["since"], texts) for one in card["readable"]],
        "closed": texts("score", "closed", services=texts.join(map(isolated, card["closed"])))
        if card["closed"]
        else "",
        "yardsticks": yardsticks.PAGE if snapshot.editions else "",
        "pages": pages[:_LINES],
        "more": texts("score", "more", number=texts.number(len(pages) - _LINES)) if len(pages) > _LINES else "",
        "years": [
            {"year": one["year"], "cells": [texts.number(one.get(code)) for code in ("total", "G", "F", "P")]}
            for one in card["years"]
        ],
        "signed": [
            texts("score", "signed_line", role=texts("values", f"role_{role}"), day=texts.day(day))
            for role, day in last.signers
        ],
        "credit": f"{card['credit']} {peers.CREDIT}.",
    }


def _counted(card: dict[str, Any], texts: Texts) -> str:
    count = {name: texts.number(number) for name, number in card["elements"].items()}
    return texts("score", "counted", **count)


def _alt(card: dict[str, Any], texts: Texts) -> str:
    said = [f"{texts('score', code)}: {texts.number(card['published'].get(code))}" for code in ("total", "G", "F", "P")]
    return texts.join([isolated(card["company"]), *said, texts("score", "by_whom"), _counted(card, texts)])


def _figures(card: dict[str, Any], beside: tuple[peers.Peer, ...], texts: Texts) -> Iterator[dict[str, Any]]:
    say = spoken(texts.language)

    def row(name: str, title: str, number: int | None, level: str) -> dict[str, Any]:
        found = peers.spread(beside, name)
        shown = (found[0], found[(len(found) - 1) // 2], found[-1]) if found else (None, None, None)
        cells = [texts.number(one) for one in (number, *shown)]
        return {"title": title, "id": name, "level": level, "cells": cells}

    yield row("total", texts("score", "total"), card["published"].get("total"), "total")
    for code in ("G", "F", "P"):
        yield row(code, texts("score", code), card["published"].get(code), "category")
        for name, number in card["whole"]["families"].items():
            if name.startswith(code):
                yield row(name, say(scorecards.family_title(name)), number, "family")


def _companies(card: dict[str, Any], beside: tuple[peers.Peer, ...], texts: Texts) -> Iterator[dict[str, Any]]:
    """Each company by its name, in the order of the alphabet: total and categories, then each category's families."""
    own = {**card["published"], **card["whole"]["families"]}
    rows = [(card["company"], own), *((one.company, one.scores) for one in beside)]
    for group, names in peers.groups(card["whole"]["families"], "GFP").items():
        made = [{"company": name, "cells": [texts.number(scores.get(one)) for one in names]} for name, scores in rows]
        heads = [texts("score", one) if one in {"total", *"GFP"} else one for one in names]
        yield {"id": group, "title": texts("score", group), "names": heads, "rows": made}


def _readable(one: dict[str, Any], since: str, texts: Texts) -> dict[str, Any]:
    facts = [(texts("score", key), one[key] or texts("score", "unsaid")) for key in _SAYS]
    return {
        "service": one["service"],
        "facts": [{"name": name, "text": text} for name, text in facts],
        "changed": [_change(each, texts) for each in one["changed"]],
        "since": texts("score", "since", day=texts.day(datetime.date.fromisoformat(since)))
        if since
        else texts("score", "no_since"),
        "unchanged": texts("score", "unchanged" if since else "unchanged_none"),
    }


def _change(one: dict[str, str], texts: Texts) -> dict[str, str]:
    """What was otherwise a year ago: an answer, or a line."""
    what = one["what"]
    indicator, _, number = what.partition(".")
    if number:
        asks = spoken(texts.language)(scorecards.method().indicators[indicator].asks[int(number) - 1])
        words = {key: texts("score", f"code_{one[key]}") for key in ("was", "is")}
    else:
        asks = texts("score", what)
        words = {key: texts("holds", one[key]) if what == "readable" else one[key] for key in ("was", "is")}
    return {"what": asks, **{key: word or texts("score", "unsaid") for key, word in words.items()}}


def _pages(card: dict[str, Any], texts: Texts) -> Iterator[dict[str, Any]]:
    """Each public page, with the elements that it shows; one line an indicator and page."""
    say, indicators = spoken(texts.language), scorecards.method().indicators
    found: dict[tuple[str, str, str], dict[str, None]] = {}
    for one in card["answers"]:
        if one["address"]:
            key = (one["element"].partition(".")[0], one["address"], one["seen_on"])
            found.setdefault(key, {})[one["element"]] = None
    for (name, address, seen), elements in found.items():
        day = texts.day(datetime.date.fromisoformat(seen))
        asks = indicators[name].asks
        said = [(one, say(asks[int(one.partition(".")[2]) - 1])) for one in elements]
        yield {"title": say(indicators[name].title), "elements": said, "address": address, "day": day}


def picture(card: dict[str, Any], texts: Texts) -> bytes:
    """A picture worth sharing, which says by whom it was assessed and how much of the method it covers."""
    rtl = texts.mirrored
    at_edge = edge(texts)
    parts = [
        line(at_edge, 84, 44, card["company"], 700),
        line(at_edge, 128, 26, texts("score", "title")),
        line(at_edge, 262, 120, texts.number(card["published"].get("total")), 700),
        line(at_edge, 310, 26, f"{texts('score', 'total')} / {texts.number(100)}"),
    ]
    for at, code in enumerate(("G", "F", "P")):
        number, top = card["published"].get(code), 210 + 84 * at
        left, width = 40 if rtl else 400, 7 * (number or 0)
        begin = left + (700 - width if rtl else 0)
        parts += [
            f'<rect x="{left}" y="{top + 14}" width="700" height="22" fill="#e2ded5"/>',
            f'<rect x="{begin}" y="{top + 14}" width="{width}" height="22" fill="#1f5673"/>',
            line(left + (700 if rtl else 0), top, 26, f"{texts('score', code)}: {texts.number(number)}"),
        ]
    parts += [
        line(at_edge, 500, 26, texts("score", "by_whom"), 700),
        line(at_edge, 540, 24, _counted(card, texts)),
        line(at_edge, 578, 22, texts.day(datetime.date.fromisoformat(card["made_on"]))),
    ]
    return drawn(parts, _alt(card, texts), texts)


def files(last: Published) -> dict[str, bytes]:
    """The signed bytes; the answers as a file that `dueprocess score` reads; every score; the figures of 2020."""
    card, method = last.plain, scorecards.method()
    given = [Answer(0, card["company"], *_said(one), tuple(one["answers"].split())) for one in card["rows"]]
    scored = score.card(method, card["company"], given)
    head = ("company", "entity", "entity_type", "indicator", "answers")
    rows = [(card["company"], one["entity"], one["kind"], one["indicator"], one["answers"]) for one in card["rows"]]
    names = ("total", "G", "F", "P", *card["whole"]["families"])
    beside = [(one.company, one.kind, *(one.scores.get(name, "") for name in names)) for one in peers.every()]
    return {
        "data/scorecard.json": last.data,
        "data/scorecard-answers.csv": csv_bytes([head, *rows]),
        "data/scorecard-scores.csv": written.csv([scored]),
        "data/scorecard-scores.json": as_json(written.plain(method, scored, [], [])),
        "data/scorecard-2020.csv": csv_bytes([("company", "kind", *names), *beside]),
    }


def _said(row: dict[str, str]) -> tuple[str, str, str]:
    return row["entity"], row["kind"], row["indicator"]
