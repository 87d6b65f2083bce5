"""A public page as a stranger opens it: https, no cookie, no log-in, nothing of this house's own network.

For evidence of the scorecard. The address is typed by staff, so it leads to public machines alone: whoever has the
desk open a page learns nothing of what stands beside it. A page that robots.txt (RFC 9309) asks programs not to read is
left to people.
"""

import contextlib
import hashlib
import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

MAX_BYTES: Final = 2 << 20
SECONDS: Final = 20.0  # for one answer, however slowly it comes
HOPS: Final = 4
AGENT: Final = "dueprocess"
_SKIPPED: Final = frozenset({"script", "style", "noscript", "template", "svg", "head"})
_FORMS: Final = ("text/", "application/json", "application/xhtml+xml")

Place = tuple[str, int]
Resolve = Callable[[str], Place]


class StrangerError(RuntimeError):
    """A stranger does not get to read that page, and why."""


@dataclass(frozen=True, slots=True)
class Page:
    """What stood there, as text, and its SHA-256 (hex)."""

    address: str
    text: str

    @property
    def hash(self) -> str:
        """SHA-256 (hex) of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def public(host: str) -> Place:
    """Where a public machine of that name is reached. Raises StrangerError for one that is not public."""
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as fault:
        raise StrangerError(f"there is no machine {host}") from fault
    addresses = [str(one[4][0]) for one in found]
    if not addresses or not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise StrangerError(f"{host} is no public machine")
    return addresses[0], 443


def read(address: str, resolve: Resolve = public, trusted: ssl.SSLContext | None = None) -> Page:
    """The page at an https address. Raises StrangerError where a stranger does not get it, or it is no text."""
    here = address
    for _ in range(HOPS):
        parts = urlsplit(here)
        if parts.scheme != "https" or not parts.hostname or parts.port not in {None, 443} or parts.username:
            raise StrangerError(f"{here} is no public https address")
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        place = resolve(parts.hostname)
        _allowed(parts.hostname, here, place, trusted)
        status, kind, onward, data = _get(parts.hostname, target, place, trusted)
        if status in {301, 302, 303, 307, 308} and onward:
            here = urljoin(here, onward)
            continue
        if status != http.HTTPStatus.OK:
            raise StrangerError(f"{here} answers {status}")
        if not kind.startswith(_FORMS):
            raise StrangerError(f"{here} is {kind or 'of no kind'}, and no text; read it yourself and paste its text")
        return Page(address, text_of(data, kind))
    raise StrangerError(f"{address} leads on and on")


def _allowed(host: str, address: str, place: Place, trusted: ssl.SSLContext | None) -> None:
    """Raises StrangerError where the site asks programs not to read it, or cannot say (RFC 9309 section 2.3.1)."""
    status, _, _, data = _get(host, "/robots.txt", place, trusted)
    rules = RobotFileParser()
    rules.parse(data.decode("utf-8", "replace").splitlines() if status == http.HTTPStatus.OK else [])
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR or not rules.can_fetch(AGENT, address):
        raise StrangerError(f"robots.txt of {host} asks programs not to read {address}; read it and paste its text")


def _get(host: str, target: str, place: Place, trusted: ssl.SSLContext | None) -> tuple[int, str, str, bytes]:
    line = http.client.HTTPSConnection(host, timeout=SECONDS)
    context = trusted or ssl.create_default_context()
    late = threading.Event()
    try:
        raw = socket.create_connection(place, timeout=SECONDS)  # the machine that was looked at, and no other
        sock = context.wrap_socket(raw, server_hostname=host, do_handshake_on_connect=False)
        timer = threading.Timer(SECONDS, _cut, (sock, late))
        timer.daemon = True
        timer.start()
        try:
            line.sock = sock  # closed with the line, also where nobody vouches for the certificate
            sock.do_handshake()
            line.request("GET", target, headers={"Accept": "text/html, text/plain", "User-Agent": AGENT})
            answer = line.getresponse()
            data = answer.read(MAX_BYTES + 1)
        finally:
            timer.cancel()
    except (OSError, http.client.HTTPException, ValueError) as fault:
        why = f"not within {SECONDS:g} seconds" if late.is_set() else type(fault).__name__
        raise StrangerError(f"{host} does not answer: {why}") from fault
    finally:
        line.close()
    if len(data) > MAX_BYTES:
        raise StrangerError(f"the page is longer than {MAX_BYTES >> 20} MiB")
    if late.is_set() or answer.length:
        raise StrangerError(f"{host} does not answer: the page broke off")
    return answer.status, answer.getheader("Content-Type", ""), answer.getheader("Location", ""), data


def _cut(sock: socket.socket, late: threading.Event) -> None:
    """End whatever waits for the other side. The plain shutdown: that of TLS would change what the reader holds."""
    late.set()
    with contextlib.suppress(OSError):
        socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """What is no text of the page begins."""
        del attrs
        self._skipped += tag in _SKIPPED

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self._skipped = max(0, self._skipped - (tag in _SKIPPED))

    def handle_data(self, data: str) -> None:
        """Words of the page."""
        if not self._skipped:
            self.words += data.split()


def text_of(data: bytes, kind: str) -> str:
    """The words of a page, one space between them: what changes when its text does, and not when its markup does."""
    text = data.decode("utf-8", "replace")
    if "html" not in kind:
        return " ".join(text.split())
    words = _Words()
    words.feed(text)
    words.close()
    return " ".join(words.words)
