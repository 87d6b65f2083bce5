"""Items that may be counted and not admitted, told in groups of at least five letters that look the same.

Whatever is added up, broken down or subtracted then, a group comes whole or not at all. Where a group would be smaller,
what tells its items apart is not said; where even that is not enough, they stand in the total of their year alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, TypeVar

from dueprocess.report.cells import Size, period_of, span_of
from dueprocess.report.facts import DIMENSIONS, FLAGS, Fact, dimension

LEAST: Final = 5
"""Letters of a group: below, what is said of the group is said of one case (as a median of fewer than five is)."""

NOT_SAID: Final[Mapping[str, str]] = {"country": "ZZ", "authority_kind": "unknown"}
"""How a dimension says nothing; every other one by an empty value."""

ALWAYS: Final = ("kind", "outcome", *FLAGS)
"""Dimensions that have no way to say nothing: no group mixes them."""

_FIRST: Final = ("country", "authority_kind", "secrecy", "instrument", "notice", "outside", "given", "asked", "ground")
IN_TURN: Final = (*_FIRST, *(name for name in DIMENSIONS if name not in {*ALWAYS, *_FIRST}))
"""What is told of a group as long as five letters share it; the first is kept longest."""

_K = TypeVar("_K", bound=Hashable)


def grouped(sealed: Iterable[Fact], made_on: datetime.date) -> tuple[Fact, ...]:
    """The items of groups, with what is not said of them taken out.

    Groups are made by half years of receipt and of the answer, once both are over: a group that grew between two days
    of publication would tell when. What is not answered yet is in no group: its answer, later, would be told of one.
    """
    kinds = _parted((fact for fact in sealed if _is_over(fact, made_on)), kept_apart)
    groups = (group for _, group in sorted(kinds.items()) if _letters(group) >= LEAST)
    return tuple(item for group in groups for item in _alike(group, IN_TURN, {}))


def kept_apart(fact: Fact) -> tuple[str, ...]:
    """What no group mixes: the half years of receipt and answer, and what has no way to say nothing."""
    halves = (period_of(day, Size.HALF) for day in (fact.received_on, fact.answered_on) if day is not None)
    return (*halves, *(str(getattr(fact, name)) for name in ALWAYS))


def _is_over(fact: Fact, made_on: datetime.date) -> bool:
    return fact.answered_on is not None and span_of(period_of(fact.answered_on, Size.HALF))[1] < made_on


def _letters(group: Iterable[Fact]) -> int:
    return len({fact.letter for fact in group})


def _parted(facts: Iterable[Fact], by: Callable[[Fact], _K]) -> dict[_K, list[Fact]]:
    found: dict[_K, list[Fact]] = defaultdict(list)
    for fact in facts:
        found[by(fact)].append(fact)
    return dict(found)


def _alike(group: Sequence[Fact], names: Sequence[str], silent: Mapping[str, Any]) -> Iterable[Fact]:
    """The group in smaller ones of which more can be told; what is left over says nothing of that dimension."""
    if not names:
        return [replace(fact, **silent) for fact in group]
    name, nothing = names[0], NOT_SAID.get(names[0], "")
    made: list[Fact] = []
    for value, part in told_by(group, name).items():
        made += _alike(part, names[1:], {**silent, name: value} if value == nothing else silent)
    return made


def told_by(group: Iterable[Fact], name: str) -> Mapping[str, Sequence[Fact]]:
    """A group by one dimension: each value that five letters share, and what is left, which are five at least or none.

    Nothing at all where the group itself is smaller.
    """
    nothing = NOT_SAID.get(name, "")
    parts = _parted(group, lambda fact: dimension(fact, name))
    told = {value: part for value, part in sorted(parts.items()) if value != nothing and _letters(part) >= LEAST}
    left = [fact for value, part in sorted(parts.items()) if value not in told for fact in part]
    while told and left and _letters(left) < LEAST:
        left += told.pop(min(told, key=lambda value: (_letters(told[value]), value)))
    return told | ({nothing: left} if _letters(left) >= LEAST else {})
