"""A person's page before it goes: one wrote it, another one read it."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case import page_lists as lists
from dueprocess.case.events import EventKind, Handle, HashOrNone, OfItem, Person, copied, of
from dueprocess.case.item_records import PagePlan
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.record import Hash, an_id


class PagePlanned(OfItem, kind=EventKind.PAGE_PLANNED):
    """``mark``: of the page, under the case's key; what it says is a sealed note."""

    by: Person
    handle: Handle
    role: Annotated[str, of(lists.ROLE, "who somebody is in a demand")]
    to: Annotated[str, of(lists.TO, "who gets the code")]
    risk: Annotated[str, of(lists.RISK, "who reads along")]
    shown: Annotated[str, of(lists.SHOWN, "whether somebody showed who they are")]
    tried: Annotated[str, of(lists.TRIED, "whether help lines answered")]
    mark: Hash
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        # What waits for a second person gives way to what is written anew for the same one.
        kept = (one for one in item.pages if one.read_by or one.handle != self.handle)
        return replace(item, pages=(*kept, copied(PagePlan, self)))


class PageRead(OfItem, kind=EventKind.PAGE_READ):
    by: Person
    plan: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        pages = (replace(one, read_by=self.by) if one.statement == self.plan else one for one in item.pages)
        return replace(item, pages=tuple(pages))


class PageSealed(OfItem, kind=EventKind.PAGE_SEALED):
    """``notifier``: SHA-256 of the age recipient that it was sealed to; ``decision``: the proposal that stood."""

    by: Person
    plan: Hash
    notifier: Hash
    sealed: Annotated[str, an_id("s")]
    decision: HashOrNone
    given: bool

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        handle = next(one.handle for one in item.pages if one.statement == self.plan)
        pages = (
            replace(one, sealed=self.sealed, decision=self.decision, given=self.given)
            if one.statement == self.plan
            else replace(one, sealed="")
            if one.handle == handle
            else one  # the newest counts, the old one is destroyed
            for one in item.pages
        )
        return replace(item, pages=tuple(pages))
