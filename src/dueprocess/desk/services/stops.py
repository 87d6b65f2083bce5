"""A freeze by somebody without their key at hand; what stands is read by ``stood.py``."""

from dueprocess.acts import access
from dueprocess.acts.desk import frozen_already
from dueprocess.case.desk_events import DeskStopped
from dueprocess.case.outcome import Rule
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, LostRaceError, lost_race, racing
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


def freeze_unsigned(desk: Desk, person: str) -> Done | Denied:
    """Freeze at the word of somebody who is logged in, without their key. Once: a frozen desk stays as it is."""
    if not access.may(desk.roles_of(person), Act.DESK_FREEZE):
        return Denied(Rule.ROLE, "{person} is not on the roster.", "Tell somebody who may.", person=person)
    if desk.standing.frozen:
        return frozen_already(desk.standing)
    try:
        with racing(), write():
            event = append_to_desk(desk, DeskStopped(person, moment.write(desk.minute)))
    except LostRaceError:
        return lost_race()
    return Done("", event.seq, (str(DeskStopped.KIND),))
