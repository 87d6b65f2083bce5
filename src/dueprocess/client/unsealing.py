"""What a sender sealed, opened on a person's own machine, and kept in the case for colleagues (ADR 0102).

The original stays as it came. What was inside is a note that its opener signs, under the case's own key.
"""

import base64
import datetime
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dueprocess.adapters.jobs_unseal import OPENS
from dueprocess.adapters.sandbox import Died, Sandbox
from dueprocess.client.case_keys import Opened
from dueprocess.demand import asking
from dueprocess.demand.asking import Fact
from dueprocess.formats.mail_key import MailKey, MailSecret
from dueprocess.formats.mail_signature import Signature, Signed
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import Denied, DeniedError, Msg

SECONDS: Final = 40.0
_MAX_ANSWER: Final = 100 << 20
MAIL: Final = "message/rfc822"
OPEN_TO_CHANGE: Final = Msg(
    "it holds against no change, as most S/MIME does: compare what it asks with the sender, in the call back"
)
FAULTS: Final[Mapping[str, Msg]] = {
    "unprotected": Msg("it holds against no change (no MDC, no AEAD): whoever carried it could have altered it"),
    "other-key": Msg("it is sealed to another key than those of this mailbox"),
    "damaged": Msg("it is damaged, or was changed on its way"),
    "too-large": Msg("what is inside has more than 32 MiB"),
    "policy": Msg("it is sealed by a cipher that nobody relies on today (DES, RC2), or that is not read here"),
}
DO: Final[Mapping[str, Msg]] = {
    "unprotected": Msg("Ask the sender to send it again by a program of today; nobody opens this one here."),
    "other-key": Msg("Send them the key of the mailbox (dueprocess mail-key export) and ask for it again."),
    "damaged": Msg("Ask the sender to send it again."),
    "too-large": Msg("Ask the sender to send it in parts."),
    "policy": Msg("Ask the sender to seal it by AES: policy refused it, and it is not called false."),
}
STATES: Final[Mapping[Signature, Msg]] = {
    Signature.VALID: Msg("signed by the key of {office}, which two people of this desk verified"),
    Signature.POLICY: Msg("policy refused: signed by the verified key of {office}, in a way that nobody relies on"),
    Signature.UNKNOWN: Msg("signed by a key that this desk does not know; that says nothing for or against it"),
    Signature.BROKEN: Msg("the signature does not fit what was sent"),
    Signature.UNCHECKED: Msg("whether it is signed was not checked: its form is not read here"),
    Signature.NONE: Msg("not signed"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """One sealed part as it opened.

    Attributes:
        fault: why it did not open (a key of ``FAULTS``); empty: it did.
        name: what it is called here; of a mail ``opened.eml``.
        media: its media type.
        content: what was inside; of a mail under the headers that stood outside alone.
        signed: whose signature stood with it.
        open_to_change: whoever carried it could have altered it (AES-CBC, and no valid signature).
        headers: name, value, and whether it was sealed as well (protected, RFC 9788).
        draft: what the reader makes of it, as ``read`` prints it; None where it reads nothing.
        unreadable: why not, in the reader's own words.
        asking: what is known of who sent it (``demand/asking``): of the mail around it, and of the signature inside.
        office: whose key signed, by the directory; who stands in *From* is the sender's own word.
        face: of a demand, fields of the face by their paths, as a machine read them.
    """

    fault: str
    name: str
    media: str
    content: bytes = field(repr=False)
    signed: Signed
    headers: tuple[tuple[str, str, bool], ...]
    open_to_change: bool = False
    draft: Mapping[str, Any] | None = None
    unreadable: str = ""
    face: Mapping[str, Any] | None = None
    office: str = ""
    asking: tuple[Fact, ...] = ()


def originals(opened: Iterable[Opened]) -> list[Opened]:
    """What arrived, as it came."""
    return [one for one in opened if one.header.kind == ObjectKind.ORIGINAL]


def unsealed(
    data: bytes,
    ours: Sequence[tuple[MailKey, MailSecret]],
    known: Mapping[bytes, str],
    at: datetime.datetime,
    reading: Mapping[str, Any],
) -> list[Part]:
    """Every sealed part of a mail or file, opened in one child and read in another. Raises DeniedError ``unseal.*``.

    ``ours``: keys of the mailbox, newest first; ``known``: keys and certificates of senders, and whose they are;
    ``reading``: options of the job "read": aliases and authorities.
    """
    options = {
        "secrets": [{"openpgp": one.openpgp, "smime": one.smime, "certificate": key.smime} for key, one in ours],
        "known": [base64.b64encode(one).decode() for one in known],
        "at": at.isoformat(),
    }
    with Sandbox(setup={OPENS: True}) as box:
        told = box.run("unseal", options, data, seconds=SECONDS, max_answer=_MAX_ANSWER)
        if isinstance(told, Died):
            says = Msg("Opening it was stopped ({reason}).", reason=str(told.reason))
            raise DeniedError(Denied("unseal.stopped", says, "Ask the sender to send it in another form."))
        if not told["parts"]:
            raise DeniedError(Denied("unseal.nothing", "Nothing here is sealed by its sender.", "Open the case."))
        offices = {hashlib.sha256(key).hexdigest(): office for key, office in known.items()}
        parts = [_read(box, one, reading) for one in told["parts"]]
        around = _around(box, data, reading)
        return [_asked(replace(one, office=offices.get(one.signed.sender, "")), around) for one in parts]


def _around(box: Sandbox, data: bytes, reading: Mapping[str, Any]) -> list[Fact]:
    """What the mail says of its sender in which something was sealed."""
    rows = [
        {"id": one["id"], "name": one["canonical_en"], "names": one["names"], "country": one["country"]}
        for one in reading["authorities"]
    ]
    told = box.run("read", {**reading, "file": "sealed.eml", "asking": {"offices": rows}}, data)
    return [] if isinstance(told, Died) else asking.from_plain(told["asking"])


def _asked(one: Part, around: list[Fact]) -> Part:
    signed = asking.of_signature(one.signed.state, one.office, one.signed.why)
    return replace(one, asking=tuple(asking.with_signature(around, signed)))


def kept_otherwise(parts: Iterable[Part], opened: Sequence[Opened]) -> list[Part]:
    """Parts of which a colleague kept other words than open here: what they kept is their word alone."""
    notes = [one for one in opened if one.header.kind == ObjectKind.NOTE]
    names, kept = {one.header.name for one in notes}, {one.content for one in notes}
    mails = any(
        one.header.media == MAIL and not one.header.name for one in notes
    )  # the vault's page keeps no name, and nobody writes a mail
    named = [one for one in parts if not one.fault and (one.name in names or (mails and one.media == MAIL))]
    return [one for one in named if one.content not in kept]


def _read(box: Sandbox, one: Mapping[str, Any], reading: Mapping[str, Any]) -> Part:
    content = base64.b64decode(str(one["content"]))
    part = Part(
        fault=str(one["fault"]),
        name=str(one["name"]),
        media=str(one["media"]),
        content=content,
        signed=Signed(Signature(one["state"]), str(one["key"]), str(one["why"]), str(one["sender"])),
        headers=tuple((str(row["name"]), str(row["value"]), bool(row["protected"])) for row in one["headers"]),
        open_to_change=bool(one["open_to_change"]),
    )
    if part.fault:
        return part
    read = box.run("read", {**reading, "file": part.name}, content)
    if isinstance(read, Died):
        return replace(part, unreadable=f"the reader was stopped ({read.reason}); read it yourself")
    return replace(part, draft=read["draft"], unreadable=str(read["says"] or ""), face=read["face"])
