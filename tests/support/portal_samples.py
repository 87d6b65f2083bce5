"""What a browser does at the portal, done here: a code, a sealed demand, envelopes; and opening what was left."""

from __future__ import annotations

import base64
import hmac
import json
from dataclasses import dataclass, field
from typing import Any, ClassVar

from dueprocess.adapters import crypto
from dueprocess.case.portal import Left
from dueprocess.desk.data.models import Parcel
from dueprocess.desk.data.transaction import write
from dueprocess.desk.intake.portal import submissions
from dueprocess.desk.intake.portal.submissions import Holder, Submission
from dueprocess.desk.services import portal_desk
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, keep_large, row_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import ids
from dueprocess.formats.bech32 import secret_text
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import Denied

SECRET = b"a home's secret.key"
MADE_AT = "2026-03-09T09:00:00Z"
MARK = "k.fuchs.7731@postfach.example"
CLAIM: dict[str, Any] = {
    "case": {
        "authority_kind": "police",
        "cites_law": True,
        "country": "DE",
        "instruments": ["DE-STPO-100J"],
        "named_official": True,
        "secrecy": "none",
    },
    "items": [{"data": ["subscriber"], "kind": "disclosure", "target_specified": True, "targets": 1}],
}


def _derived(code: bytes, what: str) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without salt, one block: as the browser derives it."""
    key = hmac.digest(bytes(32), code, "sha256")
    return hmac.digest(key, f"dueprocess/receipt/1/{what}".encode() + b"\x01", "sha256")


class Current:
    """The desk of the running test."""

    place: ClassVar[Any] = None


def current() -> Desk:
    """Named by settings.OPEN_DESK."""
    desk: Desk = Current.place.desk
    return desk


@dataclass
class Official:
    """Somebody with a receipt's code."""

    code: bytes = b"0123456789abcdef"
    shown: str = field(init=False)
    secret: str = field(init=False)

    def __post_init__(self) -> None:
        self.shown = _derived(self.code, "lookup").hex()
        self.secret = secret_text(_derived(self.code, "identity"))

    @property
    def lookup(self) -> str:
        return submissions.hashed(self.shown)

    @property
    def recipient(self) -> str:
        return crypto.recipient_of(self.secret)

    @property
    def holder(self) -> Holder:
        return Holder(self.lookup, self.recipient)

    def reads(self, sealed: bytes) -> dict[str, Any]:
        """What the desk says of the receipt."""
        _, content = crypto.unseal(sealed, [self.secret])
        return dict(json.loads(content))


def seal(text: str | bytes, recipient: str, kind: ObjectKind = ObjectKind.ORIGINAL) -> bytes:
    content = text.encode() if isinstance(text, str) else text
    return crypto.seal(kind, "text/plain", content, recipient, MADE_AT, "portal.txt")


def submission(desk: Desk, *texts: str, secret: bytes = SECRET) -> Submission:
    """A demand as the page seals it."""
    key, recipient = crypto.new_case_key()
    offered = {one: one for one in submissions.keys_of(desk, secret)}
    sealed = tuple(("original", seal(text, recipient)) for text in texts or (f"T1: {MARK}",))
    return Submission(recipient, sealed, crypto.wrap_key(key, offered, MADE_AT))


def as_json(given: Submission, official: Official, claim: Any = None) -> dict[str, Any]:
    """The body of ``/v1/submit``."""
    return {
        "claim": CLAIM if claim is None else claim,
        "envelopes": [{"bytes": _text(data), "to": to} for to, data in given.envelopes.items()],
        "lookup": official.shown,
        "recipient": given.recipient,
        "reply": official.recipient,
        "sealed": [{"bytes": _text(data), "kind": kind} for kind, data in given.sealed],
    }


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def leave(desk: Desk, case: str, kind: Left, data: bytes) -> Parcel | Denied:
    """A letter laid down for the receipt's holder, as the sending worker does."""
    receipt = portal_desk.receipt_of(desk, state_of(case))
    if isinstance(receipt, Denied):
        return receipt
    one = Attached(ids.sealed_id(desk.draw()), "letter", "recipient", data)
    keep_large(desk, [one])
    with write("portal.leave"):
        row_of(desk, case, one).save(force_insert=True)
        parcel = portal_desk.lay(desk, receipt, kind, one)
    portal_desk.refresh(desk, case)
    return parcel
