"""Productions of an item, as the case knows them: ordered, dealt, agreed to, released, or ended. Events into state."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

Body = Mapping[str, Any]


class Producing(StrEnum):
    """Where one production is. Never renamed."""

    ORDERED = "ordered"
    DEALT = "dealt"
    RELEASED = "released"
    VETOED = "vetoed"
    DROPPED = "dropped"
    RECALLED = "recalled"


LIVE: Final = frozenset({Producing.ORDERED, Producing.DEALT})
"""What can still become a release."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one person read as the identifier of a handle: an HMAC under the case's own key, no identifier."""

    handle: str
    by: str
    mark: str


@dataclass(frozen=True, slots=True)
class Production:
    """One production: asked for by ``order``, sealed and dealt by ``deal`` (hashes of statements)."""

    id: str
    order: str
    ordered_by: str
    producer: str
    state: Producing = Producing.ORDERED
    deal: str = ""
    k: int = 0
    shares: tuple[tuple[str, str], ...] = ()  # releaser, hash of the share
    approvals: tuple[str, ...] = ()  # who agreed, in order
    hold_until: str = ""  # YYYY-MM-DDTHH:MMZ; set by the first who agrees
    how: str = ""
    key: str = ""  # SHA-256 (hex) of the recipient's key; empty where there is none

    @property
    def holders(self) -> frozenset[str]:
        """Who holds a share."""
        return frozenset(name for name, _ in self.shares)


def agreed(marks: tuple[Mark, ...], handle: str) -> bool:
    """Whether two people at least read the identifier of ``handle``, and all of them the same one (P12)."""
    mine = [one for one in marks if one.handle == handle]
    return len({one.by for one in mine}) > 1 and len({one.mark for one in mine}) == 1


def marked(marks: tuple[Mark, ...], body: Body) -> tuple[Mark, ...]:
    """The marks after one more reading; a person's newer one takes the older one's place."""
    kept = tuple(one for one in marks if (one.handle, one.by) != (body["handle"], body["by"]))
    return (*kept, Mark(body["handle"], body["by"], body["mark"]))


def ordered(productions: tuple[Production, ...], body: Body) -> tuple[Production, ...]:
    """The productions after one more order."""
    return (*productions, Production(body["production"], body["order"], body["by"], body["producer"]))


def dealt(productions: tuple[Production, ...], body: Body) -> tuple[Production, ...]:
    """The productions after the deal of one."""
    shares = tuple((name, hash_) for name, hash_, _ in body["shares"])
    return _with(productions, body, state=Producing.DEALT, deal=body["deal"], k=body["k"], shares=shares)


def agreed_to(productions: tuple[Production, ...], body: Body) -> tuple[Production, ...]:
    """The productions after one more releaser agreed; the first one's hold stands."""
    before = next(one for one in productions if one.id == body["production"])
    approvals = (*before.approvals, body["by"])
    return _with(productions, body, approvals=approvals, hold_until=before.hold_until or body["hold_until"])


def released(productions: tuple[Production, ...], body: Body) -> tuple[Production, ...]:
    """The productions after a release."""
    return _with(productions, body, state=Producing.RELEASED, how=body["how"], key=body["key"])


def ended(productions: tuple[Production, ...], body: Body, state: Producing) -> tuple[Production, ...]:
    """The productions after one was vetoed, dropped or recalled."""
    return _with(productions, body, state=state)


def without_live(productions: tuple[Production, ...]) -> tuple[Production, ...]:
    """The productions after their decision fell: whatever could still be released is dropped."""
    return tuple(replace(one, state=Producing.DROPPED) if one.state in LIVE else one for one in productions)


def has_left(productions: tuple[Production, ...]) -> bool:
    """Whether data went to the authority, and were not called back since."""
    return any(one.state is Producing.RELEASED for one in productions)


def _with(productions: tuple[Production, ...], body: Body, **changes: Any) -> tuple[Production, ...]:  # noqa: ANN401 - fields of Production
    return tuple(replace(one, **changes) if one.id == body["production"] else one for one in productions)
