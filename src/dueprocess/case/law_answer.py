"""What the law answers to a case, reckoned the same by a desk and by a person's own machine, and named by its hash.

What is not law and is needed all the same (the map of services, the receipt of an earlier arrival that was joined,
where the provider sits) counts among what was used, so that nobody is shown another one than a colleague.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, Protocol
from urllib.parse import quote

from dueprocess.demand.face import Face
from dueprocess.formats.canonical import encode
from dueprocess.holdings.entry import Holdings, Said
from dueprocess.holdings.judge import classed, read_of, with_map
from dueprocess.law.assess import assess
from dueprocess.law.clocks import Calendar
from dueprocess.law.finding import Allowed, Assessment, ItemAssessment, Recommendation
from dueprocess.law.shelf import Shelf
from dueprocess.law.used import used

PLACE: Final = "desk/place"
RECEIPT: Final = "desk/receipt"
MAP: Final = "services/"

LAW_FILES: Final = ("instruments/", "standards/", "policies/", "conflicts/", "authorities/")
"""How the paths of texts begin that are files of the law; all else that was used is the desk's own."""

DECIDES: Final = ("suggested", "grounds", "tell", "admit", "count")
"""Parts of an answer in which two machines that read the same law must not differ."""


class By(Protocol):
    """By what a case is judged: a desk, or what a client has."""

    @property
    def shelf(self) -> Shelf:
        """The law with the desk's signatures."""

    @property
    def calendar(self) -> Calendar:
        """Working days where the provider sits."""

    @property
    def timezone(self) -> str:
        """IANA name."""

    @property
    def country(self) -> str:
        """ISO 3166-1."""

    @property
    def holdings(self) -> Holdings:
        """The map of services."""


First = tuple[str, str]
"""Minute (UTC; empty where it is not known) and day of an earlier receipt than the case's own."""


def since(face: Face, first: First | None) -> Face:
    """The face with the receipt of an earlier arrival that was joined to the case: clocks count from it (1.1)."""
    if first is None:
        return face
    at = first[0] if face.get("received_at") else None
    return replace(face, case={**face.case, "received_at": at, "received_on": first[1]})


def is_earlier(face: Face, first: First) -> bool:
    """Whether a receipt is earlier than the one that the face says."""
    at, on = face.get("received_at"), face.get("received_on")
    return first[0] < str(at) if at else first[1] < str(on or first[1])


def assessed(by: By, face: Face, on: date, said: Said) -> Assessment:
    """What law, standards and house policy say of a face on a day; behind it stands what the map of services says."""
    known = classed(face, by.holdings)
    where = {"timezone": by.timezone, "provider": by.country}
    made = assess(known, by.shelf, on, by.calendar, language=said.language, **where)
    return with_map(made, known, by.holdings, by.shelf, on, said)


def used_by(by: By, face: Face, made: Assessment, first: First | None) -> dict[int, dict[str, str]]:
    """Item → path → SHA-256 (hex) of all that its assessment rests on: ``law/used.py``, and entries of the map.

    Under 0 stands what is common to all; there the desk's own, too: its place, and the earlier receipt. ``face``: as it
    was judged.
    """
    known, found = classed(face, by.holdings), used(by.shelf, face, made)
    for number in range(1, len(face.items) + 1):
        read = {MAP + quote(one.name): _hash(one.plain) for one in read_of(known, number, by.holdings)}
        found[number] = {**found.get(number, {}), **read}
    found[0] |= {PLACE: _hash([by.country, by.timezone]), **({RECEIPT: _hash(list(first))} if first else {})}
    return found


def answer_of(judged: ItemAssessment) -> dict[str, Any]:
    """The answer to one item in codes, no words: findings by their rules, grounds, the three questions, the outcome."""
    may = judged.may
    return {
        "findings": sorted([one.rule, str(one.outcome), str(one.effect), one.claimed] for one in judged.findings),
        "grounds": [one.code for one in judged.grounds],
        "may": {"admit": str(may.admit), "count": str(may.count), "tell": str(may.tell)},
        "suggested": str(judged.recommendation),
    }


def hash_of(answer: Mapping[str, Any]) -> str:
    """SHA-256 (hex) by which a statement names an answer (docs/reference/events.md)."""
    return hashlib.sha256(b"dueprocess/answer/1\0" + encode(answer)).hexdigest()


def _hash(value: Any) -> str:  # noqa: ANN401 - canonical
    return hashlib.sha256(encode(value)).hexdigest()


def parts(answer: Mapping[str, Any]) -> dict[str, str]:
    """What of an answer decides, by DECIDES, each in one line of codes."""
    return {
        "suggested": str(answer["suggested"]),
        "grounds": ", ".join(map(str, answer["grounds"])),
        **{name: str(answer["may"][name]) for name in ("tell", "admit", "count")},
    }


def differing(answer: Mapping[str, Any], named: str) -> tuple[str, ...]:
    """Which part of an answer is another in the one that ``named`` is the hash of; empty where more than one is.

    A statement has the hash alone: each part is put otherwise, one after another, and hashed.
    """
    found = next((part for part, other in _otherwise(answer) if hash_of(other) == named), None)
    return () if found is None else (found,)


def _otherwise(answer: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for code in Recommendation:
        yield "suggested", {**answer, "suggested": str(code)}
    for question in ("tell", "admit", "count"):
        for said in Allowed:
            yield question, {**answer, "may": {**answer["may"], question: str(said)}}
    for part in ("grounds", "findings"):
        for place in range(len(answer[part])):
            yield part, {**answer, part: [*answer[part][:place], *answer[part][place + 1 :]]}
    yield "grounds", {**answer, "grounds": []}
    yield "findings", {**answer, "findings": []}
