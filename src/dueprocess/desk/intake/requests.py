"""One HTTP/1.1 request, read strictly from a socket: a head of limited size, then exactly the length that it names."""

import contextlib
import re
import signal
import socket
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

import h11

from dueprocess.desk.intake.listener import LateError, time_is_up

MAX_HEAD: Final = 16 << 10
PART: Final = 64 << 10
DRAINED: Final = 1 << 30
"""Bytes of a refused body that are let go by, so that the answer can be read; they never enter this process."""

_PATH: Final = re.compile(rb"/[!-~]{0,255}")
_LENIENT: Final = re.compile(rb"(?<!\r)\n|\n[ \t]")  # what h11 takes and others read otherwise
MAX_LENGTH: Final = 10**12
_ONCE: Final = frozenset(
    {
        *("content-length", "content-type", "host", "origin", "authorization", "expect", "client-cert"),
        "x-dueprocess-account",  # whose session it is: a browser's own beside the proxy's would decide
    }
)


class RefusedError(Exception):
    """A request that is not taken: status, and one sentence that says what to do."""

    def __init__(self, status: int, says: str, *, to: str = "") -> None:
        super().__init__(status)
        self.status, self.says, self.to = status, says, to


class GoneError(Exception):
    """The other side went away: nobody is there to answer."""


@dataclass(slots=True)
class Request:
    """Method, path, headers (names in lower case), and the body as a stream that is read once."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: "Body" = field(repr=False)


@dataclass(slots=True)
class Body:
    """What is left of the body. ``read`` gives its next bytes, at most 64 KiB; empty at its end."""

    sock: socket.socket
    held: bytes
    left: int
    waits: bool = False  # the client waits for 100 Continue

    def read(self) -> bytes:
        """Next bytes. Raises GoneError where the body ends before its length."""
        if not self.left:
            return b""
        if self.waits:
            self.waits = False
            self.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        data = self.held or self.sock.recv(min(PART, self.left))
        self.held = b""
        if not data:
            raise GoneError
        self.left -= len(data)
        return data

    def let_go(self) -> None:
        """Let the rest go by inside the kernel (tcp(7), MSG_TRUNC): what is refused is not read (hazard 1.8)."""
        self.held = b""
        if self.waits:
            return
        nothing, left = bytearray(PART), min(self.left, DRAINED)
        with contextlib.suppress(OSError):
            while left > 0:
                went = self.sock.recv_into(nothing, min(PART, left), socket.MSG_TRUNC)
                if not went:
                    return
                left -= went


def read_head(sock: socket.socket) -> Request:
    """The request's head. Raises RefusedError for one that breaks the form, GoneError where nobody asks."""
    connection, came = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_HEAD), b""
    try:
        while (event := connection.next_event()) is h11.NEED_DATA:
            more = sock.recv(4096)
            if not more:
                raise GoneError
            connection.receive_data(more)
            came += more
    except h11.RemoteProtocolError as fault:
        raise RefusedError(fault.error_status_hint, "The request's head is not one that the door reads.") from None
    if not isinstance(event, h11.Request) or event.http_version != b"1.1" or not _PATH.fullmatch(event.target):
        raise RefusedError(400, "The door speaks HTTP/1.1 alone.")
    headers = _headers(event.headers)
    if "transfer-encoding" in headers:
        raise RefusedError(411, "Send the body's length: Content-Length, not Transfer-Encoding.")
    # From here on we read the body ourselves: what is refused goes by inside the kernel, and that needs the count.
    rest, length = connection.trailing_data[0], int(headers.get("content-length", "0"))
    if _LENIENT.search(came, 0, len(came) - len(rest)):
        raise RefusedError(400, "A line of the request's head is folded, or ends without a carriage return.")
    if len(rest) > length or length > MAX_LENGTH:
        raise RefusedError(400, "The body is longer than the request says, or than the door reads.")
    expects = headers.get("expect", "").lower()
    if expects not in {"", "100-continue"}:
        raise RefusedError(417, "The door knows no such expectation.")
    body = Body(sock, rest, length, waits=bool(expects) and not rest)
    return Request(event.method.decode(), event.target.decode(), headers, body)


def _headers(lines: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in lines:
        key = name.decode()
        if not value.isascii() or (key in found and key in _ONCE):
            raise RefusedError(400, "A header of the request stands twice, or is not of ASCII.")
        found[key] = value.decode()
    return found


def response(status: int, content: bytes, media: str, *lines: str) -> bytes:
    """The bytes of an answer, after which the connection ends; ``lines`` are further headers."""
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        f"Content-Type: {media}",
        f"Content-Length: {len(content)}",
        "Connection: close",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Referrer-Policy: no-referrer",
        *lines,
    )
    return "\r\n".join((*head, "", "")).encode("ascii") + content


def answer(sock: socket.socket, route: Callable[[Request], bytes], seconds: int, *lines: str) -> None:
    """Read one request and answer it with what ``route`` gives: a page, or plain words. Used by a child alone.

    A RefusedError is answered with its status; any other fault with 503 and no word, since it could name somebody, and
    is written nowhere. Reading and answering have ``seconds`` each; who is too slow gets nothing. HEAD gets the head.
    ``lines`` are further headers.
    """
    signal.signal(signal.SIGALRM, time_is_up)
    signal.alarm(seconds)
    request: Request | None = None
    try:
        request = read_head(sock)
        status, content = 200, route(request)
    except RefusedError as fault:
        status, content = fault.status, f"{fault.says}\n".encode()
    except (GoneError, ConnectionError, LateError):
        signal.alarm(0)
        return
    except Exception:  # noqa: BLE001 - as above
        status, content = 503, b""
    html = content.startswith(b"<!doctype")
    said = response(status, content, f"text/{'html' if html else 'plain'}; charset=utf-8", *lines)
    bare = request is not None and request.method == "HEAD"
    leave(sock, request, said[: len(said) - len(content)] if bare else said, seconds)


def leave(sock: socket.socket, request: Request | None, said: bytes, seconds: int) -> None:
    """Send the answer within ``seconds``, and let go by what was not read, else the answer is lost with the line."""
    with contextlib.suppress(LateError, OSError):
        signal.alarm(seconds)
        sock.sendall(said)
        sock.shutdown(socket.SHUT_WR)
        if request is not None:
            request.body.let_go()
    signal.alarm(0)
