"""From looks at public pages to answers: what a stranger can read counts, until its day; nothing else does.

Ranking Digital Rights scores what a company discloses. So an answer that is worth points needs an address that a
stranger opens, its text and the day; without them it is *nothing disclosed*. What only the records of a desk show is
told beside it, and what a law forbids to disclose is a note: neither gains a point.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from transparency.score.answers import Answer
from transparency.score.elements import element
from transparency.score.method import NOT_APPLICABLE, SERVICES, Indicator, Method

UNDISCLOSED: Final = "ND"


@dataclass(frozen=True, slots=True)
class Entity:
    """A level that is asked: the group, the operating company, or a service, whose kind is the method's code."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """What somebody answered to an element, of one entity, and where they read it."""

    entity: str
    element: str
    answer: str
    on: datetime.date
    address: str = ""
    hash: str = ""  # SHA-256 (hex) of the text that stood there
    seen: datetime.date | None = None
    law: str = ""  # what forbids to disclose it; a note, and no point
    says: str = ""

    @property
    def until(self) -> datetime.date:
        """The last day on which it holds; then it is asked again."""
        return (self.seen or self.on) + datetime.timedelta(days=element(self.element).days)

    @property
    def public(self) -> bool:
        """Whether a stranger can read it: the address, the text, the day."""
        return bool(self.address and self.hash and self.seen)


class Is(StrEnum):
    """How an element of one entity stands."""

    COUNTS = "counts"  # it is worth points, and its page was read
    NOTHING = "nothing"  # answered: nothing is disclosed, or it is not so
    STALE = "stale"  # its day is over
    CLAIMED = "claimed"  # no public page shows it
    OPEN = "open"  # nobody looked
    SPARED = "spared"  # not applicable


@dataclass(frozen=True, slots=True)
class Stand:
    """One element of one entity, as it counts."""

    entity: Entity
    element: str
    code: str
    stands: Is
    look: Look | None = None


def newest(looks: Iterable[Look], today: datetime.date) -> dict[tuple[str, str], Look]:
    """The last look at each element of each entity up to a day; looks come in the order in which they were noted."""
    return {(one.entity, one.element): one for one in looks if one.on <= today}


def stands(
    method: Method, entities: Sequence[Entity], looks: Iterable[Look], today: datetime.date
) -> dict[str, list[Stand]]:
    """Indicator → how each of its elements stands of each entity that is asked any of it, in the method's order."""
    found, last = {}, newest(looks, today)
    for indicator in method.indicator:
        asked = [(one, method.asked(indicator, one.kind)) for one in entities]
        made = [
            _stand(method, indicator, number, one, last.get((one.name, indicator.element(number))), today)
            if asks
            else Stand(one, indicator.element(number), NOT_APPLICABLE, Is.SPARED)
            for one, each in asked
            if any(each)
            for number, asks in enumerate(each, 1)
        ]
        if made:
            found[indicator.id] = made
    return found


def _stand(
    method: Method, indicator: Indicator, number: int, entity: Entity, look: Look | None, today: datetime.date
) -> Stand:
    name = indicator.element(number)
    if look is None:
        return Stand(entity, name, UNDISCLOSED, Is.OPEN)
    code, stands_ = look.answer, Is.COUNTS
    if code == NOT_APPLICABLE:
        spared = number in indicator.judged
        code, stands_ = (code, Is.SPARED) if spared else (UNDISCLOSED, Is.NOTHING)
    elif not worth(method, indicator, number, code):
        stands_ = Is.NOTHING
    elif not look.public:
        code, stands_ = UNDISCLOSED, Is.CLAIMED
    if look.until < today:
        code, stands_ = UNDISCLOSED, Is.STALE
    return Stand(entity, name, code, stands_, look)


def worth(method: Method, indicator: Indicator, number: int, code: str) -> int:
    """Points of an answer to one element."""
    return (method.points_reversed if number in indicator.reversed else method.points).get(code, 0)


def best(method: Method, indicator: Indicator, number: int) -> str:
    """The answer that is worth most: no, where the element asks for a harm."""
    return max(method.points, key=lambda code: worth(method, indicator, number, code))


def answers(company: str, standing: Mapping[str, Sequence[Stand]]) -> list[Answer]:
    """The rows that ``score.card`` takes."""
    rows: dict[tuple[str, str], list[Stand]] = {}
    for indicator, listed in standing.items():
        for one in listed:
            rows.setdefault((indicator, one.entity.name), []).append(one)
    return [
        Answer(0, company, listed[0].entity.name, listed[0].entity.kind, indicator, tuple(one.code for one in listed))
        for (indicator, _), listed in rows.items()
    ]


def counted(method: Method, standing: Mapping[str, Sequence[Stand]]) -> dict[str, int]:
    """How many of the method's elements somebody answered at some level, are not applicable at any, and are open."""
    by: dict[str, set[Is]] = {}
    for listed in standing.values():
        for one in listed:
            by.setdefault(one.element, set()).add(one.stands)
    spared = sum(found == {Is.SPARED} for found in by.values())
    open_ = sum(found <= {Is.SPARED, Is.OPEN} and found != {Is.SPARED} for found in by.values())
    return {
        "answered": len(by) - spared - open_,
        "not_applicable": spared + method.elements - len(by),
        "open": open_,
        "of": method.elements,
    }


def unpublished(standing: Mapping[str, Sequence[Stand]], true: Collection[str]) -> set[str]:
    """Elements that the records show to be true, and that no page counts for at any entity."""
    counts = {one.element for listed in standing.values() for one in listed if one.stands is Is.COUNTS}
    asked = {one.element for listed in standing.values() for one in listed if one.stands is not Is.SPARED}
    return {one for one in true if one in asked and one not in counts}


def services(method: Method, entities: Iterable[Entity]) -> list[Entity]:
    """Those of the entities that are services."""
    return [one for one in entities if method.level(one.kind) == SERVICES]
