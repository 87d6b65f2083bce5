"""Joining by a one-use code: the name is fixed, the password or passkey is one's own.

The code is posted, never part of an address that a server logs: the link carries it behind ``#``.
"""

from typing import Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django import forms
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.desk.data.models import Account
from dueprocess.desk.services import accounts
from dueprocess.desk.web.desk import desk_of

_INVITED: Final = "invited"  # in the session, between the two pages: the code's hash


class CodeForm(forms.Form):
    """The code of an invitation."""

    code = forms.CharField(max_length=60)


class PasswordForm(forms.Form):
    """A password, twice."""

    password1 = forms.CharField(max_length=200, strip=False)
    password2 = forms.CharField(max_length=200, strip=False)

    def __init__(self, *args: object, name: str, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.name = name

    def clean(self) -> None:
        """The same twice, and none that others use. Raises ValidationError."""
        super().clean()
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            raise forms.ValidationError(_("The two passwords differ."))
        if first and second:
            validate_password(first, Account(name=self.name))


def join(request: HttpRequest) -> HttpResponse:
    """The code's page. A wrong, used or late code gets one answer."""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        invitation = accounts.find(desk_of(request), form.cleaned_data["code"])
        if invitation is not None:
            request.session.cycle_key()
            request.session[_INVITED] = invitation.pk
            return redirect("join_account")
        form.add_error(None, _("This code opens nothing: it is mistyped, was used, or is older than 72 hours."))
    return render(request, "staff/join.html", {"form": form})


def choose(request: HttpRequest) -> HttpResponse:
    """The name of the invitation; a password, or a passkey alone."""
    desk = desk_of(request)
    invitation = accounts.still_open(desk, request.session.get(_INVITED, ""))
    if invitation is None:
        return redirect("join")
    alone = "alone" in request.POST
    form = PasswordForm(request.POST if request.method == "POST" and not alone else None, name=invitation.name)
    if alone or form.is_valid():
        encoded = make_password(None if alone else form.cleaned_data["password1"])
        account = accounts.accept(desk, invitation.pk, encoded)
        if account is not None:
            # Logged in for the first time; whoever just chose a password need not type it again to add a
            # factor.
            request.session.flush()
            record_authentication(request, account, method="passkey" if alone else "password", reauthenticated=True)
            answer: HttpResponse = perform_login(request, Login(user=account, redirect_url=reverse("second")))
            return answer
        return redirect("join")
    return render(request, "staff/join_account.html", {"form": form, "invitation": invitation})
