"""The operator's files are whole: units verify, proxies' files parse, grants are the code's, P2 stands in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from dueprocess.config.serving import PORTS
from dueprocess.data import guards

if TYPE_CHECKING:
    from pathlib import Path

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
        (server,) = re.findall(rf"listen 443 ssl;\n    server_name {host}\.desk\.example;(.*?)\n}}", nginx, re.DOTALL)
        assert set(re.findall(r"127\.0\.0\.1:(\d+)", server)) == {str(PORTS[surface])}


def test_no_address_is_logged_and_nothing_of_the_door_lies_on_a_disk(folder: Path) -> None:
    caddy, nginx = (folder / "Caddyfile").read_text(), (folder / "nginx.conf").read_text()
    assert re.findall(r"access_log (\w+);", nginx) == ["off"]
    assert re.findall(r"error_log \S+ (\w+);", nginx) == ["crit"]
    assert caddy.count("log {") == 1  # its own, errors alone
    assert caddy.count("reverse_proxy") == caddy.count("import to") == 7
    for header in ("X-Forwarded-For", "X-Real-IP", "Forwarded"):
        assert f'proxy_set_header {header} "";' in nginx
        assert f"header_up -{header}\n" in caddy
    door = nginx.partition("server_name door.desk.example;\n    ssl")[2].partition("\n}")[0]
    assert "proxy_request_buffering off;" in door
    assert "proxy_max_temp_file_size 0;" in door
    # A header set inside a location would take away those above it, the ones that hide the caller.
    assert not re.search(r"^ {4,}proxy_set_header", nginx, re.MULTILINE)


@pytest.mark.slow
def test_nginx_takes_its_file(folder: Path, tmp_path: Path) -> None:
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("nginx or openssl is not on this machine")
    paths = ("-keyout", str(tmp_path / "privkey.pem"), "-out", str(tmp_path / "fullchain.pem"))
    subprocess.run(["openssl", *SELF_SIGNED, *paths], check=True, capture_output=True)
    text = (folder / "nginx.conf").read_text().replace("/etc/letsencrypt/live/desk.example", str(tmp_path))
    text = text.replace("/var/log/nginx", str(tmp_path))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    scratch = "".join(f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in kinds)
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{scratch}{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole)
    command = [nginx, "-t", "-p", str(tmp_path), "-e", str(tmp_path / "errors"), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


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
        for name in ("adapters/archives.py", "config/restoring.py", "data/portable.py", "cli/upgrading.py")
    )
    assert named == set(re.findall(r'"((?:backup|restore|store)\.[a-z-]+)"', code))
