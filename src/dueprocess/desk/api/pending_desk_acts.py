"""The desk itself: what waits for somebody's signature, and what is signed about it (ADR 0047)."""

import base64
import binascii
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from dueprocess.acts.desk_state import Brought
from dueprocess.acts.table import ACTS, ON_DESK
from dueprocess.case.fields import MAX_COUNT
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import auth, caller
from dueprocess.desk.api.act_routes import check_signer
from dueprocess.desk.api.edge import is_own_machine
from dueprocess.desk.api.shapes import answers
from dueprocess.desk.services import desk_acts, pending_desk_acts, roster_agreement
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.errors import RosterError
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.statement import Act, parse

router = Router()
Period = Annotated[str, Query(max_length=8)]


@router.get("/v1/desk/itself", auth=auth("GET /v1/desk/itself"), response=answers(shapes.DeskItself))
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Notes, verifications and the roster that wait; a client believes what it has checked."""
    return pending_desk_acts.shown(desk_of(request), caller(request).person)


@router.get("/v1/desk/authorities", auth=auth("GET /v1/desk/authorities"), response=answers(shapes.Directory))
def directory(request: HttpRequest) -> dict[str, Any]:
    """The directory, and what people signed of each authority."""
    return pending_desk_acts.authorities(desk_of(request))


@router.get("/v1/desk/law", auth=auth("GET /v1/desk/law"), response=answers(shapes.DeskLaw))
def desk_law(request: HttpRequest) -> dict[str, Any]:
    """Which law the desk goes by, and what counsel signed of it."""
    return pending_desk_acts.law(desk_of(request))


@router.get("/v1/desk/reports", auth=auth("GET /v1/desk/reports"), response=answers(shapes.DeskReports))
def reports_waiting(request: HttpRequest, period: Period = "") -> dict[str, Any]:
    """Drafts of the report that wait for signatures, as bytes."""
    return pending_desk_acts.reports(desk_of(request), period)


@router.get("/v1/desk/editions", auth=auth("GET /v1/desk/editions"), response=answers(shapes.DeskEditions))
def editions(
    request: HttpRequest, period: Period = "", number: Annotated[int, Query(ge=0, le=MAX_COUNT)] = 0
) -> dict[str, Any]:
    """Editions that were published, and all that was signed about them."""
    return pending_desk_acts.editions(desk_of(request), period, number)


@router.post("/v1/desk/acts", auth=auth("POST /v1/desk/acts"), response=answers(shapes.Done))
def do(request: HttpRequest, payload: shapes.DeskAct) -> dict[str, Any]:
    """Do what a signed statement on the desk itself says, by its own signer."""
    note = payload.note.encode("utf-8", "replace")
    act = parse(note)[0].act
    _check_here(request, act)
    check_signer(request, note)
    if act not in ON_DESK:
        raise DeniedError(
            Denied("request.command", "That act is none on the desk itself.", "See docs/reference/api.md.")
        )
    try:
        key = base64.b64decode(payload.key, validate=True)
    except (binascii.Error, ValueError) as fault:
        denied = Denied("request.form", "Not of the agreed form: key.", "Write its bytes in base64.")
        raise DeniedError(denied) from fault
    try:
        brought = Brought(payload.contact, key, payload.name, payload.line)
        done = desk_acts.perform(desk_of(request), note, brought)
    except ForgedRowError as fault:
        says = Msg("Nothing is done: {reason}.", reason=str(fault))
        do = Msg("Somebody may have written into the database: tell the others.")
        raise DeniedError(Denied(fault.rule, says, do)) from fault
    if isinstance(done, Denied):
        raise DeniedError(done)
    return {"case": done.case, "revision": done.revision, "events": list(done.events)}


@router.post("/v1/desk/roster", auth=auth("POST /v1/desk/roster"), response=answers(shapes.Agreed))
def agree(request: HttpRequest, payload: shapes.RosterSignature) -> dict[str, Any]:
    """Add one's own signature to the roster that waits."""
    _check_here(request, Act.ROSTER_SIGN)
    try:
        # At the machine nobody has a session; whose signature it is, the roster's own key says.
        who = caller(request).person or payload.person
        done = roster_agreement.agree(desk_of(request), who, payload.roster, payload.signature)
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
    if ACTS[act].elsewhere is not None and not is_own_machine(request):
        do = Msg("Do it in the vault on your own machine (`dueprocess vault`).")
        raise DeniedError(
            Denied("vault.not-here", "{act} is not done from a page that the desk serves.", do, act=str(act))
        )
