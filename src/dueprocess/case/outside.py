"""What is given without a release: two people sign beforehand what, to whom and which way; one says that it left.

A grant whose data go by the house's own way (a portal of the authority, a disk, paper) is answered like any other. What
leaves without the first half is recorded and counted as *given without two people*. Files are named by marks under the
case's own key, which each person's own client makes: a plain hash of a short answer confirms a guess (hazard 3.5).
"""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.decisions import OF_A_GRANT, same_person, unverified
from dueprocess.case.duty_plan import finish
from dueprocess.case.events import copied
from dueprocess.case.fields import Day, Field
from dueprocess.case.given import GONE, Given, later, no_grant, no_item, wrong_state
from dueprocess.case.item_events import OutsideAgreed, OutsideGiven, OutsideProposed
from dueprocess.case.lists import GOES_BY, OUTSIDE_WHY
from dueprocess.case.outcome import Decided, EndDuties, NewDuty, Rule
from dueprocess.case.productions import agreed
from dueprocess.case.releases import another_approval, basis_moved, frozen, granted_handles
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.formats.refusal import Denied, Msg, When
from dueprocess.formats.statement import Act

NOTHING: Final = ""
_MARKS: Final = f.Texts(f.HASH, f.MAX_PARTS)
_FILES: Final = Field(
    _MARKS,
    "Marks of the files",
    "A file that leaves; may be given again.",
    "--file",
    needed=True,
    page=False,
    of_file=True,
)


@dataclass(frozen=True, slots=True)
class ProposeOutside:
    """The first person: what is to be given, to whom, which way, and why not through the desk."""

    item: Annotated[int, f.ITEM]
    approval: Annotated[str, Field(f.HASH, "On the approval", rests=(Act.DECISION_APPROVE,))]
    how: Annotated[str, Field(GOES_BY, "Which way", needed=True)]
    why: Annotated[str, Field(OUTSIDE_WHY, "Why not through the desk", needed=True)]
    recipient: Annotated[str, Field(f.HASH, "Hash of the verified contact")]
    files: Annotated[tuple[str, ...], _FILES]


@dataclass(frozen=True, slots=True)
class ApproveOutside:
    """The second person agrees with exactly this, having made the marks from the same files."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, Field(f.HASH, "The proposal", needed=True, rests=(Act.OUTSIDE_PROPOSE,))]
    files: Annotated[tuple[str, ...], _FILES]


@dataclass(frozen=True, slots=True)
class Outside:
    """It left. ``proposal`` names what two people agreed to; without one it was given without two people."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, Field(f.HASH_OR_NONE, "What two people agreed to", rests=(Act.OUTSIDE_PROPOSE,))]
    how: Annotated[str, Field(GOES_BY, "Which way", needed=True)]
    on: Annotated[str | None, Field(Day(), "It left on", needed=True)]


def propose(case: CaseState, command: ProposeOutside, given: Given) -> Decided | Denied:
    """Nothing leaves by this. A newer proposal takes the place of an older one."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    denied = _may_give(case, item, given) or another_approval(item, command.approval)
    if denied is not None:
        return denied
    if command.recipient != hashlib.sha256(given.recipient.encode()).hexdigest():
        return Denied(
            Rule.RECIPIENT,
            "That is not the contact that two people verified for this authority.",
            "See `dueprocess authority show`.",
        )
    denied = _read(item, given)
    if denied is not None:
        return denied
    proposed = copied(OutsideProposed, command, by=given.by, statement=given.statement)
    duty = NewDuty(item.number, "agree_outside", "house.second-person", later(given.at, hours=24))
    return Decided((proposed,), (duty,))


def approve(case: CaseState, command: ApproveOutside, given: Given) -> Decided | Denied:
    """The second person: the same files, the same identifier read from the original (P12)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    denied = _may_give(case, item, given) or _second_person(case, item, command, given) or _read(item, given)
    if denied is not None:
        return denied
    duty = NewDuty(item.number, "give_outside", "house.answer-what-is-decided", later(given.at, hours=24))
    ended = EndDuties(item.number, ("agree_outside",))
    return Decided((copied(OutsideAgreed, command, by=given.by),), (duty,), (ended,))


def done(case: CaseState, command: Outside, given: Given) -> Decided | Denied:
    """It left: the grant is answered. A fact is recorded even where the first half is missing, and named so."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    day = command.on or ""
    if day > given.day():
        return Denied(Rule.OUTSIDE, "{day} has not come yet.", "Say it once it is done.", day=When(day))
    denied = _not_open(case, item) or _agreed_to(item, command)
    if denied is not None:
        return denied
    two = command.proposal != NOTHING
    given_out = copied(OutsideGiven, command, by=given.by, on=day, two=two)
    # Counsel looks at what left without two people.
    look = NewDuty(item.number, "look_at_outside", "house.given-without-two", later(given.at, hours=24))
    ended = EndDuties(item.number, (*OF_A_GRANT, "respond", "agree_outside", "give_outside"))
    return Decided((given_out,), (*(() if two else (look,)), *finish(item, given.at)), (ended,))


def _second_person(case: CaseState, item: ItemState, command: ApproveOutside, given: Given) -> Denied | None:
    waits = item.outside
    if waits is None or waits.statement != command.proposal or waits.agreed_by:
        return Denied(Rule.BASIS, "That proposal is not the one that is open.", "Read the case again.")
    denied = GONE if waits.statement in given.gone else same_person(case, item.number, waits.by, given)
    if denied is not None or set(command.files) == set(waits.files):
        return denied
    return Denied(
        Rule.OUTSIDE,
        "Your files are not those that your colleague marked.",
        "Compare them; nothing leaves until they agree.",
    )


def _agreed_to(item: ItemState, command: Outside) -> Denied | None:
    if command.proposal == NOTHING:
        return None
    agreed_on = item.outside
    if agreed_on is None or agreed_on.statement != command.proposal or not agreed_on.agreed_by:
        return Denied(
            Rule.OUTSIDE,
            "Two people have not agreed to that.",
            "Let a second person agree first; what left without it is recorded without a proposal.",
        )
    if agreed_on.how != command.how:
        return Denied(Rule.OUTSIDE, "Two people agreed to another way.", "Propose the way again.")
    return None


def _may_give(case: CaseState, item: ItemState, given: Given) -> Denied | None:
    return _not_open(case, item) or frozen(given) or unverified(given) or basis_moved(item, given)


def _not_open(case: CaseState, item: ItemState) -> Denied | None:
    """Why nothing of the item can be given outside: practice, no grant, or given already."""
    if case.practice:
        return Denied(Rule.PRACTICE, "A practice case sends nothing.")
    if item.deciding is Deciding.DECIDED and item.gives and not item.out:
        return None
    if item.out:
        return wrong_state(Msg("the item"), Msg("given"))
    return no_grant(item.number, item.outcome, item.deciding)


def _read(item: ItemState, given: Given) -> Denied | None:
    """Whether this person read each identifier that is granted, and everybody who did read the same one (P12)."""
    mine = {mark.handle for mark in item.marks if mark.by == given.by}
    missing = [handle for handle in granted_handles(item) if handle not in mine or not agreed(item.marks, handle)]
    if not missing:
        return None
    return Denied(
        Rule.TWO_READERS,
        "You and a second person have not read the same identifier for {missing}.",
        "Each opens the original and runs `dueprocess target CASE`; if they differ, both look again.",
        missing=tuple(missing),
    )
