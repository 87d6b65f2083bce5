"""The door: a child reads one request, seals what it hands in, registers, answers and dies (hazard 10.3, ADR 0025)."""

import json
import os
import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.adapters import locks
from dueprocess.desk.intake.listener import LateError, Listener, bound, time_is_up
from dueprocess.desk.intake.requests import GoneError, RefusedError, Request, leave, read_head, response

if TYPE_CHECKING:
    from dueprocess.desk.intake.door.arrival import Taken

UPLOADS: Final = 4
"""Requests at a time that may hold files in memory."""
UNKNOWN_SECONDS: Final = 20
"""How long the head of a request, and what says who hands in, may take to come."""
TICKET_SECONDS: Final = 5
"""How long a child waits for a ticket: what says who hands in is there before it begins."""
KNOWN_SECONDS: Final = 240
LEAVE_SECONDS: Final = 15
SANDBOXED: Final = "Content-Security-Policy: default-src 'none'; sandbox"


def serve(home: Path, host: str, port: int) -> None:
    """Listen until told to end (SIGTERM). Raises ValueError for an address that is not this machine's own."""
    with bound(host, port, 128) as listener:
        # Code and law before the first fork; no database.
        os.environ["DUEPROCESS_HOME"] = str(home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.operate.settings")
        import django
        from django.apps import apps

        if not apps.ready:
            django.setup()
        from dueprocess.adapters import calendars, law_files
        from dueprocess.desk.intake.door import arrival, messages

        del calendars, arrival, messages
        law_files.load(signatures=())
        Listener(listener, lambda sock, slots: answer(sock, home, slots), UNKNOWN_SECONDS, _late()).run()


def answer(sock: socket.socket, home: Path, slots: int) -> None:
    """Read one request, answer it, close. Used by the child alone."""
    signal.signal(signal.SIGALRM, time_is_up)
    signal.alarm(TICKET_SECONDS)
    request: Request | None = None
    try:
        request = read_head(sock)
        said = _route(request, home, slots)
    except RefusedError as fault:
        more = [_MORE[fault.status]] if fault.status in _MORE else []
        said = _plain(fault.status, fault.says, *([f"Location: {fault.to}"] if fault.to else []), *more)
    except LateError:
        said = _late()
    except (GoneError, ConnectionError):
        return
    except Exception:  # noqa: BLE001 - a fault of ours tells nothing, and it is written nowhere: it could hold particulars
        said = _plain(500, "The door made a fault; nothing was kept. Try again, then tell the operator.")
    leave(sock, request, said, LEAVE_SECONDS)


def _route(request: Request, home: Path, slots: int) -> bytes:
    if (request.method, request.path) == ("GET", "/healthz"):
        return _plain(200, "ok")
    if request.path not in {"/arrive", "/hi1"}:
        raise RefusedError(404, "There is nothing here. Arrivals are handed in from the staff desk's page.")
    if request.method != "POST":
        raise RefusedError(405, "The door is used by the staff desk's page alone.")
    if "content-length" not in request.headers:
        raise RefusedError(411, "Send the body's length: Content-Length.")
    from django.db import connections

    from dueprocess.desk.intake.door.arrival import take
    from dueprocess.desk.intake.door.messages import take_message

    connections.close_all()  # nothing is inherited from the listener

    def known() -> None:
        # Hold one of a few places until this process ends. Raises RefusedError where all are held.
        if locks.slot(slots, UPLOADS) is None:
            raise RefusedError(429, "The door is busy. Load the page anew and try again in a minute.")
        signal.alarm(KNOWN_SECONDS)

    try:
        if request.path == "/hi1":
            answer, media = take_message(request, home, known, _no_limit)
            return response(200, answer, media, SANDBOXED)
        # Once all is here the child's own limits hold; nobody is told "too late" of what was registered.
        return _done(take(request, home, known, _no_limit))
    finally:
        connections.close_all()


def _late() -> bytes:
    return _plain(408, "It took too long. Try again, with smaller files or a better line.")


def _no_limit() -> None:
    signal.alarm(0)


def _done(taken: "Taken") -> bytes:
    if not taken.system:
        return response(303, b"", "text/plain", SANDBOXED, f"Location: {taken.to}")
    rows = [{"arrival": one.arrival, "case": one.case, "says": str(one.says)} for one in taken.registered]
    return response(201, json.dumps({"arrivals": rows}).encode(), "application/json", SANDBOXED)


_MORE: Final = {429: "Retry-After: 60", 401: "WWW-Authenticate: Bearer", 405: "Allow: POST"}


def _plain(status: int, says: str, *lines: str) -> bytes:
    return response(status, f"{says}\n".encode(), "text/plain; charset=utf-8", SANDBOXED, *lines)
