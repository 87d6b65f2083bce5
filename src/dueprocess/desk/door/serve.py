"""The door's listener: it accepts and forks, and never reads a byte of a request (hazard 10.3, ADR 0025).

The child reads, seals in the sandbox, registers, answers and dies. The parent has no connection to the database, no
desk, no secret; what it loaded before is code and the law's files.
"""

import contextlib
import ipaddress
import json
import os
import resource
import selectors
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from dueprocess.adapters import locks
from dueprocess.desk.door.requests import GoneError, RefusedError, Request, read_head

if TYPE_CHECKING:
    from dueprocess.desk.door.arrival import Taken

CHILDREN: Final = 32
UPLOADS: Final = 4
"""Requests at a time that may hold files in memory."""
UNKNOWN_SECONDS: Final = 20
"""How long somebody who has not shown a ticket may take."""
KNOWN_SECONDS: Final = 240
LEAVE_SECONDS: Final = 15
MEMORY: Final = 2 << 30  # address space of a child beyond what the listener has
_NO_STORE: Final = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"


class LateError(Exception):
    """The time of a request is over."""


def serve(home: Path, host: str, port: int) -> None:
    """Listen until told to end (SIGTERM). Raises ValueError for an address that is not this machine's own."""
    if not ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback:
        message = f"the door listens on this machine alone, not on {host}: what comes in is in clear until it is sealed"
        raise ValueError(message)
    _load(home)
    with socket.create_server((host, port), backlog=128) as listener:
        Door(home, listener).run()


