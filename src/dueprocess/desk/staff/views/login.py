"""Log-in by passkey, or by password and a second step; and proving once more that it is you. Gives no power."""

from typing import Any, Final

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django import forms
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from dueprocess.desk.data.models import Account
from dueprocess.desk.services import accounts
from dueprocess.desk.staff import passkeys
from dueprocess.desk.web.desk import desk_of

# Classes of the library have no types.
# mypy: disable-error-code="misc"


class LogIn(LoginView):
    """Pseudonym and password, or a passkey. The page tells nobody who exists."""

    template_name = "staff/login.html"


class SecondStep(AuthenticateView):
    """After the password: the app's code, or a passkey."""

    template_name = "staff/second_step.html"
    webauthn_form_class = passkeys.SecondStep

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's own form
        """Which ways this account has."""
        types = Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        return {**super().get_context_data(**more), "ways": {str(one): True for one in types}}


class PasskeyLogIn(LoginWebAuthnView):
    """Log-in by passkey alone: the options by GET, the answer by POST."""

    form_class = passkeys.LogIn


class LogOut(LogoutView):
    """By POST; whoever comes by GET is shown the button."""

    template_name = "staff/logout.html"

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:  # noqa: ANN401 - the library's own form
        """Who was logged in leaves nothing in this browser but their choice of language."""
        answer: HttpResponse = super().post(*args, **kwargs)
        answer["Clear-Site-Data"] = '"cache", "storage"'  # "cookies" would reach the provider's other hosts
        return answer


class Again(ReauthenticateView):
    """The password once more, before factors change."""

    template_name = "staff/again.html"
    extra_context = {"by": "password"}  # noqa: RUF012 - Django's own form


class AgainByCode(ReauthenticateByCodeView):
    """The app's code once more."""

    template_name = "staff/again.html"
    extra_context = {"by": "code"}  # noqa: RUF012


class AgainByPasskey(ReauthenticateWebAuthnView):
    """The passkey once more."""

    template_name = "staff/again.html"
    form_class = passkeys.Again

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's own form
        """As the others; the library's own drops what a class adds."""
        return {**super().get_context_data(**more), "by": "passkey"}


log_in = LogIn.as_view()
second_step = SecondStep.as_view()
passkey_log_in = PasskeyLogIn.as_view()
log_out = LogOut.as_view()
again = Again.as_view()
again_by_code = AgainByCode.as_view()
again_by_passkey = AgainByPasskey.as_view()


def over(request: HttpRequest) -> HttpResponse:
    """A passkey of an account that has ended: the same words as for any log-in that did not work."""
    messages.error(request, _("That did not work."))
    return redirect("account_login")


@receiver([authenticator_added, authenticator_used])
def forget_the_hour(authenticator: Authenticator, **more: object) -> None:
    """When somebody worked is nobody's business (hazard 3.3): of a factor the day of its making stays."""
    del more
    day = authenticator.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    Authenticator.objects.filter(pk=authenticator.pk).update(last_used_at=None, created_at=day)


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
