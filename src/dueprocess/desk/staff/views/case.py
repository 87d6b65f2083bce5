"""One case: its page, its facts, its history. Face class only; originals open in the vault."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.case.letter_events import TO_ANYBODY
from dueprocess.case.state import CaseState
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form, Spec
from dueprocess.desk.services import letters
from dueprocess.desk.services.cases import find, state_of
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.desk.staff import case_page
from dueprocess.desk.staff.case_page import Who
from dueprocess.desk.web.dates import iso
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.desk.web.words import meaning, spoken
from dueprocess.formats.refusal import Denied
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.page import render_sheet


def found(case_id: str) -> str:
    """Whole id of a case. Raises Http404: a page does not tell an unknown case from one that is not yours."""
    try:
        return find(case_id)
    except UnknownCaseError as fault:
        raise Http404 from fault


def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is due, what is missing under the invoked law, may I tell; then items."""
    desk = desk_of(request)
    person = person_of(request)
    page = case_page.page(desk, found(case_id), Who(person, desk.roles_of(person)))
    context = {"tab": "cases", "page": page, "case": page.case, "vault": house_of(request).vault_address}
    return render(request, "staff/case.html", context)


def facts(request: HttpRequest, case_id: str) -> HttpResponse:
    """Every field of the face: claimed and confirmed apart."""
    state = state_of(found(case_id))
    groups = [("", _facts(state, CASE_FIELDS, ""))]
    groups += [(str(item.number), _facts(state, ITEM_FIELDS, f"items.{item.number}.")) for item in state.items]
    context = {"tab": "cases", "case": state, "groups": groups, "vault": house_of(request).vault_address}
    return render(request, "staff/facts.html", context)


def _facts(state: CaseState, specs: tuple[Spec, ...], head: str) -> list[dict[str, Any]]:
    known = [(head + spec.name, spec, state.face.get(head + spec.name)) for spec in specs]
    return [
        {
            "path": path,
            "meaning": meaning(spec),
            "value": _plain(value, spec),
            "confirmed": path in state.face.confirmed,
            "decisive": spec.decisive,
        }
        for path, spec, value in known
        if value is not None
    ]


def _plain(value: object, spec: Spec) -> str:
    listed = spec.of.__name__ if spec.of else ""
    match value:
        case True:
            return _("yes")
        case False:
            return _("no")
        case tuple():
            return ", ".join(spoken(one, listed) if listed else str(one) for one in value)
        case _ if spec.form in {Form.ID, Form.COUNTRY, Form.SPAN}:
            return str(value)
        case _:
            return spoken(value, listed) if listed else iso(value)


def history(request: HttpRequest, case_id: str) -> HttpResponse:
    """What happened, by whom, signed or attested."""
    state = state_of(found(case_id))
    context = {"tab": "cases", "case": state, "entries": case_page.timeline(state.id)}
    return render(request, "staff/history.html", context)


def letter(request: HttpRequest, case_id: str) -> HttpResponse:
    """Preview by kind, items and language; what may be sent goes to the vault."""
    desk, case = desk_of(request), state_of(found(case_id))
    kind, items = letters.choose(case, _items(request, case), _kind(request))
    chosen = [code for code in request.GET.getlist("lang") if code in LANGUAGES]
    languages = tuple(chosen) or letters.languages_of(case)
    contact = letters.contact_of(desk, case)
    merged = letters.Merged(letters.house_of(desk), recipient_lines=(contact,) if contact else ())
    made = letters.write_letter(desk, case, kind, items, languages, merged)
    refused = made if isinstance(made, Denied) else None
    sheets: list[Any] = []
    if not isinstance(made, Denied):
        # Every run is escaped by the renderer; a test feeds it markup.
        sheets = [mark_safe(render_sheet(sheet)) for sheet in made.sheets]  # noqa: S308
    asked = {"items": ",".join(map(str, items)), "kind": str(kind), "lang": languages[0]}
    context = {
        "tab": "cases",
        "case": case,
        "kind": kind,
        "items": items,
        "kinds": list(LetterKind),
        "languages": LANGUAGES,
        "chosen": languages,
        "sheets": sheets,
        "refused": refused,
        "contact": contact,
        "sendable": bool(contact) or kind == TO_ANYBODY,
        "query": urlencode(asked),
        "vault": house_of(request).vault_address,
        "mail": desk.roster.worker is not None,
    }
    return render(request, "staff/letter.html", context, status=200)


def _items(request: HttpRequest, case: CaseState) -> tuple[int, ...]:
    asked = [int(text) for text in request.GET.getlist("item") if text.isascii() and text.isdigit() and len(text) < 3]  # noqa: PLR2004
    return tuple(number for number in asked if case.item(number) is not None)


def _kind(request: HttpRequest) -> str | None:
    asked = request.GET.get("kind", "")
    return asked if asked in {str(kind) for kind in LetterKind} else None
