"""A far desk over real sockets: what it may answer, what is refused, and that nothing is sent where it must not go."""

import contextlib
import datetime as dt
import hashlib
import http.server
import io
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import desk_api, identity
from dueprocess.adapters.desk_api import FarDesk, Place, place_of
from dueprocess.formats import session
from dueprocess.release.desk_client import Brought, DeskClientError, Work

NOW = dt.datetime(2026, 3, 9, 9, tzinfo=dt.UTC)
WELL = identity.new("well", "2026-03-01T08:00:00Z")
DESK = "ab" * 32
CASE, PRODUCTION, SEALED = "c-" + "a" * 24, "x-" + "b" * 24, "s-" + "c" * 24
HELLO = {"desk": DESK, "provider": "Fennel Mail", "version": "1", "now": "2026-03-09T09:00:03Z"}
SESSION = {"token": "t" * 40, "person": "well", "roles": ["producer"], "until": "2026-03-09T17:00:00Z"}


class Desk(http.server.ThreadingHTTPServer):
    """A server that answers what the test says, and remembers what it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[Any], None]] = {}
        self.asked: list[tuple[str, dict[str, str], bytes]] = []
        super().__init__(("127.0.0.1", 0), Handler)
        self.says("GET /v1/hello", HELLO)
        self.says("POST /v1/session", SESSION)

    def says(self, route: str, body: object, status: int = 200, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()

        def answer(one: Any) -> None:
            one.send_response(status)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                one.send_header(name.replace("_", "-"), value)
            one.end_headers()
            with contextlib.suppress(OSError):
                one.wfile.write(data)

        self.answers[route] = answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news here."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Desk

    def _any(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        route = f"{self.command} {self.path}"
        self.server.asked.append((route, dict(self.headers), self.rfile.read(length)))
        answer = self.server.answers.get(route)
        if answer is None:
            self.send_error(404)
        else:
            answer(self)

    do_GET = do_POST = do_PUT = do_DELETE = _any  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        del format, args


@pytest.fixture
def desk(socket_enabled: None) -> Iterator[Desk]:
    with Desk() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def far(served: Desk, **more: Any) -> FarDesk:
    return FarDesk(place_of(served.url), WELL, lambda: NOW, **more)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(DeskClientError) as caught:
        call()
    return caught.value.rule


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("https://api.desk.example", "https://api.desk.example"),
        ("https://api.desk.example:443/", "https://api.desk.example"),
        ("https://API.desk.example:8443", "https://api.desk.example:8443"),
        ("http://127.0.0.1:8002", "http://127.0.0.1:8002"),
        ("http://localhost", "http://localhost"),
        ("http://[::1]:8002", "http://[::1]:8002"),
    ],
)
def test_an_address_is_an_origin(address: str, origin: str) -> None:
    assert place_of(address).origin == origin


@pytest.mark.parametrize(
    "address",
    [
        "http://api.desk.example",
        "http://10.0.0.7:8002",
        "http://127.0.0.1.evil.example",
        "ftp://api.desk.example",
        "https://user:word@api.desk.example",
        "https://api.desk.example/v1",
        "https://api.desk.example?x",
        "https://api.desk.example:99999",
        "https://",
        "api.desk.example",
        "https://api desk.example",
        "https://a.example; connect-src *",
        "https://*.example",
        "javascript:alert(1)",
        "",
    ],
)
def test_what_is_no_address(address: str) -> None:
    assert refused(lambda: place_of(address)) == "counter.address"


def test_a_session_is_opened_by_a_note_for_this_very_address(desk: Desk) -> None:
    desk.says("GET /v1/productions", {"rows": [{"case": CASE, "production": PRODUCTION}]})
    one = far(desk)
    assert one.work() == one.work() == [Work(CASE, PRODUCTION)]
    routes = [route for route, _, _ in desk.asked]
    assert routes == ["GET /v1/hello", "POST /v1/session", "GET /v1/productions", "GET /v1/productions"]
    note = json.loads(desk.asked[1][2])["note"].encode()
    opening, _ = session.parse(note)
    assert (opening.by, opening.desk, opening.origin) == ("well", DESK, desk.url)
    head = desk.asked[2][1]
    assert head["Authorization"] == f"Bearer {'t' * 40}"
    assert "Origin" not in head
    assert "Cookie" not in head
    assert "t" * 40 not in repr(one)
    one.close()
    assert desk.asked[-1][0] == "DELETE /v1/session"
    one.close()


def test_a_session_that_ended_is_opened_anew_once(desk: Desk) -> None:
    ended = {"error": {"rule": "token.unknown", "says": "The bearer is over.", "do": "Open a session."}}
    desk.says("GET /v1/productions", ended, 401)
    one = far(desk)
    assert refused(one.work) == "token.unknown"
    desk.says("GET /v1/productions", {"rows": []})
    assert one.work() == []
    sessions = lambda: [route for route, _, _ in desk.asked].count("POST /v1/session")  # noqa: E731
    assert sessions() == 1
    desk.says(f"GET {PIECE}", ended, 401)
    desk.says(f"PUT {PART}", ended, 401)
    for ask in (
        lambda: one.piece(CASE, PRODUCTION, SEALED, io.BytesIO()),
        lambda: one.hand_in(CASE, PRODUCTION, SEALED, io.BytesIO(b"part")),
        lambda: one.perform(b"note", []),
    ):
        desk.says("POST /v1/acts", ended, 401)
        before = sessions()
        assert refused(ask) == "token.unknown"
        assert sessions() == before + 1


def test_another_desk_is_refused_before_anything_is_signed(desk: Desk) -> None:
    assert refused(far(desk, desk="cd" * 32).work) == "counter.another-desk"
    assert [route for route, _, _ in desk.asked] == ["GET /v1/hello"]


def test_the_desks_clock_is_told(desk: Desk) -> None:
    assert far(desk).hello() == (DESK, dt.timedelta(seconds=3))


def test_a_refusal_comes_back_by_its_rule_and_its_words_are_cleaned(desk: Desk) -> None:
    said = {"rule": "desk.frozen", "says": "The desk is \x1b[31mfrozen\n" + "x" * 900, "do": "Two people lift it."}
    desk.says("POST /v1/acts", {"error": said}, 409)
    one = far(desk)
    with pytest.raises(DeskClientError) as caught:
        one.perform(b"note", [Brought(SEALED, "share", "release", b"bytes")])
    assert caught.value.rule == "desk.frozen"
    assert caught.value.reason.isprintable()
    assert len(caught.value.reason) <= 500
    sent = json.loads(desk.asked[-1][2])
    assert sent["attached"] == [{"id": SEALED, "kind": "share", "reader": "release", "bytes": "Ynl0ZXM="}]
    for error in ({"rule": "\x1b[31m"}, {"rule": 7}, "no", {"says": 7, "do": None}):
        desk.says("POST /v1/acts", {"error": error}, 500)
        assert refused(lambda: one.perform(b"note", [])) == "counter.refused"


def test_no_redirect_is_followed(desk: Desk) -> None:
    desk.says("GET /v1/hello", b"", 302, Location="https://evil.example/")
    assert refused(far(desk).work) == "counter.redirect"
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"[]",
        b"[" * 100_000,
        b'{"desk": NaN}',
        b'{"desk": 1' + b"0" * 400 + b"}",
        json.dumps({**HELLO, "desk": "x"}).encode(),
        json.dumps({**HELLO, "now": "today"}).encode(),
        json.dumps({"now": HELLO["now"]}).encode(),
    ],
)
def test_an_answer_that_is_none(desk: Desk, body: bytes) -> None:
    desk.says("GET /v1/hello", body)
    assert refused(far(desk).hello) == "counter.form"


@pytest.mark.parametrize(
    "drives", ["\\u001b]52;c;eA==\\u0007", "\\u009B2J", "\\r", "\\b", "\\\\\\u001b[8m", "\x7f", "\x9b2J", "\\u000E"]
)
def test_an_answer_that_would_drive_a_terminal(desk: Desk, drives: str) -> None:
    """Nothing that a desk says is believed, but its words are shown: on a screen that they could paint anew."""
    desk.says("GET /v1/hello", json.dumps(HELLO).replace("Fennel", f"Fennel{drives}").encode())
    assert refused(far(desk).hello) == "counter.form"


@pytest.mark.parametrize("plain", ["\\n", "\\t", "\\\\u001b", "\\\\b", "\\u00a0", "\u00a7", "\\ud83d\\ude00"])
def test_an_answer_of_more_than_plain_letters(desk: Desk, plain: str) -> None:
    desk.says("GET /v1/hello", json.dumps(HELLO).replace("Fennel", f"Fennel{plain}").encode())
    assert far(desk).hello()[0] == DESK


def test_no_bearer_and_another_case(desk: Desk) -> None:
    desk.says("POST /v1/session", {"token": "x\r\nCookie: y"})
    assert refused(far(desk).work) == "counter.form"
    desk.says("POST /v1/session", SESSION)
    desk.says(f"GET /v1/cases/{CASE}/evidence", {"case": "c-" + "z" * 24})
    assert refused(lambda: far(desk).shown(CASE)) == "counter.form"
    whole = {
        "revision": 1,
        "rosters": [],
        "notes": [],
        "relied": {},
        "attested": [],
        "productions": [],
        "contact": "",
        "roster": 1,
        "law": {},
        "texts": {},
    }
    desk.says(f"GET /v1/cases/{CASE}/evidence", {"case": "c-" + "z" * 24, **whole})
    assert refused(lambda: far(desk).shown(CASE)) == "counter.form"
    desk.says(f"GET /v1/cases/{CASE}/evidence", {"case": CASE, **whole})
    assert far(desk).shown(CASE).case == CASE


def test_an_answer_without_an_end(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_api, "MAX_ANSWER", 1000)
    desk.says("GET /v1/hello", b'{"desk": "' + b"x" * 5000 + b'"}')
    assert refused(far(desk).hello) == "counter.too-long"


def test_a_desk_that_says_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk_api, "SECONDS", 0.2)
    held = threading.Event()
    desk.answers["GET /v1/hello"] = lambda _: held.wait(5) and None
    monkeypatch.setattr(desk_api, "PATIENCE", 0.2)
    assert refused(far(desk).hello) == "counter.unreachable"
    held.set()


def test_nobody_listens(desk: Desk) -> None:
    shut = FarDesk(Place(False, "127.0.0.1", 1), WELL, lambda: NOW)
    assert refused(shut.work) == "counter.unreachable"


PIECE = f"/v1/productions/{PRODUCTION}/pieces/{SEALED}"
PART = f"/v1/productions/{PRODUCTION}/parts/{SEALED}"


def test_a_piece_is_streamed_and_neither_short_nor_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytes(range(256)) * 4000
    desk.says(f"GET {PIECE}", data)
    out = io.BytesIO()
    far(desk).piece(CASE, PRODUCTION, SEALED, out)
    assert out.getvalue() == data
    desk.says(f"GET {PIECE}", data, **{"Content-Length": str(len(data) + 10)})
    desk.answers[f"GET {PIECE}"], said = cut(desk.answers[f"GET {PIECE}"]), io.BytesIO()
    assert refused(lambda: far(desk).piece(CASE, PRODUCTION, SEALED, said)) == "counter.broken"
    monkeypatch.setattr("dueprocess.release.desk_client.MAX_PART", 1000)
    desk.says(f"GET {PIECE}", data)
    assert refused(lambda: far(desk).piece(CASE, PRODUCTION, SEALED, io.BytesIO())) == "counter.too-long"


def cut(answer: Callable[[Any], None]) -> Callable[[Any], None]:
    def half(one: Any) -> None:
        answer(one)
        one.close_connection = True

    return half


def test_a_part_is_handed_in_and_what_was_kept_is_compared(desk: Desk) -> None:
    data = bytes(range(256)) * 4000
    hash_ = hashlib.sha256(data).hexdigest()
    desk.says(f"PUT {PART}", {"sealed": SEALED, "hash": hash_, "size": len(data)})
    assert far(desk).hand_in(CASE, PRODUCTION, SEALED, io.BytesIO(data)) == hash_
    route, head, body = desk.asked[-1]
    assert (route, body) == (f"PUT {PART}", data)
    assert head["Content-Type"] == "application/octet-stream"
    assert "Transfer-Encoding" not in head
    desk.says(f"PUT {PART}", {"sealed": SEALED, "hash": "0" * 64, "size": len(data)})
    assert refused(lambda: far(desk).hand_in(CASE, PRODUCTION, SEALED, io.BytesIO(data))) == "counter.other-bytes"


def test_a_desk_that_refuses_while_we_still_send(desk: Desk) -> None:
    said = {"error": {"rule": "production.wrong-state", "says": "It ended.", "do": ""}}
    desk.says(f"PUT {PART}", said, 409)
    part = io.BytesIO(bytes(1 << 20))
    assert refused(lambda: far(desk).hand_in(CASE, PRODUCTION, SEALED, part)) == "production.wrong-state"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine")
    name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    command = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", *name]
    files = ["-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "cert.pem"), "-days", "2"]
    subprocess.run([*command, *files], check=True, capture_output=True)
    return tmp_path / "cert.pem"


def test_a_certificate_that_nobody_vouches_for(desk: Desk, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    desk.socket = context.wrap_socket(desk.socket, server_side=True, do_handshake_on_connect=False)
    port = desk.server_address[1]
    place = place_of(f"https://localhost:{port}")
    assert refused(FarDesk(place, WELL, lambda: NOW).hello) == "counter.tls"
    assert FarDesk(place_of(place.origin, certificate), WELL, lambda: NOW).hello()[0] == DESK
    by_number = place_of(f"https://127.0.0.1:{port}")  # a certificate for another name
    assert refused(FarDesk(place_of(by_number.origin, certificate), WELL, lambda: NOW).hello) == "counter.tls"
    assert [route for route, _, _ in desk.asked] == ["GET /v1/hello"]
