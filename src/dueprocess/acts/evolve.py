"""A case rebuilt from its events. Kinds of a newer program are kept and passed over."""

from collections.abc import Iterable
from dataclasses import replace

from dueprocess.case.case_events import CaseOpened
from dueprocess.case.events import Happened
from dueprocess.case.state import CaseState


def evolve(case: CaseState, event: Happened) -> CaseState:
    """The case after one more event. Raises ValueError or IndexError where the event does not fit the case."""
    # A body finds the event's own number, day and statement in the case that it changes.
    day = event.day or case.day or case.opened_on
    now = replace(case, revision=case.revision + 1, day=day, statement=event.statement)
    return now if event.body is None else event.body.change(now)


def rebuild(case_id: str, events: Iterable[Happened]) -> CaseState:
    """The case from all its events, in order. Raises ValueError when the first one does not open it, and as above."""
    stream = iter(events)
    first = next(stream, None)
    if first is None or not isinstance(first.body, CaseOpened):
        raise ValueError(f"the first event of {case_id} does not open a case")
    case = first.body.begin(case_id)
    for event in stream:
        case = evolve(case, event)
    return case
