"""Acts on a case that bring more than a statement: a split, a person's page, forgetting, what is left at the portal.

What is sealed, and to whom, is the client's work; a large ciphertext is handed in before the act that names it.
"""

import datetime
from typing import Any, Final

from django.http import HttpRequest

from dueprocess.adapters.blobs import BlobError
from dueprocess.case.desk_events import CasePurged
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes
from dueprocess.desk.api.act_routes import attached_to, from_base64, of_caller, one_of_caller
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.api.material import envelope_of
from dueprocess.desk.api.release_routes import Body
from dueprocess.desk.api.shapes import shape
from dueprocess.desk.data import server_copies
from dueprocess.desk.data.models import Receipt
from dueprocess.desk.data.scrubbing import PURGED, scrub
from dueprocess.desk.services import (
    ciphertexts,
    desk_acts,
    destruction,
    dockets,
    forget_plan,
    forgetting,
    notices,
    portal_desk,
    purging,
    splits,
)
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.page_locks import BYTES, Locked, is_last_day
from dueprocess.desk.services.result import Done
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted
from dueprocess.formats.statement import Act

router = Routes()
ForgetPart = shape(
    "ForgetPart",
    "Something that is held of a case. ``goes``: ``forget`` or ``purge``; empty: it stays.",
    "what, many: int, goes, until, rule",
)
ForgetRule = shape(
    "ForgetRule",
    "A rule by which a case is to be forgotten. ``statements``: what was signed goes, too; ``lacks``: a missing day.",
    "rule, day, statements: bool, lacks, says, cite, status, checked_on",
)
ForgetStop = shape("ForgetStop", "Why it cannot be forgotten today.", "what, until, rule")
ForgetPlan = shape(
    "ForgetPlan",
    "What forgetting a case would do: what goes, what stays, what stops it, on which day it is due by which rule.",
    "case, day, rule, rules: [ForgetRule], stops: [ForgetStop], parts: [ForgetPart]",
)
_FORGETS: Final = frozenset({Act.FORGET_PROPOSE, Act.FORGET_APPROVE})


@router.on("PUT /v1/cases/{case}/objects/{sealed}", shapes.Kept, openapi_extra=shapes.TAKES_BYTES)
def hand_in(request: HttpRequest, case: str, sealed: str) -> dict[str, Any]:
    """A ciphertext for the case that a split will make, by who reads the case that is split. Unnamed, it goes again."""
    envelope_of(request, case)
    body = Body(request, int(request.META.get("CONTENT_LENGTH") or 0))
    try:
        hash_ = ciphertexts.take_part(desk_of(request), sealed, body)
    except BlobError as fault:
        do = Msg("Hand it in under a fresh id; if that fails, the operator makes room.")
        raise DeniedError(Denied("sealed.not-kept", "The object was not kept.", do)) from fault
    return {"sealed": sealed, "hash": hash_, "size": body.size}


@router.on("POST /v1/cases/{case}/split", shapes.Done)
def split(request: HttpRequest, case: str, payload: shapes.Split) -> Done:
    """Move items to a new case: its key, envelopes and objects are the client's; the objects were handed in before."""
    desk, (note, statement) = desk_of(request), one_of_caller(request, payload.note)
    if statement.case != case:
        raise unknown()
    objects = [Attached(one.id, one.kind, "case", _kept(desk, one.id)) for one in payload.objects]
    envelopes = tuple((one.person, from_base64(one.bytes, "envelopes")) for one in payload.envelopes)
    new = str(statement.says.get("new"))
    return accepted(splits.split(desk, note, splits.Material(new, payload.recipient, tuple(objects), envelopes)))


def _kept(desk: Desk, sealed: str) -> bytes:
    try:
        return desk.blobs.get(sealed) if desk.blobs is not None else b""
    except BlobError as fault:
        do = Msg("Hand it in again.")
        raise DeniedError(Denied("sealed.not-kept", "An object was not handed in, or is gone.", do)) from fault


@router.on("POST /v1/cases/{case}/pages", shapes.Done)
def put_page(request: HttpRequest, case: str, payload: shapes.Page) -> Done:
    """Keep a person's page, locked under a code that never came here, with the sealed note that names it."""
    desk, (note, statement) = desk_of(request), one_of_caller(request, payload.note)
    until, data = _day(payload.until), from_base64(payload.bytes, "bytes")
    told = statement.case == case and statement.act is Act.NOTE_ADD
    if until is None or not told or len(data) != BYTES or not is_last_day(desk.day_of(desk.now), until):
        raise DeniedError(Denied("request.form", "Not of the agreed form: page.", "See docs/reference/api.md."))
    attached = [attached_to(statement.look, one) for one in payload.attached]
    return accepted(notices.put(desk, note, attached, payload.item, Locked(payload.id, until, data), payload.bound))


