"""A desk's home folder, its environment and its ``desk.toml``. Imports no framework until ``boot``."""

import datetime
import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dueprocess.adapters.durable import fsync_folder
from dueprocess.demand.codes import ServiceClass
from dueprocess.desk.services.house import ADDRESSES, House, MailSettings
from dueprocess.desk.services.house import Service as Service  # noqa: PLC0414 - told on to whoever writes a desk.toml
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

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_ORIGIN: Final = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?")
_LAW: Final = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}")
# Not posix/… and right/…, which the system's database holds beside the names.
_ZONE: Final = re.compile(r"(?!posix|right)[A-Z][A-Za-z0-9+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_KEYS: Final = frozenset(
    {"name", "country", "timezone", "services", "languages", "contact", "practice", "place", "address", "account"}
    | {"mail", "security_contact", "help", "standing_access", "us_1874", "us_1874_since", "owes", "data_licence"}
    | {*ADDRESSES}
)
_STRUCTURES: Final = 4
_MAIL_KEYS: Final = frozenset(
    {"host", "port", "security", "user", "sender", "password_file", "bounces", "bounces_password_file"}
)


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
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        message = f"desk.toml: unknown {', '.join(map(repr, unknown))}; known are {', '.join(sorted(_KEYS))}"
        raise HomeError(message)
    return _desk(table)


def _desk(table: Mapping[str, Any]) -> Desk:
    practice = table.get("practice", False)
    if not isinstance(practice, bool):
        message = "desk.toml: practice is true or false"
        raise HomeError(message)
    return Desk(
        name=_text(table, "name", needed=True),
        country=_matching(_COUNTRY, "country", table.get("country"), "two capital letters, as DE"),
        timezone=_timezone(table.get("timezone", "UTC")),
        services=tuple(_service(one) for one in _list(table, "services", 100)),
        languages=tuple(
            _matching(_LANGUAGE, "languages", one, "ISO 639-1 codes, as en") for one in _list(table, "languages", 20)
        )
        or ("en",),
        contact=_text(table, "contact"),
        security_contact=_text(table, "security_contact"),
        help=tuple(_help(one) for one in _list(table, "help", 20)),
        practice=practice,
        place=_text(table, "place"),
        address=tuple(_text({"address": one}, "address") for one in _list(table, "address", 4)),
        account=tuple(_text({"account": one}, "account") for one in _list(table, "account", 3)),
        mail=_mail(table.get("mail")),
        us_1874=_us_1874(table),
        us_1874_since=_since(table["us_1874_since"], "us_1874_since") if "us_1874_since" in table else None,
        owes=_owes(table),
        data_licence=_data_licence(table),
        said=frozenset(OWED & table.keys()),
        standing_access=_standing_access(table),
        **{name: _origin(table, name) for name in ADDRESSES},
    )


def _origin(table: Mapping[str, Any], name: str) -> str:
    """An origin as browsers write it: scheme, host, port, no path; the public site alone may stand in a folder."""
    value = _text(table, name)
    if value and not _ORIGIN.fullmatch(value) and name != "site_address":
        message = f"desk.toml: {name} is an origin without a path, as https://desk.example.org"
        raise HomeError(message)
    return value


def _mail(value: object) -> MailSettings | None:
    """How letters and pages leave. Raises HomeError; the password stands in a file of its own, never here."""
    if value is None:
        return None
    if not isinstance(value, dict) or not set(value) <= _MAIL_KEYS:
        message = f"desk.toml: [mail] knows {', '.join(sorted(_MAIL_KEYS))}"
        raise HomeError(message)
    port, security = value.get("port", 587), value.get("security", "starttls")
    if type(port) is not int or not 0 < port < 65536 or security not in {"starttls", "tls", "none"}:  # noqa: PLR2004
        message = "desk.toml: [mail] port is 1 to 65535; security is starttls, tls or none (none: this machine only)"
        raise HomeError(message)
    return MailSettings(
        host=_text(value, "host", needed=True),
        sender=_text(value, "sender", needed=True),
        port=port,
        security=security,
        user=_text(value, "user"),
        password_file=_text(value, "password_file"),
        bounces=_bounces(value),
        bounces_password_file=_text(value, "bounces_password_file"),
    )


def _bounces(value: Mapping[str, Any]) -> str:
    place = _text(value, "bounces")
    if place:
        from dueprocess.adapters.mailboxes import is_place

        if not is_place(place):
            message = "desk.toml: [mail] bounces is imaps://user@host/FOLDER, imap://…, or the path of a Maildir"
            raise HomeError(message)
    return place


def _text(table: Mapping[str, Any], key: str, *, needed: bool = False) -> str:
    value = table.get(key, "")
    if not isinstance(value, str) or len(value) > 200 or not (value.isprintable() if value else not needed):  # noqa: PLR2004
        message = f"desk.toml: {key} is one line of text, at most 200 characters"
        raise HomeError(message)
    return value


