"""The door as it is really served: one child a connection, tickets once, nothing in clear in what lives on."""

from __future__ import annotations

import http.client
import json
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

MARK = b"----x"

HOST, STAFF = "127.0.0.1", "http://127.0.0.1:8001"
ORDER = Path(__file__).resolve().parents[1] / "golden/demands/de-stpo-100j-police.txt"
MARKER = "zinnober-marker-4711@postfach.example"
SET_UP = """
import json, sys
from dataclasses import replace
from dueprocess.config import home as homes
home = homes.boot(sys.argv[1])
homes.write_desk(home, replace(homes.read_desk(home), practice=True, staff_address="http://127.0.0.1:8001"))
from dueprocess.config.wiring import current_desk
from dueprocess.web import tokens
desk = current_desk()
made = {"tickets": [tokens.make(desk, "door", "aster")[0] for _ in range(8)]}
made["employee"] = tokens.make(desk, "door", "fern")[0]
made["system"] = tokens.make(desk, "system", "operator", name="mailhost", scopes=("arrive",))[0]
made["blind"] = tokens.make(desk, "system", "operator", name="metrics", scopes=("health",))[0]
print(json.dumps(made))
"""


def form(*parts: tuple[str, str | None, bytes]) -> bytes:
    body = b""
    for name, file, content in parts:
        head = f'Content-Disposition: form-data; name="{name}"' + (f'; filename="{file}"' if file is not None else "")
        body += b"--" + MARK + b"\r\n" + head.encode() + b"\r\n\r\n" + content + b"\r\n"
    return body + b"--" + MARK + b"--\r\n"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    from dueprocess.config.home import Home
    from dueprocess.config.serving import Serving, free_ports

    folder = tmp_path_factory.mktemp("door")
    root = Path(__file__).resolve().parents[2]
    code = "import sys; from pathlib import Path; from bench.homes import found; found(Path(sys.argv[1]))"
    place = str(folder / "home")
    subprocess.run([sys.executable, "-c", code, place], check=True, capture_output=True, cwd=root)
    told = subprocess.run([sys.executable, "-c", SET_UP, place], check=True, capture_output=True, text=True)
    serving = Serving(Home(Path(place)), HOST, free_ports(["door"])).start()
    known = json.loads(told.stdout.splitlines()[-1])
    yield {**known, "port": serving.ports["door"], "pid": serving.children["door"].pid, "home": Path(place)}
    serving.stop()


