"""Envelopes and ciphertexts, for people who hold an envelope of the case. That they took them is recorded."""

import base64
from typing import Any

from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse

from dueprocess.acts.decide import FORGOTTEN
from dueprocess.adapters.blobs import BlobError
from dueprocess.case.case_events import ParticularsRead
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller, check_case, only
from dueprocess.desk.api.act_routes import age_file
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Envelope, Sealed
from dueprocess.desk.services import acts, envelopes, notices, presence, trust
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import bytes_of, size_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.row_check import refuse_altered
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted

router = Routes()


@router.on("GET /v1/cases/{case}/material", shapes.Material)
def material(request: HttpRequest, case: str) -> dict[str, Any]:
    """What is sealed of a case, what its events commit to, and the caller's envelope."""
    envelope, desk = envelope_of(request, case), desk_of(request)
    refuse_altered(case)
    rows = Sealed.objects.filter(case_id=case, reader="case").order_by("pk")
    rows = rows.annotate(length=Length("bytes")).defer("bytes")
    vessel = envelope.case.vessel
    opens = Envelope.objects.filter(case_id=case, person=caller(request).person, vessel=True).first()
    return {
        "case": case,
        "channel": state_of(case).channel,
        "recipient": envelope.case.recipient,
        "revision": envelope.case.revision,
        "envelope": base64.b64encode(bytes(envelope.bytes)).decode(),
        "committed": sorted(trust.committed_ciphertexts(case)),
        "objects": [_thing(desk, row) for row in rows if not row.vessel],
        "vessel": {
            "recipient": vessel,
            "envelope": base64.b64encode(bytes(opens.bytes)).decode() if opens else "",
            "objects": [_thing(desk, row) for row in rows if row.vessel],
        }
        if vessel
        else None,
    }


def _thing(desk: Desk, row: Sealed) -> dict[str, Any]:
    return {"id": row.pk, "kind": row.kind, "reader": row.reader, "size": size_of(desk, row.pk, row.length)}  # type: ignore[attr-defined] # annotated


@router.on("POST /v1/cases/{case}/read", shapes.Done)
def read(request: HttpRequest, case: str) -> Done:
    """Record that the caller takes the case's sealed objects to their own machine."""
    envelope_of(request, case)
    return accepted(acts.took_to_read(desk_of(request), case, caller(request).person))


@router.on("POST /v1/cases/{case}/present", shapes.Presence)
def present(request: HttpRequest, case: str) -> dict[str, Any]:
    """That the caller has the case open, who else has, and its revision: two minutes in memory, written nowhere."""
    revision = envelope_of(request, case).case.revision
    desk, person = desk_of(request), caller(request).person
    if acts.reader_of(desk, case, person) != person:
        return {"case": case, "revision": revision, "people": []}  # counsel is seen by nobody, and sees nobody
    others = presence.HERE.beside(case, person, desk.now)
    people = [{"person": who, "minute": f"{at:%Y-%m-%dT%H:%MZ}"} for who, at in others]
    return {"case": case, "revision": revision, "people": people}


@router.on("GET /v1/sealed/{sealed}", None, openapi_extra=shapes.GIVES_BYTES)
def sealed_bytes(request: HttpRequest, sealed: str) -> HttpResponse:
    """One ciphertext, as bytes. Where the caller's reading of today is not recorded yet, it is now (hazard 9.3)."""
    row = Sealed.objects.filter(pk=sealed, reader__in=("case", "notifier"), case__isnull=False).first()
    if row is None:
        raise unknown()
    case = str(row.case_id)
    check_case(desk_of(request), caller(request), case)
    if row.reader == "notifier":
        denied = notices.may_hand(desk_of(request), caller(request).person, case, sealed)
        if denied is not None:
            raise DeniedError(denied)
        return HttpResponse(bytes_of(desk_of(request), row), content_type="application/octet-stream")
    envelope_of(request, case, hidden=True)
    desk, by = desk_of(request), caller(request).person
    if not any(
        event.body == ParticularsRead(acts.reader_of(desk, case, by)) and event.day == desk.today
        for event in codec.events_of(case)
    ):
        accepted(acts.took_to_read(desk, case, by))
    try:
        data = bytes_of(desk, row)
    except BlobError as fault:
        do = Msg("The operator restores it from a backup.")
        raise DeniedError(Denied("sealed.lost", "The ciphertext is not where it was kept.", do)) from fault
    return HttpResponse(data, content_type="application/octet-stream")


@router.on("GET /v1/envelopes", shapes.OwnEnvelopes)
def own_envelopes(request: HttpRequest) -> dict[str, Any]:
    """The caller's envelopes of open cases that they are shown, and how many cases are open."""
    rows = envelopes.open_envelopes(caller(request).person, only(request))
    told = [{"case": case, "recipient": key, "bytes": base64.b64encode(each).decode()} for case, key, each in rows]
    return {"rows": told, "open": envelopes.open_cases()}


@router.on("POST /v1/envelopes", shapes.Envelopes)
def share(request: HttpRequest, payload: shapes.Share) -> dict[str, Any]:
    """Envelopes for somebody who reads by the roster in force, of cases that the caller can open.

    One that stands is kept, unless its person ever had another key: nobody locks a colleague out with junk.
    """
    desk = desk_of(request)
    person = desk.roster.person(payload.person)
    if not envelopes.reads(person):
        says = "{person} has no role that reads cases."
        raise DeniedError(Denied("access.role", says, "Propose the next roster first.", person=payload.person))
    mine = {case for case, _, _ in envelopes.open_envelopes(caller(request).person, only(request))}
    if not {one.case for one in payload.envelopes} <= mine:
        raise unknown()
    made = [(one.case, age_file(one.bytes)) for one in payload.envelopes]
    return {"envelopes": envelopes.share(payload.person, made, again=envelopes.had_another_key(desk, payload.person))}


@router.on("DELETE /v1/envelopes/{person}", shapes.Envelopes)
def withdraw(request: HttpRequest, person: str) -> dict[str, Any]:
    """Delete the envelopes of somebody who reads no more by the roster in force."""
    if envelopes.is_given(desk_of(request).roster.person(person)) or person == envelopes.RECOVERY:
        says = "{person} reads by the roster in force."
        raise DeniedError(Denied("roster.still-listed", says, "Propose the next one first.", person=person))
    return {"envelopes": envelopes.withdraw([person])}


def envelope_of(request: HttpRequest, case: str, *, hidden: bool = False) -> Envelope:
    """The caller's envelope of a case. Raises DeniedError where they have none."""
    rows = Envelope.objects.select_related("case").filter(
        case_id=case, person=caller(request).person, whole=True, vessel=False
    )
    mine = rows.order_by("question").first()
    if mine is not None:
        return mine
    # Whoever reads material sees the queue too: that the case exists is no news to them, what is sealed of it is.
    if hidden or not Case.objects.filter(pk=case).exists():
        raise unknown()
    if state_of(case).forgotten:
        raise DeniedError(FORGOTTEN)
    if keeper := state_of(case).restricted_to:
        says = "This is restricted: {who} alone opens it, and it goes to nobody else."
        raise DeniedError(Denied("arrival.restricted", says, who=keeper))
    do = Msg("A colleague runs: dueprocess roster share --with {person}", person=caller(request).person)
    raise DeniedError(Denied("access.no-envelope", "There is no envelope of this case for you.", do))
