"""The operator's files are whole: units verify, proxies' files parse, grants are the code's, P2 stands in them."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dueprocess.desk.data import guards
from dueprocess.operate.served_home import PORTS, free_ports

COMMAND = "/opt/dueprocess/.venv/bin/dueprocess"
SELF_SIGNED = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x")


@pytest.fixture(scope="module")
def folder(root: Path) -> Path:
    return root / "docs/operator"


def units(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in sorted((folder / "systemd").iterdir())}


def test_each_unit_is_locked_down_like_the_others_and_runs_a_command_that_exists(folder: Path) -> None:
    from dueprocess.cli.main import listed

    services = {name: text for name, text in units(folder).items() if name.endswith(".service")}
    bounds = {text.partition("User=")[2].partition("\n[Install]")[0].strip() for text in services.values()}
    assert len(bounds) == 1
    (bound,) = bounds
    for line in (
        "ProtectSystem=strict",
        "NoNewPrivileges=yes",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        "LimitCORE=0",
    ):
        assert f"\n{line}\n" in f"\n{bound}\n"
    for text in services.values():
        (command,) = re.findall(rf"^ExecStart={COMMAND} (\w+)", text, re.MULTILINE)
        assert command in listed()
    timers = {name.removesuffix(".timer") for name in units(folder) if name.endswith(".timer")}
    assert {f"{name}.service" for name in timers} < set(services)


@pytest.mark.slow
def test_systemd_takes_the_units(folder: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not on this machine")
    for name, text in units(folder).items():
        (tmp_path / name).write_text(text.replace(COMMAND, shutil.which("true") or ""))
    files = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *files], capture_output=True, text=True, check=False, timeout=60
    )
    said = [line for line in done.stderr.splitlines() if "dueprocess" in line]
    assert said == []


def test_the_proxies_name_each_surface_at_its_port(folder: Path) -> None:
    hosts = {"www": "public", "letters": "person"} | {
        name: name for name in ("staff", "api", "vault", "door", "portal")
    }
    caddy, nginx = (folder / "Caddyfile").read_text(), (folder / "nginx.conf").read_text()
    for host, surface in hosts.items():
        (block,) = re.findall(rf"^{host}\.desk\.example \{{\n(.*?)^\}}", caddy, re.MULTILINE | re.DOTALL)
        assert re.findall(r"127\.0\.0\.1:(\d+)", block) == [str(PORTS[surface])]
        (server,) = re.findall(rf"http2 on;\n    server_name {host}\.desk\.example;(.*?)\n}}", nginx, re.DOTALL)
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", server)) == {str(PORTS[surface])}


def test_no_address_is_logged_and_nothing_of_the_door_lies_on_a_disk(folder: Path) -> None:
    caddy, nginx = (folder / "Caddyfile").read_text(), (folder / "nginx.conf").read_text()
    assert set(re.findall(r"access_log (\w+);", nginx)) == {"off"}
    assert set(re.findall(r"error_log \S+ (\w+);", nginx)) == {"crit"}
    assert caddy.count("log {") == 1  # its own, errors alone
    assert caddy.count("reverse_proxy") == caddy.count("import to") == 7
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert nginx.count(f'proxy_set_header {header} "";') == 7
        assert f"header_up -{header}\n" in caddy
    door = nginx.partition("server_name door.desk.example;\n    gzip")[2].partition("\n}")[0]
    assert "proxy_request_buffering off;" in door
    assert "proxy_max_temp_file_size 0;" in door
    # A header set inside a location would take away those above it, the ones that hide the caller.
    assert not re.search(r"^ {5,}proxy_set_header", nginx, re.MULTILINE)


DEBIANS = Path("/etc/nginx")
ECHO = {"https": 443, "http": 80, "staff": 8001}


class Echo(http.server.BaseHTTPRequestHandler):
    """Answers with the headers that came."""

    def do_GET(self) -> None:
        body = json.dumps(dict(self.headers)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def debians_nginx(folder: Path, tmp_path: Path) -> Iterator[tuple[Path, dict[str, int]]]:
    """Debian's own /etc/nginx with our file in its conf.d, on ports of its own, running."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("openssl") is None or not (DEBIANS / "sites-available/default").exists():
        pytest.skip("Debian's nginx or openssl is not on this machine: apt-get install nginx")
    etc, ports = tmp_path / "etc", free_ports(list(ECHO))
    shutil.copytree(DEBIANS, etc, symlinks=False)
    paths = ("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem"))
    subprocess.run(["openssl", *SELF_SIGNED, *paths], check=True, capture_output=True)
    (etc / "conf.d/dueprocess.conf").write_text((folder / "nginx.conf").read_text())
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    (etc / "conf.d/scratch.conf").write_text("".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds))
    places = {"/etc/letsencrypt/live/desk.example": tmp_path, "/etc/nginx": etc, "/var/log/nginx": tmp_path}
    places |= {"/run/nginx.pid": tmp_path / "pid", "/var/www/acme": tmp_path / "acme", "/var/www/html": tmp_path}
    for path in (etc / "nginx.conf", *etc.glob("conf.d/*"), *etc.glob("sites-enabled/*")):
        text = path.read_text().replace("user www-data;", "user root;" if os.geteuid() == 0 else "")
        for known, here in places.items():
            text = text.replace(known, str(here))
        for name, port in ECHO.items():
            text = re.sub(rf"(listen (\[::\]:)?|127\.0\.0\.1:){port}\b", rf"\g<1>{ports[name]}", text)
        path.write_text(text)
    command = [nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(etc / "nginx.conf")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False, timeout=60)
    assert (tested.returncode, "[warn]" in tested.stderr) == (0, False), tested.stderr
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", ports["staff"]), Echo) as behind,
        subprocess.Popen([*command, "-g", "daemon off;"]) as running,
    ):
        threading.Thread(target=behind.serve_forever, daemon=True).start()
        try:
            await_port(ports["https"])
            yield tmp_path, ports
        finally:
            running.terminate()
            behind.shutdown()


