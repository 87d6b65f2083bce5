"""What is destroyed when a case is forgotten, and what is left of it (hazard 9.4, ADR 0035).

Envelopes, every ciphertext, and the pieces of its productions go in the transaction of the second person's
statement; files and freed pages right after it. Codes, days, counts, statements and commitments stay.
"""

import datetime
from dataclasses import dataclass

from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import (
    Assignment,
    Case,
    Docket,
    Envelope,
    InvitedCounsel,
    Parcel,
    Piece,
    Reminder,
    Sealed,
    Statement,
)
from dueprocess.desk.data.rowstore import PURGED
from dueprocess.desk.services.cases import reached, state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import moment
from dueprocess.formats.statement import Act, parse


@dataclass(frozen=True, slots=True)
class Left:
    """What of a case can still be opened on this machine; all zero once it is forgotten."""

    envelopes: int
    ciphertexts: int
    pieces: int
    files: int

    @property
    def nothing(self) -> bool:
        """Whether nothing is left."""
        return not (self.envelopes or self.ciphertexts or self.pieces or self.files)


def destroy(case_id: str) -> None:
    """Rows of all that is sealed of the case go; inside the transaction of the event."""
    Piece.objects.filter(production__case_id=case_id).delete()
    Parcel.objects.filter(receipt__vessel_id=case_id).delete()
    Sealed.objects.filter(case_id=case_id).delete()
    Docket.objects.filter(case_id=case_id).delete()
    Reminder.objects.filter(case_id=case_id).delete()
    Assignment.objects.filter(case_id=case_id).delete()
    Envelope.objects.filter(case_id=case_id).delete()
    InvitedCounsel.objects.filter(case_id=case_id).delete()


def restrict(case_id: str, custodian: str) -> None:
    """One person alone opens it: all other envelopes go, recovery's too, and what it is found by.

    What machines made of the original stays under the one key that is left: whoever compares a key that a colleague
    drew misses nothing.
    """
    Envelope.objects.filter(case_id=case_id).exclude(person=custodian).delete()
    Docket.objects.filter(case_id=case_id).delete()
    InvitedCounsel.objects.filter(case_id=case_id).delete()


def files_of(case: CaseState) -> list[str]:
    """Ids of its ciphertexts that stand as files; they are deleted after the commit."""
    return list(Sealed.objects.filter(case_id=case.id, bytes__isnull=True).values_list("pk", flat=True))


def joined(case_id: str) -> list[str]:
    """The case, and every record that went into it: a duplicate, a supplement or a merge holds the same words."""
    rows = Case.objects.order_by("pk").values_list("pk", flat=True)
    return reached(case_id, lambda cases: rows.filter(merged_into_id__in=cases))


def parted(case_id: str) -> list[str]:
    """Cases that were split from it or that it was split from, and that still hold the original for themselves."""
    own = joined(case_id)
    rows = Case.objects.filter(split_from_id__in=own) | Case.objects.filter(split_off__in=own)
    listed = rows.exclude(face=PURGED).order_by("pk").distinct().values_list("pk", flat=True)
    return [one for one in listed if one not in own and not state_of(one).forgotten]


def forgotten() -> dict[str, datetime.datetime]:
    """Every case that was forgotten, and when the second person agreed (to the purge of a purged one); oldest first."""
    from dueprocess.desk.services import purge_record

    purged = purge_record.gone().purges.stand
    rows = Statement.objects.filter(act=str(Act.FORGET_APPROVE)).order_by("event_id")
    found = (
        (case, purged[case].at if case in purged else _at(note))
        for case, note in rows.values_list("case", "note__bytes")
    )
    return {case: moment.parse(at) for case, at in found if at}


def _at(note: bytes | memoryview | None) -> str:
    """When a note was signed; empty where somebody destroyed it, which other checks name."""
    return "" if note is None else parse(bytes(note))[0].at


def left_of(desk: Desk, case_id: str) -> Left:
    """What of it still stands on this machine."""
    sealed = Sealed.objects.filter(case_id=case_id)
    kept = [] if desk.blobs is None else [pk for pk in sealed.values_list("pk", flat=True) if desk.blobs.has(pk)]
    return Left(
        Envelope.objects.filter(case_id=case_id).count(),
        sealed.count() + Docket.objects.filter(case_id=case_id).count(),
        Piece.objects.filter(production__case_id=case_id).count(),
        len(kept),
    )


def who_read(case_id: str) -> list[str]:
    """Pseudonyms of those who took particulars to their own machine: what they kept is out of the desk's reach.

    Of a purged case nobody knows any more.
    """
    gone = Case.objects.filter(pk=case_id, face=PURGED).exists()
    return [] if gone else sorted(state_of(case_id).readers)
