"""A listener that accepts, waits until a request is there, and forks (hazard 10.3, ADR 0025).

The child does the work and dies. The parent has no connection to the database, no desk, no secret; what it loaded
before is code and the law's files. The door and the person's page stand on it.

A connection that sends nothing costs one descriptor: no child is forked before the head is whole, and the body with it
(``ENOUGH`` of a longer one). The parent takes nothing out of the connection: it looks at what lies in the kernel
(MSG_PEEK, recv(2)) through one buffer, which is overwritten after each look, and keeps a verdict alone. Who is slowest
goes first where there are too many.
"""

import contextlib
import ipaddress
import os
import re
import resource
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

CHILDREN: Final = 32
MEMORY: Final = 2 << 30  # address space of a child beyond what the listener has
ENOUGH: Final = 4 << 10
"""Bytes of a body that are waited for: all of a form, and of an upload what says who hands it in."""
MAX_HEAD: Final = 16 << 10
"""Bytes in which a head ends; the child refuses a longer one."""
PEEKED: Final = MAX_HEAD + ENOUGH
WAITING: Final = 768
"""Connections whose request is not there yet; the oldest one goes where one more comes."""
SPARE: Final = 64  # descriptors for all else

_ENDED: Final = select.EPOLLRDHUP | select.EPOLLHUP | select.EPOLLERR
_END: Final = re.compile(rb"\n\r?\n")  # of a head, as h11 finds it
_LENGTH: Final = re.compile(rb"\ncontent-length[ \t]*:[ \t]*([0-9]{1,12})[ \t]*\r?\n", re.IGNORECASE)
_EXPECTS: Final = re.compile(rb"\nexpect[ \t]*:", re.IGNORECASE)


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


@dataclass(slots=True)
class _Waits:
    sock: socket.socket
    until: float


@dataclass
class Listener:
    """Accepts, waits and forks; ``work`` is what each child does.

    ``seconds`` is how long a request may take to come in; ``late`` is the answer to one that began and did not come.
    """

    listener: socket.socket
    work: Work
    seconds: float
    late: bytes = field(repr=False)
    most: int = CHILDREN
    waiting: int = WAITING
    children: set[int] = field(default_factory=set)
    slots: int = field(default_factory=lambda: os.memfd_create("slots", os.MFD_CLOEXEC))
    ending: bool = False
    coming: dict[int, _Waits] = field(default_factory=dict)  # oldest first
    there: deque[socket.socket] = field(default_factory=deque)  # a child each, once there is room
    buffer: bytearray = field(default_factory=lambda: bytearray(PEEKED), repr=False)
    poll: select.epoll = field(default_factory=select.epoll, repr=False)

    def run(self) -> None:
        """Accept and fork until SIGTERM or SIGINT; children end by themselves."""
        self.listener.setblocking(False)
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.waiting = max(1, min(self.waiting, soft - SPARE))
        with self._signals() as woken, self.poll:
            self.poll.register(woken, select.EPOLLIN)
            self.poll.register(self.listener, select.EPOLLIN)
            while not self.ending:
                for handle, what in self.poll.poll(self._rests()):
                    if handle == woken:
                        os.read(woken, 4096)
                    elif handle == self.listener.fileno():
                        self._accept()
                    elif handle in self.coming:
                        self._look(handle, ended=bool(what & _ENDED))
                self._reap()
                self._expire()
                while self.there and len(self.children) < self.most:
                    self._fork(self.there.popleft())

    def _rests(self) -> float | None:
        """Seconds until the next one is late."""
        first = next(iter(self.coming.values()), None)
        return None if first is None else max(0.0, first.until - time.monotonic())

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
        if len(self.coming) + len(self.there) >= self.waiting:
            if not self.coming:
                sock.close()  # every place is held by a whole request
                return
            self._leave(next(iter(self.coming)))
        sock.setblocking(False)
        self.coming[sock.fileno()] = _Waits(sock, time.monotonic() + self.seconds)
        # Edges: told of each time that more comes, though what came lies there still.
        self.poll.register(sock, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)
        self._look(sock.fileno(), ended=False)

    def _look(self, handle: int, *, ended: bool) -> None:
        sock = self.coming[handle].sock
        try:
            count = sock.recv_into(self.buffer, PEEKED, socket.MSG_PEEK)
            whole, over = _is_there(memoryview(self.buffer)[:count]), ended or not count
        except BlockingIOError:
            return  # nothing yet
        except OSError:
            whole, over = False, True
        finally:
            self.buffer[:] = bytes(PEEKED)
        if whole:
            self._drop(handle)
            self.there.append(sock)
        elif over:
            self._drop(handle)
            sock.close()

    def _expire(self) -> None:
        now = time.monotonic()
        while (first := next(iter(self.coming), None)) is not None and self.coming[first].until <= now:
            self._leave(first)

    def _leave(self, handle: int) -> None:
        """Tell who began that it took too long; who sent nothing is told nothing."""
        sock = self._drop(handle)
        with sock, contextlib.suppress(OSError):
            if sock.recv_into(self.buffer, 1, socket.MSG_PEEK):
                self.buffer[:1] = b"\0"
                sock.send(self.late)
                sock.shutdown(socket.SHUT_WR)
                sock.recv(PEEKED, socket.MSG_TRUNC)  # let go by: what is closed unread is a broken line to the other

    def _drop(self, handle: int) -> socket.socket:
        sock = self.coming.pop(handle).sock
        self.poll.unregister(sock)  # a child that holds it, too, would keep it there
        return sock

    def _fork(self, sock: socket.socket) -> None:
        with sock:
            child = os.fork()
            if child:
                self.children.add(child)
                return
            _child(sock, self)


def _is_there(seen: memoryview) -> bool:
    """Whether there is enough of a request to answer it: its head, and its body up to ``ENOUGH``."""
    end = _END.search(seen)
    if end is None:
        return len(seen) >= MAX_HEAD
    length = _LENGTH.search(seen, 0, end.end())
    if length is None or _EXPECTS.search(seen, 0, end.end()):
        return True
    return len(seen) >= min(end.end() + min(int(length[1]), ENOUGH), PEEKED)


def _child(sock: socket.socket, parent: Listener) -> NoReturn:
    """One request. Ends the process, whatever happens; nothing is written anywhere about it."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        parent.listener.close()
        parent.poll.close()
        for other in (*(one.sock for one in parent.coming.values()), *parent.there):
            other.close()  # of others: they end where the listener ends them
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
