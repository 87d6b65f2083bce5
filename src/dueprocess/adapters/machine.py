"""What the machine says: what it may write to a disk by itself, swap and dumps of a process that breaks (hazard 10.3).

And whose a line is that came to us from this machine: anybody who has an account on it can ask at ``localhost``.
"""

import contextlib
import os
import socket
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SWAPS: Final = Path("/proc/swaps")
PATTERN: Final = Path("/proc/sys/kernel/core_pattern")


@dataclass(frozen=True, slots=True)
class Swap:
    """One place that memory is written to."""

    name: str
    kind: str  # memory | encrypted | plain


def swaps() -> list[Swap] | None:
    """Where memory may be written to; None where the system does not say."""
    try:
        lines = SWAPS.read_text().splitlines()[1:]
    except OSError:
        return None
    return [Swap(name, _kind(Path(name))) for name in (line.split()[0] for line in lines if line.strip())]


def _kind(path: Path) -> str:
    if path.name.startswith("zram"):
        # Compressed memory stays in memory, unless it was given a disk to fall back on.
        backing = _read(Path(f"/sys/block/{path.name}/backing_dev"))
        return "memory" if backing in {"", "none"} else "plain"
    try:
        found = path.stat()
    except OSError:
        return "plain"
    device = found.st_rdev or found.st_dev
    uuid = _read(Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}/dm/uuid"))
    return "encrypted" if uuid.startswith("CRYPT-") else "plain"


def _read(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


def core_pattern() -> str:
    """Where a dump of memory would go; empty where the system does not say."""
    return _read(PATTERN)


def may_dump(pid: int) -> bool:
    """Whether a dump of this process would be written: its limit allows one. Raises OSError."""
    import resource  # not on Windows, where a person's own commands run, too

    soft, _ = resource.prlimit(pid, resource.RLIMIT_CORE)
    return soft != 0


def no_dumps() -> None:
    """From now on no dump of this process and of its children is written, whatever the system's default is."""
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def of_tree(pid: int) -> list[int]:
    """A process and all below it that run now, sorted."""
    parents: dict[int, int] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            stat = _read(path / "stat").rpartition(")")[2].split()
            if len(stat) > 1:
                parents[int(path.name)] = int(stat[1])
    found, newest = {pid}, {pid}
    while newest:
        newest = {one for one, parent in parents.items() if parent in newest} - found
        found |= newest
    return sorted(found)


LINES: Final = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_MAPPED: Final = b"\0" * 10 + b"\xff" * 2


def says_whose() -> bool:
    """Whether the system says whose a line is, so that ``is_of_this_user`` knows."""
    return any(path.exists() for path in LINES)


def is_of_this_user(line: socket.socket) -> bool:
    """Whether the other end of a line within this machine is held by the user as whom we run.

    Linux says so of each end of a line (proc_net(5)); True where the system does not.
    """
    ends = [_end(line, line.getpeername()), _end(line, line.getsockname())]
    told = False
    for path in LINES:
        with contextlib.suppress(OSError):
            for row in path.read_text().splitlines()[1:]:
                told = True
                _, mine, other, _state, _queues, _timer, _again, user, _timeout, inode, *_ = row.split()
                if [_address(mine), _address(other)] == ends and inode != "0":  # without an inode nobody holds it
                    return int(user) == os.geteuid()
    return not told


def _end(line: socket.socket, end: tuple[str, int]) -> tuple[bytes, int]:
    packed = socket.inet_pton(line.family, end[0])
    return (packed if len(packed) > 4 else _MAPPED + packed), end[1]  # noqa: PLR2004 - of IPv4


def _address(written: str) -> tuple[bytes, int]:
    """An end as the kernel writes it: words of 32 bits in this machine's own order, then the port."""
    address, _, port = written.partition(":")
    words = [int(address[at : at + 8], 16).to_bytes(4, sys.byteorder) for at in range(0, len(address), 8)]
    packed = b"".join(words)
    return (packed if len(words) > 1 else _MAPPED + packed), int(port, 16)
