"""How many contested what was decided, what became of it, and how long it took: RDR 2020 G6a and G6b, DSA art. 20.

Counted is only what a named person answered that we may count, and over which no silence runs: where that was not
answered, a contest is in no number, as its demand is in none (P11).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from dueprocess.case import contest_lists as lists
from dueprocess.case.contest_records import Contest
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Kind

FEW: Final = 5
"""Below so many contests no median is said: it would be the time of one of them."""
EXPRESSION: Final = frozenset({Kind.CONTENT, Kind.ACCOUNT, Kind.DOMAIN_INFRASTRUCTURE, Kind.SHUTDOWN, Kind.THROTTLING})
"""Kinds that touch what somebody says or hears; all others touch their privacy."""


@dataclass(slots=True)
class Count:
    """Of one of the two rights."""

    made: int = 0
    ended: dict[str, int] = field(default_factory=lambda: dict.fromkeys(lists.OUTCOME.words, 0))
    restored: int = 0
    same: int = 0  # the same two looked again
    days: list[int] = field(default_factory=list)

    @property
    def open(self) -> int:
        """Of those that came in the year, how many nobody has decided."""
        return self.made - sum(self.ended.values())

    @property
    def median(self) -> float | None:
        """Days from the contest to its decision; None for fewer than five."""
        return float(median(self.days)) if len(self.days) >= FEW else None

    def add(self, contest: Contest) -> None:
        """One more."""
        self.made += 1
        if not contest.outcome:
            return
        self.ended[contest.outcome] += 1
        self.same += contest.same
        self.restored += contest.restored is not None and bool(contest.restored.confirmed_by)
        came, done = (datetime.date.fromisoformat(one) for one in (contest.on, contest.decided_on))
        self.days.append((done - came).days)


def counted(cases: Iterable[CaseState], year: int, today: str) -> dict[str, Count]:
    """``expression`` and ``privacy``: contests that came in a year, by what became of them until today (YYYY-MM-DD)."""
    found = {"expression": Count(), "privacy": Count()}
    for case in cases:
        if case.practice or case.historic:
            continue
        for item in case.items:
            right = "expression" if case.face.get(f"items.{item.number}.kind") in EXPRESSION else "privacy"
            for one in _countable(item, year, today):
                found[right].add(one)
    return found


def _countable(item: ItemState, year: int, today: str) -> Iterable[Contest]:
    if not item.is_open("count", today) or item.moved:
        return ()
    return (one for one in item.contested.contests if one.on.startswith(f"{year}-"))
