"""Reading services.toml: every fault with its line and what to do; no fault, or no map.

The file is TOML 1.0 with tables as the templates write them. Lines are found by a scan of its headers and keys, so that
a file in another spelling is read all the same, with a fault at the line of its service.
"""

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from dueprocess.demand.codes import Code, DataCategory, ServiceClass
from dueprocess.formats import days
from dueprocess.holdings.entry import AtRest, EndToEnd, Holdings, Kept, Passes, Reader, Service, Transit, Unreadable

SCHEMA: Final = "dueprocess/services/1"
MAX_BYTES: Final = 256 * 1024
MAX_SERVICES: Final = 100
MAX_DAYS: Final = 36_525
CATEGORIES: Final = tuple(DataCategory)

_SERVICE: Final = frozenset(
    {"name", "since", "checked_on", "checked_by", "servers", "to_us", "to_others", "at_rest", "end_to_end"}
    | {"fresh_keys", "class_in", "data"}
)
_KEPT: Final = frozenset({"held", "readers", "unreadable", "passes"})
_HEAD: Final = re.compile(r"\s*\[\[\s*service\s*\]\]")
_PART: Final = re.compile(r"\s*\[\s*service\s*\.\s*(?:data\s*\.\s*)?\"?([a-z_]+)\"?\s*\]")
_KEY: Final = re.compile(r"\s*\"?([A-Za-z_]+)\"?\s*=")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_BY: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}")

