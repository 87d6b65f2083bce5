"""The vault served to one browser by the person's own machine: from the installed package, and nothing but its files.

Read whole and checked when it starts; what changes on the disk later is not served. The name ``localhost`` is the one
at which a passkey can be asked for, so both addresses that it may mean are held: no other program of this machine can
answer in our place. Where the system says whose a line is (Linux), another user of the machine gets no answer. The
page stands at a port that is new each time: what another program left in the browser for a port (pages that it keeps, a
service worker) stands before no page of ours. The port that a desk keeps is a door, which leads to the page (ADR 0101).
"""

import contextlib
import json
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final, TypeAlias

from dueprocess.adapters import crypto, durable, machine
from dueprocess.adapters.desk_api import place_of
from dueprocess.client import vault_law, vault_purge, vault_questions
from dueprocess.client.desk_itself import key_facts
from dueprocess.client.vault_finish import BYTES, PATH, Finishing, now, sent_folder
from dueprocess.client.vault_memory import Memories, desks_folder
from dueprocess.client.vault_questions import MAX_BYTES
from dueprocess.client.vault_shares import Rounds
from dueprocess.formats import desk_acts
from dueprocess.release.desk_client import MAX_PART
from dueprocess.report import signing
from dueprocess.verify.bundle import Bundle
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

SECONDS: Final = 20  # that a caller may take for its request
TRIES: Final = 8  # for a free port that is free in both addresses
FORM: Final = "dueprocess.places/1"

_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

_FRAMED: Final = frozenset({"frame.js", "frame.css"})
"""What the sandboxed frame loads: its origin is opaque, so to a browser it asks from another site."""

_NO_WORKER: Final = b"""self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  await self.registration.unregister();
  for (const page of await self.clients.matchAll({ type: "window" })) await page.navigate(page.url);
})()));
"""
"""We have no service worker. A browser that asks for one still has that of a program which stood at this port before,
and which would answer in our place: it gets one that ends itself, and loads its pages anew.
"""


_SAYS: Final = b"Another user of this machine runs this vault. Start your own: dueprocess vault\n"
_OTHER_USER: Final = (
    b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%b" % (len(_SAYS), _SAYS)
)

CHECK: Final = "/check"
KEEP: Final = "/keep"
SIGNED: Final = "/signed"
ITSELF: Final = "/itself"
REPORT: Final = "/report"
LAW: Final = "/law"
LAWBOOK: Final = "/lawbook"
ATTACH: Final = "/attach"
PURGE: Final = "/purge"
MEMORY: Final = "/memory"
_FINISHING: Final = re.compile(rf"{PATH}(/[0-9a-f]{{32}}/(end|undo|(?P<part>part/[0-9]{{1,4}})))?")
Answer: TypeAlias = Callable[[bytes], bytes]


def itself(data: bytes) -> bytes:
    """What may be signed about the desk itself: the answer in JSON (ADR 0047)."""
    return json.dumps(desk_acts.answer(vault_questions.parsed(data), crypto.verify, key_facts, now())).encode()


def report(data: bytes) -> bytes:
    """What a signature under a draft of the report would stand under: the answer in JSON (ADR 0047)."""
    return json.dumps(signing.answer(vault_questions.parsed(data), crypto.verify, now())).encode()


def law(data: bytes) -> bytes:
    """What the law answers, by this machine's own law files: the answer in JSON (ADR 0066)."""
    return json.dumps(vault_law.answer(vault_questions.parsed(data), crypto.verify, now())).encode()


def lawbook(data: bytes) -> bytes:
    """What counsel reads before they sign law, out of this machine's own law files: the answer in JSON."""
    from dueprocess.client import vault_lawbook

    return json.dumps(vault_lawbook.answer(vault_questions.parsed(data), crypto.verify, now())).encode()


