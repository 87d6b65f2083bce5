"""The extraction host as a user of its own on the desk's machine: what the desk's user gets of it, tried as that user.

Real users (two of Debian's own), a real process, a real database that asks the kernel who calls. Each try is made by
the host's user, too: a try that nobody could make shows nothing. Against root nothing of this holds
(how-to/one-machine.md).
"""

from __future__ import annotations

import contextlib
import json
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
import pytest

from postgres_server import tables

pytestmark = pytest.mark.slow

HOST, DESK = "games", "nobody"
"""Stand in for ``dueprocess-host`` and ``dueprocess``: two users without a group in common."""
PAGE = "docs/how-to/one-machine.md"

PATHS = ":".join(one for one in sys.path if one.endswith(("site-packages", "/src")))
PYTHONS = (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}")
"""That of this run may lie in a folder of root's; Debian's own reads the same packages."""
MAIN = "from dueprocess.cli.main import main; main()"
ENVIRON = {"PATH": "/usr/bin:/bin", "PYTHONPATH": PATHS, "PYTHONDONTWRITEBYTECODE": "1"}

TRIES = """
import json, os, socket, sys
place, pid, connector = sys.argv[1], int(sys.argv[2]), sys.argv[3]
own = os.path.join(place, "var/lib/dueprocess-host")
def attempt(run):
    try:
        return bool(run())
    except OSError:
        return False
def swap():
    os.rename(connector, connector + ".was"); os.rename(connector + ".was", connector); return True
def add(path):
    with open(path, "ab") as file: file.write(b"")
    return True
tries = {
    "list the folder": lambda: os.listdir(own) is not None,
    "read the key": lambda: open(os.path.join(own, "well.identity"), "rb").read(),
    "read the connector": lambda: open(connector, "rb").read(),
    "swap the connector": swap,
    "write where parts are sealed": lambda: add(os.path.join(own, "run/planted")),
    "signal the process": lambda: os.kill(pid, 0) is None,
    "read its memory": lambda: open(f"/proc/{pid}/mem", "rb") is not None,
    "read its environment": lambda: open(f"/proc/{pid}/environ", "rb").read() is not None,
    "see its files": lambda: os.listdir(f"/proc/{pid}/fd") is not None,
}
print(json.dumps({name: attempt(run) for name, run in tries.items()}))
"""
ROOTS = ("etc/dueprocess-host/passphrase", "etc/dueprocess-host/yes")


@dataclass
class Machine:
    """The how-to's folders below a folder of the test's own, and the host as it runs."""

    place: Path
    running: subprocess.Popen[bytes] | None = None

    @property
    def own(self) -> Path:
        return self.place / "var/lib/dueprocess-host"

    def set_up(self, page: str) -> None:
        """The how-to's own commands, with these users and this place."""
        (block,) = re.findall(r"^```\n(systemd-sysusers .*?)^```", page, re.MULTILINE | re.DOTALL)
        lines = [line for line in block.splitlines() if line.startswith("install ")]
        assert len(lines) >= 6
        for line in lines:
            words = [re.sub(r"^/(var|etc)/", rf"{self.place}/\1/", word) for word in shlex.split(line)]
            words = [group_of(words[at - 1]) if word == "dueprocess-host" else word for at, word in enumerate(words)]
            subprocess.run(words, check=True)

    def as_user(self, name: str, *command: str | Path) -> subprocess.CompletedProcess[str]:
        who = pwd.getpwnam(name)
        return subprocess.run(
            [*map(str, command)],
            user=who.pw_uid,
            group=who.pw_gid,
            extra_groups=[],
            cwd="/",
            env=ENVIRON,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self) -> None:
        """The host's key, made as its user, and the host itself, looking for a desk that does not answer."""
        new = ("keys", "new", "well", "--no-passphrase", "--out", self.own / "well.identity")
        made = self.as_user(HOST, python(), "-c", MAIN, *new)
        assert made.returncode == 0, made.stderr
        (self.own / "connector.toml").write_text(
            f'type = "folder"\nprovider = "Fennel Mail"\ntimezone = "UTC"\n[folder]\nroot = "{self.place}/mail"\n'
        )
        who = pwd.getpwnam(HOST)
        options = {"--desk": "https://127.0.0.1:9", "--as": "well", "--identity": self.own / "well.identity"}
        options |= {"--connector": self.own / "connector.toml", "--run": self.own / "run"}
        options |= {"--yes-file": self.place / "etc/dueprocess-host/yes", "--interval": "5"}
        self.running = subprocess.Popen(
            [python(), "-c", MAIN, "produce", *(str(word) for pair in options.items() for word in pair)],
            user=who.pw_uid,
            group=who.pw_gid,
            extra_groups=[],
            umask=0o077,
            cwd="/",
            env=ENVIRON,
            stderr=subprocess.PIPE,
        )
        assert self.running.stderr is not None
        said = self.running.stderr.readline()  # it looked once: the key is in its memory
        assert b"127.0.0.1" in said, said

    def tries(self, name: str) -> dict[str, bool]:
        assert self.running is not None
        given = (self.place, str(self.running.pid), self.own / "connector.toml")
        done = self.as_user(name, python(), "-c", TRIES, *given)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


