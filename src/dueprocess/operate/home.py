"""A desk's home folder, its environment and its ``desk.toml``. Imports no framework until ``boot``."""

import datetime
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dueprocess.adapters.durable import fsync_folder
from dueprocess.demand.codes import ServiceClass
from dueprocess.desk.services.house import ADDRESSES, House, MailSettings
from dueprocess.desk.services.house import Service as Service  # noqa: PLC0414 - told on to whoever writes a desk.toml
from dueprocess.formats.record import MAYBE, Check, FormError, Named, between, matching, sized, way
from dueprocess.report.owed import SETTINGS as OWED

if TYPE_CHECKING:
    from dueprocess.report.provider import Help
    from dueprocess.report.told import Declared

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

# Not posix/… and right/…, which the system's database holds beside the names.
_ZONE: Final = re.compile(r"(?!posix|right)[A-Z][A-Za-z0-9+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}")
_STRUCTURES: Final = 4


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
        message = f"{', '.join(unknown)}: no such setting; known are {', '.join(sorted(known))}"
        raise HomeError(message)
    home = environ.get("DUEPROCESS_HOME") or "~/.local/share/dueprocess"
    return Environment(Path(home).expanduser().absolute(), _secret(environ, "DUEPROCESS_DATABASE"), _surface(environ))


def _surface(environ: Mapping[str, str]) -> str:
    value = environ.get("DUEPROCESS_SURFACE") or "staff"
    if value not in SURFACES:
        message = f"DUEPROCESS_SURFACE is {' or '.join(SURFACES)}"
        raise HomeError(message)
    return value


def _secret(environ: Mapping[str, str], name: str) -> str:
    path = environ.get(f"{name}_FILE")
    if not path:
        return environ.get(name, "")
    if environ.get(name):
        message = f"{name} and {name}_FILE are both set; keep one"
        raise HomeError(message)
    try:
        with Path(path).open(encoding="utf-8") as file:
            value = file.read(MAX_SECRET + 1)
    except (OSError, UnicodeDecodeError) as fault:
        message = f"{name}_FILE cannot be read: {type(fault).__name__}; check path and rights"
        raise HomeError(message) from fault
    if len(value) > MAX_SECRET or not value.strip():
        message = f"{name}_FILE is empty or longer than {MAX_SECRET} characters"
        raise HomeError(message)
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
        os.environ["DUEPROCESS_HOME"] = str(chosen.path)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dueprocess.operate.settings")
        django.setup()
        _booted.append(chosen.path)
    elif _booted and _booted[0] != chosen.path:
        message = f"this process already works for {_booted[0]}; start another one"
        raise HomeError(message)
    return chosen


_booted: list[Path] = []


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
        message = f"desk.toml is longer than {MAX_DESK} bytes"
        raise HomeError(message)
    try:
        table = tomllib.loads(data.decode())
    except (ValueError, RecursionError) as fault:
        message = f"desk.toml cannot be read: {type(fault).__name__}; it is TOML 1.0 in UTF-8"
        raise HomeError(message) from fault
    return _desk(table)


def _is_zone(name: str) -> bool:
    try:
        # That one alone: a list of all would open every file of the system's database.
        return bool(_ZONE.fullmatch(name) and ZoneInfo(name))
    except (OSError, ZoneInfoNotFoundError):
        return False


def _is_bounces(place: str) -> bool:
    from dueprocess.adapters.mailboxes import is_place

    return not place or is_place(place)


def _line(least: int = 0) -> Check:
    return Check(lambda text: least <= len(text) <= 200 and (not text or text.isprintable()), _ONE_LINE)  # noqa: PLR2004


_ONE_LINE: Final = "one line of text, at most 200 characters"
_Line = Annotated[str, _line(), MAYBE]
_Needed = Annotated[str, _line(1)]
_Origin = Annotated[
    str,
    matching(r"|https?://[a-z0-9.-]+(:[0-9]{1,5})?", "an origin without a path, as https://desk.example.org"),
    MAYBE,
]
_Day = Annotated[
    object,
    Check(lambda day: datetime.date.fromisoformat(str(day)), "the day since when it applies to you, as 2021-12-01"),
]


@dataclass(frozen=True, slots=True)
class _Service:
    name: _Needed
    class_: Annotated[ServiceClass, Named("class")]


@dataclass(frozen=True, slots=True)
class _Help:
    name: _Needed
    contact: _Needed


