"""Onward: the assurance that a body does not pass data on, and that it did (L10).

Some laws let the receiver pass on abroad what its investigations hold, with no court and without the person (the law
data say so: ``onward`` with ``effect: sharing``). Before content, traffic data or whereabouts go there, the letter asks
for a written assurance; what came of it is recorded, and shown to who agrees to the release. It stops nothing by
itself: the law that obliges does not ask for it.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.events import copied
from dueprocess.case.fields import Day, Field, Text
from dueprocess.case.given import Given, day_end, later, no_item
from dueprocess.case.item_events import Assured, PassedOn
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import GRANTS, CaseState, ItemState
from dueprocess.demand.codes import DataCategory, Outcome
from dueprocess.formats.refusal import Denied, When
from dueprocess.law.finding import ItemAssessment

ASK: Final = "ask_assurance"
TELL: Final = "tell_passed_on"
ASKED_OF: Final = frozenset({DataCategory.CONTENT, DataCategory.TRAFFIC, DataCategory.LOCATION})
"""Data for which an assurance is asked."""
_TELL_HOURS: Final = 72
_COUNTRY: Final = Field(
    Text("(?:[A-Z]{2})?"), "To which country", "ISO 3166-1, as FR; empty where it is not known.", "--to"
)


@dataclass(frozen=True, slots=True)
class RecordAssurance:
    """What the body answered to the question whether it passes the data on."""

    item: Annotated[int, f.ITEM]
    answer: Annotated[str, Field(lists.ASSURED, "What came of it", option=f.ARGUMENT, needed=True)]
    on: Annotated[str | None, Field(Day(), "Answered on", "The day of the answer, or today.", needed=True)]


@dataclass(frozen=True, slots=True)
class RecordPassedOn:
    """Data that were given were passed on, as somebody learned."""

    item: Annotated[int, f.ITEM]
    by: Annotated[str, Field(lists.LEARNED_BY, "How we know", "How we know of it.", "--by", needed=True)]
    country: Annotated[str, _COUNTRY]
    on: Annotated[str | None, Field(Day(), "Learned on", needed=True)]


def shares(judged: ItemAssessment | None) -> bool:
    """Whether a law that decides lets the receiver pass the data on without the person."""
    return judged is not None and any(one.sharing and one.decides for one in judged.conditions)


def asks(case: CaseState, item: int, judged: ItemAssessment | None) -> bool:
    """Whether an assurance is asked before anything of an item is given."""
    data = case.face.get(f"items.{item}.data")
    asked = frozenset(map(str, data)) if isinstance(data, tuple | list) else frozenset[str]()
    return not asked.isdisjoint(ASKED_OF) and shares(judged)


def owed(case: CaseState, item: int, outcome: Outcome, given: Given) -> tuple[NewDuty, ...]:
    """The duty to ask, once an item is granted to a body whose law lets it pass the data on."""
    state = case.item(item)
    if outcome not in GRANTS or state is None or state.assured or not asks(case, item, given.judged(item)):
        return ()
    return (NewDuty(item, ASK, "house.onward-assurance", later(given.at, hours=24)),)


def assured(case: CaseState, command: RecordAssurance, given: Given) -> Decided | Denied:
    """It was given, refused, or nothing came. A newer answer takes the place of an older one."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    denied = _not_yet(command.on, given)
    if denied is not None:
        return denied
    event = copied(Assured, command, by=given.by, on=command.on or "")
    return Decided((event,), ended=(EndDuties(item.number, (ASK,)),))


def passed_on(case: CaseState, command: RecordPassedOn, given: Given) -> Decided | Denied:
    """The person is told: at once, or once no silence forbids it. An authority is told only where a law says so."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if not item.given:
        return Denied(Rule.STATE, "Nothing of this item was given.", "Name the item whose data were passed on.")
    denied = _not_yet(command.on, given)
    if denied is not None:
        return denied
    event = PassedOn(item.number, given.by, command.by, command.country, command.on or "")
    return Decided((event,), (NewDuty(item.number, TELL, "L10", _tell_by(item, given)),))


def _tell_by(item: ItemState, given: Given) -> str:
    days = [one.until or one.review_on or "" for one in item.running if one.tell]
    soon = later(given.at, hours=_TELL_HOURS)
    return max([soon, *(day_end(day, given.timezone) for day in days if day)])


def _not_yet(day: str | None, given: Given) -> Denied | None:
    if (day or "") <= given.day():
        return None
    return Denied(Rule.STATE, "{day} has not come yet.", "Say it once it is so.", day=When(day or ""))
