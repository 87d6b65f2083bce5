"""Questions to counsel: put by somebody who works on a case, read and answered by one lawyer, sealed all the way."""

import base64
from typing import Any, Final

from django.http import HttpRequest
from pydantic import Field

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import age_file, attached_to, one_of_caller
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.api.shapes import Asked, AttachedThing, Code, SealedId, Signed, shape
from dueprocess.desk.services import counsel
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import accepted
from dueprocess.formats.statement import Act

router = Routes()
KIND: Final = "counsel"


class AskCounsel(Asked):
    """A question to one lawyer of the roster: the statement, the sealed question, what they read the case with."""

    note: Signed
    attached: list[AttachedThing] = Field(max_length=1)
    to: Code
    envelope: str = Field(max_length=1 << 20, description="base64; sealed to the lawyer alone")


class AnswerCounsel(Asked):
    """A sealed answer to a question."""

    question: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the statement that put it")
    sealed: SealedId
    bytes: str = Field(max_length=1 << 20, description="base64")


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
    bytes="base64 of the sealed question; empty for others than asker and lawyer",
    answered="base64 of the sealed answer; empty for others than the asker",
    envelope="base64 of what the lawyer reads with: the case key, or the copy",
)
CounselQuestions = shape(
    "CounselQuestions",
    "The questions of a case, oldest first; ``lawyers``: who can be asked.",
    "case, lawyers: [str], rows: [CounselQuestion]",
)


@router.on("GET /v1/counsel", CounselAsked)
def put_to_me(request: HttpRequest) -> dict[str, Any]:
    """Cases about which the caller was asked and has not answered."""
    return {"cases": counsel.put_to(caller(request).person)}


@router.on("GET /v1/cases/{case}/counsel", CounselQuestions)
def questions(request: HttpRequest, case: str) -> dict[str, Any]:
    """The questions of a case, oldest first. What is sealed of one goes to its asker and to whom it was put."""
    desk, person = desk_of(request), caller(request).person
    rows = [_plain(one) for one in counsel.shown(desk, case, person)]
    return {"case": case, "lawyers": counsel.lawyers(desk, person), "rows": rows}


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
    """Put a question to one lawyer, with what they read this one case with, sealed to them."""
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
