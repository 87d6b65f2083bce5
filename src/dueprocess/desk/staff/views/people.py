"""Who may do what, who has an account, how the next roster is made. The roster itself changes by signatures alone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dueprocess.acts.access import View
from dueprocess.demand.codes import Role
from dueprocess.desk.data.models import Account
from dueprocess.desk.services import accounts, own_cases, own_sets, stops
from dueprocess.desk.services.accounts import Invited
from dueprocess.desk.staff import people_page
from dueprocess.desk.staff.access import allowed
from dueprocess.desk.staff.adapters import origin_of
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.desk.web.words import PAGE
from dueprocess.formats.refusal import Denied


def people(request: HttpRequest) -> HttpResponse:
    """Roster, accounts, invitations, and how to change them."""
    desk = desk_of(request)
    return render(
        request,
        "staff/people.html",
        {
            "tab": "people",
            "roster": people_page.in_force(desk),
            "people": people_page.people(desk),
            "retired": people_page.retired(desk),
            "waits": people_page.waits(desk),
            "newcomers": people_page.newcomers(desk),
            "invitations": people_page.invitations(desk),
            "acts": people_page.acts(),
            "views": people_page.views(),
            "operators": people_page.operators(desk),
            "may_invite": allowed(request, View.ACCOUNTS),
            "signing": people_page.any_change(desk.roster),
            "second": people_page.second(desk.roster),
            "own_cases": people_page.own_cases_of(desk, person_of(request)),
            "own_cases_count": len(own_sets.in_force(desk.roster)),
            "may_be_asked": own_cases.may_be_asked(desk),
        },
    )


def freeze(request: HttpRequest) -> HttpResponse:
    """Stop every production and release, by one button and without a key (ADR 0028). Anybody on the roster may."""
    desk = desk_of(request)
    if request.method == "POST":
        done = stops.freeze_unsigned(desk, person_of(request))
        if isinstance(done, Denied):
            messages.error(request, done.says.text(PAGE))
        return redirect("freeze")
    return render(request, "staff/freeze.html", {"listed": desk.roster.person(person_of(request))})


class InviteForm(forms.Form):
    """Whom, for what; and whether it is a way back."""

    name = forms.CharField(max_length=31)
    roles = forms.MultipleChoiceField(choices=[(str(role), str(role)) for role in Role], required=False)
    again = forms.BooleanField(required=False)


def invite(request: HttpRequest) -> HttpResponse:
    """Make a code. It is shown on this answer and never again."""
    form = InviteForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"tab": "people", "form": form, "all_roles": list(Role)}
    context |= {"name": request.GET.get("name", ""), "again": "again" in request.GET}
    if form.is_valid():
        asked = form.cleaned_data
        made = accounts.invite(
            desk_of(request), person_of(request), asked["name"], roles=asked["roles"], again=asked["again"]
        )
        if isinstance(made, Invited):
            return render(request, "staff/invited.html", {"tab": "people", **_shown(request, made)})
        form.add_error(None, made.spoken(PAGE))
    if form.is_bound:
        context |= {"name": form["name"].value(), "again": bool(form["again"].value()), "chosen": form["roles"].value()}
    return render(request, "staff/invite.html", context)


def _shown(request: HttpRequest, made: Invited) -> dict[str, Any]:
    origin = house_of(request).staff_address or origin_of(request)
    return {"made": made, "link": f"{origin}/join/#{made.code}"}


def remove(request: HttpRequest, person: str) -> HttpResponse:
    """End an account at once, and say what ends the key."""
    if not Account.objects.filter(name=person, is_active=True).exists():
        raise Http404
    if request.method == "POST":
        refused: Denied | None = accounts.remove(person_of(request), person)
        if refused is None:
            messages.success(request, _("%s cannot log in any more. The key ends when the roster says so.") % person)
            return redirect("people")
        messages.error(request, refused.spoken(PAGE))
    roster = desk_of(request).roster
    lines = people_page.leaving(roster, person)
    context = {"tab": "people", "name": person, "listed": roster.person(person), "lines": lines}
    return render(request, "staff/remove.html", context)