def _matching(form: re.Pattern[str], key: str, value: object, says: str) -> str:
    if not isinstance(value, str) or not form.fullmatch(value):
        message = f"desk.toml: {key}: {says}"
        raise HomeError(message)
    return value


def _timezone(value: object) -> str:
    zone = _matching(_ZONE, "timezone", value, "an IANA name, as Europe/Berlin")
    try:
        ZoneInfo(zone)  # that one alone: a list of all would open every file of the system's database
    except (ValueError, OSError, ZoneInfoNotFoundError) as fault:
        message = "desk.toml: timezone: an IANA name, as Europe/Berlin"
        raise HomeError(message) from fault
    return zone


def _list(table: Mapping[str, Any], key: str, limit: int) -> list[Any]:
    value = table.get(key, [])
    if not isinstance(value, list) or len(value) > limit:
        message = f"desk.toml: {key} is a list of at most {limit}"
        raise HomeError(message)
    return value


def _service(value: object) -> Service:
    classes = ", ".join(ServiceClass)
    if not isinstance(value, dict) or set(value) != {"name", "class"} or value["class"] not in list(ServiceClass):
        message = f"desk.toml: a service has a name and a class, one of {classes}"
        raise HomeError(message)
    return Service(_text(value, "name", needed=True), ServiceClass[value["class"].upper()])


def _help(value: object) -> "Help":
    from dueprocess.report.cited import SnapshotError
    from dueprocess.report.provider import Help

    if not isinstance(value, dict) or set(value) != {"name", "contact"}:
        message = "desk.toml: [[help]] has a name and a contact"
        raise HomeError(message)
    try:
        return Help(_text(value, "name", needed=True), _text(value, "contact", needed=True))
    except SnapshotError as fault:
        message = f"desk.toml: [[help]]: {fault}"
        raise HomeError(message) from fault


def _standing_access(table: Mapping[str, Any]) -> "tuple[Declared, ...]":
    """Which standing laws apply to the provider; whether the shelf has them is looked at where it is published."""
    names = {one.get("name") for one in _list(table, "services", 100) if isinstance(one, dict)}
    found = tuple(_declared(one, names) for one in _list(table, "standing_access", 20))
    if len({one.law for one in found}) != len(found):
        message = "desk.toml: [[standing_access]] names a law twice; write one entry with all its services"
        raise HomeError(message)
    return found


def _declared(value: object, names: set[Any]) -> "Declared":
    from dueprocess.report.told import Declared

    if not isinstance(value, dict) or not {"law", "since"} <= set(value) <= {"law", "since", "services"}:
        message = "desk.toml: [[standing_access]] has a law, a day since, and services where it is not about all"
        raise HomeError(message)
    services = tuple(_list(value, "services", 100))
    unknown = [one for one in services if not isinstance(one, str) or one not in names]
    if unknown:
        message = (
            f"desk.toml: [[standing_access]]: no [[services]] has the name {unknown[0]!r}; write it as it stands there"
        )
        raise HomeError(message)
    law = _matching(_LAW, "[[standing_access]] law", value["law"], "the id of a law on the shelf, as DE-TKG-173")
    return Declared(law, _since(value["since"]), services)


def _since(value: object, name: str = "[[standing_access]] since") -> datetime.date:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError as fault:
        message = f"desk.toml: {name} is the day since when it applies to you, as 2021-12-01"
        raise HomeError(message) from fault


def _us_1874(table: Mapping[str, Any]) -> int:
    """In which of the four structures of 50 USC 1874(a) national-security process is told; 0: in none."""
    value = table.get("us_1874", 0)
    if type(value) is not int or not 0 <= value <= _STRUCTURES:
        message = "desk.toml: us_1874 is 1 to 4, the structure of 50 USC 1874(a) that you chose, or 0 for none"
        raise HomeError(message)
    return value


def _owes(table: Mapping[str, Any]) -> tuple[str, ...]:
    """Reports that a law asks of this provider, by the forms' names."""
    if "owes" not in table:
        return ()
    from dueprocess.report.metrics import FIXED

    found = _list(table, "owes", len(FIXED))
    if any(form not in list(FIXED) for form in found):
        message = f"desk.toml: owes names reports that a law asks of you: {', '.join(FIXED)}"
        raise HomeError(message)
    return tuple(found)


def _data_licence(table: Mapping[str, Any]) -> str:
    """The licence of the published data, by its SPDX id; empty: none is granted."""
    value = _text(table, "data_licence")
    if not value:
        return ""
    from dueprocess.report.provider import LICENCES

    if value not in LICENCES:
        message = f"desk.toml: data_licence is one of {', '.join(LICENCES)}, or is left out: then none is granted"
        raise HomeError(message)
    return value


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
        lines += ["", "[mail]", *(f"{name} = {_toml(getattr(desk.mail, name))}" for name in sorted(_MAIL_KEYS))]
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
