"""A page as a stranger opens it: public machines alone, https alone, words and no markup, and limits."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import ssl
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from dueprocess.adapters import stranger
from dueprocess.adapters.stranger import StrangerError

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (
    b"<html><head><title>t</title><style>p{}</style></head><body><p>We  look at <b>each</b> demand.</p>"
    b"<script>var a = 1</script>&amp;</body></html>"
)


ROBOTS = b"User-agent: *\nDisallow: /closed\n"
ONWARD = {"/old": "/page", "/away": "http://localhost/", "/round": "/round", "/hidden": "/closed/page"}


class Site(http.server.BaseHTTPRequestHandler):
    robots = (200, ROBOTS)

    def do_GET(self) -> None:
        assert "Cookie" not in self.headers
        path = self.path
        kind = {"/pdf": "application/pdf", "/plain": "text/plain", "/bare": ""}.get(path, "text/html; charset=utf-8")
        status, body = (302, b"") if path in ONWARD else (404, b"") if path == "/none" else (200, PAGE)
        if path == "/robots.txt":
            status, body = self.robots
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if path in ONWARD:
            self.send_header("Location", ONWARD[path])
        if path == "/short":
            self.send_header("Content-Length", str(len(body) + 100))
        if path == "/slow-head":
            self.drip(b"X-Slow: 1\r\n")
        self.end_headers()
        if path == "/slow":
            self.drip(b"x")
        self.wfile.write(b"x" * (stranger.MAX_BYTES + 1) if path == "/long" else body)

    def drip(self, part: bytes) -> None:
        """A byte now and then, each within the time of one read."""
        self.flush_headers()
        with contextlib.suppress(OSError):
            for _ in range(60):
                self.wfile.write(part)
                time.sleep(0.05)

    def log_message(self, *_: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, ssl.SSLContext]]:
    openssl, folder = shutil.which("openssl"), tmp_path_factory.mktemp("site")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2", "-nodes"]
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    subprocess.run([openssl, "req", "-x509", *curve, *name, *files], check=True, capture_output=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1], ssl.create_default_context(cafile=folder / "cert.pem")
    server.shutdown()
    server.server_close()


def read(site: tuple[int, ssl.SSLContext], path: str) -> stranger.Page:
    return stranger.read(f"https://localhost{path}", lambda _: ("127.0.0.1", site[0]), site[1])


def test_words_of_a_page_and_where_it_leads(site: tuple[int, ssl.SSLContext]) -> None:
    page = read(site, "/page")
    assert page.text == "We look at each demand. &"
    assert len(page.hash) == 64
    assert read(site, "/old").hash == page.hash


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/none", "answers 404"),
        ("/pdf", "no text"),
        ("/long", "longer than"),
        ("/away", "no public https address"),
        ("/round", "leads on and on"),
        ("/bare", "of no kind"),
        ("/short", "broke off"),
        ("/closed/page", "robots.txt of localhost asks"),
        ("/hidden", "robots.txt of localhost asks"),
    ],
)
def test_what_a_stranger_does_not_get(site: tuple[int, ssl.SSLContext], path: str, says: str) -> None:
    with pytest.raises(StrangerError, match=says):
        read(site, path)


@pytest.mark.parametrize("path", ["/slow", "/slow-head"])
def test_a_page_that_drips_is_cut_off(
    site: tuple[int, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(stranger, "SECONDS", 0.4)
    began = time.monotonic()
    with pytest.raises(StrangerError, match="does not answer"):
        read(site, path)
    assert time.monotonic() - began < 2


def test_what_a_site_says_to_programs(site: tuple[int, ssl.SSLContext], monkeypatch: pytest.MonkeyPatch) -> None:
    for said, opens in (
        ((404, b""), True),
        ((200, b"User-agent: other\nDisallow: /\n"), True),
        ((200, b"\xff\x00 no rules"), True),
        ((200, b"User-agent: dueprocess\nDisallow: /\n"), False),
        ((503, b""), False),
    ):
        monkeypatch.setattr(Site, "robots", said)
        if opens:
            assert read(site, "/plain").text
        else:
            with pytest.raises(StrangerError, match="asks programs not to read"):
                read(site, "/plain")


def test_a_certificate_that_nobody_vouches_for(site: tuple[int, ssl.SSLContext]) -> None:
    with pytest.raises(StrangerError, match="does not answer"):
        stranger.read("https://localhost/page", lambda _: ("127.0.0.1", site[0]))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/",
        "https://localhost/",
        "https://[::1]/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "http://93.184.216.34/",
        "https://me:secret@93.184.216.34/",
        "https://93.184.216.34:8443/",
        "file:///etc/passwd",
    ],
)
def test_nothing_of_this_house_is_opened(address: str) -> None:
    with pytest.raises(StrangerError):
        stranger.read(address)
