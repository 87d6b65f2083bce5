"""A drop folder whose reader may be killed at any moment: one file becomes one arrival (P4).

Before an arrival is committed its random id stands beside the file, on the disk. Who comes again looks whether the
arrival of that id is in: then the file is removed and nothing is registered; else it is registered under that id. The
mark names the file by place, size and time, so that one left over of an earlier file says nothing about the next.
"""

import json
import os
import secrets
import stat
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess.adapters import durable
from dueprocess.cli.files import MAX_ITEM
from dueprocess.formats import ids

END: Final = ".arrival"
MAX_MARK: Final = 1024
UNFINISHED: Final = (
    ".part",
    ".partial",
    ".filepart",
    ".tmp",
    ".temp",
    ".crdownload",
    ".download",
    ".swp",
    ".lock",
    "~",
)
"""How names end under which programs write what they rename once it is whole."""
SETTLES: Final = 120
"""Seconds after which a large file counts as written to its end."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A file, and the id of the arrival that it becomes or became.

    ``stays``: it is too large, and the arrival is a note that says where it lies.
    """

    path: Path
    arrival: str
    stays: bool = False

    def remove(self) -> None:
        """The file, then its mark: a mark alone says nothing, a file alone would be taken in again."""
        self.path.unlink(missing_ok=True)
        durable.fsync_folder(self.path.parent)
        mark_of(self.path).unlink(missing_ok=True)


def mark_of(path: Path) -> Path:
    """Where the id of a file's arrival stands: a hidden name, which a walk through the folder leaves out."""
    return path.with_name(f".{path.name}{END}")


def marked(path: Path) -> Dropped:
    """The file with its id, which is on the disk when this returns. Raises OSError where nothing can be written there.

    Whoever cannot write there could not remove the file either.
    """
    mark, is_ = mark_of(path), _place(path)
    kept = _read(mark)
    if kept.get("file") == is_ and ids.is_id(str(kept.get("arrival")), "a"):
        return Dropped(path, str(kept["arrival"]), is_large(path))
    arrival = ids.arrival_id(secrets.token_bytes(15))
    durable.replace(mark, json.dumps({"arrival": arrival, "file": is_}).encode() + b"\n")
    return Dropped(path, arrival, is_large(path))


def is_large(path: Path) -> bool:
    """Whether it is a file of more than a child takes to seal. It becomes an arrival all the same (hazard 1.4)."""
    told = path.lstat()
    return stat.S_ISREG(told.st_mode) and told.st_size > MAX_ITEM


def is_settled(path: Path) -> bool:
    """Whether nobody wrote to it lately: one that is being copied would be another file, and arrival, each time."""
    return not 0 <= time.time() - path.lstat().st_mtime < SETTLES


def resting(folder: Path) -> dict[Path, tuple[int, ...]]:
    """What lies in a folder, with what changes when somebody writes to it; hidden, empty and unfinished names left out.

    Links are not followed: whoever writes there would choose where they lead. Raises OSError.
    """
    found: dict[Path, tuple[int, ...]] = {}
    for under, folders, names in os.walk(folder, onerror=_raise):
        folders[:] = [one for one in folders if not one.startswith(".")]
        for name in names:
            told = (path := Path(under, name)).lstat()
            if name.startswith((".", "~$")) or name.lower().endswith(UNFINISHED) or not told.st_size:
                continue
            if stat.S_ISREG(told.st_mode):
                found[path] = (told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns)
    return found


def _raise(fault: OSError) -> None:
    raise fault


def _place(path: Path) -> list[int]:
    told = path.stat()
    return [told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns]


def _read(mark: Path) -> dict[str, object]:
    """What the mark says; nothing where there is none, or none that we wrote to its end."""
    try:
        with os.fdopen(
            os.open(mark, os.O_RDONLY | durable.flags("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK")), "rb"
        ) as file:
            found = json.loads(file.read(MAX_MARK))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