def attach(data: bytes) -> bytes:
    """Whether a PDF file may go along with a letter, and its pages: the answer in JSON (ADR 0080)."""
    from dueprocess.client import attachments

    return json.dumps(attachments.answer(vault_questions.parsed(data))).encode()


def purge(data: bytes) -> bytes:
    """What a statement must say that purges a case: the answer in JSON (ADR 0078)."""
    return json.dumps(vault_purge.answer(vault_questions.parsed(data), crypto.verify, now())).encode()


ANSWERS: Final[Mapping[str, Answer]] = {
    ITSELF: itself,
    REPORT: report,
    LAW: law,
    LAWBOOK: lawbook,
    ATTACH: attach,
    PURGE: purge,
}
"""What our own page may ask, whoever serves it; a program adds what it alone can answer."""


class LocalError(ValueError):
    """The vault cannot be served so; says what to do."""


@dataclass(frozen=True, slots=True)
class Places:
    """Which desk this machine's vault speaks with, and at which port the door of each desk's vault stands."""

    path: Path
    last: str = ""
    ports: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Places":
        """What was remembered. Raises LocalError for a damaged file."""
        if not path.exists():
            return cls(path)
        try:
            plain: Any = json.loads(path.read_bytes())
            ports = {place_of(desk).origin: int(port) for desk, port in plain["ports"].items()}
            if plain["form"] != FORM or not all(0 < port < 65536 for port in ports.values()):  # noqa: PLR2004
                raise ValueError  # noqa: TRY301 - every fault of the file ends as one
            return cls(path, place_of(plain["last"]).origin, ports)
        except (ValueError, TypeError, KeyError, AttributeError) as fault:
            raise LocalError(
                f"{path} is damaged; delete it: your browser then asks once more whether the desk is the right one"
            ) from fault

    def remember(self, desk: str, port: int) -> None:
        """Write down desk and port."""
        plain = {"form": FORM, "last": desk, "ports": {**self.ports, desk: port}}
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        durable.replace(self.path, json.dumps(plain, indent=1).encode() + b"\n")


def places_file() -> Path:
    """Where the places are remembered: the person's own configuration."""
    base = os.environ.get("XDG_CONFIG_HOME") or "~/.config"
    return Path(base).expanduser() / "dueprocess" / "vault.json"


class LocalVault:
    """Both listeners of one local vault."""

    def __init__(
        self,
        bundle: Bundle,
        desk: str,
        port: int = 0,
        finishing: Finishing | None = None,
        more: Mapping[str, Answer] | None = None,
        besides: Mapping[str, bytes] | None = None,
        memories: Memories | None = None,
        *,
        door: int | None = None,
    ) -> None:
        """The page at ``port``, a new one where that is 0; a door that leads there at ``door``, where it is given.

        ``besides``: files by name that stand beside the bundle's, or in their place: the practice desk's guide.
        """
        self.desk, self.bundle = desk, bundle
        self.finishing = finishing or Finishing(sent_folder())
        self.memories = memories or Memories(desks_folder(), self.finishing.clock)
        doors = [] if door is None else _listen(door, _Door)
        self._servers = _listen(port)
        self.port: int = self._servers[0].server_address[1]
        self.door: int = doors[0].server_address[1] if doors else self.port
        for one in doors:
            one.port, one.desk, one.leads = self.door, desk, self.address
        answers = _answers({**bundle.files, "config.json": _config(desk), **(besides or {})}, desk)
        for server in self._servers:
            server.answers, server.port, server.finishing = answers, self.port, self.finishing
            server.desk = desk
            server.asked = {**ANSWERS, MEMORY: self._memory, **_of_release(self.finishing), **(more or {})}
        self._servers = [*self._servers, *doors]

    def _memory(self, data: bytes) -> bytes:
        return json.dumps(self.memories.answer(vault_questions.parsed(data), self.address.rstrip("/"))).encode()

    @property
    def address(self) -> str:
        """What a browser opens."""
        return f"http://localhost:{self.port}/"

    @contextlib.contextmanager
    def serving(self) -> Iterator[None]:
        """Answer until the block ends."""
        for server in self._servers:
            threading.Thread(target=server.serve_forever, daemon=True).start()
        rounds = Rounds(self.finishing.keeping, self.desk, self.finishing.clock)
        rounds.start()
        try:
            yield
        finally:
            rounds.end()
            for server in self._servers:
                server.shutdown()
                server.server_close()
            self.finishing.close()


