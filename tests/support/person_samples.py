"""Pages, houses and a surface in a process of its own."""

from __future__ import annotations

import contextlib
import datetime
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dueprocess.desk.services import page_locks
from dueprocess.desk.services.house import House
from dueprocess.formats import page_code
from dueprocess.formats.person_page import Part, PersonPage, Sheet
from dueprocess.report.provider import Help

ONION = "http://fennelfennelfennelfennelfennelfennelfennelfennelfennelfe.onion"
HOUSE = House(
    "Fennel Mail",
    "DE",
    "Europe/Berlin",
    languages=("en", "de", "ur"),
    contact="people@fennel.example",
    help=(Help("Helpline", "help@helpline.example"),),
    site_address="https://requests.fennel.example",
    person_address="https://letters.fennel.example",
    person_onion=ONION,
)
SERVE = """
import os, sys
from dueprocess.operate.home import boot
boot()
from dueprocess.desk.person import serve
for setting in sys.argv[3:]:
    name, value = setting.split("=")
    setattr(serve, name, int(value))
told = serve.Told("Europe/Berlin", sys.argv[2], serve.CHILDREN)
serve.serve(told, "127.0.0.1", int(sys.argv[1]))
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


def read(sock: socket.socket) -> Answer:
    data = b""
    while more := sock.recv(65536):
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return Answer(int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body)


def request(method: str, path: str = "/", body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: letters.fennel.example", *headers]
    if body or method == "POST":
        lines += [f"Content-Length: {len(body)}"]
        lines += [] if any(one.startswith("Content-Type") for one in headers) else [f"Content-Type: {FORM}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


FORM = "application/x-www-form-urlencoded"


@dataclass
class Surface:
    """A home with pages, and its surface."""

    environ: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def home(self) -> Path:
        return Path(self.environ["DUEPROCESS_HOME"])

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "desk.sqlite3", timeout=60)

    def put(self, word: str, until: datetime.date | None = None) -> str:
        """A page that says ``word``; its code."""
        code = secrets.token_bytes(16)
        last = until or datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)
        sheet = Sheet("en", "A message about your account", (Part("What was asked", (word,)),))
        locked = page_locks.lock(code, PersonPage(last.isoformat(), practice=False, sheets=(sheet,)))
        with contextlib.closing(self.database()) as database, database:
            row = (locked.id, str(last), locked.bytes)
            database.execute("INSERT INTO data_personpage (id, until, bytes) VALUES (?,?,?)", row)
        return page_code.written(code)

    def rows(self) -> list[tuple[str, str, bytes]]:
        with contextlib.closing(self.database()) as database:
            return database.execute("SELECT id, until, bytes FROM data_personpage ORDER BY id").fetchall()

    def open(self, **settings: int) -> Surface:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        told = [f"{name}={value}" for name, value in settings.items()]
        command = [sys.executable, "-c", SERVE, str(self.port), ONION, *told]
        self.process = subprocess.Popen(command, env=self.environ)
        for _ in range(1200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            assert self.process.poll() is None
            time.sleep(0.05)
        raise AssertionError

    def close(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(20) == 0

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def send(self, data: bytes) -> Answer:
        with self.connect() as sock:
            sock.sendall(data)
            return read(sock)

    def type(self, code: str, *headers: str) -> Answer:
        return self.send(request("POST", "/", b"code=" + quote(code).encode(), *headers))
