"""The register of talks with governments: its pages, its file, its entries in the feeds.

``talks.html`` leads; the talks of a year stand on pages of its own, the oldest first, so that an address stays. A text
that was sent has a page. All of it follows from published words and the day of the snapshot (``report/talks.py``).
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from dueprocess.desk.publish.feed import Entry, as_json
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.formats import talk as form
from dueprocess.formats.talk import Sort, Words
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.talks import PublicTalk, history, of_sort, quarters, standing

PAGE: Final = "talks.html"
FILE: Final = "data/talks.json"
SCHEMA: Final = "dueprocess/talks/1"
MAX_A_PAGE: Final = 24_000
"""Bytes of the words that a page takes: the page around them stays below that of the site."""

Made = tuple[str, str, dict[str, Any]]  # name, template, data


def pages(snapshot: Snapshot, texts: Texts) -> Iterator[Made]:
    """All pages of one language; an empty register teaches."""
    stand = standing(snapshot.talks)
    where = places(snapshot)
    yield PAGE, "talks.html", _lead(snapshot, texts, stand, where)
    for name, listed in _by_page(stand):
        year, number = listed[0].words.on.year, name.removesuffix(".html").split("-")[2:]
        title = texts("talks", "year", year=year)
        part = texts("talks", "page", page=int(number[0])) if number else ""
        yield (
            name,
            "talks_year.html",
            {"title": title, "part": part, "talks": [_view(snapshot, one, texts) for one in listed]},
        )
    for one in of_sort(stand, Sort.POSITION):
        data = {"title": texts("talks", "text_title"), "one": _view(snapshot, one, texts), "back": where[one.talk]}
        yield f"text-{one.id}.html", "talk_text.html", data | {"lines": one.words.sent.split("\n")}


def _lead(snapshot: Snapshot, texts: Texts, stand: tuple[PublicTalk, ...], where: dict[str, str]) -> dict[str, Any]:
    return {
        "title": texts("talks", "title"),
        "lead": texts("talks", "lead"),
        "quarters": [
            {
                "name": texts("talks", "quarter", number=one.name[-1], year=one.name[:4]),
                "line": texts("talks", "line", many=texts.number(len(one.talks))),
                "href": where[one.talks[-1].talk] if one.talks else "",
            }
            for one in quarters(stand, snapshot.made_on)
        ],
        "sent": [_brief(one, texts, where) for one in of_sort(stand, Sort.POSITION)],
        "exits": [_brief(one, texts, where) for one in of_sort(stand, Sort.EXIT)],
    }


def _brief(one: PublicTalk, texts: Texts, where: dict[str, str]) -> dict[str, str]:
    words = one.words
    return {
        "href": f"{where[one.talk]}#{one.id}",
        "text": words.bill or words.says,
        "lang": words.language,
        "stand": words.stand,
        "word": texts("positions", words.stand) if words.stand else "",
        "country": texts.country(words.country),
        "day": texts.day(words.on),
        "iso": words.on.isoformat(),
    }


def places(snapshot: Snapshot) -> dict[str, str]:
    """The page of each talk that stands; of one that was replaced, that of what stands in its place."""
    found = {one.talk: name for name, listed in _by_page(standing(snapshot.talks)) for one in listed}
    later = {one.talk: found[one.talk] for one in standing(snapshot.talks)}
    for one in standing(snapshot.talks):
        later |= {before.talk: found[one.talk] for before in history(snapshot.talks, one)}
    return later


def _by_page(stand: tuple[PublicTalk, ...]) -> Iterator[tuple[str, list[PublicTalk]]]:
    for year, of_year in groupby(reversed(stand), key=lambda one: one.words.on.year):
        number, size = 1, 0
        listed: list[PublicTalk] = []
        for one in of_year:
            weight = len(form.encode(one.words)) - len(one.words.sent.encode())
            if listed and size + weight > MAX_A_PAGE:
                yield _name(year, number), listed
                number, size, listed = number + 1, 0, []
            listed.append(one)
            size += weight
        yield _name(year, number), listed


def _name(year: int, number: int) -> str:
    return f"talks-{year}-{number}.html" if number > 1 else f"talks-{year}.html"


def _view(snapshot: Snapshot, one: PublicTalk, texts: Texts) -> dict[str, Any]:
    words, before = one.words, history(snapshot.talks, one)
    return {
        "id": one.id,
        "lang": words.language,
        "says": words.says,
        "iso": words.on.isoformat(),
        "day": texts.day(words.on),
        "country": texts.country(words.country),
        "with": [words.body, *([words.function] if words.function else [])],
        "how": [texts("talks", f"way_{words.way}"), texts("talks", str(words.began))],
        "about": texts.listed([texts("talks", f"about_{topic}") for topic in words.about]),
        "rows": [{"name": texts("talks", name), "text": text} for name, text in _rows(words) if text],
        "stand": words.stand,
        "word": texts("positions", words.stand) if words.stand else "",
        "came": texts("talks", f"came_{words.came}"),
        "came_name": texts("talks", "became" if words.sort is Sort.POSITION else "came"),
        "came_of_it": words.came_of_it,
        "beside": list(words.beside),
        "last_day": texts.day(words.last_day) if words.last_day else "",
        "text": f"text-{one.id}.html" if words.sent else "",
        "published": texts.day(one.published_on),
        "changed": words.changed if before else "",
        "earlier": [texts("talks", "earlier", day=texts.day(each.published_on)) for each in before],
        "language_of": texts("talks", "language_of", language=texts.language_name(words.language))
        if words.language != texts.language
        else "",
    }


def _rows(words: Words) -> list[tuple[str, str]]:
    return [
        ("bill", words.bill),
        ("asked", words.asked),
        ("answered", words.answered),
        ("export", words.export),
        ("warning", words.warning),
    ]


def talks_json(snapshot: Snapshot) -> bytes:
    """``data/talks.json``: all published words, those too that others replaced."""
    return as_json(
        {
            "schema": SCHEMA,
            "provider": snapshot.provider.name,
            "as_of": snapshot.made_on.isoformat(),
            "says": "What is published; nothing is said of others.",
            "quarters": {one.name: len(one.talks) for one in quarters(standing(snapshot.talks), snapshot.made_on)},
            "talks": [
                {"id": one.id, "hash": one.talk, "published_on": one.published_on.isoformat(), **form.plain(one.words)}
                for one in snapshot.talks
            ],
        }
    )


def feed_entries(snapshot: Snapshot, texts: Texts) -> Iterator[Entry]:
    """Each talk that stands, as the feeds tell it."""
    where = places(snapshot)
    for one in standing(snapshot.talks):
        words = one.words
        says = [words.says, words.asked, words.answered, words.came_of_it, words.changed]
        yield Entry(
            f"urn:dueprocess:talk:{one.id}",
            " · ".join([texts.country(words.country), isolated(words.body), texts("talks", "title")]),
            one.published_on,
            " ".join(part for part in says if part),
            f"{texts.language}/{where[one.talk]}#{one.id}",
            ["talk"],
            list(dict.fromkeys(["talk", str(words.sort), *map(str, words.about)])),
            {
                "_talk": {
                    "on": words.on.isoformat(),
                    "country": words.country,
                    "body": words.body,
                    "came": str(words.came),
                }
            },
        )
