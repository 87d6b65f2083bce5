"""The key of the desk's mailbox: a public record that the roster names by its hash, and a secret one (ADR 0102).

A person's client draws it. What opens mail is sealed to the own keys of those who read cases, one age file each, and to
recovery; the desk keeps these, and has the key never in clear. Its successor is another record that a later roster
names; the older ones stay, and open old mail.
"""

import base64
import binascii
import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Final

from dueprocess.formats.forms import Records
from dueprocess.formats.record import Check, Moment, matching, sized
from dueprocess.formats.roster import Person, Roster

MAX_PUBLIC: Final = 64 * 1024
MAX_SECRET: Final = 64 * 1024
RECOVERY: Final = "recovery"
READS: Final = frozenset({"clerk", "approver", "releaser"})
"""Roles that read cases (``acts.access.reads``; a test holds both together)."""
ADDRESS: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+"


def _decodes(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return True


_BASE64: Final = Check(_decodes, "bytes are written in base64")


@dataclass(frozen=True, slots=True)
class MailKey:
    """The public record: the mailbox, when its key was made, and the OpenPGP key (base64 of binary packets).

    ``smime``: base64 of the certificate (DER) that an authority for certificates gave for it; empty: there is none.
    """

    address: Annotated[str, matching(ADDRESS, "an address of mail")]
    made_at: Moment
    openpgp: Annotated[str, sized(1, MAX_PUBLIC), _BASE64]
    smime: Annotated[str, sized(0, MAX_PUBLIC), _BASE64] = ""

    @property
    def packets(self) -> bytes:
        """The OpenPGP key."""
        return base64.b64decode(self.openpgp)

    @property
    def certificate(self) -> bytes:
        """The certificate for S/MIME, or nothing."""
        return base64.b64decode(self.smime)


@dataclass(frozen=True, slots=True)
class MailSecret:
    """What opens: the secret OpenPGP key (base64 of binary packets), and the key of the certificate (base64 of DER)."""

    openpgp: Annotated[str, sized(1, MAX_SECRET), _BASE64] = field(repr=False)
    smime: Annotated[str, sized(0, MAX_SECRET), _BASE64] = field(repr=False, default="")


PUBLIC: Final = Records(MailKey, "mail-key", "malformed", most=MAX_PUBLIC)
SECRET: Final = Records(MailSecret, "mail-key", "malformed", most=2 * MAX_SECRET)


def hash_of(public: bytes) -> str:
    """SHA-256 (hex) of a public record: how a roster names it."""
    return hashlib.sha256(public).hexdigest()


def may_open(person: Person) -> bool:
    """Whether somebody of the house gets what opens mail: they read cases, and hold an own key."""
    return person.own is not None and not person.outside and not READS.isdisjoint(person.roles)


def openers(roster: Roster) -> dict[str, str]:
    """Name and own age recipient of each who may open mail, and of recovery."""
    people = {one.name: one.own.age for one in roster.people if one.own is not None and may_open(one)}
    return {**people, RECOVERY: roster.recovery}


def named(rosters: Iterable[Roster]) -> list[str]:
    """Hashes of the mailbox's keys that rosters name, the newest first, each once."""
    return list(dict.fromkeys(one.mail for one in sorted(rosters, key=lambda one: -one.number) if one.mail))


def same_key(one: MailKey, other: MailKey) -> bool:
    """Whether two records are of one secret: a later certificate makes another record, and no other key."""
    return one.openpgp == other.openpgp


def could_open_and_left(rosters: Sequence[Roster], now: Roster, same: Collection[str] = ()) -> list[str]:
    """Names of those who could open mail under the key in force and may no more: the key is to be made anew.

    Whoever has another own key than then counts as well: the old one may be lost to somebody. ``same``: hashes of other
    records of that key.
    """
    before: dict[str, set[str]] = {}
    for roster in rosters:
        if roster.mail in {now.mail, *same} and roster.number <= now.number:
            for name, age in openers(roster).items():
                before.setdefault(name, set()).add(age)
    still = openers(now)
    return sorted(name for name, ages in before.items() if name != RECOVERY and ages - {still.get(name)})
