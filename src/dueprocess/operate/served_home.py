"""Serving a home: one process a surface, all on this machine; a proxy gives names and TLS (docs/operator/proxy.md).

``Serving`` starts one process (``operate/surfaces.py``) that forks the surfaces.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Final

from dueprocess.operate import keyfile
from dueprocess.operate.desk_of_home import SERVED, is_served
from dueprocess.operate.home import Home, HomeError

PORTS: Final[Mapping[str, int]] = {
    "public": 8000,
    "staff": 8001,
    "api": 8002,
    "vault": 8003,
    "door": 8004,
    "portal": 8005,
    "person": 8006,
}
"""Surfaces and the ports on which they listen, unless told otherwise."""
START_SECONDS: Final = 30


@dataclass
class Serving:
    """The surfaces of one ``serve``. ``stop`` ends them; ``wait`` returns when one has ended by itself."""

    home: Home
    host: str
    ports: Mapping[str, int]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Serving":
        """Start every surface and wait until each listens. Raises HomeError for one that does not come up."""
        if is_served(self.home):
            raise HomeError(f"{self.home.path} is being served already.")
        for name, port in self.ports.items():
            if listens(self.host, port):
                message = f"Something listens on {self.host}:{port} already; give {name} another one with --port."
                raise HomeError(message)
        keyfile.make(self.home.secret_key)
        (self.home.path / SERVED).write_text(f"{os.getpid()}\n")
        ports = [f"{name}:{port}" for name, port in self.ports.items()]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dueprocess.operate.surfaces", self.host, *ports],
            env={**os.environ, "DUEPROCESS_HOME": str(self.home.path), "DUEPROCESS_SURFACE": "staff"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
        )
        for name, port in self.ports.items():
            self._await(name, port)
        return self

    def _await(self, name: str, port: int) -> None:
        until = time.monotonic() + START_SECONDS
        while not listens(self.host, port):
            if self._ended() or time.monotonic() > until:
                name = self._first() if self._ended() else name
                self.stop()
                raise HomeError(f"{name} did not come up on {self.host}; is the port taken? See the lines above.")
            time.sleep(0.05)

    def _ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def _first(self) -> str:
        """The surface that ended before the others, as the process above them says once it has ended, too."""
        said: IO[bytes] | None = self.process.stdout if self.process else None
        return (said.readline().decode().strip() if said else "") or "the desk"

    def wait(self) -> str:
        """Name of the first surface that ended by itself. Raises KeyboardInterrupt when told to end (``hear``)."""
        hear()
        while not self._ended():
            time.sleep(0.2)
        return self._first()

    def stop(self) -> None:
        """End every surface, and say that the home is not served any more."""
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()  # the surfaces die with it
                self.process.wait()
            if self.process.stdout is not None:
                self.process.stdout.close()
        (self.home.path / SERVED).unlink(missing_ok=True)


def hear() -> None:
    """From here on SIGTERM is KeyboardInterrupt: whoever is told to end before all is said takes the children along."""
    signal.signal(signal.SIGTERM, _told)


def _told(*_: object) -> None:
    # The way out is that of Ctrl-C: the children end with it.
    raise KeyboardInterrupt


def listens(host: str, port: int, seconds: float = 0.5) -> bool:
    """Whether something takes a connection there within that time."""
    try:
        socket.create_connection((host, port), seconds).close()
    except (OSError, UnicodeError):
        return False
    return True


def free_ports(names: Sequence[str], host: str = "127.0.0.1") -> dict[str, int]:
    """A free port for each name, which the system gives to nobody else for a minute who asks for any free one.

    A line that its server closed first keeps the server's port in TIME_WAIT (RFC 9293, 3.3.2); who names the port
    may listen on it at once.
    """
    found = {}
    for name in names:
        with socket.create_server((host, 0)) as one:
            found[name] = int(one.getsockname()[1])
            with socket.create_connection((host, found[name])) as caller:
                one.accept()[0].close()
                caller.recv(1)
    return found
