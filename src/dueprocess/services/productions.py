"""Productions in the tables: their rows and ciphertexts, what is destroyed when, and large parts as files.

A part is handed in before the deal, as a file that no row names; the deal names it by id and hash, and only then it
has a row. What is dropped, vetoed or released is destroyed at once (hazard 11.2); hashes stay committed.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dueprocess.adapters.blobs import BlobError, Readable
from dueprocess.data.models import Piece, Production, Sealed
from dueprocess.domain.case.commands import Deal
from dueprocess.domain.case.outcome import Rule
from dueprocess.domain.case.state import CaseState
from dueprocess.domain.refusal import Denied, Msg
from dueprocess.domain.release.counter import MAX_PART
from dueprocess.services.desk import Desk

Body = Mapping[str, Any]
PIECE: Final = 1 << 20


def take_part(desk: Desk, sealed: str, source: Readable) -> str:
    """Keep one part's ciphertext under its id, in pieces; returns its SHA-256 (hex). Raises BlobError.

    Until a deal names it, nothing does: the sweeper takes it away a day later.
    """
    if desk.blobs is None or Sealed.objects.filter(pk=sealed).exists():
        message = "this desk keeps no large ciphertexts, or one stands under that id: draw a fresh one"
        raise BlobError(message)
    return desk.blobs.put_stream(sealed, source, MAX_PART)


def parts_fault(desk: Desk, command: Deal) -> Denied | None:
    """Why a deal's parts are not what it says: one is missing, or has other bytes. Reads every part."""
    for number, (sealed, hash_) in enumerate(command.parts, 1):
        if _hash_of(desk, sealed) != hash_:
            says = Msg(
                "Part {part} of {count} was not handed in, or its bytes are not those dealt.",
                part=number,
                count=len(command.parts),
            )
            return Denied(Rule.PARTS, says, "Hand it in again: only that part.")
    return None


def _hash_of(desk: Desk, sealed: str) -> str:
    if desk.blobs is None:
        return ""
    hasher = hashlib.sha256()
    try:
        with desk.blobs.open(sealed) as file:
            while piece := file.read(PIECE):
                hasher.update(piece)
    except BlobError:
        return ""
    return hasher.hexdigest()


def ordered(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """Row of a production that was ordered, and its order, sealed to the extraction host."""
    row = Production.objects.create(
        id=body["production"], case_id=case.id, item=body["item"], producer=body["producer"], order=body["order"]
    )
    Piece.objects.create(production=row, kind="order", to=body["producer"], sealed=body["sealed"])


def dealt(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """Its parts, manifest and shares."""
    Production.objects.filter(pk=body["production"]).update(
        state="dealt", deal=body["deal"], recipient=body["recipient"], k=body["k"]
    )
    key = body["production"]
    parts = [
        Piece(production_id=key, kind="part", number=number, sealed=sealed, hash=hash_)
        for number, (sealed, hash_) in enumerate(body["parts"], 1)
    ]
    sealed, hash_ = body["manifest"]
    shares = [Piece(production_id=key, kind="share", to=to, sealed=one, hash=of) for to, of, one in body["shares"]]
    Piece.objects.bulk_create([*parts, Piece(production_id=key, kind="manifest", sealed=sealed, hash=hash_), *shares])
    rows = (Sealed(id=one.sealed, case_id=case.id, kind="part", reader="release", hash=one.hash) for one in parts)
    Sealed.objects.bulk_create(rows, ignore_conflicts=True)  # made again out of the events, they stand


def agreed_to(_desk: Desk, _case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """The share of one who agreed, sealed to each of the others; the first one's hold."""
    key = body["production"]
    rows = Production.objects.filter(pk=key, hold_until__isnull=True)
    rows.update(hold_until=datetime.datetime.fromisoformat(body["hold_until"]))
    given = (Piece(production_id=key, kind="given", by=body["by"], to=to, sealed=one) for to, one in body["shares"])
    Piece.objects.bulk_create(given)


def released(desk: Desk, _case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """It left; shares and ciphertext are destroyed, its manifest stays."""
    Production.objects.filter(pk=body["production"]).update(state="released", released_on=desk.today, how=body["how"])
    _destroy([body["production"]], keep=("manifest",))


def recalled(_desk: Desk, _case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """It was wrong."""
    Production.objects.filter(pk=body["production"]).update(state="recalled")


def over(state: str) -> Callable[[Desk, CaseState, Body, int, str], None]:
    """It ended unreleased, in ``state``; nothing of it stays."""

    def change(_desk: Desk, _case: CaseState, body: Body, _seq: int, _statement: str) -> None:
        Production.objects.filter(pk=body["production"]).update(state=state)
        _destroy([body["production"]])

    return change


def fell(case_id: str, item: int) -> None:
    """The decision of an item fell: what was ordered or dealt on it is dropped."""
    rows = Production.objects.filter(case_id=case_id, item=item, state__in=["ordered", "dealt"])
    keys = list(rows.values_list("pk", flat=True))
    rows.update(state="dropped")
    _destroy(keys)


def _destroy(keys: Iterable[str], keep: Iterable[str] = ()) -> None:
    pieces = Piece.objects.filter(production_id__in=list(keys)).exclude(kind__in=list(keep))
    Sealed.objects.filter(pk__in=list(pieces.values_list("sealed", flat=True))).delete()
    pieces.delete()


def files_of(case: CaseState) -> list[str]:
    """Ids of the parts of a case's productions before an act; see ``remove_files``."""
    if not any(item.productions for item in case.items):
        return []
    rows = Piece.objects.filter(production__case_id=case.id, kind="part")
    return list(rows.values_list("sealed", flat=True))


def remove_files(desk: Desk, before: Iterable[str]) -> None:
    """Delete the files of those that have no row any more, after the commit."""
    listed = list(before)
    kept = set(Sealed.objects.filter(pk__in=listed).values_list("pk", flat=True))
    for sealed in listed:
        if sealed not in kept and desk.blobs is not None:
            desk.blobs.delete(sealed)
