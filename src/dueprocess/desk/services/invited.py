"""A lawyer on no roster who is invited about one case: the link, the keys of their browser, what they may fetch.

The link alone gives nothing: a question is sealed to the drawn keys after whoever invites has compared them by voice.
The row goes with the answer, the last day, or the taking back (ADR 0075). Nothing of it stands in an event.
"""

import datetime
from typing import Final

from dueprocess.case.case_events import ParticularsRead
from dueprocess.case.given import wrong_state
from dueprocess.case.outcome import Decided, Rule
from dueprocess.desk.data.models import InvitedCounsel
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import record
from dueprocess.desk.services.acts import COUNSEL
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.formats.refusal import Denied, Msg

DAYS: Final = 14
"""How long a link waits for its question."""

TAKEN: Final = Denied(Rule.COUNSEL, "This link was opened before.", "Ask who sent it for another one.")


def name_of(row: InvitedCounsel) -> str:
    """What stands for the lawyer in the sealed question and in the row of what they are given; no name of theirs."""
    return f"invited-{row.token[:16]}"


def invite(desk: Desk, case_id: str, by: str, token: str) -> int | Denied:
    """How many links wait now: one, in place of an earlier one. Raises UnknownCaseError.

    Args:
        desk: the desk.
        case_id: the case.
        by: who invites.
        token: SHA-256 (hex) of what the link's holder will show.
    """
    if state_of(case_id).closed:
        return wrong_state(Msg("the case"), Msg("closed"))
    until = desk.today + datetime.timedelta(days=DAYS)
    try:
        with racing(), write("counsel.invite"):
            InvitedCounsel.objects.filter(case_id=case_id, person=by, question="").delete()
            InvitedCounsel(token=token, case_id=case_id, person=by, until=until).save(force_insert=True)
    except LostRaceError:
        return TAKEN
    return 1


def take_back(case_id: str, by: str) -> int:
    """Links of somebody that wait for their question go; how many. One that has it ends with the question."""
    with write("counsel.uninvite"):
        return InvitedCounsel.objects.filter(case_id=case_id, person=by, question="").delete()[0]


def waiting(desk: Desk, case_id: str, by: str) -> InvitedCounsel | None:
    """The link that somebody sent, and that has no question yet."""
    return InvitedCounsel.objects.filter(case_id=case_id, person=by, question="", until__gte=desk.today).first()


def drawn(desk: Desk, case_id: str, by: str, name: str) -> InvitedCounsel | None:
    """The same where its lawyer's keys were drawn and it goes by this name."""
    row = waiting(desk, case_id, by)
    return row if row is not None and row.age and name_of(row) == name else None


def found(desk: Desk, shown: str) -> InvitedCounsel | None:
    """The row of a link that holds now, by what its holder shows."""
    row = InvitedCounsel.objects.filter(pk=sha256(shown.encode()), until__gte=desk.today).first()
    return row if row is not None and desk.roster.person(row.person) is not None else None


def draw(row: InvitedCounsel, age: str, vkey: str) -> int | Denied:
    """The lawyer's browser drew its keys: once, and never others. How many links have them now: one."""
    with write("counsel.drawn"):
        first = InvitedCounsel.objects.filter(pk=row.pk, age="", question="").update(age=age, vkey=vkey)
    return 1 if first or (row.age, row.vkey) == (age, vkey) else TAKEN


def read(desk: Desk, row: InvitedCounsel) -> None:
    """That counsel took the case to read is recorded once; a lost race leaves it to the next time."""
    case = state_of(row.case_id)
    if COUNSEL in case.readers:
        return
    try:
        with racing(), write():
            record.follow(desk, case, Decided((ParticularsRead(COUNSEL),)))
    except LostRaceError:
        return


def sweep(desk: Desk) -> int:
    """Delete links whose last day is over; how many."""
    with write("counsel.sweep"):
        return InvitedCounsel.objects.filter(until__lt=desk.today).delete()[0]
