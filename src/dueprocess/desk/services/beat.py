"""The beat: what time brings about, once a call. Idempotent; safe to run twice, late, or in two processes.

It ends silences whose day came (a duty to tell then exists), lapses preservations that nobody verified, judges open
cases anew whose law has changed or was signed since, and makes late duties louder, day by day (P6: silence never
publishes and never closes). Known days of the law come 30 days before. Pages of persons whose last day is over go.
What is to be forgotten on its day is a duty that day; who destroys it are two people.
It opens, grants, publishes and tells nothing.
"""

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from dueprocess.case.case_events import DutyRaised
from dueprocess.case.costs import LOUDER, loudness
from dueprocess.case.lapses import time_passes
from dueprocess.case.outcome import Decided
from dueprocess.case.state import INVOICE
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Duty, Secrecy
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import law_days, notices, retention, talks
from dueprocess.desk.services.assessments import assess_again
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import follow
from dueprocess.desk.services.result import Done

MAX_A_CALL: Final = 200
A_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beaten:
    """What one beat did: cases in which something ended, cases judged by newer law, duties that grew louder."""

    ended: tuple[str, ...]
    judged: tuple[str, ...]
    raised: tuple[str, ...]


def beat(desk: Desk) -> Beaten:
    """One beat. Writes one transaction a case; what somebody else changed meanwhile waits for the next beat."""
    ended = tuple(case for case in _due_cases(desk) if _end(desk, case))
    judged = tuple(case for case in _of_older_law(desk) if isinstance(assess_again(desk, case), Done))
    law_days.follow(desk)
    talks.follow(desk)
    retention.follow(desk)
    raised = tuple(duty.pk for duty in _late(desk) if _raise(desk, duty))
    notices.sweep(desk.day_of(desk.now))
    return Beaten(ended, judged, raised)


def _due_cases(desk: Desk) -> list[str]:
    # Where a case went elsewhere, or is history, its silences never end: they must not stand in the way of others.
    live = Secrecy.objects.filter(case__merged_into__isnull=True, case__historic=False, ended_on__isnull=True)
    silences = live.filter(until__lte=desk.today).order_by("until", "pk").values_list("case_id", flat=True)
    holds = Duty.objects.filter(what__in=["verify_hold", "end_hold"], done_at__isnull=True, due_at__lte=desk.now)
    found = [*silences[:MAX_A_CALL], *(case for case in holds.values_list("case_id", flat=True)[:MAX_A_CALL] if case)]
    return sorted(set(found))


def _of_older_law(desk: Desk) -> list[str]:
    """Open cases judged by another shelf than today's: their clocks may be others now (hazards 3.7, 4.5)."""
    open_ones = Case.objects.filter(closed_on__isnull=True, merged_into__isnull=True, historic=False)
    older = open_ones.exclude(shelf__in=["", desk.shelf.digest]).order_by("opened_on", "pk")
    return list(older.values_list("pk", flat=True)[:MAX_A_CALL])


def _end(desk: Desk, case_id: str) -> bool:
    case = state_of(case_id)
    passed = time_passes(case, desk.minute, desk.timezone)
    if passed is None:
        return False
    try:
        with write("beat"):
            follow(desk, case, passed)
    except codec.RevisionMovedError:
        return False
    return True


def _late(desk: Desk) -> Iterable[Duty]:
    """Open duties that are louder by now than they were raised: late ones once a day, a dying claim before (16.1)."""
    soon = Q(what=INVOICE, due_at__lte=desk.now + max(LOUDER) * A_DAY)
    late = Duty.objects.filter(Q(due_at__lt=desk.now) | soon, done_at__isnull=True).order_by("due_at", "pk")
    # Those raised today do not stand in the way of the next ones.
    due = (duty for duty in late.iterator() if _loudness(desk, duty) > duty.raised)
    return list(itertools.islice(due, MAX_A_CALL))


def _loudness(desk: Desk, duty: Duty) -> int:
    return loudness(duty.what, duty.due_at, desk.now)


def _raise(desk: Desk, duty: Duty) -> bool:
    louder = _loudness(desk, duty)
    try:
        with write("raise"):
            # Compare-and-set: of two processes one raises.
            if not Duty.objects.filter(pk=duty.pk, raised=duty.raised, done_at__isnull=True).update(raised=louder):
                return False
            if duty.case_id:
                raised = DutyRaised(duty.item, duty.what, duty.rule, louder)
                follow(desk, state_of(duty.case_id), Decided((raised,)))
    except codec.RevisionMovedError:
        return False
    return True
