"""After rows were deleted: their bytes go too, out of freed pages, the write-ahead log and dead rows (hazard 9.4).

SQLite overwrites what it deletes (``secure_delete``); the write-ahead log still holds the pages of before until it is
cut off, and a page that was filled anew may keep a rest: VACUUM writes the file again. PostgreSQL marks rows dead and
keeps them: VACUUM FULL writes the table again, as its owner alone may. What the disk itself keeps is out of reach.
"""

import time
from collections.abc import Sequence
from typing import Final

from django.db import DatabaseError, connection

TABLES: Final = ("data_envelope", "data_sealed", "data_piece")
"""What destroying a case empties."""
PURGED: Final = (
    *TABLES,
    *("data_eventopening", "data_note", "data_case", "data_item", "data_arrival", "data_decision", "data_decisionline"),
    *("data_gateanswer", "data_secrecy", "data_cost", "data_invoice", "data_production", "data_registerrow"),
    *("data_effect", "data_reminder", "data_receipt", "data_parcel"),
)
"""What purging it does."""
LARGE: Final = 256 << 20  # bytes; a larger file is not written again while the desk works
PATIENCE: Final = 20.0  # seconds for readers to end: a backup reads one snapshot
_PAUSE: Final = 0.2

BUSY: Final = "somebody reads the database (a backup?), or the disk is full: run this again when that is over"
TOO_LARGE: Final = "the file is large: stop the desk and run VACUUM once, so that no rest of a page stays"
_NOT_OWNER: Final = (
    "as the owner of the tables run: VACUUM FULL {tables}. "
    "Archived WAL and base backups of the server hold them until they age out"
)
NOT_OWNER: Final = _NOT_OWNER.format(tables=", ".join(TABLES))


def scrub(patience: float = PATIENCE, tables: Sequence[str] = TABLES) -> str:
    """Rewrite what may still hold deleted bytes. Returns what a person has to do; empty where nothing is left to do.

    Outside any transaction: inside of one nothing can be written again.
    """
    if connection.in_atomic_block:
        return BUSY
    return _postgres(tables) if connection.vendor == "postgresql" else _sqlite(patience)


def _sqlite(patience: float) -> str:
    waits = _pragma("busy_timeout")  # milliseconds, far more than one try may take here
    _try(f"PRAGMA busy_timeout = {int(_PAUSE * 1000)}")
    try:
        return _within(patience)
    finally:
        _try(f"PRAGMA busy_timeout = {waits}")


def _within(patience: float) -> str:
    until = time.monotonic() + patience
    says = TOO_LARGE if _pragma("page_count") * _pragma("page_size") > LARGE else ""
    while not says:
        if _try("VACUUM"):
            break
        if time.monotonic() > until:
            return BUSY
        time.sleep(_PAUSE)
    while not _cut():
        if time.monotonic() > until:
            return BUSY
        time.sleep(_PAUSE)
    return says


def _pragma(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return int(cursor.fetchone()[0])


def _try(statement: str) -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def _cut() -> bool:
    """Write the log back into the file and cut it to nothing; False where a reader still needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return not cursor.fetchone()[0]
    except DatabaseError:
        return False


def _postgres(tables: Sequence[str]) -> str:
    # Who does not own a table is only warned and passed by: whether it was written again, its file says.
    before = _files(tables)
    _try("SET statement_timeout = 0")
    for table in tables:
        _try(f"VACUUM FULL {table}")
    _try("RESET statement_timeout")
    return (
        ""
        if all(now != then for now, then in zip(_files(tables), before, strict=True))
        else _NOT_OWNER.format(tables=", ".join(tables))
    )


def _files(tables: Sequence[str]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_relation_filenode(oid) FROM pg_class WHERE relname = ANY(%s) ORDER BY 1", [list(tables)]
        )
        return [int(row[1]) for row in cursor.fetchall()]
