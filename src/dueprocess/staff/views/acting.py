"""Preparing an act: a form of closed choices becomes a draft, and waits for the person's signature in the vault."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from dueprocess.domain import access
from dueprocess.domain.case.commands import BadCommandError
from dueprocess.domain.sealed.statement import Act
from dueprocess.services.assessing import assess_case
from dueprocess.services.cases import state_of
from dueprocess.staff.forms import About, ActForm
from dueprocess.staff.forms_case import FORMS
from dueprocess.staff.views.case import found
from dueprocess.web import drafts
from dueprocess.web.desk import desk_of, person_of, roles_of


def act(request: HttpRequest, case_id: str, act: str) -> HttpResponse:
    """The form of one act; a post that would be done becomes a draft to sign."""
    form_class = _form(request, act)
    about = _about(request, found(case_id), form_class)
    form = form_class(request.POST if request.method == "POST" else None, about)
    refused = None
    if request.method == "POST" and form.is_valid():
        person = person_of(request)
        says, back = form.says(), f"/cases/{about.case.id}/"
        try:
            refused = drafts.would(about.desk, person, form_class.act, about.case.id, says)
            if refused is None:
                draft = drafts.make(about.desk, person, form_class.act, about.case.id, says, back)
                return redirect("sign", draft_id=draft.pk)
        except BadCommandError as fault:
            form.add_error(None, str(fault))
    context = {"tab": "cases", "form": form, "about": about, "case": about.case, "item": about.item, "refused": refused}
    status = 200 if request.method == "GET" else 422
    return render(request, "staff/act.html", context, status=status)


def _form(request: HttpRequest, name: str) -> type[ActForm]:
    """The act's form, for somebody who may do it. Raises Http404."""
    form = next((one for act, one in FORMS.items() if str(act) == name), None)
    roles = roles_of(desk_of(request), person_of(request))
    if form is None or not access.may(roles, form.act):
        raise Http404
    return form


def _about(request: HttpRequest, case_id: str, form: type[ActForm]) -> About:
    desk, case = desk_of(request), state_of(case_id)
    number = request.GET.get("item", "")
    item = case.item(int(number)) if number.isascii() and number.isdigit() and len(number) <= 2 else None  # noqa: PLR2004
    if form.of_item and item is None and form.act is not Act.ITEM_CHANGE:
        raise Http404
    spoken = get_language() or "en"
    judged = {one.item: one for one in assess_case(desk, case, language=spoken).items} if item else {}
    return About(desk, case, item, judged.get(item.number) if item else None)
