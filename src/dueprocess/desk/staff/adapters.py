"""How log-in behaves here: no open sign-up, no mail, factors sealed by the home's key (ADR 0017)."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.messages import ERROR
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from dueprocess.adapters import factors
from dueprocess.desk.staff import turns


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # no types in the library
    """Accounts come by invitation; nothing is mailed from this process."""

    strangers = turns.STRANGERS

    error_messages = {  # noqa: RUF012 - the library's own form
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("Name or password is not right, or this account has ended."),
        "busy": _("Others are logging in at this moment, and nothing was looked at. Press the button once more."),
        "too_many_login_attempts": _("Too many attempts. Try again in five minutes; a passkey works meanwhile."),
        "incorrect_password": _("The password is not right."),
        "enter_current_password": _("The current password is not right."),
    }

    def add_message(self, request: HttpRequest, level: int, *args: Any, **more: Any) -> None:  # noqa: ANN401 - the library's own form
        """Faults alone: our own pages say what was done."""
        if level >= ERROR:
            super().add_message(request, level, *args, **more)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:  # noqa: ANN401 - the library's own form
        """As the library does, when it is this browser's turn. Raises ValidationError."""
        try:
            with turns.lane_of(request, str(credentials.get("username", "")), self.strangers).turn():
                return super().authenticate(request, **credentials)
        except turns.BusyError:
            raise self.validation_error("busy") from None

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ANN401
        """Failures are counted a name, wherever they come from; in a browser that is known, apart from strangers'."""
        name = str(credentials.get("username", "")).lower()
        return f"{type(self).__name__}:{name}:{turns.known(request, name)}"

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where attempts are counted together. Behind the proxy that is one place; each account is counted apart."""
        return str(request.META.get("REMOTE_ADDR") or "here")

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        del request
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail: coming back after a lost factor is an act of colleagues, not a link in a mailbox (hazard 9.5)."""


class Stopping(AccountAdapter):
    """Who stops every release by name and password: lane and count are apart from those of log-in."""

    strangers = turns.STOPS


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # no types in the library
    """Second factors stand in the database sealed by a key that no backup holds: a copied database logs in nowhere."""

    error_messages = {  # noqa: RUF012 - the library's own form
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("That did not work. Take the code that the app shows now, or try the passkey again."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a secret of a factor."""
        return factors.seal(text, settings.SECRET_KEY)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret of a factor. Raises ValidationError, which the form shows, where the home's key is another."""
        try:
            return factors.unseal(encrypted_text, settings.SECRET_KEY)
        except factors.FactorError as fault:
            raise ValidationError(str(fault)) from fault

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party is this very host, never its parent (hazard 9.5)."""
        return {"id": urlsplit(origin_of(context.request)).hostname or "", "name": "Due Process"}


def origin_of(request: HttpRequest) -> str:
    """Where people reach the desk: what desk.toml says, or where it was asked on this machine over plain HTTP."""
    if settings.HTTPS:
        return str(settings.HTTPS)
    return f"{request.scheme}://{request.get_host()}"
