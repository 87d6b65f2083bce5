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
class Piece:
    """One ciphertext of a production that still stands."""

    kind: str  # order | part | manifest | share | given
    sealed: str
    number: int = 0  # of a part, from 1
    by: str = ""  # who gave the share
    to: str = ""  # whom it is sealed to
    hash: str = ""  # of a part's ciphertext, or of a share


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
    recipient: str = ""  # public age key of this production alone
    released_on: str = ""
    pieces: tuple[Piece, ...] = ()  # what was dropped, vetoed or released is destroyed at once (hazard 11.2)

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


def ordered(productions: tuple[Production, ...], body: Body, _day: str) -> tuple[Production, ...]:
    """The productions after one more order, sealed to the extraction host."""
    order = Piece("order", body["sealed"], to=body["producer"])
    made = Production(body["production"], body["order"], body["by"], body["producer"], pieces=(order,))
    return (*productions, made)


def dealt(productions: tuple[Production, ...], body: Body, _day: str) -> tuple[Production, ...]:
    """The productions after the deal of one: its parts, its manifest, a share for each releaser."""
    shares = tuple((name, hash_) for name, hash_, _ in body["shares"])
    before = next(one for one in productions if one.id == body["production"])
    pieces = (
        *before.pieces,
        *(Piece("part", sealed, number=number, hash=hash_) for number, (sealed, hash_) in enumerate(body["parts"], 1)),
        Piece("manifest", body["manifest"][0], hash=body["manifest"][1]),
        *(Piece("share", sealed, to=to, hash=hash_) for to, hash_, sealed in body["shares"]),
    )
    said = {"deal": body["deal"], "k": body["k"], "recipient": body["recipient"], "shares": shares}
    return _with(productions, body, state=Producing.DEALT, pieces=pieces, **said)


def agreed_to(productions: tuple[Production, ...], body: Body, _day: str) -> tuple[Production, ...]:
    """The productions after one more releaser agreed, who sealed their share to each of the others.

    The first one's hold stands.
    """
    before = next(one for one in productions if one.id == body["production"])
    approvals = (*before.approvals, body["by"])
    given = (Piece("given", sealed, by=body["by"], to=to) for to, sealed in body["shares"])
    until = before.hold_until or body["hold_until"]
    return _with(productions, body, approvals=approvals, hold_until=until, pieces=(*before.pieces, *given))


def released(productions: tuple[Production, ...], body: Body, day: str) -> tuple[Production, ...]:
    """The productions after a release. Shares and ciphertext are destroyed, the manifest stays."""
    before = next(one for one in productions if one.id == body["production"])
    stays = tuple(piece for piece in before.pieces if piece.kind == "manifest")
    said = {"how": body["how"], "key": body["key"], "released_on": day}
    return _with(productions, body, state=Producing.RELEASED, pieces=stays, **said)


def recalled(productions: tuple[Production, ...], body: Body, _day: str) -> tuple[Production, ...]:
    """The productions after what was released turned out wrong."""
    return _with(productions, body, state=Producing.RECALLED)


def ended(productions: tuple[Production, ...], body: Body, state: Producing) -> tuple[Production, ...]:
    """The productions after one was vetoed or dropped: nothing of it stays."""
    return _with(productions, body, state=state, pieces=())


def without_live(productions: tuple[Production, ...]) -> tuple[Production, ...]:
    """The productions after their decision fell: whatever could still be released is dropped."""
    return tuple(replace(one, state=Producing.DROPPED, pieces=()) if one.state in LIVE else one for one in productions)


def has_left(productions: tuple[Production, ...]) -> bool:
    """Whether data went to the authority, and were not called back since."""
    return any(one.state is Producing.RELEASED for one in productions)


def _with(productions: tuple[Production, ...], body: Body, **changes: Any) -> tuple[Production, ...]:  # noqa: ANN401 - fields of Production
    return tuple(replace(one, **changes) if one.id == body["production"] else one for one in productions)
