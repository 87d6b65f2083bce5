"""Log-in by passkey, or by password and a second step; and proving once more that it is you. Gives no power."""

from typing import Any

from allauth.account.views import LoginView, LogoutView, ReauthenticateView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dueprocess.desk.staff import passkeys

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
