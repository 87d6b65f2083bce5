"""The desk itself: what waits for somebody's signature, and what is signed about it (ADR 0047)."""

import base64
import binascii
from typing import Any, Final

from django.http import HttpRequest
from ninja import Router

from dueprocess.acts.table import ACTS as DECLARED
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import auth, caller
from dueprocess.desk.api.edge import is_own_machine
from dueprocess.desk.api.shapes import answers
from dueprocess.desk.services import authorities, pending_desk_acts, reports, roster_agreement, stops
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.errors import RosterError
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.standing import ACTS
from dueprocess.formats.statement import Act, parse

router = Router()
HERE: Final = ACTS | {Act.AUTHORITY_VERIFY, Act.AUTHORITY_CONFIRM, Act.REPORT_SIGN}


@router.get("/v1/desk/itself", auth=auth("GET /v1/desk/itself"), response=answers(shapes.DeskItself))
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Notes, verifications and the roster that wait; a client believes what it has checked."""
    return pending_desk_acts.shown(desk_of(request), caller(request).person)


@router.get("/v1/desk/reports", auth=auth("GET /v1/desk/reports"), response=answers(shapes.DeskReports))
def reports_waiting(request: HttpRequest) -> dict[str, Any]:
    """Drafts of the report that wait for signatures, as bytes."""
    return pending_desk_acts.reports(desk_of(request))


@router.post("/v1/desk/acts", auth=auth("POST /v1/desk/acts"), response=answers(shapes.Done))
def do(request: HttpRequest, payload: shapes.DeskAct) -> dict[str, Any]:
    """Do what a signed statement on the desk itself says, by its own signer."""
    note = payload.note.encode("utf-8", "replace")
    statement = parse(note)[0]
    _check_here(request, statement.act)
    if statement.by != caller(request).person:
        raise DeniedError(
            Denied("session.another-person", "The statement is another person's.", "Sign in their session.")
        )
    if statement.act not in HERE:
        raise DeniedError(
            Denied("request.command", "That act is none on the desk itself.", "See docs/reference/api.md.")
        )
    done = _perform(desk_of(request), statement.act, note, payload)
    if isinstance(done, Denied):
        raise DeniedError(done)
    return {"case": done.case, "revision": done.revision, "events": list(done.events)}


@router.post("/v1/desk/roster", auth=auth("POST /v1/desk/roster"), response=answers(shapes.Agreed))
def agree(request: HttpRequest, payload: shapes.RosterSignature) -> dict[str, Any]:
    """Add one's own signature to the roster that waits."""
    _check_here(request, Act.ROSTER_SIGN)
    try:
        done = roster_agreement.agree(desk_of(request), caller(request).person, payload.roster, payload.signature)
    except RosterError as fault:
        says = Msg("Not agreed: {reason}.", reason=fault.reason)
        raise DeniedError(Denied(fault.rule, says, "Read it again, and tell the others.")) from fault
    return {
        "number": done.number,
        "entered": done.entered,
        "missing": list(done.missing),
        "later": list(done.later),
    }


def _check_here(request: HttpRequest, act: Act) -> None:
    """A page that the desk serves may be the desk's own tool against its people; stopping it may stay possible."""
    if DECLARED[act].elsewhere is not None and not is_own_machine(request):
        do = Msg("Do it in the vault on your own machine (`dueprocess vault`).")
        raise DeniedError(
            Denied("vault.not-here", "{act} is not done from a page that the desk serves.", do, act=str(act))
        )


def _perform(desk: Desk, act: Act, note: bytes, payload: shapes.DeskAct) -> Done | Denied:
    if act in ACTS:
        return stops.perform(desk, note)
    if act is Act.AUTHORITY_CONFIRM:
        return authorities.confirm(desk, note)
    if act is Act.REPORT_SIGN:
        return reports.sign(desk, note, payload.name)
    try:
        key = base64.b64decode(payload.key, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise DeniedError(
            Denied("request.form", "Not of the agreed form: key.", "Write its bytes in base64.")
        ) from fault
    return authorities.verify(desk, note, payload.contact, key)