_C = TypeVar("_C", bound=Code)
_Place = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, on which line (0: of the file as a whole), and what to do."""

    line: int
    says: str
    do: str

    @property
    def text(self) -> str:
        """One line for people."""
        where = f", line {self.line}" if self.line else ""
        return f"services.toml{where}: {self.says}. {self.do}"


class HoldingsError(ValueError):
    """The map cannot be read; ``faults`` name each line."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        """All faults; the message is the first."""
        super().__init__(faults[0].text)
        self.faults = faults


def parse(data: bytes, classes: Mapping[str, ServiceClass]) -> Holdings:
    """The map of services.toml. ``classes``: name and class of each service of desk.toml. Raises HoldingsError."""
    text, table = _table(data)
    reader = _Reader(_lines(text), classes)
    found = reader.services(table)
    if reader.faults:
        raise HoldingsError(tuple(sorted(reader.faults, key=lambda one: one.line)))
    return Holdings(found, text=text)


def _table(data: bytes) -> tuple[str, Mapping[str, Any]]:
    if len(data) > MAX_BYTES:
        raise HoldingsError((Fault(0, f"longer than {MAX_BYTES} bytes", "Shorten it."),))
    try:
        text = data.decode()
        return text, tomllib.loads(text)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise HoldingsError((Fault(line, "not UTF-8", "Save it as UTF-8."),)) from fault
    except (ValueError, RecursionError) as fault:
        at = re.search(r"line (\d+)", str(fault))
        says = "this is no TOML" if at else "this is no TOML, or the last table is not finished"
        raise HoldingsError((Fault(int(at[1]) if at else 0, says, "Compare with `services new`."),)) from fault


def _lines(text: str) -> Mapping[_Place, int]:
    """Line of each key: number of the service, its part, the key; part and key are empty for the head."""
    found: dict[_Place, int] = {}
    number, part = -1, ""
    for line, content in enumerate(text.split("\n"), 1):
        if _HEAD.match(content):
            number, part = number + 1, ""
            found[number, "", ""] = line
        elif head := _PART.match(content):
            part = head[1]
            found.setdefault((number, part, ""), line)
        elif key := _KEY.match(content):
            found.setdefault((number, part, key[1]), line)
    return found


class _Reader:
    """Reads table by table; collects faults, so that one run names them all."""

    def __init__(self, lines: Mapping[_Place, int], classes: Mapping[str, ServiceClass]) -> None:
        self.lines, self.classes = lines, classes
        self.faults: list[Fault] = []
        self.names: set[str] = set()
        self.number, self.part = -1, ""

    def fault(self, key: str, says: str, do: str) -> None:
        """Remember one, at the line of the key, else of its part, else of its service."""
        places = ((self.number, self.part, key), (self.number, self.part, ""), (self.number, "", ""))
        line = next((self.lines[place] for place in places if place in self.lines), 0)
        self.faults.append(Fault(line, says, do))

    def services(self, table: Mapping[str, Any]) -> tuple[Service, ...]:
        """All services; what is no service is a fault."""
        if strange := sorted(set(table) - {"schema", "service"}):
            self.fault(strange[0], f"unknown {strange[0]!r}", "Known are schema and [[service]].")
        if table.get("schema") != SCHEMA:
            self.fault("schema", "this form is not known", f'Write schema = "{SCHEMA}".')
        given = table.get("service", [])
        if not isinstance(given, list) or len(given) > MAX_SERVICES:
            self.fault("", "no list of services", f"Write [[service]] before each, at most {MAX_SERVICES}.")
            return ()
        found = [one for number, value in enumerate(given) if (one := self.service(number, value)) is not None]
        return tuple(found)

    def service(self, number: int, value: object) -> Service | None:
        """One service, or None with faults."""
        self.number, self.part = number, ""
        if not isinstance(value, Mapping):
            self.fault("", "a service is a table", "Write [[service]] before it.")
            return None
        before = len(self.faults)
        self.known(value, _SERVICE)
        name = self.name(value.get("name"))
        made = Service(
            name=name,
            service_class=self.classes.get(name, ServiceClass.UNKNOWN),
            since=self.day(value, "since", needed=True) or datetime.date.min,
            to_us=self.code(value, "to_us", Transit, Transit.CLEAR),
            to_others=self.code(value, "to_others", Transit, Transit.CLEAR),
            at_rest=self.code(value, "at_rest", AtRest, AtRest.CLEAR),
            end_to_end=self.code(value, "end_to_end", EndToEnd, EndToEnd.NO),
            servers=self.countries(value.get("servers", [])),
            fresh_keys=self.flag(value, "fresh_keys"),
            checked_on=self.day(value, "checked_on", needed=False),
            checked_by=self.by(value),
            class_in=self.class_in(value.get("class_in", {})),
            kept=self.data(value.get("data", {})),
        )
        if len(self.faults) == before:
            self.agrees(made)
        return made if len(self.faults) == before else None

    def known(self, value: Mapping[str, Any], keys: frozenset[str]) -> None:
        """No key that nobody reads."""
        for strange in sorted(set(value) - keys):
            self.fault(strange, f"unknown {strange!r}", f"Known are {', '.join(sorted(keys))}.")

    def name(self, value: object) -> str:
        """A name of desk.toml, each once."""
        if not isinstance(value, str) or value not in self.classes:
            known = ", ".join(sorted(self.classes)) or "none"
            self.fault("name", "no [[services]] of desk.toml has this name", f"Known are: {known}. Add it there.")
            return ""
        if value in self.names:
            self.fault("name", f"{value!r} stands twice", "Keep one.")
        self.names.add(value)
        return value

    def day(self, value: Mapping[str, Any], key: str, *, needed: bool) -> datetime.date | None:
        """A day, as TOML writes it or as text."""
        given = value.get(key)
        if given is None and not needed:
            return None
        try:
            return datetime.date.fromisoformat(str(given))
        except ValueError:
            self.fault(key, f"{key} is no day", f"Write {key} = 2026-01-31.")
            return None

    def code(self, value: Mapping[str, Any], key: str, of: type[_C], otherwise: _C) -> _C:
        """One code of a closed list."""
        found = next((one for one in of if one == value.get(key)), None)
        if found is None:
            self.fault(key, f"{key} is none of its codes", f"Write one of {', '.join(of)}.")
        return found or otherwise

    def flag(self, value: Mapping[str, Any], key: str) -> bool | None:
        """True, false, or nothing said."""
        given = value.get(key)
        if given is not None and not isinstance(given, bool):
            self.fault(key, f"{key} is true or false", "Leave it out where it is not known.")
            return None
        return given

    def by(self, value: Mapping[str, Any]) -> str:
        """Pseudonym or role of who looked; there where the day is."""
        given = value.get("checked_by", "")
        if not isinstance(given, str) or (given and not _BY.fullmatch(given)):
            self.fault("checked_by", "checked_by is a pseudonym or a role", "Small letters, as birch; no real name.")
            return ""
        if bool(given) != ("checked_on" in value):
            self.fault("checked_on", "checked_on and checked_by go together", "Say who looked, and on which day.")
        return given

    def countries(self, value: object) -> tuple[str, ...]:
        """Where the machines stand."""
        if not isinstance(value, list) or not all(isinstance(one, str) and _COUNTRY.fullmatch(one) for one in value):
            self.fault("servers", "servers is a list of countries", 'Two capital letters each, as ["DE"].')
            return ()
        return tuple(value)

    def class_in(self, value: object) -> dict[str, ServiceClass]:
        """Class by country."""
        self.part = "class_in"
        found: dict[str, ServiceClass] = {}
        for country, given in (value if isinstance(value, Mapping) else {"": value}).items():
            known = next((one for one in ServiceClass if one == given), None)
            if known is None or not _COUNTRY.fullmatch(country):
                do = f'Country and class, as US = "hosting"; classes are {", ".join(ServiceClass)}.'
                self.fault(country, "no class in the law of a country", do)
            else:
                found[country] = known
        self.part = ""
        return found

    def data(self, value: object) -> dict[DataCategory, Kept]:
        """Each category of data."""
        found: dict[DataCategory, Kept] = {}
        for name, given in (value if isinstance(value, Mapping) else {"": value}).items():
            category = next((one for one in DataCategory if one == name), None)
            self.part = name
            if category is None or not isinstance(given, Mapping):
                do = f"Write [service.data.CATEGORY] with a category of {', '.join(DataCategory)}."
                self.fault("", f"{name!r} is no category of data", do)
            else:
                found[category] = self.kept(category, given)
        self.part = ""
        return found

    def kept(self, category: DataCategory, value: Mapping[str, Any]) -> Kept:
        """One category."""
        self.known(value, _KEPT)
        held, days = self.held(value.get("held"))
        made = Kept(
            category=category,
            held=held,
            days=days,
            readers=self.readers(value, held=held),
            unreadable=self.code(value, "unreadable", Unreadable, Unreadable.NONE) if held else Unreadable.NONE,
            passes=self.code({"passes": "no", **value}, "passes", Passes, Passes.NO),
        )
        self.readable(made, value)
        return made

    def held(self, value: object) -> tuple[bool, int | None]:
        """True, false, or a number of days."""
        if isinstance(value, bool):
            return value, None
        if isinstance(value, int) and 0 < value <= MAX_DAYS:
            return True, value
        self.fault("held", "held is true, false or a number of days", f"Days are 1 to {MAX_DAYS}.")
        return True, None

    def readers(self, value: Mapping[str, Any], *, held: bool) -> tuple[Reader, ...]:
        """Who can read it; needed where it is held."""
        given = value.get("readers", [])
        codes = [one for one in Reader if isinstance(given, list) and one in given]
        if not isinstance(given, list) or len(codes) != len(given) or (held and not codes):
            self.fault("readers", "readers is a list of codes", f"Of {', '.join(Reader)}; at least one.")
        return tuple(codes)

    def readable(self, one: Kept, value: Mapping[str, Any]) -> None:
        """Readers and keys say the same."""
        if not one.held and ("readers" in value or "unreadable" in value):
            self.fault("readers", "what is not held has no readers", "Leave readers and unreadable out.")
        ours = set(one.readers) - {Reader.USER, Reader.PARTNERS}
        if one.held and one.unreadable is Unreadable.ALL and ours:
            do = f"Leave {', '.join(sorted(ours))} out, or say that a part is readable."
            self.fault("readers", "we can read none of it, and yet others than the users are named", do)
        if one.held and one.unreadable is not Unreadable.ALL and not ours:
            do = 'Name who of ours can, as "operations", or write unreadable = "all".'
            self.fault("readers", "we can read it, and yet nobody of ours is named", do)

    def agrees(self, one: Service) -> None:
        """The service's encryption and its content say the same."""
        content = one.kept.get(DataCategory.CONTENT)
        if content is None:
            return
        self.part = "content"
        if one.end_to_end is EndToEnd.ALWAYS and content.we_read:
            do = 'Write unreadable = "all" and passes = "unreadable", or end_to_end = "choice".'
            self.fault("unreadable", "end_to_end is always, and yet we can read content", do)
        if one.end_to_end is EndToEnd.NO and content.passes in {Passes.PART, Passes.UNREADABLE}:
            self.fault("passes", "content passes unread, and yet end_to_end is no", 'Write passes = "readable".')
        self.part = ""


CHECKS: Final[tuple[Callable[[Service, datetime.date], str], ...]] = (
    lambda one, _on: "" if one.checked_on else "nobody has looked yet: it suggests nothing",
    lambda one, on: "" if one.checked_on is None or one.is_fresh(on) else _stale(one, on),
    lambda one, _on: _missing(one),
    lambda one, _on: "" if one.service_class is not ServiceClass.UNKNOWN else "its class in law is not known",
)


def cautions(one: Service, on: datetime.date) -> tuple[str, ...]:
    """What a person should still do about one service of the map."""
    return tuple(said for check in CHECKS if (said := check(one, on)))


def _stale(one: Service, on: datetime.date) -> str:
    late = one.checked_on is not None and one.checked_on > on
    return (
        "its day lies in the future" if late else f"last checked on {days.spoken(one.checked_on)}, over 12 months ago"
    )


def _missing(one: Service) -> str:
    missing = [str(category) for category in CATEGORIES if category not in one.kept]
    return f"says nothing about {', '.join(missing)}" if missing else ""