def _load(home: Path) -> None:
    """Code and law before the first fork; no database."""
    os.environ["DUEPROCESS_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.operate.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from dueprocess.adapters import calendars, law_files
    from dueprocess.desk.door import arrival

    del calendars, arrival
    law_files.load(signatures=())


Work = Callable[[socket.socket, Path, int], None]
"""What a child does with its one connection: socket, home, the file whose bytes are places that few may hold."""


@dataclass
class Door:
    """The listener and its children; another surface gives another ``work``."""

    home: Path
    listener: socket.socket
    work: Work = field(default_factory=lambda: answer)
    most: int = field(default_factory=lambda: CHILDREN)
    children: set[int] = field(default_factory=set)
    slots: int = field(default_factory=lambda: os.memfd_create("slots", os.MFD_CLOEXEC))
    ending: bool = False

    def run(self) -> None:
        """Accept and fork until SIGTERM or SIGINT; children end by themselves."""
        self.listener.setblocking(False)
        with self._signals() as woken, selectors.DefaultSelector() as selector:
            selector.register(woken, selectors.EVENT_READ)
            while not self.ending:
                self._listen(selector, wanted=len(self.children) < self.most)
                for key, _ in selector.select():
                    if key.fileobj is self.listener:
                        self._accept()
                    else:
                        os.read(woken, 4096)
                self._reap()

    def _listen(self, selector: selectors.BaseSelector, *, wanted: bool) -> None:
        listens = self.listener in {key.fileobj for key in selector.get_map().values()}
        if wanted and not listens:
            selector.register(self.listener, selectors.EVENT_READ)
        elif listens and not wanted:
            selector.unregister(self.listener)  # the others wait in the kernel's queue

    @contextlib.contextmanager
    def _signals(self) -> Iterator[int]:
        woken, wakes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        try:
            yield woken
        finally:
            signal.set_wakeup_fd(-1)
            os.close(woken)
            os.close(wakes)

    def _end(self, *_: object) -> None:
        self.ending = True

    def _reap(self) -> None:
        while self.children:
            gone, _ = os.waitpid(-1, os.WNOHANG)
            if not gone:
                return
            self.children.discard(gone)

    def _accept(self) -> None:
        try:
            sock, _ = self.listener.accept()
        except OSError:
            return  # who knocked is gone
        with sock:
            child = os.fork()
            if child:
                self.children.add(child)
                return
            _child(sock, self)


def _child(sock: socket.socket, door: Door) -> NoReturn:
    """One request. Ends the process, whatever happens; nothing is written anywhere about it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        door.listener.close()
        _limit()
        sock.setblocking(True)
        door.work(sock, door.home, door.slots)
        code = 0
    finally:
        os._exit(code)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # The soft limit alone: the sandbox's children set their own.
    resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))


def answer(sock: socket.socket, home: Path, slots: int) -> None:
    """Read one request, answer it, close. Used by the child alone."""
    signal.signal(signal.SIGALRM, _late)
    signal.alarm(UNKNOWN_SECONDS)
    request: Request | None = None
    try:
        request = read_head(sock)
        said = _route(request, home, slots)
    except RefusedError as fault:
        said = _refusal(fault)
    except LateError:
        said = _plain(408, "It took too long. Try again, with smaller files or a better line.")
    except (GoneError, ConnectionError):
        return
    except Exception:  # noqa: BLE001 - a fault of ours tells nothing, and it is written nowhere: it could hold particulars
        said = _plain(500, "The door made a fault; nothing was kept. Try again, then tell the operator.")
    _leave(sock, request, said)


def _late(*_: object) -> NoReturn:
    raise LateError


def _leave(sock: socket.socket, request: Request | None, said: bytes) -> None:
    with contextlib.suppress(LateError, OSError):
        signal.alarm(LEAVE_SECONDS)
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR)
        if request is not None:
            request.body.let_go()  # else the answer is lost with the connection
    signal.alarm(0)


def _route(request: Request, home: Path, slots: int) -> bytes:
    if (request.method, request.path) == ("GET", "/healthz"):
        return _plain(200, "ok")
    if request.path != "/arrive":
        raise RefusedError(404, "There is nothing here. Arrivals are handed in from the staff desk's page.")
    if request.method != "POST":
        raise RefusedError(405, "The door is used by the staff desk's page alone.")
    if "content-length" not in request.headers:
        raise RefusedError(411, "Send the body's length: Content-Length.")
    from django.db import connections

    from dueprocess.desk.door.arrival import take

    connections.close_all()  # nothing is inherited from the listener

    def known() -> None:
        _slot(slots)
        signal.alarm(KNOWN_SECONDS)

    try:
        # Once all is here the child's own limits hold; nobody is told "too late" of what was registered.
        return _done(take(request, home, known, _no_limit))
    finally:
        connections.close_all()


def _no_limit() -> None:
    signal.alarm(0)


def _slot(slots: int) -> None:
    """Hold one of a few places until this process ends. Raises RefusedError where all are held."""
    if locks.slot(slots, UPLOADS) is None:
        raise RefusedError(429, "The door is busy. Load the page anew and try again in a minute.")


def _done(taken: "Taken") -> bytes:
    if not taken.system:
        return _respond(303, b"", "text/plain", f"Location: {taken.to}\r\n")
    rows = [{"arrival": one.arrival, "case": one.case, "says": str(one.says)} for one in taken.registered]
    return _respond(201, json.dumps({"arrivals": rows}).encode(), "application/json")


def _refusal(fault: RefusedError) -> bytes:
    more = f"Location: {fault.to}\r\n" if fault.to else ""
    more += "Retry-After: 60\r\n" if fault.status == HTTPStatus.TOO_MANY_REQUESTS else ""
    more += "WWW-Authenticate: Bearer\r\n" if fault.status == HTTPStatus.UNAUTHORIZED else ""
    more += "Allow: POST\r\n" if fault.status == HTTPStatus.METHOD_NOT_ALLOWED else ""
    return _plain(fault.status, fault.says, more)


def _plain(status: int, says: str, more: str = "") -> bytes:
    return _respond(status, f"{says}\n".encode(), "text/plain; charset=utf-8", more)


def _respond(status: int, content: bytes, media: str, more: str = "") -> bytes:
    phrase = HTTPStatus(status).phrase
    head = (
        f"HTTP/1.1 {status} {phrase}\r\nContent-Type: {media}\r\nContent-Length: {len(content)}\r\n"
        f"Connection: close\r\nContent-Security-Policy: default-src 'none'; sandbox\r\n{_NO_STORE}{more}\r\n"
    )
    return head.encode("ascii") + content
