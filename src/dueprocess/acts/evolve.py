"""A case rebuilt from its events. Unknown kinds of a newer version are kept and passed over (hazard 4.8)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from dueprocess.acts.table import ON_CASE
from dueprocess.case import face_changes
from dueprocess.case.events import EventKind, Happened
from dueprocess.case.item_changes import OF_ITEMS, with_item
from dueprocess.case.state import CaseState, Deciding
from dueprocess.demand.codes import ArrivalIs
from dueprocess.demand.face import Face

Body = Mapping[str, Any]


def opened(case_id: str, body: Body) -> CaseState:
    """The case right after its first event ``case:case:opened``."""
    return CaseState(
        id=case_id,
        revision=1,
        opened_on=body["day"],
        practice=body["practice"],
        historic=body["historic"],
        face=Face({}, ()),
        items=(),
        day=body["day"],
    )


def evolve(case: CaseState, event: Happened) -> CaseState:
    """The case after one more event."""
    change = _CHANGES.get(event.kind)
    # A handler finds the event's own number, day and statement in the case that it changes.
    now = replace(
        case, revision=case.revision + 1, day=event.day or case.day or case.opened_on, statement=event.statement
    )
    return now if change is None else change(now, event.body)


def rebuild(case_id: str, events: Iterable[Happened]) -> CaseState:
    """The case from all its events, in order. Raises ValueError when the first one does not open it."""
    stream = iter(events)
    first = next(stream, None)
    if first is None or first.kind is not EventKind.CASE_OPENED:
        message = f"the first event of {case_id} does not open a case"
        raise ValueError(message)
    case = opened(case_id, first.body)
    for event in stream:
        case = evolve(case, event)
    return case


def _received(case: CaseState, body: Body) -> CaseState:
    return replace(
        case,
        channel=body["channel"],
        arrival=body["arrival"],
        received_at=body["at"],
        received_on=body["on"],
        origin=body["origin"],
        letter=body["letter"],
    )


def _classified(case: CaseState, body: Body) -> CaseState:
    says = ArrivalIs(body["says"])
    joined = body["case"] if says in {ArrivalIs.SUPPLEMENT, ArrivalIs.DUPLICATE} else ""
    over = says in {ArrivalIs.NOT_A_DEMAND, ArrivalIs.HELD_OUTSIDE}
    return replace(
        case,
        says=says,
        merged_into=joined,
        closed_on=case.day if over else "",
        custodian=body["custodian"],
        review_on=body["review_on"],
    )


def _merged(case: CaseState, body: Body) -> CaseState:
    return replace(case, merged_into=body["into"], closed_on=case.day)


def _split(case: CaseState, body: Body) -> CaseState:
    for number in body["items"]:
        case = with_item(case, number, deciding=Deciding.ENDED)
    return case


def _related(case: CaseState, body: Body) -> CaseState:
    return replace(case, refiled=body["case"])


def _closed(case: CaseState, _body: Body) -> CaseState:
    return replace(case, closed_on=case.day)


def _to_be_forgotten(case: CaseState, body: Body) -> CaseState:
    return replace(case, forget_by=body["by"], forget_statement=body["statement"])


def _forgotten(case: CaseState, _body: Body) -> CaseState:
    return replace(case, forgotten=True)


def _assessed(case: CaseState, body: Body) -> CaseState:
    return replace(case, shelf=body["shelf"])


def _read(case: CaseState, body: Body) -> CaseState:
    return replace(case, readers=case.readers | {body["by"]})


_CHANGES: Final[Mapping[EventKind, Callable[[CaseState, Body], CaseState]]] = {
    EventKind.ARRIVAL_RECEIVED: _received,
    EventKind.ARRIVAL_CLASSIFIED: _classified,
    EventKind.FACE_DRAFTED: face_changes.drafted,
    EventKind.FACE_CONFIRMED: face_changes.confirmed,
    EventKind.ITEM_ADDED: face_changes.item_added,
    EventKind.ITEM_AMENDED: face_changes.item_amended,
    EventKind.CASE_MERGED: _merged,
    EventKind.CASE_SPLIT: _split,
    EventKind.CASE_RELATED: _related,
    EventKind.CASE_CLOSED: _closed,
    EventKind.FORGET_PROPOSED: _to_be_forgotten,
    EventKind.ENVELOPES_DESTROYED: _forgotten,
    EventKind.ASSESSMENT_MADE: _assessed,
    EventKind.PARTICULARS_READ: _read,
    **OF_ITEMS,
    **{kind: change for declared in ON_CASE.values() for kind, change in declared.evolve.items()},
}
