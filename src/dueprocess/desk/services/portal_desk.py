"""The desk's half of the portal: what receipts say, and what is left for their holders.

Only the receipt of the case's own arrival speaks of the case. One that a person joined to it, as a duplicate, says
"received" for ever: whoever copies an order learns nothing about the original (hazard 2.1).
"""

import datetime
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from dueprocess.acts.evolve import rebuild
from dueprocess.adapters.blobs import BlobError
from dueprocess.case import status
from dueprocess.case.item_records import Called
from dueprocess.case.portal import MAX_ACCESS, MIN_ACCESS, QUESTIONS, Left, Waiting, fingerprint, is_asked
from dueprocess.case.production_events import ReleaseDone
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Parcel, Production, Receipt, Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.cases import happened_on, state_of, verification_of
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.release.desk_client import MAX_PART

if TYPE_CHECKING:
    from django.db.models import QuerySet

LETTER_DAYS: Final = 45


class Rule(StrEnum):
    """Why the portal, or an act on it, was refused."""

    KEYS = "portal.keys"
    FORM = "portal.form"
    FULL = "portal.full"
    NO_RECEIPT = "portal.no-receipt"
    NOT_VERIFIED = "portal.not-verified"
    NOT_RELEASED = "portal.not-released"
    ACCESS = "portal.access"


_NO_RECEIPT: Final = Denied(
    Rule.NO_RECEIPT, "This case did not come through the portal.", "Answer over the verified contact."
)
_NOT_VERIFIED: Final = Denied(
    Rule.NOT_VERIFIED,
    "Nothing is left for an office that two people have not verified, or that was not called back in this case.",
    "Verify the authority, call it back, and let the official read the receipt's words to you.",
)
_NOT_RELEASED: Final = Denied(
    Rule.NOT_RELEASED,
    "These are not the bytes that a release through the portal named.",
    "Hand in each part as it was sealed, under its number.",
)
_ACCESS: Final = Denied(
    Rule.ACCESS,
    "Access ends {least} to {most} days after the release.",
    "Choose another day.",
    least=MIN_ACCESS,
    most=MAX_ACCESS,
)


def live(desk: Desk) -> "QuerySet[Parcel]":
    """What can still be taken: not past its day, its receipt neither, not called back, nor of a forgotten case."""
    recalled = Production.objects.filter(state="recalled").values("pk")
    rows = Parcel.objects.filter(until__gte=desk.today, receipt__until__gte=desk.today)
    rows = rows.filter(sealed__in=Sealed.objects.values("pk"))
    return rows.exclude(production__in=recalled)


def receipt_of(desk: Desk, case: CaseState) -> Receipt | Denied:
    """The receipt to which something may be left, or why there is none."""
    row = Receipt.objects.filter(vessel_id=case.id, until__gte=desk.today).first()
    if row is None:
        return _NO_RECEIPT
    return row if _known(desk, case) else _NOT_VERIFIED


def _known(desk: Desk, case: CaseState) -> bool:
    return case.called is Called.CONFIRMED and verification_of(desk, case.face.get("authority")) is not None


def letter_until(desk: Desk) -> datetime.date:
    """The last day on which a letter that is left today can be taken."""
    return desk.today + datetime.timedelta(days=LETTER_DAYS)


def lay(desk: Desk, receipt: Receipt, kind: Left, one: Attached) -> Parcel:
    """A letter whose ciphertext is kept lies there for the receipt's holder; inside an open transaction."""
    return _parcel(desk, receipt, kind, one.id, len(one.bytes), letter_until(desk))


def hand_over(
    desk: Desk, production: str, number: int, source: BinaryIO, access_ends: datetime.date
) -> Parcel | Denied:
    """Leave one part of a production, if its bytes are those that the signed release named. Raises BlobError."""
    row = Production.objects.filter(pk=production, state="released", how="portal").first()
    if row is None or row.released_on is None:
        return _NOT_RELEASED
    days = (access_ends - row.released_on).days
    if not MIN_ACCESS <= days <= MAX_ACCESS:
        return _ACCESS
    receipt = receipt_of(desk, state_of(row.case_id))
    if isinstance(receipt, Denied):
        return receipt
    hashes = sent(production)
    if not 0 < number <= len(hashes) or Parcel.objects.filter(production=production, number=number).exists():
        return _NOT_RELEASED
    sealed = ids.sealed_id(desk.draw())
    size = _keep(desk, sealed, source, hashes[number - 1])
    if size is None:
        return _NOT_RELEASED
    with write("portal.hand-over"):
        Sealed.objects.create(id=sealed, case_id=row.case_id, kind="part", reader="recipient", hash=hashes[number - 1])
        parcel = _parcel(desk, receipt, Left.PRODUCTION, sealed, size, access_ends, production, number)
    refresh(desk, row.case_id)
    return parcel


def sent(production: str) -> list[str]:
    """SHA-256 (hex) of the files that a release named, in its order; none where it was not released."""
    case = Production.objects.filter(pk=production).values_list("case_id", flat=True).first()
    bodies = (event.body for event in codec.events_of(case or ""))
    done = (body for body in bodies if isinstance(body, ReleaseDone) and body.production == production)
    return next((list(body.sent) for body in done), [])


