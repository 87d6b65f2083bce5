"""Watches: who looks after the desk from when to when. What its person did not confirm does not count."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Watch:
    """One person from one moment to another (aware). ``rank`` 1 is paged first, its deputies after it."""

    id: str
    person: str
    starts: datetime.datetime
    ends: datetime.datetime
    rank: int = 1
    confirmed: bool = False

    def runs(self, at: datetime.datetime) -> bool:
        """Whether the watch runs at that moment; at its end it is over."""
        return self.starts <= at < self.ends


def who_watches(watches: Iterable[Watch], at: datetime.datetime) -> tuple[Watch, ...]:
    """The confirmed watches that run at ``at``, lowest rank first."""
    return _in_order(one for one in watches if one.confirmed and one.runs(at))


def who_might(watches: Iterable[Watch], at: datetime.datetime) -> tuple[Watch, ...]:
    """Watches that run at ``at`` and were planned, but not confirmed: paged after those that were."""
    return _in_order(one for one in watches if not one.confirmed and one.runs(at))


def without(
    watches: Iterable[Watch], away: Iterable[tuple[str, datetime.datetime, datetime.datetime]]
) -> tuple[Watch, ...]:
    """The watches, less the hours for which their person said that they are away (person, from, until; aware)."""
    left = list(watches)
    for person, first, last in away:
        left = [part for one in left for part in (_less(one, first, last) if one.person == person else (one,))]
    return tuple(left)


def _less(one: Watch, first: datetime.datetime, last: datetime.datetime) -> tuple[Watch, ...]:
    before = replace(one, ends=min(one.ends, first))
    after = replace(one, starts=max(one.starts, last))
    return tuple(part for part in (before, after) if part.starts < part.ends)


def _in_order(watches: Iterable[Watch]) -> tuple[Watch, ...]:
    return tuple(sorted(watches, key=lambda one: (one.rank, one.person, one.id)))
