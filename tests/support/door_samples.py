"""A founded home with a door in a process of its own, and clients that speak to it byte by byte."""

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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dueprocess.desk.web.tokens import hashed
from dueprocess.formats import ids

INSERT = """
INSERT INTO data_token (hash, id, kind, person, name, scopes, made_on, until) VALUES (?,?,?,?,?,?,?,?)
"""
STAFF = "https://desk.example"
FOUND = """
import sys
sys.path.insert(0, sys.argv[1])
import dataclasses, json, os
from pathlib import Path
from desk_samples import Place, roster
from dueprocess.operate.home import Home, Desk, write_desk, Service
from dueprocess.operate import desk_of_home
from dueprocess.formats.chain import Pin
home = Home(Path(os.environ["DUEPROCESS_HOME"])).create()
write_desk(home, Desk("Fennel Mail", "DE", "Europe/Berlin", staff_address=sys.argv[2], contact="legal@fennel.example"))
import datetime, desk_samples
Place.found()
pin = Pin.of(roster())
home.pin.write_text(json.dumps({"desk": pin.desk, "number": pin.number, "hash": pin.hash}))
"""
SERVE = """
import os, sys
from pathlib import Path
from dueprocess.operate.home import boot
boot()
from dueprocess.desk.intake.door import arrival, serve
for setting in sys.argv[2:]:
    name, value = setting.split("=")
    setattr(arrival if hasattr(arrival, name) else serve, name, int(value))
serve.serve(Path(os.environ["DUEPROCESS_HOME"]), "127.0.0.1", int(sys.argv[1]))
"""


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Place:
    """A home and the environment of its processes."""

    environ: dict[str, str]
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    settings: list[str] = field(default_factory=list)

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(Path(self.environ["DUEPROCESS_HOME"]) / "desk.sqlite3", timeout=60)

    def tickets(self, *people: str) -> list[str]:
        """Fresh bearers, as the staff desk's page makes them: ``aster``, or ``kind:aster`` for another kind."""
        now = datetime.datetime.now(datetime.UTC)
        until = (now + datetime.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
        drawn = []
        with contextlib.closing(self._database()) as database, database:
            for one in people:
                kind, person = one.split(":") if ":" in one else ("door", one)
                secret = secrets.token_urlsafe(32)
                scopes = "arrive" if kind == "system" else ""
                name, day = ids.token_id(secrets.token_bytes(15)), str(now.date())
                row = (hashed(secret), name, kind, person, "", scopes, day, until)
                database.execute(INSERT, row)
                drawn.append(secret)
        return drawn

    def kept(self) -> list[tuple[str, ...]]:
        """What was registered: channel, minute, training, case; and how many sealed objects stand."""
        with contextlib.closing(self._database()) as database:
            rows = database.execute(
                "SELECT channel, received_at, practice, case_id FROM data_arrival ORDER BY received_at, id"
            ).fetchall()
            return [*rows, database.execute("SELECT count(*) FROM data_sealed").fetchone()]

    def open(self, **settings: int) -> Place:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        told = [f"{name}={value}" for name, value in settings.items()]
        self.process = subprocess.Popen([sys.executable, "-c", SERVE, str(self.port), *told], env=self.environ)
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
        return socket.create_connection(("127.0.0.1", self.port), timeout=30)

    def send(self, data: bytes) -> Answer:
        with self.connect() as sock:
            sock.sendall(data)
            return read(sock)

    def hand_in(self, *parts: Any, headers: tuple[str, ...] = (), origin: str = STAFF) -> Answer:
        return self.send(post(*parts, headers=headers, origin=origin))


def read(sock: socket.socket) -> Answer:
    data = b""
    while more := sock.recv(65536):
        data += more
    while data.startswith(b"HTTP/1.1 100"):
        data = data.partition(b"\r\n\r\n")[2]
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return Answer(int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body)


def part(name: str, value: str | bytes, file: str | None = None) -> bytes:
    named = "" if file is None else f'; filename="{file}"\r\nContent-Type: application/octet-stream'
    data = value.encode() if isinstance(value, str) else value
    return f'Content-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + data


def post(*parts: Any, headers: tuple[str, ...] = (), origin: str = STAFF, boundary: str = "xYzZy") -> bytes:
    made = [part(*one) for one in parts]
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + one + b"\r\n" for one in made)
    body += f"--{boundary}--\r\n".encode()
    lines = [
        "POST /arrive HTTP/1.1",
        "Host: door.example",
        f"Content-Length: {len(body)}",
        f"Content-Type: multipart/form-data; boundary={boundary}",
        *([f"Origin: {origin}"] if origin else []),
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def found(environ: dict[str, str]) -> Place:
    from processes import run

    run(FOUND, environ, str(Path(__file__).parent), STAFF)
    return Place(dict(environ))


def word() -> str:
    return f"Quirin-{secrets.token_hex(6)}"


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
