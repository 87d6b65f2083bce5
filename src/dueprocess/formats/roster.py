"""The roster: numbered signed list of people, roles, keys and k (docs/reference/events.md, hazard 9.1).

Whoever writes the database can destroy; they cannot add a reader or a releaser that a client accepts.
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
from dueprocess.formats.record import Check, Hash, Moment, Rule, between, matching, sized

HEADER: Final = "dueprocess.roster/1"
ROLES: Final = frozenset(
    {"clerk", "approver", "releaser", "counsel", "auditor", "operator", "employee", "producer", "outside"}
)
SIGNING_ROLES: Final = frozenset({"clerk", "approver", "releaser", "counsel"})
MAX_PEOPLE: Final = 200
MAX_NUMBER: Final = 1_000_000
MAX_BYTES: Final = 256 * 1024

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


@dataclass(frozen=True, slots=True)
class Person:
    """One pseudonym: sorted roles, age recipient to seal to, Ed25519 verifier key to check with."""

    name: Annotated[Pseudonym, _NO_READER, Rule("bad-name")]
    roles: Annotated[tuple[str, ...], _SORTED, Rule("bad-roles")]
    age: Recipient
    vkey: str

    @property
    def outside(self) -> bool:
        """Whether the person releases or advises from outside the house: reads no case by their roles."""
        return "outside" in self.roles

    @property
    def signs(self) -> bool:
        """Whether the person's roles sign rosters: those of counsel from outside the house do not."""
        return not SIGNING_ROLES.isdisjoint(self.roles) and self.roles != ("counsel", "outside")

    @property
    def key(self) -> Key:
        """The verifier key. Raises MalformedNoteError where the text is none."""
        return parse_vkey(self.vkey)


@dataclass(frozen=True, slots=True)
class Roster:
    """One roster as its text says it. ``made_at`` and ``effective_at`` are ``YYYY-MM-DDTHH:MM:SSZ``."""

    desk: Hash | None
    number: Annotated[int, between(1, MAX_NUMBER)]
    previous: Hash | None
    people: Annotated[tuple[Person, ...], sized(1, MAX_PEOPLE)]
    k: int
    recovery: Recipient
    worker: Recipient | None
    authorities: Hash
    made_at: Moment
    effective_at: Moment

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
        return self.with_role(*SIGNING_ROLES)

    @property
    def made(self) -> dt.datetime:
        """``made_at`` as an aware time."""
        return moment.parse(self.made_at)

    @property
    def effective(self) -> dt.datetime:
        """``effective_at`` as an aware time."""
        return moment.parse(self.effective_at)


def founding(
    people: Iterable[Person],
    *,
    k: int,
    recovery: str,
    made_at: dt.datetime,
    worker: str | None = None,
    authorities: str = hashlib.sha256(b"").hexdigest(),
) -> Roster:
    """Roster 1, in force at once. Raises RosterError."""
    when = moment.write(made_at)
    ordered = tuple(sorted(people, key=lambda person: person.name))
    roster = Roster(None, 1, None, ordered, k, recovery, worker, authorities, when, when)
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
    if roster.effective < roster.made:
        _refuse("early", "a roster cannot take effect before it was made")


def _check_place(roster: Roster) -> None:
    first = roster.number == 1
    if (roster.desk is None, roster.previous is None) != (first, first):
        _refuse("malformed", "roster 1 alone has neither a desk id nor a previous roster")


def _check_people(roster: Roster) -> None:
    names = [person.name for person in roster.people]
    for person in roster.people:
        if not _goes_together(person):
            _refuse(
                "bad-roles",
                f"{person.name}: producer stands alone, and outside goes with releaser or counsel and no other",
            )
    if len(set(names)) != len(names):
        _refuse("name-twice", "a pseudonym stands twice")
    if names != sorted(names):
        _refuse("malformed", "people are sorted by name")
    if not roster.signers:
        _refuse("nobody-signs", "nobody on the roster is clerk, approver, releaser or counsel")


def _goes_together(person: Person) -> bool:
    """A host that meets hostile data holds no other power; who is outside the house releases, or advises, alone."""
    if "producer" in person.roles:
        return person.roles == ("producer",)
    return not person.outside or person.roles in {("outside", "releaser"), ("counsel", "outside")}


def _check_keys(roster: Roster) -> None:
    recipients = [person.age for person in roster.people] + [roster.recovery]
    if roster.worker is not None:
        recipients.append(roster.worker)
    if len(set(recipients)) != len(recipients):
        _refuse("key-twice", "an age recipient stands twice; recovery and worker have keys of their own")
    publics = [_public(person) for person in roster.people]
    if len(set(publics)) != len(publics):
        _refuse("key-twice", "an Ed25519 key stands twice")


def _public(person: Person) -> bytes:
    try:
        key = person.key
    except MalformedNoteError as fault:
        _refuse("bad-key", f"{person.name}: {fault}", fault)
    if key.name != person.name or key.vkey != person.vkey:
        _refuse("bad-key", f"{person.name}: the verifier key carries another name")
    return key.public


def _check_quorum(roster: Roster) -> None:
    if roster.k == 1:
        _refuse("k-one", "k = 1 does not exist: nobody releases alone")
    if roster.k and not 2 <= roster.k <= len(roster.releasers):  # noqa: PLR2004 - two people at least
        _refuse("k-range", f"k is 0, or 2 to the number of releasers ({len(roster.releasers)})")


_FORM: Final = Notes(Roster, "roster", "malformed", RosterError, _check_rules, most=MAX_BYTES, header=HEADER)
_refuse = _FORM.refuse
