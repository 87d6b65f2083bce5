"""On which day a case is to be forgotten, and by which rule: of the law, as data, or of the house, by class.

A rule says how many months after which day what is destroyed. Of several that reach a case the earliest day counts, as
each is the longest that it may be kept. Where a rule counts from a day that nobody said, it sets none, and says so.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.case.state import CaseState
from dueprocess.demand.codes import NO_DEMAND
from dueprocess.formats.record import Check, matching, sized
from dueprocess.formats.refusal import Msg

HOUSE: Final = "house.retention"
STATEMENTS: Final = "statements"
FORGET: Final = "forget"
PURGE: Final = "purge"
"""Duties: what is sealed is destroyed; what was signed is."""
QUARTER: Final = r"2\d{3}-Q[1-4]"

_Text = Annotated[str, sized(1, 600)]
_CODES: Final = sized(0, 20)


class Starts(StrEnum):
    """From which day a rule counts."""

    CLOSED = "closed"
    CHECK = "check"


class Class(StrEnum):
    """What a case is, for the house's own time."""

    DEMAND = "demand"
    NO_DEMAND = "no_demand"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of law by which a case is destroyed (``texts/rules/retention.toml``)."""

    instrument: _Text  # id of the shelf in which it stands
    country: Annotated[str, matching("[A-Z]{2}", "two capital letters")]  # of the provider
    kinds: Annotated[tuple[str, ...], _CODES]
    data: Annotated[tuple[str, ...], _CODES]  # none: of any
    services: Annotated[tuple[str, ...], _CODES]  # classes; none: of any
    months: Annotated[int, Check(lambda many: 0 < many <= 600, "1 to 600")]  # noqa: PLR2004
    starts: Starts
    covers: Annotated[tuple[str, ...], Check(lambda what: "sealed" in what, "sealed, and perhaps statements")]
    act: _Text
    section: _Text
    source: _Text
    checked_on: Annotated[str, matching(r"\d{4}-\d{2}-\d{2}", "a day")]
    status: Annotated[str, matching("verified|secondary|unverified", "a status")]
    en: _Text
    de: _Text

    def reaches(self, case: CaseState, country: str) -> bool:
        """Whether one of the case's items is what the rule is about."""
        return self.country == country and any(self._reaches(case, item.number) for item in case.items)

    def _reaches(self, case: CaseState, number: int) -> bool:
        def says(name: str) -> object:
            return case.face.get(f"items.{number}.{name}")

        data = says("data")
        asked = frozenset(map(str, data)) if isinstance(data, tuple | list) else frozenset[str]()
        service = str(says("service") or "unknown")
        return (
            says("kind") in self.kinds
            and (not self.data or not asked.isdisjoint(self.data))
            and (not self.services or service in {"unknown", *self.services})
        )


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a case is kept: until the evening of ``day`` by ``rule``; None: a day is missing, ``lacks`` says which.

    ``statements``: whether what was signed goes on that day, too.
    """

    rule: str
    day: datetime.date | None
    statements: bool = False
    lacks: Msg | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What the house says: months by class (None: no time of its own), rules that bind it, checks by quarter."""

    months: Mapping[Class, int | None]
    rules: Mapping[str, Rule]
    checks: Mapping[str, datetime.date]


def class_of(case: CaseState) -> Class:
    """What the case is."""
    if case.practice:
        return Class.PRACTICE
    return Class.NO_DEMAND if case.says in NO_DEMAND else Class.DEMAND


def keepings(case: CaseState, house: House, country: str) -> list[Keeping]:
    """By each rule that reaches a closed case, until when it is kept; the earliest first, those without a day last."""
    if not case.closed_on:
        return []
    closed = datetime.date.fromisoformat(case.closed_on)
    reached = {name: rule for name, rule in house.rules.items() if rule.reaches(case, country)}
    found = [_of_rule(name, rule, case, house, closed) for name, rule in reached.items()]
    months = house.months.get(class_of(case))
    if months is not None:
        found.append(Keeping(HOUSE, months_later(closed, months)))
    return sorted(found, key=lambda one: (one.day is None, one.day or closed, one.rule))


def _of_rule(name: str, rule: Rule, case: CaseState, house: House, closed: datetime.date) -> Keeping:
    quarter = quarter_of(datetime.date.fromisoformat(case.received_on or case.opened_on))
    start = closed if rule.starts is Starts.CLOSED else house.checks.get(quarter)
    if start is None:
        says = Msg("Nobody said on which day the result of the check of {quarter} was sent.", quarter=quarter)
        return Keeping(name, None, STATEMENTS in rule.covers, says)
    # A measure that ran longer than the time after the check: it is destroyed as soon as it is over.
    return Keeping(name, max(months_later(start, rule.months), closed), STATEMENTS in rule.covers)


def first(found: Sequence[Keeping]) -> Keeping | None:
    """The one that counts; None where no rule gives a day."""
    return next((one for one in found if one.day is not None), None)


def purged_on(found: Iterable[Keeping]) -> datetime.date | None:
    """The day on which a rule of law wants what was signed destroyed; None where none does."""
    return min((one.day for one in found if one.statements and one.day is not None), default=None)


def quarter_of(day: datetime.date) -> str:
    """``2026-Q3``."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_after = datetime.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return datetime.date(year, month + 1, min(day.day, (first_after - datetime.timedelta(days=1)).day))
