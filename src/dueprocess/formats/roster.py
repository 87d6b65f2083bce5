"""The roster: numbered signed list of people, roles, keys and k (docs/reference/events.md, hazard 9.1).

Whoever writes the database can destroy; they cannot add a reader or a releaser that a client accepts. A person has
two keys (ADR 0084): a daily one, which a page that the desk serves may hold, and an own one, which opens only on their
own machine.
Faults of form are refused in ``parse``, faults of a chain in ``formats/chain.py``.
"""

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.formats import moment
from dueprocess.formats.errors import RosterError
from dueprocess.formats.forms import Notes
from dueprocess.formats.note import Key, MalformedNoteError, Note, parse_vkey
from dueprocess.formats.record import Check, Hash, Moment, Natural, Rule, between, matching, sized

HEADER: Final = "dueprocess.roster/2"
ROLES: Final = frozenset(
    {"clerk", "approver", "releaser", "counsel", "auditor", "operator", "employee", "producer", "outside"}
)
SIGNING_ROLES: Final = frozenset({"clerk", "approver", "releaser", "counsel"})
MAX_PEOPLE: Final = 200
MAX_NUMBER: Final = 1_000_000
MAX_BYTES: Final = 256 * 1024
NOTICE_HOURS: Final = 72

NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,30}")
AGE: Final = re.compile(r"age1[02-9ac-hj-np-z]{58}")  # X25519 recipient: 32 bytes in lower-case Bech32 (age v1)
HEX: Final = re.compile(r"[0-9a-f]{64}")
_RESERVED: Final = frozenset({"recovery", "worker", "notifier"})  # names of readers that are no people

Pseudonym = Annotated[str, matching(NAME, "a pseudonym is [a-z][a-z0-9-]{1,30}")]
Recipient = Annotated[str, matching(AGE, "an age recipient is age1 and 58 characters"), Rule("bad-key")]
_NO_READER: Final = Check(lambda name: name not in _RESERVED, "a pseudonym is none of recovery, worker, notifier")
_SORTED: Final = Check(
    lambda roles: roles and list(roles) == sorted(set(roles)) and ROLES.issuperset(roles),
    f"roles are a sorted list out of {', '.join(sorted(ROLES))}",
)
_HOURS: Final = Check(lambda hours: hours in {0, NOTICE_HOURS}, f"notice is 0 or {NOTICE_HOURS} hours")

Mark = tuple[Natural, Hash]
"""How many notes of a chain a client was shown, and the head of that chain (``links``)."""


@dataclass(frozen=True, slots=True)
class Own:
    """The keys that open in one's own vault or the command line alone."""

    age: Recipient
    vkey: str


@dataclass(frozen=True, slots=True)
class Person:
    """One pseudonym: sorted roles; age recipient and Ed25519 verifier key of their daily key, and of their own one."""

    name: Annotated[Pseudonym, _NO_READER, Rule("bad-name")]
    roles: Annotated[tuple[str, ...], _SORTED, Rule("bad-roles")]
    age: Recipient
    vkey: str
    own: Own | None = None

    @property
    def outside(self) -> bool:
        """Whether the person releases or advises from outside the house: reads no case by their roles."""
        return "outside" in self.roles

    @property
    def signs(self) -> bool:
        """Whether the person signs rosters, by their own key: counsel from outside the house do not."""
        listed = not SIGNING_ROLES.isdisjoint(self.roles) and self.roles != ("counsel", "outside")
        return listed and self.own is not None

    @property
    def key(self) -> Key:
        """The daily verifier key. Raises MalformedNoteError where the text is none."""
        return parse_vkey(self.vkey)

    @property
    def own_key(self) -> Key | None:
        """The own verifier key, by which an act of ``statement.OWN_KEY`` counts; None: they can do none."""
        return parse_vkey(self.own.vkey) if self.own else None

    @property
    def keys(self) -> tuple[Key, ...]:
        """The daily key, then the own one: what a page may sign, and what stops, counts by either."""
        return (self.key, self.own_key) if self.own_key else (self.key,)

    @property
    def strongest(self) -> Key:
        """The key by which all that they may do counts: the own one; of who has one key, that one."""
        return self.own_key or self.key

    @property
    def vkeys(self) -> tuple[str, ...]:
        """``keys`` as texts."""
        return (self.vkey, self.own.vkey) if self.own else (self.vkey,)

    @property
    def ages(self) -> tuple[str, ...]:
        """The recipients of an envelope: of the daily key, then of the own one."""
        return (self.age, self.own.age) if self.own else (self.age,)

    @property
    def own_age(self) -> str | None:
        """The recipient of what no page that the desk serves may open; an extraction host has one key for all."""
        if self.own is not None:
            return self.own.age
        return self.age if "producer" in self.roles else None

    def signed_by(self, key_id: bytes) -> Key | None:
        """Which of their keys has that id; no two of one person have the same."""
        return next((key for key in self.keys if key.id == key_id), None)


