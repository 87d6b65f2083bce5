"""What goes with items into another case: they shed nothing declared, no typist, no denial (hazards 2.3, 5.1)."""

from collections.abc import Mapping

from dueprocess.acts.table import ON_CASE
from dueprocess.case.case_events import AuthorityCallCarried, CaseRelated, FaceConfirmed
from dueprocess.case.events import Body
from dueprocess.case.item_records import Called
from dueprocess.case.state import CaseState


def carried(case: CaseState, numbers: Mapping[int, int], by: str) -> tuple[Body[CaseState], ...]:
    """Events that the new case begins with, after its face; or that follow in the one into which items go.

    Args:
        case: the case that is split, before the split.
        numbers: item number here to item number there.
        by: pseudonym of who splits.
    """
    typed = (FaceConfirmed(person, {}, ()) for person in sorted(case.typists(*numbers)))
    related = (CaseRelated(by, case.refiled),) if case.refiled else ()
    denied = case.called is Called.DENIED
    called = (AuthorityCallCarried(tuple(sorted(case.callers)), denied),) if case.callers or denied else ()
    items = ((item, numbers[item.number]) for item in case.items if item.number in numbers)
    return (
        *typed,
        *related,
        *called,
        *(event for item, new in items for declared in ON_CASE.values() for event in declared.carried(item, new)),
    )
