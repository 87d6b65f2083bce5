"""Surfaces as they are really served: each on its own port, with its headers, without a log of callers."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueprocess.adapters import machine
from dueprocess.operate.desk_of_home import is_served
from dueprocess.operate.home import Desk, Home, HomeError, write_desk
from dueprocess.operate.served_home import Serving, free_ports
from dueprocess.operate.surfaces import THREADS
from dueprocess.verify.policy import FRAME_POLICY, vault_policy

HOST = "127.0.0.1"


@contextlib.contextmanager
def served(home: Home, *names: str) -> Iterator[Serving]:
    serving = Serving(home, HOST, free_ports(names)).start()
    try:
        yield serving
    finally:
        serving.stop()


def get(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    with contextlib.closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.fixture
def founded(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home").create()
    write_desk(home, Desk("Fennel Mail", "DE", api_address="http://127.0.0.1:9", staff_address="http://127.0.0.1:8"))
    for name in ("index.html", "feed.json", "feed.xml", "SHA256SUMS", "register.csv", "404.html"):
        (home.site / name).write_text(f"{name}\n")
    (home.site / "en").mkdir()
    (home.site / "en/index.html").write_text("<p>front</p>\n")
    (home.path / "private.txt").write_text("not of the site\n")
    return home


@pytest.mark.slow
def test_the_public_site_is_its_folder_and_nothing_else(founded: Home, capfd: pytest.CaptureFixture[str]) -> None:
    kinds = {"/en/": "text/html", "/feed.json": "application/feed+json", "/feed.xml": "application/atom+xml"}
    kinds |= {"/SHA256SUMS": "text/plain", "/register.csv": "text/csv"}
    with served(founded, "public") as serving:
        assert is_served(founded)
        port = serving.ports["public"]
        for path, kind in kinds.items():
            status, headers, _ = get(port, path)
            assert (status, headers["content-type"].split(";")[0]) == (200, kind)
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert headers["referrer-policy"] == "no-referrer"
        for path in ("/nowhere", "/../private.txt", "/%2e%2e/private.txt", "/..%2fprivate.txt"):
            status, _, body = get(port, path)
            assert status == 404
            assert b"not of the site" not in body
        (founded.site / "new.html").write_text("written while it is served\n")
        assert get(port, "/new.html")[0] == 200
    assert not is_served(founded)
    assert capfd.readouterr().err == ""


@pytest.mark.slow
def test_lines_that_send_nothing_or_a_part_keep_nobody_waiting(founded: Home) -> None:
    with served(founded, "public") as serving, contextlib.ExitStack() as lines:
        port = serving.ports["public"]
        for number in range(300):
            idle = lines.enter_context(socket.create_connection((HOST, port)))
            if number % 2:
                idle.sendall(b"POST / HTTP/1.1\r\nContent-Le")
        assert get(port, "/en/")[0] == 200  # 64 of them once left no line for anybody else


@pytest.mark.slow
def test_the_vault_speaks_with_the_interface_alone(founded: Home) -> None:
    with served(founded, "vault") as serving:
        port = serving.ports["vault"]
        status, headers, _ = get(port, "/")
        assert status == 200
        assert headers["content-security-policy"] == vault_policy("http://127.0.0.1:9")
        assert get(port, "/frame.html")[1]["content-security-policy"] == FRAME_POLICY
        status, headers, body = get(port, "/config.json")
        assert (status, headers["cache-control"]) == (200, "no-store")
        told = {
            "api": "http://127.0.0.1:9",
            "staff": "http://127.0.0.1:8",
            "provider": "Fennel Mail",
            "practice": False,
        }
        assert json.loads(body) == told
        assert get(port, "/config.json", "POST")[0] in {404, 405}


@pytest.mark.slow
def test_a_home_is_served_once_and_a_taken_port_is_said(founded: Home) -> None:
    with served(founded, "public") as serving:
        with pytest.raises(HomeError, match="being served already"):
            Serving(founded, HOST, free_ports(["public"])).start()
        taken = serving.ports["public"]
        assert get(taken, "/en/")[0] == 200
        other = Home(founded.path.with_name("other")).create()
        with pytest.raises(HomeError, match="another one with --port"):
            Serving(other, HOST, {"public": taken}).start()
    assert not (founded.path / "served.lock").exists()


@pytest.mark.slow
def test_slow_readers_freeze_no_page(founded: Home) -> None:
    """More readers that take nothing than a surface has threads; the next page still comes (hazard 17.1)."""
    (founded.site / "large.csv").write_bytes(b"x" * (24 << 20))
    with served(founded, "public") as serving, contextlib.ExitStack() as stack:
        port = serving.ports["public"]
        for _ in range(2 * THREADS):
            slow = stack.enter_context(contextlib.closing(socket.create_connection((HOST, port), timeout=60)))
            slow.sendall(b"GET /large.csv HTTP/1.1\r\nHost: x\r\n\r\n")
            slow.recv(64)
        assert get(port, "/en/")[0] == 200


@pytest.mark.slow
def test_who_is_told_to_end_takes_the_children_along(founded: Home) -> None:
    (port,) = free_ports(["public"]).values()
    command = [Path(sys.executable).with_name("dueprocess"), "serve", "--home", founded.path]
    with subprocess.Popen(
        [*command, "--surface", "public", "--port", f"public:{port}"], stderr=subprocess.PIPE
    ) as ours:
        assert ours.stderr is not None
        assert b"founding roster still lacks signatures" in ours.stderr.readline()
        assert f"{port}".encode() in ours.stderr.readline()
        assert get(port, "/en/")[0] == 200
        ours.terminate()
        assert ours.wait(timeout=60) == 0
    with pytest.raises(ConnectionRefusedError):
        get(port, "/en/")
    assert not is_served(founded)


def test_free_ports_are_given_to_nobody_else_and_may_be_listened_on() -> None:
    taken: set[int] = set()
    for _ in range(20):  # as two runs beside each other ask, each before the other listens
        found = set(free_ports([str(one) for one in range(50)]).values())
        assert len(found) == 50
        assert not found & taken
        taken |= found
    with socket.create_server((HOST, taken.pop())):
        pass


@pytest.mark.slow
def test_a_surface_takes_no_port_that_another_has(founded: Home) -> None:
    """Where both may listen, the system hands each line to one of them by chance."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind((HOST, 0))
        other.listen()
        command = [sys.executable, "-m", "dueprocess.operate.surfaces", HOST, f"public:{other.getsockname()[1]}"]
        ran = subprocess.run(
            command,
            env={**os.environ, "DUEPROCESS_HOME": str(founded.path)},
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (ran.returncode, ran.stdout) == (1, "public\n")
    assert "Address already in use" in ran.stderr


@pytest.mark.slow
def test_pages_of_persons_are_served_where_they_have_an_address(
    founded: Home, capfd: pytest.CaptureFixture[str]
) -> None:
    from dueprocess.cli.serve_command import _wanted
    from dueprocess.desk.person import page
    from dueprocess.operate.home import read_desk

    assert "person" not in _wanted(read_desk(founded), ())
    text = founded.desk.read_text()
    founded.desk.write_text(f'person_address = "https://letters.example"\nperson_onion = "http://x.onion"\n{text}')
    assert "person" in _wanted(read_desk(founded), ())
    with served(founded, "person") as serving:
        status, headers, body = get(serving.ports["person"], "/")
        assert (status, body) == (200, page.form())
        assert headers["onion-location"] == "http://x.onion/"
        assert get(serving.ports["person"], "/static/x")[0] == 404
    assert "127.0.0.1" not in capfd.readouterr().err


def resident(pid: int) -> dict[str, int]:
    """What /proc says of a process's memory, in KiB."""
    lines = (line.split() for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    return {words[0].rstrip(":"): int(words[1]) for words in lines}


@pytest.mark.slow
def test_surfaces_are_forked_from_one_process_and_files_alone_need_no_secret(founded: Home) -> None:
    with served(founded, "vault", "public", "person", "door") as serving:
        assert serving.process is not None
        surfaces: dict[str, int] = {}
        for pid in machine.of_tree(serving.process.pid)[1:]:
            # A surface forks children that end at once; they have its name, and a later number.
            with contextlib.suppress(FileNotFoundError):
                surfaces.setdefault(Path(f"/proc/{pid}/comm").read_text().strip().removeprefix("desk-"), pid)
        assert set(surfaces) == {"vault", "public", "person", "door"}  # one process each
        memory = {name: resident(pid) for name, pid in surfaces.items()}
        for name in ("person", "door"):  # most of what a surface holds is held by the others, too
            assert memory[name]["Private_Dirty"] * 2 < memory[name]["Rss"]
        key = founded.secret_key.read_bytes().strip()
        assert key not in contents(surfaces["public"])
        assert key not in contents(surfaces["vault"])
        assert key in contents(surfaces["door"])


@pytest.mark.slow
def test_a_surface_that_ends_takes_the_others_along_and_is_named(founded: Home) -> None:
    with served(founded, "vault", "public") as serving:
        assert serving.process is not None
        gone = next(
            pid
            for pid in machine.of_tree(serving.process.pid)
            if Path(f"/proc/{pid}/comm").read_text() == "desk-public\n"
        )
        os.kill(gone, signal.SIGKILL)
        assert serving.wait() == "public"
        with pytest.raises(ConnectionRefusedError):
            get(serving.ports["vault"], "/")


def contents(pid: int) -> bytes:
    """Every page that a process may write to."""
    found = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            begins, _, ends = line.split()[0].partition("-")
            if " rw" in line and "[v" not in line:
                memory.seek(int(begins, 16))
                with contextlib.suppress(OSError):
                    found.append(memory.read(int(ends, 16) - int(begins, 16)))
    return b"".join(found)
