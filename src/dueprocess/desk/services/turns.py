"""Whose turn each open duty is, by the roster in force and by who said that they are away. Reads; writes nothing."""

import datetime
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from dueprocess.acts.access import may, roles_of
from dueprocess.acts.turn import WEEK, House, Other, Owed, Turn, turn
from dueprocess.case.duty_words import OF_TALKS, ends
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Role
from dueprocess.desk.data import codec, queries
from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.models import Roster as Row
from dueprocess.desk.services.cases import rebuilt
from dueprocess.desk.services.own_sets import sets
from dueprocess.formats.roster import Roster, parse
from dueprocess.law.ahead import Coming

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

ENDS: Final = "credential_ends"
"""What the house is or holds before authorities ends (``law_days``)."""
_RENEW: Final = frozenset({Role.OPERATOR, Role.COUNSEL})


def house_of(roster: Roster, day: datetime.date, now: datetime.datetime) -> House:
    """The people of a roster with the roles that count, who is away on ``day``, and who reads only which cases."""
    roles = {person.name: roles_of(person.roles) for person in roster.people}
    return House(roles, queries.away_on(day), sets(roster, now, day))


def roster_at(now: datetime.datetime) -> Roster | None:
    """The roster in force as its row says it, for what is listed at the machine itself; None before founding.

    Its signatures are not checked here: whoever stands at the machine could write the rows.
    """
    rows = Row.objects.order_by("-number").values_list("note", "since")
    known = ((parse(bytes(note))[0], since) for note, since in rows)
    return next((one for one, since in known if since + datetime.timedelta(hours=one.notice) <= now), None)


def turns(house: House, rows: Iterable[Duty], now: datetime.datetime) -> dict[str, Turn]:
    """Duty id → whose turn it is. One query for the cases, whatever their number."""
    listed = list(rows)
    events = codec.events_of_each(row.case_id for row in listed if row.case_id)
    states = {case: rebuilt(case, of_case) for case, of_case in events.items() if of_case[0].opened}
    return {row.pk: _turn(states.get(row.case_id or ""), row, house, now) for row in listed}


def of_case(desk: "Desk", case: CaseState, rows: Iterable[Duty]) -> list[Turn]:
    """Whose turn each of these duties of one case is, in their order."""
    house = house_of(desk.roster, desk.day_of(desk.now), desk.now)
    return [_turn(case, row, house, desk.now) for row in rows]


def _turn(case: CaseState | None, row: Duty, house: House, now: datetime.datetime) -> Turn:
    owed = Owed(row.what, row.item, late=row.due_at < now, soon=row.due_at <= now + WEEK)
    if case:
        return turn(case, owed, house)
    if row.what in OF_TALKS:
        return _of_desk(row.what, house)
    if row.what == ENDS:
        people = tuple(sorted(name for name, roles in house.roles.items() if roles & _RENEW))
        return Turn(people=people, other=None if people else Other.NOBODY)
    return Turn(other=Other.COUNSEL if row.what in set(Coming) else Other.NOBODY)


def _of_desk(what: str, house: House) -> Turn:
    """Of the desk itself: whoever may do the act that ends it, and is there."""
    act = ends(what)
    able = tuple(sorted(name for name, roles in house.roles.items() if may(roles, act)))
    here = tuple(name for name in able if name not in house.away)
    return Turn(act, people=here or able, other=None if able else Other.NOBODY)


def plain(turn: Turn) -> dict[str, Any]:
    """Whose turn it is, as the interface and the command say it."""
    return {
        "act": str(turn.act) if turn.act else None,
        "people": list(turn.people),
        "other": str(turn.other) if turn.other else None,
        "away": list(turn.away),
        "over": turn.over,
    }
