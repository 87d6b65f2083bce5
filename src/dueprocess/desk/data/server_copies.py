"""Copies that a PostgreSQL server makes of what is written, and so keeps of what is deleted (hazard 9.4).

A statement cannot reach them: they end on the day on which the operator deletes them. The server says of itself to any
role whether it makes them; base backups that somebody took of its files it does not know.
"""

from enum import StrEnum
from typing import Final

from django.db import DEFAULT_DB_ALIAS, connections


class Copy(StrEnum):
    """Never renamed: ``forget --json`` says them."""

    ARCHIVE = "archive"
    REPLICA = "replica"
    SLOT = "slot"
    LOG = "log"


WORDS: Final = {
    Copy.ARCHIVE: "an archive of its write-ahead log (archive_mode)",
    Copy.REPLICA: "another server, or a base backup that is being taken, which reads along",
    Copy.SLOT: "write-ahead log that is held back for a reader (a replication slot)",
    Copy.LOG: "write-ahead log beyond what it needs itself (wal_keep_size)",
}
_ASKS: Final = {
    Copy.ARCHIVE: "SELECT current_setting('archive_mode') <> 'off'",
    Copy.REPLICA: "SELECT EXISTS (SELECT FROM pg_stat_replication)",
    Copy.SLOT: "SELECT EXISTS (SELECT FROM pg_replication_slots)",
    Copy.LOG: "SELECT current_setting('wal_keep_size') <> '0'",
}


def kept(alias: str = DEFAULT_DB_ALIAS) -> list[Copy]:
    """Those that this server makes; none of SQLite, whose one file and log are overwritten (``scrubbing``)."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        return [copy for copy, asks in _ASKS.items() if cursor.execute(asks).fetchone()[0]]


def said(copies: list[str]) -> str:
    """Where they are, in words."""
    return "; ".join(WORDS[Copy(one)] for one in copies if one in WORDS)
