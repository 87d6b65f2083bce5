"""What cases are found by: a client takes the dockets of all that its person may open, and searches by itself."""

import base64
from typing import Any

from django.http import HttpRequest

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file
from dueprocess.desk.api.material import envelope_of
from dueprocess.desk.services import dockets
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError

router = Routes()


@router.on("GET /v1/dockets", shapes.DocketList)
def listed(request: HttpRequest) -> dict[str, Any]:
    """Every case that the caller may open, open or closed, with the id of its docket."""
    forgotten, rows = dockets.permitted(caller(request).person)
    return {"rows": [{"case": case, "docket": sealed} for case, sealed in rows], "forgotten": forgotten}


@router.on("POST /v1/dockets", shapes.DocketsTaken)
def take(request: HttpRequest, payload: shapes.WishedDockets) -> dict[str, Any]:
    """Dockets of those of the named cases that the caller may open; nothing is said of others."""
    rows = dockets.some(caller(request).person, payload.cases)
    return {
        "rows": [
            {"case": case, "recipient": key, "envelope": _text(envelope), "docket": sealed, "bytes": _text(data)}
            for case, key, envelope, sealed, data in rows
        ]
    }


@router.on("POST /v1/dockets/kept", shapes.DocketBrowser)
def kept(request: HttpRequest, payload: shapes.DocketsKept) -> dict[str, Any]:
    """That a browser of the caller keeps no docket beside those of a list: what is forgotten since names it."""
    dockets.kept(desk_of(request), caller(request).person, payload.browser, payload.forgotten)
    return {"browser": payload.browser}


@router.on("POST /v1/cases/{case}/docket", shapes.DocketPut)
def replace(request: HttpRequest, case: str, payload: shapes.NewDocket) -> dict[str, Any]:
    """Replace a case's docket, by somebody who may open the case. No statement: nothing relies on it."""
    envelope_of(request, case)
    data = age_file(payload.bytes)
    if len(data) > dockets.MAX_BYTES:
        raise DeniedError(Denied("docket.size", "A docket has one size, and this is larger.", "Update the program."))
    return {"case": case, "docket": dockets.replace(case, data)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
