"""What was done today, by whom, and how it is taken back where that is safe."""

import datetime
import zoneinfo
from dataclasses import dataclass

from dueprocess.acts.turn import undo
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Duty, Event
from dueprocess.desk.services.cases import rebuilt
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import words
from dueprocess.formats.statement import Act

MOST = 50


@dataclass(frozen=True, slots=True)
class Ended:
    """One duty that was done today. ``where``: of the act that takes it back, in the vault; empty: nothing does."""

    what: str
    case: str
    item: int
    by: str  # empty: no person's act ended it
    clock: str
    undo: str
    where: str


def done_today(desk: Desk, person: str) -> list[Ended]:
    """Duties that ended since midnight where the provider sits, the newest first; at most 50."""
    zone = zoneinfo.ZoneInfo(desk.timezone)
    midnight = datetime.datetime.combine(desk.day_of(desk.now), datetime.time(), zone)
    rows = list(Duty.objects.filter(done_at__gte=midnight).order_by("-done_at", "pk")[:MOST])
    events = {
        one.event: one
        for one in Event.objects.filter(event__in={row.done_by for row in rows}).select_related("opening")
    }
    by = {name: str(getattr(codec.stored(row).body, "by", "")) for name, row in events.items()}
    of_each = codec.events_of_each(row.case_id for row in rows if row.case_id)
    states = {case: rebuilt(case, stored) for case, stored in of_each.items() if stored[0].opened}
    roles = desk.roles_of(person)
    ended = []
    for row in rows:
        case, item = row.case_id or "", row.item or 0
        act = undo(states[case], row.what, item, person, roles) if case in states else None
        ended.append(
            Ended(
                what=words.duty(row.what),
                case=case,
                item=item,
                by=by.get(row.done_by, ""),
                clock=f"{words.local(row.done_at, desk.timezone):%H:%M}" if row.done_at else "",
                undo=words.act(str(act)) if act else "",
                where=_where(case, item, act) if act else "",
            )
        )
    return ended


def _where(case: str, item: int, act: Act) -> str:
    if act is Act.LETTER_TAKE_BACK:
        return f"#/case/{case}?"  # a letter that waits has its control there
    return f"#/act/{case}/{act}?item={item}&" if item else f"#/act/{case}/{act}?"
