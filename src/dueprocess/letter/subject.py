"""What a point of a letter is about, so that whoever asked knows it: the data, their period, and which of the accounts.

No identifier stands in a letter (hazard 3.2): the desk composes it and mail is read on its way. An account is named by
its place in the demand, which both hold.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from dueprocess.demand.codes import DataCategory
from dueprocess.formats.records import TIMELESS
from dueprocess.letter.facts import Said, Spelling
from dueprocess.letter.held import about

_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What an item asks for: categories of data, how many accounts, first and last day of the data.

    ``form``: what of it is meant, as ``[items.subjects]`` names it, where it is not just the data of these days.
    """

    data: tuple[str, ...] = ()
    accounts: int = 0
    since: datetime.date | None = None
    until: datetime.date | None = None
    form: str = ""

    def but_for(self, since: datetime.date | None, until: datetime.date | None) -> "Asked":
        """What is left of it without the days from ``since`` to ``until``."""
        form = "outside" if since and until else "outside-from" if since else "outside-until"
        return replace(self, since=since, until=until, form=form)


def subject(spelling: Spelling, asked: Asked, numbers: Sequence[int] = ()) -> Said:
    """The data of ``asked``, of the accounts with these numbers (from 1; none: of all).

    A measure that concerns no data and one thing alone is just the measure.
    """
    chosen = tuple(numbers) if 0 < len(set(numbers)) < asked.accounts else ()
    bare = about(spelling.languages, asked.data)
    timed = asked.since and asked.until and not TIMELESS.issuperset(asked.data)
    form = asked.form or ("period" if timed else "")
    return Said({code: _words(spelling, code, data, asked, chosen, form) for code, data in bare.words.items()})


def _words(spelling: Spelling, code: str, data: str, asked: Asked, chosen: tuple[int, ...], form: str) -> str:
    words = spelling.languages[code].items.subjects
    since, until = (spelling.day(day, code) if day else "" for day in (asked.since, asked.until))
    data = words[form].format(data=data, since=since, until=until) if form else data
    if not asked.accounts or (not chosen and not _has_data(asked)):
        return data
    name = "some" if chosen else "one" if asked.accounts == 1 else "all"
    listed = spelling.languages[code].items.join.join(_runs(spelling, code, chosen))
    return words[name].format(data=data, numbers=listed, count=spelling.number(asked.accounts, code))


def _has_data(asked: Asked) -> bool:
    return any(one in set(DataCategory) for one in asked.data)


def _runs(spelling: Spelling, code: str, numbers: Sequence[int]) -> list[str]:
    """Numbers in order; more than two in a row as the first and the last."""
    rows: list[list[int]] = []
    ordered = sorted(set(numbers))
    for before, number in pairwise([-1, *ordered]):
        if number == before + 1 and rows:
            rows[-1].append(number)
        else:
            rows.append([number])
    found: list[str] = []
    for row in rows:
        written = [spelling.number(one, code) for one in row]
        found += written if len(row) <= _PAIR else [f"{written[0]}\u2013{written[-1]}"]
    return found
