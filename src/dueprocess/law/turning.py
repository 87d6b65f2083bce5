"""Which facts would change a finding: the shortest way from what is known to where the rule is met.

A finding that says no owes the reader the next step: which field of the face would have to say what. Alternatives are
weighed by the number of facts that they need; what only a person can answer stays a question.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Face, Form
from dueprocess.law.conditions import Condition, Values
from dueprocess.law.conflict import values_of
from dueprocess.law.finding import Finding, Met
from dueprocess.law.shelf import Shelf

_SPECS: Final = {spec.name: spec for spec in (*CASE_FIELDS, *ITEM_FIELDS)}
_OF_THE_WORLD: Final = frozenset(
    {"authority_kind", "authority", "country", "region", "provider_country", "origin", "government_body", "holder"}
    | {"kind", "data", "service", "future", "stored", "all_users", "connection_records", "ip_lookup", "privilege"}
    | {"emergency", "danger_to_life", "foreign_offence", "regulatory_offence", "local_authority", "data_place"}
    | {"document_date", "received_on", "informal"}
)
"""Facts that are no choice of the sender: where one is known, that it be another is no advice."""
_CONSTANT: Final = frozenset({"always", "ask_person"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One fact that would have to be other, or known: ``field`` passes the test (``wanted`` false: does not)."""

    field: str
    test: str  # a name of the closed vocabulary
    value: Any  # its argument: codes, a number, a day; None where the test needs none
    wanted: bool

    @property
    def meaning(self) -> str:
        """What the field says, in English."""
        return _SPECS[self.field].meaning


def turns(shelf: Shelf, finding: Finding, values: Values) -> tuple[Turn, ...]:
    """The facts that would make ``finding`` met for an item with these ``values``; none where it is met, or no rule."""
    if finding.outcome not in {Met.UNMET, Met.UNKNOWN}:
        return ()
    rule = shelf.rule(finding.rule)
    return () if rule is None else tuple(dict.fromkeys(_way(rule.test, values, wanted=True) or ()))


def _way(test: Condition, values: Values, *, wanted: bool) -> tuple[Turn, ...] | None:
    """The facts to change so that ``test`` is ``wanted``; None where no fact can do it."""
    if test.holds(values) is wanted:
        return ()
    if test.name == "not":
        return _way(test.parts[0], values, wanted=not wanted)
    if test.parts:
        ways = [_way(part, values, wanted=wanted) for part in test.parts]
        return _every(ways) if (test.name == "all") is wanted else _shortest(ways)
    turn = None if test.name in _CONSTANT else _leaf(test, wanted=wanted)
    return None if turn is None or _is_of_the_world(turn.field, values) else (turn,)


def _is_of_the_world(name: str, values: Values) -> bool:
    """Whether the fact is known, and is as it is: nobody can send a paper that makes it another."""
    return name in _OF_THE_WORLD and values.get(name) not in {None, "unknown", ()}


def _every(ways: list[tuple[Turn, ...] | None]) -> tuple[Turn, ...] | None:
    known = [way for way in ways if way is not None]
    return tuple(turn for way in known for turn in way) if known else None


def _shortest(ways: list[tuple[Turn, ...] | None]) -> tuple[Turn, ...] | None:
    return min((way for way in ways if way is not None), key=len, default=None)


def _leaf(test: Condition, *, wanted: bool) -> Turn:
    if test.name == "days_at_most":
        return Turn(test.argument["to"], test.name, test.argument["days"], wanted)
    if test.name == "same":
        return Turn(test.argument[0], test.name, test.argument[1], wanted)
    if test.name in {"flag", "present"}:
        return Turn(test.argument, test.name, None, wanted)
    ((field, value),) = test.argument.items()
    return Turn(field, test.name, tuple(value) if isinstance(value, list) else value, wanted)


def is_flag(turn: Turn) -> bool:
    """Whether the fact is a yes or a no."""
    return _SPECS[turn.field].form is Form.FLAG


def turning(shelf: Shelf, face: Face, provider: str | None = None) -> Callable[[int, Finding], tuple[Turn, ...]]:
    """For the findings of one face: item number and finding to the facts that would change it."""

    def of(item: int, finding: Finding) -> tuple[Turn, ...]:
        return turns(shelf, finding, values_of(face, item, provider))

    return of


def spoken(turn: Turn, speak: Callable[[str], str] = str) -> str:
    """The fact in words: ``speak`` takes a field's or a code's meaning, or a small word, to a language.

    As: whether the demand is in writing: yes; who issued the order: court or judge.
    """
    return f"{speak(turn.meaning)}: {_answer(turn, speak)}"


def _answer(turn: Turn, speak: Callable[[str], str]) -> str:
    if turn.test == "flag":
        return speak("yes") if turn.wanted else speak("no")
    if turn.test == "present":
        return speak("known") if turn.wanted else speak("not there")
    if turn.test == "same":
        said = speak(_ALIKE[0 if turn.wanted else 1])
        return said.format(other=speak(_SPECS[turn.value].meaning))
    if turn.test in _LIMITS:
        said = speak(_LIMITS[turn.test][0 if turn.wanted else 1])
        return said.format(limit=turn.value)
    codes = turn.value if isinstance(turn.value, tuple) else (turn.value,)
    listed = ", ".join(_code(turn.field, str(code), speak) for code in codes)
    return listed if turn.wanted else speak("none of these: {listed}").format(listed=listed)


_ALIKE: Final = ("the same as this: {other}", "another than this: {other}")
_LIMITS: Final = {
    "at_least": ("at least {limit}", "less than {limit}"),
    "at_most": ("at most {limit}", "more than {limit}"),
    "on_or_after": ("{limit} or later", "before {limit}"),
    "days_at_most": ("at most {limit} days after the first day", "more than {limit} days after the first day"),
}
SMALL_WORDS: Final = (
    "yes",
    "no",
    "known",
    "not there",
    "none of these: {listed}",
    *_ALIKE,
    *(word for pair in _LIMITS.values() for word in pair),
)
"""What ``spoken`` hands to ``speak`` besides meanings of fields and codes: for catalogues."""


_SHORT: Final = re.compile(r"[:;,(]")
"""A meaning explains after its first mark; a fact needs no more than what stands before."""


def _code(name: str, code: str, speak: Callable[[str], str]) -> str:
    of = _SPECS[name].of
    return code if of is None else _SHORT.split(speak(of(code).meaning), maxsplit=1)[0].strip()
