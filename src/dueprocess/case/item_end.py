"""An item ends, withdrawn by the authority or lapsed, once two people say so (hazard 5.1)."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case import hold, lists
from dueprocess.case.commands import ChangeItem
from dueprocess.case.decision_events import ItemEndProposed, ItemGoesOn, ItemLapsed, ItemWithdrawn
from dueprocess.case.decisions import voided
from dueprocess.case.fields import Field, Only
from dueprocess.case.given import GONE, Given, later, no_item
from dueprocess.case.letter_events import UNDELIVERED
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

AGREE_END: Final = "agree_end"
ENDING: Final = Denied(
    Rule.STATE,
    "Somebody said that an item ended, and nobody has agreed yet.",
    "A second person says whether it ended: `dueprocess item-end`.",
)


@dataclass(frozen=True, slots=True)
class EndItem:
    """The second person says of exactly this proposal that the item ended, or goes on; so does who takes it back."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[
        str,
        Field(f.HASH, "What was said", needed=True, rests=(Act.ITEM_CHANGE,), ever=Only("answer", ("goes_on",))),
    ]
    answer: Annotated[str, Field(lists.ENDED, "You say", option=f.ARGUMENT, needed=True)]


def propose_end(case: CaseState, item: ItemState, command: ChangeItem, given: Given) -> Decided:
    """Nothing ends by it, and no clock stops; but what was decided gives nothing any more (hazard 3.7)."""
    proposed = ItemEndProposed(item.number, given.by, command.op, given.statement)
    agree = NewDuty(item.number, AGREE_END, "house.second-person", later(given.at, hours=24))
    return Decided(
        (proposed, *voided(case, [item.number])),
        (agree,),
        (EndDuties(item.number, ("approve", "send_letter", UNDELIVERED)),),
    )


def end_item(case: CaseState, command: EndItem, given: Given) -> Decided | Denied:
    """A second person agrees that the item ended; or says that it goes on, as who said it can, too."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    said = item.ending
    if said is None or said.statement != command.proposal:
        return Denied(Rule.BASIS, "That is not what waits for a second person.", "Read the case again.")
    if command.answer == "goes_on":
        return Decided(
            (ItemGoesOn(item.number, given.by, said.statement),), ended=(EndDuties(item.number, (AGREE_END,)),)
        )
    if said.by == given.by:
        return Denied(Rule.FOUR_EYES, "You said that it ended.", "A second person must agree.")
    if said.statement in given.gone:
        return GONE
    over, how = (ItemWithdrawn, "withdrawn") if said.how == "withdraw" else (ItemLapsed, "expired")
    kept, destroy = hold.ended_with(item, given.by, how, given.at)
    return Decided((over(item.number, given.by), *kept), destroy, (EndDuties(item.number, ("*",)),))
