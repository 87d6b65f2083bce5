"""Pages, houses and a surface in a process of its own."""

from __future__ import annotations

import contextlib
import datetime
import secrets
from dataclasses import dataclass
from urllib.parse import quote

import wire
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


FORM = "application/x-www-form-urlencoded"


def request(method: str, path: str = "/", body: bytes = b"", *headers: str) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: letters.fennel.example", *headers]
    if body or method == "POST":
        lines += [f"Content-Length: {len(body)}"]
        lines += [] if any(one.startswith("Content-Type") for one in headers) else [f"Content-Type: {FORM}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@dataclass
class Surface(wire.Surface):
    """A home with pages, and its surface."""

    code = SERVE
    given = (ONION,)

    def put(self, word: str, until: datetime.date | None = None) -> str:
        """A page that says ``word``; its code."""
        code = secrets.token_bytes(16)
        last = until or datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=30)
        sheet = Sheet("en", "A message about your account", (Part("What was asked", (word,)),))
        locked = page_locks.lock(code, PersonPage(last.isoformat(), practice=False, sheets=(sheet,)))
        with contextlib.closing(self.database()) as database, database:
            row = (locked.id, str(last), locked.bytes, "0" * 64)
            database.execute("INSERT INTO data_personpage (id, until, bytes, bound) VALUES (?,?,?,?)", row)
        return page_code.written(code)

    def rows(self) -> list[tuple[str, str, bytes]]:
        with contextlib.closing(self.database()) as database:
            return database.execute("SELECT id, until, bytes FROM data_personpage ORDER BY id").fetchall()

    def type(self, code: str, *headers: str) -> wire.Answer:
        return self.send(request("POST", "/", b"code=" + quote(code).encode(), *headers))
