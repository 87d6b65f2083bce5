"""Locks between processes, by a file: ``flock`` and ``lockf`` where the system has them, ``msvcrt`` on Windows.

Both modules are imported when a lock is taken: people's own machines run Windows, too, and import this.
"""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dueprocess.adapters import durable

NAME: Final = ".lock"
"""The file that is locked for a folder, where a folder itself cannot be opened."""


@contextlib.contextmanager
def of_folder(folder: Path) -> Iterator[None]:
    """Alone in ``folder`` among those who ask; waits for the others. No file is left behind but on Windows."""
    if sys.platform == "win32":
        with of_file(folder / NAME):
            yield
        return
    with _flock(os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC), wait=True):
        yield


@contextlib.contextmanager
def of_file(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Alone at ``path``, a file of its own (0600) that is made where it is missing and stays.

    Raises:
        BlockingIOError: another process holds it, and ``wait`` is false.
    """
    flags = os.O_RDWR | os.O_CREAT | durable.flags("O_NOFOLLOW", "O_CLOEXEC")
    handle = os.open(path, flags, 0o600)
    with _msvcrt(handle, wait=wait) if sys.platform == "win32" else _flock(handle, wait=wait):
        yield


def slot(handle: int, places: int, first: int = 0) -> int | None:
    """Hold one of ``places`` bytes of an open file from ``first`` on, until this process ends or frees it.

    None where all are held. POSIX alone.
    """
    import fcntl

    for place in range(first, first + places):
        with contextlib.suppress(OSError):
            fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            return place
    return None


def await_slot(handle: int, place: int) -> None:
    """Wait for one byte of an open file, and hold it until this process ends. POSIX alone."""
    import fcntl

    fcntl.lockf(handle, fcntl.LOCK_EX, 1, place)


def free_slot(handle: int, place: int) -> None:
    """Let one byte of an open file go. POSIX alone."""
    import fcntl

    fcntl.lockf(handle, fcntl.LOCK_UN, 1, place)


@contextlib.contextmanager
def _flock(handle: int, *, wait: bool) -> Iterator[None]:
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


@contextlib.contextmanager
def _msvcrt(handle: int, *, wait: bool) -> Iterator[None]:
    import msvcrt  # Windows alone

    try:
        _take(msvcrt, handle, wait=wait)
        try:
            yield
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    finally:
        os.close(handle)


def _take(system: object, handle: int, *, wait: bool) -> None:
    """LK_LOCK gives up after ten tries of a second each: asked again until it is ours. Raises BlockingIOError."""
    how = system.LK_LOCK if wait else system.LK_NBLCK  # type: ignore[attr-defined]
    while True:
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            system.locking(handle, how, 1)  # type: ignore[attr-defined]
        except OSError as fault:
            if not wait:
                raise BlockingIOError(fault.errno, "held by another process") from fault
        else:
            return


def is_written(path: Path) -> bool:
    """Whether a program has a file open for writing, as far as Linux tells: nobody then gets a lease (fcntl(2)).

    Where no lease can be had at all: no. Who opens it for writing in that moment makes the system send SIGIO, which
    ends a program that does not ignore it.
    """
    import fcntl
    import signal

    signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        handle = os.open(path, os.O_RDONLY | durable.flags("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK"))
    except OSError:
        return False
    try:
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(handle)
    return False
