"""Somebody asks whether we were asked about them: one text on one day of the week, whoever asks (P3, P11).

Whether there is a case changes neither: nobody looks for one to answer, and who asked in the same week hears on the
same day. Two whole weeks and the next Wednesday are at most 20 days, within the month of Regulation (EU) 2016/679
art. 12(3). What is owed to a person who has shown who they are (art. 15) is another question, and counsel's.
"""

import datetime
from typing import Final

from dueprocess.case.commands import DoDuty
from dueprocess.case.given import Given, day_end
from dueprocess.case.outcome import NewDuty, Rule
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied

WHAT: Final = "reply_inquiry"
RULE: Final = "house.inquiry-beat"
WAITS_DAYS: Final = 14
WEDNESDAY: Final = 2


def answered_on(received_on: str) -> str:
    """The day (YYYY-MM-DD) on which all are answered who asked in the week of ``received_on``."""
    least = datetime.date.fromisoformat(received_on) + datetime.timedelta(days=WAITS_DAYS)
    return (least + datetime.timedelta(days=(WEDNESDAY - least.weekday()) % 7)).isoformat()


def duty(case: CaseState, given: Given) -> NewDuty:
    """The answer is due on its day, and not before it."""
    day = answered_on(case.received_on or given.day())
    return NewDuty(None, WHAT, RULE, day_end(day, given.timezone), _begins(day, given.timezone))


def too_early(case: CaseState, command: DoDuty, given: Given) -> Denied | None:
    """Refuses an answer before its day: what comes sooner for some tells."""
    day = answered_on(case.received_on or given.day())
    if command.what != WHAT or given.day() >= day:
        return None
    return Denied(
        Rule.STATE,
        "Everybody who asks is answered on the same day of the week: this one on {day}.",
        "Send the text on that day, then say so.",
        day=day,
    )


def _begins(day: str, timezone: str) -> str:
    return day_end((datetime.date.fromisoformat(day) - datetime.timedelta(days=1)).isoformat(), timezone)
