"""Files that are on the disk when the call returns: the content, and the name in its folder (hazard 17.3)."""

import contextlib
import os
from pathlib import Path
from typing import Final


def flags(*names: str) -> int:
    """Flags of ``os.open`` by name, together; what this system does not have (Windows) counts as none."""
    value = 0
    for name in names:
        value |= getattr(os, name, 0)
    return value


# O_EXCL and O_NOFOLLOW: nobody's link, nobody's old file.
NEW: Final = flags("O_CREAT", "O_EXCL", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY")
"""How a file is opened that must not exist yet; with O_WRONLY or O_RDWR."""


def create(path: Path, data: bytes) -> None:
    """Write a new file for its owner alone (0600). Raises FileExistsError, and OSError for what cannot be written."""
    handle = os.open(path, os.O_WRONLY | NEW, 0o600)  # the mode stands before the first byte does
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fsync_folder(path.parent)


def replace(path: Path, data: bytes) -> None:
    """Write a file for its owner alone in the place of the one that stood there: whole, or not at all."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    create(fresh, data)
    fresh.replace(path)
    fsync_folder(path.parent)


def destroy(path: Path) -> bool:
    """Overwrite a file and delete it; whether it was there."""
    with contextlib.suppress(FileNotFoundError):
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        fsync_folder(path.parent)
        return True
    return False


def fsync_folder(folder: Path) -> None:
    """What was made or renamed in ``folder`` is on the disk when this returns; Windows opens no folder."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
