"""Ciphertexts: up to 1 MiB in their row, larger ones as files under their random id, durable before the commit.

A file is written and fsynced before the transaction begins (hazard 17.3); if the transaction fails, the sweeper
of the blob folder finds the orphan.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from dueprocess.adapters.blobs import ROW_LIMIT
from dueprocess.desk.data.models import Sealed
from dueprocess.desk.services.desk import Desk, sha256

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
