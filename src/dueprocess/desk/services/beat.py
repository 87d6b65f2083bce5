"""The beat: what time brings about, once a call. Idempotent; safe to run twice, late, or in two processes.

It ends silences whose day came (a duty to tell then exists), lapses preservations that nobody verified, judges open
cases anew whose law has changed or was signed since, and makes late duties louder, day by day (P6: silence never
publishes and never closes). Known days of the law come 30 days before. Pages of persons whose last day is over go.
What is to be forgotten on its day is a duty that day; who destroys it are two people.
It opens, grants, publishes and tells nothing.
"""

import datetime
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from django.db.models import Q

from dueprocess.case.case_events import DutyRaised
from dueprocess.case.costs import LOUDER, loudness
from dueprocess.case.lapses import time_passes
from dueprocess.case.outcome import Decided
from dueprocess.case.state import INVOICE
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Duty, Secrecy
from dueprocess.desk.data.queries import DueKey, open_duties
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import law_days, notices, retention, talks
from dueprocess.desk.services.assessments import assess_again
from dueprocess.desk.services.cases import states_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import follow_each
from dueprocess.desk.services.result import Done

MAX_A_CALL: Final = 200
IN_ONE_WRITE: Final = 20
"""Cases in which time ends something, late duties that grow louder, in one write: a commit costs more than either."""
T = TypeVar("T")
A_DAY: Final = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beaten:
    """What one beat did: cases in which something ended, cases judged by newer law, duties that grew louder.

    ``after``: time and id of the last late duty that it looked at; the next beat of a round goes on behind it.
    """

    ended: tuple[str, ...]
    judged: tuple[str, ...]
    raised: tuple[str, ...]
    after: DueKey | None = field(default=None, compare=False)

    @property
    def full(self) -> bool:
        """Whether more may wait: something ended, or one of the others took all that a beat takes."""
        return bool(self.ended) or MAX_A_CALL in {len(self.judged), len(self.raised)}


def beat(desk: Desk, after: DueKey | None = None) -> Beaten:
    """One beat. Ends are written some cases at once, all else by case; what somebody changed meanwhile waits.

    ``after``: late duties up to this one were looked at in the same round.
    """
    ended = tuple(case for some in _batches(_due_cases(desk)) for case in _end(desk, some))
    judged = tuple(case for case in _of_older_law(desk) if isinstance(assess_again(desk, case), Done))
    law_days.follow(desk)
    talks.follow(desk)
    retention.follow(desk)
    late = list(_late(desk, after))
    raised = tuple(duty for some in _batches(late) for duty in _raise(desk, some))
    notices.sweep(desk.day_of(desk.now))
    return Beaten(ended, judged, raised, (late[-1].due_at, late[-1].pk) if late else after)


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


def _batches(of: Sequence[T]) -> Iterator[Sequence[T]]:
    return (of[first : first + IN_ONE_WRITE] for first in range(0, len(of), IN_ONE_WRITE))


def _end(desk: Desk, cases: Sequence[str]) -> list[str]:
    """What is over in these cases, in one write; where somebody changed one meanwhile, each in a write of its own."""
    found = [(state, time_passes(state, desk.minute, desk.timezone)) for state in states_of(cases)]
    over = [(state, passed) for state, passed in found if passed is not None]
    try:
        with write("beat"):
            follow_each(desk, over)
    except codec.RevisionMovedError:
        return [] if len(cases) == 1 else [case for one in cases for case in _end(desk, [one])]
    return [state.id for state, _ in over]


def _late(desk: Desk, after: DueKey | None) -> Iterable[Duty]:
    """Open duties that are louder by now than they were raised: late ones once a day, a dying claim before (16.1)."""
    soon = Q(what=INVOICE, due_at__lte=desk.now + max(LOUDER) * A_DAY)
    late = open_duties(after).filter(Q(due_at__lt=desk.minute) | soon)
    # Those raised today do not stand in the way of the next ones.
    due = (duty for duty in late.iterator() if _loudness(desk, duty) > duty.raised)
    return list(itertools.islice(due, MAX_A_CALL))


def _loudness(desk: Desk, duty: Duty) -> int:
    return loudness(duty.what, duty.due_at, desk.minute)


def _raise(desk: Desk, some: Sequence[Duty]) -> list[str]:
    """Late duties in one write, where somebody changed a case meanwhile each in its own; those that grew louder."""
    try:
        with write("raise"):
            # Whoever changes a duty of a case holds the case first: so do we, in the same order as all (``codec``).
            cases = Case.objects.filter(pk__in=[duty.case_id for duty in some if duty.case_id])
            list(cases.order_by("pk").select_for_update().values_list("pk"))
            raised: dict[str, list[DutyRaised]] = {}
            done = []
            for duty in some:
                louder = _loudness(desk, duty)
                # Compare-and-set: of two processes one raises.
                if Duty.objects.filter(pk=duty.pk, raised=duty.raised, done_at__isnull=True).update(raised=louder):
                    done.append(duty.pk)
                    if duty.case_id:
                        event = DutyRaised(duty.item, duty.what, duty.rule, louder)
                        raised.setdefault(duty.case_id, []).append(event)
            if raised:
                follow_each(desk, [(state, Decided(tuple(raised[state.id]))) for state in states_of(raised)])
    except codec.RevisionMovedError:
        return [] if len(some) == 1 else [duty for one in some for duty in _raise(desk, [one])]
    return done
