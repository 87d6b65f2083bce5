"""A listener that accepts and forks, and never reads a byte of a request (hazard 10.3, ADR 0025).

The child does the work and dies. The parent has no connection to the database, no desk, no secret; what it loaded
before is code and the law's files. The door and the person's page stand on it.
"""

import contextlib
import ipaddress
import os
import resource
import selectors
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

CHILDREN: Final = 32
MEMORY: Final = 2 << 30  # address space of a child beyond what the listener has


class LateError(Exception):
    """The time of a request is over."""


def bound(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens. Raises ValueError for an address that is not this machine's own."""
    if not ipaddress.ip_address("127.0.0.1" if host == "localhost" else host).is_loopback:
        message = f"listens on this machine alone, not on {host}: what comes in is in clear, a proxy stands before it"
        raise ValueError(message)
    return socket.create_server((host, port), backlog=backlog)


def time_is_up(*_: object) -> NoReturn:
    """Handler of SIGALRM in a child. Raises LateError."""
    raise LateError


Work = Callable[[socket.socket, int], None]
"""What a child does with its one connection: socket, and the file whose bytes are places that few may hold."""


@dataclass
class Listener:
    """Accepts and forks; ``work`` is what each child does."""

    listener: socket.socket
    work: Work
    most: int = CHILDREN
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


def _child(sock: socket.socket, parent: Listener) -> NoReturn:
    """One request. Ends the process, whatever happens; nothing is written anywhere about it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        parent.listener.close()
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        # The soft limit alone: the sandbox's children set their own.
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY, hard))
        sock.setblocking(True)
        parent.work(sock, parent.slots)
        code = 0
    finally:
        os._exit(code)