@cache
def python() -> str:
    """A Python that another user can run; without one the test is skipped."""
    for one in PYTHONS:
        with contextlib.suppress(OSError):
            if Machine(Path("/")).as_user(HOST, one, "-c", "import dueprocess, psycopg").returncode == 0:
                return one
    pytest.skip("no Python of this version on this machine can be run by another user")


def group_of(option: str) -> str:
    who = pwd.getpwnam(HOST)
    return str(who.pw_gid if option == "-g" else who.pw_uid)


@pytest.fixture(scope="module")
def machine(root: Path) -> Iterator[Machine]:
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    place = Path(tempfile.mkdtemp(prefix="dueprocess-machine-"))
    place.chmod(0o755)
    found = Machine(place)
    try:
        for name in ("var/lib", "etc"):
            (place / name).mkdir(parents=True)
        found.set_up((root / PAGE).read_text())
        found.start()
        yield found
    finally:
        if found.running is not None:
            found.running.kill()
            found.running.communicate()
        shutil.rmtree(place, ignore_errors=True)


def test_the_desks_user_gets_nothing_of_what_the_hosts_user_can(machine: Machine) -> None:
    assert machine.tries(DESK) == dict.fromkeys(machine.tries(HOST), False)
    assert all(machine.tries(HOST).values()), machine.tries(HOST)


def test_whoever_says_yes_and_the_passphrase_are_root(machine: Machine) -> None:
    script = "import sys; open(sys.argv[1], sys.argv[2]).read(0)"
    passphrase, yes = (machine.place / name for name in ROOTS)
    for name in (DESK, HOST):
        assert machine.as_user(name, python(), "-c", script, passphrase, "r").returncode
        assert machine.as_user(name, python(), "-c", script, yes, "r+").returncode
        assert machine.as_user(name, python(), "-c", script, yes.with_name("planted"), "w").returncode
    assert machine.as_user(HOST, python(), "-c", script, yes, "r").returncode == 0


def test_it_listens_nowhere(machine: Machine) -> None:
    assert machine.running is not None
    inodes = set()
    for file in Path(f"/proc/{machine.running.pid}/fd").iterdir():
        inodes.update(re.findall(r"socket:\[(\d+)\]", str(file.readlink())))
    listening = set()
    for name in ("tcp", "tcp6", "udp", "udp6", "unix"):
        for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
            words = line.split()
            if name == "unix":
                listening |= {words[6]} if int(words[3], 16) & 0x10000 else set()
            elif words[3] in {"0A", "07"}:  # LISTEN; of a datagram, bound
                listening.add(words[9])
    assert listening, "the control: somebody on this machine listens"
    assert not inodes & listening