def _keep(desk: Desk, sealed: str, source: BinaryIO, wanted: str) -> int | None:
    """Size of what was kept; None where it is something else than ``wanted``."""
    if desk.blobs is None:
        message = "this desk keeps no files"
        raise BlobError(message)
    if desk.blobs.put_stream(sealed, source, MAX_PART) != wanted:
        desk.blobs.delete(sealed)
        return None
    return desk.blobs.size(sealed)


def _parcel(
    desk: Desk,
    receipt: Receipt,
    kind: Left,
    sealed: str,
    size: int,
    until: datetime.date,
    production: str = "",
    number: int = 1,
) -> Parcel:
    return Parcel.objects.create(
        id=ids.parcel_id(desk.draw()),
        receipt=receipt,
        kind=str(kind),
        production=production,
        number=number,
        sealed=sealed,
        size=size,
        left_on=desk.today,
        until=until,
    )


def refresh(desk: Desk, case_id: str = "") -> int:
    """Write the word of each receipt whose case moved since (or of one case). Returns how many say another one.

    Asking a receipt reads that word and no case: what the portal's process looks at is the same for everybody.
    """
    rows = Receipt.objects.filter(until__gte=desk.today).select_related("vessel")
    changed = 0
    for row in rows.filter(vessel_id=case_id) if case_id else rows:
        mark = f"{row.vessel.revision}/{desk.today.isoformat()}"
        if row.seen == mark and not case_id:
            continue
        case = state_of(row.vessel_id)
        said = status.word(case, verified=_known(desk, case), asked=is_asked(_waiting(desk, row)))
        changed += said != row.word
        fields = {"seen": mark} | ({"word": str(said), "word_on": desk.today} if said != row.word else {})
        with write("portal.refresh"):
            Receipt.objects.filter(pk=row.pk).update(**fields)
    return changed


def told(desk: Desk, case: CaseState) -> tuple[status.Word, str]:
    """What an official may be told of a case today, by telephone as by a receipt, and the day since which it is so."""
    row, known = of_case(case.id), _known(desk, case)
    now = status.word(case, verified=known, asked=row is not None and is_asked(_waiting(desk, row)))
    if row is not None and row.word == now:
        return now, row.word_on.isoformat()
    happened = happened_on(case.id)

    def before(day: str) -> status.Word | None:
        earlier = [one for one in happened if one.day < day]
        return status.word(rebuild(case.id, earlier), verified=known) if earlier else None

    return now, status.since((one.day for one in happened if one.day), before, now)


def words(desk: Desk, rows: Iterable[tuple[str, str, str]]) -> dict[str, status.Word]:
    """Case → what its official may be told today, of cases as (id, ``told``, authority); no case is rebuilt."""
    listed, known = list(rows), set[str]()
    known.update(
        one
        for one in {authority for _, said, authority in listed if said != status.Word.RECEIVED}
        if verification_of(desk, one)
    )
    questions = live(desk).filter(kind__in=[str(one) for one in QUESTIONS], answer="")
    asked = set(questions.values_list("receipt__vessel_id", flat=True))
    found = {}
    for case, said, authority in listed:
        word = status.Word(said) if authority in known else status.Word.RECEIVED
        waits = case in asked and word not in {status.Word.RECEIVED, status.Word.CLOSED}
        found[case] = status.Word.QUESTION if waits else word
    return found


def _waiting(desk: Desk, row: Receipt) -> list[Waiting]:
    parcels = live(desk).filter(receipt=row)
    return [Waiting(Left(one.kind), one.taken_on is not None, bool(one.answer)) for one in parcels]


def sweep(desk: Desk) -> int:
    """Delete the ciphertexts of what is past its day or was called back; the rows stay. Returns how many went."""
    gone = Parcel.objects.exclude(pk__in=live(desk).values("pk"))
    sealed = list(Sealed.objects.filter(pk__in=gone.values("sealed")).values_list("pk", "bytes"))
    if not sealed:
        return 0
    with write("portal.sweep"):
        Sealed.objects.filter(pk__in=[key for key, _ in sealed]).delete()
    for key, data in sealed:
        if data is None and desk.blobs is not None:
            desk.blobs.delete(key)
    return len(sealed)


def of_case(case_id: str) -> Receipt | None:
    """The receipt of a case that came through the portal, whatever it says."""
    return Receipt.objects.filter(vessel_id=case_id).first()


def receipt_plain(row: Receipt) -> dict[str, Any]:
    """A receipt as values."""
    return {
        "case": row.vessel_id,
        "left": [parcel_plain(one) for one in row.parcels.order_by("left_on", "number", "pk")],
        "made_on": row.made_on.isoformat(),
        "number": fingerprint(row.recipient),
        "until": row.until.isoformat(),
        "word": row.word,
        "word_on": row.word_on.isoformat(),
    }


def parcel_plain(one: Parcel) -> dict[str, Any]:
    """What was left at the portal, as values."""
    days = {name: getattr(one, name) for name in ("left_on", "until", "taken_on")}
    return {
        "answer": one.answer,
        "kind": one.kind,
        "number": one.number,
        "parcel": one.pk,
        "size": one.size,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }
