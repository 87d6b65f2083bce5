"""A home belongs to one user. What root writes into the home of another user is handed to that user.

Identities are readable by their owner alone, often root, and the services run as a user of their own: a file of root in
the home would end each service with "you have no right to it". Every command passes here, whatever it wrote.
"""

import atexit
import contextlib
import os
import stat
from pathlib import Path

_watched: set[Path] = set()


def watch(home: Path) -> None:
    """At the end of this process, hand over what it wrote; nothing unless root works in another user's home."""
    if hasattr(os, "geteuid") and os.geteuid() == 0 and home not in _watched and home.is_dir() and home.stat().st_uid:
        _watched.add(home)
        atexit.register(hand_over, home)


def hand_over(home: Path) -> int:
    """Give files and folders of root below ``home`` to the home's owner. Returns how many.

    The owner may be hostile to root: nothing is followed, what is changed is what was opened and looked at, and a file
    with a second name, which could stand anywhere, stays as it is.
    """
    owner, handed = home.stat(), 0
    for _, folders, files, handle in os.fwalk(home, follow_symlinks=False):
        for name in (*folders, *files):
            with contextlib.suppress(OSError):
                handed += _give(name, handle, owner.st_uid, owner.st_gid)
    return handed


def _give(name: str, folder: int, user: int, group: int) -> bool:
    file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
    try:
        found = os.fstat(file)
        plain = stat.S_ISDIR(found.st_mode) or (stat.S_ISREG(found.st_mode) and found.st_nlink == 1)
        if found.st_uid or not plain:
            return False
        os.fchown(file, user, group)
        return True
    finally:
        os.close(file)
