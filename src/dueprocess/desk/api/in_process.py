"""The interface without a network: its routes, called in this process, for a home that nobody serves.

The same table of access, the same limits, the same refusals as over HTTP: a command of a person is written once, and
asks either. A session is opened by the same signed note. What only the transport of HTTP knows (TLS, addresses, time)
does not exist here; a fault of ours is raised as it is, so that the command line can say what the disk said.
"""

import contextlib
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import get_resolver

from dueprocess.desk.api.access_table import sit_at_the_machine
from dueprocess.desk.api.edge import OCTETS, Edge
from dueprocess.desk.api.errors import page_not_found
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web.desk import give

ORIGIN: Final = "http://home.invalid"
"""What session notes name here. No server can stand under ``.invalid`` (RFC 2606): the note opens nothing elsewhere."""
_URLS: Final = "dueprocess.desk.api.urls"


class Source(Protocol):
    """What a body is read from."""

    def read(self, most: int = ..., /) -> bytes:
        """At most ``most`` bytes."""


class Answer:
    """An answer as a client of HTTP sees it."""

    def __init__(self, response: HttpResponseBase) -> None:
        self.status = response.status_code
        pieces: Any = response.streaming_content if response.streaming else [response.content]  # type: ignore[attr-defined]
        self._pieces = iter(pieces)
        self._held = b""
        self.length: int | None = int(response["Content-Length"]) if response.streaming else len(response.content)  # type: ignore[attr-defined]

    def read(self, most: int | None = None, /) -> bytes:
        """At most ``most`` bytes; none at the end."""
        while most is None or len(self._held) < most:
            piece = next(self._pieces, None)
            if piece is None:
                break
            self._held += piece
        taken = self._held[:most]
        self._held = self._held[len(taken) :]
        if self.length is not None:
            self.length -= len(taken)
        return taken

    def close(self) -> None:
        """No more is read."""


@dataclass(frozen=True, slots=True)
class InProcess:
    """A home's interface. ``open_desk`` gives the desk as it is at the moment of a request.

    ``at_the_machine``: nobody signs a session note; whoever has a shell where the home lies reads its rows anyway. Only
    routes that the table marks ``here`` answer, all of them without anything sealed.
    """

    open_desk: Callable[[], Desk]
    at_the_machine: bool = False

    @property
    def origin(self) -> str:
        """See ``adapters.desk_api.Line``."""
        return ORIGIN

    @contextlib.contextmanager
    def ask(self, method: str, path: str, body: bytes | Source | None, headers: Mapping[str, str]) -> Iterator[Answer]:
        """See ``adapters.desk_api.Line``."""
        request = _request(method, path, body, headers)
        desk = self.open_desk()
        give(request, replace(desk, house=replace(desk.house, api_address=ORIGIN)))
        if self.at_the_machine:
            sit_at_the_machine(request)
        yield Answer(Edge(_routed)(request))


class _Body(io.RawIOBase):
    """What a body is read from, as WSGI wants it. ``source`` is read once, and no further than it is asked."""

    def __init__(self, source: Source | None) -> None:
        self._source = source

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - a writable buffer
        """The next bytes; 0 at the end."""
        data = self._source.read(len(buffer)) if self._source is not None else b""
        buffer[: len(data)] = data
        return len(data)


def _request(method: str, path: str, body: bytes | Source | None, headers: Mapping[str, str]) -> HttpRequest:
    bare, _, query = path.partition("?")
    size = len(body) if isinstance(body, bytes) else headers.get("Content-Length", "0")
    stream = io.BytesIO(body) if isinstance(body, bytes) else io.BufferedReader(_Body(body))
    environ = {
        "CONTENT_LENGTH": str(size),
        "CONTENT_TYPE": headers.get("Content-Type", OCTETS),
        "PATH_INFO": bare,
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "SERVER_NAME": "home.invalid",
        "SERVER_PORT": "80",
        "wsgi.input": stream,
        "wsgi.url_scheme": "http",
        **({"HTTP_AUTHORIZATION": headers["Authorization"]} if "Authorization" in headers else {}),
    }
    request = WSGIRequest(environ)
    if isinstance(body, bytes):
        request._body = body  # noqa: SLF001 - Edge has held it against its limit; Django's own is the served surface's
    return request


def _routed(request: HttpRequest) -> HttpResponse:
    """The route's answer. What a route raises on purpose is answered by it; anything else goes to the caller."""
    try:
        view, args, named = get_resolver(_URLS).resolve(request.path_info)
    except Http404 as fault:
        return page_not_found(request, fault)
    answer: HttpResponse = view(request, *args, **named)
    return answer
