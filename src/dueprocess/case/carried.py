"""What goes with an item into a new case: a split sheds no silence and no preservation (5.1)."""

from dueprocess.case.events import EventKind, Happened
from dueprocess.case.state import Holding, ItemState


def silences(item: ItemState, new: int) -> tuple[Happened, ...]:
    """Silences that still run, for the item of number ``new``."""
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


def preservation(item: ItemState, new: int) -> tuple[Happened, ...]:
    """A preservation that stands, for the item of number ``new``."""
    if item.holding not in {Holding.STARTED, Holding.VERIFIED}:
        return ()
    started = Happened(EventKind.HOLD_STARTED, {"by": item.held_by, "item": new, "until": item.held_until})
    if item.holding is Holding.STARTED:
        return (started,)
    return (started, Happened(EventKind.HOLD_VERIFIED, {"by": item.held_by, "item": new}))
