"""Any bytes at the surface get an answer or a closed line; nothing hangs, nothing is a fault."""

import os
import signal
import socket

from hypothesis import given
from hypothesis import strategies as st

from dueprocess.desk.person import serve
from wire import read

TOLD = serve.Told("Europe/Berlin")
KNOWN = {200, 400, 404, 405, 411, 413, 415, 417, 431}
BODY = st.one_of(
    st.binary(max_size=300), st.text("0123456789 %&=code+", max_size=80).map(lambda text: f"code={text}".encode())
)


def answered(data: bytes) -> int:
    """Status of the answer, 0 where the line was closed. A code of the right form would need the database."""
    ours, theirs = socket.socketpair()
    slots = os.memfd_create("slots")
    before = signal.getsignal(signal.SIGALRM)
    try:
        theirs.sendall(data)
        theirs.shutdown(socket.SHUT_WR)
        serve.answer(ours, TOLD, slots)
        ours.close()
        theirs.settimeout(5)
        try:
            return read(theirs).status
        except (IndexError, ValueError, ConnectionError):
            return 0
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
        ours.close()
        theirs.close()
        os.close(slots)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert answered(data) in KNOWN | {0}


@given(BODY, st.sampled_from(["GET", "POST", "HEAD", "PUT"]), st.integers(-5, 5))
def test_any_form(body: bytes, method: str, off: int) -> None:
    head = f"{method} / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    head += f"Content-Length: {max(0, len(body) + off)}\r\n\r\n"
    assert answered(head.encode() + body) in KNOWN | {0}
