"""The vault on one's own machine: only its files, only for our own name, and no other program in its place."""

from __future__ import annotations

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dueprocess.adapters import crypto
from dueprocess.adapters.machine import LINES
from dueprocess.client import local_vault
from dueprocess.client.local_vault import LocalError, LocalVault, Places
from dueprocess.verify import bundle
from dueprocess.verify.policy import FRAME_POLICY

API = "https://api.desk.example"


@pytest.fixture(scope="module")
def local() -> Iterator[LocalVault]:
    made = LocalVault(bundle.installed(), API)
    with made.serving():
        yield made


def ask(local: LocalVault, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    return ask_at(local.port, path, method, **({"Host": f"localhost:{local.port}"} | headers))


def ask_at(port: int, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = line.getresponse()
    told = (answer.status, dict(answer.getheaders()), answer.read())
    line.close()
    return told


def test_it_serves_the_files_of_the_package_and_which_desk_it_speaks_with(local: LocalVault) -> None:
    here = bundle.installed()
    for name, data in here.files.items():
        assert ask(local, f"/{name}")[::2] == (200, data)
    assert ask(local, "/")[2] == here.files["index.html"]
    assert ask(local, "/?ui=de")[0] == 200
    told = json.loads(ask(local, "/config.json")[2])
    assert told == {"api": API, "staff": "", "provider": "", "practice": False, "local": True}
    assert ask(local, "/", "HEAD")[::2] == (200, b"")


def test_the_port_that_stays_leads_to_the_page_and_answers_nothing_else() -> None:
    made = LocalVault(bundle.installed(), API, door=0)
    here = f"localhost:{made.door}"
    assert made.door != made.port
    with made.serving():
        for host in (here, f"127.0.0.1:{made.door}"):
            status, headers, body = ask_at(made.door, "/?ui=de", Host=host, Sec_Fetch_Site="cross-site")
            assert (status, headers["Location"], body) == (307, f"{made.address}?ui=de", b"")
            assert headers["Cache-Control"] == "no-store"
            assert "Referrer-Policy" not in headers  # the page asks from which page its person came
        for path in ("/config.json", "//evil.example/", "/index.html"):
            assert ask_at(made.door, path, Host=here)[0] == 403
        assert ask_at(made.door, "/", Host="evil.example")[0] == 403
        for path in ("/memory", "/check", "/finish"):
            assert ask_at(made.door, path, "POST", Host=here, Origin=f"http://{here}")[0] == 404
            assert post(made, path, b"{}", Origin=f"http://{here}")[0] == 403


STRANGER = """
import encodings.idna, os, socket, sys
host, port, user = sys.argv[1:]
os.setuid(int(user))
for path in ("GET /config.json", "POST /finish", "POST /signed"):
    with socket.create_connection((host, int(port)), timeout=60) as line:
        here = f"localhost:{port}"
        head = f"{path} HTTP/1.1\\r\\nHost: {here}\\r\\nOrigin: http://{here}\\r\\nContent-Type: application/json\\r\\n"
        try:
            line.sendall((head + "Connection: close\\r\\nContent-Length: 2\\r\\n\\r\\n{}").encode())
            print(line.recv(12)[9:].decode() or "gone")
        except ConnectionError:
            print("gone")
"""


@pytest.mark.skipif(os.geteuid() != 0 or not LINES[0].exists(), reason="needs root, and a system that says whose")
@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_another_user_of_the_machine_gets_no_answer(local: LocalVault, host: str) -> None:
    """They could end a release that was begun (``POST /finish``), or have the shares dropped that wait here."""
    if host == "::1" and not local_vault._has_ipv6():  # noqa: SLF001
        pytest.skip("this machine has no IPv6")
    for user, told in (("65534", {"403", "gone"}), (str(os.geteuid()), {"200"})):
        call = [sys.executable, "-c", STRANGER, host, str(local.port), user]
        done = subprocess.run(call, check=True, capture_output=True, text=True, timeout=120)
        assert len(done.stdout.split()) == 3
        assert set(done.stdout.split()) <= told


def post(local: LocalVault, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    here = f"localhost:{local.port}"
    given = {"Host": here, "Origin": f"http://{here}", "Content-Type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    line = http.client.HTTPConnection("127.0.0.1", local.port, timeout=60)
    line.request("POST", path, body, headers=given)
    answer = line.getresponse()
    told = (answer.status, dict(answer.getheaders()), answer.read())
    line.close()
    return told


def test_its_own_page_asks_whether_a_share_may_open_and_nobody_else_does(local: LocalVault) -> None:
    status, headers, body = post(local, "/check", b'{"shown": []}')
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert json.loads(body)["rule"] == "counter.form"
    for rubbish in (b"", b"[" * 100_000, b"\xff", b"7"):
        assert json.loads(post(local, "/check", rubbish)[2])["rule"] == "counter.form"
    assert post(local, "/other", b"{}")[0] == 404
    for wrong in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Host": "evil.example"},
        {"Content_Type": "text/plain"},
        {"Sec_Fetch_Site": "cross-site"},
    ):
        assert post(local, "/check", b"{}", **wrong)[0] == 403
    assert post(local, "/check", b"{}", Content_Length=str(1 << 30))[0] == 413
    assert post(local, "/check", b"{}", Content_Length="-1")[0] == 413


def test_its_own_page_asks_about_the_desk_itself_and_about_a_key_and_nobody_else_does(local: LocalVault) -> None:
    for rubbish in (b"{}", b"", b"[" * 100_000, b"\xff", b"7", b'{"key": 7}'):
        assert json.loads(post(local, "/itself", rubbish)[2])["rule"] == "desk.form"
    key = "age1" + "q" * 58
    told = json.loads(post(local, "/itself", json.dumps({"key": base64.b64encode(key.encode()).decode()}).encode())[2])
    assert told["rule"].startswith("recipient.")
    good = crypto.new_case_key()[1]
    told = json.loads(post(local, "/itself", json.dumps({"key": base64.b64encode(good.encode()).decode()}).encode())[2])
    assert (told["kind"], base64.b64decode(told["key"])) == ("age", good.encode())
    for rubbish in (b"{}", b"", b"\xff", b'{"shown": []}'):
        assert json.loads(post(local, "/report", rubbish)[2])["rule"] == "desk.form"
    for wrong in ({"Origin": "https://evil.example"}, {"Host": "evil.example"}, {"Content_Type": "text/plain"}):
        assert post(local, "/itself", b"{}", **wrong)[0] == post(local, "/report", b"{}", **wrong)[0] == 403


def test_its_policy_lets_the_page_speak_with_that_desk_alone(local: LocalVault) -> None:
    for name in ("/", "/vault.js", "/config.json"):
        headers = ask(local, name)[1]
        assert f"connect-src 'self' {API};" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert headers["X-Content-Type-Options"] == "nosniff"
    assert ask(local, "/frame.html")[1]["Content-Security-Policy"] == FRAME_POLICY
    assert ask(local, "/vault.js")[1]["Content-Type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "localhost"},
        {"Host": "evil.example"},
        {"Host": "localhost.evil.example:PORT"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"},
        {"Sec_Fetch_Site": "same-site", "Sec_Fetch_Mode": "no-cors"},
    ],
)
def test_whoever_comes_by_another_name_or_from_another_page_gets_nothing(
    local: LocalVault, headers: dict[str, str]
) -> None:
    given = {name: value.replace("PORT", str(local.port)) for name, value in headers.items()}
    status, _, body = ask(local, "/vault.js", **given)
    assert (status, body) == (403, b"This is not asked from here.\n")


def test_the_sandboxed_frame_gets_its_two_files_though_it_has_no_origin(local: LocalVault) -> None:
    opaque = {"Origin": "null", "Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    for name in ("frame.js", "frame.css"):
        status, headers, _ = ask(local, f"/{name}", **opaque)
        assert status == 200
        assert "Cross-Origin-Resource-Policy" not in headers
    assert ask(local, "/vault.js", **opaque)[0] == ask(local, "/config.json", **opaque)[0] == 403


def test_a_link_may_be_followed_to_it_and_its_number_leads_to_its_name(local: LocalVault) -> None:
    follow = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert ask(local, "/", **follow)[0] == 200
    status, headers, _ = ask(local, "/", Host=f"127.0.0.1:{local.port}")
    assert (status, headers["Location"]) == (308, f"http://localhost:{local.port}/")
    assert ask(local, "/vault.js", Host=f"127.0.0.1:{local.port}")[0] == 403


@pytest.mark.parametrize(
    "path", ["/../keyfile.py", "/vault/vault.js", "/%2e%2e/x", "/vault.js/", "/.git/config", "/VAULT.JS"]
)
def test_nothing_else_is_served(local: LocalVault, path: str) -> None:
    assert ask(local, path)[0] == 404


def test_it_takes_nothing(local: LocalVault) -> None:
    assert ask(local, "/", "POST")[0] == 403
    for method in ("PUT", "DELETE", "OPTIONS", "TRACE"):
        assert ask(local, "/", method)[0] == 501


@given(some.binary(max_size=300))
def test_any_bytes_get_an_answer_or_the_line_is_closed(local: LocalVault, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", local.port), timeout=60) as line:
        line.sendall(data + b"\r\n\r\n")
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(200)
    assert not answer or b" 200 " not in answer.split(b"\r\n")[0]


def test_both_addresses_of_the_name_are_held(local: LocalVault) -> None:
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        if family == socket.AF_INET6 and not local_vault._has_ipv6():  # noqa: SLF001 - the machine's own answer
            continue
        with socket.socket(family) as other, pytest.raises(OSError, match="in use"):
            other.bind((host, local.port))
    with pytest.raises(LocalError, match=f"port {local.port} is taken by another program"):
        LocalVault(bundle.installed(), API, local.port)


def test_a_program_at_the_other_address_is_not_served_beside() -> None:
    if not local_vault._has_ipv6():  # noqa: SLF001 - the machine's own answer
        pytest.skip("this machine has no IPv6")
    with socket.socket(socket.AF_INET6) as other:
        other.bind(("::1", 0))
        other.listen()
        with pytest.raises(LocalError):
            LocalVault(bundle.installed(), API, other.getsockname()[1])


def test_each_desk_keeps_its_port(tmp_path: Path) -> None:
    path = tmp_path / "new" / "vault.json"
    Places.read(path).remember(API, 4001)
    Places.read(path).remember("https://other.example", 4002)
    Places.read(path).remember(API, 4003)
    again = Places.read(path)
    assert (again.last, dict(again.ports)) == (API, {API: 4003, "https://other.example": 4002})
    assert path.stat().st_mode & 0o077 == 0
    assert [one.name for one in path.parent.iterdir()] == ["vault.json"]


@pytest.mark.parametrize(
    "plain",
    ["", "[]", "{}", {"form": "x"}, {"last": "x"}, {"ports": {API: 0}}, {"ports": {"ftp://x": 1}}, {"ports": []}],
)
def test_a_damaged_memory_is_said_and_not_guessed(tmp_path: Path, plain: Any) -> None:
    path = tmp_path / "vault.json"
    good = {"form": local_vault.FORM, "last": API, "ports": {API: 4001}}
    path.write_text(plain if isinstance(plain, str) else json.dumps(good | plain))
    with pytest.raises(LocalError, match="is damaged"):
        Places.read(path)


def test_where_the_places_are_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert local_vault.places_file() == tmp_path / "dueprocess" / "vault.json"
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert local_vault.places_file() == tmp_path / ".config" / "dueprocess" / "vault.json"
