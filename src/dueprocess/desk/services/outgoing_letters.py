"""A letter on its way out: what a person signed, where it may go, and what is recorded when it left, or did not.

The worker's own acts are attested by the desk and grant nothing. What it sends rests on the statement of a person
who might send letters, checked again here, since an effect is a row that anybody with the database can write (5.2).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.acts.evolve import rebuild
from dueprocess.adapters.blobs import BlobError
from dueprocess.case.events import EventKind, Happened
from dueprocess.case.letter_events import came_back, still_stands
from dueprocess.case.outcome import Decided
from dueprocess.case.state import CaseState
from dueprocess.desk.data import codec, work
from dueprocess.desk.data.models import Effect, Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import duties, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached, bytes_of, keep_large, row_of
from dueprocess.desk.services.desk import Desk, sha256
from dueprocess.desk.services.letters import contact_of
from dueprocess.desk.services.record import follow
from dueprocess.desk.services.result import LostRaceError, racing
from dueprocess.formats.statement import Act, Statement

KIND: Final = "letter.mail"
"""The effect that the sending worker performs."""

HANDED: Final = "letter.handed-over"
"""Mark of an effect whose letter the server took, and whose events are still to be written."""

TRIES: Final = 3


class Fault(StrEnum):
    """Why a letter does not leave, besides what the mail server says (``adapters.smtp.Fault``). Closed."""

    UNSIGNED = "letter.unsigned"  # no valid statement of a person stands behind it
    ALTERED = "letter.altered"  # it does not say what the desk composes
    OVERTAKEN = "letter.overtaken"  # its decision was voided, or another letter took its place
    NO_CONTACT = "letter.no-contact"  # no contact of the authority is verified today
    NO_ADDRESS = "letter.no-address"  # the verified contact is no mail address
    UNREADABLE = "letter.unreadable"  # the worker's identity does not open it, or it is no letter
    GONE = "letter.gone"  # its ciphertext is not there
    PRACTICE = "practice"  # a desk or case for training sends nothing


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that may leave."""

    case: CaseState  # as it stands
    signed_on: CaseState  # as it stood for the person who signed
    queued: Mapping[str, Any]  # body of the event that queued it
    statement: Statement
    to: str  # the contact that two people verified
    ciphertext: bytes


def sealed_of(effect: Effect) -> str:
    """Id of the sealed letter that an effect is about; empty where its payload is none."""
    try:
        payload = json.loads(effect.payload)
    except ValueError:
        return ""
    return str(payload.get("sealed", "")) if isinstance(payload, dict) else ""


def waiting(desk: Desk, effect: Effect) -> Waiting | Fault:
    """What the worker may open and where it goes, or why not. Writes nothing."""
    found = _queued(effect.case, sealed_of(effect))
    statement = _signed(desk, found) if found is not None else None
    if found is None or statement is None:
        return Fault.UNSIGNED
    case, queued = state_of(effect.case), found.body
    if case.practice or desk.house.practice:
        return Fault.PRACTICE
    if not still_stands(case, queued):
        return Fault.OVERTAKEN
    to = contact_of(desk, case)
    if not to:
        return Fault.NO_CONTACT
    ciphertext = _ciphertext(desk, effect.case, found)
    if isinstance(ciphertext, Fault):
        return ciphertext
    return Waiting(case, _as_of(effect.case, statement.revision), queued, statement, to, ciphertext)


def queued_body(effect: Effect) -> Mapping[str, Any] | None:
    """Body of the event that queued the effect's letter; None where there is none."""
    found = _queued(effect.case, sealed_of(effect))
    return None if found is None else found.body


def _queued(case: str, sealed: str) -> codec.StoredEvent | None:
    events = codec.events_of(case) if case and sealed else []
    kind = str(EventKind.LETTER_QUEUED)
    return next((one for one in events if one.kind == kind and one.body.get("sealed") == sealed), None)