@dataclass(frozen=True, slots=True)
class Roster:
    """One roster as its text says it.

    ``made_at`` (``YYYY-MM-DDTHH:MM:SSZ``) is a claim, and no rule reckons from it. ``notice``: hours that each client
    counts from when it first saw the roster whole. ``seen``: mark of the desk's own chain; of the founding, None.
    ``mail``: SHA-256 (hex) of the public record of the mailbox's key (``mail_key``); None: there is none.
    """

    desk: Hash | None
    number: Annotated[int, between(1, MAX_NUMBER)]
    previous: Hash | None
    people: Annotated[tuple[Person, ...], sized(1, MAX_PEOPLE)]
    k: int
    recovery: Recipient
    worker: Recipient | None
    made_at: Moment
    notice: Annotated[int, _HOURS] = 0
    seen: Mark | None = None
    mail: Hash | None = None

    def text(self) -> str:
        """The text that is signed. Raises RosterError where the roster breaks a rule of form."""
        return _FORM.text(self)

    def hash(self) -> str:
        """SHA-256 (hex) of the text: what ``previous`` of the next one and the desk id are made of."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    @property
    def desk_id(self) -> str:
        """The desk's id: hash of the founding roster."""
        return self.hash() if self.desk is None else self.desk

    @property
    def mark(self) -> tuple[int, str]:
        """How statements name it: its number, and the hash of its text."""
        return self.number, self.hash()

    def person(self, name: str) -> Person | None:
        """The person of that pseudonym, or None."""
        return next((person for person in self.people if person.name == name), None)

    def with_role(self, *roles: str) -> tuple[Person, ...]:
        """People who hold at least one of ``roles``, in the roster's order."""
        return tuple(person for person in self.people if not set(roles).isdisjoint(person.roles))

    @property
    def releasers(self) -> tuple[Person, ...]:
        """Those who release."""
        return self.with_role("releaser")

    @property
    def producers(self) -> tuple[Person, ...]:
        """Extraction hosts: they make productions, sign no roster and read no case."""
        return self.with_role("producer")

    @property
    def signers(self) -> tuple[Person, ...]:
        """Those who sign the founding roster."""
        return tuple(person for person in self.people if person.signs)

    @property
    def made(self) -> dt.datetime:
        """``made_at`` as an aware time."""
        return moment.parse(self.made_at)

    @property
    def effective(self) -> dt.datetime:
        """When it takes effect, as its maker claims."""
        return self.made + dt.timedelta(hours=self.notice)


def founding(
    people: Iterable[Person],
    *,
    k: int,
    recovery: str,
    made_at: dt.datetime,
    worker: str | None = None,
) -> Roster:
    """Roster 1, in force at once. Raises RosterError."""
    when = moment.write(made_at)
    ordered = tuple(sorted(people, key=lambda person: person.name))
    roster = Roster(None, 1, None, ordered, k, recovery, worker, when)
    check_form(roster)
    return roster


def parse(data: bytes) -> tuple[Roster, Note]:
    """Roster and note of a note's bytes; form only, signatures unchecked. Raises RosterError."""
    return _FORM.parse(data)


def check_form(roster: Roster) -> None:
    """Every rule that one roster alone can break. Raises RosterError with the rule's name."""
    _FORM.check(roster)


def _check_rules(roster: Roster) -> None:
    _check_place(roster)
    _check_people(roster)
    _check_keys(roster)
    _check_quorum(roster)


def _check_place(roster: Roster) -> None:
    first = roster.number == 1
    if (roster.desk is None, roster.previous is None) != (first, first):
        _refuse("malformed", "roster 1 alone has neither a desk id nor a previous roster")
    if (roster.seen is None) != first or (first and roster.notice):
        _refuse("malformed", "roster 1 alone has seen nothing of the desk's chain, and takes effect at once")


def _check_people(roster: Roster) -> None:
    names = [person.name for person in roster.people]
    for person in roster.people:
        if not _goes_together(person):
            _refuse(
                "bad-roles",
                f"{person.name}: producer stands alone, and outside goes with releaser or counsel and no other",
            )
        if person.own is None and "releaser" in person.roles:
            _refuse("own-key", f"{person.name} releases, and has no own key: a page of the desk would hold the other")
        if person.own is not None and "producer" in person.roles:
            _refuse("own-key", f"{person.name} is an extraction host, and has one key")
    if len(set(names)) != len(names):
        _refuse("name-twice", "a pseudonym stands twice")
    if names != sorted(names):
        _refuse("malformed", "people are sorted by name")
    if not roster.signers:
        _refuse("nobody-signs", "nobody on the roster is clerk, approver, releaser or counsel and has an own key")


def _goes_together(person: Person) -> bool:
    """A host that meets hostile data holds no other power; who is outside the house releases, or advises, alone."""
    if "producer" in person.roles:
        return person.roles == ("producer",)
    return not person.outside or person.roles in {("outside", "releaser"), ("counsel", "outside")}


def _check_keys(roster: Roster) -> None:
    recipients = [age for person in roster.people for age in person.ages] + [roster.recovery]
    if roster.worker is not None:
        recipients.append(roster.worker)
    if len(set(recipients)) != len(recipients):
        _refuse("key-twice", "an age recipient stands twice; recovery and worker have keys of their own")
    publics = [key.public for person in roster.people for key in _keys(person)]
    if len(set(publics)) != len(publics):
        _refuse("key-twice", "an Ed25519 key stands twice")


def _keys(person: Person) -> tuple[Key, ...]:
    try:
        keys = person.keys
    except MalformedNoteError as fault:
        _refuse("bad-key", f"{person.name}: {fault}", fault)
    if any(key.name != person.name for key in keys) or tuple(key.vkey for key in keys) != person.vkeys:
        _refuse("bad-key", f"{person.name}: the verifier key carries another name")
    if len({key.id for key in keys}) != len(keys):
        _refuse("key-twice", f"{person.name}: both keys have the same id")
    return keys


def _check_quorum(roster: Roster) -> None:
    if roster.k == 1:
        _refuse("k-one", "k = 1 does not exist: nobody releases alone")
    if roster.k and not 2 <= roster.k <= len(roster.releasers):  # noqa: PLR2004 - two people at least
        _refuse("k-range", f"k is 0, or 2 to the number of releasers ({len(roster.releasers)})")


_FORM: Final = Notes(Roster, "roster", "malformed", RosterError, _check_rules, most=MAX_BYTES, header=HEADER)
_refuse = _FORM.refuse
