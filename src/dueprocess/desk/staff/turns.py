"""Whose turn it is to have a password hashed, and which browsers are known: what strangers do refuses nobody else.

A password costs a second of a core. So work is capped, and not answers: a lane takes few at a time, a few wait, and
where one more comes one of those who wait goes by chance, so that no flood keeps the lane for itself. Failures are
counted a name. A browser in which somebody logged in once has a lane and a count of its own: a thousand strangers who
try her name do not keep her out. *Stop now* has a lane of its own as well (F9).
"""

import base64
import contextlib
import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KNOWN_DAYS: Final = 180
_RANDOM: Final = 16
_LABEL: Final = b"dueprocess.known-browser/1"


class BusyError(Exception):
    """Others have the places; nothing was looked at."""


@dataclass(slots=True)
class Lane:
    """``most`` at a time, and as many wait as ``waits`` says."""

    most: int
    waits: int
    running: int = 0
    waiting: list[object] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """A place, once it is free. Raises BusyError where somebody who came later has the place to wait."""
        self._take(object())
        try:
            yield
        finally:
            with self.changed:
                self.running -= 1
                self.changed.notify_all()

    def _take(self, me: object) -> None:
        with self.changed:
            self.waiting.append(me)
            if self.running >= self.most and len(self.waiting) > self.waits:
                self.waiting.remove(secrets.choice(self.waiting))
                self.changed.notify_all()
            self.changed.wait_for(lambda: me not in self.waiting or self.running < self.most)
            if me not in self.waiting:
                raise BusyError
            self.waiting.remove(me)
            self.running += 1


STRANGERS: Final = Lane(2, 1)
KNOWN: Final = Lane(2, 1)
STOPS: Final = Lane(1, 1)
"""Together less than the threads of the surface (``operate/surfaces.py``): the others answer meanwhile."""


def lane_of(request: HttpRequest, name: str, strangers: Lane) -> Lane:
    """In which lane a log-in of ``name`` waits."""
    return KNOWN if known(request, name) else strangers


def known(request: HttpRequest, name: str) -> str:
    """The mark of a browser in which ``name`` logged in before; empty where there is none."""
    mark = request.COOKIES.get(_cookie(), "")
    random, _, proof = mark.partition(".")
    return random if proof and hmac.compare_digest(proof, _proof(random, name)) else ""


def remember(request: HttpRequest, answer: HttpResponse) -> None:
    """Mark the browser of whoever is logged in. The mark is random, names nobody, and opens nothing."""
    name = request.user.get_username()
    if known(request, name):
        return
    random = base64.urlsafe_b64encode(secrets.token_bytes(_RANDOM)).decode().rstrip("=")
    answer.set_cookie(
        _cookie(),
        f"{random}.{_proof(random, name)}",
        max_age=KNOWN_DAYS * 86400,
        secure=bool(settings.HTTPS),
        httponly=True,
        samesite="Lax",
    )


def _cookie() -> str:
    return "__Host-dueprocess_known" if settings.HTTPS else "dueprocess_known"


def _proof(random: str, name: str) -> str:
    key = hashlib.sha256(_LABEL + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{random}\0{name.lower()}".encode(), hashlib.sha256).hexdigest()
