"""A prosecutor's demand by the portal, for the window of an officer who asks how far it is.

What a browser does at the portal (``frontend/src/portal``) is done here: a code, a demand sealed to a key of its own,
an envelope for everybody who reads. Then the house calls back, so that the receipt says more than that it came.
"""

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess_lab.stage import Stage

LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
AUTHORITY: Final = "DE-STA-TALBACH"
CLAIM: Final[dict[str, Any]] = {
    "case": {
        "authority_kind": "prosecutor",
        "cites_law": True,
        "country": "DE",
        "court_order": "none",
        "instruments": ["DE-STPO-100J"],
        "issuer": "prosecutor",
        "named_official": True,
        "secrecy": "none",
    },
    "items": [{"data": ["subscriber"], "kind": "disclosure", "target_specified": True, "targets": 1}],
}
TEXT: Final = """Staatsanwaltschaft Talbach
Geschäftszeichen: 310 Js 21904
gez. Leberecht Quendel, Staatsanwalt

Auskunft über Bestandsdaten (Name, Anschrift) gemäß § 100j Absatz 1 StPO
zu dem Postfach: rainfarn@fennelmail.example
Tatvorwurf: § 263 StGB
"""


def code_of(drawn: bytes) -> str:
    """128 random bits as the portal writes them: a check of 12 bits, 28 letters in seven groups."""
    check = hashlib.sha256(f"dueprocess/receipt/check/{drawn.hex()}".encode()).digest()
    whole = int.from_bytes(drawn) << 12 | int.from_bytes(check[:2]) & 0xFFF
    letters = "".join(LETTERS[whole >> at & 31] for at in range(135, -1, -5))
    return "-".join(letters[at : at + 4] for at in range(0, 28, 4))


def derived(drawn: bytes, what: str) -> bytes:
    """HKDF-SHA-256 (RFC 5869) without salt, one block."""
    key = hmac.digest(bytes(32), drawn, "sha256")
    return hmac.digest(key, f"dueprocess/receipt/1/{what}".encode() + b"\x01", "sha256")


def hand_in(stage: "Stage", desk: "Desk") -> str:
    """Hand the demand in, read it and call back, all at the hour of ``desk``; returns the receipt's code."""
    from dueprocess.adapters import crypto
    from dueprocess.case.portal import fingerprint
    from dueprocess.desk.intake.portal import submissions
    from dueprocess.desk.services.portal_desk import refresh
    from dueprocess.formats.bech32 import secret_text
    from dueprocess.formats.object import ObjectKind
    from dueprocess.formats.refusal import Denied
    from dueprocess.operate import keyfile

    drawn = secrets.token_bytes(16)
    home_key = keyfile.read_or_draw(stage.place.secret_key).encode()
    key, recipient = crypto.new_case_key()
    made_at = desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    reply = crypto.recipient_of(secret_text(derived(drawn, "identity")))
    words = f"Nummer des Empfangsbelegs: {fingerprint(reply)}\n\n{TEXT}".encode()  # as the page writes it
    sealed = crypto.seal(ObjectKind.ORIGINAL, "text/plain", words, recipient, made_at, "portal.txt")
    offered = {one: one for one in submissions.keys_of(desk, home_key)}
    given = submissions.Submission(recipient, (("original", sealed),), crypto.wrap_key(key, offered, made_at))
    holder = submissions.Holder(submissions.hashed(derived(drawn, "lookup").hex()), reply)
    registered = submissions.submit(desk, home_key, given, CLAIM, holder)
    if registered is None or isinstance(registered, Denied):
        raise ValueError(f"the portal refused it: {registered}")
    _in_hand(stage, desk, registered.case)
    refresh(desk, registered.case)
    return code_of(drawn)


def _in_hand(stage: "Stage", desk: "Desk", case: str) -> None:
    """Who asks is read by aster; cedar calls them back."""
    from dueprocess.formats.statement import Act

    aster, material = stage.client("aster", lambda: desk)
    list(material.opened(case))
    classified = {"case": "", "custodian": "", "resembles": "", "review_on": None, "says": "new_case"}
    aster.act(aster.look(case), Act.ARRIVAL_CLASSIFY, classified)
    aster.act(aster.look(case), Act.FACE_CONFIRM, {"fields": {"authority": AUTHORITY}})
    cedar, _ = stage.client("cedar", lambda: desk)
    cedar.act(cedar.look(case), Act.AUTHORITY_CALL_BACK, {"how": "call_back", "said": "confirmed"})
