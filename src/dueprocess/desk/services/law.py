"""The desk's counsel verifies a rule for this desk, by name and date (P8). The statement is the record."""

import datetime
from collections.abc import Mapping

from dueprocess.adapters import crypto
from dueprocess.case.desk_events import LawSigned
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.models import Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.authorities import append_signed, check_act
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import statement as statements
from dueprocess.formats.errors import StatementError
from dueprocess.formats.refusal import Denied
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import Standing
from dueprocess.law.texts import Signature
from dueprocess.report.positions import WITHDRAWN


def signatures(rosters: Mapping[int, Roster], standing: Standing | None = None) -> tuple[Signature, ...]:
    """All rules that counsel signed, oldest first; a later signature of the same rule is the newer one.

    Each stored note is verified again, under the roster that it names and by somebody who was counsel on it.
    """
    rows = Statement.objects.filter(act=str(statements.Act.LAW_SIGN)).order_by("event_id")
    found = (_verified(bytes(note), rosters, standing or Standing()) for note in rows.values_list("note", flat=True))
    return tuple(_signature(one) for one in found if one is not None)


def _verified(note: bytes, rosters: Mapping[int, Roster], standing: Standing) -> statements.Statement | None:
    try:
        roster = rosters.get(statements.parse(note)[0].roster)
        if roster is None:
            return None
        statement = statements.verify(note, roster, crypto.verify)
        standing.check(statement, roster)
    except StatementError:
        return None
    if statement.act is not statements.Act.LAW_SIGN:
        return None
    person = roster.person(statement.by)
    return statement if person is not None and "counsel" in person.roles else None


def _signature(statement: statements.Statement) -> Signature:
    return Signature(
        rule=str(statement.says["rule"]), by=statement.by, on=datetime.date.fromisoformat(str(statement.says["on"]))
    )


def sign(desk: Desk, note: bytes) -> Done | Denied:
    """Counsel verified a rule on a day. Assessments count it from now on, for 12 months."""
    statement = check_act(desk, note, statements.Act.LAW_SIGN)
    if isinstance(statement, Denied):
        return statement
    rule = str(statement.says.get("rule"))
    if set(statement.says) != {"rule", "on"} or not _may_sign(desk, rule):
        return Denied(Rule.GROUND, "The shelf has no rule {rule}.", "See `dueprocess law list`.", rule=rule)
    if not _is_past_day(statement.says["on"], desk.today):
        # Statements are kept for ever: a day that nobody can read would stop the desk for ever.
        return Denied(Rule.GROUND, "A rule is verified on a day that has come, as 2026-03-02.", "Say `--on DAY`.")
    try:
        with racing(), write():
            event = append_signed(desk, LawSigned(statement.by, rule, str(statement.says["on"])), note)
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(LawSigned.KIND),))


def _may_sign(desk: Desk, rule: str) -> bool:
    """What the shelf lets counsel sign, and the withdrawal of a position."""
    return desk.shelf.may_sign(rule) or (
        rule.endswith(WITHDRAWN) and rule.removesuffix(WITHDRAWN) in desk.shelf.positions
    )


def _is_past_day(value: object, today: datetime.date) -> bool:
    try:
        day = datetime.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        return False
    return day.isoformat() == value and day <= today
