"""Questions to counsel: put by somebody who works on a case, read and answered by one lawyer, sealed all the way."""

import base64
from typing import Annotated, Any, Final

from django.http import HttpRequest
from pydantic import Field

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file, attached_to, one_of_caller
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.api.material import envelope_of
from dueprocess.desk.api.shapes import Asked, AttachedThing, Code, SealedId, Signed, shape
from dueprocess.desk.data.models import InvitedCounsel
from dueprocess.desk.services import counsel, invited
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.note import MalformedNoteError, parse_vkey
from dueprocess.formats.refusal import accepted
from dueprocess.formats.roster import AGE
from dueprocess.formats.statement import Act

router = Routes()
KIND: Final = "counsel"


class AskCounsel(Asked):
    """A question to one lawyer: the statement, the sealed question, what they read the case with."""

    note: Signed
    attached: list[AttachedThing] = Field(max_length=1)
    to: Code
    envelope: str = Field(max_length=12 << 20, description="base64; sealed to the lawyer alone")


Hashed = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class InviteCounsel(Asked):
    """A link for a lawyer who is on no roster."""

    token: Hashed = Field(description="SHA-256 of what its holder will show")


class ByLink(Asked):
    """Whoever holds the link."""

    token: Hashed = Field(description="drawn of the secret in the link")


class DrawnKeys(ByLink):
    """Public keys that the lawyer's browser drew."""

    age: str = Field(pattern=f"^{AGE.pattern}$")
    vkey: str = Field(max_length=120)


class AnswerCounsel(Asked):
    """A sealed answer to a question."""

    question: Hashed = Field(description="SHA-256 of the statement that put it")
    sealed: SealedId
    bytes: str = Field(max_length=1 << 20, description="base64")


class AnswerByLink(ByLink, AnswerCounsel):
    """The same from who holds the link."""


CounselAsked = shape("CounselAsked", "Cases about which one was asked and has not answered.", "cases: [str]")
shape(
    "CounselQuestion",
    "A question to counsel; who it was put to stands in the sealed question alone.",
    "question, note, by, sees, until, on, ended_on?, sealed, answer?, mine: bool, bytes, answered, envelope",
    question="SHA-256 of the statement that put it",
    note="that statement",
    sees="case or copy",
    answer="id of the sealed answer",
    mine="it was put to the caller",
    bytes="base64 of the sealed question; empty for others than its readers and the lawyer",
    answered="base64 of the sealed answer; empty for others than its readers",
    envelope="base64 of what the lawyer reads with: the case key, or the copy",
)
shape(
    "CounselInvited",
    "A link of the caller that waits for its question.",
    "name, age, vkey, until",
    name="what stands for the lawyer; no name of theirs",
    age="empty until their browser drew it",
)
CounselQuestions = shape(
    "CounselQuestions",
    "The questions of a case, oldest first; ``lawyers``: who can be asked.",
    "case, lawyers: [str], rows: [CounselQuestion], invited: CounselInvited?",
)
CounselLinks = shape("CounselLinks", "How many links wait now, or went.", "links: int")
shape("CounselPerson", "Who asks, with the keys of the roster in force.", "name, age, vkey")
InvitedCase = shape(
    "InvitedCase",
    "What the holder of a link is shown; all of it is checked in their browser.",
    "desk, name, by: CounselPerson, drawn: bool, until, note, bytes, envelope",
    drawn="keys were drawn under this link",
    note="the statement that put the question; empty until it is put",
    bytes="base64 of the sealed question",
    envelope="base64 of what is sealed to the lawyer alone",
)


@router.on("GET /v1/counsel", CounselAsked)
def put_to_me(request: HttpRequest) -> dict[str, Any]:
    """Cases about which the caller was asked and has not answered."""
    return {"cases": counsel.put_to(caller(request).person)}


@router.on("GET /v1/cases/{case}/counsel", CounselQuestions)
def questions(request: HttpRequest, case: str) -> dict[str, Any]:
    """The questions of a case, oldest first. What is sealed of one goes to its readers and to whom it was put."""
    desk, person = desk_of(request), caller(request).person
    rows = [_plain(one) for one in counsel.shown(desk, case, person)]
    waits = invited.waiting(desk, case, person)
    link = waits and {
        "name": invited.name_of(waits),
        "age": waits.age,
        "vkey": waits.vkey,
        "until": waits.until.isoformat(),
    }
    return {"case": case, "lawyers": counsel.lawyers(desk, person), "rows": rows, "invited": link}


