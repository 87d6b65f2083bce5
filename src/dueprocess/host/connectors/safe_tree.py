"""Files below a folder without ever following a link: each step is opened by its own name, from the folder above it."""

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

from dueprocess.host.connectors.request import CHUNK, ConnectorError

MAX_DEPTH: Final = 16
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """One entry: its parts below the root, bytes, second of its last change; ``plain``: a file and nothing else."""

    parts: tuple[str, ...]
    size: int
    changed: int
    plain: bool


def one_part(value: str) -> str | None:
    """The value as the name of one entry of a folder; None where it is none."""
    fine = value and value not in {".", ".."} and "/" not in value and "\0" not in value and len(value.encode()) <= 255  # noqa: PLR2004 - NAME_MAX
    return value if fine else None


def walk(root: Path, parts: Sequence[str] = ()) -> Iterator[Found]:
    """Every entry below ``root`` and ``parts`` that is no folder, sorted by name; none where there is no such folder.

    Raises ConnectorError where the root cannot be read, or folders stand in one another too deep.
    """
    with _opened(root, parts) as handle:
        if handle is not None:
            yield from _below(handle, tuple(parts), MAX_DEPTH)


def read(root: Path, found: Found) -> Iterator[bytes]:
    """Bytes of a file, as many as were found. Raises ConnectorError where it changed meanwhile."""
    with _opened(root, found.parts[:-1]) as folder:
        if folder is None:
            _changed()
        try:
            handle = os.open(found.parts[-1], _FILE, dir_fd=folder)
        except OSError:
            _changed()
        with open(handle, "rb", buffering=0) as file:  # noqa: PTH123 - a handle that no link led to
            told = os.fstat(file.fileno())
            if not stat.S_ISREG(told.st_mode) or told.st_size != found.size:
                _changed()
            left = found.size
            while left:
                piece = file.read(min(left, CHUNK))
                if not piece:
                    _changed()
                left -= len(piece)
                yield piece


def _below(handle: int, parts: tuple[str, ...], levels: int) -> Iterator[Found]:
    if not levels:
        raise ConnectorError(f"folders stand in one another more than {MAX_DEPTH} deep")
    with os.scandir(handle) as listed:
        names = sorted(entry.name for entry in listed)
    for name in names:
        try:
            told = os.stat(name, dir_fd=handle, follow_symlinks=False)
        except FileNotFoundError:
            continue  # gone since it was listed
        here = (*parts, name)
        if not stat.S_ISDIR(told.st_mode):
            yield Found(here, told.st_size, int(told.st_mtime), stat.S_ISREG(told.st_mode))
            continue
        with _step(handle, name) as inner:
            if inner is not None:
                yield from _below(inner, here, levels - 1)


@contextlib.contextmanager
def _opened(root: Path, parts: Sequence[str]) -> Iterator[int | None]:
    """The folder, every step below the root without a link; None where a step is missing or none."""
    with contextlib.ExitStack() as stack:
        try:
            first = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except OSError as fault:
            raise ConnectorError(f"the folder {root} cannot be read: {fault.strerror}") from fault
        stack.callback(os.close, first)
        handle: int | None = first
        for part in parts:
            handle = stack.enter_context(_step(handle, part)) if handle is not None else None
        yield handle


@contextlib.contextmanager
def _step(handle: int | None, name: str) -> Iterator[int | None]:
    try:
        inner = os.open(name, _FOLDER, dir_fd=handle)
    except OSError:
        yield None  # no folder, or a link in its place
        return
    try:
        yield inner
    finally:
        os.close(inner)


def _changed() -> NoReturn:
    raise ConnectorError("a file changed while it was read: let the writing end, then run again")