def await_port(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError(port)


def through(port: int, host: str, path: str, *, tls: bool) -> tuple[int, dict[str, str], bytes]:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    made = (
        http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trusting)
        if tls
        else http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    )
    with contextlib.closing(made) as connection:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-For": "192.0.2.1"})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


@pytest.mark.slow
def test_nginx_takes_our_file_inside_debians_own(debians_nginx: tuple[Path, dict[str, int]]) -> None:
    place, ports = debians_nginx
    status, headers, body = through(ports["https"], "staff.desk.example", "/ours", tls=True)
    assert (status, "strict-transport-security" in headers) == (200, True)
    assert json.loads(body)["Host"] == "staff.desk.example"
    assert not {"X-Forwarded-For", "X-Real-IP", "Forwarded"} & json.loads(body).keys()
    status, headers, _ = through(ports["http"], "staff.desk.example", "/ours", tls=False)
    assert (status, headers["location"]) == (301, "https://staff.desk.example/ours")
    (place / "acme/.well-known/acme-challenge").mkdir(parents=True)
    (place / "acme/.well-known/acme-challenge/token").write_text("proof")
    assert through(ports["http"], "staff.desk.example", "/.well-known/acme-challenge/token", tls=False)[2] == b"proof"
    offered = ssl.create_default_context()
    offered.check_hostname, offered.verify_mode = False, ssl.CERT_NONE
    offered.set_alpn_protocols(["h2", "http/1.1"])
    with (
        socket.create_connection(("127.0.0.1", ports["https"])) as line,
        offered.wrap_socket(line, server_hostname="staff.desk.example") as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
    # Another site of the same nginx keeps its log; ours has none.
    assert through(ports["http"], "another.example", "/theirs", tls=False)[0] == 404
    # nginx writes the line after it answered.
    until = time.monotonic() + 60
    while "/theirs" not in (logged := (place / "access.log").read_text()):
        assert time.monotonic() < until
        time.sleep(0.05)
    assert "/ours" not in logged


def test_nothing_of_ours_stands_outside_a_server_of_nginx(folder: Path) -> None:
    nginx = re.sub(r"#.*", "", (folder / "nginx.conf").read_text())
    assert re.sub(r"^server \{\n.*?^\}\n", "", nginx, flags=re.MULTILINE | re.DOTALL).strip() == ""
    for block in re.findall(r"^server \{\n(.*?)^\}", nginx, re.MULTILINE | re.DOTALL):
        assert "access_log off;" in block
        assert len(re.findall(r"listen \[::\]:", block)) == len(re.findall(r"listen \d", block)) == 1


@pytest.mark.slow
def test_caddy_takes_its_file(folder: Path, tmp_path: Path) -> None:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is not on this machine")
    command = [caddy, "validate", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env={"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stderr
    assert "not formatted" not in done.stderr


def test_the_grants_are_those_of_the_code(folder: Path) -> None:
    lines = (folder / "grants.sql").read_text().splitlines()
    statements = [line.removesuffix(";") for line in lines if not line.startswith("--")]
    assert statements == ["BEGIN", *guards.postgres_grants(), "COMMIT"]


def test_links_of_the_operators_pages_lead_somewhere(folder: Path) -> None:
    for page in folder.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
    mail = (folder / "mail.md").read_text()
    assert re.findall(r"^(\d+)\. ", mail, re.MULTILINE) == [str(number) for number in range(1, 11)]


def test_rules_of_backup_and_restore_are_documented(folder: Path, root: Path) -> None:
    page = (folder / "backup.md").read_text()
    named = set(re.findall(r"^\| `([a-z]+\.[a-z-]+)`", page, re.MULTILINE))
    code = "".join(
        (root / "src/dueprocess" / name).read_text()
        for name in ("adapters/archives.py", "operate/restores.py", "desk/data/portable.py", "cli/backup_commands.py")
    )
    assert named == set(re.findall(r'"((?:backup|restore|store)\.[a-z-]+)"', code))
