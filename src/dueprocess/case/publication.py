"""Publication of one item: proposed, published by a named person, taken back. No clock publishes (P6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.case import fields as f
from dueprocess.case.commands import ProposePublication, Publish, Unpublish
from dueprocess.case.decisions import handles
from dueprocess.case.document_events import ConsentSaid
from dueprocess.case.fields import Field
from dueprocess.case.given import Given, no_item
from dueprocess.case.item_events import PublicationProposed, PublicationPublished, PublicationWithdrawn, ReachSaid
from dueprocess.case.lists import CONSENT, CONSENT_BY, WITHIN, WITHOUT_PERSON
from dueprocess.case.outcome import Decided, EndDuties, Rule
from dueprocess.case.state import AGGREGATE, CaseState, ItemState, Publishing
from dueprocess.demand.codes import Ground
from dueprocess.formats.refusal import Denied, Msg, Word

SENSITIVE: Final = frozenset(
    {Ground.RELIGION, Ground.SEXUALITY, Ground.TERRORISM, Ground.TREASON, Ground.CHILD_ABUSE, Ground.INTIMATE_IMAGES}
)

"""Grounds for which only counts leave the desk (hazard 7.1)."""

FULL: Final = "full"
READERS: Final = 2
"""People who answer who is within reach of a state, before more than a count of an item leaves the desk."""


@dataclass(frozen=True, slots=True)
class SayReach:
    """Who is within reach of the state that the item names; the sealed comment of the same look says who is meant."""

    item: Annotated[int, f.ITEM]
    within: Annotated[str, Field(WITHIN, "Who is within its reach", needed=True)]


@dataclass(frozen=True, slots=True)
class SayConsent:
    """Whether a person agreed to more than a summary, or is none but a public body; two of the house say it."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[
        str, Field(f.HANDLE, "Person", "The account, as the decision names it: T1, T2 …", "--person", start="T1")
    ]
    says: Annotated[str, Field(CONSENT, "What they said", option=f.ARGUMENT, needed=True)]
    how: Annotated[str, Field(CONSENT_BY, "How it is known", needed=True)]


ANOTHER: Final = Denied(Rule.BASIS, "That proposal is not the one that is open.", "Read the case again.")


def propose_publication(case: CaseState, command: ProposePublication, given: Given) -> Decided | Denied:
    """Publication of an item in a class: ``aggregate`` counts only, ``summary`` and ``full`` make a row."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.publishing is Publishing.PUBLISHED:
        return Denied(
            Rule.STATE,
            "Item {item} is public already.",
            "Take it back first: `dueprocess publication withdraw`.",
            item=item.number,
        )
    denied = class_fits(case, item, command.detail) or reach_known(item, command.detail)
    if denied is not None:
        return denied
    proposed = PublicationProposed(item.number, given.by, command.detail, given.statement)
    return Decided((proposed,), ended=(EndDuties(item.number, ("propose_publication",)),))


def say_reach(case: CaseState, command: SayReach, given: Given) -> Decided | Denied:
    """Each person's newest answer counts; that somebody did not agree takes a published row down."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if (given.by, command.within) in item.reach:
        return Denied(Rule.FOUR_EYES, "You answered so already.", "A second person answers who is within reach.")
    said = ReachSaid(item.number, given.by, command.within)
    down = command.within == "somebody" and item.publishing is Publishing.PUBLISHED and item.detail != AGGREGATE
    return Decided((said, PublicationWithdrawn(item.number, given.by)) if down else (said,))


def say_consent(case: CaseState, command: SayConsent, given: Given) -> Decided | Denied:
    """Each of the house says it anew at will; what was taken back takes down what stood as ``full``."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if command.handle not in handles(case, item.number):
        return Denied(
            Rule.STATE,
            "Item {item} names no account {handle}.",
            "See `dueprocess show CASE`.",
            item=item.number,
            handle=command.handle,
        )
    if (command.says == "body") is not (command.how == "law"):
        return Denied(Rule.CLASS, "A person agrees by a page, a letter or the notifier; a law says what a body is.")
    if (given.by, command.handle, command.says) in item.consents:
        return Denied(Rule.FOUR_EYES, "You answered so already.", "A second person looks at it and answers.")
    said = ConsentSaid(item.number, given.by, command.handle, command.says, command.how)
    down = command.says == "refused" and item.publishing is Publishing.PUBLISHED and item.detail == FULL
    return Decided((said, PublicationWithdrawn(item.number, given.by)) if down else (said,))


def consented(case: CaseState, item: ItemState) -> bool:
    """Whether, of each target, two people said that it agreed or is a public body, and nobody that it did not."""
    said = {
        handle: [one for _, whose, one in item.consents if whose == handle] for handle in handles(case, item.number)
    }
    return all(len(each) >= READERS and "refused" not in each for each in said.values())


def may_be_full(case: CaseState, item: ItemState) -> bool:
    """Whether more than a summary may be shown: no person is concerned, or ``consented``."""
    return case.face.get(f"items.{item.number}.kind") in WITHOUT_PERSON or consented(case, item)


def reach_known(item: ItemState, detail: str) -> Denied | None:
    """More than a count needs two people who say that nobody is within reach, or that everybody who is agreed."""
    answers = dict(item.reach)
    if detail == AGGREGATE:
        return None
    if "somebody" in answers.values():
        says = Msg("Somebody within reach of this state did not agree to more than a count.")
        return Denied(Rule.CLASS, says, "Choose `aggregate`, or ask them again.")
    if len(answers) < READERS:
        says = Msg("Two people answer first who is within reach of the state that this item names.")
        return Denied(Rule.CLASS, says, "Run `dueprocess publication reach`, or choose `aggregate`.")
    return None


def publish(case: CaseState, command: Publish, given: Given) -> Decided | Denied:
    """An item goes to its register as proposed, where *admit* and *count* were both answered yes (P6)."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if case.practice:
        return Denied(Rule.PRACTICE, "A practice case is never published.")
    denied = (
        _as_proposed(item, command)
        or _known_and_by_another(case, item, given)
        or gate_open(item, given.day())
        or class_fits(case, item, command.detail)
        or reach_known(item, command.detail)
    )
    if denied is not None:
        return denied
    return Decided((PublicationPublished(item.number, given.by, command.detail, command.row),))


