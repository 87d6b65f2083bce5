"""Productions of an item, as the case knows them: ordered, dealt, agreed to, released, or ended."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


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

    kind: str  # order | part | manifest | share | given (handed over by who agreed, once the hold was over)
    sealed: str
    number: int = 0  # of a part, from 1
    by: str = ""  # who gave the share
    to: str = ""  # whom it is sealed to
    hash: str = ""  # of a part's ciphertext, or of a share


@dataclass(frozen=True, slots=True)
class Agreed:
    """What one person agreed to on a deal, by their newest agreement; ``share`` is the hash of what they keep."""

    by: str
    finisher: str
    way: str
    recipient: str
    share: str
    statement: str

    def fits(self, other: "Agreed") -> bool:
        """Whether it is the same in all but the share."""
        return (self.finisher, self.way, self.recipient) == (other.finisher, other.way, other.recipient)


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
    agreements: tuple[Agreed, ...] = ()  # the newest of each person, in the order in which people first agreed
    hold_until: str = ""  # YYYY-MM-DDTHH:MMZ; set by the first who agrees
    how: str = ""
    key: str = ""  # SHA-256 (hex) of the recipient's key; empty where there is none
    recipient: str = ""  # public age key of this production alone
    released_on: str = ""
    done: str = ""  # SHA-256 (hex) of the statement that released it
    pieces: tuple[Piece, ...] = ()  # what was dropped, vetoed or released is destroyed at once (hazard 11.2)

    @property
    def holders(self) -> frozenset[str]:
        """Who holds a share."""
        return frozenset(name for name, _ in self.shares)

    @property
    def approvals(self) -> tuple[str, ...]:
        """Who agreed, in order."""
        return tuple(one.by for one in self.agreements)

    def same(self, agreed: Agreed) -> tuple[Agreed, ...]:
        """The agreements that say the same as this one in all but the share."""
        return tuple(one for one in self.agreements if one.fits(agreed))

    @property
    def ripe(self) -> bool:
        """Whether k people agreed on the same finisher and way."""
        return any(len(self.same(one)) >= max(self.k, 1) for one in self.agreements)

    def handed(self, by: str) -> bool:
        """Whether somebody's share was handed over."""
        return any(piece.kind == "given" and piece.by == by for piece in self.pieces)


def agreed(marks: tuple[Mark, ...], handle: str) -> bool:
    """Whether two people at least read the identifier of ``handle``, and all of them the same one (P12)."""
    mine = [one for one in marks if one.handle == handle]
    return len({one.by for one in mine}) > 1 and len({one.mark for one in mine}) == 1


def without_live(productions: tuple[Production, ...]) -> tuple[Production, ...]:
    """The productions after their decision fell: whatever could still be released is dropped."""
    return tuple(replace(one, state=Producing.DROPPED, pieces=()) if one.state in LIVE else one for one in productions)
