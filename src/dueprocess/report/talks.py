"""The register of talks with governments, as the public reads it: what was published, and nothing of others.

A quarter's line counts what is published of it. It follows from published words and the day of the snapshot alone, so
that a talk that is sealed, held back or taken back makes no byte another one (P11).
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dueprocess.formats.talk import Sort, Words, last_day, quarter_of


@dataclass(frozen=True, slots=True)
class PublicTalk:
    """Published words, by the commitment to them."""

    talk: str
    words: Words
    published_on: datetime.date

    @property
    def id(self) -> str:
        """How the page and the feeds name it: it leads to nothing inside."""
        return f"t-{self.talk[:24]}"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter as 2026-Q4, and what is published of it, the newest day first."""

    name: str
    talks: tuple[PublicTalk, ...]


def in_order(talks: Iterable[PublicTalk]) -> tuple[PublicTalk, ...]:
    """Newest day first; within a day by the salted name, which tells nothing."""
    by_name = sorted(talks, key=lambda one: one.talk)
    return tuple(sorted(by_name, key=lambda one: one.words.on, reverse=True))


def standing(talks: Sequence[PublicTalk]) -> tuple[PublicTalk, ...]:
    """Those that no other published words replaced."""
    replaced = {one.words.replaces for one in talks}
    return tuple(one for one in talks if one.talk not in replaced)


def history(talks: Sequence[PublicTalk], talk: PublicTalk) -> tuple[PublicTalk, ...]:
    """What these words corrected or carried on, the newest first; each once, whatever they say of each other."""
    by_name, found, name = {one.talk: one for one in talks}, [], talk.words.replaces
    while name in by_name and by_name[name] not in found and name != talk.talk:
        found.append(by_name[name])
        name = by_name[name].words.replaces
    return tuple(found)


def of_sort(talks: Sequence[PublicTalk], sort: Sort) -> tuple[PublicTalk, ...]:
    """Those of a sort."""
    return tuple(one for one in talks if one.words.sort is sort)


def quarters(talks: Sequence[PublicTalk], today: datetime.date) -> tuple[Quarter, ...]:
    """From the first quarter of which something is published to the newest one that is over, the newest first."""
    if not talks:
        return ()
    day, made = min(one.words.on for one in talks), []
    last = max(today, *(one.words.on for one in talks))
    while day <= last:
        name = quarter_of(day)
        of_it = tuple(one for one in talks if quarter_of(one.words.on) == name)
        if of_it or last_day(name) < today:
            made.append(Quarter(name, of_it))
        day = last_day(name) + datetime.timedelta(days=1)
    return tuple(reversed(made))
