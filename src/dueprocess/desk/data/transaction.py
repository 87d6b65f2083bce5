"""The one way to write: short transactions, one writer a process (hazard 17.1)."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
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
        NestedWriteError: inside another ``write()`` or transaction (one opened by a test case is allowed).
    """
    if getattr(_mine, "writing", False) or _inside_transaction():
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
