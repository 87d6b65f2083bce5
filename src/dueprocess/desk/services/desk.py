"""What every verb is handed: the desk's roster and shelf, the time, and a source of random bytes."""

import datetime
import hashlib
import zoneinfo
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dueprocess.adapters.blobs import Blobs
from dueprocess.demand.codes import Role
from dueprocess.demand.draft import AuthorityName
from dueprocess.desk.services.house import House
from dueprocess.formats import ids
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import Standing
from dueprocess.holdings.entry import Holdings
from dueprocess.law.clocks import Calendar
from dueprocess.law.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk at one moment. ``now`` is aware UTC; ``random(n)`` gives n bytes nobody can guess."""

    roster: Roster
    shelf: Shelf
    calendar: Calendar
    now: datetime.datetime
    random: Callable[[int], bytes]
    timezone: str = "UTC"
    country: str = ""
    services: Mapping[str, str] = field(default_factory=dict)
    rosters: Mapping[int, Roster] = field(default_factory=dict)  # earlier ones, by number, checked with their chain
    standing: Standing = field(default_factory=Standing)  # frozen or not, retired keys; from signed statements
    blobs: Blobs | None = None  # folder of ciphertexts over 1 MiB; None: they stand in their rows
    house: House = field(default_factory=lambda: House("", ""))  # what desk.toml says
    holdings: Holdings = field(default_factory=Holdings)  # what services.toml says is held, and who can read it
    own_authorities: Mapping[str, AuthorityName] = field(default_factory=dict)
    """Rows that this desk added to the directory; unverified like those that ship, until two people verify them."""
    past: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    """Demands from before this desk by year, out of sheets: each kind, each outcome behind ``=``, all as ``""``."""
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Numbers and domains that this desk or another one marked as fraud: why (a code), and the day. Hints."""
    proposed: Path | None = None  # file of the roster that waits for signatures
    until: datetime.datetime | None = None  # when the newest roster is in force for the desk; None where it is
    head: str = ""  # line of the newest head of the day, for what leaves the house (ADR 0095); empty: none was signed

    @property
    def today(self) -> datetime.date:
        """The day, UTC."""
        return self.now.date()

    @property
    def minute(self) -> datetime.datetime:
        """The time, cut to the minute: finer than that nothing is kept."""
        return self.now.replace(second=0, microsecond=0)

    @property
    def local(self) -> datetime.datetime:
        """The time where the provider sits."""
        return self.now.astimezone(zoneinfo.ZoneInfo(self.timezone))

    def day_of(self, at: datetime.datetime) -> datetime.date:
        """The day of ``at`` where the provider sits: legal days begin and end there."""
        return at.astimezone(zoneinfo.ZoneInfo(self.timezone)).date()

    def roles_of(self, name: str) -> frozenset[Role]:
        """Roles of a person by the roster in force; none for somebody who is not on it."""
        from dueprocess.acts import access  # the table of acts: what lists duties and cases does without it

        person = self.roster.person(name)
        return access.roles_of(person.roles) if person is not None else frozenset()

    def draw(self) -> bytes:
        """Random bytes for one id."""
        return self.random(ids.ID_BYTES)


def sha256(data: bytes) -> str:
    """SHA-256 (hex); for ciphertexts and statements only, never for clear text (hazard 3.5)."""
    return hashlib.sha256(data).hexdigest()


def authority_names(desk: Desk) -> list[AuthorityName]:
    """The directory as the reader of texts needs it: shipped rows and the desk's own."""
    shipped = [
        AuthorityName(
            id=one.id,
            canonical_en=one.name["en"],
            country=one.country,
            kind=one.kind,
            names=tuple(dict.fromkeys((*one.name.values(), *one.aliases))),
            government_body=str(one.kind) != "private",
            state=one.state,
            parent=one.parent,
        )
        for one in desk.shelf.authorities.values()
    ]
    return [*desk.own_authorities.values(), *shipped]


def public_of(desk: Desk, known: str) -> list[str]:
    """What an authority says of itself in public, each line with its page and the day on which it was read."""
    listed = desk.shelf.authorities.get(known)
    return [f"“{one.quote}” ({one.url}, {one.read_on})" for one in listed.public] if listed is not None else []


def name_of(desk: Desk, known: str, languages: Sequence[str]) -> str:
    """An authority in the first of these languages that the directory has, else in English; empty where it has none."""
    own = desk.own_authorities.get(known)
    if own is not None:
        return own.canonical_en
    listed = desk.shelf.authorities.get(known)
    if listed is None:
        return ""
    return next((listed.name[code] for code in (*languages, "en") if code in listed.name), "")
