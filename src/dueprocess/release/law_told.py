"""By what a machine reckons a case again: its own law files, and what a desk hands out besides; that may be a lie."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from dueprocess.acts import law_signed
from dueprocess.case import law_answer
from dueprocess.case.law_answer import First
from dueprocess.demand.codes import ServiceClass
from dueprocess.demand.face import Face
from dueprocess.formats.statement import Act
from dueprocess.holdings.entry import Holdings, Said
from dueprocess.holdings.parse import parse
from dueprocess.law.clocks import Calendar
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.release.evidence import Evidence, suspect

Texts = Mapping[str, Mapping[str, Any] | None]
"""Path → what a law file says, in the place of one's own; None: no such file."""


class Library(Protocol):
    """The law that came with a checker's program, and what goes with it (``adapters/law_library.py``)."""

    @property
    def said(self) -> Said:
        """The words of the map of services; no part of an answer."""

    def shelf(self, signatures: Iterable[Signature], instead: Texts) -> Shelf:
        """One's own files with a desk's signatures; ``instead`` takes the place of some. Raises ShelfError."""

    def calendar(self, country: str) -> Calendar:
        """Working days of a country. Raises ValueError for none that is known."""


@dataclass(frozen=True, slots=True)
class Law:
    """By what a machine judges: a shelf with counsel's signatures, and what the desk hands out besides."""

    shelf: Shelf
    calendar: Calendar
    timezone: str
    country: str
    holdings: Holdings


def law_of(seen: Evidence, told: Mapping[str, Any], library: Library) -> Law:
    """By what a machine judges a case, of which a desk told ``country``, ``timezone`` and ``map``.

    Raises ValueError, KeyError, TypeError or AttributeError for what is of no known form.
    """
    country, timezone = str(told["country"]), str(told["timezone"])
    shelf = library.shelf(signatures_of(seen), {})
    return Law(shelf, library.calendar(country), timezone, country, _map(told["map"]))


def signatures_of(seen: Evidence) -> list[Signature]:
    """What counsel signed over the law; of those too who have left, where it stood before: they had read it."""
    acts = seen.ever(Act.LAW_SIGN, Act.LAW_READ)
    return [one for name, stated in acts if seen.counts(name, least=2) for one in law_signed.signatures(stated)]


def _map(told: Mapping[str, Any]) -> Holdings:
    if told["fault"]:
        return Holdings(fault=str(told["fault"]))
    if not told["text"]:
        return Holdings()
    classes = {str(name): ServiceClass(found) for name, found in told["classes"].items()}
    return parse(str(told["text"]).encode(), classes)


def first_of(told: object) -> First | None:
    """The earlier receipt that a desk tells of. Raises ValueError."""
    if told is None:
        return None
    if not isinstance(told, list) or len(told) != 2 or not all(isinstance(part, str) for part in told):  # noqa: PLR2004
        message = "an earlier receipt is a minute and a day"
        raise ValueError(message)
    dt.date.fromisoformat(told[1])
    return told[0], told[1]


def joined(face: Face, first: First | None, rule: str) -> Face:
    """The face as it is judged. Raises ReleaseError ``rule`` for a receipt that is not earlier."""
    if first is not None and not law_answer.is_earlier(face, first):
        suspect(rule, "the desk counts from a receipt that is not earlier than the case's own")
    return law_answer.since(face, first)
