"""One case: its page, its facts, its history. Face class only; originals open in the vault."""

import functools
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dueprocess.adapters.texts import asked
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import ArrivalIs
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form, Spec
from dueprocess.desk.services import own_cases, purge_record
from dueprocess.desk.services.cases import find, purged_rows, state_of
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.desk.staff import case_page, changes
from dueprocess.desk.staff.case_page import Who
from dueprocess.desk.web.dates import iso
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.desk.web.words import meaning, refused, spoken


def found(case_id: str) -> str:
    """Whole id of a case. Raises Http404: a page does not tell an unknown case from one that is not yours."""
    try:
        return find(case_id)
    except UnknownCaseError as fault:
        raise Http404 from fault


def purged(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view of a case, or who purged it."""

    @functools.wraps(view)
    def shown(request: HttpRequest, case_id: str) -> HttpResponse:
        whole = found(case_id)
        if not purged_rows().filter(pk=whole).exists():
            return view(request, case_id)
        context = {"tab": "cases", "id": whole, "refused": refused(purge_record.refusal(whole))}
        return render(request, "staff/purged.html", context, status=410)

    return shown


@purged
def case(request: HttpRequest, case_id: str) -> HttpResponse:
    """What is due, what is missing under the invoked law, may I tell; then items."""
    desk = desk_of(request)
    person = person_of(request)
    whole = found(case_id)
    seen = changes.of_case(request, whole)  # before the page is made: what happens meanwhile is shown later, not never
    page = case_page.page(desk, whole, Who(person, desk.roles_of(person)))
    context = {"tab": "cases", "page": page, "case": page.case, "put_to": own_cases.without(desk, page.case.id)}
    context["asked"] = asked() if page.case.says is ArrivalIs.INQUIRY else {}
    return render(request, "staff/case.html", context | {"mark": seen})


@purged
def changed(request: HttpRequest, case_id: str) -> HttpResponse:
    """The mark of what the page of a case was made from."""
    return changes.answer(changes.of_case(request, found(case_id)))


@purged
def facts(request: HttpRequest, case_id: str) -> HttpResponse:
    """Every field of the face: claimed and confirmed apart."""
    state = state_of(found(case_id))
    groups = [("", _facts(state, CASE_FIELDS, ""))]
    groups += [(str(item.number), _facts(state, ITEM_FIELDS, f"items.{item.number}.")) for item in state.items]
    context = {"tab": "cases", "case": state, "groups": groups}
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


@purged
def history(request: HttpRequest, case_id: str) -> HttpResponse:
    """What happened, by whom, signed or attested."""
    state = state_of(found(case_id))
    context = {"tab": "cases", "case": state, "entries": case_page.timeline(desk_of(request), state.id)}
    return render(request, "staff/history.html", context)
