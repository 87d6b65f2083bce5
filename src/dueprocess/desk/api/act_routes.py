"""Acts on cases: what one can say now, whether it would be done, and what somebody signed (``desk.services.acts``)."""

import base64
import binascii
from collections.abc import Callable, Sequence
from functools import cache
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from pydantic import Field

from dueprocess.acts import access
from dueprocess.acts.declaration import About, Choice, OnCase
from dueprocess.acts.document import PUBLIC
from dueprocess.acts.table import ACTS, ON_CASE, ON_DESK
from dueprocess.adapters import age_header
from dueprocess.case.fields import MAX_ITEM, Coded, Kind, Lines
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller, check_case, only
from dueprocess.desk.api.case_routes import letter_plain
from dueprocess.desk.api.edge import is_own_machine
from dueprocess.desk.data.models import Sealed
from dueprocess.desk.services import acts, choices, letter_parts, trust
from dueprocess.desk.services.acts import relied_now
from dueprocess.desk.services.assessments import answers_of, assess_case, handed
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.result import Done
from dueprocess.desk.web import words
from dueprocess.desk.web.desk import desk_of
from dueprocess.desk.web.templatetags.desk import cited
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted
from dueprocess.formats.statement import Act, Look, Said, Statement, parse, parse_look
from dueprocess.law.finding import Assessment, ItemAssessment, May, WrongAnswer

router = Routes()
Item = Annotated[int, Field(ge=0, le=MAX_ITEM)]


@router.on("GET /v1/cases/{case}/offers", shapes.Offers)
def offers(request: HttpRequest, case: str) -> dict[str, Any]:
    """Every act that the caller may do on a case and its items as they stand now."""
    who = caller(request)
    state = state_of(case)
    gone, onward = trust.gone(desk_of(request), state), letter_parts.deciders_onward(state)
    return {"case": case, "offers": choices.offers(state, who.person, who.roles, gone, onward)}


@router.on("GET /v1/cases/{case}/acts/{act}", shapes.ActAsked)
def asked(request: HttpRequest, case: str, act: str, item: Item = 0) -> dict[str, Any]:
    """What an act can say on a case, or on one item of it, now. The client composes the statement."""
    state = state_of(case)
    return _asked(request, state, choices.owed(case), _judged(request, state), act, item)


def _judged(request: HttpRequest, case: CaseState) -> Callable[[], Assessment]:
    """What the law says of a case, reckoned once however often it is asked for, in the language of the request."""
    return cache(lambda: assess_case(desk_of(request), case, language=get_language() or "en"))


def _asked(
    request: HttpRequest, case: CaseState, duties: choices.Owed, judged: Callable[[], Assessment], act: str, item: int
) -> dict[str, Any]:
    declared = _may(request, act)
    who = caller(request).person
    looks_at = choices.about(desk_of(request), declared, case, duties, item, judged, person=who)
    return {
        "case": case.id,
        "act": act,
        "item": item,
        "choices": {
            key: [_choice(declared.fields[key].kind, key, one) for one in listed]
            for key, listed in choices.choices(declared, looks_at).items()
        },
        "filled": choices.filled(declared, looks_at),
        "same": choices.of_the_same(declared, looks_at, only(request)),
        "law": _law(desk_of(request), looks_at, looks_at.judged) if looks_at.judged else None,
    }


@router.on("GET /v1/cases/{case}/law", shapes.CaseLaw)
def law(request: HttpRequest, case: str) -> dict[str, Any]:
    """What the law answers, and what a person's own machine needs besides its law to reckon it again."""
    desk, state = desk_of(request), state_of(case)
    return {"case": case, "law": _answers(state, _judged(request, state)), **handed(desk)}


def _answers(case: CaseState, judged: Callable[[], Assessment]) -> dict[str, Any] | None:
    return answers_of(case, judged()) if case.shelf else None


