"""Which duties wake people, and when: computed from open duties and the pages that exist, so that it may run twice.

One page a case at a time. A page is called for at the arrival (an emergency, or a clock under 24 hours), in the last
quarter of a clock, and when it is late; whoever acknowledged since that stage began has heard of it. Arrivals that
nobody has looked at share one page, so that two hundred of them do not call two hundred times (hazards 1.4, 1.5).
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

A_DAY: Final = datetime.timedelta(hours=24)
LEAST: Final = datetime.timedelta(hours=2)

LOOK: Final = "look_at_arrival"
WAITS: Final = frozenset(
    {
        "agree_aside",
        "agree_end",
        "agree_silence",
        "answer_admit",
        "answer_count",
        "answer_tell",
        "approve",
        "ask_assurance",
        "tell_passed_on",
        "clarify",
        "destroy",
        "end_secrecy",
        "inform_person",
        "invoice",
        "lapse",
        "notify_court",
        "propose_publication",
        "reply_inquiry",
        "review",
        "review_held_outside",
        "review_secrecy",
        "second_look",
        "send_letter",
        "tell",
        "undo_hold",
        "end_hold",
        "forget",
        "purge",
        "review_hold",
        "confirm_destroyed",
        "credential_ends",
    }
)
"""Duties that wait for the morning: telling, publishing, reviewing, the house's own steps. All others may page."""


class Reason(StrEnum):
    """Why people are called. Never part of a page's text."""

    ARRIVAL = "arrival"
    LOOK = "look"
    OVERLOOKED = "overlooked"
    DUE = "due"
    LATE = "late"
    HOLD = "hold"
    TEST = "test"
    ROSTER = "roster"


TOLD_ONCE: Final = frozenset({Reason.HOLD, Reason.TEST, Reason.ROSTER})
"""What climbs to nobody: it goes to its people once."""

_LOOKS: Final = frozenset({Reason.LOOK, Reason.OVERLOOKED})


@dataclass(frozen=True, slots=True)
class OpenDuty:
    """An open duty of a case that is no practice."""

    case: str
    what: str
    began: datetime.datetime  # first receipt
    due: datetime.datetime
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A page that exists. ``climbs``: people are still being called."""

    case: str
    reason: Reason
    due: datetime.datetime
    climbs: bool
    acknowledged_at: datetime.datetime | None = None

    def covers(self, since: datetime.datetime) -> bool:
        """Whether somebody is being called, or answered since that moment."""
        return self.climbs or (self.acknowledged_at is not None and self.acknowledged_at >= since)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page that ought to exist."""

    case: str
    reason: Reason
    due: datetime.datetime


def wanted(duties: Iterable[OpenDuty], pages: Collection[Page], now: datetime.datetime) -> tuple[Wanted, ...]:
    """Pages to raise at ``now``, the earliest clock first; none that a person has answered or is being called for."""
    found: dict[str, Wanted] = {}
    for duty in sorted(duties, key=lambda one: (one.due, one.case)):
        look = duty.what == LOOK
        stage = _stage(duty, now)
        group = "" if look else duty.case
        if stage is None or group in found:
            continue
        reason, since = stage
        page = Wanted(duty.case, reason, duty.due)
        if not any(one.covers(since) or _answered(one, page) for one in pages if _same(one, look=look, duty=duty)):
            found[group] = page
    return tuple(sorted(found.values(), key=lambda one: (one.due, one.case)))


def is_over(page: Page, duties: Iterable[OpenDuty]) -> bool:
    """Whether nothing is left of what a page called for; a test is over only when it is acknowledged."""
    if page.reason in TOLD_ONCE:
        return False
    if page.reason in _LOOKS:
        return not any(duty.what == LOOK for duty in duties)
    return not any(duty.case == page.case and duty.due <= page.due for duty in duties if duty.what not in WAITS)


def _same(page: Page, *, look: bool, duty: OpenDuty) -> bool:
    return page.reason in _LOOKS if look else page.case == duty.case and page.reason not in _LOOKS


def _answered(page: Page, wish: Wanted) -> bool:
    same = (page.case, page.reason, page.due) == (wish.case, wish.reason, wish.due)
    return same and page.acknowledged_at is not None


def _stage(duty: OpenDuty, now: datetime.datetime) -> tuple[Reason, datetime.datetime] | None:
    """Why the duty calls now, and since when; None where it does not."""
    if duty.what in WAITS:
        return None
    look = duty.what == LOOK
    if now >= duty.due:
        return (Reason.OVERLOOKED if look else Reason.LATE), duty.due
    if look:
        return Reason.LOOK, duty.began
    span = duty.due - duty.began
    last = duty.due - max(LEAST, min(span / 4, A_DAY))
    if now >= last:
        return Reason.DUE, last
    if duty.emergency or span < A_DAY:
        return Reason.ARRIVAL, duty.began
    return None
