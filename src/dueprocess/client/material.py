"""What is sealed of a case, and this person's way into it: handed over by a desk, opened on their own machine."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from dueprocess.adapters import crypto
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.adapters.identity import Identity
from dueprocess.client.case_keys import CaseKeys, Opened
from dueprocess.client.person import Person
from dueprocess.client.pins import write_opened
from dueprocess.formats import ids, moment
from dueprocess.formats.object import ObjectKind, commitment
from dueprocess.formats.statement import Act
from dueprocess.release import house_keys
from dueprocess.release.desk_client import Brought
from dueprocess.release.evidence import Evidence, suspect
from dueprocess.release.looked import Looked


def check_opened(seen: Evidence, opened: Iterable[Opened]) -> None:
    """Whether nobody signed on this case who had another original open. Raises ReleaseError ``original.other``.

    A desk could show each of two people another one. Where a supplement came since, what was open before is still here.
    """
    mine = {commitment(one.header, one.content) for one in opened}
    found = house_keys.standing(seen)
    mine |= {cipher for cipher, made in (found.came.items() if found is not None else ()) if made in mine}
    # Under a key that was struck out its drawer alone had open what they said that they made: nobody compared it.
    gone = {(said.by, made) for said in seen.void_keys.values() for came, made in house_keys.made(said) if came in mine}
    for _, stated in seen.ever(*Act):
        opened_there = [hash_ for hash_, kind in stated.opened if kind is ObjectKind.ORIGINAL and hash_ not in mine]
        others = [hash_ for hash_ in opened_there if (stated.by, hash_) not in gone]
        if stated.case == seen.case and others:
            suspect("original.other", f"{stated.by} had another original open than the one that is shown here")


def were_shown(who: Person, looked: Looked, originals: Iterable[Opened]) -> None:
    """Remember that all originals of a case were shown here, whole: what is signed there within a day says so.

    Before the case has a key of the house no note names what a stranger could guess at: it names the ciphertext.
    """
    key = house_keys.standing(looked.seen)
    named = [commitment(one.header, one.content) if key else one.cipher for one in originals]
    write_opened(who.pin_file, looked.shown.case, key.name if key else "", named, who.now)


@dataclass(frozen=True, slots=True)
class Material:
    """The key of a case, and what it opens, for one person. Each raises DeskClientError, AgeError or ObjectError.

    ``keys``: which key stands.
    """

    far: FarDesk
    who: Identity
    keys: CaseKeys

    def find(self, case: str) -> str:
        """Whole id of a case from the beginning of it. Raises DeniedError where none, or more than one, begins so."""
        return case if ids.is_id(case, "c") else self.far.find(case)

    def law(self, case: str) -> dict[str, Any]:
        """What the desk hands out for judging a case (``client/own_law.py``)."""
        return self.far.get(f"/v1/cases/{case}/law")

    def secret(self, case: str) -> str:
        """The case's age identity; where it has none of the house yet, the one that the next look brings."""
        return self.keys.secret(case)

    def opened(self, case: str) -> Iterator[Opened]:
        """All that is sealed to the case, oldest first."""
        yield from self.keys.opened(case)

    def material(self, case: str) -> dict[str, Any]:
        """What the desk handed over of a case: ``envelope``, ``recipient``, ``objects``, ``committed``, ``vessel``."""
        return self.keys.material(case)

    def sealed(self, case: str, kind: str, name: str, media: str, content: bytes) -> Brought:
        """What was written here, sealed to the case's own key."""
        recipient = crypto.recipient_of(self.secret(case))
        return sealed(kind, name, media, content, self.far.now(), reader="case", recipient=recipient)


def sealed(
    kind: str, name: str, media: str, content: bytes, at: datetime.datetime, *, reader: str, recipient: str
) -> Brought:
    """What was written on this machine at ``at``, sealed to ``recipient``: the case, or the sending worker."""
    data = crypto.seal(ObjectKind(kind), media, content, recipient, moment.write(at), name)
    return Brought(ids.sealed_as(data), kind, reader, data)