@router.on("POST /v1/cases/{case}/would", shapes.Would)
def would(request: HttpRequest, case: str, payload: shapes.Wish) -> dict[str, Any]:
    """What would follow from the acts of a look, and what could be said and sent after them. Nothing is written."""
    desk, said = desk_of(request), [Said(_may(request, one.act).act, one.says) for one in payload.acts]
    _check_cases(request, None, said)
    tried = choices.would(desk, caller(request).person, case, said)
    state, judged = tried.case, _judged(request, tried.case)
    answer = {
        "events": tried.events,
        "refused": None if tried.refused is None else {"number": tried.refused[0], **words.refused(tried.refused[1])},
        "form": choices.form_of(desk, state, get_language() or "en"),
        "relied": relied_now(desk, state),
        "law": _answers(state, judged),
        "asked": [_asked(request, state, tried.duties, judged, one.act, one.item) for one in payload.asked],
        "letter": None,
        "letter_refused": None,
    }
    if payload.letter is not None:
        asks = payload.letter
        try:
            then = choices.agreed(state, said)
            answer["letter"] = letter_plain(desk, then, asks.items, asks.kind, asks.languages)
        except DeniedError as fault:
            answer["letter_refused"] = words.refused(fault.denied)
    return answer


@router.on("POST /v1/acts", shapes.Done)
def do(request: HttpRequest, payload: shapes.Act) -> Done:
    """Do what a signed statement on a case says, by its own signer."""
    note, look = of_caller(request, payload.note, on_desk=False)
    if any(said.act is Act.COUNSEL_ASK for said in look.acts):
        raise DeniedError(
            Denied("request.command", "That act is done at another address.", "See docs/reference/api.md.")
        )
    attached = [attached_to(look, one) for one in payload.attached]
    envelopes = {one.person: age_file(one.bytes) for one in payload.envelopes}
    return accepted(acts.perform(desk_of(request), note, attached=attached, envelopes=envelopes))


def _may(request: HttpRequest, name: str) -> OnCase[Any]:
    """The act on a case, for somebody who may do it from here. Raises DeniedError."""
    declared = next((one for one in ACTS.values() if str(one.act) == name), None)
    if declared is None:
        do = "docs/reference/acts.md lists them."
        raise DeniedError(Denied("statement.unknown-act", "There is no such act.", do))
    check_here(request, declared.act)
    if not access.may(caller(request).roles, declared.act):
        raise DeniedError(Denied(Rule.ROLE, "Your roles may not {act}.", "Ask somebody who may.", act=name))
    if not isinstance(declared, OnCase):
        raise DeniedError(
            Denied("request.command", "That act does not concern a case.", "docs/reference/acts.md lists them.")
        )
    return declared


def _choice(kind: Kind, key: str, one: Choice) -> dict[str, Any]:
    """A choice with its words; a code of a closed list goes without, the client has its own."""
    said = "" if isinstance(kind, Coded) else words.duty(one.words) if key == "what" else words.of_act(one.words)
    marks = list(one.marks) if isinstance(kind, Lines) else [words.of_act(mark) for mark in one.marks]
    return {"value": one.value, "words": said, "marks": marks, "start": one.start, "says": dict(one.says)}


def _law(desk: Desk, looks_at: About, judged: ItemAssessment) -> dict[str, Any]:
    may = judged.may
    return {
        "suggests": words.recommended(str(judged.recommendation)),
        "recommends": str(judged.recommendation),
        "findings": [
            {"effect": str(one.effect), "says": one.says, "claimed": one.claimed, "cited": cited(one.citation)}
            for one in judged.stopping
        ],
        "grounds": [{"code": one.code, "says": one.says, "cited": cited(one.citation)} for one in judged.grounds],
        "may": {
            **{question: str(getattr(may, question)) for question in ("tell", "admit", "count")},
            "who": may.who_notifies,
            "source": may.source,
            "rule": _silencing(desk, looks_at.case, may),
            "until": may.until,
            "says": may.says,
            "cited": cited(may.citation),
        },
        "risk": _risk(judged.wrong_refusal),
        "wrong_grant": _risk(judged.wrong_grant),
    }


def _risk(risk: WrongAnswer | None) -> dict[str, str] | None:
    return {"says": risk.says, "cited": cited(risk.citation)} if risk else None


