"""Whether SQLite's file is whole: nothing is taken in by a desk whose database is damaged (P4).

A damaged page stops nothing by itself: rows that lie elsewhere go on being written, and are lost with the file. SQLite
looks through all pages (``PRAGMA quick_check``, about a gigabyte a second) at most once an hour; what it finds stands
as a file in the home, which the door and the portal look for, until a look finds the database whole again.
"""

import datetime
import time
from pathlib import Path
from typing import Final

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from dueprocess.adapters import durable
from dueprocess.formats.refusal import DeniedError

LOOKED: Final = "database.looked"
DAMAGED: Final = "database.damaged"
EVERY: Final = datetime.timedelta(hours=1)
SAYS: Final = (
    "The database of this home is damaged. Nothing is taken in: keep what arrived where it is. "
    "Run `dueprocess doctor`, then restore the last backup."
)


def check(home: Path) -> None:
    """Look, unless it was found whole within the hour. Raises DeniedError ``store.damaged``."""
    looked, damaged = home / LOOKED, home / DAMAGED
    if damaged.exists() or not _is_fresh(looked):
        if not _is_whole():
            damaged.touch(0o600)
            refuse()
        damaged.unlink(missing_ok=True)
        durable.replace(looked, b"")


def check_mark(home: Path) -> None:
    """Only whether a look found it damaged. Raises DeniedError ``store.damaged``."""
    if (home / DAMAGED).exists():
        refuse()


def refuse() -> None:
    """Raises DeniedError ``store.damaged``."""
    raise DeniedError.because("store.damaged", SAYS)


def _is_fresh(looked: Path) -> bool:
    try:
        age = time.time() - looked.stat().st_mtime
    except OSError:
        return False
    return 0 <= age < EVERY.total_seconds()


def _is_whole() -> bool:
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.vendor != "sqlite":
        return True  # PostgreSQL checks its pages itself, where its operator asked for checksums
    try:
        with connection.cursor() as cursor:
            return bool(cursor.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except DatabaseError as fault:
        if "locked" in str(fault):
            raise
        return False
