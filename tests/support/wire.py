"""A surface in a process of its own, to which tests speak byte by byte."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Self

from ports import free_port


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def read(sock: socket.socket) -> Answer:
    """All that comes until the other side closes."""
    data = b""
    while more := sock.recv(65536):
        data += more
    while data.startswith(b"HTTP/1.1 100"):
        data = data.partition(b"\r\n\r\n")[2]
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return Answer(int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body)


@dataclass
class Surface:
    """A home and the process that serves it: ``code`` gets a port, ``given`` and settings as ``NAME=number``."""

    environ: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    code: ClassVar[str] = ""
    given: ClassVar[tuple[str, ...]] = ()

    @property
    def home(self) -> Path:
        return Path(self.environ["DUEPROCESS_HOME"])

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "desk.sqlite3", timeout=60)

    def open(self, **settings: int) -> Self:
        self.port = free_port()
        told = [f"{name}={value}" for name, value in settings.items()]
        command = [sys.executable, "-c", self.code, str(self.port), *self.given, *told]
        self.process = subprocess.Popen(command, env=self.environ)
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None
            time.sleep(0.05)
        raise AssertionError

    def close(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            assert self.process.wait(20) == 0

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def send(self, data: bytes) -> Answer:
        with self.connect() as sock:
            sock.sendall(data)
            return read(sock)


def remembered(pid: int, words: list[str]) -> list[str]:
    """Those of the words that stand in the memory of a process, as one, two or four bytes a character, or in hex."""
    forms = {word: [word.encode(), word.encode("utf-16-le"), word.encode("utf-32-le")] for word in words}
    found = set()
    with Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_, name = (*line.split(), "")
            if not rights.startswith("r") or "[v" in line or (name and not rights.startswith("rw")):
                continue
            start, end = (int(one, 16) for one in span.split("-"))
            memory.seek(start)
            data = memory.read(end - start)
            found |= {word for word, ways in forms.items() if any(way in data for way in ways)}
    return sorted(found)
