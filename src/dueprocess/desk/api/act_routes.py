"""Drafts and acts: what waits for a signature, and what was signed (``desk.services.acts`` takes it)."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest
from ninja import Router

from dueprocess.acts import access
from dueprocess.acts.table import ACTS, ON_CASE
from dueprocess.adapters import age_header
from dueprocess.case.outcome import Rule
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import auth, caller
from dueprocess.desk.api.edge import is_own_machine
from dueprocess.desk.api.errors import unknown
from dueprocess.desk.api.shapes import answers
from dueprocess.desk.api.words import words_of
from dueprocess.desk.data.models import Draft, Sealed
from dueprocess.desk.data.models import Statement as Stored
from dueprocess.desk.services import acts, authorities, law, stops
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done
from dueprocess.desk.web import drafts
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, Msg
from dueprocess.formats.standing import ACTS as OF_STANDING
from dueprocess.formats.statement import Act, Statement, parse

router = Router()
MAX_DRAFTS: Final = 200
"""Acts of one person that may wait at a time."""

WAITS: Final = frozenset({Rule.STALE, Rule.BASIS})
"""Refusals after which the same draft may be signed anew."""


@router.post("/v1/cases/{case}/draft", auth=auth("POST /v1/cases/{case}/draft"), response=answers(shapes.Prepared))
def make_draft(request: HttpRequest, case: str, payload: shapes.Wish) -> dict[str, Any]:
    """Prepare an act: its text waits for a signature for an hour."""
    desk, who = desk_of(request), caller(request)
    act = _act_of(payload.act)
    _check_here(request, act)
    if not access.may(who.roles, act):
        raise DeniedError(Denied(Rule.ROLE, "Your roles may not {act}.", "Ask somebody who may.", act=str(act)))
    if Draft.objects.filter(person=who.person, state="waiting", until__gt=desk.now).count() >= MAX_DRAFTS:
        raise DeniedError(Denied("draft.too-many", "Too many of your acts wait.", "Sign them, or wait an hour."))
    return _prepared(desk, drafts.make(desk, who.person, act, case, payload.says))


@router.get("/v1/drafts/{draft}", auth=auth("GET /v1/drafts/{draft}"), response=answers(shapes.Prepared))
def one_draft(request: HttpRequest, draft: str) -> dict[str, Any]:
    """An act of one's own that waits, with its text as of now."""
    return _prepared(desk_of(request), _waiting(request, draft))


@router.post("/v1/acts", auth=auth("POST /v1/acts"), response=answers(shapes.Done))
def do(request: HttpRequest, payload: shapes.Act) -> dict[str, Any]:
    """Do what a signed statement says, by its own signer."""
    desk, who = desk_of(request), caller(request)
    note = payload.note.encode("utf-8", "replace")
    statement = parse(note)[0]
    _check_here(request, statement.act)
    if statement.by != who.person:
        raise DeniedError(
            Denied("session.another-person", "The statement is another person's.", "Sign in their session.")
        )
    draft = _waiting(request, payload.draft) if payload.draft else None
    if draft is not None and not _same(draft, statement):
        raise DeniedError(Denied("draft.another", "The statement is not what the draft says.", "Read the draft again."))
    attached = [_attached(statement, one) for one in payload.attached]
    done = _perform(desk, statement.act, note, attached)
    if isinstance(done, Denied):
        if draft is not None and done.rule not in WAITS:
            drafts.settle(draft, rule=str(done.rule))
        raise DeniedError(done)
    if draft is not None:
        drafts.settle(draft)
    return {"case": done.case, "revision": done.revision, "events": list(done.events)}


def _act_of(text: str) -> Act:
    if text not in list(Act):
        raise DeniedError(
            Denied("statement.unknown-act", "There is no such act.", "docs/reference/case.md lists them.")
        )
    return Act(text)


def _perform(desk: Desk, act: Act, note: bytes, attached: Sequence[Attached]) -> Done | Denied:
    of_desk = {Act.AUTHORITY_CONFIRM: authorities.confirm, Act.LAW_SIGN: law.sign}
    if act in OF_STANDING:
        return stops.perform(desk, note)
    if act in of_desk:
        return of_desk[act](desk, note)
    return acts.perform(desk, note, attached=attached)


def _check_here(request: HttpRequest, act: Act) -> None:
    """A page that the desk serves may be the desk's own tool against its people; their own machine is theirs."""
    elsewhere = ACTS[act].elsewhere
    if elsewhere is not None and not (elsewhere.interface and is_own_machine(request)):
        do = Msg("Do it on your own machine: {command}", command=elsewhere.command)
        raise DeniedError(
            Denied("vault.not-here", "{act} is not done from a page that the desk serves.", do, act=str(act))
        )


def _waiting(request: HttpRequest, draft: str) -> Draft:
    found = drafts.find(desk_of(request), draft, caller(request).person)
    if found is None:
        raise unknown()
    if found.state != "waiting":
        raise DeniedError(
            Denied("draft.settled", "This act is {state} already.", "Go back to the desk's page.", state=found.state)
        )
    return found


def _prepared(desk: Desk, draft: Draft) -> dict[str, Any]:
    statement = drafts.statement_of(desk, draft)
    return {
        "id": draft.pk,
        "statement": statement.text(),
        "case": draft.case,
        "act": draft.act,
        "words": words_of(statement),
        "notes": _notes(statement),
    }


def _notes(statement: Statement) -> list[str]:
    named = statement.says.get("proposal")
    rows = Stored.objects.filter(pk=named if isinstance(named, str) else "", case=statement.case or "")
    return [bytes(note).decode() for note in rows.values_list("note", flat=True)]


def _same(draft: Draft, statement: Statement) -> bool:
    says = json.loads(draft.says)
    return (statement.case or "", str(statement.act), statement.says) == (draft.case, draft.act, says)


def _attached(statement: Statement, one: shapes.AttachedThing) -> Attached:
    declared = ON_CASE.get(statement.act)
    readers = {brought.kind: brought.readers for brought in declared.brings} if declared else {}
    if one.reader not in readers.get(one.kind, ()):
        raise DeniedError(Denied("attached.kind", "That act brings no such object.", "See docs/reference/api.md."))
    if Sealed.objects.filter(pk=one.id).exists():
        raise DeniedError(Denied("attached.id", "An object of this id is here already.", "Seal it under a fresh id."))
    try:
        data = base64.b64decode(one.bytes, validate=True)
        age_header.read(data)
    except (binascii.Error, ValueError) as fault:
        raise DeniedError(Denied("attached.not-sealed", "The object is no age file.", "Seal it first.")) from fault
    return Attached(one.id, one.kind, one.reader, data)
