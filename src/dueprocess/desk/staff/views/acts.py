"""Preparing an act: a form of closed choices becomes a draft, and waits for the person's signature in the vault."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from dueprocess.acts import access
from dueprocess.acts.declaration import About, Of, OnCase
from dueprocess.case.commands import BadCommandError
from dueprocess.desk.services.assessments import assess_case
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.staff.forms import FORMS, ActForm, about_of
from dueprocess.desk.staff.views.case import found
from dueprocess.desk.web import drafts
from dueprocess.desk.web.desk import desk_of, person_of, roles_of


def act(request: HttpRequest, case_id: str, act: str) -> HttpResponse:
    """The form of one act; a post that would be done becomes a draft to sign."""
    declared, desk, person = _declared(request, act), desk_of(request), person_of(request)
    about = _about(request, found(case_id), declared)
    form = ActForm(request.POST if request.method == "POST" else None, declared, about)
    refused = None
    if request.method == "POST" and form.is_valid():
        says, case = form.says(desk.draw), about.case.id
        try:
            refused = drafts.would(desk, person, declared.act, case, says)
            if refused is None:
                draft = drafts.make(desk, person, declared.act, case, says, f"/cases/{case}/")
                return redirect("sign", draft_id=draft.pk)
        except BadCommandError as fault:
            form.add_error(None, str(fault))
    context = {"tab": "cases", "form": form, "about": about, "case": about.case, "item": about.item, "refused": refused}
    status = 200 if request.method == "GET" else 422
    return render(request, "staff/act.html", context, status=status)


def _declared(request: HttpRequest, name: str) -> OnCase[Any]:
    """The act, for somebody who may do it. Raises Http404."""
    declared = next((one for act, one in FORMS.items() if str(act) == name), None)
    roles = roles_of(desk_of(request), person_of(request))
    if declared is None or not access.may(roles, declared.act):
        raise Http404
    return declared


def _about(request: HttpRequest, case_id: str, declared: OnCase[Any]) -> About:
    desk, case = desk_of(request), state_of(case_id)
    number = request.GET.get("item", "")
    item = case.item(int(number)) if number.isascii() and number.isdigit() and len(number) <= 2 else None  # noqa: PLR2004
    if declared.of is Of.ITEM and item is None:
        raise Http404
    spoken = get_language() or "en"
    judged = {one.item: one for one in assess_case(desk, case, language=spoken).items} if item else {}
    return about_of(case, item.number if item else 0, judged.get(item.number) if item else None, desk.shelf.instruments)
