"""A person's page before it goes: one wrote it, another one read it."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case import page_lists as lists
from dueprocess.case.events import EventKind, Handle, OfItem, Person, copied, of
from dueprocess.case.item_records import PagePlan
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.record import Hash


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
