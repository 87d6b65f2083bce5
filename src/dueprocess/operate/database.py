"""The database address as Django's settings. One form for PostgreSQL, one file for SQLite."""

import os
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from dueprocess.operate.home import HomeError

# FULL: a commit is on the disk. secure_delete: what is deleted is overwritten (hazard 9.4).
SQLITE_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
)


def settings_of(address: str, sqlite: Path) -> dict[str, Any]:
    """``DATABASES["default"]`` for a postgres:// address, or for the SQLite file where the address is empty."""
    return _postgres(address) if address else _sqlite(sqlite)


def _sqlite(path: Path) -> dict[str, Any]:
    options = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": ";".join(SQLITE_PRAGMAS)}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path), "OPTIONS": options}


def _postgres(address: str) -> dict[str, Any]:
    wrong = HomeError("DUEPROCESS_DATABASE is postgres://user:password@host:port/name")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as fault:
        raise wrong from fault
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgres", "postgresql"} or not name or "/" in name or parts.query or parts.fragment:
        raise wrong
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "OPTIONS": {
            "options": "-c statement_timeout=30000 -c lock_timeout=20000",
            "connect_timeout": 10,
            # Values go beside the statement: what the server shows and logs of it (pg_stat_activity) holds none (P2).
            "server_side_binding": True,
            **_tls(unquote(parts.hostname or "")),
        },
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def _tls(host: str) -> dict[str, str]:
    """To another machine: TLS, and a certificate that the system trusts for that name, unless ``PGSSLMODE`` says else.

    Without a word libpq prefers TLS, checks nobody, and goes on in clear where the other side has none
    (PostgreSQL, libpq, table 32.1).
    """
    from dueprocess.adapters.smtp import is_this_machine  # with the library for mail: only where there is a server

    if not host or host.startswith("/") or is_this_machine(host) or "PGSSLMODE" in os.environ:
        return {}
    return {"sslmode": "verify-full", "sslrootcert": os.environ.get("PGSSLROOTCERT", "system")}
