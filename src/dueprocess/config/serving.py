"""Serving a home: one process a surface, all on this machine; a proxy gives names and TLS (docs/operator/proxy.md)."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from dueprocess.config import keyfile
from dueprocess.config.home import Home, HomeError
from dueprocess.config.wiring import SERVED, is_served

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
THREADS: Final = 6  # a slow download holds one; the others answer (hazard 17.1)
START_SECONDS: Final = 30


@dataclass
class Serving:
    """The children of one ``serve``. ``stop`` ends them; ``wait`` returns when one has ended by itself."""

    home: Home
    host: str
    ports: Mapping[str, int]
    children: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def start(self) -> "Serving":
        """Start every surface and wait until each listens. Raises HomeError for one that does not come up."""
        if is_served(self.home):
            message = f"{self.home.path} is being served already."
            raise HomeError(message)
        for name, port in self.ports.items():
            if _listens(self.host, port):
                message = f"Something listens on {self.host}:{port} already; give {name} another one with --port."
                raise HomeError(message)
        keyfile.make(self.home.secret_key)
        (self.home.path / SERVED).write_text(f"{os.getpid()}\n")
        for name, port in self.ports.items():
            self.children[name] = subprocess.Popen(
                [sys.executable, "-m", "dueprocess.config.serving", name, self.host, str(port)],
                env=self._environment(name),
                stdin=subprocess.DEVNULL,
            )
        for name, port in self.ports.items():
            self._await(name, port)
        return self

    def _environment(self, name: str) -> dict[str, str]:
        surface = name if name in {"staff", "api", "portal"} else "staff"
        return {**os.environ, "DUEPROCESS_HOME": str(self.home.path), "DUEPROCESS_SURFACE": surface}

    def _await(self, name: str, port: int) -> None:
        until = time.monotonic() + START_SECONDS
        while not _listens(self.host, port):
            if self.children[name].poll() is not None or time.monotonic() > until:
                self.stop()
                message = f"{name} did not come up on {self.host}:{port}; is the port taken? See the lines above."
                raise HomeError(message)
            time.sleep(0.05)

    def wait(self) -> str:
        """Name of the first surface that ended by itself. Raises KeyboardInterrupt when told to end (``hear``)."""
        hear()
        while True:
            for name, child in self.children.items():
                if child.poll() is not None:
                    return name
            time.sleep(0.2)

    def stop(self) -> None:
        """End every child, and say that the home is not served any more."""
        for child in self.children.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self.children.values():
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
        (self.home.path / SERVED).unlink(missing_ok=True)


def hear() -> None:
    """From here on SIGTERM is KeyboardInterrupt: whoever is told to end before all is said takes the children along."""
    signal.signal(signal.SIGTERM, _told)


def _told(*_: object) -> None:
    # The way out is that of Ctrl-C: the children end with it.
    raise KeyboardInterrupt


def _listens(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((host, port)) == 0


def free_ports(names: Sequence[str], host: str = "127.0.0.1") -> dict[str, int]:
    """A free port for each name, found by asking the system."""
    held = []
    for _ in names:
        one = socket.socket()
        one.bind((host, 0))
        held.append(one)
    found = {name: int(one.getsockname()[1]) for name, one in zip(names, held, strict=True)}
    for one in held:
        one.close()
    return found


_PARENT_DIED: Final = 1  # PR_SET_PDEATHSIG, prctl(2)


def _end_with_parent() -> None:
    """A surface does not outlive a ``serve`` that was killed: its port and its view of the desk go with it."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DIED, signal.SIGTERM)


def run(surface: str, host: str, port: int) -> None:
    """Serve one surface in this process until it is told to end."""
    _end_with_parent()
    if surface == "door":
        from dueprocess.config.home import current
        from dueprocess.door import serve

        serve.serve(current().path, host, port)
        return
    if surface == "person":
        _person(host, port)
        return
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        f"dueprocess.config.serving:{surface}",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=THREADS,
        backpressure=64,
        respawn_failed_workers=True,
        websockets=False,
        log_enabled=False,
        log_access=False,  # addresses of callers are kept nowhere (hazard 6.4)
        working_dir=Path.cwd(),
    ).serve()


def _person(host: str, port: int) -> None:
    from dueprocess.config import home as homes

    house = homes.read_desk(homes.boot())
    from dueprocess.person import serve  # reads tables: after the home is booted

    serve.serve(serve.Told(house.timezone, house.person_onion), host, port)


def staff() -> Any:  # noqa: ANN401 - a WSGI application
    """Factory of the staff desk."""
    return _application("staff")


def api() -> Any:  # noqa: ANN401 - a WSGI application
    """Factory of the interface."""
    return _application("api")


def vault() -> Any:  # noqa: ANN401 - a WSGI application
    """Factory of the vault."""
    return _application("vault")


def portal() -> Any:  # noqa: ANN401 - a WSGI application
    """Factory of the authority portal."""
    return _application("portal")


def public() -> Any:  # noqa: ANN401 - a WSGI application
    """Factory of the public site."""
    return _application("public")


def _application(surface: str) -> Any:  # noqa: ANN401 - a WSGI application
    from dueprocess.config.wsgi import application

    return application(surface)


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
