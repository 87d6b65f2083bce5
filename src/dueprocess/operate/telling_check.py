"""How late people were told: a count of the desk for its staff, which names no case and stands nowhere in public."""

import datetime
from typing import TYPE_CHECKING, Final

from dueprocess.formats.refusal import Msg
from dueprocess.operate.doctor_lines import Line, Lines, Mark

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

GRACE: Final = {"tell": datetime.timedelta(days=1)}
"""A notice within a day of its first lawful moment is in time; other duties have that day in them."""
OWED: Final = ("tell", "tell_first", "inform_person", "tell_wrong_person")
"""Duties that only telling somebody ends, or saying so."""


def telling(desk: "Desk") -> Lines:
    """Notices that went out in time, late ones with the days that they were late, and those that are late now."""
    from dueprocess.desk.data.models import Duty

    rows = Duty.objects.filter(what__in=OWED, due_at__lte=desk.now)
    told = rows.filter(done_at__isnull=False).values_list("what", "due_at", "done_at")
    done = [_late(what, due, at) for what, due, at in told if at is not None]
    waits = [_late(*row, desk.now) for row in rows.filter(done_at__isnull=True).values_list("what", "due_at")]
    late, owed = [days for days in done if days], [days for days in waits if days]
    says = Msg(
        "{n} told in time, {late} late; {days} days in all", n=len(done) - len(late), late=len(late), days=sum(late)
    )
    yield Line("telling", Mark.INFO, says)
    if owed:
        do = Msg("See `dueprocess due`: each day counts, and only telling ends it.")
        lateness = Msg("{n} are told late; the first has waited {days} days too long", n=len(owed), days=max(owed))
        yield Line("telling", Mark.CAUTION, lateness, do)


def _late(what: str, due: datetime.datetime, at: datetime.datetime) -> int:
    """Days that a notice was late, begun ones as whole; 0: it was in time."""
    over = at - due - GRACE.get(what, datetime.timedelta())
    return -(-over // datetime.timedelta(days=1)) if over > datetime.timedelta() else 0
