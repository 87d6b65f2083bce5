"""A person's page before it goes: for whom, who may be harmed by it, and a second person who read it (ADR 0120).

A page is put once one person wrote it and another one read exactly that and agreed. What it says stands sealed in the
case under a mark; here are codes. Who is no target has other words, or none; a child is never told through who may be
accused, and what others read along is not written at all.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.decisions import handles
from dueprocess.case.events import copied
from dueprocess.case.fields import Closed, Field
from dueprocess.case.given import Given, no_item
from dueprocess.case.item_records import PagePlan
from dueprocess.case.notice import CLOSED, fault_of
from dueprocess.case.outcome import Decided, EndDuties, Rule
from dueprocess.case.page_events import PagePlanned, PageRead, PageSealed
from dueprocess.case.page_lists import MISSING, NOBODY_ELSE, READ_ALONG, ROLE, SHOWN, TO, TRIED
from dueprocess.case.page_lists import RISK as RISKS
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.formats.act import Act
from dueprocess.formats.refusal import Denied

YES: Final = Closed("PageRead", {"agreed": "I read it whole: their own part alone, and nobody accused gets it"})
"""What the second person signs."""


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One person wrote the page."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[
        str, Field(f.HANDLE, "Person", "The account, as the decision names it: T1, T2 …", "--target", needed=True)
    ]
    role: Annotated[str, Field(ROLE, "Who they are in it", needed=True)]
    to: Annotated[str, Field(TO, "Who gets the code", needed=True)]
    risk: Annotated[str, Field(RISKS, "Who else reads what they get", needed=True)]
    shown: Annotated[str, Field(SHOWN, "Whether they showed who they are", needed=True)]
    tried: Annotated[str, Field(TRIED, "Help lines on it", "Before the first notice you write to them or ring them.")]
    mark: Annotated[str, Field(f.HASH, "Mark of the page", page=False, needed=True)]


@dataclass(frozen=True, slots=True)
class ReadPage:
    """Another person read exactly that page, and agrees."""

    item: Annotated[int, f.ITEM]
    plan: Annotated[str, Field(f.HASH, "What your colleague wrote", needed=True, rests=(Act.NOTICE_PLAN,))]
    says: Annotated[str, Field(YES, "What you say", needed=True)]


@dataclass(frozen=True, slots=True)
class SealNotice:
    """The page that two people wrote and read, as the finished notice: sealed to the notifier alone."""

    item: Annotated[int, f.ITEM]
    plan: Annotated[str, Field(f.HASH, "The page", needed=True, rests=(Act.NOTICE_PLAN,))]
    notifier: Annotated[str, Field(f.HASH, "Hash of the notifier's key", page=False, needed=True)]
    sealed: Annotated[str, Field(f.SEALED, "Sealed notice")]


def plan(case: CaseState, command: PlanPage, given: Given) -> Decided | Denied:
    """It waits for the second person; nothing goes before."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    denied = early(case, command.item, given.day()) or _harms(case, item, command)
    return denied or Decided((copied(PagePlanned, command, by=given.by, statement=given.statement),))


def read(case: CaseState, command: ReadPage, given: Given) -> Decided | Denied:
    """From now on the page may be put."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    waits = next((one for one in item.pages if one.statement == command.plan), None)
    if waits is None or waits.read_by:
        return Denied(Rule.NOTICE, "Nobody wrote that page, or it was read already.", "Read the case again.")
    if waits.by == given.by:
        return Denied(Rule.FOUR_EYES, "You wrote it yourself.", "A second person must read it before it goes.")
    denied = early(case, command.item, given.day())
    return denied or Decided((PageRead(item=command.item, by=given.by, plan=command.plan),))


def seal(case: CaseState, command: SealNotice, given: Given) -> Decided | Denied:
    """The finished notice waits with the desk, which cannot open it, and goes to the notifier once we may tell."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    found = next((one for one in item.pages if one.statement == command.plan), None)
    if found is None or found.over or not found.read_by:
        return unread(command.item)
    if found.by == given.by:
        return Denied(Rule.FOUR_EYES, "You wrote it yourself.", "A second person must read it before it goes.")
    denied = early(case, command.item, given.day())
    if denied is not None:
        return denied
    sealed = PageSealed(
        command.item, given.by, command.plan, command.notifier, command.sealed, _decision(item), item.given
    )
    others = {one.handle for one in item.pages if one.sealed and is_stale(item, one)} - {found.handle}
    return Decided((sealed,), (), () if others else (EndDuties(command.item, ("finish_notice",)),))


