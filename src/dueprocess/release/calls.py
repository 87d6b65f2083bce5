"""Who called the authority back, and what it said: in a case, and in those from which its items came (hazard 2.3).

A denial goes where items go, until the office is asked there and says otherwise; who called decides nothing there. One
that was said after they parted counts in every case that has items of that letter, until it is taken back where it was
said: of two chains nobody signed which word was later (ADR 0106). A confirmation goes nowhere, and covers what stood
when it was signed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.formats import links
from dueprocess.formats.statement import Act, Statement, parse_look

_INTO: Final = {Act.CASE_SPLIT: "new", Act.CASE_MERGE: "into"}


@dataclass(frozen=True, slots=True)
class Turn:
    """A call back, a split or a merge; ``at``: the link of it in the chain of the case into which it takes items.

    ``counts``: whether it grants something; a denial is heard from anybody who was here.
    """

    stated: Statement
    at: int = 0
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Came:
    """What came with items from another case, at a link of this one's chain: who called, whether a denial stood.

    ``by``: who split or merged.
    """

    at: int
    people: frozenset[str]
    denied: bool
    by: str = ""


def turns(notes: Sequence[bytes]) -> list[Turn]:
    """Those of notes that were checked when they came."""
    sizes, found = Counter[str](), list[Turn]()
    for look in (parse_look(note)[0] for note in notes):
        here, there = look.case or "", links.joined(look) or look.case or ""
        for one in look.statements:
            if one.act is Act.AUTHORITY_CALL_BACK or into(one):
                found.append(Turn(replace(one, link=sizes[here]), sizes[into(one) or here]))
        sizes.update({here, there})
    return found


def into(stated: Statement) -> str:
    """The other case into which a statement takes items; empty for any other act."""
    other = stated.says.get(_INTO.get(stated.act, ""))
    return other if isinstance(other, str) else ""


def came(case: str, turns: Sequence[Turn]) -> tuple[Came, ...]:
    """What came with each split and merge by which items came into a case."""
    ways, called = _ways(case, turns), _calls(turns)
    known = {key: Came(one.at, frozenset(), denied=False, by=one.stated.by) for key, (one, _) in ways.items()}
    told: dict[int, Came] = {}
    while told != known:  # once more than they are deep, where a desk lets them come from one another
        told = dict(known)
        for key, (one, before) in ways.items():
            known[key] = _came(one, [known[id(other)] for other in before], called.get(one.stated.case or "", ()))
    return tuple(known[id(one)] for one in turns if into(one.stated) == case)


def elsewhere(case: str, turns: Sequence[Turn]) -> tuple[frozenset[str], str, frozenset[str]]:
    """Of the cases that share items with this one: who called where it was denied, where a denial stands, who called.

    What was said before items came from there is what ``came`` says. The case is empty where no denial stands.
    """
    people, stands, everybody = frozenset[str](), "", frozenset[str]()
    ways, called = [one.stated for one, _ in _ways(case, turns).values()], _calls(turns)
    for other in links.family(case, [(one.stated.case or "", into(one.stated)) for one in turns if into(one.stated)]):
        mine = sorted(called.get(other, ()), key=lambda one: one.stated.place)
        everybody |= {one.stated.by for one in mine}
        # When items left it last on their way here, in its chain.
        left = max((one.place for one in ways if one.case == other), default=None)
        after = [one for one in mine if left is None or one.stated.place > left]
        if any(one.stated.says.get("said") == "denied" for one in after):
            people |= {one.stated.by for one in after}
        stands = stands or other * _denied(after)
    return people, stands, everybody


def merged(case: str, turns: Sequence[Turn]) -> dict[str, int]:
    """Cases whose items went into the case by a merge, or into one of these; the link here at which they first did."""
    found: dict[str, int] = {}
    waits = [(case, -1)]
    while waits:
        into_it, since = waits.pop()
        for one in turns:
            other, at = one.stated.case or "", one.at if since < 0 else since
            known = found.get(other, at + 1)
            if one.stated.act is Act.CASE_MERGE and into(one.stated) == into_it and other != case and at < known:
                found[other] = at
                waits.append((other, at))
    return found


def _calls(turns: Iterable[Turn]) -> dict[str, list[Turn]]:
    """The call backs, by their case."""
    found: dict[str, list[Turn]] = {}
    for one in turns:
        if one.stated.act is Act.AUTHORITY_CALL_BACK:
            found.setdefault(one.stated.case or "", []).append(one)
    return found


def _denied(calls: Iterable[Turn]) -> bool:
    denied = False
    for one in calls:
        if one.stated.says.get("said") == "denied":
            denied = True
        elif one.counts:
            denied = False
    return denied


def _ways(case: str, turns: Sequence[Turn]) -> dict[int, tuple[Turn, list[Turn]]]:
    """By which splits and merges items came into a case, each once, behind those by which they came there before.

    Of the ways through them there are twice as many with each split that was merged back: they are not counted up.
    """
    taking: dict[str, list[Turn]] = {}
    for one in turns:
        if into(one.stated):
            taking.setdefault(into(one.stated), []).append(one)
    found: dict[int, tuple[Turn, list[Turn]]] = {}
    waits, known = [(one, False) for one in taking.get(case, ())], set[int]()
    while waits:
        one, passed = waits.pop()
        if id(one) in known and not passed:
            continue
        known.add(id(one))
        before = [other for other in taking.get(one.stated.case or "", ()) if other.at < one.stated.link]
        if passed:
            found[id(one)] = one, before
        else:
            waits += [(one, True), *((other, False) for other in before)]
    return found


def _came(joins: Turn, before: Iterable[Came], called: Iterable[Turn]) -> Came:
    calls = [one for one in called if one.stated.place < joins.stated.place]
    counts = [one.stated for one in calls if one.counts]
    told = folded([one.stated for one in calls], before, counts.__contains__)
    return Came(joins.at, *told, joins.stated.by)


def folded(
    calls: Iterable[Statement], joined: Iterable[Came], counts: Callable[[Statement], bool]
) -> tuple[frozenset[str], bool]:
    """Who called, and whether a denial stands: the last word of the case itself, or what came since.

    ``counts``: whether a call grants something. A confirmation by a key that is retired takes back no denial.
    """
    people, denied = frozenset[str](), False
    steps = [(one.link, 1, one.number, one) for one in calls] + [(one.at, 0, 0, one) for one in joined]
    for *_, one in sorted(steps, key=lambda step: step[:3]):
        if isinstance(one, Came):
            people, denied = people | one.people, denied or one.denied
        else:
            people |= {one.by}
            denied = one.says.get("said") == "denied" or (denied and not counts(one))
    return people, denied