def _of_release(finishing: Finishing) -> dict[str, Answer]:
    """Whether a share may open, that one is kept, what was signed: in JSON. What is no question is answered as such."""
    keeping = finishing.keeping

    def check(data: bytes) -> bytes:
        return json.dumps(keeping.check(vault_questions.parsed(data), crypto.verify, finishing.clock())).encode()

    def keep(data: bytes) -> bytes:
        return json.dumps(keeping.keep(vault_questions.parsed(data), crypto.verify, finishing.clock())).encode()

    def signed(data: bytes) -> bytes:
        return json.dumps(keeping.signed(vault_questions.parsed(data))).encode()

    return {CHECK: check, KEEP: keep, SIGNED: signed}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    answers: Mapping[str, tuple[dict[str, str], bytes]] = {}
    asked: Mapping[str, Answer] = ANSWERS
    desk = leads = ""
    port = 0
    finishing: Finishing

    def verify_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> bool:
        """Our own user alone: another one of this machine could end a release that was begun, or drop shares."""
        del client_address
        with contextlib.suppress(OSError):  # it went away
            if isinstance(request, socket.socket) and machine.is_of_this_user(request):
                return True
            if isinstance(request, socket.socket):
                request.sendall(_OTHER_USER)
        return False


class _Server6(_Server):
    address_family = socket.AF_INET6

    def server_bind(self) -> None:
        """The IPv6 address alone: the other one has its own listener."""
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()


def _listen(port: int, handler: "type[_Handler] | None" = None) -> list[_Server]:
    """Listeners of 127.0.0.1 and, where the machine has it, ::1. Raises LocalError where one of both is taken."""
    for _ in range(1 if port else TRIES):
        with contextlib.suppress(OSError):
            return _both(port, handler or _Handler)
    raise LocalError(
        f"port {port or 'for the vault'} is taken by another program of this machine, to which your bookmark and the "
        "desk's buttons would lead; end it, or choose another --port"
    )


def _both(port: int, handler: "type[_Handler]") -> list[_Server]:
    first = _Server(("127.0.0.1", port), handler)
    if not _has_ipv6():
        return [first]
    try:
        return [first, _Server6(("::1", first.server_address[1]), handler)]
    except OSError:
        first.server_close()
        raise


def _has_ipv6() -> bool:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET6) as probe:
        probe.bind(("::1", 0))
        return True
    return False


def _config(desk: str) -> bytes:
    """What the page is told about itself."""
    return json.dumps({"api": desk, "staff": "", "provider": "", "practice": False, "local": True}).encode()


def _answers(files: Mapping[str, bytes], desk: str) -> dict[str, tuple[dict[str, str], bytes]]:
    """Headers and bytes by path: all that is ever served."""
    made = {f"/{name}": (_headers(name, desk), data) for name, data in files.items()}
    made["/"] = made["/index.html"]
    return made


