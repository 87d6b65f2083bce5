"""Who called the authority back, and what it said: in a case, and in those from which its items came (hazard 2.3).

A denial goes where items go, until the office is asked there and says otherwise; who called decides nothing there. A
confirmation goes nowhere, and covers what stood when it was signed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.formats.statement import Act, Statement

_INTO: Final = {Act.CASE_SPLIT: "new", Act.CASE_MERGE: "into"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A call back, a split or a merge; ``at``: the link of it in the chain of the case into which it takes items."""

    stated: Statement
    at: int = 0


@dataclass(frozen=True, slots=True)
class Came:
    """What came with items from another case, at a link of this one's chain: who called, whether a denial stood."""

    at: int
    people: frozenset[str]
    denied: bool


def into(stated: Statement) -> str:
    """The other case into which a statement takes items; empty for any other act."""
    other = stated.says.get(_INTO.get(stated.act, ""))
    return other if isinstance(other, str) else ""


def came(case: str, turns: Sequence[Turn]) -> tuple[Came, ...]:
    """What came with each split and merge by which items came into a case."""
    return tuple(_came(case, turns, frozenset(), None))


def _came(case: str, turns: Sequence[Turn], behind: frozenset[str], until: int | None) -> Iterator[Came]:
    behind |= {case}
    for joins in turns:
        there = joins.stated.case or ""
        if into(joins.stated) != case or there in behind or (until is not None and joins.at >= until):
            continue
        mine = [one.stated for one in turns if one.stated.act is Act.AUTHORITY_CALL_BACK and one.stated.case == there]
        before = [one for one in mine if one.place < joins.stated.place]
        yield Came(joins.at, *folded(before, _came(there, turns, behind, joins.stated.link)))


def folded(calls: Iterable[Statement], joined: Iterable[Came]) -> tuple[frozenset[str], bool]:
    """Who called, and whether a denial stands: the last word of the case itself, or what came since."""
    people, denied = frozenset[str](), False
    steps = [(one.link, 1, one.number, one) for one in calls] + [(one.at, 0, 0, one) for one in joined]
    for *_, one in sorted(steps, key=lambda step: step[:3]):
        if isinstance(one, Came):
            people, denied = people | one.people, denied or one.denied
        else:
            people, denied = people | {one.by}, one.says.get("said") == "denied"
    return people, denied
