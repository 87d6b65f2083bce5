"""Talks, positions and allies in the state of the desk: what was recorded, who answered for it, what is public."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from dueprocess.case.desk_events import (
    AllyAsked,
    AllyNamed,
    AllyVerified,
    TalkAnswered,
    TalkPublished,
    TalkQuarter,
    TalkRecorded,
    TalkWithdrawn,
)
from dueprocess.case.events import Body, copied
from dueprocess.formats.statement import Act
from dueprocess.formats.talk import quarter_of

READERS: Final = 2
HOLDS_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class TalkState:
    """A talk that somebody recorded, by the commitment to its words."""

    talk: str
    sort: str
    on: datetime.date
    until: datetime.date  # sealed until then
    recorded_on: datetime.date
    by: str
    sealed: str  # hash of the ciphertext
    answers: Mapping[str, bool] = field(default_factory=dict)  # who read it → it would reveal a secret demand
    words: str = ""  # hash of the opened bytes; empty: not public
    published_on: datetime.date | None = None
    withdrawn: bool = False

    @property
    def reveals(self) -> bool:
        """Whether somebody said that it would reveal a secret demand."""
        return any(self.answers.values())

    @property
    def complete(self) -> bool:
        """Whether two people read it and neither says that it would reveal a secret demand."""
        return len(self.answers) >= READERS and not self.reveals

    @property
    def waits(self) -> bool:
        """Whether it is neither public nor taken back."""
        return not self.words and not self.withdrawn


@dataclass(frozen=True, slots=True)
class AllyState:
    """An organisation whose key one person verified, and the second one where there is one. Hashes in hex."""

    ally: str
    name: str
    contact: str
    key: str
    key_kind: str
    how: str
    by: str
    on: datetime.date
    statement: str
    confirmed_by: str = ""
    confirmation: str = ""

    @property
    def until(self) -> datetime.date:
        """The last day on which it can be confirmed, and on which it holds."""
        return self.on + datetime.timedelta(days=HOLDS_DAYS)


@dataclass(frozen=True, slots=True)
class Talks:
    """All of them; ``quarters``: as 2026-Q4 → the newest answer; ``asked``: how often an ally was asked."""

    recorded: Mapping[str, TalkState] = field(default_factory=dict)
    quarters: Mapping[str, str] = field(default_factory=dict)
    allies: Mapping[str, AllyState] = field(default_factory=dict)  # by the first person's statement
    asked: Mapping[str, int] = field(default_factory=dict)

    def within(self, quarter: str) -> list[TalkState]:
        """Talks of a quarter that were not taken back."""
        return [one for one in self.recorded.values() if quarter_of(one.on) == quarter and not one.withdrawn]


class Heard(Protocol):
    """What is known of an event besides its body: the day, and the statement behind it."""

    @property
    def day(self) -> datetime.date:
        """Its day."""

    @property
    def hash(self) -> str:
        """The name of the statement."""


def _talk(talks: Talks, talk: TalkState) -> Talks:
    return replace(talks, recorded={**talks.recorded, talk.talk: talk})


def recorded(talks: Talks, body: TalkRecorded, said: Heard) -> Talks | None:
    """Once: the same words are one talk."""
    if body.talk in talks.recorded:
        return None
    on, until = (datetime.date.fromisoformat(day) for day in (body.on, body.until))
    answers = {body.by: body.reveals == "yes"}
    return _talk(talks, TalkState(body.talk, body.sort, on, until, said.day, body.by, body.sealed, answers))


def answered(talks: Talks, body: TalkAnswered, _said: Heard) -> Talks | None:
    """The newest answer of each person counts."""
    found = talks.recorded.get(body.talk)
    if found is None or not found.waits:
        return None
    return _talk(talks, replace(found, answers={**found.answers, body.by: body.reveals == "yes"}))


def published(talks: Talks, body: TalkPublished, said: Heard) -> Talks | None:
    """Never before its day, and never without two."""
    found = talks.recorded.get(body.talk)
    if found is None or not found.waits or not found.complete or said.day < found.until:
        return None
    return _talk(talks, replace(found, words=body.words, published_on=said.day))


def withdrawn(talks: Talks, body: TalkWithdrawn, _said: Heard) -> Talks | None:
    """Its words are destroyed with it, sealed and open."""
    found = talks.recorded.get(body.talk)
    if found is None or found.withdrawn:
        return None
    return _talk(talks, replace(found, sealed="", words="", published_on=None, withdrawn=True))


def quarter(talks: Talks, body: TalkQuarter, _said: Heard) -> Talks:
    """The newest answer counts."""
    return replace(talks, quarters={**talks.quarters, body.quarter: body.answer})


def named(talks: Talks, body: AllyNamed, said: Heard) -> Talks:
    """The first person."""
    made = copied(AllyState, body, on=said.day, statement=said.hash)
    return replace(talks, allies={**talks.allies, said.hash: made})


def confirmed(talks: Talks, body: AllyVerified, said: Heard) -> Talks | None:
    """The second person."""
    first = talks.allies.get(body.verification)
    if first is None or first.confirmed_by or first.by == body.by:
        return None
    made = replace(first, confirmed_by=body.by, confirmation=said.hash)
    return replace(talks, allies={**talks.allies, first.statement: made})


def asked(talks: Talks, body: AllyAsked, _said: Heard) -> Talks:
    """Recorded; nothing public counts it."""
    return replace(talks, asked={**talks.asked, body.ally: talks.asked.get(body.ally, 0) + 1})


CHANGES: Final[Mapping[type[Body[Any]], Callable[[Talks, Any, Heard], Talks | None]]] = {
    TalkRecorded: recorded,
    TalkAnswered: answered,
    TalkPublished: published,
    TalkWithdrawn: withdrawn,
    TalkQuarter: quarter,
    AllyNamed: named,
    AllyVerified: confirmed,
    AllyAsked: asked,
}
"""What each event changes; None: it is not one that could have happened."""
ACT_OF: Final[Mapping[type[Body[Any]], Act]] = {
    TalkRecorded: Act.TALK_RECORD,
    TalkAnswered: Act.TALK_AGREE,
    TalkPublished: Act.TALK_PUBLISH,
    TalkWithdrawn: Act.TALK_WITHDRAW,
    TalkQuarter: Act.TALK_QUARTER,
    AllyNamed: Act.ALLY_VERIFY,
    AllyVerified: Act.ALLY_CONFIRM,
    AllyAsked: Act.ALLY_ASK,
}
"""Events that count with a statement alone, and the act of that statement."""