def _silencing(desk: Desk, case: CaseState, may: May) -> str:
    """Id of the invoked instrument whose rule of silence gave the answer; empty where there is none."""
    invoked = case.face.get("instruments")
    for name in invoked if isinstance(invoked, tuple) else ():
        version = desk.shelf.instruments[name].at(desk.today) if name in desk.shelf.instruments else None
        if version and version.secrecy and version.secrecy.cited.citation == may.citation:
            return name
    return ""


def check_here(request: HttpRequest, act: Act, *, signature: bool = False) -> None:
    """A page that the desk serves may be the desk's own tool against its people; their own machine is theirs.

    ``signature``: it comes as a signature under a roster, not as a statement.
    """
    elsewhere = ACTS[act].elsewhere
    if elsewhere is not None and not ((elsewhere.interface or signature) and is_own_machine(request)):
        do = Msg("Do it on your own machine: {command}", command=elsewhere.command)
        raise DeniedError(
            Denied("vault.not-here", "{act} is not done from a page that the desk serves.", do, act=str(act))
        )


def of_caller(request: HttpRequest, text: str, *, on_desk: bool | None = None) -> tuple[bytes, Look]:
    """A note that its own signer hands in, from where the act may be done. Raises DeniedError, StatementError.

    ``on_desk``: whether acts on the desk itself alone are done at this address, or none of them.
    """
    note = text.encode("utf-8", "replace")
    look, _ = parse_look(note)
    acts_ = [said.act for said in look.acts]
    stray = on_desk is not None and any((act in ON_DESK) is not on_desk for act in acts_)
    if not (on_desk and stray):
        for act in acts_:
            check_here(request, act)
    if stray:
        says = Msg("That act is done at another address.")
        raise DeniedError(Denied("request.command", says, "docs/reference/acts.md lists them."))
    if look.by != caller(request).person:
        says = Msg("The statement is another person's.")
        raise DeniedError(Denied("session.another-person", says, "Sign in their session."))
    _check_cases(request, look.case, look.acts)
    return note, look


def _check_cases(request: HttpRequest, case: str | None, said: Sequence[Said]) -> None:
    """Whether the caller is shown the case, and each other one that an act on it names. Raises DeniedError."""
    for one in {case, *(other for act in said for other in choices.other_cases(act))} - {None}:
        check_case(desk_of(request), caller(request), str(one))


def one_of_caller(request: HttpRequest, text: str) -> tuple[bytes, Statement]:
    """``of_caller`` for a note that holds one act. Raises DeniedError, StatementError."""
    note, _ = of_caller(request, text)
    return note, parse(note)[0]


def attached_to(look: Look, one: shapes.AttachedThing) -> Attached:
    """What came with the act that names it: a ciphertext, or what everybody is to read. Raises DeniedError."""
    brought = [each for said in look.acts if said.act in ON_CASE for each in ON_CASE[said.act].brings]
    if not any(one.kind in (each.kinds or {each.kind}) and one.reader in each.readers for each in brought):
        raise DeniedError(Denied("attached.kind", "That act brings no such object.", "See docs/reference/api.md."))
    if Sealed.objects.filter(pk=one.id).exists():
        raise DeniedError(Denied("attached.id", "An object of this id is here already.", "Seal it under a fresh id."))
    data = from_base64(one.bytes, "attached") if one.reader == PUBLIC else age_file(one.bytes)
    return Attached(one.id, one.kind, one.reader, data)


def from_base64(text: str, name: str) -> bytes:
    """The bytes of a field. Raises DeniedError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        says = Msg("Not of the agreed form: {name}.", name=name)
        raise DeniedError(Denied("request.form", says, "Write its bytes in base64.")) from fault


def age_file(text: str) -> bytes:
    """A ciphertext in base64. Raises DeniedError for what is none."""
    try:
        data = base64.b64decode(text, validate=True)
        age_header.read(data)
    except (binascii.Error, ValueError) as fault:
        raise DeniedError(Denied("attached.not-sealed", "The object is no age file.", "Seal it first.")) from fault
    return data
