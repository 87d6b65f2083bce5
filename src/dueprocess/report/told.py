"""What the public pages say beside the numbers, from the law data: silence by statute, and access that we cannot see.

Neither hangs on what counsel signed: a signature for one secret case changes no public byte (P11). A desk declares in
its settings which standing laws apply to it; of one whose law does not say that it may be named, nothing is shown, and
no text claims that the list is complete (hazard 4.3, P7).
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from dueprocess.law.finding import Allowed
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Standing, Version, read_until
from dueprocess.report.cited import Cited
from dueprocess.report.provider import Declared

Words: TypeAlias = Mapping[str, str]


class StandingError(ValueError):
    """A declared standing law that the shelf does not know; the message says what to do."""


@dataclass(frozen=True, slots=True)
class UnseenAccess:
    """Access by law that we cannot see, as the public reads it."""

    id: str
    cited: Cited
    since: datetime.date
    services: tuple[str, ...]
    title: Words
    says: Words


@dataclass(frozen=True, slots=True)
class Silence:
    """A sentence about demands that a law never lets us tell of, and the provisions that it is said of."""

    says: Words
    cited: tuple[Cited, ...]


def standing_laws(shelf: Shelf, on: datetime.date, state: str = "") -> dict[str, Standing]:
    """Laws in force that give lasting access, by id; with ``state`` those of its own and its parts' shelves."""
    of = shelf.of_state(state) if state else shelf.instruments.values()
    texts = ((one.id, one.at(on)) for one in of)
    return {name: text.standing for name, text in texts if text is not None and text.standing is not None}


def unseen_access(shelf: Shelf, declared: Iterable[Declared], on: datetime.date) -> tuple[UnseenAccess, ...]:
    """The declared standing laws that may be named in public, oldest first. Raises StandingError."""
    laws = standing_laws(shelf, on)
    found = [_access(shelf, one, laws[one.law]) for one in _known(declared, laws) if _may_name(laws[one.law], on)]
    return tuple(sorted(found, key=lambda one: (one.since, one.id)))


def _known(declared: Iterable[Declared], laws: Mapping[str, Standing]) -> Iterable[Declared]:
    for one in declared:
        if one.law not in laws:
            offered = ", ".join(sorted(laws)) or "none yet"
            raise StandingError(
                f"desk.toml: [[standing_access]]: the shelf has no standing law {one.law} in force. It has: {offered}. "
                "Name one of these, or add `standing` to the law file (docs/reference/law-format.md)"
            )
        yield one


def _may_name(standing: Standing, on: datetime.date) -> bool:
    """Where the law itself says so, in a text that was read within twelve months: it may forbid it since (P8)."""
    last = read_until(standing.cited.citation)
    return standing.public is Allowed.YES and last is not None and on <= last


def _access(shelf: Shelf, one: Declared, standing: Standing) -> UnseenAccess:
    citation = standing.cited.citation
    cited = Cited(citation.title, citation.section)
    return UnseenAccess(one.law, cited, one.since, one.services, shelf.instruments[one.law].title, standing.says)


def law_silences(shelf: Shelf, country: str, on: datetime.date) -> tuple[Silence, ...]:
    """What the statutes of ``country`` and its parts never let us tell, each sentence once.

    A statute speaks whose silence was read in its text within twelve months, whoever signed it.
    """
    said: dict[str, tuple[Words, list[Cited]]] = {}
    for one in sorted(shelf.of_state(country), key=lambda one: (one.country, one.id)):
        text = one.at(on)
        words = None if text is None else _never(text, on)
        if words is not None:
            citation = one.latest.cited.citation
            said.setdefault(words["en"], (words, []))[1].append(Cited(citation.title, citation.section))
    return tuple(Silence(words, tuple(cited)) for words, cited in said.values())


def _never(text: Version, on: datetime.date) -> Words | None:
    rule = text.secrecy
    if rule is None or rule.source != "statute" or rule.public is None:
        return None
    last = read_until(rule.cited.citation)
    return rule.public if last is not None and on <= last else None
