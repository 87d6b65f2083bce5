"""Instruments of the law data on which a letter relies: by the ways in which texts cite them, and by provisions."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from dueprocess.demand.reading import citations, statutes
from dueprocess.demand.reading.citations import Citation
from dueprocess.demand.reading.index import Phrases
from dueprocess.demand.reading.page import Page, flat, page
from dueprocess.demand.reading.tables import Tables


class Aliases(NamedTuple):
    """The ways in which texts cite instruments, and the instrument of each."""

    of: Mapping[str, str]
    """Instrument by alias, as a page writes it."""
    names: tuple[str, ...]
    finest: Mapping[str, tuple[tuple[frozenset[str], str], ...]]
    """By each provision of an alias: all of the alias's provisions, and the instrument."""


class _Given:
    """Aliases as they came, told apart by themselves: to compare thousands takes a tenth of a letter's time."""

    __slots__ = ("aliases",)

    def __init__(self, aliases: Mapping[str, str]) -> None:
        self.aliases = aliases

    def __hash__(self) -> int:
        return id(self.aliases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Given) and other.aliases is self.aliases


def aliases(tables: Tables, given: Mapping[str, str]) -> Aliases:
    """The aliases as a page writes them. ``given``, alias → id of its instrument, is not changed afterwards."""
    return _made(tables, _Given(given))


@lru_cache(maxsize=8)
def _made(tables: Tables, given: _Given) -> Aliases:
    return _alias_keys(tables, tuple(given.aliases.items()))


@lru_cache(maxsize=8)
def _alias_keys(tables: Tables, aliases: tuple[tuple[str, str], ...]) -> Aliases:
    finest: dict[str, list[tuple[frozenset[str], str]]] = {}
    for alias, instrument in sorted(aliases):
        found = statutes.mentions(page(alias, tables))
        keys = frozenset(f"{one.key}#{part.replace(' ', '').lower()}" for one in found for part in one.provisions)
        for key in keys:
            finest.setdefault(key, []).append((keys, instrument))
    of = {flat(alias): instrument for alias, instrument in sorted(aliases)}
    return Aliases(of, Phrases(of), {key: tuple(rows) for key, rows in finest.items()})


def relied(aliases: Aliases, mentions: list[Citation]) -> list[Citation]:
    """The mentions of powers that we know: a provision that names an offence is not what the demand relies on."""
    return [one for one in mentions if not aliases.finest.keys().isdisjoint(citations.keys(one))]


def own(country: str | None, found: tuple[str, ...]) -> tuple[str, ...]:
    """Germany and Austria both write "§ 110 StPO": of two such laws, that of the letter's own country is meant."""
    other = {"AT": "DE-", "DE": "AT-"}.get(country or "", " ")
    kept = tuple(one for one in found if not one.startswith(other))
    return kept if kept or country == "AT" else found  # without a place in it, a letter in German counts as German


def named(ready: Page, aliases: Aliases, mentions: list[Citation]) -> tuple[str, ...]:
    """Ids of the instruments whose alias, or the provisions that the alias names, stand in the text."""
    known = frozenset().union(*(citations.keys(one) for one in mentions)) if mentions else frozenset()
    found = {one for key in known for finest, one in aliases.finest.get(key, ()) if finest <= known}
    found |= {
        aliases.of[alias]
        for alias, places in ready.low.found(aliases.names)
        if any(not ready.low[at + len(alias) : at + len(alias) + 1].isalnum() for at in places)
    }
    return tuple(sorted(found))
