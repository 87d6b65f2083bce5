"""A connector's file (TOML): which source, where, and how. Names in it are closed; an unknown one is refused."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo, available_timezones

from dueprocess.demand.codes import DataCategory
from dueprocess.host.connectors import maildir
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.postgres import MAX_TIMEOUT, TIMEOUT, Postgres, Query
from dueprocess.host.connectors.program import SILENCE, Program
from dueprocess.host.connectors.request import Connector, ConnectorError

MAX_FILE: Final = 1 << 18
MAX_BYTES: Final = 1 << 40
TYPES: Final = ("postgres", "maildir", "folder", "program")
PER_DAY: Final = 50
MAX_PER_DAY: Final = 10_000
_KEYS: Final = frozenset({"type", "provider", "timezone", "max_bytes", "per_day"})


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


def parse(given: Mapping[str, Any]) -> Source:
    """The source of a parsed file. Raises ConnectorError."""
    type_ = given.get("type")
    if type_ not in TYPES:
        _refuse(f"type is one of {', '.join(TYPES)}")
    _only(given, {*_KEYS, type_}, "the file")
    part = given.get(type_)
    if not isinstance(part, Mapping):
        _refuse(f"there is no [{type_}]")
    zone, most = _text(given, "timezone"), given.get("max_bytes", 64 << 30)
    if zone not in available_timezones():
        _refuse("timezone is a name as Europe/Berlin")
    if type(most) is not int or not 0 < most <= MAX_BYTES:
        _refuse(f"max_bytes is 1 to {MAX_BYTES}")
    many = given.get("per_day", PER_DAY)
    if type(many) is not int or not 1 <= many <= MAX_PER_DAY:
        _refuse(f"per_day is 1 to {MAX_PER_DAY}")
    make = {"postgres": _postgres, "maildir": _maildir, "folder": _folder, "program": _program}[type_]
    connector, answers = make(part)
    return Source(type_, connector, _text(given, "provider"), ZoneInfo(zone), most, answers, many)


def _postgres(part: Mapping[str, Any]) -> tuple[Connector, frozenset[str]]:
    _only(part, {"address_file", "timeout", "query"}, "[postgres]")
    timeout, listed = part.get("timeout", TIMEOUT), part.get("query")
    if type(timeout) is not int or not 1 <= timeout <= MAX_TIMEOUT:
        _refuse(f"timeout is 1 to {MAX_TIMEOUT} seconds")
    if not isinstance(listed, list) or not listed:
        _refuse("at least one [[postgres.query]] is declared")
    queries = tuple(_query(one) for one in listed)
    address = _secret(Path(_text(part, "address_file")))
    return Postgres(queries, address, timeout), frozenset(one.kind for one in queries)


def _query(given: Any) -> Query:  # noqa: ANN401 - TOML
    if not isinstance(given, Mapping):
        _refuse("a [[postgres.query]] is a table")
    _only(given, {"name", "kind", "selector", "sql", "time"}, "[[postgres.query]]")
    time = _text(given, "time") if "time" in given else ""
    kind = _text(given, "kind")
    if kind not in list(DataCategory):
        _refuse(f"kind is one of {', '.join(DataCategory)}")
    return Query(_text(given, "name"), kind, _text(given, "selector"), _text(given, "sql"), time)


def _maildir(part: Mapping[str, Any]) -> tuple[Connector, frozenset[str]]:
    _only(part, {"root", "layout", "when", "inside"}, "[maildir]")
    layout, when = part.get("layout", "address"), part.get("when", "received")
    maildir.check(layout, when)
    inside = _text(part, "inside") if "inside" in part else ""
    return Maildir(_root(part), layout, when, inside), frozenset({"traffic", "content"})


def _folder(part: Mapping[str, Any]) -> tuple[Connector, None]:
    _only(part, {"root"}, "[folder]")
    return Folder(_root(part)), None


def _program(part: Mapping[str, Any]) -> tuple[Connector, None]:
    _only(part, {"command", "silence"}, "[program]")
    command, silence = part.get("command"), part.get("silence", int(SILENCE))
    texts = isinstance(command, list) and command and all(isinstance(one, str) and one for one in command)
    if not texts or not isinstance(command, list) or not command[0].startswith("/"):
        _refuse("command is a list: the program's whole path, then its arguments")
    if type(silence) is not int or not 1 <= silence <= MAX_TIMEOUT:
        _refuse(f"silence is 1 to {MAX_TIMEOUT} seconds")
    return Program(tuple(command), float(silence)), None


def _root(part: Mapping[str, Any]) -> Path:
    root = Path(_text(part, "root"))
    if not root.is_absolute():
        _refuse("root is a whole path, from /")
    return root


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o077:
            _refuse(f"others may read {path}: chmod 600 {path}")
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{path} cannot be read: {type(fault).__name__}"
        raise ConnectorError(message) from fault
    return text or _refuse(f"{path} is empty")


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value.strip():
        _refuse(f"{name} is missing, or no text")
    return value


def _only(given: Mapping[str, Any], known: set[str] | frozenset[str], where: str) -> None:
    unknown = sorted(set(given) - known)
    if unknown:
        _refuse(f"{where} has {', '.join(unknown)}, which there is not")


def _refuse(says: str) -> NoReturn:
    raise ConnectorError(says)
