"""What goes with items into a new case: a split sheds no silence, no refusal, no preservation and no typist (5.1)."""

from collections.abc import Mapping

from dueprocess.case.events import EventKind, Happened
from dueprocess.case.state import CaseState, Holding, ItemState


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
        *(event for item, new in items for event in (*_silences(item, new), *_hold(item, new))),
    )


def _silences(item: ItemState, new: int) -> tuple[Happened, ...]:
    return tuple(
        Happened(
            EventKind.SECRECY_RECORDED,
            {
                "admit": silence.admit,
                "by": silence.by,
                "count": silence.count,
                "item": new,
                "review_on": silence.review_on,
                "rule": silence.rule,
                "source": silence.source,
                "tell": silence.tell,
                "until": silence.until,
            },
        )
        for silence in item.running
    )


def _hold(item: ItemState, new: int) -> tuple[Happened, ...]:
    if item.holding not in {Holding.STARTED, Holding.VERIFIED}:
        return ()
    started = Happened(EventKind.HOLD_STARTED, {"by": item.held_by, "item": new, "until": item.held_until})
    if item.holding is Holding.STARTED:
        return (started,)
    return (started, Happened(EventKind.HOLD_VERIFIED, {"by": item.held_by, "item": new}))
