"""People's own machines run Windows, too: what their commands import is there."""

from __future__ import annotations

import subprocess
import sys

from caches import CACHE

# Modules and names that Python on Windows does not have.
BLOCK = """
import os, sys
for name in ("fcntl", "grp", "pwd", "resource", "termios"):
    sys.modules[name] = None
for name in ("O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK"):
    delattr(os, name)
"""
PERSONAL = (
    "clients",
    "keys",
    "notice_commands",
    "release_commands",
    "report_commands",
    "report_group",
    "transfer_commands",
    "vault_command",
)


def run(code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", BLOCK + code]
    return subprocess.run(command, env=CACHE, capture_output=True, text=True, timeout=300, check=False)


def test_a_persons_commands_import_without_what_windows_lacks() -> None:
    lines = "".join(f"import dueprocess.cli.{name}\n" for name in PERSONAL)
    more = "".join(
        f"import dueprocess.client.{name}\n" for name in ("fetched_case", "local_vault", "material", "pins", "release")
    )
    done = run(lines + more)
    assert done.returncode == 0, done.stderr


def test_a_new_identity_is_written_there(tmp_path: object) -> None:
    given = ["keys", "new", "aster", "--no-passphrase", "--out", f"{tmp_path}/aster.identity"]
    done = run(f"from dueprocess.cli.main import main\nmain({given!r})")
    assert done.returncode == 0, done.stderr
    assert '"aster"' in done.stdout or "aster" in done.stdout
