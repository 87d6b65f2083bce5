"""A founded home with a door in a process of its own, and clients that speak to it byte by byte."""

from __future__ import annotations

import contextlib
import datetime
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import wire
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
made = Place.found()
if sys.argv[3]:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    made.desk = dataclasses.replace(made.desk, now=now)
    made.verify_authority(key=bytes.fromhex(sys.argv[3]))
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
class Place(wire.Surface):
    """A home and its door."""

    code = SERVE

    def tickets(self, *people: str) -> list[str]:
        """Fresh bearers, as the staff desk's page makes them: ``aster``, or ``kind:aster`` for another kind."""
        now = datetime.datetime.now(datetime.UTC)
        until = (now + datetime.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M:%S")
        drawn = []
        with contextlib.closing(self.database()) as database, database:
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
        with contextlib.closing(self.database()) as database:
            rows = database.execute(
                "SELECT channel, received_at, practice, case_id FROM data_arrival ORDER BY received_at, id"
            ).fetchall()
            return [*rows, database.execute("SELECT count(*) FROM data_sealed").fetchone()]

    def hand_in(self, *parts: Any, headers: tuple[str, ...] = (), origin: str = STAFF) -> wire.Answer:
        return self.send(post(*parts, headers=headers, origin=origin))


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


def found(environ: dict[str, str], certificate: bytes = b"") -> Place:
    """``certificate``: DER of one that two people verified for an office; empty: of none."""
    from processes import run

    run(FOUND, environ, str(Path(__file__).parent), STAFF, certificate.hex())
    return Place(dict(environ))


def word() -> str:
    return f"Quirin-{secrets.token_hex(6)}"
