"""A desk's home folder, its environment and its ``desk.toml``. Imports no framework until ``boot``."""

import contextlib
import datetime
import json
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import durable
from dueprocess.desk.services.house import House
from dueprocess.desk.services.house import Service as Service  # noqa: PLC0414 - told on to whoever writes a desk.toml
from dueprocess.formats.record import FormError, way
from dueprocess.report.cited import SnapshotError
from dueprocess.report.owed import SETTINGS as OWED

Desk = House

PREFIX: Final = "DUEPROCESS_"
# Every name that the environment may hold, with one line of meaning; docs/reference/settings.md repeats them.
NAMES: Final[Mapping[str, str]] = {
    "DUEPROCESS_HOME": "folder of the desk; default ~/.local/share/dueprocess",
    "DUEPROCESS_DATABASE": "postgres://user:password@host:port/name; default desk.sqlite3 in the home",
    "DUEPROCESS_AS": "pseudonym of the person at this terminal, for people's commands",
    "DUEPROCESS_IDENTITY": "that person's identity file, on their own machine",
    "DUEPROCESS_SURFACE": "which surface this process serves; set by `dueprocess serve` for its children",
}
SECRETS: Final = frozenset({"DUEPROCESS_DATABASE"})  # NAME_FILE may point to a file that holds the value
SURFACES: Final = ("staff", "api", "portal")
MAX_SECRET: Final = 4096
MAX_DESK: Final = 64 * 1024

_ALWAYS: Final = frozenset(
    {"timezone", "languages", "contact", "practice", "place", "address", "site_address", "name", "country"}
)
"""Keys that a new desk.toml shows, whatever they say."""


class HomeError(ValueError):
    """A home, an environment or a desk.toml that cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Environment:
    """What the process was told: home folder and database address (empty: SQLite in the home)."""

    home: Path
    database: str = field(default="", repr=False)  # may hold a password
    surface: str = "staff"  # staff | api | portal: whose pages this process answers


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one desk. Everything that the desk keeps is below it; nobody else may look in."""

    path: Path

    @property
    def database(self) -> Path:
        """SQLite file, where no DUEPROCESS_DATABASE is given."""
        return self.path / "desk.sqlite3"

    @property
    def database_files(self) -> tuple[Path, ...]:
        """The SQLite file, its log and the log's index. Only SQLite opens them.

        A process that closes any of them drops the locks of its own connections (POSIX, fcntl), and the connection that
        it closes last then deletes a log that others wrote: what they had committed is lost
        (sqlite.org/howtocorrupt.html, section 2.2).
        """
        return tuple(self.database.with_name(self.database.name + end) for end in ("", "-wal", "-shm"))

    @property
    def blobs(self) -> Path:
        """Ciphertexts over 1 MiB."""
        return self.path / "blobs"

    @property
    def outbox(self) -> Path:
        """Finished letters as files, for a channel that is a folder."""
        return self.path / "outbox"

    @property
    def site(self) -> Path:
        """The public site as it was last written."""
        return self.path / "site"

    @property
    def desk(self) -> Path:
        """desk.toml: what an operator sets and everybody may know."""
        return self.path / "desk.toml"

    @property
    def secret_key(self) -> Path:
        """What signs cookies and seals second factors; outside the database and outside every backup."""
        return self.path / "secret.key"

    @property
    def pin(self) -> Path:
        """Hash of the founding roster, pinned at founding."""
        return self.path / "pin"

    def create(self) -> "Home":
        """Make the folders, readable by their owner alone (0700). Folders that exist are set to 0700 too."""
        for folder in (self.path, self.blobs, self.outbox, self.site):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            folder.chmod(0o700)
        return self


