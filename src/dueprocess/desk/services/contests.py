"""Cases in which somebody contests: found by the kind of an event, then rebuilt. Codes and days alone."""

import contextlib
from collections.abc import Iterator

from dueprocess.case.events import EventKind
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Event
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.result import UnknownCaseError


def contested() -> Iterator[CaseState]:
    """Each case with a contest that still has its codes."""
    found = Event.objects.filter(kind=str(EventKind.CONTEST_MADE)).values_list("case", flat=True)
    for case in sorted(set(found)):
        with contextlib.suppress(UnknownCaseError):  # purged since
            yield state_of(case)
