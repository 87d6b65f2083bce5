"""Letters in public: drawn anew by one person, published by another who looked at just that; taken back by anybody.

They stand on the page of a demand that is published as ``full``, and go with it (hazards 7.1, 7.3).
"""

from dataclasses import dataclass
from typing import Annotated

from dueprocess.case import fields as f
from dueprocess.case.decisions import handles
from dueprocess.case.document_events import DocumentProposed, DocumentPublished, DocumentWithdrawn
from dueprocess.case.fields import Field
from dueprocess.case.given import Given, no_item
from dueprocess.case.lists import PUBLIC_SORT
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.publication import FULL, class_fits, gate_open, reach_known
from dueprocess.case.state import CaseState, ItemState, Publishing, Writing
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class ProposeDocument:
    """One person drew it anew, and looked at it; the document itself comes as a sealed note of the same look."""

    item: Annotated[int, f.ITEM]
    sort: Annotated[str, Field(PUBLIC_SORT, "Which document", needed=True)]
    document: Annotated[str, Field(f.HASH, "The document, by its hash", page=False, needed=True)]


@dataclass(frozen=True, slots=True)
class PublishDocument:
    """Another person looked at just that; its public bytes come with the act, under the id ``copy``."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, Field(f.HASH, "What was proposed", needed=True, rests=(Act.DOCUMENT_PROPOSE,))]
    document: Annotated[str, Field(f.HASH, "The document, by its hash", page=False, needed=True)]
    copy: Annotated[str, Field(f.SEALED, "Its public bytes", page=False, needed=True)]


@dataclass(frozen=True, slots=True)
class WithdrawDocument:
    """It is taken back, public or not."""

    item: Annotated[int, f.ITEM]
    document: Annotated[str, Field(f.HASH, "The document, by its hash", needed=True)]


def propose_document(case: CaseState, command: ProposeDocument, given: Given) -> Decided | Denied:
    """It waits for the second person; its row is, or is proposed as, ``full``."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    standing = item.publishing in {Publishing.PROPOSED, Publishing.PUBLISHED}
    denied = _full(case, item, standing=standing)
    if denied is not None:
        return denied
    if command.sort == "answer" and item.writing is not Writing.SENT:
        return Denied(Rule.STATE, "No letter about this item was sent yet.", "Send it first.")
    judged, asked = given.judged(item.number), any(one.answer for one in case.questions)
    if command.sort == "demand" and not asked and not (judged and judged.verbatim_allowed):
        # StGB § 353d no. 3: whoever publishes papers of open criminal proceedings word for word is punished.
        says = Msg("No law that we read says that the words of this demand may be published.")
        return Denied(Rule.CLASS, says, "Ask counsel on this case first; our own letter needs no such answer.")
    denied = _names_others(case, item, command.sort, given.day())
    if denied is not None:
        return denied
    return Decided((DocumentProposed(item.number, given.by, command.sort, command.document, given.statement),))


def publish_document(case: CaseState, command: PublishDocument, given: Given) -> Decided | Denied:
    """What was proposed goes out as it is, by somebody else, while its row stands as ``full`` (P6)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if case.practice:
        return Denied(Rule.PRACTICE, "A practice case is never published.")
    denied = (
        _full(case, item, standing=item.publishing is Publishing.PUBLISHED)
        or gate_open(item, given.day())
        or _waits(case, item, command, given)
    )
    if denied is not None:
        return denied
    return Decided((DocumentPublished(item.number, given.by, command.proposal, command.document, command.copy),))


def withdraw_document(case: CaseState, command: WithdrawDocument, given: Given) -> Decided | Denied:
    """The next site is written without it, and its bytes are destroyed here."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if command.document not in {one.document for one in item.documents}:
        return Denied(
            Rule.STATE, "Item {item} has no such document.", "See `dueprocess document list`.", item=item.number
        )
    return Decided((DocumentWithdrawn(item.number, given.by, command.document),))


def _waits(case: CaseState, item: ItemState, command: PublishDocument, given: Given) -> Denied | None:
    found = next((one for one in item.documents if one.statement == command.proposal and not one.copy), None)
    if found is None or found.document != command.document:
        return Denied(Rule.BASIS, "That document is not the one that waits.", "Look at it again.")
    if found.by == given.by:
        return Denied(Rule.FOUR_EYES, "You proposed this document.", "A second person looks at it and publishes it.")
    return _names_others(case, item, found.sort, given.day())


def _names_others(case: CaseState, item: ItemState, sort: str, day: str) -> Denied | None:
    """A demand's own words speak of all that it asks: of nothing that may not be admitted or shown (P6, 6.5, 7.1)."""
    others = [one for one in case.items if one.number != item.number and sort == "demand"]
    shut = next((one.number for one in others if not one.is_open("admit", day)), None)
    if shut is not None:
        says = Msg(
            "The letter asks for more than this item, and nobody answered yes to: may we admit item {n}?", n=shut
        )
        do = Msg("Answer it, or wait until its silence ends; our own letter speaks of its item alone.")
        return Denied(Rule.GATE_CLOSED, says, do)
    about = (one for one in others if handles(case, one.number) != ("ALL",))
    hidden = next((one.number for one in about if class_fits(case, one, FULL) is not None), None)
    if hidden is not None:
        says = Msg("The letter asks for more than this item, and item {n} may not be shown as `full`.", n=hidden)
        return Denied(Rule.CLASS, says, "Ask whom it is about, too; our own letter speaks of its item alone.")
    return None


def _full(case: CaseState, item: ItemState, *, standing: bool) -> Denied | None:
    if not standing or item.detail != FULL:
        says = Msg("Documents stand on the page of a demand that is published as `full`, and this one is not.")
        return Denied(Rule.CLASS, says, "Publish it as `full` first: where the person agreed, or none is concerned.")
    return class_fits(case, item, FULL) or reach_known(item, FULL)
