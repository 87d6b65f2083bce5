"""The process below ``serve``: it loads what the surfaces share, once, and forks each of them.

Pages of memory that were loaded before a fork are shared until somebody writes to them. Surfaces that only hand out
files (vault, public site) are forked first, before the home's settings are read: no secret of the desk is ever in their
memory. No connection is open and no thread runs when a surface is forked.
"""

import contextlib
import ctypes
import gc
import importlib
import os
import resource
import signal
import socket
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any, Final

PLAIN: Final = ("public", "vault")
"""Surfaces of files alone: neither Django nor the database."""
THREADS: Final = (
    12  # a slow download holds one, a log-in another (desk/staff/turns.py); the others answer (hazard 17.1)
)
LINES: Final = 4096
"""Open connections of one surface; one that sends nothing costs some kilobytes, and no thread (review F9)."""
SILENT: Final = 10_000
"""Milliseconds after which a line that has not sent a request's head is closed."""
_SHARED: Final = (
    "adapters.names",
    "desk.intake.door.arrival",
    "desk.services.acts",
    "desk.services.choices",
    "desk.services.desk_acts",
    "desk.services.desk_record",
    "desk.services.letters",
    "desk.services.pending_desk_acts",
    "desk.services.plain_views",
    "desk.services.reports",
    "desk.services.row_check",
    "desk.web.desk",
    "operate.desk_of_home",
)
"""What more than one surface works with."""
_PARENT_DIED: Final = 1  # PR_SET_PDEATHSIG, prctl(2)
_NAME: Final = 15  # PR_SET_NAME
_ARENAS: Final = -8  # M_ARENA_MAX, mallopt(3)


def main(host: str, ports: Mapping[str, int]) -> int:
    """Fork every surface; end all when one ends, or when told to. Prints the name of the one that ended by itself."""
    _of_parent("supervisor")
    _frugal()
    surfaces = _Surfaces(host)
    signal.signal(signal.SIGTERM, surfaces.told)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: ``serve`` ends us in order
    wanted = [name for name in ports if name in PLAIN]
    _share_files()
    for name in wanted:
        surfaces.fork(name, ports[name])
    others = [name for name in ports if name not in PLAIN]
    if others:
        _share_desk()
    for name in others:
        surfaces.fork(name, ports[name])
    return surfaces.wait()


class _Surfaces:
    """The children, by process id."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.children: dict[int, str] = {}
        self.ending = False

    def fork(self, name: str, port: int) -> None:
        """One more surface. What is loaded by now is left alone by the collector, so that its pages stay shared."""
        gc.collect()
        gc.freeze()
        child = os.fork()
        if child:
            self.children[child] = name
            return
        code = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            _of_parent(name)
            run(name, self.host, port)
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            sys.excepthook(*sys.exc_info())
            raise
        finally:
            sys.stderr.flush()
            os._exit(code)  # nothing of the parent's is run at the end of a child

    def told(self, _number: int, _frame: FrameType | None) -> None:
        """End the children; ``wait`` returns when they have gone."""
        self.ending = True
        for child in self.children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGTERM)

    def wait(self) -> int:
        """0 where all ended because they were told to; 1 where one ended by itself."""
        code = 0
        while self.children:
            child, _ = os.wait()
            name = self.children.pop(child)
            if not self.ending:
                code = 1
                sys.stdout.write(f"{name}\n")
                sys.stdout.flush()
                self.told(0, None)
        return code


def _of_parent(name: str) -> None:
    """A surface does not outlive a ``serve`` that was killed; and its name is seen where processes are listed."""
    with contextlib.suppress(OSError, AttributeError):
        system = ctypes.CDLL(None)
        system.prctl(_PARENT_DIED, signal.SIGTERM)
        system.prctl(_NAME, f"desk-{name}".encode())


def _frugal() -> None:
    """Two heaps of the C library for all threads, not eight for each core: a thread at rest keeps none of its own."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENAS, 2)


def _files() -> None:
    """Each line is an open file; what the machine allows is taken, as far as ``LINES`` needs it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = LINES + 256
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _share_files() -> None:
    import granian.server
    import whitenoise

    from dueprocess.operate import home, wsgi

    del granian, whitenoise, home, wsgi


def _share_desk() -> None:
    """Django with all tables, the services, and the law as it ships; no database."""
    from dueprocess.operate import home as homes

    place = homes.boot()
    from dueprocess.adapters import calendars, law_files

    for name in _SHARED:
        importlib.import_module(f"dueprocess.{name}")
    law_files.load(signatures=())
    with contextlib.suppress(homes.HomeError, calendars.CalendarError):  # the surface says it where it is asked
        calendars.LegalCalendar(homes.read_desk(place).country)


def run(surface: str, host: str, port: int) -> None:
    """Serve one surface in this process until it is told to end."""
    if surface == "door":
        from dueprocess.desk.intake.door import serve
        from dueprocess.operate.home import current

        serve.serve(current().path, host, port)
        return
    if surface == "person":
        _person(host, port)
        return
    if surface not in PLAIN:
        _become(surface)
    from granian._granian import SocketHolder
    from granian.constants import Interfaces
    from granian.http import HTTP1Settings
    from granian.server import MTServer

    from dueprocess.operate.wsgi import application

    class OneProcess(MTServer):
        """The library's server whose worker is a thread; a process for it alone would only watch it, as ours does."""

        def _check_gil(self) -> None:
            """One worker gains nothing from Python without its lock, for which the library keeps this server."""

        def _init_shared_socket(self) -> None:
            """A port of our own. The library's may be shared, and then two desks would answer in turns, unnoticed."""
            listener = socket.create_server((host, port), family=_family(host), backlog=self.backlog)
            holder: Any = SocketHolder  # whose three arguments its stub leaves out
            self._shd = holder(listener.detach(), False, self.backlog)

    _files()
    OneProcess(
        surface,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        backpressure=LINES,
        http1_settings=HTTP1Settings(header_read_timeout=SILENT),
        websockets=False,
        log_enabled=False,
        log_access=False,  # addresses of callers are kept nowhere (hazard 6.4)
    ).serve(target_loader=application)


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _become(surface: str) -> None:
    """The settings in which this surface differs from the others."""
    from django.conf import settings

    from dueprocess.operate.settings import of_surface

    for name, value in of_surface(surface).items():
        setattr(settings, name, value)


def _person(host: str, port: int) -> None:
    from dueprocess.operate import home as homes

    house = homes.read_desk(homes.boot())
    from dueprocess.desk.person import serve  # reads tables: after the home is booted

    serve.serve(serve.Told(house.timezone, house.person_onion), host, port)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], {name: int(port) for name, _, port in (one.partition(":") for one in sys.argv[2:])}))
