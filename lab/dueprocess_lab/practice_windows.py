"""The windows of the practice desk: log-ins by a link, vaults that open by themselves, pages with their code filled in.

A browser keeps one log-in for each host name, whatever the port. So aster's pages stand at 127.0.0.1 and birch's at
localhost, and one browser can be both. Everything here hands out practice keys and codes to whoever asks on this
machine; the desk itself knows nothing of it.
"""

import contextlib
import functools
import http.client
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from dueprocess.client.local_vault import LocalVault

HOST: Final = "127.0.0.1"
ALIKE: Final = "localhost"
GUIDE: Final = ("guide.js", "guide.css")
SHEET: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST: Final = 64 << 10
"""Bytes of a body that is handed on: a code, or a question about one."""
_PASSED: Final = ("Content-Type", "Accept-Language")
_KEPT: Final = frozenset({"content-type", "content-security-policy", "location", "vary"})


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "dueprocess", ""
    timeout = 20

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""

    def reply(self, status: int, headers: Mapping[str, str], body: bytes, cookies: Mapping[str, str]) -> None:
        """One whole answer."""
        self.send_response(status)
        for name, value in {**headers, "Cache-Control": "no-store", "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        for name, value in cookies.items():
            self.send_header("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Lax")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


@contextlib.contextmanager
def _serving(handler: "Callable[..., BaseHTTPRequestHandler]", port: int) -> Iterator[None]:
    server = ThreadingHTTPServer((HOST, port), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


@dataclass(frozen=True, slots=True)
class Door:
    """One person's way in: the key that their link holds, the host name of their pages, and their cookies."""

    name: str
    host: str
    key: str = field(repr=False)
    cookies: Mapping[str, str] = field(repr=False)

    def link(self, port: int) -> str:
        """The address that logs them in."""
        return f"http://{self.host}:{port}/{self.name}/{self.key}"


def doors(
    every: "list[Door]", port: int, staff: int, sheets: "Mapping[str, bytes]"
) -> contextlib.AbstractContextManager[None]:
    """Serve the links: whoever follows one is logged in at the desk under that link's host name.

    ``sheets``: workbooks that lie beside them, by name.
    """

    class Handler(_Quiet):
        def do_GET(self) -> None:
            """To the desk, logged in; anything else is not there."""
            here = self.headers.get("Host", "").partition(":")[0]
            for door in every:
                if self.path == f"/{door.name}/{door.key}" and here == door.host:
                    self.reply(303, {"Location": f"http://{door.host}:{staff}/"}, b"", door.cookies)
                    return
            sheet = sheets.get(self.path.removeprefix("/"))
            if sheet is not None:
                self.reply(200, {"Content-Type": SHEET}, sheet, {})
                return
            self.reply(404, {"Content-Type": "text/plain; charset=utf-8"}, b"There is no such door.\n", {})

    return _serving(Handler, port)


def filled(target: str, port: int, mark: str, value: str) -> contextlib.AbstractContextManager[None]:
    """Serve the pages at ``target`` (an origin) once more, with ``value`` put into the field whose tag has ``mark``.

    A link may name the language (``?ui=de``), which is asked for as a browser would, and goes on with the form.
    """
    there = urlsplit(target)

    class Handler(_Quiet):
        def do_GET(self) -> None:
            """The page of the target."""
            self._ask(b"")

        def do_POST(self) -> None:
            """What the page hands in."""
            length = self.headers.get("Content-Length", "")
            if not length.isdecimal() or int(length) > MOST:
                self.reply(413, {}, b"", {})
                return
            self._ask(self.rfile.read(int(length)))

        def _ask(self, body: bytes) -> None:
            passed = {name: self.headers[name] for name in _PASSED if name in self.headers}
            path, _, asks = self.path.partition("?ui=")
            spoken = asks if asks.isalpha() and len(asks) == len("en") else ""
            passed |= {"Accept-Language": spoken} if spoken else {}
            asked = http.client.HTTPConnection(there.hostname or HOST, there.port or 80, timeout=60)
            with contextlib.closing(asked):
                asked.request(self.command, path if spoken else self.path, body or None, {**passed, "Origin": target})
                answer = asked.getresponse()
                headers = {name.lower(): value_ for name, value_ in answer.getheaders() if name.lower() in _KEPT}
                said = answer.read()
            if "html" in headers.get("content-type", ""):
                said = said.replace(mark.encode(), f'{mark} value="{value}"'.encode(), 1)
            if spoken:
                said = said.replace(b'action="/"', f'action="/?ui={spoken}#{spoken}"'.encode(), 1)
            self.reply(answer.status, headers, said, {})

    return _serving(Handler, port)


def files(folder: Path, port: int) -> contextlib.AbstractContextManager[None]:
    """Serve a public site as it was written."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return _serving(functools.partial(Handler, directory=str(folder)), port)


def vault(desk: str, identity: Path, provider: str, told: "Callable[[], dict[str, Any]]") -> "LocalVault":
    """A vault of one's own, as ``dueprocess vault`` serves it, that opens with this identity and shows the guide."""
    from dueprocess.cli.vault_telling import MORE
    from dueprocess.client.local_vault import LocalVault
    from dueprocess.client.vault_finish import Finishing
    from dueprocess.client.vault_memory import Memories
    from dueprocess.verify.bundle import installed

    bundle, here = installed(), resources.files(__package__).joinpath("guide")
    page = bundle.files["index.html"].decode()
    page = page.replace("</head>", '<link rel="stylesheet" href="guide.css">\n</head>')
    page = page.replace("</body>", '<script src="guide.js"></script>\n</body>')
    config = {"api": desk, "staff": "", "provider": provider, "practice": True, "local": True}
    besides = {name: here.joinpath(name).read_bytes() for name in GUIDE}
    besides |= {"index.html": page.encode(), "config.json": json.dumps(config).encode()}
    key = {"name": identity.name, "bytes": identity.read_text("utf-8")}
    more = {
        "/guide": lambda _: json.dumps(told()).encode(),
        "/guide/identity": lambda _: json.dumps(key).encode(),
    }
    finishing = Finishing(identity.parent.parent / "sent")
    memories = Memories(identity.parent.parent / "seen", finishing.clock)
    return LocalVault(bundle, desk, 0, finishing, {**MORE, **more}, besides, memories)
