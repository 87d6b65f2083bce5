"""The letter that the case needs, as it will be read, without their reference: that is merged in the vault."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.case.letter_events import TO_ANYBODY
from dueprocess.case.state import CaseState
from dueprocess.desk.services import letters
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.staff.views.case import found
from dueprocess.desk.web.desk import desk_of, house_of
from dueprocess.formats.refusal import Denied
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.page import render_sheet


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
