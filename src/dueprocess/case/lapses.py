"""What time alone brings about: a silence ends and telling is due; a preservation lapses or ends.

Time opens nothing, grants nothing, publishes nothing and tells nobody (P6): it ends what had an end, and raises duties.
"""

import datetime
from typing import Final

from dueprocess.case import hold, silence
from dueprocess.case.decision_events import SecrecyEnded
from dueprocess.case.given import day_end, later
from dueprocess.case.item_records import Silence
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState, ItemState

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
        for part in (_silence(case, item, now, timezone), hold.by_time(case, item, now, timezone))
        if part
    ]
    if not parts:
        return None
    return Decided(
        tuple(event for part in parts for event in part.events),
        tuple(duty for part in parts for duty in part.duties),
        tuple(end for part in parts for end in part.ended),
    )


def _silence(case: CaseState, item: ItemState, now: str, timezone: str) -> Decided | None:
    ends = [one for one in item.running if _over(one, now, timezone)]
    left = [one for one in item.running if one not in ends]
    if not ends:
        return None
    return silence.over(case, item, ends, left, SecrecyEnded(item.number, BY_TIME, "expired"), now, timezone)


def _over(one: Silence, now: str, timezone: str) -> bool:
    return one.until is not None and now >= day_end(one.until, timezone)
