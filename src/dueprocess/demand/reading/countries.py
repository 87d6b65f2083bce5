"""Whose authority asks: what the letter's words, numbers and addresses show of a country, weighed."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.reading.index import Indexed, Phrases
from dueprocess.demand.reading.page import Page
from dueprocess.demand.reading.tables import Tables

_MOST: Final = 3  # places of a country's names that count
_LEAST: Final = 2  # votes with which one of several countries is said
_DOMAIN: Final = re.compile(r"[\w-]\.([a-z]{2})(?![\w.@-])")
_DIAL: Final = re.compile(
    r"(?<![\w+/.-])(?:\+|00(?=(?:[\s()/.-]{0,2}\d){8}))([1-9]\d{0,2})(?=[\s()/.-]?\d|\s?\()"  # 00418 is a house
)
_LOOKED_AT: Final = 60


@dataclass(frozen=True, slots=True)
class Cover:
    """What a mail says around its text: the day of its header in the sender's zone (YYYY-MM-DD), subject, from, to."""

    sent: str | None = None
    subject: str = ""
    sender: str = ""
    recipient: str = ""


NO_COVER: Final = Cover()


@lru_cache(maxsize=8)
def _names(tables: Tables) -> tuple[Phrases, dict[str, list[str]]]:
    """How texts name countries, and the countries of each name."""
    of = defaultdict[str, list[str]](list)
    for country, words in tables.names.items():
        for word in words:
            of[word].append(country)
    return Phrases(of), dict(of)


def votes(page: Page, sender: str, cover: Cover) -> Counter[str]:
    """How much speaks for each country: its names, telephone codes and the ends of domains."""
    tables = page.tables.whole
    names, of = _names(tables)
    said = Counter(country for word, places in page.low.found(names) for country in of[word] * len(places))
    found = Counter({country: min(number, _MOST) for country, number in said.items()})
    found.update(dict.fromkeys({one for word, _ in Indexed(sender.lower()).found(names) for one in of[word]}, 6))
    for one in {match[1] for match in islice(_DOMAIN.finditer(page.low), _LOOKED_AT)}:
        found[tables.ends.get(one, "")] += 2
    for one in {match[1] for match in islice(_DIAL.finditer(page.low), _LOOKED_AT)}:
        country = next((tables.dials[one[:n]] for n in (3, 2, 1) if one[:n] in tables.dials), "")
        found[country] += 2
    match = _DOMAIN.search(cover.sender.lower())
    if match:
        found[tables.ends.get(match[1], "")] += 3
    return +Counter({country: number for country, number in found.items() if country})


def elected(found: Counter[str]) -> str | None:
    """The country for which most speaks; None where too little does, or as much for another."""
    best = found.most_common(2)
    if not best or (len(best) > 1 and (best[0][1] < _LEAST or best[1][1] == best[0][1])):
        return None
    return best[0][0]
