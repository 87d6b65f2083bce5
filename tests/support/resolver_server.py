"""A resolver on this machine, over TCP."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def serving(texts: dict[str, list[str]], spoil: bytes = b"") -> Iterator[str]:
    """A resolver that knows these names; ``spoil``: what it says instead."""
    line = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                conn, _ = line.accept()
            except OSError:
                return
            with conn:
                size = struct.unpack(">H", conn.recv(2))[0]
                asked = conn.recv(size)
                conn.sendall(spoil or _answer(asked, texts))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{line.getsockname()[1]}"
    finally:
        line.shutdown(socket.SHUT_RDWR)
        line.close()
        thread.join(5)


def _answer(asked: bytes, texts: dict[str, list[str]]) -> bytes:
    at, labels = 12, []
    while asked[at]:
        labels.append(asked[at + 1 : at + 1 + asked[at]].decode())
        at += 1 + asked[at]
    found = texts.get(".".join(labels), [])
    rows = b""
    for text in found:
        pieces = [text[n : n + 255].encode() for n in range(0, len(text), 255)]
        data = b"".join(bytes((len(one),)) + one for one in pieces)
        rows += b"\xc0\x0c" + struct.pack(">HHIH", 16, 1, 60, len(data)) + data
    head = asked[:2] + struct.pack(">HHHHH", 0x8180 if found else 0x8183, 1, len(found), 0, 0)
    made = head + asked[12 : at + 5] + rows
    return struct.pack(">H", len(made)) + made
