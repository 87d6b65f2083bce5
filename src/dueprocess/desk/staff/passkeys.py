"""Forms of passkeys: the library's, and the whole origin compared with ours (hazard 9.5)."""

import base64
import json
from typing import Any, Final

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy

from dueprocess.desk.staff.adapters import origin_of

DEVICES: Final = {
    "computer": gettext_lazy("this computer"),
    "telephone": gettext_lazy("a telephone"),
    "key": gettext_lazy("a security key"),
}


def said_origin(credential: object) -> str:
    """The origin that the browser says it was on; empty where the answer of the authenticator has another form."""
    try:
        packed = credential["response"]["clientDataJSON"]  # type: ignore[index]  # anything may be posted
        origin = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))["origin"]
    except (KeyError, TypeError, ValueError):
        return ""
    return origin if isinstance(origin, str) else ""


def check_origin(credential: object) -> None:
    """Raises ValidationError where the passkey was asked for by another page than one of ours."""
    if said_origin(credential) != origin_of(context.request):
        fault = get_adapter().validation_error("incorrect_code")
        raise fault


class Add(AddWebAuthnForm):  # type: ignore[misc]  # no types in the library
    """A new passkey. What holds it is one of a few words: nobody types free text into this database (P2)."""

    name = forms.ChoiceField(choices=list(DEVICES.items()))

    def clean_credential(self) -> Any:  # noqa: ANN401 - JSON
        """Ours, or none."""
        check_origin(self.cleaned_data["credential"])
        return self.cleaned_data["credential"]


class _Ours:
    """Before the library looks at an answer."""

    cleaned_data: dict[str, Any]

    def clean_credential(self) -> Any:  # noqa: ANN401 - the library's row
        """Ours, or none."""
        check_origin(self.cleaned_data["credential"])
        return super().clean_credential()  # type: ignore[misc]  # of the form that this is mixed into


class LogIn(_Ours, LoginWebAuthnForm):  # type: ignore[misc]
    """Log-in by passkey alone."""


class SecondStep(_Ours, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class Again(_Ours, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before something that matters."""
