"""Looking through the law data themselves: what contradicts itself, what is thin, what no longer decides.

The schemas refuse a statement without citation. Here stands what only the whole shelf shows: texts of one instrument
that hold on the same day, one citation that leads to two instruments, ids that lead nowhere, statements that ask.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dueprocess.law.finding import Layer, Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Instrument, Version


@dataclass(frozen=True, slots=True)
class Problem:
    """Something about one file. ``wrong``: it contradicts; otherwise it is thin, or asks a person."""

    code: str  # dates-overlap | alias-twice | id-unknown | read-ahead | thin | asks
    file: str
    says: str
    wrong: bool


def review(shelf: Shelf, on: datetime.date) -> tuple[Problem, ...]:
    """Every problem of the shelf on the day ``on``, by file."""
    found = [*_instruments(shelf), *_aliases(shelf), *_links(shelf), *_asking(shelf, on)]
    return tuple(sorted(found, key=lambda one: (not one.wrong, one.file, one.code, one.says)))


def _instruments(shelf: Shelf) -> Iterator[Problem]:
    for one in shelf.instruments.values():
        for first, second in combinations(one.versions, 2):
            if _overlap(first, second):
                says = f"two texts hold on one day: from {_from(first)} and from {_from(second)}; end the older one"
                yield Problem("dates-overlap", one.id, says, wrong=True)
        yield from _thin(one)


def _from(version: Version) -> str:
    return version.since.isoformat() if version.since else "the beginning"


def _overlap(first: Version, second: Version) -> bool:
    earliest, latest = datetime.date.min, datetime.date.max
    return (first.since or earliest) <= (second.until or latest) and (second.since or earliest) <= (
        first.until or latest
    )


def _thin(one: Instrument) -> Iterator[Problem]:
    version = one.latest
    if not version.power:
        return
    read = version.cited.citation.status is Status.VERIFIED  # who has not read the text does not know the court
    known = {"who": version.who is not None, "court": version.court != "unknown" or not read}
    lacks = [name for name, there in known.items() if not there]
    if lacks:
        says = f"the law page cannot say {' and '.join(lacks)}: add the key, or write unknown on purpose"
        yield Problem("thin", one.id, says, wrong=False)


def _aliases(shelf: Shelf) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for one in shelf.instruments.values():
        for alias in (one.id, *one.aliases):
            other = owners.setdefault(alias, one.id)
            if other != one.id:
                says = f"the citation {alias!r} leads to {other} as well; make one of them longer"
                yield Problem("alias-twice", one.id, says, wrong=True)


def _links(shelf: Shelf) -> Iterator[Problem]:
    for one in shelf.instruments.values():
        named = {*one.together} - set(shelf.instruments)
        named |= {name for version in one.versions for name in version.falls_short} - set(shelf.standards)
        for name in sorted(named):
            yield Problem("id-unknown", one.id, f"there is no {name} on the shelf", wrong=True)
    known = set(shelf.standards) | set(shelf.instruments) | set(shelf.positions)
    for stand in shelf.positions.values():
        after = () if stand.replaced_by is None else (stand.replaced_by,)
        for name in sorted({*stand.standards, *after} - known):
            yield Problem("id-unknown", stand.id, f"there is no {name} on the shelf", wrong=True)


def _asking(shelf: Shelf, on: datetime.date) -> Iterator[Problem]:
    statements = {name: rule.cited for name, rule in shelf.rules.items() if rule.layer is not Layer.POLICY}
    texts = [version for one in shelf.instruments.values() for version in one.versions]
    statements |= {version.tariff.id: version.tariff.cited for version in texts if version.tariff is not None}
    for name, cited in statements.items():
        citation = cited.citation
        if (citation.checked_on or "") > (on + datetime.timedelta(days=1)).isoformat():  # days begin elsewhere before
            says = f"{name} is said to be read on {citation.checked_on}, which has not come"
            yield Problem("read-ahead", name.partition(".")[0], says, wrong=True)
        elif not cited.decides(on):
            read = f"read on {citation.checked_on}" if citation.checked_on else "read by nobody"
            says = f"{name} asks: {citation.status}, {read}"
            yield Problem("asks", name.partition(".")[0], says, wrong=False)