def _as_proposed(item: ItemState, command: Publish) -> Denied | None:
    if item.publishing is not Publishing.PROPOSED:
        return Denied(
            Rule.STATE,
            "No proposal to publish item {item} is open.",
            "Propose it first: `dueprocess publication propose`.",
            item=item.number,
        )
    if command.proposal != item.publication:
        return ANOTHER
    if command.detail != item.detail:
        return Denied(
            Rule.CLASS, "What was proposed is `{detail}`.", "Publish that, or make a new proposal.", detail=item.detail
        )
    return None


def _known_and_by_another(case: CaseState, item: ItemState, given: Given) -> Denied | None:
    """What is asked was confirmed from the original, by somebody else than who publishes it (hazard 7.1)."""
    claimed = [
        path
        for name in ("kind", "ground")
        if case.face.get(path := f"items.{item.number}.{name}") is not None and not case.face.is_confirmed(path)
    ]
    if claimed:
        return Denied(
            Rule.NOT_CONFIRMED,
            "Nobody has confirmed yet: {missing}.",
            "Somebody confirms it first.",
            missing=tuple(claimed),
        )
    if given.by in case.typists(item.number):
        return Denied(Rule.TYPED, "You typed or confirmed facts of this item.", "Somebody who did not must publish.")
    return None


def unpublish(case: CaseState, command: Unpublish, given: Given) -> Decided | Denied:
    """An item is taken out of its register; the next site is written without it."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.publishing is not Publishing.PUBLISHED:
        return Denied(Rule.STATE, "Item {item} is not public.", "See `dueprocess show CASE`.", item=item.number)
    if command.proposal != item.publication:
        return ANOTHER
    return Decided((PublicationWithdrawn(item.number, given.by),))


def no_longer_fit(case: CaseState, numbers: Iterable[int], by: str) -> tuple[PublicationWithdrawn, ...]:
    """Events that take out of the register what, as the facts are now, may not stand there (hazard 7.1)."""
    items = (case.item(number) for number in numbers)
    return tuple(
        PublicationWithdrawn(item.number, by)
        for item in items
        if item is not None
        and item.publishing is Publishing.PUBLISHED
        and class_fits(case, item, item.detail) is not None
    )


def gate_open(item: ItemState, day: str) -> Denied | None:
    """Refuses what nobody said may be admitted and counted."""
    for question in ("admit", "count"):
        if not item.is_open(question, day):
            return Denied(
                Rule.GATE_CLOSED,
                "Nobody has answered yes to: may we {question} this item?",
                "Answer with `dueprocess gate CASE`.",
                question=Word("Question", question),
            )
    return None


def class_fits(case: CaseState, item: ItemState, detail: str) -> Denied | None:
    """Refuses more than a subject, a person's safety, and what they know and agreed to, allow (hazard 7.1)."""
    path = f"items.{item.number}"
    kind, ground = case.face.get(f"{path}.kind"), case.face.get(f"{path}.ground")
    if detail == AGGREGATE:
        return None
    if ground in SENSITIVE or case.face.get("accusation") in SENSITIVE:
        return Denied(Rule.CLASS, "For this subject only counts leave the desk.", "Choose `aggregate`.")
    if case.face.get("person_in_danger") is True:
        return Denied(
            Rule.CLASS,
            "By the facts of this case, telling could endanger the person.",
            "Choose `aggregate`: it is counted.",
        )
    return None if kind in WITHOUT_PERSON else _person_knows(case, item, detail)


def _person_knows(case: CaseState, item: ItemState, detail: str) -> Denied | None:
    if not reached(case, item):
        return Denied(
            Rule.CLASS,
            "A row about a person's demand waits until that person was told.",
            "Choose `aggregate`: it is counted.",
        )
    if detail == FULL and not consented(case, item):
        says = Msg("More than a summary of a person's demand needs that person's consent, as two people record it.")
        return Denied(Rule.CLASS, says, "Choose `summary`, or see `dueprocess publication consent`.")
    return None


def reached(case: CaseState, item: ItemState) -> bool:
    """Whether each person of the item was told, as two people say (hazard 7.1)."""
    return set(handles(case, item.number)) <= {said.handle for said in item.notices if said.confirmed_by}
