"""Files that a person names: walked in order, their kind told by name, their size checked before they are read."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.adapters import durable
from dueprocess.cli.faults import wrong

if TYPE_CHECKING:
    from dueprocess.adapters.sandbox import Handed

MAX_ITEM: Final = 64 << 20
"""Bytes of one file: as ``desk.intake.sealing``, which `read` cannot import, for it works without a desk."""


def walk(paths: tuple[Path, ...], *, gone: bool = False, dropped: bool = False) -> Iterator[Path]:
    """Files under ``paths``, sorted; hidden ones left out, and the README of a collection, not of what was ``dropped``.

    Raises DeniedError for a path that is not there; with ``gone`` it may be gone by now.
    """
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            yield from (one for one in inside if not _skipped(one, path, dropped=dropped))
        elif path.exists():
            yield path
        elif not gone:
            raise wrong(f"There is no {path}. Check the name and the folder that you stand in.")


def hand_over(path: Path, *, link: bool = True) -> "Handed":
    """The file, open, for the child that seals it: no byte of it is read here (hazard 10.3). Raises DeniedError.

    ``link``: it may be a link, for a person named it. In a folder it may not: who writes there chooses where it leads.
    """
    from dueprocess.adapters.sandbox import MAX_DATA, Handed

    try:
        more = () if link else ("O_NOFOLLOW",)
        handle = os.open(path, os.O_RDONLY | durable.flags("O_CLOEXEC", "O_NONBLOCK", "O_BINARY", *more))
    except OSError as fault:
        raise wrong(f"{path} cannot be read ({fault.strerror}). Check its rights.") from fault
    told = os.fstat(handle)
    if stat.S_ISREG(told.st_mode) and told.st_size <= MAX_DATA:
        return Handed(handle, told.st_size)
    os.close(handle)
    raise wrong(
        f"{path} is longer than {MAX_DATA >> 20} MiB, or no plain file. "
        "Split it, or register a note that says where it lies."
    )


def hand_over_input(limit: int) -> "Handed":
    """Standard input, at most ``limit`` bytes, in a file of memory that this process does not map."""
    from dueprocess.adapters.sandbox import Handed

    memory = os.memfd_create("item", os.MFD_CLOEXEC)
    size = 0
    while size < limit and (count := _move(memory, limit - size)):
        size += count
    return Handed(memory, size)


def _move(memory: int, most: int) -> int:
    try:
        handle = sys.stdin.fileno()
    except OSError:  # no real file: another program gave its own stream
        return os.write(memory, sys.stdin.buffer.read(most))
    mode = os.fstat(handle).st_mode
    if stat.S_ISFIFO(mode):
        return os.splice(handle, memory, most)
    if stat.S_ISREG(mode):
        return os.sendfile(memory, handle, None, most)
    return os.write(memory, os.read(handle, min(most, 1 << 16)))  # a terminal: there is no other way


def _skipped(path: Path, under: Path, *, dropped: bool) -> bool:
    hidden = any(part.startswith(".") for part in path.relative_to(under).parts)
    return hidden or (not dropped and path.name.upper().startswith(("README", "SOURCE")))
