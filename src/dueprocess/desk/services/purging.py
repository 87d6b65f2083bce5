"""Purging a case: what a statement must say that does it, and what goes with the second one (ADR 0078).

Facts of events, notes and rows go in the transaction of the second person's statement; commitments, the hash of each
note, and the rows that a report takes stay.
"""

import datetime
from typing import Final

from django.db.models import Q, QuerySet

from dueprocess import counted
from dueprocess.case.case_events import EnvelopesDestroyed
from dueprocess.case.purgeable import Purgeable
from dueprocess.case.retention import PURGE, months_later
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec, rowstore
from dueprocess.desk.data.codec import RevisionMovedError
from dueprocess.desk.data.models import Case, Duty, Effect, EventOpening, Note, Parcel, Receipt, RegisterRow, Reminder
from dueprocess.desk.services import destruction, retention, row_check, trust
from dueprocess.desk.services.cases import family, state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.purge_record import Gone, gone, kept_of
from dueprocess.formats import links, moment
from dueprocess.formats.refusal import Denied, DeniedError

_UPKEEP: Final = frozenset({"cover", "forget", "key", "particulars"})
"""Subjects of events that do not make a case younger: that it was forgotten, and who opened it to see to that."""


def purged_at() -> dict[str, datetime.datetime]:
    """Every case that was purged, and when the second person signed."""
    return {case: moment.parse(one.at) for case, one in gone().purges.stand.items()}


def gone_of(desk: Desk) -> Gone:
    """``gone`` by a desk's checked rosters."""
    return gone(trust.rosters_of(desk), desk.standing)


def purgeable(desk: Desk, case_id: str) -> Purgeable | None:
    """What a statement must say that purges a case, and whether one may be signed; None where there is no such case.

    Raises DeniedError ``chain.*`` where the case is not what was committed, or its rows are not what its events give.
    """
    found = gone_of(desk)
    if case_id in found.purges.stand:
        return Purgeable({}, (), datetime.date.max, stands=found.purges.stand[case_id])
    if not Case.objects.filter(pk=case_id).exists():
        return None
    row_check.refuse_altered(case_id)
    held = row_check.read([case_id])[case_id]
    if others := row_check.differing(held):
        says = "Its rows say something else than its events."
        raise DeniedError(Denied("chain.rows", says, "See `dueprocess doctor`: {rows}.", rows=", ".join(others)))
    chain = links.of_case(case_id, trust.notes_of(case_id))
    case = held.case
    return Purgeable(
        {
            "case": case_id,
            "counted": counted.hash_of(held.told, answers_of(desk, case)),
            "forget": _forgotten_by(case_id),
            "mark": links.heads(desk.roster.desk_id, case_id, chain)[-1],
        },
        tuple(links.name_of(link).hex() for link in chain),
        since(desk, case_id),
        listed=RegisterRow.objects.filter(case_id=case_id, withdrawn_on__isnull=True).exists(),
        waits=found.purges.wait.get(case_id),
    )


def answers_of(desk: Desk, case: CaseState) -> list[tuple[int, str, str]]:
    """Until when its items may be counted and admitted, by signed answers."""
    named = [one.statement for item in case.items for one in item.given_answers]
    return counted.yes_of(case, trust.stored_all(desk, named))


def _forgotten_by(case_id: str) -> str:
    """Name of the statement by which a case was forgotten; empty where it was not."""
    events = (one for one in codec.events_of(case_id) if isinstance(one.body, EnvelopesDestroyed))
    return next((one.statements[0] for one in events if one.statements), "")


def since(desk: Desk, case_id: str) -> datetime.date:
    """The first day on which a case may be purged: so many months after the last thing that happened on it.

    Where a law that binds the house wants what was signed destroyed on a day, not later than that.
    """
    days = [one.day for one in codec.events_of(case_id) if one.kind.split(":")[1] not in _UPKEEP and one.day]
    own = months_later(max(days, default=desk.today), desk.house.purge_after_months)
    return min(own, retention.purged_on(desk, case_id) or own)


def destroy(desk: Desk, case_id: str, named: tuple[str, ...]) -> None:
    """What goes with the second signature; inside its transaction. Raises RevisionMovedError where more was signed.

    ``named``: the links that the event of the purge keeps.
    """
    list(Case.objects.select_for_update().filter(pk=case_id))
    case = state_of(case_id)
    if tuple(links.name_of(link).hex() for link in links.of_case(case_id, trust.notes_of(case_id))) != named:
        message = f"somebody signed on {case_id} meanwhile"
        raise RevisionMovedError(message)
    answers = answers_of(desk, case)
    EventOpening.objects.filter(event__case=case_id).delete()
    _notes_of(case_id).delete()
    destruction.destroy(case_id)
    rowstore.purge(case_id, answers)
    Effect.objects.filter(case=case_id).delete()
    Duty.objects.filter(case_id=case_id, what=PURGE, done_at__isnull=True).update(done_at=desk.minute)
    Reminder.objects.filter(case_id=case_id).delete()
    Parcel.objects.filter(receipt__vessel_id=case_id).delete()
    Receipt.objects.filter(vessel_id=case_id).delete()


def _notes_of(case_id: str) -> QuerySet[Note]:
    """Notes that no other case keeps: a split's and a merge's go with the second of the two."""
    mine = Note.objects.filter(Q(statement__case=case_id) | Q(statement__joins=case_id))
    chains = {
        one: {of, joins} - {case_id} for one, of, joins in mine.values_list("pk", "statement__case", "statement__joins")
    }
    others = Case.objects.filter(pk__in={of for named in chains.values() for of in named})
    kept = set(others.exclude(face=rowstore.PURGED).values_list("pk", flat=True))
    return Note.objects.filter(pk__in=[one for one, named in chains.items() if not named & kept])


def told(desk: Desk, case_id: str) -> dict[str, object]:
    """What a client needs to reckon it for itself: records that are purged together, and the family of this one.

    Of a relative that was purged comes what two people signed of it, in place of its events.
    """
    found = gone_of(desk)
    related = [one for one in family(case_id) if one != case_id]
    records = destruction.joined(case_id)
    return {
        "case": case_id,
        "records": records,
        "purged": {one: list(found.purges.stand[one].by) for one in records if one in found.purges.stand},
        "family": related,
        "kept": {one: kept_of(one) for one in related if one in found.purges.stand},
        "since": "" if case_id in found.purges.stand else since(desk, case_id).isoformat(),
    }