@dataclass(frozen=True, slots=True)
class _Mail:
    """How letters and pages leave. The password stands in a file of its own, never here."""

    host: _Needed
    sender: _Needed
    port: Annotated[int, between(1, 65535), MAYBE] = 587
    security: Annotated[
        str, matching("starttls|tls|none", "starttls, tls or none (none: this machine only)"), MAYBE
    ] = "starttls"
    user: _Line = ""
    password_file: _Line = ""
    bounces: Annotated[_Line, Check(_is_bounces, "imaps://user@host/FOLDER, imap://…, or the path of a Maildir")] = ""
    bounces_password_file: _Line = ""


@dataclass(frozen=True, slots=True)
class _Declared:
    law: Annotated[
        str, matching(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}", "the id of a law on the shelf, as DE-TKG-173")
    ]
    since: _Day
    services: Annotated[tuple[str, ...], sized(0, 100), MAYBE] = ()


@dataclass(frozen=True, slots=True)
class _Desk:
    """desk.toml as it is written."""

    name: _Needed
    country: Annotated[str, matching(r"[A-Z]{2}", "two capital letters, as DE")]
    timezone: Annotated[str, Check(_is_zone, "an IANA name, as Europe/Berlin"), MAYBE] = "UTC"
    services: Annotated[tuple[_Service, ...], sized(0, 100), MAYBE] = ()
    languages: Annotated[
        tuple[Annotated[str, matching(r"[a-z]{2}(-[A-Z]{2})?", "ISO 639-1 codes, as en")], ...], sized(0, 20), MAYBE
    ] = ()
    contact: _Line = ""
    security_contact: _Line = ""
    help: Annotated[tuple[_Help, ...], sized(0, 20), MAYBE] = ()
    practice: Annotated[bool, MAYBE] = False
    place: _Line = ""
    address: Annotated[tuple[_Line, ...], sized(0, 4), MAYBE] = ()
    account: Annotated[tuple[_Line, ...], sized(0, 3), MAYBE] = ()
    mail: Annotated[_Mail | None, MAYBE] = None
    us_1874: Annotated[
        int,
        Check(
            lambda one: 0 <= one <= _STRUCTURES,
            "us_1874 is 1 to 4, the structure of 50 USC 1874(a) that you chose, or 0 for none",
        ),
        MAYBE,
    ] = 0
    us_1874_since: Annotated[_Day, MAYBE] = None
    data_licence: _Line = ""
    owes: Annotated[tuple[object, ...], MAYBE] = ()
    standing_access: Annotated[tuple[_Declared, ...], sized(0, 20), MAYBE] = ()
    # As browsers write them: scheme, host, port, no path; the public site alone may stand in a folder.
    site_address: _Line = ""
    staff_address: _Origin = ""
    api_address: _Origin = ""
    vault_address: _Origin = ""
    door_address: _Origin = ""
    portal_address: _Origin = ""
    person_address: _Origin = ""
    person_onion: _Origin = ""


def _desk(table: Mapping[str, Any]) -> Desk:
    known = {one.name for one in fields(_Desk)}
    if unknown := sorted(set(table) - known):
        message = f"desk.toml: unknown {', '.join(map(repr, unknown))}; known are {', '.join(sorted(known))}"
        raise HomeError(message)
    try:
        told: _Desk = way(_Desk)[0](table)
    except FormError as fault:
        message = f"desk.toml: {fault}"
        raise HomeError(message) from fault
    given = {one.name: getattr(told, one.name) for one in fields(told)}
    given |= {
        "languages": told.languages or ("en",),
        "services": tuple(Service(one.name, one.class_) for one in told.services),
        "help": _help(told.help),
        "mail": told.mail and MailSettings(**asdict(told.mail)),
        "us_1874_since": told.us_1874_since and datetime.date.fromisoformat(str(told.us_1874_since)),
        "owes": _owes(told.owes),
        "data_licence": _licence(told.data_licence),
        "said": frozenset(OWED & table.keys()),
        "standing_access": _standing_access(told),
    }
    return Desk(**given)


def _help(told: Sequence[_Help]) -> "tuple[Help, ...]":
    if not told:
        return ()
    from dueprocess.report.cited import SnapshotError
    from dueprocess.report.provider import Help

    try:
        return tuple(Help(one.name, one.contact) for one in told)
    except SnapshotError as fault:
        message = f"desk.toml: [[help]]: {fault}"
        raise HomeError(message) from fault


