"""Pages and requests of the portal. A request holds ciphertexts and closed codes; an answer says as little."""

import base64
import binascii
import functools
import os
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.http import parse_header_parameters
from django.views.decorators.http import require_GET, require_POST

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.demand.claimed import claimed
from dueprocess.demand.face import FaceError
from dueprocess.desk.intake.portal import pages, submissions
from dueprocess.desk.intake.portal.edge import refuse
from dueprocess.desk.intake.portal.submissions import Holder, Submission
from dueprocess.desk.services import assessments
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import strictjson
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Finding, Layer, Met

DEPTH: Final = 6
ANSWER: Final = 32 << 10
"""Length of every answer to a question about a receipt, known or not."""
MAX_ASKED: Final = 20
RESERVE: Final = 1 << 30
"""Bytes of the disk that the portal leaves to clocks and to the other ways in (hazard 1.5)."""
_LOOKUP: Final = 64
_STATUS: Final = {"portal.full": 429, "portal.keys": 409}
_HEX: Final = frozenset("0123456789abcdef")


class _BadError(ValueError):
    """A body that is not of its form."""


View = Callable[[HttpRequest], HttpResponse]


def _formed(view: View) -> View:
    """A view to which JSON is posted; what is not of its form is refused in one way."""

    @functools.wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except (_BadError, FaceError):
            return refuse(400, "portal.form")

    return require_POST(answered)


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """To the language that the browser asks for; English where we have none of them."""
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        code = parse_header_parameters(part)[0].split("-")[0]
        if code in LANGUAGES:
            return _to(code)
    return _to("en")


def _to(language: str) -> HttpResponse:
    answer = HttpResponseRedirect(f"/{language}/")
    answer["Vary"] = "Accept-Language"
    return answer


@require_GET
def page(request: HttpRequest, language: str, name: str = "submit") -> HttpResponse:
    """One of the pages. Raises Http404."""
    if language not in LANGUAGES or name not in pages.PAGES:
        raise Http404
    return HttpResponse(pages.page(desk_of(request), language, name))


@require_GET
def asset(_request: HttpRequest, name: str) -> HttpResponse:
    """Sheet and script; their address names their content. Raises Http404."""
    if name not in pages.ASSETS:
        raise Http404
    media, data = pages.asset(name)
    return HttpResponse(data, content_type=media, headers={"Cache-Control": "public, max-age=31536000, immutable"})


def missing(request: HttpRequest, exception: object = None) -> HttpResponse:
    """What is not there, and what is not yours, look alike."""
    del exception
    if request.path.startswith("/v1/"):
        return refuse(404, "portal.nothing")
    return HttpResponse(pages.page(desk_of(request), "en", "missing"), status=404)


def broken(_request: HttpRequest) -> HttpResponse:
    """A fault of ours: it says nothing of what was asked."""
    return refuse(500, "portal.fault")


@require_GET
def keys(request: HttpRequest) -> HttpResponse:
    """Public keys to which a demand's key is sealed, without names."""
    return JsonResponse({"keys": list(submissions.keys_of(desk_of(request), _secret()))})


@_formed
def check(request: HttpRequest) -> HttpResponse:
    """What the law that was named asks for and the claim lacks. From codes alone; nothing is kept."""
    body = _body(request, {"claim", "language"})
    desk, language = desk_of(request), body["language"]
    if language not in LANGUAGES:
        raise _BadError
    day = desk.day_of(desk.minute).isoformat()
    face = claimed(
        body["claim"],
        received_on=day,
        received_at=desk.minute.strftime("%Y-%m-%dT%H:%MZ"),
        directory=desk.shelf.authorities,
    )
    found = assessments.assess_face(desk, face, language=language)
    lacking = [one for item in found.items for one in item.findings if _lacks(one)]
    asked = list({one.rule: _asked(one) for one in lacking}.values())
    return JsonResponse({"asked": asked[:MAX_ASKED]})


def _lacks(one: Finding) -> bool:
    return one.layer is Layer.DOMESTIC and one.outcome is Met.UNMET


def _asked(one: Finding) -> dict[str, Any]:
    cited = one.citation
    return {
        "act": cited.title,
        "checked_on": cited.checked_on,
        "says": one.says,
        "section": cited.section,
        "status": str(cited.status),
    }


