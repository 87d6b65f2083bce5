"""What stands after the ordinary log-in: whether a message waits, and the form in the settings (ADR 0120).

It runs beside the provider's log-in, behind its proxy, which says whose session it is. It holds the list and its key,
and of what people choose only what it seals itself: no desk, no case, no identity. Every answer of a kind has one
length, one set of headers and one way through the code, whoever asks. Nothing is logged.
"""

import datetime
import hmac
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, unquote

from dueprocess.adapters.texts import sentences
from dueprocess.desk.intake import requests
from dueprocess.desk.intake.listener import Listener, bound
from dueprocess.desk.intake.page_style import STYLE, STYLE_HASH
from dueprocess.desk.intake.requests import RefusedError, Request, response
from dueprocess.desk.person.notifier import Folder
from dueprocess.desk.person.texts import SPOKEN
from dueprocess.formats import waiting
from dueprocess.formats.choice import chosen
from dueprocess.formats.errors import ObjectError

ACCOUNT: Final = "x-dueprocess-account"
"""Header in which the proxy says whose session it is, percent-encoded; it takes away one that a browser sends."""
BANNER: Final = 6 << 10
FORM: Final = 14 << 10
SECONDS: Final = 10
MAX_BODY: Final = 16 << 10
FRESH_DAYS: Final = 7
"""A list older than that is said to be old: whoever makes it has stopped."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What every child needs, read once."""

    list_: Path
    key: Path
    provider: str
    contact: str
    folder: Path | None = None  # the notifier's, where its form is served
    embed: str = ""  # origin that may show it inside its own page
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)

    def waits(self, account: str) -> bool:
        """Whether a message waits. Raises WaitingError, OSError."""
        return waiting.waits(self.list_.read_bytes(), waiting.key_of(self.key.read_text("ascii")), account)

    def fresh(self, today: datetime.date) -> bool:
        """Whether the list is of these days, and its key opens it. Raises WaitingError, OSError."""
        self.waits("")
        return abs(today.toordinal() - waiting.day_of(self.list_.read_bytes())) <= FRESH_DAYS

    def token(self, account: str) -> str:
        """Shows that a form was sent from the page of this account."""
        return hmac.digest(self.secret, account.encode(), "sha256").hex()


def serve(kept: Kept, host: str, port: int) -> None:
    """Listen until told to end (SIGTERM). Raises ValueError for an address that is not this machine's own."""
    with bound(host, port, 512) as listener:
        banner(kept, "en", waits=False)  # texts are read before the first fork
        late = response(503, b"", "text/plain; charset=utf-8")
        Listener(listener, lambda sock, _: answer(sock, kept), SECONDS, late).run()


def answer(sock: socket.socket, kept: Kept) -> None:
    """Read one request and answer it. Used by the child alone."""
    requests.answer(sock, lambda request: _route(request, kept), SECONDS, *_policy(kept))


def _policy(kept: Kept) -> tuple[str, ...]:
    inside = f"default-src 'none'; style-src '{STYLE_HASH}'; form-action 'self'; base-uri 'none'"
    return (f"Content-Security-Policy: {inside}; frame-ancestors {kept.embed or chr(39) + 'none' + chr(39)}",)


def _route(request: Request, kept: Kept) -> bytes:
    if (request.method, request.path) == ("GET", "/healthz"):
        return b"ok\n" if kept.fresh(datetime.datetime.now(datetime.UTC).date()) else b"old\n"
    account = unquote(request.headers.get(ACCOUNT, "")).strip()
    if not account:
        raise RefusedError(403, "The proxy did not say whose session this is.")
    _, name, *rest = request.path.split("/")
    language = rest[0] if len(rest) == 1 and rest[0] in sentences("notice") else "en"
    if len(rest) > 1 or (rest and rest[0] != language):
        raise RefusedError(404, "There is nothing here.")
    match request.method, name:
        case "GET", "banner":
            return banner(kept, language, waits=kept.waits(account))
        case "GET", "waiting":
            return b"yes" if kept.waits(account) else b"no\n"
        case "GET", "choices" if kept.folder:
            return form(kept, account, language)
        case "POST", "choices" if kept.folder:
            return _chosen(request, kept, account, language)
        case _:
            raise RefusedError(404, "There is nothing here.")


