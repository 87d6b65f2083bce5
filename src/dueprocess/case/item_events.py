"""What of one item is kept, and what leaves the house: register rows, word to the person, data without a release."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.events import CodeOrNone, EventKind, Handle, HashOrNone, Minute, OfItem, Person, copied, of
from dueprocess.case.item_records import Bound, Destruction, Effect, GivenOutside, Missed, Notice, RegisterEntry
from dueprocess.case.productions import without_live
from dueprocess.case.state import (
    AGGREGATE,
    CaseState,
    ItemState,
    Preserving,
    Publishing,
)
from dueprocess.demand.codes import Kind
from dueprocess.formats.record import Day, Hash, matching

REGISTER_OF: Final[Mapping[str, str]] = {
    Kind.SHUTDOWN: "network",
    Kind.THROTTLING: "network",
    Kind.DIRECT_ACCESS: "access",
    Kind.CAPABILITY: "access",
}
"""Register in which an item of a kind stands; all others stand among the demands."""


# --- preserved ------------------------------------------------------------------------------------------------------


class HoldBound(OfItem, kind=EventKind.HOLD_BOUND):
    """``rule``: the instrument whose figure it is; empty where a person said the day."""

    by: Person
    until: Minute
    why: Annotated[str, of(lists.KEPT_BY, "why data are kept until then")]
    rule: CodeOrNone

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, bound=Bound(self.until, self.why, self.rule))


class HoldEnded(OfItem, kind=EventKind.HOLD_ENDED):
    by: Person
    how: Annotated[str, of(lists.KEEPING_ENDED, "how the keeping ended")]

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        return replace(item, preserving=Preserving.ENDED, kept_to=case.day)


class HoldDestructionNamed(OfItem, kind=EventKind.HOLD_DESTRUCTION_NAMED):
    by: Person
    how: Annotated[str, of(lists.DESTROYED_HOW, "how it was destroyed")]
    on: Day
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, destruction=copied(Destruction, self))


class HoldDestroyed(OfItem, kind=EventKind.HOLD_DESTROYED):
    """``by`` confirmed what a colleague signed, or is the extraction host and says it alone."""

    by: Person
    how: Annotated[str, of(lists.DESTROYED_HOW, "how it was destroyed")]
    on: Day

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        said = item.destruction or Destruction(self.by, self.how, self.on, "")
        return replace(item, preserving=Preserving.DESTROYED, destruction=replace(said, confirmed_by=self.by))


class Assured(OfItem, kind=EventKind.ASSURANCE_RECORDED):
    by: Person
    answer: Annotated[str, of(lists.ASSURED, "what came of it")]
    on: Day

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, assured=self.answer)


class PassedOn(OfItem, kind=EventKind.PASSED_ON):
    by: Person
    how: Annotated[str, of(lists.LEARNED_BY, "how the house knows")]
    country: Annotated[str, matching("(?:[A-Z]{2})?", "a country, or empty where it is not known")]
    on: Day

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, passed_on=(*item.passed_on, self.country))


# --- published ------------------------------------------------------------------------------------------------------

Detail = Annotated[str, of(lists.DETAIL, "a class of publication")]


class PublicationProposed(OfItem, kind=EventKind.PUBLICATION_PROPOSED):
    by: Person
    detail: Detail
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, publishing=Publishing.PROPOSED, detail=self.detail, publication=self.statement)


class PublicationPublished(OfItem, kind=EventKind.PUBLICATION_PUBLISHED):
    by: Person
    detail: Detail
    row: Annotated[str, of(f.id_of("r"), "the id of a row")]

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        # A row with the codes of this day; what is counted only has none.
        published = replace(item, publishing=Publishing.PUBLISHED)
        if self.detail == AGGREGATE:
            return published
        kind = str(case.face.get(f"items.{item.number}.kind") or "")
        entry = RegisterEntry(
            id=self.row,
            detail=self.detail,
            register=REGISTER_OF.get(kind, "demands"),
            country=str(case.face.get("country") or ""),
            kind=kind,
            outcome=str(item.outcome or ""),
            published_on=case.day,
        )
        return replace(published, register=(*item.register, entry))


class ReachSaid(OfItem, kind=EventKind.PUBLICATION_REACH):
    """Who is meant stands in a sealed note of the same look."""

    by: Person
    within: Annotated[str, of(lists.WITHIN, "who is within reach")]

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        others = tuple(one for one in item.reach if one[0] != self.by)
        return replace(item, reach=(*others, (self.by, self.within)))


class PublicationWithdrawn(OfItem, kind=EventKind.PUBLICATION_WITHDRAWN):
    by: Person

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        register = tuple(replace(entry, withdrawn_on=entry.withdrawn_on or case.day) for entry in item.register)
        return replace(item, publishing=Publishing.WITHDRAWN, register=register, documents=())


# --- told, given outside --------------------------------------------------------------------------------------------

ToldBy = Annotated[str, of(lists.TOLD_BY, "a way to tell a person")]
GoesBy = Annotated[str, of(lists.GOES_BY, "a way to give")]


class NoticeNamed(OfItem, kind=EventKind.NOTICE_NAMED):
    """One person says that somebody was told. ``mark``: of what was sent, under the case's key; empty: spoken."""

    by: Person
    handle: Handle
    how: ToldBy
    on: Day
    mark: HashOrNone
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        # What waits for a second person gives way to what is said anew of the same person.
        others = (old for old in item.notices if old.confirmed_by or old.handle != self.handle)
        return replace(item, notices=(*others, copied(Notice, self)))


