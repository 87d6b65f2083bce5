"""Debian's Dovecot for tests: a throw-away IMAP server over TLS on a free port, as an unprivileged user."""

from __future__ import annotations

import contextlib
import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mail_servers import HOST, PASSWORD, Certified, certified
from ports import free_port

SERVER = Path("/usr/sbin/dovecot")
CONFIG = """
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
auth_failure_delay = 0
ssl = required
ssl_server_cert_file = {folder}/server.pem
ssl_server_key_file = {folder}/server.key
ssl_server_dh_file =
mail_driver = maildir
mail_path = {folder}/mail
mail_home = {folder}
mail_uid = {user}
mail_gid = {group}
namespace inbox {{
  inbox = yes
  mailbox Trash {{
    auto = create
    special_use = \\Trash
  }}
}}
passdb static {{
  password = {password}
}}
userdb static {{
  fields {{
    uid = {user}
    gid = {group}
    home = {folder}
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
  }}
}}
service anvil {{
  chroot =
}}
"""


class Server:
    """One running server; ``place`` is what ``[mail] bounces`` would name."""

    def __init__(self, folder: Path, certificates: Certified, port: int) -> None:
        self.mail, self.certificates, self.port, self.folder = folder / "mail", certificates, port, folder
        self.switch: list[str] = []  # by which a program runs as the server's user

    def keep(self, name: str, data: bytes) -> Path:
        """A file of the server's own user."""
        path = self.folder / name
        path.write_bytes(data)
        about = self.mail.stat()
        os.chown(path, about.st_uid, about.st_gid)
        return path

    @property
    def place(self) -> str:
        return f"imaps://desk@{HOST}:{self.port}/INBOX"

    def deliver(self, data: bytes, name: str) -> None:
        """As the mail system would."""
        target = self.mail / "new" / name
        target.write_bytes(data.replace(b"\n", b"\r\n"))
        about = self.mail.stat()
        os.chown(target, about.st_uid, about.st_gid)

    def names(self) -> list[str]:
        """What lies in the mailbox."""
        found = [path.name for part in ("new", "cur") for path in (self.mail / part).iterdir()]
        return sorted(name.partition(":")[0].partition(",")[0] for name in found)


@contextlib.contextmanager
def running() -> Iterator[Server]:
    """A server with an empty mailbox; skips where there is no Dovecot."""
    if not SERVER.exists() or not Path("/usr/lib/dovecot/imap").exists():
        pytest.skip("no Dovecot with IMAP at /usr/sbin/dovecot")
    # A path of a socket may be no longer than 108 bytes: not below pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
    user = "dovecot" if os.geteuid() == 0 else getpass.getuser()
    about = pwd.getpwnam(user)
    import grp

    values = {"folder": folder, "user": user, "group": grp.getgrgid(about.pw_gid).gr_name, "password": PASSWORD}
    port = free_port()
    (folder / "dovecot.conf").write_text(CONFIG.format(port=port, **values))
    certificates = certified(folder)
    for name in ("run", "mail", "mail/new", "mail/cur", "mail/tmp"):
        (folder / name).mkdir()
    for path in (folder, *folder.rglob("*")):
        os.chown(path, about.pw_uid, about.pw_gid)
    switch = ["runuser", "-u", user, "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [*switch, str(SERVER), "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port, process, folder)
        server = Server(folder, certificates, port)
        server.switch = switch
        yield server
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    log = folder / "log"
    pytest.skip(f"Dovecot does not start: {log.read_text()[-200:] if log.exists() else 'no log'}")
