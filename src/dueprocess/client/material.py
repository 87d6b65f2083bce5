"""What is sealed of a case, and this person's way into it: handed over by a desk, opened on their own machine."""

import base64
import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.adapters.identity import Identity
from dueprocess.formats import ids, moment
from dueprocess.formats.object import Header, ObjectKind, commitment
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import Brought
from dueprocess.release.evidence import Evidence, suspect

MAX_SEALED: Final = 300 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """One sealed object in clear, in the memory of this process."""

    id: str
    header: Header
    content: bytes = field(repr=False)
    own: bool  # its id is made of its bytes, so that who signed the id signed these


def check_opened(seen: Evidence, opened: Iterable[Opened]) -> None:
    """Whether nobody signed on this case who had another original open. Raises ReleaseError ``original.other``.

    A desk could show each of two people another one. Where a supplement came since, what was open before is still here.
    """
    mine = {commitment(one.header, one.content) for one in opened}
    for _, stated in seen.ever(*Act):
        others = [hash_ for hash_, kind in stated.opened if kind is ObjectKind.ORIGINAL and hash_ not in mine]
        if stated.case == seen.case and others:
            suspect("original.other", f"{stated.by} had another original open than the one that is shown here")


@dataclass(frozen=True, slots=True)
class Material:
    """The key of a case, and what it opens, for one person. Each raises DeskClientError, AgeError or ObjectError.

    ``told``: what the desk handed over; that it was taken is recorded there first, once for each of these.
    """

    far: FarDesk
    who: Identity
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def find(self, case: str) -> str:
        """Whole id of a case from the beginning of it. Raises DeniedError where none, or more than one, begins so."""
        return case if ids.is_id(case, "c") else self.far.find(case)

    def law(self, case: str) -> dict[str, Any]:
        """What the desk hands out for judging a case (``client/own_law.py``)."""
        return self.far.get(f"/v1/cases/{case}/law")

    def secret(self, case: str) -> str:
        """The case's age identity, out of this person's envelope."""
        told = self.material(case)
        return crypto.unwrap_key(base64.b64decode(str(told["envelope"])), self.who.age_secrets, str(told["recipient"]))

    def opened(self, case: str) -> Iterator[Opened]:
        """All that is sealed to the case, oldest first."""
        told, secret = self.material(case), self.secret(case)
        for row in told["objects"]:
            key = str(row.get("id"))
            if not ids.is_id(key, "s"):  # it becomes a file's name, and a part of an address
                raise DeniedError.because("counter.form", "The desk names a sealed object by no id of a desk.")
            data = self.far.sealed(key, MAX_SEALED)
            if crypto.sha256(data) not in told["committed"]:
                raise DeniedError.because(
                    "sealed.not-committed",
                    "An object of this case is not the one that was sealed. Tell the others before you believe it.",
                )
            header, content = crypto.unseal(data, [secret])
            if header.kind != row.get("kind"):  # whoever reads hostile bytes for the desk makes no second original
                suspect("sealed.kind", f"what the desk calls {row.get('kind')} is in truth {header.kind}")
            yield Opened(key, header, content, ids.sealed_as(data) == key)

    def material(self, case: str) -> dict[str, Any]:
        """What the desk handed over of a case: ``envelope``, ``recipient``, ``objects``, ``committed``."""
        if case not in self.told:
            self.told[case] = self.far.material(case)
        return self.told[case]

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