def _headers(name: str, desk: str) -> dict[str, str]:
    policy = FRAME_POLICY if name == "frame.html" else vault_policy(desk)
    made = {**_HEADERS, "Content-Type": _TYPES[Path(name).suffix], "Content-Security-Policy": policy}
    if name not in _FRAMED:
        made["Cross-Origin-Resource-Policy"] = "same-origin"
    return made


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "dueprocess", ""
    timeout = SECONDS
    server: _Server

    def do_GET(self) -> None:
        """A file of the bundle, for the browser that asks for our own name and from our own pages."""
        here = f"localhost:{self.server.port}"
        path = self.path.partition("?")[0]
        if self.headers.get("Host") == f"127.0.0.1:{self.server.port}" and path == "/":
            self._answer(308, {**_HEADERS, "Location": f"http://{here}/"}, b"")
        elif not self._asked_right(here):
            self._answer(403, _HEADERS, b"This is not asked from here.\n")
        elif self.headers.get("Service-Worker") == "script":
            self._answer(200, {**_headers("worker.js", self.server.desk), "Service-Worker-Allowed": "/"}, _NO_WORKER)
        elif path in self.server.answers:
            self._answer(200, *self.server.answers[path])
        else:
            self._answer(404, _HEADERS, b"There is no such file.\n")

    def do_POST(self) -> None:
        """What our own page asks: what may be signed (ADR 0039, 0047), or that a release be finished (ADR 0048)."""
        here = f"localhost:{self.server.port}"
        length = self.headers.get("Content-Length", "")
        asked_right = self._asked_right(here) and self.headers.get("Origin") == f"http://{here}"
        finishes = _FINISHING.fullmatch(self.path)
        wanted = BYTES if finishes and finishes["part"] else "application/json"
        most = MAX_PART if wanted == BYTES else MAX_BYTES
        if not asked_right or self.headers.get("Content-Type") != wanted:
            self._refuse(403, b"This is not asked from here.\n")
        elif not finishes and self.path not in self.server.asked:
            self._refuse(404, b"There is no such question.\n")
        elif not length.isdecimal() or int(length) > most:
            self._refuse(413, b"That is too long.\n")
        else:
            self._answer(200, {**_HEADERS, "Content-Type": "application/json"}, self._asked(int(length)))

    def _asked(self, length: int) -> bytes:
        if self.path in self.server.asked:
            return self.server.asked[self.path](self.rfile.read(length))
        return json.dumps(self.server.finishing.ask(self.path, self.rfile, length)).encode()

    def _refuse(self, status: int, body: bytes) -> None:
        """Answer without reading what was sent, and end the connection."""
        self.close_connection = True
        self._answer(status, {**_HEADERS, "Connection": "close"}, body)

    def do_HEAD(self) -> None:
        """The same without its body."""
        self.do_GET()

    def _asked_right(self, here: str) -> bool:
        """Our name, not one that was made to lead here; our own pages, or a person who follows a link."""
        framed = self.path.lstrip("/") in _FRAMED
        origins = {None, f"http://{here}", *(["null"] if framed else [])}
        if self.headers.get("Host") != here or self.headers.get("Origin") not in origins:
            return False
        follows = self.headers.get("Sec-Fetch-Mode") == "navigate" and self.headers.get("Sec-Fetch-Dest") == "document"
        near = self.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
        return near or follows or framed

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing is logged."""


class _Door(_Handler):
    """At the port that bookmarks and the desk's buttons name: leads to the page, and answers nothing else.

    The browser is told no policy of referrers: the page asks from which page its person came (ADR 0065).
    """

    def do_GET(self) -> None:
        """To the page, for a person who opens this address or follows a link."""
        here, path = f"localhost:{self.server.port}", self.path.partition("?")[0]
        if self.headers.get("Service-Worker") == "script" and self._asked_right(here):
            self._answer(200, {**_headers("worker.js", self.server.desk), "Service-Worker-Allowed": "/"}, _NO_WORKER)
        elif self.headers.get("Host") not in {here, f"127.0.0.1:{self.server.port}"} or path != "/":
            self._answer(403, _HEADERS, b"This is not asked from here.\n")
        else:
            leads = {"Cache-Control": "no-store", "Location": self.server.leads + self.path[1:]}
            self._answer(307, leads, b"")

    def do_POST(self) -> None:
        """Nothing is asked here."""
        self._refuse(404, b"There is no such question.\n")
