"""What the law answers, reckoned on a person's own machine by the law files that came with its program.

A desk hands out its map of services, the day, the receipt of an earlier arrival, and its own answers. All of it may be
a lie. What it rests on is held against the hashes that people sign (``relied``); where both machines read the same
texts they must answer the same. Where the files themselves differ, both are named, and people decide what to do.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.adapters.law_library import LIBRARY
from dueprocess.case import law_answer
from dueprocess.case.basis import law_shown
from dueprocess.case.law_answer import First
from dueprocess.demand.face import from_plain
from dueprocess.formats.statement import LawAnswer, Reckoner
from dueprocess.law.finding import Assessment, ItemAssessment
from dueprocess.release import law_told
from dueprocess.release.evidence import Evidence, suspect
from dueprocess.release.law_told import Law

RULE: Final = "relied.law"
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Differs:
    """In what this machine and the desk differ: a file (item 0: that all items rest on), or a part of an answer."""

    item: int
    what: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What this machine reckoned of a case, and where the desk's word differs from it."""

    law: Law
    made: Assessment
    files: tuple[Differs, ...]
    answers: tuple[Differs, ...]
    first: First | None

    def item(self, number: int) -> ItemAssessment | None:
        """What it says about one item."""
        return next((one for one in self.made.items if one.item == number), None)

    def is_same_law(self, number: int) -> bool:
        """Whether the desk judged an item by just the texts that this machine has."""
        return not any(one.item in {0, number} for one in self.files)

    def signed(self, items: Iterable[int]) -> LawAnswer | None:
        """What a statement about these items says of it; None where no item of them was judged."""
        found = {str(one.item): law_answer.hash_of(law_answer.answer_of(one)) for one in self.made.items}
        named = {str(item): found[str(item)] for item in sorted(set(items)) if str(item) in found}
        return LawAnswer(named, Reckoner.VAULT) if named else None

    def check(self, items: Iterable[int]) -> None:
        """Raises ReleaseError ``relied.law`` where the same texts answer something else about one of these items."""
        asked = {item for item in items if self.is_same_law(item)}
        odd = next((one for one in self.answers if one.item in asked), None)
        if odd is not None:
            mine, theirs = (said or "nothing" for said in (odd.mine, odd.theirs))
            suspect(
                RULE,
                f"by the same law your own machine reckons another answer to item {odd.item}: {odd.what}: {mine}; "
                f"the desk says {theirs}",
            )

    @property
    def distinct(self) -> tuple[Differs, ...]:
        """Files that differ, each once."""
        return tuple({one.what: one for one in self.files}.values())

    @property
    def lines(self) -> tuple[str, ...]:
        """What differs, and what only the desk says, each in a line."""
        return tuple(self._lines())

    def _lines(self) -> Iterable[str]:
        for one in self.distinct:
            mine, theirs = (said[:12] or "none" for said in (one.mine, one.theirs))
            yield f"{one.what}: your own file is {mine}, the desk's {theirs}"
        for one in self.answers:
            mine, theirs = (said or "nothing" for said in (one.mine, one.theirs))
            yield f"item {one.item}, {one.what}: your own machine reckons {mine}, the desk says {theirs}"
        if self.first:
            yield f"the desk says that an earlier arrival of it came on {self.first[1]}; clocks count from then"


def law_of(seen: Evidence, told: Mapping[str, Any]) -> Law:
    """By what this machine judges a case of which the desk told ``GET /v1/cases/{case}/law``. Raises as ``told``."""
    return law_told.law_of(seen, told, LIBRARY)


def reckon(law: Law, relied: Mapping[str, Any], told: Mapping[str, Any] | None, now: dt.datetime) -> Reckoned:
    """What this machine reckons, held against the desk's word.

    Args:
        law: by what this machine judges (``law_of``).
        relied: what statements rest on, as it is hashed (``case/basis.py``): its facts are judged.
        told: the desk's own word: ``on``, ``first``, ``answers``.
        now: this machine's time, aware.

    Raises ReleaseError ``relied.law`` where the desk contradicts itself, reckons for a day that is not today, or says
    that no law judges the case; ValueError, KeyError or TypeError for what is of no known form.
    """
    if not relied["law"] or told is None:
        suspect(RULE, "the desk says that no law judges this case")
    face, first = from_plain(relied["face"]), law_told.first_of(told["first"])
    day = _day(told["on"], now)
    judged_on = law_told.joined(face, first, RULE)
    made = law_answer.assessed(law, judged_on, day, LIBRARY.said)
    mine = law_answer.used_by(law, judged_on, made, first)
    theirs = law_shown(relied)
    numbers = sorted({*mine, *theirs})
    files = tuple(one for item in numbers for one in _differs(item, mine.get(item, {}), theirs.get(item, {})))
    odd = next((one for one in files if one.what.startswith((law_answer.MAP, "desk/"))), None)
    if odd is not None:
        suspect(RULE, f"what the desk hands out is not what its decisions rest on: {odd.what}")
    return Reckoned(law, made, files, tuple(_answers(made, told["answers"])), first)


def _day(told: object, now: dt.datetime) -> dt.date:
    day = dt.date.fromisoformat(str(told))
    # A day begins elsewhere at another hour, and clocks differ.
    if not now.date() - _DAY <= day <= now.date() + _DAY:
        suspect(RULE, f"the desk reckons the law for {day}, which is not today")
    return day


def _differs(item: int, mine: Mapping[str, str], theirs: Mapping[str, str]) -> Iterable[Differs]:
    for what in sorted({*mine, *theirs}):
        if mine.get(what) != theirs.get(what):
            yield Differs(item, what, mine.get(what, ""), str(theirs.get(what, "")))


def _answers(made: Assessment, told: Mapping[str, Any]) -> Iterable[Differs]:
    for judged in made.items:
        theirs = told.get(str(judged.item))
        mine = law_answer.parts(law_answer.answer_of(judged))
        yield from _differs(judged.item, mine, law_answer.parts(theirs) if theirs else {})
