"""Hello, sessions, what the desk is; whether it lives, and figures for the operator's own watching."""

from typing import Any, Final

from django.core.cache import cache
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest, HttpResponse

from dueprocess import __version__
from dueprocess.adapters import crypto
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.data.models import Roster, Token
from dueprocess.desk.data.versions import CURRENT
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.health import health, metrics_text
from dueprocess.desk.web import tokens
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.canonical import encode
from dueprocess.formats.note import Key
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.session import WINDOW, Opening, SessionError, verify

router = Routes()
TEXT: Final = {"responses": {200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}}
MAX_OPEN: Final = 40
"""Sessions of one person at a time; a client opens one when it is unlocked."""
MAX_TRIES: Final = 120
"""Notes a minute that open nothing, of all callers together; a good note is never turned away by bad ones."""


@router.on("GET /healthz", None, response={200: None, 503: None}, openapi_extra=TEXT)
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the desk lives: 200 or 503, and no words."""
    try:
        found = health(desk_of(request).now)
    except (RuntimeError, ValueError, OSError, DatabaseError):
        return HttpResponse(status=503)
    if not found.reachable or found.schema != CURRENT:
        return HttpResponse(status=503)
    return HttpResponse(b"ok", content_type="text/plain")


@router.on("GET /metrics", None, openapi_extra=TEXT)
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts and ages alone, never a word of a case, in the text form that Prometheus reads."""
    text = metrics_text(desk_of(request).now)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


@router.on("GET /v1/hello", shapes.Hello)
def hello(request: HttpRequest) -> dict[str, Any]:
    """Which desk this is."""
    desk = desk_of(request)
    return {
        "desk": desk.roster.desk_id,
        "provider": desk.house.name,
        "version": __version__,
        "now": desk.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


@router.on("POST /v1/session", shapes.Session)
def open_session(request: HttpRequest, payload: shapes.Note) -> dict[str, Any]:
    """A bearer for eight hours, for whoever signed the note with the key on the roster."""
    desk = desk_of(request)
    try:
        if not desk.house.api_address:
            do = Msg("The operator sets api_address in desk.toml.")
            raise DeniedError(Denied("desk.no-address", "The desk does not say where its interface stands.", do))
        opening, key = verify(
            payload.note.encode("utf-8", "replace"), desk.roster, desk.house.api_address, desk.now, crypto.verify
        )
        secret, row = _take(desk, opening, key)
    except SessionError as fault:
        raise _no_session() from fault
    return {
        "token": secret,
        "person": row.person,
        "roles": sorted(str(role) for role in desk.roles_of(row.person)),
        "until": row.until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def _take(desk: Desk, opening: Opening, key: Key) -> tuple[str, Token]:
    mine = Token.objects.filter(kind="session", person=opening.by, until__gt=desk.now, used_on__isnull=True)
    if mine.count() >= MAX_OPEN:
        raise DeniedError(Denied("session.too-many", "You have too many sessions.", "End some, or wait."))
    if key.vkey in desk.standing.retired:
        raise SessionError.because("session.retired-key", "a retired key opens no session")
    # Its id is made of the nonce: a second session of one note cannot be written.
    drawn = bytes.fromhex(sha256(encode(["session", opening.by, opening.nonce])))[:15]
    try:
        return tokens.make(desk, "session", opening.by, name=key.id.hex(), drawn=drawn)
    except IntegrityError as fault:
        raise SessionError.because("session.used", "the note opened a session already") from fault


def _no_session() -> DeniedError:
    """One answer for every reason: who is on the roster is nobody's business (hazard 2.6)."""
    cache.add("api.no-session", 0, 60)
    if cache.incr("api.no-session") > MAX_TRIES:
        return DeniedError(Denied("session.too-many", "Too many attempts failed.", "Wait a minute."))
    do = Msg("Check your clock, the desk's address and your key; then sign a new note.")
    return DeniedError(Denied("session.refused", "The signed note does not open a session.", do))


@router.on("DELETE /v1/session", None, response=shapes.answers(None, 204))
def end_session(request: HttpRequest) -> HttpResponse:
    """End one's own session."""
    token = caller(request).token
    if token is not None:
        tokens.end(desk_of(request), token, 2 * WINDOW)
    return HttpResponse(status=204)


@router.on("GET /v1/desk", shapes.DeskAbout)
def about(request: HttpRequest) -> dict[str, Any]:
    """The desk, its whole chain of rosters, and the keys to seal to; a client believes what it has checked."""
    desk = desk_of(request)
    notes = Roster.objects.order_by("number").values_list("note", flat=True)
    return {
        "desk": desk.roster.desk_id,
        "provider": desk.house.name,
        "country": desk.country,
        "timezone": desk.timezone,
        "languages": list(desk.house.languages),
        "practice": desk.house.practice,
        "roster": {"number": desk.roster.number, "notes": [bytes(note).decode() for note in notes]},
        "worker": desk.roster.worker,
        "recovery": desk.roster.recovery,
        "shelf": desk.shelf.digest,
        "contact": desk.house.contact,
        "address": list(desk.house.address),
        "help": [{"name": one.name, "contact": one.contact} for one in desk.house.help],
        "text_blocks": [
            {"name": one.name, "language": one.language, "outcomes": list(map(str, one.outcomes)), "text": one.text}
            for one in desk.house.text_blocks
        ],
        "site": desk.house.site_address,
        "person": desk.house.person_address,
        "onion": desk.house.person_onion,
        "head": desk.head,
        "vault": {"origin": desk.house.vault_address},
        "staff": {"origin": desk.house.staff_address},
    }