def post(port: int, *parts: tuple[str, str | None, bytes], **headers: str) -> tuple[int, dict[str, str], str]:
    body = form(*parts)
    head = {"Content-Type": f"multipart/form-data; boundary={MARK.decode()}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as line:
        line.request("POST", "/arrive", body, head)
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()


def count(home: Path) -> int:
    import sqlite3

    with closing(sqlite3.connect(home / "desk.sqlite3")) as base:
        return int(base.execute("SELECT count(*) FROM data_arrival").fetchone()[0])


def test_a_file_becomes_a_case_and_its_ticket_counts_once(door: dict[str, Any]) -> None:
    ticket, before = door["tickets"][0], count(door["home"])
    parts = (("ticket", None, ticket.encode()), ("secret", None, b"no"), ("file", "order.txt", ORDER.read_bytes()))
    status, headers, _ = post(door["port"], *parts, Origin=STAFF)
    assert (status, headers["Location"].startswith(f"{STAFF}/cases/c-")) == (303, True)
    assert count(door["home"]) == before + 1
    status, _, says = post(door["port"], *parts)
    assert status == 403
    assert "used already" in says
    assert count(door["home"]) == before + 1


def test_nothing_in_clear_stays_in_what_lives_on(door: dict[str, Any]) -> None:
    text = ORDER.read_bytes() + MARKER.encode() * 50
    parts = (("ticket", None, door["tickets"][1].encode()), ("secret", None, b"no"), ("file", f"{MARKER}.txt", text))
    assert post(door["port"], *parts)[0] == 303
    assert memory_holds(door["pid"], b"dueprocess"), "the scan reads nothing"
    assert not memory_holds(door["pid"], MARKER.encode())
    for path in door["home"].rglob("*"):
        assert not path.is_file() or MARKER.encode() not in path.read_bytes(), path


def memory_holds(pid: int, marker: bytes) -> bool:
    place_of = Path(f"/proc/{pid}")
    with (place_of / "maps").open() as maps, (place_of / "mem").open("rb", 0) as memory:
        for line in maps:
            place, rights = line.split()[:2]
            start, end = (int(part, 16) for part in place.split("-"))
            if "r" not in rights or end - start > 1 << 30:
                continue
            try:
                memory.seek(start)
                if marker in memory.read(end - start):
                    return True
            except (OSError, ValueError, OverflowError):
                continue
    return False


def test_marked_secret_nothing_is_taken(door: dict[str, Any]) -> None:
    before = count(door["home"])
    parts = (("ticket", None, door["tickets"][2].encode()), ("secret", None, b"yes"), ("file", "a.txt", b"x"))
    status, headers, _ = post(door["port"], *parts)
    assert (status, headers["Location"]) == (303, f"{STAFF}/arrive/outside/")
    assert count(door["home"]) == before


def test_an_employee_notes_a_call_and_is_shown_no_case(door: dict[str, Any]) -> None:
    before = count(door["home"])
    parts = (
        ("ticket", None, door["employee"].encode()),
        ("text", None, b"The PTA rang at night."),
        ("channel", None, b"telephone"),
    )
    status, headers, _ = post(door["port"], *parts)
    assert (status, headers["Location"]) == (303, f"{STAFF}/note/thanks/")
    assert count(door["home"]) == before + 1


def test_the_providers_own_system_hands_in_and_no_other_token_does(door: dict[str, Any]) -> None:
    status, _, body = post(
        door["port"],
        ("secret", None, b"no"),
        ("file", "a.txt", ORDER.read_bytes()),
        Authorization=f"Bearer {door['system']}",
    )
    assert status == 201
    assert set(json.loads(body)["arrivals"][0]) == {"arrival", "case", "says", "unreadable"}
    answers = {
        post(door["port"], ("secret", None, b"no"), ("file", "a.txt", b"x"), Authorization=f"Bearer {secret}")[::2]
        for secret in (door["blind"], "made-up", door["tickets"][3])
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 403


@pytest.mark.parametrize(
    ("parts", "headers", "status"),
    [
        ((("file", "a.txt", b"x"),), {}, 403),
        ((("ticket", None, b"TICKET"),), {}, 422),
        ((("ticket", None, b"TICKET"), ("received", None, b"2199-01-01T00:00"), ("text", None, b"x")), {}, 422),
        ((("ticket", None, b"TICKET"), ("text", None, b"x")), {"Origin": "https://evil.example"}, 403),
        ((("ticket", None, b"TICKET"), ("text", None, b"x")), {"Content_Type": "text/plain"}, 415),
    ],
)
def test_refusals_say_what_to_do(
    door: dict[str, Any], parts: tuple[tuple[str, str | None, bytes], ...], headers: dict[str, str], status: int
) -> None:
    before, ticket = count(door["home"]), door["tickets"].pop().encode()
    filled = tuple((name, file, ticket if value == b"TICKET" else value) for name, file, value in parts)
    answer = post(door["port"], *filled, **headers)
    assert answer[0] == status
    assert answer[2].strip().endswith((".", ").")) or ". " in answer[2]
    assert count(door["home"]) == before


def test_a_body_without_length_or_too_long_is_refused_before_it_is_read(door: dict[str, Any]) -> None:
    for length, status in (("", b"411"), (str(2_000_000_000), b"413")):
        with closing(socket.create_connection((HOST, door["port"]), timeout=10)) as line:
            head = f"Content-Length: {length}\r\n" if length else ""
            line.sendall(f"POST /arrive HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
            assert line.recv(100).split()[1] == status


def test_a_slow_sender_delays_nobody(door: dict[str, Any]) -> None:
    with closing(socket.create_connection((HOST, door["port"]), timeout=10)) as slow:
        slow.sendall(b"POST /arrive HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n")
        time.sleep(0.2)
        with closing(http.client.HTTPConnection(HOST, door["port"], timeout=5)) as line:
            line.request("GET", "/")
            assert line.getresponse().status == 404
    assert Path(f"/proc/{door['pid']}").exists()