@_formed
def submit(request: HttpRequest) -> HttpResponse:
    """A sealed demand and its receipt."""
    body = _body(request, {"claim", "envelopes", "lookup", "recipient", "reply", "sealed"})
    given, holder, desk = _submission(body), Holder(_lookup(body), str(body["reply"])), desk_of(request)
    done = submissions.submit(desk, _secret(), given, body["claim"], holder) if _room(desk) else submissions.FULL
    return _refusal(done) if isinstance(done, Denied) else _taken()


@_formed
def answer(request: HttpRequest) -> HttpResponse:
    """The sealed answer to a question that the desk left."""
    body = _body(request, {"envelopes", "lookup", "parcel", "recipient", "sealed"})
    given, lookup, desk = _submission(body), _lookup(body), desk_of(request)
    parcel = _parcel(body)
    done = submissions.answer(desk, _secret(), given, lookup, parcel) if _room(desk) else submissions.FULL
    if done is None:
        return refuse(404, "portal.nothing")
    return _refusal(done) if isinstance(done, Denied) else _taken()


def _taken() -> HttpResponse:
    return JsonResponse({"received": True}, status=201)


@_formed
def status(request: HttpRequest) -> HttpResponse:
    """What a receipt says, sealed to its code: as long an answer, and as much work, for every code there could be."""
    lookup = _lookup(_body(request, {"lookup"}))
    sealed = base64.b64encode(submissions.status(desk_of(request), lookup)).decode()
    return HttpResponse(f'{{"sealed":"{sealed}"}}'.ljust(ANSWER), content_type="application/json")


@_formed
def take(request: HttpRequest) -> HttpResponse:
    """A piece of what was left; for whoever it was not left for, there is nothing."""
    body = _body(request, {"lookup", "parcel", "start"})
    if type(body["start"]) is not int:
        raise _BadError
    data = submissions.take(desk_of(request), _lookup(body), _parcel(body), body["start"])
    if data is None:
        return refuse(404, "portal.nothing")
    return HttpResponse(data, content_type="application/octet-stream")


def healthz(_request: HttpRequest) -> HttpResponse:
    """It listens."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _secret() -> bytes:
    return settings.SECRET_KEY.encode()


def _room(desk: Desk) -> bool:
    if desk.blobs is None:
        return True
    told = os.statvfs(settings.HOME.path)
    return told.f_bavail * told.f_frsize > RESERVE


def _refusal(one: Denied) -> HttpResponse:
    return refuse(_STATUS.get(str(one.rule), 400), str(one.rule))


def _body(request: HttpRequest, names: set[str]) -> dict[str, Any]:
    try:
        body = strictjson.load(request.body, DEPTH)
    except (ValueError, TypeError, RecursionError) as fault:
        raise _BadError from fault
    if set(body) != names:
        raise _BadError
    return body


def _lookup(body: dict[str, Any]) -> str:
    shown = body["lookup"]
    if not isinstance(shown, str) or len(shown) != _LOOKUP or not _HEX.issuperset(shown):
        raise _BadError
    return submissions.hashed(shown)


def _parcel(body: dict[str, Any]) -> str:
    """The id that was asked for. One with signs that no id has is nobody's: not every database takes them."""
    said = _text(body, "parcel")[:26]
    return said if said.isascii() and said.isprintable() else ""


def _submission(body: dict[str, Any]) -> Submission:
    sealed = [(_text(one, "kind"), _bytes(one)) for one in _rows(body["sealed"], {"kind", "bytes"})]
    rows = _rows(body["envelopes"], {"to", "bytes"})
    envelopes = {_text(one, "to"): _bytes(one) for one in rows}
    if len(envelopes) != len(rows):
        raise _BadError
    return Submission(str(body["recipient"]), tuple(sealed), envelopes)


def _rows(value: object, names: set[str]) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > submissions.MAX_SEALED + 100:
        raise _BadError
    for one in value:
        if not isinstance(one, dict) or set(one) != names:
            raise _BadError
    return value


def _text(row: dict[str, Any], name: str) -> str:
    if not isinstance(row[name], str):
        raise _BadError
    return str(row[name])


def _bytes(row: dict[str, Any]) -> bytes:
    try:
        return base64.b64decode(_text(row, "bytes"), validate=True)
    except (binascii.Error, ValueError) as fault:
        raise _BadError from fault
