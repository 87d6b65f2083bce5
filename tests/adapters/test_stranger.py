"""A page as a stranger opens it: public machines alone, https alone, words and no markup, and limits."""

from __future__ import annotations

import http.server
import shutil
import ssl
import subprocess
import threading
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


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert "Cookie" not in self.headers
        onward = {"/old": "/page", "/away": "http://localhost/", "/round": "/round"}.get(self.path)
        kind = "application/pdf" if self.path == "/pdf" else "text/html; charset=utf-8"
        body = b"x" * (stranger.MAX_BYTES + 1) if self.path == "/long" else PAGE
        self.send_response(302 if onward else 404 if self.path == "/none" else 200)
        self.send_header("Content-Type", kind)
        if onward:
            self.send_header("Location", onward)
        self.end_headers()
        self.wfile.write(body)

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
    ],
)
def test_what_a_stranger_does_not_get(site: tuple[int, ssl.SSLContext], path: str, says: str) -> None:
    with pytest.raises(StrangerError, match=says):
        read(site, path)


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
