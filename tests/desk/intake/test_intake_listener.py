"""The listener before door and person's page: nobody holds a child, or a place, by sending nothing (F12)."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from dueprocess.desk.intake.listener import ENOUGH, Listener, bound

LATE = b"HTTP/1.1 408 Late\r\n\r\n"
GET = b"GET / HTTP/1.1\r\nHost: d\r\n\r\n"


def work(sock: socket.socket, _slots: int) -> None:
    """Say how much was there."""
    sock.setblocking(False)
    sock.sendall(str(len(sock.recv(1 << 16))).encode())


@dataclass
class Running:
    pid: int
    port: int

    def connect(self, sent: bytes = b"") -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        sock.sendall(sent)
        return sock

    def asked(self, sent: bytes = GET) -> bytes:
        with self.connect(sent) as sock:
            return all_of(sock)

    def children(self) -> int:
        return len(Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split())

    def held(self) -> int:
        return len([one for one in Path(f"/proc/{self.pid}/fd").iterdir() if "socket" in str(one.readlink())])


def all_of(sock: socket.socket) -> bytes:
    came = b""
    with contextlib.suppress(ConnectionResetError):  # what nobody read is let go
        while more := sock.recv(65536):
            came += more
    return came


@pytest.fixture
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    seconds, waiting, most = request.param
    with bound("127.0.0.1", 0, 512) as listener:
        port = listener.getsockname()[1]
        pid = os.fork()
        if not pid:
            Listener(listener, work, seconds, LATE, most, waiting).run()
            os._exit(0)
    try:
        yield Running(pid, port)
    finally:
        os.kill(pid, signal.SIGTERM)
        assert os.waitpid(pid, 0)[1] == 0


@pytest.mark.parametrize("running", [(600, 768, 2)], indirect=True)
def test_who_sends_nothing_or_a_part_holds_no_child(running: Running) -> None:
    parts = (b"", b"G", GET[:-2], b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\n12345678", b"x" * 9000)
    idle = [running.connect(parts[number % len(parts)]) for number in range(200)]
    try:
        assert running.asked() == str(len(GET)).encode()
        while running.children():  # that of the answer, which ends by itself
            time.sleep(0.01)
        assert running.asked() == str(len(GET)).encode()
    finally:
        for one in idle:
            one.close()


@pytest.mark.parametrize("running", [(600, 768, 2)], indirect=True)
def test_a_child_begins_once_enough_is_there(running: Running) -> None:
    head = b"POST / HTTP/1.1\r\ncontent-LENGTH : %d\r\n\r\n"
    for length in (1, ENOUGH, ENOUGH + 1, 1 << 30):
        enough = min(length, ENOUGH)
        with running.connect(head % length + b"y" * (enough - 1)) as sock:
            assert running.asked() == str(len(GET)).encode()  # a look at the first one is over
            sock.sendall(b"y")
            assert all_of(sock) == str(len(head % length) + enough).encode()
    for odd in (b"\x16\x03\x01 tls hello\n\n", b"GET /\r\n\n", b"z" * (17 << 10), head % 9 + b"y" * 90):
        assert running.asked(odd)
    expects = b"POST / HTTP/1.1\r\nContent-Length: 9\r\nExpect: 100-continue\r\n\r\n"
    assert running.asked(expects) == str(len(expects)).encode()


@pytest.mark.parametrize("running", [(1, 768, 2)], indirect=True)
def test_who_began_is_told_that_it_is_late_and_who_sent_nothing_hears_nothing(running: Running) -> None:
    """A browser opens a line before its person has typed: an answer on it would be taken for that of the form (C3)."""
    with running.connect() as idle, running.connect(b"POST / HT") as slow:
        assert (all_of(slow), all_of(idle)) == (LATE, b"")
    with running.connect(GET[:-1]) as gone:
        gone.shutdown(socket.SHUT_WR)
        assert all_of(gone) == b""


@pytest.mark.parametrize("running", [(600, 8, 2)], indirect=True)
def test_the_oldest_gives_its_place_to_who_comes(running: Running) -> None:
    first = [running.connect(b"GET") for _ in range(8)]
    more = [running.connect(b"GET") for _ in range(5)]
    assert running.asked() == str(len(GET)).encode()
    for one in first[:6]:  # five, and one for whoever asked
        assert all_of(one) == LATE
    assert running.held() <= 8 + 1
    for one in (first[6], more[-1]):
        one.sendall(GET[3:])
        assert all_of(one) == str(len(GET)).encode()
    for one in (*first, *more):
        one.close()
