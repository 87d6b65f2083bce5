"""The surface: a listener that forks, one child a request; GET and HEAD do nothing, POST opens (ADR 0025, 0032).

The child reads the code, derives, looks, answers and dies: no process that lives on has held a code or a notice. No
address is read, counted or kept; work is what is limited. Two derivations run at a time and the others wait their
turn, so a flood makes everybody slower and locks nobody out.
"""

import contextlib
import datetime
import secrets
import signal
import socket
import zoneinfo
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qs

from django.conf import settings
from django.utils.module_loading import import_string

from dueprocess.adapters import locks
from dueprocess.desk.intake.listener import LateError, Listener, bound, time_is_up
from dueprocess.desk.intake.requests import GoneError, RefusedError, Request, leave, read_head, response
from dueprocess.desk.person import contest, page
from dueprocess.desk.person.steps import Steps
from dueprocess.desk.person.texts import SPOKEN
from dueprocess.desk.services import notices
from dueprocess.formats import page_code

CHILDREN: Final = 64
AT_A_TIME: Final = 2
"""Derivations that run at a time, in all children together: each takes 32 MiB for about a tenth of a second."""
READ_SECONDS: Final = 10
"""How long a request may take to come in; a slow line has four hundred bytes to send."""
TURN_SECONDS: Final = 45
LEAVE_SECONDS: Final = 20
MAX_BODY: Final = 4096


@dataclass(frozen=True, slots=True)
class Told:
    """What every child needs, read once before the first request."""

    timezone: str
    onion: str = ""
    children: int = CHILDREN
    steps: Steps = field(default_factory=Steps, repr=False)


@dataclass(slots=True)
class Answer:
    """What goes back; ``after``: what is marked once it has gone."""

    status: int
    content: bytes = field(repr=False)
    opened: notices.Opened | None = field(default=None, repr=False)


def serve(told: Told, host: str, port: int) -> None:
    """Listen until told to end (SIGTERM). Raises ValueError for an address that is not this machine's own."""
    with bound(host, port, 512) as listener:
        page.form()  # texts are read before the first fork
        late = _whole(_late(), told)
        Listener(listener, lambda sock, slots: answer(sock, told, slots), READ_SECONDS, late, told.children).run()


def answer(sock: socket.socket, told: Told, slots: int) -> None:
    """Read one request, answer it, mark what was opened. Used by the child alone."""
    signal.signal(signal.SIGALRM, time_is_up)
    signal.alarm(READ_SECONDS)
    request: Request | None = None
    try:
        request = read_head(sock)
        said = _route(request, told, slots)
    except RefusedError as fault:
        said = Answer(fault.status, f"{fault.says}\n".encode())
    except LateError:
        said = _late()
    except (GoneError, ConnectionError):
        signal.alarm(0)
        return
    except Exception:  # noqa: BLE001 - a fault of ours tells nothing, and it is written nowhere: it could hold a notice
        said = Answer(503, page.padded(page.form("fault")))
    whole = _whole(said, told)
    bare = request is not None and request.method == "HEAD"
    leave(sock, request, whole[: -len(said.content)] if bare else whole, LEAVE_SECONDS)
    if said.opened is not None:
        # After the answer has gone. Where it cannot be written, she has read her page all the same.
        with contextlib.suppress(Exception):
            notices.mark_opened(said.opened)


def _late() -> Answer:
    """It did not come in whole: nothing was looked up."""
    return Answer(503, page.padded(page.form("slow")))


def _whole(said: Answer, told: Told) -> bytes:
    html = said.content.startswith(b"<!doctype")
    return response(
        said.status,
        said.content,
        f"text/{'html' if html else 'plain'}; charset=utf-8",
        f"Content-Security-Policy: {page.POLICY}",
        "X-Robots-Tag: noindex, nofollow",
        "Cross-Origin-Opener-Policy: same-origin",
        "Cross-Origin-Resource-Policy: same-origin",
        "Permissions-Policy: camera=(), geolocation=(), microphone=()",
        *([f"Onion-Location: {told.onion}/"] if told.onion else []),
        *(["Retry-After: 60"] if said.status == HTTPStatus.SERVICE_UNAVAILABLE else []),
    )


