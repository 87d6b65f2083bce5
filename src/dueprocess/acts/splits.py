"""What goes with items into a new case: a split sheds nothing that a declaration carries, and no typist (5.1)."""

from collections.abc import Mapping

from dueprocess.acts.table import ON_CASE
from dueprocess.case.events import EventKind, Happened
from dueprocess.case.state import CaseState


def carried(case: CaseState, numbers: Mapping[int, int], by: str) -> tuple[Happened, ...]:
    """Events that the new case begins with, after its face.

    Args:
        case: the case that is split, before the split.
        numbers: item number here to item number there.
        by: pseudonym of who splits.
    """
    typed = (
        Happened(EventKind.FACE_CONFIRMED, {"by": person, "changed": [], "fields": {}})
        for person in sorted(case.confirmers)
    )
    related = (Happened(EventKind.CASE_RELATED, {"by": by, "case": case.refiled}),) if case.refiled else ()
    items = ((item, numbers[item.number]) for item in case.items if item.number in numbers)
    return (
        *typed,
        *related,
        *(event for item, new in items for declared in ON_CASE.values() for event in declared.carried(item, new)),
    )
