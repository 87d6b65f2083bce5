"""The parts of productions as files: taken in, held against the deal, deleted when nothing names them.

A part is handed in before the deal, as a file that no row names; the deal names it by id and hash, and only then it
has a row. What is dropped, vetoed or released is destroyed at once (hazard 11.2); hashes stay committed.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from dueprocess.adapters.blobs import BlobError, Readable
from dueprocess.case.commands import Deal
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Piece, Sealed
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.release.desk_client import MAX_PART

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
