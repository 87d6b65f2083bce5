"""Envelopes and ciphertexts, for people who hold an envelope of the case. That they took them is recorded."""

import base64
from typing import Any

from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from ninja import Router

from dueprocess.adapters.blobs import BlobError
from dueprocess.case.case_events import ParticularsRead
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import auth, caller
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.api.shapes import answers
from dueprocess.desk.data import codec
from dueprocess.desk.data.models import Case, Envelope, Sealed
from dueprocess.desk.services import acts, trust
from dueprocess.desk.services.ciphertexts import bytes_of, size_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, Msg

router = Router()


@router.get("/v1/cases/{case}/material", auth=auth("GET /v1/cases/{case}/material"), response=answers(shapes.Material))
def material(request: HttpRequest, case: str) -> dict[str, Any]:
    """What is sealed of a case, what its events commit to, and the caller's envelope."""
    envelope, desk = _envelope(request, case), desk_of(request)
    rows = Sealed.objects.filter(case_id=case, reader="case").order_by("pk")
    return {
        "case": case,
        "recipient": envelope.case.recipient,
        "revision": envelope.case.revision,
        "envelope": base64.b64encode(bytes(envelope.bytes)).decode(),
        "committed": sorted(trust.committed_ciphertexts(case)),
        "objects": [
            {"id": row.pk, "kind": row.kind, "reader": row.reader, "size": size_of(desk, row.pk, row.length)}
            for row in rows.annotate(length=Length("bytes")).defer("bytes")
        ],
    }


@router.post("/v1/cases/{case}/read", auth=auth("POST /v1/cases/{case}/read"), response=answers(shapes.Done))
def read(request: HttpRequest, case: str) -> dict[str, Any]:
    """Record that the caller takes the case's sealed objects to their own machine."""
    _envelope(request, case)
    return _record(desk_of(request), case, caller(request).person)


@router.get(
    "/v1/sealed/{sealed}",
    auth=auth("GET /v1/sealed/{sealed}"),
    response=answers(None),
    openapi_extra={
        "responses": {
            200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
        }
    },
)
def sealed_bytes(request: HttpRequest, sealed: str) -> HttpResponse:
    """One ciphertext. Where the caller's reading is not recorded for today, it is recorded first (hazard 9.3)."""
    row = Sealed.objects.filter(pk=sealed, reader="case", case__isnull=False).first()
    if row is None:
        raise unknown()
    case = str(row.case_id)
    _envelope(request, case, hidden=True)
    desk, by = desk_of(request), caller(request).person
    if not _read_today(desk, case, by):
        _record(desk, case, by)
    try:
        data = bytes_of(desk, row)
    except BlobError as fault:
        do = Msg("The operator restores it from a backup.")
        raise DeniedError(Denied("sealed.lost", "The ciphertext is not where it was kept.", do)) from fault
    return HttpResponse(data, content_type="application/octet-stream")


def _envelope(request: HttpRequest, case: str, *, hidden: bool = False) -> Envelope:
    mine = Envelope.objects.select_related("case").filter(case_id=case, person=caller(request).person).first()
    if mine is not None:
        return mine
    # Whoever reads material sees the queue too: that the case exists is no news to them, what is sealed of it is.
    if hidden or not Case.objects.filter(pk=case).exists():
        raise unknown()
    do = Msg("A colleague runs: dueprocess roster share --with {person}", person=caller(request).person)
    raise DeniedError(Denied("access.no-envelope", "There is no envelope of this case for you.", do))


def _read_today(desk: Desk, case: str, by: str) -> bool:
    return any(event.body == ParticularsRead(by) and event.day == desk.today for event in codec.events_of(case))


def _record(desk: Desk, case: str, by: str) -> dict[str, Any]:
    done = acts.took_to_read(desk, case, by)
    if isinstance(done, Denied):
        raise DeniedError(done)
    return {"case": done.case, "revision": done.revision, "events": list(done.events)}