def parse_environment(environ: Mapping[str, str]) -> Environment:
    """The environment as a value. Raises HomeError for an unknown DUEPROCESS_ name or an unreadable secret file."""
    known = set(NAMES) | {f"{name}_FILE" for name in SECRETS}
    unknown = sorted(name for name in environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise HomeError(f"{', '.join(unknown)}: no such setting; known are {', '.join(sorted(known))}")
    home = environ.get("DUEPROCESS_HOME") or "~/.local/share/dueprocess"
    return Environment(Path(home).expanduser().absolute(), _secret(environ, "DUEPROCESS_DATABASE"), _surface(environ))


def _surface(environ: Mapping[str, str]) -> str:
    value = environ.get("DUEPROCESS_SURFACE") or "staff"
    if value not in SURFACES:
        raise HomeError(f"DUEPROCESS_SURFACE is {' or '.join(SURFACES)}")
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    if environ.get(name):
        raise HomeError(f"{name} and {name}_FILE are both set; keep one")
    try:
        with Path(path).open(encoding="utf-8") as file:
            value = file.read(MAX_SECRET + 1)
    except (OSError, UnicodeDecodeError) as fault:
        raise HomeError(f"{name}_FILE cannot be read: {type(fault).__name__}; check path and rights") from fault
    if len(value) > MAX_SECRET or not value.strip():
        raise HomeError(f"{name}_FILE is empty or longer than {MAX_SECRET} characters")
    return value.strip()


def current() -> Home:
    """Home that the environment names."""
    return Home(parse_environment(os.environ).home)


def boot(home: Home | Path | str | None = None) -> Home:
    """Set the environment and set Django up, once a process. Returns the home. Opens no database.

    Where Django was set up by somebody else already (tests), only the home is returned. Raises HomeError when the
    process already works for another home: one process, one desk.
    """
    chosen = (
        current() if home is None else Home(Path(home.path if isinstance(home, Home) else home).expanduser().absolute())
    )
    import django
    from django.apps import apps

    if not apps.ready:
        _for_its_owner_alone(chosen)
        os.environ["DUEPROCESS_HOME"] = str(chosen.path)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.operate.settings")
        django.setup()
        _booted.append(chosen.path)
    elif _booted and _booted[0] != chosen.path:
        raise HomeError(f"this process already works for {_booted[0]}; start another one")
    return chosen


_booted: list[Path] = []


def _for_its_owner_alone(home: Home) -> None:
    """What this process makes is 0600, whatever umask it was started with; what stood open is closed.

    A file of another owner than the home's (a desk.toml that root keeps) is left as it is. SQLite gives log and index
    the mode of the database.
    """
    os.umask(0o077)
    for path in (*home.database_files, home.desk, home.path / "served.lock"):
        with contextlib.suppress(OSError):  # not there, or not ours
            about = path.stat(follow_symlinks=False)
            if stat.S_ISREG(about.st_mode) and about.st_mode & 0o077 and about.st_uid == home.path.stat().st_uid:
                path.chmod(0o600)


def migrate() -> None:
    """Bring the database to this program's schema and install the guards. ``boot`` comes first."""
    from django.core.management import call_command

    # Checks would refuse the very database that this repairs; `doctor` runs them afterwards.
    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def read_desk(home: Home) -> Desk:
    """The desk's own facts. Raises HomeError for a missing file, an unknown key or a wrong value."""
    try:
        data = home.desk.read_bytes()
    except OSError as fault:
        message = f"There is no desk in {home.path}. Name its folder with --home; `dueprocess init` makes a new desk."
        raise HomeError(message) from fault
    return parse_desk(data)


def https_origin(home: Home) -> str:
    """The staff desk's https origin; empty where it is served over plain HTTP, or where there is no desk yet."""
    try:
        address = read_desk(home).staff_address
    except HomeError:
        return ""
    return address if address.startswith("https://") else ""


def parse_desk(data: bytes) -> Desk:
    """Desk from the bytes of a desk.toml, at most 64 KiB. Raises HomeError."""
    if len(data) > MAX_DESK:
        raise HomeError(f"desk.toml is longer than {MAX_DESK} bytes")
    try:
        table = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as fault:
        raise HomeError(f"desk.toml cannot be read: {type(fault).__name__}; it is TOML 1.0 in UTF-8") from fault
    return _desk(table)


def _desk(table: Mapping[str, Any]) -> Desk:
    known = {one.name for one in fields(Desk)} - {"said"}
    if unknown := sorted(set(table) - known):
        raise HomeError(f"desk.toml: unknown {', '.join(map(repr, unknown))}; known are {', '.join(sorted(known))}")
    try:
        told: Desk = way(Desk)[0](_days_as_text(table))
        _check_declared(told)
    except (FormError, SnapshotError) as fault:
        raise HomeError(f"desk.toml: {fault}") from fault
    return replace(told, said=frozenset(OWED & table.keys()))


def _days_as_text(value: object) -> object:
    """TOML has days of its own; they may be written as texts as well."""
    if isinstance(value, dict):
        return {key: _days_as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_days_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


def _check_declared(told: Desk) -> None:
    """Which standing laws apply to the provider; whether the shelf has them is looked at where it is published."""
    known = {service.name for service in told.services}
    laws = [declared.law for declared in told.standing_access]
    for name in (name for declared in told.standing_access for name in declared.services if name not in known):
        raise FormError(f"[[standing_access]]: no [[services]] has the name {name!r}; write it as it stands there")
    if len(set(laws)) < len(laws):
        raise FormError("[[standing_access]] names a law twice; write one entry with all its services")


def format_desk(desk: Desk) -> str:
    """TOML text of ``desk``; ``parse_desk`` gives the same desk back. What is as it is by default is left out."""
    write = way(Desk)[1]
    plain, usual = write(desk), write(Desk(desk.name, desk.country))
    shown = {
        key: value
        for key, value in plain.items()
        if key != "said" and (value != usual[key] or key in _ALWAYS or key in desk.said)
    }
    lines = ["# What this desk says about itself. Public facts; no secret belongs here."]
    tables: list[str] = []
    for key, value in shown.items():
        if isinstance(value, dict):
            tables += ["", f"[{key}]", *_assigned(value)]
        elif isinstance(value, list) and any(isinstance(entry, dict) for entry in value):
            tables += [line for entry in value for line in ("", f"[[{key}]]", *_assigned(entry))]
        else:
            lines += _assigned({key: value})
    return "\n".join([*lines, *tables]) + "\n"


def _assigned(values: Mapping[str, Any]) -> Iterator[str]:
    return (f"{key} = {_toml(value)}" for key, value in values.items())


def _toml(value: str | bool | int | Sequence[Any]) -> str:  # noqa: FBT001 - a value of TOML
    if isinstance(value, str):
        return quoted(value)
    return str(value).lower() if isinstance(value, int) else f"[{', '.join(map(_toml, value))}]"


def write_desk(home: Home, desk: Desk) -> None:
    """Write desk.toml, whole or not at all. Raises HomeError where the desk would not be read back."""
    text = format_desk(desk)
    if parse_desk(text.encode()) != desk:
        raise HomeError("desk.toml would not be read back as it was meant")
    durable.replace(home.desk, text.encode())


def quoted(text: object) -> str:
    """``text`` as a TOML basic string."""
    # A JSON string is a TOML basic string, save DEL, which TOML wants escaped.
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
