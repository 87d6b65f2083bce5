"""What cases are found by: a client takes the dockets of all that its person may open, and searches by itself."""

import base64
from typing import Any

from django.http import HttpRequest
from pydantic import Field

from dueprocess.desk.api.access_table import Routes, caller, only
from dueprocess.desk.api.act_routes import age_file
from dueprocess.desk.api.material import envelope_of
from dueprocess.desk.api.shapes import Asked, CaseId, shape
from dueprocess.desk.services import dockets, openings
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError

router = Routes()


class NewDocket(Asked):
    """What a case is found by, sealed to its key."""

    bytes: str = Field(max_length=6 << 10, description="base64")


class WishedDockets(Asked):
    """Cases whose dockets one has not got, or not as they stand now."""

    cases: list[CaseId] = Field(max_length=200)


class DocketsKept(Asked):
    """That a browser keeps the dockets of the list that said ``forgotten``, and none beside it."""

    browser: str = Field(pattern=r"^b-[a-z2-7]{24}$")
    forgotten: int = Field(ge=0, le=10_000_000)


shape(
    "DocketRow",
    "A case that one may open, and its docket; empty: it has none yet.",
    "case, docket, word",
    word="what its official may be told: one of six words; received until the office was called back",
)
shape(
    "ManyOpened",
    "A person opened more than thirty originals within an hour.",
    "person, hour, count: int",
    hour="its beginning, UTC",
)
DocketList = shape(
    "DocketList",
    "Every case that one may open: who keeps dockets drops those of all others.",
    "rows: [DocketRow], forgotten: int, own: bool, many: [ManyOpened]",
    forgotten="how many cases were forgotten by then",
    own="only cases that are the caller's are listed and open to them",
    many="hours of the last fourteen days in which others opened more than thirty originals",
)
shape(
    "DocketTaken",
    "A docket, the case's public key, and one's own envelope.",
    "case, docket, recipient, envelope, bytes",
    bytes="base64",
    envelope="base64",
)
DocketsTaken = shape("DocketsTaken", "Dockets as they stand.", "rows: [DocketTaken]")
DocketBrowser = shape("DocketBrowser", "The browser that was noted.", "browser")
DocketPut = shape("DocketPut", "The id of a docket that was replaced.", "case, docket")


@router.on("GET /v1/dockets", DocketList)
def listed(request: HttpRequest) -> dict[str, Any]:
    """Every case that the caller may open, open or closed, with the id of its docket."""
    among, person = only(request), caller(request).person
    forgotten, rows = dockets.permitted(desk_of(request), person, among)
    return {
        "rows": [{"case": one.case, "docket": one.docket, "word": one.word} for one in rows],
        "forgotten": forgotten,
        "own": among is not None,
        "many": [
            {"person": one.person, "hour": f"{one.at:%Y-%m-%dT%H:00Z}", "count": one.count}
            for one in openings.many(desk_of(request), person)
        ],
    }


@router.on("POST /v1/dockets", DocketsTaken)
def take(request: HttpRequest, payload: WishedDockets) -> dict[str, Any]:
    """Dockets of those of the named cases that the caller may open; nothing is said of others."""
    shown = only(request)
    asked = payload.cases if shown is None else sorted(set(shown).intersection(payload.cases))
    rows = dockets.some(caller(request).person, asked)
    return {
        "rows": [
            {"case": case, "recipient": key, "envelope": _text(envelope), "docket": sealed, "bytes": _text(data)}
            for case, key, envelope, sealed, data in rows
        ]
    }


@router.on("POST /v1/dockets/kept", DocketBrowser)
def kept(request: HttpRequest, payload: DocketsKept) -> dict[str, Any]:
    """That a browser of the caller keeps no docket beside those of a list: what is forgotten since names it."""
    dockets.kept(desk_of(request), caller(request).person, payload.browser, payload.forgotten)
    return {"browser": payload.browser}


@router.on("POST /v1/cases/{case}/docket", DocketPut)
def replace(request: HttpRequest, case: str, payload: NewDocket) -> dict[str, Any]:
    """Replace a case's docket, by somebody who may open the case. No statement: nothing relies on it."""
    envelope_of(request, case)
    data = age_file(payload.bytes)
    if len(data) > dockets.MAX_BYTES:
        raise DeniedError(Denied("docket.size", "A docket has one size, and this is larger.", "Update the program."))
    return {"case": case, "docket": dockets.replace(case, data)}


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