def _licence(told: str) -> str:
    """The licence of the published data, by its SPDX id; empty: none is granted."""
    if not told:
        return ""
    from dueprocess.report.provider import LICENCES

    if told not in LICENCES:
        message = f"desk.toml: data_licence is one of {', '.join(LICENCES)}, or is left out: then none is granted"
        raise HomeError(message)
    return told


def _owes(told: Sequence[object]) -> tuple[str, ...]:
    """Reports that a law asks of this provider, by the forms' names."""
    if not told:
        return ()
    from dueprocess.report.metrics import FIXED

    if len(told) > len(FIXED) or any(form not in list(FIXED) for form in told):
        message = f"desk.toml: owes names reports that a law asks of you: {', '.join(FIXED)}"
        raise HomeError(message)
    return tuple(str(form) for form in told)


def _standing_access(told: _Desk) -> "tuple[Declared, ...]":
    """Which standing laws apply to the provider; whether the shelf has them is looked at where it is published."""
    if not told.standing_access:
        return ()
    from dueprocess.report.told import Declared

    known = {one.name for one in told.services}
    unknown = [name for one in told.standing_access for name in one.services if name not in known]
    if unknown:
        message = (
            f"desk.toml: [[standing_access]]: no [[services]] has the name {unknown[0]!r}; write it as it stands there"
        )
        raise HomeError(message)
    if len({one.law for one in told.standing_access}) != len(told.standing_access):
        message = "desk.toml: [[standing_access]] names a law twice; write one entry with all its services"
        raise HomeError(message)
    return tuple(
        Declared(one.law, datetime.date.fromisoformat(str(one.since)), one.services) for one in told.standing_access
    )


def format_desk(desk: Desk) -> str:
    """TOML text of ``desk``; ``parse_desk`` gives the same desk back."""
    lines = [
        "# What this desk says about itself. Public facts; no secret belongs here.",
        f"name = {quoted(desk.name)}",
        f"country = {quoted(desk.country)}",
        f"timezone = {quoted(desk.timezone)}",
        f"languages = [{', '.join(map(quoted, desk.languages))}]",
        f"contact = {quoted(desk.contact)}",
        f"practice = {'true' if desk.practice else 'false'}",
        f"place = {quoted(desk.place)}",
        f"address = [{', '.join(map(quoted, desk.address))}]",
    ]
    lines += [f"account = [{', '.join(map(quoted, desk.account))}]"] if desk.account else []
    lines += [
        f"{name} = {quoted(value)}" for name in ADDRESSES if (value := getattr(desk, name)) or name == "site_address"
    ]
    lines += [f"security_contact = {quoted(desk.security_contact)}"] if desk.security_contact else []
    lines += [f"us_1874 = {desk.us_1874}"] if desk.us_1874 or "us_1874" in desk.said else []
    lines += [f"us_1874_since = {quoted(desk.us_1874_since)}"] if desk.us_1874_since else []
    lines += [f"owes = [{', '.join(map(quoted, desk.owes))}]"] if desk.owes or "owes" in desk.said else []
    lines += [f"data_licence = {quoted(desk.data_licence)}"] if desk.data_licence else []
    for one in desk.help:
        lines += ["", "[[help]]", f"name = {quoted(one.name)}", f"contact = {quoted(one.contact)}"]
    for service in desk.services:
        lines += ["", "[[services]]", f"name = {quoted(service.name)}", f"class = {quoted(service.service_class)}"]
    for law in desk.standing_access:
        services = [f"services = [{', '.join(map(quoted, law.services))}]"] if law.services else []
        lines += ["", "[[standing_access]]", f"law = {quoted(law.law)}", f"since = {quoted(law.since)}", *services]
    if desk.mail is not None:
        lines += [
            "",
            "[mail]",
            *(f"{name} = {_toml(getattr(desk.mail, name))}" for name in sorted(one.name for one in fields(_Mail))),
        ]
    return "\n".join(lines) + "\n"


def _toml(value: str | int) -> str:
    return str(value) if isinstance(value, int) else quoted(value)


def write_desk(home: Home, desk: Desk) -> None:
    """Write desk.toml, whole or not at all. Raises HomeError where the desk would not be read back."""
    text = format_desk(desk)
    if parse_desk(text.encode()) != desk:
        message = "desk.toml would not be read back as it was meant"
        raise HomeError(message)
    draft = home.desk.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(home.desk)
    fsync_folder(home.path)


def quoted(text: object) -> str:
    """``text`` as a TOML basic string."""
    # A JSON string is a TOML basic string, save DEL, which TOML wants escaped.
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
