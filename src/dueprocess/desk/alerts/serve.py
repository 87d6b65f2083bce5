"""The two pages of the alert list: a code comes back, somebody leaves. A listener that forks (ADR 0025, 0123).

It holds no identity: it compares hashes of random codes, and deletes. GET does nothing, since mail scanners follow
links; leaving is one POST, as RFC 8058 has it for mail programs. Nothing is logged, and no address is looked at.
"""

import datetime
import re
import socket
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qs

from dueprocess.adapters.texts import sentences
from dueprocess.desk.alerts import beat
from dueprocess.desk.alerts.folder import Folder
from dueprocess.desk.intake import requests
from dueprocess.desk.intake.listener import Listener, bound
from dueprocess.desk.intake.page_style import STYLE, STYLE_HASH
from dueprocess.desk.intake.requests import RefusedError, Request, response

SECONDS: Final = 10
MAX_BODY: Final = 2 << 10
_HEADERS: Final = (
    (
        f"Content-Security-Policy: default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Robots-Tag: noindex, nofollow",
)
_TOKEN: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Kept:
    """What every child needs."""

    folder: Folder


def serve(kept: Kept, host: str, port: int) -> None:
    """Listen until told to end (SIGTERM). Raises ValueError for an address that is not this machine's own."""
    with bound(host, port, 512) as listener:
        _form("en")  # texts are read before the first fork
        late = response(503, b"", "text/plain; charset=utf-8")
        Listener(listener, lambda sock, _: answer(sock, kept), SECONDS, late).run()


def answer(sock: socket.socket, kept: Kept) -> None:
    """Read one request and answer it. Used by the child alone."""
    requests.answer(sock, lambda request: _route(request, kept), SECONDS, *_HEADERS)


def _route(request: Request, kept: Kept) -> bytes:
    language = _language(request.headers.get("accept-language", ""))
    method = "GET" if request.method == "HEAD" else request.method
    _, name, *rest = request.path.split("/")
    match method, name, rest:
        case "GET", "healthz", []:
            return b"ok\n"
        case "GET", "", []:
            return _form(language)
        case "POST", "", []:
            newest, today = beat.kept(kept.folder).number, datetime.datetime.now(datetime.UTC).date()
            done = kept.folder.confirm(_typed(request).get("code", "")[:60], newest, today)
            return _said(language, "title", "confirmed") if done else _form(language, "wrong")
        case "GET", "leave", [token] if _TOKEN.fullmatch(token):
            return _leave(language)
        case "POST", "leave", [token] if _TOKEN.fullmatch(token):
            _typed(request)
            kept.folder.leave(token)  # known or not: one answer
            return _said(language, "leave_title", "left")
        case _:  # a link that a mail program broke says so, and leaves nothing
            title, what = ("leave_title", "cut") if name == "leave" else ("title", "nothing")
            raise RefusedError(404, _said(language, title, what).decode().rstrip())


def _typed(request: Request) -> dict[str, str]:
    """Fields of a form. Raises RefusedError."""
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        raise RefusedError(415, "Use the form of this page.")
    if request.body.left > MAX_BODY:
        raise RefusedError(413, "That is longer than the form.")
    data = b"".join(iter(request.body.read, b""))
    try:
        return {name: values[0] for name, values in parse_qs(data.decode("ascii"), max_num_fields=4).items()}
    except ValueError:
        raise RefusedError(400, "Use the form of this page.") from None


def _language(accepts: str) -> str:
    wanted = (one.strip()[:2].lower() for one in accepts[:200].split(","))
    return next((one for one in wanted if one in sentences("alert")), "en")


def _form(language: str, said: str = "") -> bytes:
    say = sentences("alert")[language]["page"]
    told = f'<p class="said" role="alert">{escape(say[said])}</p>' if said else ""
    field = (
        f'<label for="code">{escape(say["code"])}</label><input id="code" name="code" maxlength="60" required '
        'autocomplete="off" autocapitalize="characters" spellcheck="false">'
    )
    form = f'<form method="post" action="/">{field}<button>{escape(say["confirm"])}</button></form>'
    return _page(language, "title", f"{told}<p>{escape(say['lead'])}</p>{form}")


def _leave(language: str) -> bytes:
    say = sentences("alert")[language]["page"]
    form = f'<form method="post"><button name="leave" value="1">{escape(say["leave"])}</button></form>'
    return _page(language, "leave_title", f"<p>{escape(say['leave_lead'])}</p>{form}")


def _said(language: str, title: str, what: str) -> bytes:
    return _page(language, title, f'<p role="status">{escape(sentences("alert")[language]["page"][what])}</p>')


def _page(language: str, title: str, body: str) -> bytes:
    words = sentences("alert")[language]
    meta, named = words["meta"], escape(words["page"][title])
    return (
        f'<!doctype html><html lang="{meta["locale"]}" dir="{meta["dir"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" '
        f'content="light dark"><link rel="icon" href="data:,"><title>{named}</title><style>{STYLE}</style></head>'
        f'<body><main lang="{meta["locale"]}" dir="{meta["dir"]}"><h1>{named}</h1>{body}</main></body></html>\n'
    ).encode()
