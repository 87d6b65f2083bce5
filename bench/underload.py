"""An honest emergency after hostile files, a visitor beside idle connections; each against the same alone."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from bench import homes
from bench.measuring import Row
from bench.starting import COMMAND

if TYPE_CHECKING:
    from collections.abc import Iterator

HOSTILE = int(os.environ.get("BENCH_HOSTILE", "1000"))
IDLE = 200
SURFACES = ("door", "portal", "person")
EMERGENCY = "de-emergency-police.txt"  # of the project's own demands


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place, _ = homes.shared()
        home = Path(folder) / "home"
        shutil.copytree(place.path, home)
        alone = arrives(home, Path(folder) / "alone", 0)
        after = arrives(home, Path(folder) / "after", HOSTILE)
        rows = [
            Row(f"emergency after {HOSTILE} hostile files, registered", after[0], alone[0], "s", "alone", target=1),
            Row("its clock stands in `dueprocess due`", after[1], alone[1], "s", "alone", target=5),
        ]
        return [*rows, *beside_idle(home)]


def hostile(number: int) -> str:
    """A list of addresses on which the standard library's parser works for seconds."""
    return f"From: a@hostile{number}.example\nTo: {'<a@b>, (((' * 40000}\nSubject: x\n\nAuskunft\n"


def arrives(home: Path, drop: Path, many: int) -> tuple[float, float]:
    """Seconds from a file's place in the folder until it is registered, and until its clock is listed."""
    drop.mkdir()
    for number in range(many):
        (drop / f"h{number}.eml").write_text(hostile(number))
    (drop / "first.txt").write_text("Guten Tag.")
    os.utime(drop / "first.txt", (1 << 32, 1 << 32))  # the newest: once it is in, the others have begun
    before = demands(home).keys()
    if not many:  # the folder goes on being looked into while this one is read
        (drop / "h0.eml").write_text(hostile(0))
    command = [COMMAND, "intake", "--remove", str(drop), "--home", home]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as run:
        try:
            while (drop / "first.txt").exists():
                time.sleep(0.01)
            shutil.copy(homes.SAMPLES / EMERGENCY, drop / ".emergency")
            began = time.monotonic()
            (drop / ".emergency").rename(drop / "emergency.txt")
            while not (new := demands(home).keys() - before):
                time.sleep(0.01)
            case = demands(home)[new.pop()]
            took = time.monotonic() - began
            while case not in due(home):
                pass
            return took, time.monotonic() - began
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(run.pid, signal.SIGKILL)


def demands(home: Path) -> dict[str, str]:
    """Cases of the arrivals that ask for something, by arrival; no hostile file is one."""
    with contextlib.closing(sqlite3.connect(f"file:{home}/desk.sqlite3?mode=ro", uri=True, timeout=20)) as store:
        return dict(store.execute("SELECT id, case_id FROM data_arrival WHERE says = 'new_case'").fetchall())


def due(home: Path) -> str:
    return subprocess.run([COMMAND, "due", "--home", home, "--json"], capture_output=True, text=True, check=True).stdout


def beside_idle(home: Path) -> Iterator[Row]:
    """The answer of each surface beside connections that send nothing, or a part, against it alone."""
    from dueprocess.operate.home import Home, read_desk, write_desk
    from dueprocess.operate.served_home import free_ports, listens

    ports = free_ports(SURFACES)
    addresses = {f"{name}_address": f"http://127.0.0.1:{port}" for name, port in ports.items()}
    write_desk(Home(home), replace(read_desk(Home(home)), **addresses))
    given = [word for name, port in ports.items() for word in ("--surface", name, "--port", f"{name}:{port}")]
    ends = {"stderr": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    with subprocess.Popen([COMMAND, "serve", "--home", home, *given], **ends) as served:
        try:
            while not all(listens("127.0.0.1", port) for port in ports.values()):
                time.sleep(0.1)
            for name, port in ports.items():
                path = "healthz" if name == "door" else ""
                ask(port, path)
                bare = min(ask(port, path) for _ in range(5))
                idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(IDLE)]
                for sock in idle[::2]:
                    sock.sendall(b"POST / HTTP/1.1\r\nContent-Le")
                held = max(ask(port, path) for _ in range(5))
                for sock in idle:
                    sock.close()
                yield Row(f"{name} beside {IDLE} idle lines, slowest of five", held, bare, "s", "alone", target=0.5)
        finally:
            served.terminate()


def ask(port: int, path: str) -> float:
    began = time.monotonic()
    address = f"http://127.0.0.1:{port}/{path}"
    with contextlib.suppress(urllib.error.HTTPError), urllib.request.urlopen(address, timeout=60) as answer:
        answer.read()
    return time.monotonic() - began