def banner(kept: Kept, language: str, *, waits: bool) -> bytes:
    """The page inside the provider's own: one length, whether or not a message waits."""
    words = sentences("notice")[language]
    say = words["banner"]
    lines = [say["waiting"], say["ask"].format(contact=kept.contact), say["never"]] if waits else [say["nothing"]]
    mark = ' class="said"' if waits else ""
    body = "".join(f"<p{mark if not place else ''}>{escape(line)}</p>" for place, line in enumerate(lines))
    return _page(words["meta"], say["title"], body).ljust(BANNER)


def form(kept: Kept, account: str, language: str, said: str = "") -> bytes:
    """The form for what a person chooses. It never shows what is kept: this process cannot open it."""
    known = sentences("choices")
    words = known.get(language, known["en"])
    say = words["form"]
    told = f'<p class="said" role="alert">{escape(say[said])}</p>' if said else ""
    options = "".join(
        f'<option value="{one}">{escape(sentences("notice")[one]["meta"]["name"])}</option>' for one in SPOKEN
    )
    fields = (
        _field(say, "contact", '<input id="contact" name="contact" maxlength="200">'),
        (
            f'<label for="language">{escape(say["language"])}</label><select id="language" name="language">'
            f'<option value=""></option>{options}</select>'
        ),
        f'<p><label><input type="checkbox" name="never_paper" value="1"> {escape(say["never_paper"])}</label></p>',
        _field(say, "pgp", '<textarea id="pgp" name="pgp" rows="4" maxlength="8000"></textarea>'),
        _field(say, "helper", '<input id="helper" name="helper" maxlength="200">'),
    )
    token = f'<input type="hidden" name="token" value="{kept.token(account)}">'
    body = (
        f"<h1>{escape(say['title'])}</h1>{told}<p>{escape(say['lead'])}</p>"
        f'<form method="post" autocomplete="off">{token}{"".join(fields)}<button>{escape(say["keep"])}</button></form>'
        f'<form method="post">{token}<input type="hidden" name="forget" value="1">'
        f"<button>{escape(say['forget'])}</button></form>"
        f'<p class="soft">{escape(say["who"].format(provider=kept.provider))}</p>'
    )
    return _page(words["meta"], say["title"], body).ljust(FORM)


def _field(say: Mapping[str, str], name: str, control: str) -> str:
    hint = f'<p class="soft">{escape(say[f"{name}_hint"])}</p>'
    return f'<label for="{name}">{escape(say[name])}</label>{hint}{control}'


def _page(meta: Mapping[str, str], title: str, body: str) -> bytes:
    return (
        f'<!doctype html><html lang="{meta["locale"]}" dir="{meta["dir"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body><main>{body}</main></body></html>\n"
    ).encode()


def _chosen(request: Request, kept: Kept, account: str, language: str) -> bytes:
    """Keep or delete what the form says. Raises RefusedError for one that is not of this account's page."""
    if not request.headers.get("content-type", "").lower().startswith("application/x-www-form-urlencoded"):
        raise RefusedError(415, "Use the form of this page.")
    if request.body.left > MAX_BODY:
        raise RefusedError(413, "That is longer than the form.")
    data = b"".join(iter(request.body.read, b""))
    try:
        fields = {name: values[0] for name, values in parse_qs(data.decode("ascii"), max_num_fields=12).items()}
    except ValueError:
        raise RefusedError(400, "Use the form of this page.") from None
    if not hmac.compare_digest(fields.get("token", "").encode(), kept.token(account).encode()):
        raise RefusedError(403, "Open the form again, and send it from there.")
    folder = Folder(kept.folder or Path())
    if fields.get("forget"):
        folder.forget(account)
        return form(kept, account, language, "gone")
    try:
        folder.choose(chosen(account, fields))
    except ObjectError:
        return form(kept, account, language, "wrong")
    return form(kept, account, language, "kept")
