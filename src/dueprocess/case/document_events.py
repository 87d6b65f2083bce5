"""Letters drawn anew for the public, and whether a person agreed to more than a summary."""

from dataclasses import replace
from typing import Annotated

from dueprocess.case import fields as f
from dueprocess.case import lists
from dueprocess.case.events import EventKind, Handle, OfItem, Person, copied, of
from dueprocess.case.item_records import PublicDocument
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.record import Hash


class ConsentSaid(OfItem, kind=EventKind.CONSENT_SAID):
    """The newest answer of each of the house counts, for each handle."""

    by: Person
    handle: Handle
    says: Annotated[str, of(lists.CONSENT, "what a person said to more than a summary")]
    how: Annotated[str, of(lists.CONSENT_BY, "how that is known")]

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        others = tuple(one for one in item.consents if one[:2] != (self.by, self.handle))
        return replace(item, consents=(*others, (self.by, self.handle, self.says)))


class DocumentProposed(OfItem, kind=EventKind.DOCUMENT_PROPOSED):
    """``document``: the hash of it, salt and all; what it shows is a sealed note until a second person publishes it."""

    by: Person
    sort: Annotated[str, of(lists.PUBLIC_SORT, "which document")]
    document: Hash
    statement: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        # What waits for a second person gives way to what is drawn anew.
        kept = (one for one in item.documents if one.copy or one.sort != self.sort)
        return replace(item, documents=(*kept, copied(PublicDocument, self)))


class DocumentPublished(OfItem, kind=EventKind.DOCUMENT_PUBLISHED):
    """``copy``: id of the public bytes. It takes the place of an earlier one of its sort."""

    by: Person
    proposal: Hash
    document: Hash
    copy: Annotated[str, of(f.SEALED, "the id of the public bytes")]

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        found = next(one for one in item.documents if one.statement == self.proposal)
        kept = tuple(one for one in item.documents if one.sort != found.sort)
        return replace(item, documents=(*kept, replace(found, published_by=self.by, copy=self.copy)))


class DocumentWithdrawn(OfItem, kind=EventKind.DOCUMENT_WITHDRAWN):
    by: Person
    document: Hash

    def _alter(self, item: ItemState, _case: CaseState) -> ItemState:
        return replace(item, documents=tuple(one for one in item.documents if one.document != self.document))