def _route(request: Request, told: Told, slots: int) -> Answer:
    if request.path == "/healthz" and request.method == "GET":
        return Answer(200, b"ok\n")
    if request.path == contest.PATH:
        return _contest(request, told, slots, page.spoken(request.headers.get("accept-language", "")))
    chosen = request.path[1:]
    if chosen and (chosen not in SPOKEN or request.method not in {"GET", "HEAD"}):
        raise RefusedError(404, "There is nothing here.")
    languages = page.spoken(chosen or request.headers.get("accept-language", ""))
    if request.method in {"GET", "HEAD"}:
        return Answer(
            200, page.form(languages=languages)
        )  # a scanner that follows a link finds a form, and uses nothing up
    if request.method != "POST":
        raise RefusedError(405, "This page is read with GET and opened with POST.")
    typed, step = _typed(request)
    code = told.steps.code(step) if step else page_code.read(typed)
    if code is None:
        return Answer(200, page.padded(page.form("again" if step else "typing", languages)))
    signal.alarm(TURN_SECONDS)
    try:
        return _open(code, told, slots, languages, again=bool(step))
    except LateError:
        return Answer(503, page.padded(page.form("busy", languages)))


def _open(code: bytes, told: Told, slots: int, languages: tuple[str, ...], *, again: bool) -> Answer:
    """The page of a code; ``again``: what waits for the second step, which counts no use.

    Raises LateError where its turn does not come in time.
    """
    # Wait for one of a few places, and hold it until this process ends.
    if locks.slot(slots, AT_A_TIME) is None:
        locks.await_slot(slots, secrets.randbelow(AT_A_TIME))
    from django.db import connections

    connections.close_all()  # nothing is inherited from the listener
    found = notices.open_page(code, _today(told), again=again)
    if found is None:
        return Answer(200, page.padded(page.form("wrong", languages)))
    if again:
        return Answer(200, page.padded(page.second(found.page)))
    html = page.opened(found.page, told.steps.of(code))
    return Answer(200, page.padded(contest.with_link(html, [one.language for one in found.page.sheets])), found)


def _contest(request: Request, told: Told, slots: int, languages: tuple[str, ...]) -> Answer:
    """The form by which a person contests, or what became of one that was sent."""
    if request.method in {"GET", "HEAD"}:
        return Answer(200, contest.form(languages=languages))
    if request.method != "POST":
        raise RefusedError(405, "This form is read with GET and sent with POST.")
    if request.body.waits:
        raise RefusedError(417, "Send the form with its head.")
    desk = import_string(settings.OPEN_DESK)
    return Answer(200, contest.take(request, desk, slots, AT_A_TIME, TURN_SECONDS, _today(told)))


def _typed(request: Request) -> tuple[str, str]:
    """The code that was typed, and what the button of the second step sends.

    Raises RefusedError for a body that is no form of ours.
    """
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        raise RefusedError(415, "Use the form of this page.")
    if request.body.left > MAX_BODY:
        raise RefusedError(413, "That is longer than any code.")
    if request.body.waits:
        raise RefusedError(417, "Send the form with its head.")  # a form is short, and nobody waits here for one
    data = b"".join(iter(request.body.read, b""))
    try:
        fields = parse_qs(data.decode("ascii"), keep_blank_values=True, max_num_fields=4, errors="replace")
    except ValueError:
        raise RefusedError(400, "Use the form of this page.") from None
    return fields.get("code", [""])[0], fields.get("step", [""])[0]


def _today(told: Told) -> datetime.date:
    return datetime.datetime.now(zoneinfo.ZoneInfo(told.timezone)).date()
