"""What time alone brings about: a silence ends and telling is due; a preservation lapses or ends.

Time opens nothing, grants nothing, publishes nothing and tells nobody (P6): it ends what had an end, and raises duties.
"""

import datetime
from typing import Final

from dueprocess.case import hold
from dueprocess.case.decision_events import SecrecyEnded
from dueprocess.case.given import day_end, later
from dueprocess.case.outcome import Decided, EndDuties, NewDuty
from dueprocess.case.silence import OF_SILENCE, ends_of, over_with
from dueprocess.case.state import CaseState, ItemState, Silence

BY_TIME: Final = hold.BY_TIME


def time_passes(case: CaseState, at: datetime.datetime, timezone: str) -> Decided | None:
    """What is over at ``at`` (aware UTC), legal days ending in ``timezone``; None where nothing is.

    The day after the last day of a silence a duty to tell exists (P5), whatever else one person recorded, or forbids
    something else. A preservation that nobody verified in 72 hours lapses to the minute, and one that was verified ends
    on its day (kinds: GLOSSARY.md).
    """
    if case.merged_into or case.historic:
        return None
    now = later(at)
    parts = [
        part
        for item in case.items
        for part in (_silence(item, now, timezone), hold.by_time(case, item, now, timezone))
        if part
    ]
    if not parts:
        return None
    return Decided(
        tuple(event for part in parts for event in part.events),
        tuple(duty for part in parts for duty in part.duties),
        tuple(end for part in parts for end in part.ended),
    )


def _silence(item: ItemState, now: str, timezone: str) -> Decided | None:
    over = [one for one in item.running if _over(one, now, timezone)]
    left = [one for one in item.running if one not in over]
    if not over:
        return None
    # What waits for a second person keeps nobody from the list of those who are to be told.
    told = any(one.tell for one in over) and not any(one.tell and one.agreed_by for one in left)
    tell = (NewDuty(item.number, "tell", "P5", now),) if told else ()
    if not left:
        return Decided((SecrecyEnded(item.number, BY_TIME, "expired"),), tell, (EndDuties(item.number, OF_SILENCE),))
    ended = SecrecyEnded(item.number, BY_TIME, "expired", tuple(one.seq for one in over))
    return Decided((ended,), (*tell, *ends_of(item.number, left, timezone)), (EndDuties(item.number, over_with(left)),))


def _over(silence: Silence, now: str, timezone: str) -> bool:
    return silence.until is not None and now >= day_end(silence.until, timezone)
