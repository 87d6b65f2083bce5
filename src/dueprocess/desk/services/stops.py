"""Stopping and going on: anybody freezes the desk, two people lift it, and each retires their own key.

What stands is computed anew from signed notes whenever a desk is opened; the rows only carry them. A freeze that
somebody asked for from a page, without their key at hand, counts too: it stops, and grants nothing (ADR 0028).
"""

import datetime
from collections.abc import Mapping
from typing import Final

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.case.desk_events import DeskLifted, DeskStopped, KeyRetired, LiftAgreed
from dueprocess.case.outcome import Rule
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Event, Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import envelopes, trust
from dueprocess.desk.services.authorities import append_signed
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.roster import Person, Roster
from dueprocess.formats.standing import ACTS, LIFTERS, SAYS, Freeze, Standing, standing_of
from dueprocess.formats.statement import Act, hash_of
from dueprocess.formats.statement import Statement as Stated

WINDOW: Final = datetime.timedelta(minutes=75)
"""How far the moment in such a statement may be from now: an hour to sign in, and a clock that is off."""


def notes() -> list[bytes]:
    """Notes of every freeze, lift and retirement, as clients reckon with them."""
    rows = Statement.objects.filter(act__in=[str(act) for act in ACTS]).order_by("event_id")
    return [bytes(note) for note in rows.values_list("note", flat=True)]


def attested() -> list[Freeze]:
    """Freezes that were asked for from a page, unsigned."""
    return [
        Freeze(event.event, body.by, moment.parse(body.at), signed=False)
        for event, body in codec.desk_events(DeskStopped)
        if not event.statements
    ]


def standing(rosters: Mapping[int, Roster]) -> Standing:
    """The desk's standing, each note verified again under the roster that it names."""
    return standing_of(rosters, notes(), crypto.verify, attested())


def mark() -> tuple[int, int]:
    """Changes when the standing may have: how many such statements and events there are."""
    frozen = Event.objects.filter(case=codec.DESK, kind=str(DeskStopped.KIND)).count()
    return Statement.objects.filter(act__in=[str(act) for act in ACTS]).count(), frozen


def perform(desk: Desk, note: bytes) -> Done | Denied:
    """Freeze, agree to lift, or retire one's key, as a signed statement says.

    Raises:
        StatementError: the statement does not count (form, roster, signature, retired key).
    """
    statement = trust.checked(desk, note)
    denied = _denied(desk, statement, hash_of(note))
    if denied is not None:
        return denied
    if statement.act is Act.DESK_FREEZE:
        return _write(desk, DeskStopped(statement.by, moment.write(desk.minute)), note)
    if statement.act is Act.KEY_RETIRE:
        return _write(desk, KeyRetired(statement.by), note)
    lift = DeskLifted if _last(desk, statement) else LiftAgreed
    return _write(desk, lift(statement.by, str(statement.says["freeze"])), note)


def freeze_unsigned(desk: Desk, person: str) -> Done | Denied:
    """Freeze at the word of somebody who is logged in, without their key. Once: a frozen desk stays as it is."""
    listed = desk.roster.person(person)
    if listed is None or not access.may(access.roles_of(listed.roles), Act.DESK_FREEZE):
        return Denied(Rule.ROLE, "{person} is not on the roster.", "Tell somebody who is.", person=person)
    if desk.standing.frozen:
        return _frozen_already(desk)
    return _write(desk, DeskStopped(person, moment.write(desk.minute)), None)


_Body = DeskStopped | KeyRetired | LiftAgreed | DeskLifted


def _write(desk: Desk, body: _Body, note: bytes | None) -> Done | Denied:
    try:
        with racing(), write():
            event = append_to_desk(desk, body) if note is None else append_signed(desk, body, note)
    except LostRaceError:
        return lost_race()
    if isinstance(body, KeyRetired):
        # Whoever else has that key is to find nothing that it opens. Recovery's envelopes stay.
        envelopes.withdraw([body.by])
    return Done("", event.seq, (str(body.KIND),))


def _denied(desk: Desk, statement: Stated, hash_: str) -> Denied | None:
    person = desk.roster.person(statement.by)
    if statement.act not in ACTS or person is None or not access.may(access.roles_of(person.roles), statement.act):
        return Denied(
            Rule.ROLE, "{by} may not do {act}.", "Ask somebody who may.", by=statement.by, act=str(statement.act)
        )
    if statement.case is not None or set(statement.says) != set(SAYS[statement.act]):
        return Denied(Rule.NOT_FROZEN, "The statement is none on the desk itself.", "Sign a new one.")
    if abs(moment.parse(statement.at) - desk.now) > WINDOW:
        return Denied(Rule.AT, "The statement is dated more than an hour from now.", "Look at the clock; sign anew.")
    # What stands is said first: whoever signs twice within a second gives the very same bytes.
    if (denied := _stands_already(desk, statement)) is not None:
        return denied
    if Statement.objects.filter(hash=hash_).exists():
        return Denied(Rule.STALE, "This statement was entered already.", "Sign a new one if it is meant again.")
    return None


def _stands_already(desk: Desk, statement: Stated) -> Denied | None:
    if statement.act is Act.DESK_LIFT:
        return _not_to_lift(desk, statement)
    return _signed_already(desk) if statement.act is Act.DESK_FREEZE else None


def _signed_already(desk: Desk) -> Denied | None:
    """A signed freeze follows an unsigned one, since it weighs more; two signed ones would only need four to lift."""
    return _frozen_already(desk) if any(one.signed for one in desk.standing.freezes) else None


def _frozen_already(desk: Desk) -> Denied:
    first = desk.standing.freezes[0]
    says = Msg("The desk is frozen already, by {by} since {since}.", by=first.by, since=moment.write(first.since))
    return Denied(Rule.FROZEN, says, "Nothing more needs to be done.")


def _not_to_lift(desk: Desk, statement: Stated) -> Denied | None:
    found = desk.standing.find(str(statement.says["freeze"]))
    if found is None:
        return Denied(Rule.NOT_FROZEN, "No such freeze stands.", "See `dueprocess roster show`.")
    if statement.by in found.agreed:
        return Denied(Rule.FOUR_EYES, "You agreed to lift this freeze already.", "A second person must agree.")
    if moment.parse(statement.at) < found.since:
        return Denied(Rule.AT, "The statement is older than the freeze that it lifts.", "Sign a new one.")
    return None


def _last(desk: Desk, statement: Stated) -> bool:
    found = desk.standing.find(str(statement.says["freeze"]))
    return found is not None and len({*found.agreed, statement.by}) >= LIFTERS


def retired(desk: Desk, person: Person) -> bool:
    """Whether the key that the roster names for somebody signs nothing any more."""
    return desk.standing.retired_since(person) is not None
