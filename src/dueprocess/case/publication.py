"""Publication of one item: proposed, published by a named person, taken back. No clock publishes (P6)."""

from collections.abc import Iterable
from typing import Final

from dueprocess.case.commands import ProposePublication, Publish, Unpublish
from dueprocess.case.given import Given, no_item, wrong_state
from dueprocess.case.item_events import PublicationProposed, PublicationPublished, PublicationWithdrawn
from dueprocess.case.outcome import Decided, EndDuties, Rule
from dueprocess.case.state import CaseState, ItemState, Publishing
from dueprocess.demand.codes import Ground, Kind
from dueprocess.formats.refusal import Denied, Msg, Word

SENSITIVE: Final = frozenset(
    {Ground.RELIGION, Ground.SEXUALITY, Ground.TERRORISM, Ground.TREASON, Ground.CHILD_ABUSE, Ground.INTIMATE_IMAGES}
)

"""Grounds for which only counts leave the desk (hazard 7.1)."""

WITHOUT_PERSON: Final = frozenset({Kind.SHUTDOWN, Kind.THROTTLING, Kind.DIRECT_ACCESS, Kind.CAPABILITY})
"""Kinds whose single demands may stand in a register before anybody was told (hazards 6.7, 7.1)."""


ANOTHER: Final = Denied(Rule.BASIS, "That proposal is not the one that is open.", "Read the case again.")


def propose_publication(case: CaseState, command: ProposePublication, given: Given) -> Decided | Denied:
    """Publication of an item in a class: ``aggregate`` counts only, ``summary`` and ``full`` make a row."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if item.publishing is Publishing.PUBLISHED:
        return wrong_state(Msg("publication"), item.publishing)
    denied = _class_fits(case, item, command.detail)
    if denied is not None:
        return denied
    proposed = PublicationProposed(item.number, given.by, command.detail, given.statement)
    return Decided((proposed,), ended=(EndDuties(item.number, ("propose_publication",)),))


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
        or _gate_open(item, given.day())
        or _class_fits(case, item, command.detail)
    )
    if denied is not None:
        return denied
    return Decided((PublicationPublished(item.number, given.by, command.detail, command.row),))


def _as_proposed(item: ItemState, command: Publish) -> Denied | None:
    if item.publishing is not Publishing.PROPOSED:
        return wrong_state(Msg("publication"), item.publishing)
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
    if item is None or item.publishing is not Publishing.PUBLISHED:
        return wrong_state(Msg("publication"), item.publishing if item else Msg("not there"))
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
        and _class_fits(case, item, item.detail) is not None
    )


def _gate_open(item: ItemState, day: str) -> Denied | None:
    for question in ("admit", "count"):
        if not item.is_open(question, day):
            return Denied(
                Rule.GATE_CLOSED,
                "Nobody has answered yes to: may we {question} this item?",
                "Answer with `dueprocess gate CASE`.",
                question=Word("Question", question),
            )
    return None


def _class_fits(case: CaseState, item: ItemState, detail: str) -> Denied | None:
    path = f"items.{item.number}"
    kind, ground = case.face.get(f"{path}.kind"), case.face.get(f"{path}.ground")
    if detail == "aggregate":
        return None
    if ground in SENSITIVE or case.face.get("accusation") in SENSITIVE:
        return Denied(Rule.CLASS, "For this subject only counts leave the desk.", "Choose `aggregate`.")
    if case.face.get("person_in_danger") is True:
        return Denied(
            Rule.CLASS,
            "By the facts of this case, telling could endanger the person.",
            "Choose `aggregate`: it is counted.",
        )
    if kind not in WITHOUT_PERSON:
        return Denied(
            Rule.CLASS,
            "A row about a person's demand waits until that person was told.",
            "Choose `aggregate`: it is counted.",
        )
    return None
