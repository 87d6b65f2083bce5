"""Outbound connections: a canary on this machine that no door may reach, and a real server that one may."""

import contextlib
import hashlib
import hmac
import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import outbound
from dueprocess.adapters.outbound import OutboundError, OutboundFault
from mail_servers import certified

PUBLIC = "198.51.100.7"  # documentation: not public either


class Heard(http.server.BaseHTTPRequestHandler):
    """Notes each request, and answers what the test wants."""

    server: Any

    def do_POST(self) -> None:
        size = int(self.headers["Content-Length"])
        self.server.heard.append((self.path, dict(self.headers), self.rfile.read(size)))
        self.send_response(self.server.status)
        self.send_header("Set-Cookie", "a=b")
        if self.server.to:
            self.send_header("Location", self.server.to)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        pass


@contextlib.contextmanager
def serving(status: int = 204, to: str = "", tls: ssl.SSLContext | None = None) -> Iterator[Any]:
    server: Any = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Heard)
    server.heard, server.status, server.to = [], status, to
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # a client that does not trust us hangs up
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}/hook?a=b"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def refused(address: str, **more: Any) -> OutboundFault:
    with pytest.raises(OutboundError) as fault:
        outbound.post(address, b"{}", {}, **more)
    return fault.value.code


def test_a_webhook_is_posted_once_and_signed() -> None:
    secret = outbound.secret_of("home key", 3)
    assert secret != outbound.secret_of("home key", 4) != outbound.secret_of("other key", 4)
    body = b'{"due":null,"id":"p-x"}'
    with serving() as server:
        headers = {"Due-Process-Signature": outbound.signature(secret, body)}
        assert outbound.post(server.url, body, headers, allow_loopback=True) == 204
        assert outbound.post(server.url, body, headers, allow_loopback=True) == 204
        first, second = server.heard
    assert first == second  # no cookie came back
    path, heard, got = first
    assert (path, got) == ("/hook?a=b", body)
    assert set(heard) == {"Host", "Content-Type", "Content-Length", "Connection", "Due-Process-Signature"}
    expected = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    assert heard["Due-Process-Signature"] == f"sha256={expected}"


def test_https_is_spoken_with_a_certificate_that_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = certified(tmp_path)
    with serving(tls=made.context()) as server:
        assert refused(server.url, allow_loopback=True) is OutboundFault.TLS
        assert server.heard == []
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        assert outbound.post(server.url, b"{}", {}, allow_loopback=True) == 204
        assert refused(server.url.replace("127.0.0.1", "localhost"), allow_loopback=True) is OutboundFault.TLS
    assert len(server.heard) == 1


def test_the_canary_hears_nothing_by_any_door() -> None:
    with serving() as canary:
        port = canary.server_address[1]
        doors = [
            f"https://127.0.0.1:{port}/",
            f"https://localhost:{port}/",
            f"https://2130706433:{port}/",
            f"https://0x7f000001:{port}/",
            f"https://127.1:{port}/",
            f"https://[::1]:{port}/",
            f"https://[::ffff:127.0.0.1]:{port}/",
            f"https://0.0.0.0:{port}/",
        ]
        assert {door: refused(door) for door in doors} == dict.fromkeys(doors, OutboundFault.PRIVATE)
        for door in (f"http://127.0.0.1:{port}/", f"ftp://127.0.0.1:{port}/", f"//127.0.0.1:{port}/"):
            assert refused(door) is OutboundFault.ADDRESS
        with serving(302, canary.url) as elsewhere:
            assert refused(elsewhere.url, allow_loopback=True) is OutboundFault.REDIRECT
            assert len(elsewhere.heard) == 1
        assert canary.heard == []


def test_a_name_that_leads_inside_is_refused_whatever_else_it_gives() -> None:
    with serving() as canary:
        address = f"https://hooks.example:{canary.server_address[1]}/"
        for inside in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "fe80::1%eth0", "fd00::1", PUBLIC):
            assert refused(address, resolve=lambda _h, _p, to=inside: ["93.184.215.14", to]) is OutboundFault.PRIVATE
        assert canary.heard == []


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.1.2.3",
        "100.64.0.1",
        "127.0.0.53",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1%2",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::1",
        "2001:0:53aa:64c::f5ff:fffe",
        "fec0::1",  # site-local once, and still routed inside (RFC 3879)
        "3fff::1",  # for documents (RFC 9637)
        "192.88.99.1",  # relays that are no more (RFC 7526)
    ],
)
def test_what_is_not_public(number: str) -> None:
    assert not outbound.is_public(number)


def test_what_is_public() -> None:
    assert all(
        map(outbound.is_public, ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    )


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://",
        "https://user:pass@hooks.example/",
        "https://hooks.example\\@evil.example/",
        "https://hooks.example/#a",
        "https://hooks.example:99999/",
        "https://hooks.example/a b",
        "https://hooks.example/\u00fc",
        "https://hooks_example/",
        "https://b\u00fccher.example/",
        "https://[::1/",
        "https://hooks.example/" + "a" * 250,
    ],
)
def test_what_is_no_address_of_a_webhook(address: str) -> None:
    assert refused(address) is OutboundFault.ADDRESS


def test_plain_http_goes_to_this_machine_alone() -> None:
    address = "http://hooks.example/"
    assert refused(address, allow_loopback=True, resolve=lambda _h, _p: ["93.184.215.14"]) is OutboundFault.PRIVATE
    assert refused("https://hooks.example/", resolve=lambda _h, _p: []) is OutboundFault.UNKNOWN
    assert refused("https://name.invalid/") is OutboundFault.UNKNOWN


def test_a_header_cannot_begin_another_one_and_bodies_are_short() -> None:
    for body, headers in ((b"{}", {"A": "b\r\nC: d"}), (b"{}", {"A\r\nB": "c"}), (b"x" * 5000, {})):
        with pytest.raises(OutboundError) as fault:
            outbound.post("https://hooks.example/", body, headers)
        assert fault.value.code is OutboundFault.ADDRESS


def test_what_is_no_success_is_a_code() -> None:
    with serving(500) as server:
        assert refused(server.url, allow_loopback=True) is OutboundFault.REFUSED
        assert refused(server.url.replace("http:", "https:"), allow_loopback=True) is OutboundFault.TLS
        gone = server.url
    assert refused(gone, allow_loopback=True) is OutboundFault.UNREACHABLE


@pytest.mark.parametrize(("says", "code"), [(b"", "REFUSED"), (b"x" * 5000, "REFUSED"), (b"SSH-2.0-x\r\n", "REFUSED")])
def test_no_http_is_a_code(says: bytes, code: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(says)

        thread = threading.Thread(target=answer)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert refused(address, allow_loopback=True) is OutboundFault[code]
        thread.join()


def test_a_server_that_drips_gets_no_more_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS", 0.3)
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                while not over.wait(0.02):
                    connection.sendall(b"H")

        thread = threading.Thread(target=drip)
        thread.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert refused(address, allow_loopback=True) is OutboundFault.UNREACHABLE
        over.set()
        thread.join()
