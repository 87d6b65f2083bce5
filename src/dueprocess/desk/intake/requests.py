"""One HTTP/1.1 request, read strictly from a socket: a head of limited size, then exactly the length that it names."""

import contextlib
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

MAX_HEAD: Final = 16 << 10
PART: Final = 64 << 10
DRAINED: Final = 1 << 30
"""Bytes of a refused body that are let go by, so that the answer can be read; they never enter this process."""

_LINE: Final = re.compile(r"([A-Z]{3,7}) (/[!-~]{0,255}) HTTP/1\.1")
_NAME: Final = re.compile(r"[A-Za-z0-9-]{1,64}")
_LENGTH: Final = re.compile(r"(0|[1-9][0-9]{0,11})")
_ONCE: Final = frozenset({"content-length", "content-type", "host", "origin", "authorization", "expect"})


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
    data = b""
    while b"\r\n\r\n" not in data:
        if len(data) > MAX_HEAD:
            raise RefusedError(431, "The request's head is too long.")
        more = sock.recv(4096)
        if not more:
            raise GoneError
        data += more
    head, _, rest = data.partition(b"\r\n\r\n")
    if len(head) > MAX_HEAD or not head.isascii():
        raise RefusedError(431 if len(head) > MAX_HEAD else 400, "The request's head is not one that the door reads.")
    first, *lines = head.decode("ascii").split("\r\n")
    match = _LINE.fullmatch(first)
    if match is None:
        raise RefusedError(400, "The door speaks HTTP/1.1 alone.")
    headers = _headers(lines)
    length = _length(headers)
    if len(rest) > length:
        raise RefusedError(400, "The body is longer than the request says.")
    expects = headers.get("expect", "").lower()
    if expects not in {"", "100-continue"}:
        raise RefusedError(417, "The door knows no such expectation.")
    body = Body(sock, rest, length, waits=bool(expects) and not rest)
    return Request(match[1], match[2], headers, body)


def _headers(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        key, text = name.lower(), value.strip(" \t")
        if not colon or not _NAME.fullmatch(name) or not (text.isprintable() or "\t" in text):
            raise RefusedError(400, "A header of the request is not well formed.")
        if key in found and key in _ONCE:
            raise RefusedError(400, "A header of the request stands twice.")
        found[key] = text
    return found


def _length(headers: Mapping[str, str]) -> int:
    if "transfer-encoding" in headers:
        raise RefusedError(411, "Send the body's length: Content-Length, not Transfer-Encoding.")
    text = headers.get("content-length", "0")
    if not _LENGTH.fullmatch(text):
        raise RefusedError(400, "Content-Length is no number.")
    return int(text)
