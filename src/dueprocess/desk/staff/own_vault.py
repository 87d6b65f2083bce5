"""A vault of one's own at this browser: a port of the person's machine, kept in a cookie alone (ADR 0065)."""

import re
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE: Final = "__Host-dueprocess_vault" if settings.SESSION_COOKIE_SECURE else "dueprocess_vault"
AGE: Final = 400 * 24 * 60 * 60  # seconds; browsers keep no cookie longer
_SAID: Final = re.compile(r"\s*(?:http://(?:localhost|127\.0\.0\.1):)?([1-9][0-9]{0,4})/?\s*")
_LAST: Final = 65535


def port_said(text: str) -> int | None:
    """The port of what a person typed: a number, or the address that ``dueprocess vault`` prints; None for all else."""
    found = _SAID.fullmatch(text)
    port = int(found[1]) if found else 0
    return port if 0 < port <= _LAST else None


def address(request: HttpRequest) -> str:
    """Where the person's own vault stands; empty where this browser was told of none."""
    port = port_said(request.COOKIES.get(COOKIE, ""))
    return f"http://localhost:{port}" if port else ""


def pair(answer: HttpResponse, port: int) -> None:
    """From now on the buttons that this browser is shown lead there."""
    answer.set_cookie(
        COOKIE, str(port), AGE, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, path="/"
    )


def part(answer: HttpResponse) -> None:
    """The desk's own vault again."""
    answer.delete_cookie(COOKIE, path="/", samesite="Lax")