def _signed(desk: Desk, queued: codec.StoredEvent) -> Statement | None:
    """The statement behind the letter, if it says just that and its person may send letters."""
    for statement in trust.stored_all(desk, queued.statements).values():
        roster = desk.rosters.get(statement.roster, desk.roster)
        person = roster.person(statement.by)
        roles = access.roles_of(person.roles) if person else frozenset()
        said = {name: queued.body.get(name) for name in ("items", "kind", "language", "how", "sealed")}
        meant = statement.act is Act.LETTER_SEND and statement.case == queued.case and dict(statement.says) == said
        if meant and statement.by == queued.body.get("by") and access.may(roles, Act.LETTER_SEND):
            return statement
    return None


def _ciphertext(desk: Desk, case: str, queued: codec.StoredEvent) -> bytes | Fault:
    row = Sealed.objects.filter(pk=queued.body["sealed"], case_id=case, reader="worker").first()
    if row is None:
        return Fault.GONE
    try:
        data = bytes_of(desk, row)
    except BlobError:
        return Fault.GONE
    return data if sha256(data) in queued.sealed else Fault.ALTERED


def _as_of(case: str, revision: int) -> CaseState:
    known = {str(kind) for kind in EventKind}
    events = [one for one in codec.events_of(case) if one.seq <= revision and one.kind in known]
    return rebuild(case, (Happened(EventKind(one.kind), one.body, one.outcome) for one in events))


def record(
    desk: Desk,
    case_id: str,
    decide: Callable[[CaseState], Decided | None],
    *,
    ends: Callable[[], bool] = lambda: True,
    keep: Sequence[Attached] = (),
    drop: str = "",
) -> bool:
    """Write what became of a letter, in one transaction. ``decide`` sees the case anew after each lost race.

    ``ends`` ends the effect inside the transaction; False from it (the lease was lost) writes nothing. ``keep``: the
    copy for the case's readers. ``drop``: the ciphertext that was the worker's; deleted with it. Returns whether it
    was written, or needed no writing (``decide`` gave None).
    """
    keep_large(desk, keep)
    for _ in range(TRIES):
        try:
            with racing(), write("letter.record"):
                if not ends():
                    return False
                _record(desk, state_of(case_id), decide, keep, drop)
        except LostRaceError:
            continue
        if drop and desk.blobs is not None:
            desk.blobs.delete(drop)
        return True
    return False


def _record(
    desk: Desk,
    case: CaseState,
    decide: Callable[[CaseState], Decided | None],
    keep: Sequence[Attached],
    drop: str,
) -> None:
    decided = decide(case)
    Sealed.objects.filter(pk=drop, reader="worker").delete()
    if decided is None:
        return
    Sealed.objects.bulk_create(row_of(desk, case.id, one) for one in keep)
    follow(desk, case, decided, sealed=[sha256(one.bytes) for one in keep])


def settled(desk: Desk, claimed: work.Claimed, code: str | None = None) -> Callable[[], bool]:
    """``ends`` of ``record`` for a claimed effect."""
    return lambda: work.settle(Effect, claimed, desk.now, code)


def returned(desk: Desk, effect_id: str, status: str) -> bool:
    """A letter came back: event, duty, and what its leaving had ended is owed again. Once, however often it is told.

    Returns False where nothing can be said yet: the effect is unknown here, or its leaving is not written down.
    """
    effect = Effect.objects.filter(pk=effect_id, kind=KIND).first()
    queued = queued_body(effect) if effect is not None and effect.done_at is not None else None
    if effect is None or queued is None:
        return False

    def decide(case: CaseState) -> Decided | None:
        kinds = {one.event: one.kind for one in codec.events_of(case.id) if one.body.get("sealed") == queued["sealed"]}
        left = [event for event, kind in kinds.items() if kind == str(EventKind.LETTER_SENT)]
        if not left or str(EventKind.LETTER_RETURNED) in kinds.values():
            return None
        decided = came_back(case, queued, status, desk.minute)
        if decided.duties:
            duties.owe_again(desk, case.id, left)
        return decided

    return record(desk, effect.case, decide)


def end(desk: Desk, claimed: work.Claimed, code: str) -> bool:
    """End an effect of which nothing else is to be written."""
    with write("letter.end"):
        return work.settle(Effect, claimed, desk.now, code)