def test_the_kernel_says_who_reads_the_database(root: Path) -> None:
    """The how-to's own lines: one user of the machine is that role, by the socket alone."""
    if os.geteuid() != 0:
        pytest.skip("only root can be another user")
    block = (root / PAGE).read_text().partition("# pg_hba.conf")[2].partition("```")[0]
    allow, reject, map_line = (
        line.strip() for line in block.splitlines() if re.match(r"\s*(local|host|dueprocess) ", line)
    )
    sql = """CREATE ROLE dueprocess_reader LOGIN; CREATE TABLE t (n int); INSERT INTO t VALUES (7);
             GRANT SELECT ON t TO dueprocess_reader"""
    with tables(sql) as server:
        data = server.folder / "data"
        allow = allow.replace(" users ", " desk ")
        kept = (data / "pg_hba.conf").read_text()
        (data / "pg_hba.conf").write_text(f"{allow}\n{reject}\n{kept}")
        (data / "pg_ident.conf").write_text(map_line.replace("dueprocess-host", HOST) + "\n")
        with psycopg.connect(server.url, autocommit=True) as line:
            line.execute("SELECT pg_reload_conf()")
        server.folder.chmod(0o755)
        script = "import psycopg, sys; print(psycopg.connect(sys.argv[1]).execute('SELECT n FROM t').fetchone()[0])"
        by_socket = f"host={server.folder} port={server.port} dbname=desk user=dueprocess_reader"
        by_address = by_socket.replace(str(server.folder), "127.0.0.1")
        found = Machine(server.folder)
        read = found.as_user(HOST, python(), "-c", script, by_socket)
        assert read.stdout == "7\n", read.stderr
        for name, address, why in (
            (DESK, by_socket, "Peer"),
            (HOST, by_address, "reject"),
            (DESK, by_address, "reject"),
        ):
            refused = found.as_user(name, python(), "-c", script, address)
            assert refused.returncode, (name, address)
            assert why in refused.stderr, refused.stderr


def test_the_two_users_of_the_file_are_two(root: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-sysusers") is None:
        pytest.skip("systemd is not on this machine")
    (tmp_path / "etc").mkdir()
    conf = root / "docs/operator/host/sysusers.conf"
    subprocess.run(["systemd-sysusers", f"--root={tmp_path}", conf], check=True, capture_output=True)
    rows = [line.split(":") for line in (tmp_path / "etc/passwd").read_text().splitlines()]
    ours = {row[0]: row for row in rows if row[0].startswith("dueprocess")}
    assert set(ours) == {"dueprocess", "dueprocess-host"}
    assert len({row[2] for row in ours.values()}) == len({row[3] for row in ours.values()}) == 2
    assert all(row[6].endswith("nologin") for row in ours.values())
    groups = [line.split(":") for line in (tmp_path / "etc/group").read_text().splitlines()]
    assert all(not row[3] for row in groups if row[0].startswith("dueprocess"))


def test_the_unit_is_that_user_and_the_desks_home_does_not_exist_for_it(root: Path, tmp_path: Path) -> None:
    text = (root / "docs/operator/host/dueprocess-host.service").read_text()
    lines = set(text.splitlines())
    desks = (root / "docs/operator/systemd/dueprocess.service").read_text()
    assert "User=dueprocess-host" in lines
    assert "User=dueprocess" in desks.splitlines()
    assert {"InaccessiblePaths=-/var/lib/dueprocess", "NoNewPrivileges=yes", "CapabilityBoundingSet="} <= lines
    assert {"ProtectProc=invisible", "SocketBindDeny=any", "LimitCORE=0", "UMask=0077"} <= lines
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not on this machine")
    unit = tmp_path / "dueprocess-host.service"
    unit.write_text(re.sub(r"/opt/\S+/dueprocess ", f"{shutil.which('true')} ", text, count=1))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False, timeout=60
    )
    assert [line for line in done.stderr.splitlines() if "dueprocess" in line] == []
