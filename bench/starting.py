"""``dueprocess --help`` and ``due`` from nothing, against an interpreter that does nothing; memory at rest."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench import homes
from bench.measuring import Row, paired

if TYPE_CHECKING:
    from collections.abc import Iterator

COMMAND = Path(sys.executable).with_name("dueprocess")
SURFACES = ("public", "staff", "api", "vault", "door")
RESTS_SECONDS = 5


def main() -> list[Row]:
    place, _ = homes.shared()
    return [
        started(["--help"], 9, 0.3),
        started(["due", "--home", str(place.path)], 9, 0.5),
        at_rest(place.path),
    ]


def started(args: list[str], rounds: int, target: float) -> Row:
    ours, bare = paired(
        lambda: subprocess.run([COMMAND, *args], check=True, capture_output=True),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True, capture_output=True),
        rounds,
    )
    return Row(f"dueprocess {args[0]}", ours, bare, "s", "python -c pass", target=target)


def at_rest(home: Path) -> Row:
    """Proportional memory of five surfaces and the worker, each asked once, against one bare interpreter."""
    from dueprocess.adapters import machine
    from dueprocess.operate.served_home import free_ports

    ports = free_ports(SURFACES)
    given = [word for name, port in ports.items() for word in ("--surface", name, "--port", f"{name}:{port}")]
    ends = {"stderr": subprocess.PIPE, "stdout": subprocess.DEVNULL, "text": True}
    with (
        subprocess.Popen([COMMAND, "serve", "--home", home, *given], **ends) as served,
        subprocess.Popen([COMMAND, "worker", "--home", home], **ends) as worker,
        subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bare,
    ):
        for _ in ports:  # each line says that one listens
            served.stderr.readline()
        for name, path in (("staff", "login/"), ("api", "healthz"), ("vault", ""), ("public", "")):
            ask(f"http://127.0.0.1:{ports[name]}/{path}")
        time.sleep(RESTS_SECONDS)
        ours = sum(pss(pid) for process in (served, worker) for pid in machine.of_tree(process.pid))
        alone = pss(bare.pid)
        for process in (served, worker):
            process.terminate()
        bare.communicate(b"\n")
    return Row("desk at rest: five surfaces, worker (PSS)", ours, alone, "MiB", "python at rest", target=250)


def ask(url: str) -> None:
    import contextlib
    import urllib.error
    import urllib.request

    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own
        answer.read()


def pss(pid: int) -> float:
    """MiB of a process, pages that several share divided among them."""
    return sum(fields(pid)) / 1024


def fields(pid: int) -> Iterator[float]:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Pss:"):
            yield float(line.split()[1])
