"""The ladder of a page: the watch at once, each deputy after its minutes, everybody, then everybody each hour.

Computed from state alone (when it was raised, the step it stands on, who was called), so that it may be asked twice,
late, or by another worker, and gives the same answer. It ends when a person acknowledges or the work is done.
"""

import datetime
import itertools
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from dueprocess.night.watches import Watch, who_might, who_watches

Rungs: TypeAlias = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long each rung is waited for."""

    deputy: datetime.timedelta = datetime.timedelta(minutes=15)  # until the next rank is called
    again: datetime.timedelta = datetime.timedelta(hours=1)  # until everybody is called anew
    soon: datetime.timedelta = datetime.timedelta(minutes=5)  # where a call to everybody reached nobody


@dataclass(frozen=True, slots=True)
class Climb:
    """Whom to call now, the step that comes after, and when."""

    people: tuple[str, ...]
    step: int
    next_at: datetime.datetime


def rungs(
    watches: Collection[Watch], everybody: Sequence[str], at: datetime.datetime, away: Collection[str] = ()
) -> Rungs:
    """Who is called in what order at ``at``: confirmed watches by rank, planned ones by rank, everybody.

    Who is ``away`` is called last, with everybody: an order that nobody answers is worse than a holiday disturbed.
    """
    found = [
        tuple(dict.fromkeys(one.person for one in group))
        for running in (who_watches(watches, at), who_might(watches, at))
        for _, group in itertools.groupby(running, key=lambda one: one.rank)
    ]
    here = tuple(name for name in everybody if name not in away)
    return (*found, *((here,) if here and len(here) < len(everybody) else ()), tuple(everybody))


def climb(
    ladder: Ladder,
    plan: Rungs,
    step: int,
    raised_at: datetime.datetime,
    now: datetime.datetime,
    called: Collection[str] = (),
) -> Climb:
    """What is to be done now by a page that stands before ``step``.

    A worker that was away calls every rung whose minute passed meanwhile. Whoever stands on a lower rung and was not
    called yet (the watch changed) is called too.
    """
    reached = max(step, _reached(ladder, plan, now - raised_at))
    last = len(plan) - 1
    new = _flat(plan[min(step, last) : min(reached, last) + 1])
    missed = [who for who in _flat(plan[: min(reached, last) + 1]) if who not in called]
    on_time = raised_at + _offset(ladder, plan, reached + 1)
    latest = now + (ladder.deputy if reached < last else ladder.again)
    return Climb(tuple(dict.fromkeys((*new, *missed))), reached + 1, on_time if now < on_time < latest else latest)


def after_failure(
    ladder: Ladder, plan: Rungs, step: int, next_at: datetime.datetime, now: datetime.datetime
) -> datetime.datetime:
    """When a page climbs whose last call reached nobody: at once, or soon where everybody was called already."""
    return now if step < len(plan) else min(next_at, now + ladder.soon)


def _flat(plan: Iterable[tuple[str, ...]]) -> list[str]:
    return [who for rung in plan for who in rung]


def _offset(ladder: Ladder, plan: Rungs, step: int) -> datetime.timedelta:
    """When a rung is due, counted from the raising; past the last one, everybody again and again."""
    last = len(plan) - 1
    return ladder.deputy * min(step, last) + ladder.again * max(0, step - last)


def _reached(ladder: Ladder, plan: Rungs, since: datetime.timedelta) -> int:
    last = len(plan) - 1
    if since < ladder.deputy * last:
        return max(0, since // ladder.deputy)
    return last + (since - ladder.deputy * last) // ladder.again
