"""The web applications of a desk's surfaces, one a process: staff and api are Django's, vault and public are files."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

from dueprocess.operate.keyfile import PACKAGE
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

Start: TypeAlias = Callable[[str, list[tuple[str, str]]], Any]
App: TypeAlias = Callable[[dict[str, Any], Start], Iterable[bytes]]

VAULT: Final = PACKAGE / "vault"
STATIC: Final = PACKAGE / "desk" / "web" / "static"
_PLAIN: Final = "text/plain; charset=utf-8"


def application(surface: str) -> App:
    """The application of a surface: staff, api, portal, vault or public. Sets Django up for the first three."""
    made = {"vault": vault, "public": public, "portal": django}.get(surface, pages)
    return whole(made())


def whole(app: App) -> App:
    """Answers handed over in one piece: the server then holds the line to a slow reader, and no thread does (17.1)."""

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        body = app(environ, start)
        if getattr(body, "streaming", False):
            return body  # a ciphertext of hundreds of megabytes, for few who show a bearer: never whole in memory
        try:
            return [b"".join(body)]
        finally:
            close = getattr(body, "close", None)
            if close is not None:
                close()

    return answer


def django() -> App:
    """Django's pages alone, as the authority portal has them: its sheet and script are two of them."""
    from dueprocess.operate import home

    home.boot()
    from django.core.wsgi import get_wsgi_application

    made: Any = get_wsgi_application()
    app: App = made
    return app


def pages() -> App:
    """Django's pages, and the static files that they name; each answer says which content it is, so it may be kept."""
    from whitenoise import WhiteNoise

    app = WhiteNoise(django(), max_age=31536000, add_headers_function=_static_headers)
    app.add_files(str(STATIC), prefix="static/")
    made: App = app
    return made


def vault() -> App:
    """The vault's bundle with its policy: it may speak with the desk's interface and with nobody else."""
    from whitenoise import WhiteNoise

    from dueprocess.operate import home

    house = home.read_desk(home.current())
    told = {"api": house.api_address, "staff": house.staff_address, "provider": house.name, "practice": house.practice}
    policy = vault_policy(house.api_address)

    def rest(environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/config.json" and environ.get("REQUEST_METHOD") in {"GET", "HEAD"}:
            head = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), *_SAFE]
            start("200 OK", head)
            return [json.dumps(told, ensure_ascii=False).encode()]
        return _missing(start)

    def headers(answer: Any, path: str, _url: str) -> None:  # noqa: ANN401 - the library's own headers
        # The frame that shows attachments has its own, tighter policy, and alone may be framed by the vault.
        framed = Path(path).name == "frame.html"
        answer["Content-Security-Policy"] = FRAME_POLICY if framed else policy
        answer["Cache-Control"] = "no-cache"
        answer["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        _static_headers(answer, path, _url)

    made: App = WhiteNoise(rest, root=str(VAULT), index_file=True, max_age=0, add_headers_function=headers)
    return made


def public() -> App:
    """The public site as it was last written: files of the folder and nothing else; no address is kept."""
    from whitenoise import WhiteNoise

    from dueprocess.operate import home

    site = home.current().site

    def rest(_environ: Mapping[str, Any], start: Start) -> Iterable[bytes]:
        missing = site / "404.html"
        if missing.exists():
            start("404 Not Found", [("Content-Type", "text/html; charset=utf-8"), *_SAFE])
            return [missing.read_bytes()]
        return _missing(start)

    # autorefresh: the site is written anew while it is served.
    made: App = WhiteNoise(
        rest,
        root=str(site),
        index_file=True,
        autorefresh=True,
        add_headers_function=_public_headers,
        mimetypes=PUBLIC_TYPES,
    )
    return made


PUBLIC_TYPES: Final = {
    "feed.json": "application/feed+json",
    "feed.xml": "application/atom+xml",
    "sha256sums": _PLAIN,
    ".csv": "text/csv",
}
_SAFE: Final = [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")]


def _static_headers(answer: Any, _path: str, _url: str) -> None:  # noqa: ANN401 - the library's own headers
    for name, value in _SAFE:
        answer[name] = value


def _public_headers(answer: Any, path: str, url: str) -> None:  # noqa: ANN401 - the library's own headers
    _static_headers(answer, path, url)
    answer["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )


def _missing(start: Start) -> Iterable[bytes]:
    start("404 Not Found", [("Content-Type", _PLAIN), *_SAFE])
    return [b"There is no such page.\n"]