def _plain(one: counsel.Shown) -> dict[str, Any]:
    question = one.question
    return {
        "question": question.statement,
        "note": one.note.decode(),
        "by": question.by,
        "sees": question.sees,
        "until": question.until,
        "on": question.on,
        "ended_on": question.ended_on or None,
        "sealed": question.sealed,
        "answer": question.answer or None,
        "mine": one.mine,
        "bytes": base64.b64encode(one.sealed).decode(),
        "answered": base64.b64encode(one.answer).decode(),
        "envelope": base64.b64encode(one.envelope).decode(),
    }


@router.on("POST /v1/cases/{case}/counsel", shapes.Done)
def ask(request: HttpRequest, case: str, payload: AskCounsel) -> Done:
    """Put a question to one lawyer, of the roster or invited, with what they read this one case with."""
    note, statement = one_of_caller(request, payload.note)
    if statement.case != case or statement.act is not Act.COUNSEL_ASK:
        raise unknown()
    attached = [attached_to(statement.look, one) for one in payload.attached]
    given = counsel.Given(payload.to, age_file(payload.envelope))
    return accepted(counsel.ask(desk_of(request), note, attached, given))


@router.on("POST /v1/cases/{case}/counsel/answer", shapes.Done)
def answer(request: HttpRequest, case: str, payload: AnswerCounsel) -> Done:
    """Hand in a sealed answer. With it ends what the caller was given; the record names nobody."""
    sealed = Attached(payload.sealed, KIND, KIND, age_file(payload.bytes))
    return accepted(counsel.answer(desk_of(request), case, caller(request).person, payload.question, sealed))


@router.on("POST /v1/cases/{case}/counsel/invited", CounselLinks)
def invite(request: HttpRequest, case: str, payload: InviteCounsel) -> dict[str, Any]:
    """A link for one lawyer who is on no roster, in place of an earlier one of the caller. It gives nothing yet."""
    envelope_of(request, case)
    return {"links": accepted(invited.invite(desk_of(request), case, caller(request).person, payload.token))}


@router.on("DELETE /v1/cases/{case}/counsel/invited", CounselLinks)
def uninvite(request: HttpRequest, case: str) -> dict[str, Any]:
    """Take back the caller's link that has no question yet."""
    envelope_of(request, case)
    return {"links": invited.take_back(case, caller(request).person)}


def _by_link(request: HttpRequest, payload: ByLink) -> InvitedCounsel:
    """The row of a link. Raises DeniedError, alike for one that never was, is over or was taken back."""
    row = invited.found(desk_of(request), payload.token)
    if row is None:
        raise unknown()
    return row


@router.on("POST /v1/invited", InvitedCase)
def by_link(request: HttpRequest, payload: ByLink) -> dict[str, Any]:
    """What the holder of a link may fetch: of this one case what was sealed to them, and of the desk nothing."""
    desk, row = desk_of(request), _by_link(request, payload)
    asker = desk.roster.person(row.person)
    told = {"note": "", "bytes": "", "envelope": ""}
    name = invited.name_of(row)
    for one in counsel.shown(desk, row.case_id, name) if row.question else ():
        if one.mine:
            told = {key: value for key, value in _plain(one).items() if key in told}
            invited.read(desk, row)
    by = {"name": row.person, "age": asker.age if asker else "", "vkey": asker.vkey if asker else ""}
    until = row.until.isoformat()
    return {"desk": desk.roster.desk_id, "name": name, "by": by, "drawn": bool(row.age), "until": until, **told}


@router.on("POST /v1/invited/keys", CounselLinks)
def drawn(request: HttpRequest, payload: DrawnKeys) -> dict[str, Any]:
    """The public keys that the lawyer's browser drew: once under a link."""
    row = _by_link(request, payload)
    try:
        named = parse_vkey(payload.vkey).name
    except MalformedNoteError:
        named = ""
    if named != invited.name_of(row):
        raise unknown()
    return {"links": accepted(invited.draw(row, payload.age, payload.vkey))}


@router.on("POST /v1/invited/answer", shapes.Done)
def answer_by_link(request: HttpRequest, payload: AnswerByLink) -> Done:
    """Hand in the sealed answer. With it the link ends."""
    row = _by_link(request, payload)
    sealed = Attached(payload.sealed, KIND, KIND, age_file(payload.bytes))
    return accepted(counsel.answer(desk_of(request), row.case_id, invited.name_of(row), payload.question, sealed))
