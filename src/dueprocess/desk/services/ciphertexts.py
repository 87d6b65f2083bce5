"""Ciphertexts: up to 1 MiB in their row, larger ones as files under their random id, durable before the commit.

A file is written and fsynced before the transaction begins (hazard 17.3); if the transaction fails, the sweeper
of the blob folder finds the orphan. The part of a production is handed in before the deal, as a file that no row
names; the deal names it by id and hash, and only then it has a row. What is dropped, vetoed or released is destroyed at
once (hazard 11.2); hashes stay committed.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dueprocess.adapters.blobs import ROW_LIMIT, BlobError, Readable
from dueprocess.case.commands import Deal
from dueprocess.case.item_events import NoticeTold
from dueprocess.case.outcome import Rule
from dueprocess.case.page_events import PageSealed
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Piece, Sealed
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.release.desk_client import MAX_PART

PART: Final = 500  # ids a query


@dataclass(frozen=True, slots=True)
class Attached:
    """A ciphertext that comes with an arrival or an act: an original, a note, a letter to the sending worker."""

    id: str
    kind: str
    reader: str
    bytes: bytes = field(repr=False)


def keep_large(desk: Desk, attached: Iterable[Attached]) -> None:
    """Write those over 1 MiB as files. Called before the transaction. Raises BlobError where the disk refuses."""
    if desk.blobs is not None:
        for one in attached:
            if len(one.bytes) > ROW_LIMIT:
                desk.blobs.put(one.id, one.bytes)


def row_of(desk: Desk, case_id: str, one: Attached, arrival: str = "") -> Sealed:
    """The row; a file's row holds the hash and no bytes."""
    in_file = desk.blobs is not None and len(one.bytes) > ROW_LIMIT
    return Sealed(
        id=one.id,
        case_id=case_id,
        arrival=arrival,
        kind=one.kind,
        reader=one.reader,
        hash=sha256(one.bytes),
        bytes=None if in_file else one.bytes,
    )


def sweep(desk: Desk) -> int:
    """Delete files that no row names, a day after they were written; returns how many."""
    return len(desk.blobs.sweep(_known)) if desk.blobs is not None else 0


def _known(names: Sequence[str]) -> set[str]:
    parts = (names[start : start + PART] for start in range(0, len(names), PART))
    return {pk for part in parts for pk in Sealed.objects.filter(pk__in=part).values_list("pk", flat=True)}


def bytes_of(desk: Desk, row: Sealed) -> bytes:
    """The ciphertext of a row, from the row or its file. Raises BlobError where the file is gone or altered."""
    if row.bytes is not None:
        return bytes(row.bytes)
    return desk.blobs.get(row.id) if desk.blobs is not None else b""


def size_of(desk: Desk, sealed: str, in_row: int | None) -> int:
    """Bytes of a ciphertext, from its row (``in_row``) or its file; 0 where the file is gone."""
    if in_row is not None or desk.blobs is None:
        return in_row or 0
    return desk.blobs.size(sealed)


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
                "Part {part} of {count} was not handed in, or its bytes are not those that were sealed.",
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


def replace_notices(before: CaseState, events: Iterable[object]) -> None:
    """Finished notices that a newer one replaces, or whose person was told, are destroyed, inside the transaction.

    ``before``: the case as it was.
    """
    for event in events:
        if isinstance(event, PageSealed | NoticeTold):
            item = before.item(event.item)
            pages = item.pages if item is not None else ()
            plan = event.plan if isinstance(event, PageSealed) else ""
            handle = event.handle if isinstance(event, NoticeTold) else ""
            handle = next((one.handle for one in pages if one.statement == plan), handle)
            gone = [one.sealed for one in pages if one.sealed and one.handle == handle]
            Sealed.objects.filter(case_id=before.id, reader="notifier", pk__in=gone).delete()


def files_of(case: CaseState) -> list[str]:
    """Ids of what an act can end and a file holds: parts of productions, letters that wait; see ``remove_files``."""
    found: list[str] = []
    if any(item.productions for item in case.items):
        rows = Piece.objects.filter(production__case_id=case.id, kind="part")
        found += rows.values_list("sealed", flat=True)
    if any(item.letter for item in case.items):  # with what goes along
        large = Sealed.objects.filter(case_id=case.id, reader="worker", bytes__isnull=True)
        found += large.values_list("pk", flat=True)
    return found


def remove_files(desk: Desk, before: Iterable[str]) -> None:
    """Delete the files of those that have no row any more, after the commit."""
    listed = list(before)
    kept = set(Sealed.objects.filter(pk__in=listed).values_list("pk", flat=True))
    for sealed in listed:
        if sealed not in kept and desk.blobs is not None:
            desk.blobs.delete(sealed)
