"""The portal's half that strangers reach: a sealed demand comes in, a receipt is asked, what was left is taken.

Nothing here reads clear text. A browser made the case's key, sealed the demand to it and the key to everybody who
reads; this desk checks forms and keys, and registers. Asking does the same work whatever was asked (hazard 2.6).
"""

import contextlib
import datetime
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import age_header, crypto
from dueprocess.case.outcome import Decided
from dueprocess.case.portal import QUESTIONS
from dueprocess.case.production_events import ReleaseCollected
from dueprocess.demand.claimed import claimed
from dueprocess.demand.codes import Channel
from dueprocess.demand.face import Face, FaceError
from dueprocess.desk.data.models import Arrival, Parcel, Production, Receipt, Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.arrivals import Received, Registered, register_one
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, bytes_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.envelopes import RECOVERY, readers_of
from dueprocess.desk.services.portal_desk import Rule, live
from dueprocess.desk.services.record import follow
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.formats import ids, moment
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import Denied

DAY: Final = 200
"""What comes through the portal in a day, all strangers together: the other ways in stay open (hazard 1.5)."""
MAX_SEALED: Final = 12
MAX_TOGETHER: Final = 16 << 20
MAX_ENVELOPE: Final = 8 << 10
KEYS_STEP: Final = 8
"""Keys are offered in eights, filled up with some that nobody holds, so that nobody counts the desk's people."""
RECEIPT_DAYS: Final = 730
STATUS_FORM: Final = "dueprocess.receipt/1"
STATUS_BYTES: Final = 16 << 10
MAX_LISTED: Final = 80
SLICE: Final = 4 << 20
KINDS: Final = frozenset({"original", "particulars"})


