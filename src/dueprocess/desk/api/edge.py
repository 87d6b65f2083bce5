"""What stands before every route: limits of a body, who may ask from a browser, one shape for every refusal.

CORS: a browser page may read answers where it stands on the vault's address of desk.toml, or on this machine's own
loopback, from which a local vault is served. No page gets credentials: there is no cookie, and a bearer is in the hands
of whoever opened the session. So the origin protects nothing here that the bearer does not; it keeps other sites from
even trying with what they found.
"""

import re
from collections.abc import Callable
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from dueprocess.desk.api.errors import NO_TEXT, answer, page_not_found
from dueprocess.desk.web.desk import house_of
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.release.desk_client import MAX_PART

MAX_ACT: Final = 24 << 20
"""Bytes of a body with ciphertexts: a letter or a note. Arrivals come through the door."""
MAX_BODY: Final = 128 << 10
OCTETS: Final = "application/octet-stream"
_PART: Final = re.compile(r"/v1/(productions/x-[a-z2-7]{24}/parts|cases/c-[a-z2-7]{24}/objects)/s-[a-z2-7]{24}")
_BRINGS: Final = re.compile(r"/v1/(acts|envelopes|cases/c-[a-z2-7]{24}/(split|counsel|counsel/answer)|invited/answer)")
HAS_BODY: Final = frozenset({"POST", "PUT", "PATCH"})
_LOOPBACK: Final = re.compile(r"http://(127\.0\.0\.1|localhost)(:[0-9]{1,5})?")

Answer = Callable[[HttpRequest], HttpResponse]


class Edge:
    """Middleware of the interface."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or a refusal before any route is asked, in the language that the client asks for."""
        with translation.override(translation.get_language_from_request(request)):
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            said = HttpResponse(status=204)
        elif "\0" in request.path:
            said = page_not_found(request, Http404())  # there is nothing of a name that no database takes
        else:
            said = _refuse(request) or self.get_response(request)
        if said.status_code == 405:  # noqa: PLR2004 - the framework's own, without our shape
            allowed = said["Allow"]
            said = answer(
                Denied(
                    "request.method", "This address does not answer that method.", "Use {allowed}.", allowed=allowed
                ),
                405,
            )
            said["Allow"] = allowed
        said.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
        _share(request, said)
        return said


def _refuse(request: HttpRequest) -> HttpResponse | None:
    if "%00" in request.META.get("QUERY_STRING", ""):  # of a body ``strictjson`` says the same
        return answer(NO_TEXT, 400)
    if request.headers.get("Transfer-Encoding"):
        return answer(Denied("request.length", "The body's length is not given.", "Send Content-Length."), 411)
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isascii() and length.isdigit() else -1
    most, media = _room(request)
    if size < 0:
        return answer(Denied("request.length", "The body's length is no number.", "Send Content-Length."), 400)
    if size > most:
        do = Msg("Send arrivals through the door.") if most == MAX_ACT else Msg("Send less.")
        return answer(Denied("request.size", "The body has more than {most} bytes.", do, most=most), 413)
    if size and request.method in HAS_BODY and request.content_type != media:
        return answer(Denied("request.media", "The body is no {media}.", "Send that and say so.", media=media), 415)
    return None


def _room(request: HttpRequest) -> tuple[int, str]:
    """Most bytes of a body at this address, and what it must be."""
    if request.method == "PUT" and _PART.fullmatch(request.path):
        return MAX_PART, OCTETS
    return MAX_ACT if _BRINGS.fullmatch(request.path) else MAX_BODY, "application/json"


def is_own_machine(request: HttpRequest) -> bool:
    """Whether no page asks, or one that the caller's own machine serves; never the vault that this desk serves.

    A browser says where a page stands, and the page cannot change it; a program says nothing.
    """
    origin = request.headers.get("Origin", "")
    if not origin:
        return True
    return origin != house_of(request).vault_address and _LOOPBACK.fullmatch(origin) is not None


def _share(request: HttpRequest, said: HttpResponse) -> None:
    said["Vary"] = "Origin, Accept-Language"
    origin = request.headers.get("Origin", "")
    if not origin or not (origin == house_of(request).vault_address or _LOOPBACK.fullmatch(origin)):
        return
    said["Access-Control-Allow-Origin"] = origin
    said["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
    said["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    said["Access-Control-Expose-Headers"] = "Content-Length, Retry-After"
    said["Access-Control-Max-Age"] = "600"