class NoticeTold(OfItem, kind=EventKind.NOTICE_TOLD):
    by: Person
    handle: Handle
    record: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        told = (
            replace(notice, confirmed_by=self.by) if notice.statement == self.record else notice
            for notice in item.notices
        )
        missed = (miss for miss in item.missed if miss.handle != self.handle)
        return replace(item, notices=tuple(told), missed=tuple(missed))


class NoticeMissed(OfItem, kind=EventKind.NOTICE_MISSED):
    by: Person
    handle: Handle
    how: ToldBy
    review_on: Day

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        others = (old for old in item.missed if old.handle != self.handle)
        return replace(item, missed=(*others, copied(Missed, self)))


class EffectRecorded(OfItem, kind=EventKind.EFFECT_RECORDED):
    """A measure takes effect, or no longer does. The time until it did is counted from the first one."""

    by: Person
    how: Annotated[str, of(lists.EFFECT, "what was done")]
    on: Day

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        return replace(item, effect=copied(Effect, self), effect_at=item.effect_at or case.stamp)


class OutsideProposed(OfItem, kind=EventKind.OUTSIDE_PROPOSED):
    by: Person
    how: GoesBy
    why: Annotated[str, of(lists.OUTSIDE_WHY, "why not through the desk")]
    recipient: Hash  # of the verified contact
    files: tuple[Hash, ...]  # their marks
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, outside=copied(GivenOutside, self))


class OutsideAgreed(OfItem, kind=EventKind.OUTSIDE_AGREED):
    by: Person
    proposal: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, outside=item.outside and replace(item.outside, agreed_by=self.by))


class OutsideGiven(OfItem, kind=EventKind.OUTSIDE_GIVEN):
    """It left. Without a proposal it was given without two people."""

    by: Person
    how: GoesBy
    on: Day
    proposal: HashOrNone
    two: bool

    def _alter(self, item: ItemState, case: CaseState) -> ItemState:
        # The grant is answered, and no production of it is released any more.
        agreed = item.outside if self.proposal else None
        outside = agreed or GivenOutside(self.by, "", self.how, "", ())
        return replace(
            item,
            outside=replace(outside, left_on=self.on, done=case.statement),
            productions=without_live(item.productions),
            answered_on=case.day,
            effect_at=item.effect_at or case.stamp,
            acknowledged_at=item.acknowledged_at or case.stamp,
        )