@dataclass(frozen=True, slots=True)
class Submission:
    """What a browser sealed: the case's public key, ciphertexts by kind, an envelope for each key that was offered."""

    recipient: str
    sealed: tuple[tuple[str, bytes], ...] = field(repr=False)
    envelopes: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who will ask: SHA-256 (hex) of what they show, and the public key that their code opens."""

    lookup: str
    recipient: str


FULL: Final = Denied(Rule.FULL, "The portal takes no more today.", "Send it by mail, post or fax.")
_FORM: Final = Denied(Rule.FORM, "What was sent is not of the portal's form.", "Reload the page and try again.")
_KEYS: Final = Denied(Rule.KEYS, "It was sealed to keys that the desk no longer uses.", "Seal it again.")


def keys_of(desk: Desk, secret: bytes) -> tuple[str, ...]:
    """Public keys to which a case's key is sealed: of all who read, of recovery, and some that nobody holds.

    Without names, in the order of their text. ``secret`` makes those that fill up the same for every roster: else
    who asked before and after a change would tell them by their going.
    """
    real = _real(desk)
    missing = -len(real) % KEYS_STEP
    filling = (hmac.digest(secret, b"dueprocess/portal" + bytes([0, at]), "sha256") for at in range(missing))
    return tuple(sorted([*real, *map(crypto.recipient_of_nobody, filling)]))


def _real(desk: Desk) -> dict[str, str]:
    readers = {one["age"]: one["name"] for one in readers_of(desk)}
    return readers | {desk.roster.recovery: RECOVERY}


def submit(desk: Desk, secret: bytes, given: Submission, claim: object, holder: Holder) -> Registered | Denied | None:
    """Register a sealed demand and its receipt, together or not at all. None: this very receipt stands already."""
    at = desk.minute.strftime("%Y-%m-%dT%H:%MZ")
    try:
        face = claimed(
            claim, received_on=desk.day_of(desk.minute).isoformat(), received_at=at, directory=desk.shelf.authorities
        )
    except FaceError:
        return _FORM
    if not crypto.is_recipient(holder.recipient):
        return _FORM
    refused = _refused(desk, secret, given)
    if refused is not None:
        return refused
    if Receipt.objects.filter(pk=holder.lookup).exists():
        return None

    def beside(one: Registered) -> None:
        Receipt.objects.create(
            lookup=holder.lookup,
            recipient=holder.recipient,
            vessel_id=one.case,
            made_on=desk.today,
            until=desk.today + datetime.timedelta(days=RECEIPT_DAYS),
            word_on=desk.today,
        )

    try:
        with racing():
            return register_one(desk, _received(desk, given, face), beside)
    except LostRaceError:
        return None  # the same receipt, sent twice at once


def answer(desk: Desk, secret: bytes, given: Submission, lookup: str, parcel: str) -> Registered | Denied | None:
    """Register the answer to a question as an arrival of its own; a person says that it belongs to the case.

    None where the receipt has no such question open.
    """
    refused = _refused(desk, secret, given)
    if refused is not None:
        return refused
    asked = live(desk).filter(pk=parcel, receipt_id=lookup, answer="", kind__in=sorted(QUESTIONS))
    if not asked.exists():
        return None

    def beside(one: Registered) -> None:
        Parcel.objects.filter(pk=parcel).update(answer=one.arrival)
        Receipt.objects.filter(pk=lookup).update(seen="")

    return register_one(desk, _received(desk, given, None), beside)


def _refused(desk: Desk, secret: bytes, given: Submission) -> Denied | None:
    if Arrival.objects.filter(channel=str(Channel.PORTAL), received_on=desk.day_of(desk.minute)).count() >= DAY:
        return FULL
    if set(given.envelopes) != set(keys_of(desk, secret)):
        return _KEYS
    together = sum(len(data) for _, data in given.sealed)
    first = given.sealed[0][0] if given.sealed else ""
    fits = first == "original" and len(given.sealed) <= MAX_SEALED and together <= MAX_TOGETHER
    fits = fits and {kind for kind, _ in given.sealed} <= KINDS and crypto.is_recipient(given.recipient)
    small = all(len(data) <= MAX_ENVELOPE for data in given.envelopes.values())
    every = [*(data for _, data in given.sealed), *given.envelopes.values()]
    return None if fits and small and all(map(_is_sealed, every)) else _FORM


def _is_sealed(data: bytes) -> bool:
    """Whether it is a binary age file that one X25519 key opens; what is inside, nobody here can see."""
    try:
        file = age_header.read(data)
    except age_header.AgeError:
        return False
    return file.data == data and [one.type for one in file.stanzas].count("X25519") == 1


def _received(desk: Desk, given: Submission, face: Face | None) -> Received:
    names = _real(desk)
    return Received(
        channel=Channel.PORTAL,
        received_at=desk.minute,
        face=face,
        is_demand=face is not None,
        unreadable="",
        recipient=given.recipient,
        sealed=tuple(Attached(ids.sealed_id(desk.draw()), kind, "case", data) for kind, data in given.sealed),
        envelopes=tuple((name, given.envelopes[key]) for key, name in names.items()),
        practice=desk.house.practice,
    )


def status(desk: Desk, lookup: str) -> bytes:
    """What a receipt says, sealed to its code. For a code that nobody has: as much, sealed to a key that nobody has.

    Two questions to the database and one sealing, always; the caller gives every answer the same length.
    """
    _, nobody = crypto.new_case_key()
    row = Receipt.objects.filter(pk=lookup, until__gte=desk.today).first()
    left = list(live(desk).filter(receipt_id=lookup).order_by("left_on", "production", "number", "pk")[:MAX_LISTED])
    said: dict[str, Any] = {"form": STATUS_FORM, "left": [_listed(one) for one in left], "made_on": "", "word": ""}
    if row is not None:
        said |= {"made_on": row.made_on.isoformat(), "word": row.word, "word_on": row.word_on.isoformat()}
    content = json.dumps(said, separators=(",", ":")).encode().ljust(STATUS_BYTES)
    recipient = row.recipient if row else nobody
    return crypto.seal(ObjectKind.OUTGOING, "application/json", content, recipient, moment.write(desk.minute))


def _listed(one: Parcel) -> dict[str, Any]:
    return {
        "answered": bool(one.answer),
        "id": one.pk,
        "kind": one.kind,
        "left_on": one.left_on.isoformat(),
        "number": one.number,
        "size": one.size,
        "taken": one.taken_on is not None,
        "until": one.until.isoformat(),
    }


def take(desk: Desk, lookup: str, parcel: str, start: int) -> bytes | None:
    """At most 4 MiB of what was left, from ``start``; with its last byte it counts as taken. None: not yours."""
    row = live(desk).filter(pk=parcel, receipt_id=lookup).first()
    if row is None or not 0 <= start < row.size:
        return None
    data = _piece(desk, row.sealed, start)
    if start + len(data) >= row.size and row.taken_on is None:
        # Write down that it was taken; of a release, as an event of its case.
        production = Production.objects.filter(pk=row.production).first()
        case = state_of(production.case_id) if production is not None else None
        with contextlib.suppress(LostRaceError), racing(), write("portal.take"):
            Parcel.objects.filter(pk=row.pk).update(taken_on=desk.today)
            Receipt.objects.filter(pk=row.receipt_id).update(seen="")
            if production is not None and case is not None:
                follow(desk, case, Decided((ReleaseCollected(production.item, production.pk, row.number),)))
    return data


def _piece(desk: Desk, sealed: str, start: int) -> bytes:
    row = Sealed.objects.get(pk=sealed)
    if row.bytes is not None or desk.blobs is None:
        return bytes_of(desk, row)[start : start + SLICE]
    with desk.blobs.open(sealed) as file:
        file.seek(start)
        return file.read(SLICE)


def hashed(shown: str) -> str:
    """SHA-256 (hex) of a look-up: as it stands in the database."""
    return hashlib.sha256(shown.encode()).hexdigest()
