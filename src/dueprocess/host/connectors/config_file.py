"""A connector's file (TOML): which source, where, and how. Names in it are closed; an unknown one is refused."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn
from zoneinfo import ZoneInfo, available_timezones

from dueprocess.formats.record import MAYBE, Check, FormError, between, sized, way
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.postgres import TIMEOUT, Postgres, Query
from dueprocess.host.connectors.program import Program
from dueprocess.host.connectors.request import Connector, ConnectorError, Seconds, Word

MAX_FILE: Final = 1 << 18
MAX_BYTES: Final = 1 << 40
PER_DAY: Final = 50
MAX_PER_DAY: Final = 10_000


@dataclass(frozen=True, slots=True)
class Source:
    """A connector, and what the host must know of it: the provider's name, the zone of its days, the most it gives."""

    type: str
    connector: Connector
    provider: str
    timezone: ZoneInfo
    max_bytes: int
    answers: frozenset[str] | None  # kinds that it can answer at all; None: unknown
    per_day: int = PER_DAY  # productions in any 24 hours


def read(path: Path) -> Source:
    """The source that a file declares. Raises ConnectorError, which names the file's fault, and OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_FILE + 1)
        mode = os.fstat(file.fileno()).st_mode
    if mode & (stat.S_IWGRP | stat.S_IWOTH):
        _refuse(f"others may write {path}: chmod 600 {path}")
    try:
        given = tomllib.loads(data[:MAX_FILE].decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        _refuse(f"{path} is no TOML")
    return parse(given)


@dataclass(frozen=True, slots=True)
class _Postgres:
    address_file: Word
    query: Annotated[tuple[Query, ...], sized(1, MAX_FILE)]
    timeout: Seconds = TIMEOUT


@dataclass(frozen=True, slots=True)
class _File:
    """A connector's file; of the four sources exactly the one that ``type`` names."""

    type: str
    provider: Word
    timezone: Annotated[str, Check(lambda name: name in available_timezones(), "a name as Europe/Berlin")]
    max_bytes: Annotated[int, between(1, MAX_BYTES), MAYBE] = 64 << 30
    per_day: Annotated[int, between(1, MAX_PER_DAY), MAYBE] = PER_DAY
    postgres: Annotated[_Postgres | None, MAYBE] = None
    maildir: Annotated[Maildir | None, MAYBE] = None
    folder: Annotated[Folder | None, MAYBE] = None
    program: Annotated[Program | None, MAYBE] = None


def parse(given: Mapping[str, Any]) -> Source:
    """The source of a parsed file. Raises ConnectorError."""
    try:
        file: _File = way(_File)[0](given)
    except FormError as fault:
        raise ConnectorError(str(fault)) from fault
    tables = {"postgres": file.postgres, "maildir": file.maildir, "folder": file.folder, "program": file.program}
    declared = [name for name, table in tables.items() if table is not None]
    if declared != [file.type]:
        _refuse(f"type is one of {', '.join(tables)}, and there is that table and no other")
    made = file.maildir or file.folder or file.program or _database(file.postgres)
    zone = ZoneInfo(file.timezone)
    return Source(file.type, made, file.provider, zone, file.max_bytes, made.answers, file.per_day)


def _database(table: _Postgres | None) -> Postgres:
    assert table is not None  # noqa: S101 - of the four, it is what is left
    return Postgres(table.query, _secret(Path(table.address_file)), table.timeout)


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            _refuse(f"others may read {path}: chmod 600 {path}")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise ConnectorError(f"{path} cannot be read: {type(fault).__name__}") from fault
    return text or _refuse(f"{path} is empty")


def _refuse(says: str) -> NoReturn:
    raise ConnectorError(says)
