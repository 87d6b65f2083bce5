"""The map of a provider's services as values: what is held, how long, who can read it, on which keys (L8).

Facts of the house, not law: whoever keeps the map writes them down, and says on which day they looked.
"""

import datetime
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from dueprocess.demand.codes import Code, DataCategory, ServiceClass
from dueprocess.law.clocks import add_months

FRESH_MONTHS: Final = 12
"""So long a look at the service counts; afterwards the map asks and suggests nothing."""


class Reader(Code):
    """Who can read data that are held. Roles of the provider are closed codes, never names."""

    USER = "user", "the person whose account it is"
    PARTNERS = "partners", "those with whom the person communicates"
    OPERATIONS = "operations", "our staff who run the machines"
    SUPPORT = "support", "our staff who help users"
    ABUSE = "abuse", "our staff who deal with abuse"
    BILLING = "billing", "our staff who deal with payments"
    THIRD_PARTY = "third_party", "another company that works for us"
    PUBLIC = "public", "everybody"


class Unreadable(Code):
    """How much of what is held is encrypted so that we have no key for it."""

    NONE = "none", "we can read all of it"
    PART = "part", "we can read some of it"
    ALL = "all", "we can read none of it"


class Passes(Code):
    """What of it we can read while it passes through our machines, whether or not it is kept."""

    READABLE = "readable", "it passes, and we can read it"
    PART = "part", "it passes, and we can read some of it"
    UNREADABLE = "unreadable", "it passes, and we can read none of it"
    NO = "no", "it does not pass through our machines"


class Transit(Code):
    """Encryption on the way, where we hold one end of it."""

    ENCRYPTED = "encrypted", "always encrypted"
    OFFERED = "offered", "encrypted where the other side can"
    CLEAR = "clear", "not encrypted"
    NONE = "none", "nothing travels there"


class AtRest(Code):
    """Who holds the key of the stored data."""

    PROVIDER = "provider", "encrypted; we hold the key"
    USER = "user", "encrypted; the user alone holds the key"
    THIRD_PARTY = "third_party", "encrypted; another company holds the key"
    CLEAR = "clear", "not encrypted"
    NONE = "none", "nothing is stored"


class EndToEnd(Code):
    """Whether content is encrypted from one person's device to the other's."""

    ALWAYS = "always", "always"
    CHOICE = "choice", "where the users choose it"
    NO = "no", "no"


@dataclass(frozen=True, slots=True)
class Kept:
    """One category of data of one service."""

    category: DataCategory
    held: bool
    days: int | None = None  # None: as long as the account exists
    readers: tuple[Reader, ...] = (Reader.USER,)
    unreadable: Unreadable = Unreadable.NONE
    passes: Passes = Passes.NO

    @property
    def we_read(self) -> bool:
        """Whether we can read any of what is kept, or of what passes."""
        kept = self.held and self.unreadable is not Unreadable.ALL
        return kept or self.passes in {Passes.READABLE, Passes.PART}


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its class in law, its encryption, its data by category, and who looked when."""

    name: str
    service_class: ServiceClass
    since: datetime.date
    to_us: Transit
    to_others: Transit
    at_rest: AtRest
    end_to_end: EndToEnd
    kept: Mapping[DataCategory, Kept]
    class_in: Mapping[str, ServiceClass] = field(default_factory=dict)  # by country, where its law sees it otherwise
    servers: tuple[str, ...] = ()  # countries (ISO 3166-1)
    fresh_keys: bool | None = None  # each connection has keys of its own (forward secrecy); None: not said
    checked_on: datetime.date | None = None
    checked_by: str = ""

    @property
    def plain(self) -> dict[str, Any]:
        """The entry as a canonical value: its hash says whether two machines were handed the same one."""
        return {key: _plain(value) for key, value in asdict(self).items()}

    def class_for(self, country: object) -> ServiceClass:
        """Its class in the law of a country."""
        return self.class_in.get(str(country), self.service_class)

    def is_fresh(self, on: datetime.date) -> bool:
        """Whether somebody looked within the last twelve months."""
        return self.checked_on is not None and self.checked_on <= on <= add_months(self.checked_on, FRESH_MONTHS)


def _plain(value: object) -> Any:  # noqa: ANN401 - canonical
    match value:
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case tuple() | list():
            return [_plain(inner) for inner in value]
        case None | bool() | int():
            return value
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Holdings:
    """The whole map. ``fault`` says why the file could not be read; then there are no services."""

    services: tuple[Service, ...] = ()
    fault: str = ""
    text: str = ""  # of services.toml: what the desk hands to a person's own machine

    def named(self, name: str) -> Service | None:
        """The service of this name."""
        return next((one for one in self.services if one.name == name), None)


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the map in one language (``texts/map``): sentences by what was found, and names of data."""

    language: str
    says: Mapping[str, str]
    data: Mapping[str, str]