@router.on("POST /v1/cases/{case}/pages/withdraw", shapes.Done)
def withdraw_page(request: HttpRequest, case: str, payload: shapes.NoPage) -> Done:
    """Take pages away; which they are, the case's sealed notes say and nothing on the desk."""
    note, statement = one_of_caller(request, payload.note)
    if statement.case != case or statement.act is not Act.NOTE_ADD:
        raise unknown()
    attached = [attached_to(statement.look, one) for one in payload.attached]
    return accepted(notices.withdraw(desk_of(request), note, attached, _named(payload.pages)))


@router.on("GET /v1/cases/{case}/forget", shapes.Forgotten)
def forgotten(request: HttpRequest, case: str) -> dict[str, Any]:
    """The records that went into a case, and what of them can still be opened on the desk's machine."""
    return _left(desk_of(request), case, "")


@router.on("GET /v1/cases/{case}/forget/plan", ForgetPlan)
def forget_plan_of(request: HttpRequest, case: str) -> dict[str, Any]:
    """What forgetting a case would do today; nothing is done."""
    return forget_plan.plan(desk_of(request), case)


@router.on("POST /v1/cases/{case}/forget", shapes.Forgotten)
def forget(request: HttpRequest, case: str, payload: shapes.Forget) -> dict[str, Any]:
    """Propose or agree, for a case and each record that went into it: all of them or none. Freed bytes go, too."""
    desk = desk_of(request)
    signed = [one_of_caller(request, one) for one in payload.notes]
    acts = {statement.act for _, statement in signed}
    if not {statement.case for _, statement in signed} <= set(destruction.joined(case)) or not acts <= _FORGETS:
        raise unknown()
    accepted(forgetting.forget(desk, [note for note, _ in signed], _named(payload.pages)))
    return _left(desk, case, scrub() if destruction.forgotten().keys() & destruction.joined(case) else "")


def _named(pages: list[shapes.NamedPage]) -> list[notices.Named]:
    return [notices.Named(one.id, one.word) for one in pages]


def _left(desk: Desk, case: str, todo: str) -> dict[str, Any]:
    state_of(case)
    records = destruction.joined(case)
    gone = [one for one in records if one in destruction.forgotten()]
    left = [destruction.left_of(desk, one) for one in records]
    return {
        "case": case,
        "records": records,
        "forgotten": gone,
        "destroyed": len(gone) == len(records) and all(one.nothing for one in left),
        "scrub": todo,
        "server": server_copies.kept() if gone else [],
        "split": destruction.parted(case),
        "read_by": sorted({name for one in records for name in destruction.who_read(one)}),
        "browsers": [
            {"person": one.person, "browser": one.browser, "seen_on": one.seen_on.isoformat()}
            for one in dockets.not_back(gone)
        ],
    }


@router.on("GET /v1/cases/{case}/purge", shapes.Purged)
def purge(request: HttpRequest, case: str) -> dict[str, Any]:
    """Records that are purged with a case, and what a client needs besides its events to reckon what stays of it."""
    return {**purging.told(desk_of(request), case), "scrub": ""}


@router.on("POST /v1/cases/{case}/purge", shapes.Purged)
def agree_to_purge(request: HttpRequest, case: str, payload: shapes.DeskAct) -> dict[str, Any]:
    """Sign, as one of two, that a case is purged. With the second one freed bytes go, too."""
    desk, (note, look) = desk_of(request), of_caller(request, payload.note, on_desk=True)
    if [(one.act, one.says.get("case")) for one in look.statements] != [(Act.CASE_PURGE, case)]:
        raise unknown()
    done = accepted(desk_acts.perform(desk, note))
    return {**purging.told(desk, case), "scrub": scrub(tables=PURGED) if str(CasePurged.KIND) in done.events else ""}


@router.on("GET /v1/cases/{case}/receipt", shapes.Receipt)
def receipt(request: HttpRequest, case: str) -> dict[str, Any]:
    """The receipt by which a case came through the portal, and what was left for its holder."""
    desk, state, row = desk_of(request), state_of(case), portal_desk.of_case(case)
    if row is None:
        says = "This case did not come through the portal."
        raise DeniedError(Denied("portal.no-receipt", says, "Answer over the verified contact."))
    open_to = portal_desk.receipt_of(desk, state)
    return portal_desk.receipt_plain(row) | {"recipient": open_to.recipient if isinstance(open_to, Receipt) else ""}


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None