def early(case: CaseState, number: int, today: str) -> Denied | None:
    """Why nothing is written for the person of an item yet; None once they may be told, or will be.

    While a silence runs, or a named person answered *no*, the notice is finished all the same, on what was decided: on
    the day on which that ends, those who decided may be gone, and the case's keys with them (P5).
    """
    denied, item = fault_of(case, number, today), case.item(number)
    if denied is not CLOSED or item is None:
        return denied
    later = item.silent("tell") or item.answers.get("tell") == "no"
    return None if later and item.deciding in {Deciding.DECIDED, Deciding.ENDED} else denied


def finished(item: ItemState, handle: str = "") -> PagePlan | None:
    """The finished notice of an item that lies sealed to the notifier; of ``handle``, where it is named."""
    found = [one for one in item.pages if one.sealed and handle in {"", one.handle}]
    return found[-1] if found else None


def is_stale(item: ItemState, plan: PagePlan) -> bool:
    """Whether something was decided or given since a finished notice was sealed: it is made anew."""
    return (plan.decision, plan.given) != (_decision(item), item.given)


def _decision(item: ItemState) -> str:
    return item.proposal.statement if item.proposal is not None else ""


def ready(item: ItemState, handle: str = "") -> PagePlan | None:
    """The newest page of an item that a second person read; of ``handle``, where it is named."""
    read_ = [one for one in item.pages if one.read_by and not one.over and handle in {"", one.handle}]
    return read_[-1] if read_ else None


def whose(item: ItemState, handle: str) -> str | Denied:
    """Whose page it is; refused where pages of several people were read, and none of them is named."""
    known = sorted({one.handle for one in item.pages if one.read_by and not one.over})
    if handle or len(known) < 2:  # noqa: PLR2004 - of one person there is nothing to choose
        return handle or next(iter(known), "")
    return Denied(
        Rule.NOTICE,
        "Pages of {people} were read for item {item}: each gets their own code.",
        "Say whose page it is (--target).",
        people=tuple(known),
        item=item.number,
    )


def unread(item: int) -> Denied:
    """Why a page does not go yet."""
    return Denied(
        Rule.FOUR_EYES,
        "No second person has read the page of item {item}.",
        "`dueprocess notice propose`, and a colleague: `dueprocess notice agree`.",
        item=item,
    )


def _harms(case: CaseState, item: ItemState, plan: PlanPage) -> Denied | None:
    """Whom the page would harm; None where it harms nobody that we know of (hazards 6.3, 6.5)."""
    if plan.handle not in handles(case, item.number):
        return Denied(Rule.NOTICE, "Item {item} has no {handle}.", "See `dueprocess show`.", **_named(plan))
    if plan.role == MISSING:
        return Denied(
            Rule.NOTICE,
            "Who is missing is not told by a page: whoever has the account now would read where the search is.",
            "Wait until they are found, or speak with who searches.",
        )
    if plan.role == "child" and plan.to == "themselves":
        return Denied(
            Rule.NOTICE,
            "A child is not told alone.",
            "Choose who is responsible for the child and accused of nothing, or a lawyer (--to).",
        )
    if plan.role != "child" and plan.to == "guardian":
        return Denied(Rule.NOTICE, "Only a child is told through a guardian.", "Say --to themselves, or lawyer.")
    if plan.risk in READ_ALONG and plan.shown == NOBODY_ELSE:
        return Denied(
            Rule.NOTICE,
            "Others may read what reaches this account: nothing but the banner, until they showed who they are.",
            "`dueprocess notifier wait`; and once they asked from it, and showed it: --shown yes.",
        )
    return None


def _named(plan: PlanPage) -> dict[str, str | int]:
    return {"item": plan.item, "handle": plan.handle}
