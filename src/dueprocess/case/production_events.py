"""What happens to a production: a target is read, it is ordered, dealt, agreed to, released, collected, or ended."""

from abc import abstractmethod
from dataclasses import replace
from typing import Annotated, Any, ClassVar

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.events import EventKind, Handle, HashOrNone, Minute, OfItem, Person, Sealed, copied, of
from dueprocess.case.productions import Agreed, Mark, Piece, Producing, Production
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.record import Hash, Natural, between

Id = Annotated[str, of(f.id_of("x"), "the id of a production")]


class TargetRead(OfItem, kind=EventKind.TARGET_READ):
    """A person read the identifier of a handle in the original; the mark says it to whoever has the case's key."""

    by: Person
    handle: Handle
    mark: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        # A person's newer reading takes the older one's place.
        kept = (mark for mark in item.marks if (mark.handle, mark.by) != (self.handle, self.by))
        return replace(item, marks=(*kept, copied(Mark, self)))


class _OfProduction(OfItem):
    production: Id

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        """Raises ValueError for a production that nobody ordered."""
        listed = list(item.productions)
        place = [production.id for production in listed].index(self.production)
        listed[place] = replace(listed[place], **self._altered(listed[place], case))
        return replace(item, productions=tuple(listed), **self._besides(item, case))

    def _besides(self, _item: ItemState, _case: CaseState) -> dict[str, Any]:
        """The fields of the item that are others as well."""
        return {}

    @abstractmethod
    def _altered(self, production: Production, case: CaseState) -> dict[str, Any]:
        """The fields of the production that are others after it."""
        ...


class ProductionOrdered(OfItem, kind=EventKind.PRODUCTION_ORDERED):
    production: Id
    by: Person
    approval: Hash
    order: Hash  # of the statement that orders
    producer: Person
    sealed: Sealed

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        order = Piece("order", self.sealed, to=self.producer)
        made = Production(self.production, self.order, self.by, self.producer, pieces=(order,))
        return replace(item, productions=(*item.productions, made))


class ProductionDealt(_OfProduction, kind=EventKind.PRODUCTION_DEALT):
    by: Person
    deal: Hash  # of the statement that deals
    k: Annotated[int, between(f.MIN_K, f.MAX_K)]
    manifest: tuple[Sealed, Hash]
    parts: tuple[tuple[Sealed, Hash], ...]
    recipient: Annotated[str, of(f.RECIPIENT, "a public age key")]
    shares: tuple[tuple[Person, Hash, Sealed], ...]  # releaser, hash of the share, the share sealed to them

    def _altered(self, production: Production, _case: CaseState) -> dict[str, Any]:
        sealed, hash_ = self.manifest
        pieces = (
            *production.pieces,
            *(Piece("part", part, number=number, hash=of_part) for number, (part, of_part) in enumerate(self.parts, 1)),
            Piece("manifest", sealed, hash=hash_),
            *(Piece("share", share, to=to, hash=of_share) for to, of_share, share in self.shares),
        )
        shares = tuple((name, of_share) for name, of_share, _ in self.shares)
        said = {"deal": self.deal, "k": self.k, "recipient": self.recipient, "shares": shares}
        return {"state": Producing.DEALT, "pieces": pieces, **said}


class _ProductionEnded(_OfProduction):
    by: Person
    STATE: ClassVar[Producing]

    def _altered(self, _production: Production, _case: CaseState) -> dict[str, Any]:
        return {"state": self.STATE, "pieces": ()}  # nothing of it stays


class ProductionDropped(_ProductionEnded, kind=EventKind.PRODUCTION_DROPPED):
    STATE = Producing.DROPPED


class ReleaseVetoed(_ProductionEnded, kind=EventKind.RELEASE_VETOED):
    STATE = Producing.VETOED
    deal: Hash


class ReleaseApproved(_OfProduction, kind=EventKind.RELEASE_APPROVED):
    by: Person
    deal: Hash
    finisher: Person
    hold_until: Minute
    recipient: HashOrNone
    share: Hash  # of the ciphertext that stays with its holder
    statement: Hash
    way: Annotated[str, of(lists.RELEASE_WAY, "a way to the recipient")]

    def _altered(self, production: Production, _case: CaseState) -> dict[str, Any]:
        mine = copied(Agreed, self)
        known = {**{one.by: one for one in production.agreements}, self.by: mine}
        return {
            "agreements": tuple(known.values()),
            "hold_until": production.hold_until or self.hold_until,  # the first one's hold stands
        }


class ShareHanded(_OfProduction, kind=EventKind.SHARE_HANDED):
    """Who agreed handed their share over, by their program; its hash stands in the agreement."""

    by: Person
    sealed: Sealed

    def _altered(self, production: Production, _case: CaseState) -> dict[str, Any]:
        """Raises StopIteration for a person who did not agree."""
        mine = next(one for one in production.agreements if one.by == self.by)
        given = Piece("given", self.sealed, by=self.by, to=mine.finisher, hash=mine.share)
        return {"pieces": (*production.pieces, given)}


class ReleaseDone(_OfProduction, kind=EventKind.RELEASE_DONE):
    """The last releaser sealed it to its recipient. Shares and ciphertexts are destroyed, the manifest stays."""

    by: Person
    deal: Hash
    how: Annotated[str, of(lists.RELEASE_WAY, "a way to the recipient")]
    key: HashOrNone
    sent: tuple[Hash, ...]

    def _altered(self, production: Production, case: CaseState) -> dict[str, Any]:
        stays = tuple(piece for piece in production.pieces if piece.kind == "manifest")
        said = {"how": self.how, "key": self.key, "released_on": case.day, "done": case.statement}
        return {"state": Producing.RELEASED, "pieces": stays, **said}

    def _besides(self, item: ItemState, case: CaseState) -> dict[str, Any]:
        first = {"effect_at": item.effect_at or case.stamp, "acknowledged_at": item.acknowledged_at or case.stamp}
        return {"answered_on": case.day, **first}


class ReleaseCollected(OfItem, kind=EventKind.RELEASE_COLLECTED):
    """A part of it was taken from the portal to its end. The row of the part has it."""

    production: Id
    number: Natural


class ReleaseRecalled(OfItem, kind=EventKind.RELEASE_RECALLED):
    """Of what was given outside the desk, the production is empty."""

    by: Person
    production: Annotated[str, of(f.Text(f"(?:{f.id_of('x').pattern})?"), "the id of a production, or empty")]
    why: Annotated[str, of(lists.WRONG, "what was wrong")]

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        if not self.production:
            past = (*item.outside_recalled, *([item.outside] if item.outside is not None else []))
            return replace(item, outside=None, outside_recalled=past, effect_at=None)
        productions = tuple(
            replace(made, state=Producing.RECALLED) if made.id == self.production else made for made in item.productions
        )
        return replace(item, productions=productions, effect_at=None)
