"""The one way to write: short transactions, one writer a process (hazard 17.1); and to read of one moment."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Final

from django.db import connection, transaction

LONG_WRITE_SECONDS: Final = 0.05

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_mine = threading.local()


class NestedWriteError(RuntimeError):
    """A write inside a write or inside another transaction: it would commit too late or hold the lock too long."""


@contextlib.contextmanager
def write(what: str = "") -> Iterator[None]:
    """One write transaction: everything inside is committed, or nothing.

    On SQLite one thread of the process writes at a time, so that others wait in order and not in SQLite's busy
    loop (measured); other processes wait up to 20 s. Read, seal and render before entering. ``what``
    is a code for the debug log's line about a write over 50 ms, which no terminal shows; never a value.

    Raises:
        NestedWriteError: inside another ``write()``, a ``snapshot()`` or a transaction (one of a test case is allowed).
    """
    if getattr(_mine, "writing", False) or getattr(_mine, "reading", False) or _inside_transaction():
        message = "a write inside another transaction; do both in one write()"
        raise NestedWriteError(message)
    with _lock if connection.vendor == "sqlite" else contextlib.nullcontext():
        _mine.writing = True
        start = time.perf_counter()
        try:
            with transaction.atomic(durable=True):
                yield
        finally:
            _mine.writing = False
            seconds = time.perf_counter() - start
            if seconds > LONG_WRITE_SECONDS:
                _log.debug("write %s took %d ms; at most %d", what or "-", seconds * 1000, LONG_WRITE_SECONDS * 1000)


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """What is read inside is of one moment, while others go on writing. Nothing is written."""
    if connection.in_atomic_block or getattr(_mine, "reading", False):  # of one moment already
        yield
        return
    connection.ensure_connection()
    # Not `atomic`: on SQLite that begins IMMEDIATE and would keep every writer out until the end.
    _execute(_BEGIN[connection.vendor])
    _mine.reading = True
    try:
        yield
    finally:
        _mine.reading = False
        _execute("ROLLBACK")


_BEGIN: Final[Mapping[str, str]] = {
    "postgresql": "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "sqlite": "BEGIN DEFERRED TRANSACTION",
}


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


class _TakenBackError(Exception):
    """Ends a trial."""


@contextlib.contextmanager
def trial() -> Iterator[None]:
    """A write that is always taken back: what is asked inside it sees what would stand. Raises as ``write``."""
    with contextlib.suppress(_TakenBackError), write("trial"):
        yield
        raise _TakenBackError


def _inside_transaction() -> bool:
    blocks = connection.atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase  # type: ignore[attr-defined]  # noqa: SLF001 - as `durable` asks
