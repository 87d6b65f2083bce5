"""``produce --check``: is the extraction host ready? Connector, folder, clock, desk, swap. Nothing is read or made."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.cli import output
from dueprocess.cli.check_lines import print_line
from dueprocess.host.connectors import config_file, probe
from dueprocess.host.connectors.probe import Probe
from dueprocess.host.connectors.request import ConnectorError
from dueprocess.release.desk_client import DeskClientError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.adapters.desk_api import FarDesk

SWAPS: Final = Path("/proc/swaps")
SKEW: Final = 60  # seconds; a statement may be ten minutes off, a session note five


def ready(far: "FarDesk", connector: Path, folder: Path, *, json_: bool) -> bool:
    """Say how each thing stands. Whether nothing is wrong."""
    fine = True
    for check, found in _all(far, connector, folder):
        fine = fine and found.mark != "wrong"
        print_line(check, found, json_=json_)
    return fine


def _all(far: "FarDesk", connector: Path, folder: Path) -> "Iterator[tuple[str, Probe]]":
    yield "connector", _connector(connector)
    yield "folder", _folder(folder)
    yield from _desk(far)
    yield "swap", _swap()


def _connector(path: Path) -> "Probe":
    try:
        return probe.probe(config_file.read(path))
    except (ConnectorError, OSError) as fault:
        return probe.Probe("wrong", str(fault), "See docs/reference/connectors.md.")


def _folder(folder: Path) -> "Probe":
    import shutil

    if not folder.is_dir():
        return Probe("info", f"{folder} is made at the first look")
    if folder.stat().st_mode & 0o077:
        return Probe("wrong", f"others may look into {folder}", f"chmod 700 {folder}")
    return Probe("good", f"{folder} has room for {shutil.disk_usage(folder).free >> 30} GiB of sealed parts")


def _desk(far: "FarDesk") -> "Iterator[tuple[str, Probe]]":
    try:
        desk, ahead = far.hello()
        yield "clock", _clock(int(ahead.total_seconds()))
        waiting = far.work()
    except DeskClientError as fault:
        yield "desk", Probe("wrong", f"{fault.reason}  [{fault.rule}]", "Check --desk, --as and the roster.")
        return
    finally:
        far.close()
    waits = output.plural(len(waiting), "order waits", "orders wait")
    yield "desk", Probe("good", f"{desk[:16]}… knows this host; {waits}")


def _clock(ahead: int) -> "Probe":
    if abs(ahead) <= SKEW:
        return Probe("good", "agrees with the desk's")
    return Probe("wrong", f"the desk's clock is {ahead} seconds from ours", "Set both by NTP; statements are refused.")


def _swap() -> "Probe":
    lines = SWAPS.read_text().splitlines()[1:] if SWAPS.exists() else []
    if not lines or all("zram" in line for line in lines):
        return Probe("good", "nothing of memory goes to a disk")
    return Probe(
        "caution", "memory may go to a disk in clear", "Switch swap off, or encrypt it with a key of each start."
    )
