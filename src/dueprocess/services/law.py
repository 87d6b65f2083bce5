"""The desk's counsel verifies a rule for this desk, by name and date (P8). The statement is the record."""

import datetime

from dueprocess.data.models import Statement
from dueprocess.data.writing import write
from dueprocess.domain.case.events import EventKind
from dueprocess.domain.case.outcome import Denied, Rule
from dueprocess.domain.law.shelf import Signature
from dueprocess.domain.sealed import statement as statements
from dueprocess.services.authorities import append_signed, check_act
from dueprocess.services.desk import Desk
from dueprocess.services.result import Done, LostRaceError, lost_race, racing


def signatures() -> tuple[Signature, ...]:
    """All rules that counsel signed, oldest first; a later signature of the same rule is the newer one."""
    rows = Statement.objects.filter(act=str(statements.Act.LAW_SIGN)).order_by("event_id")
    return tuple(_signature(bytes(note)) for note in rows.values_list("note", flat=True))


def _signature(note: bytes) -> Signature:
    statement, _ = statements.parse(note)
    return Signature(
        rule=str(statement.says["rule"]), by=statement.by, on=datetime.date.fromisoformat(str(statement.says["on"]))
    )


def sign(desk: Desk, note: bytes) -> Done | Denied:
    """Counsel verified a rule on a day. Assessments count it from now on, for 12 months."""
    statement = check_act(desk, note, statements.Act.LAW_SIGN)
    if isinstance(statement, Denied):
        return statement
    rule = str(statement.says.get("rule"))
    if set(statement.says) != {"rule", "on"} or not desk.shelf.may_sign(rule):
        return Denied(Rule.GROUND, f"The shelf has no rule {rule}.", "See `dueprocess law list`.")
    if not _is_past_day(statement.says["on"], desk.today):
        # Statements are kept for ever: a day that nobody can read would stop the desk for ever.
        return Denied(Rule.GROUND, "A rule is verified on a day that has come, as 2026-03-02.", "Say `--on DAY`.")
    try:
        with racing(), write():
            event = append_signed(desk, EventKind.DESK_LAW_SIGNED, {**statement.says, "by": statement.by}, note)
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(EventKind.DESK_LAW_SIGNED),))


def _is_past_day(value: object, today: datetime.date) -> bool:
    try:
        day = datetime.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return day.isoformat() == value and day <= today
