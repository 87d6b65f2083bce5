"""How far the date of a statement may be from the clock of the desk that is handed it.

A date is a claim of whoever signs: with another one, an old key would still act, and an hour or a day would be reckoned
from a moment that never was (hazards 9.3, 14.2). What is signed is handed in at once: no act is kept to be done later.
Signing and publishing a report alone are carried in files, and bounded by the edition's day (``desk.py``).
"""

import datetime as dt
from typing import Any, Final

from dueprocess.acts.declaration import Declaration
from dueprocess.case.outcome import Rule
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied, Msg

SKEW: Final = dt.timedelta(minutes=10)
"""The same for an act with whose own moment clients reckon: clocks that are off."""
WINDOW: Final = dt.timedelta(hours=1)
"""How far the moment of a statement may be from now."""


def fault(declared: Declaration[Any], at: str, now: dt.datetime) -> Denied | None:
    """Why an act of a statement dated ``at`` is not done ``now``; None where its date is near enough."""
    off = abs(moment.parse(at) - now)
    if declared.any_date or off <= (SKEW if declared.dated else WINDOW):
        return None
    says = Msg("The statement is dated more than an hour from now.")
    if declared.dated:
        says = Msg("The statement is dated more than ten minutes from now, and hold times are counted from it.")
    return Denied(Rule.AT, says, "Check the clock, then sign again.")
