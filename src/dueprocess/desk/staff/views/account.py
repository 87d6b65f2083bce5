"""A person's own page: how they log in, from where, with which keys, in which language."""

from dataclasses import dataclass
from typing import Any

from allauth.account.views import PasswordChangeView, PasswordSetView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dueprocess.adapters import identity
from dueprocess.desk.data.models import Account, Card, Session
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import accounts
from dueprocess.desk.staff import own_vault, passkeys
from dueprocess.desk.staff.access import has_second_factor
from dueprocess.desk.web import words
from dueprocess.desk.web.desk import desk_of, house_of
from dueprocess.desk.web.sessions import hashed

# Classes of the library have no types.
# mypy: disable-error-code="misc"


def account_of(request: HttpRequest) -> Account:
    """The account of the request; the gate let nobody else in."""
    assert isinstance(request.user, Account)  # noqa: S101 - told to the type checker
    return request.user


def account(request: HttpRequest) -> HttpResponse:
    """Everything of one's own."""
    who = account_of(request)
    factors = Authenticator.objects.filter(user=who).order_by("pk")
    listed = desk_of(request).roster.person(who.name)
    handed_in = Card.objects.filter(account=who).first()
    zone, here = desk_of(request).timezone, hashed(request.session.session_key)
    rows = Session.objects.filter(account=who, expire_date__gt=timezone.now()).order_by("-made_at")
    return render(
        request,
        "staff/account.html",
        {
            "tab": "account",
            "passkeys": [_passkey(one) for one in factors if one.type == Authenticator.Type.WEBAUTHN],
            "app": any(one.type == Authenticator.Type.TOTP for one in factors),
            "has_password": who.has_usable_password(),
            "sessions": (
                [
                    {
                        "id": row.pk,
                        "made": words.clock(row.made_at, zone) if row.made_at else "",
                        "seen": words.clock(row.seen_at, zone) if row.seen_at else "",
                        "ends": words.clock(row.expire_date.replace(second=0, microsecond=0), zone),
                        "here": row.pk == here,
                    }
                    for row in rows
                ]
            ),
            "keys": Keys(listed.key.id.hex() if listed else "", key_of(handed_in.text) if handed_in else ""),
            "languages": settings.LANGUAGES,
        },
    )


def _passkey(factor: Authenticator) -> dict[str, Any]:
    name = passkeys.DEVICES.get(factor.wrap().name, _("another device"))
    return {"pk": factor.pk, "on": name, "day": factor.created_at}


@dataclass(frozen=True, slots=True)
class Keys:
    """The key that the roster names, and the one of the card that waits; key ids in hex, or empty."""

    roster: str
    card: str


def key_of(card: str) -> str:
    """The id of a card's verifier key, as people compare it aloud."""
    return identity.parse_card(card).person(()).key.id.hex()


def second(request: HttpRequest) -> HttpResponse:
    """The two ways to make log-in safe. A desk that is no practice desk shows nothing else before."""
    done = has_second_factor(request) and not house_of(request).practice
    return redirect("account") if done else render(request, "staff/second.html", {"account": account_of(request)})


class _Back:
    """Leads back to one's own page with one sentence."""

    request: HttpRequest
    done = ""

    def get_success_url(self) -> str:
        """Where it goes on."""
        messages.success(self.request, _(self.done))
        return reverse("account")


class AppOn(_Back, ActivateTOTPView):
    """An app for codes: the picture to read in, and a code to prove that it works."""

    template_name = "staff/app.html"
    done = "The app is set up. Its code is asked for after your password."

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's own form
        """The secret as letters, too, for whoever cannot read a picture in."""
        context: dict[str, Any] = super().get_context_data(**more)
        secret = context["form"].secret
        return {**context, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


class AppOff(_Back, DeactivateTOTPView):
    """Take the app away."""

    template_name = "staff/factor_off.html"
    done = "The app is taken away."
    extra_context = {"what": "app"}  # noqa: RUF012 - Django's own form


class PasskeyOn(_Back, AddWebAuthnView):
    """A passkey that logs in by itself: it asks for the finger, the face or the PIN."""

    template_name = "staff/passkey.html"
    form_class = passkeys.Add
    done = "The passkey is set up."

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's own form
        """Options for a passkey that stands alone; the state of the ceremony asks for verification."""
        context: dict[str, Any] = super().get_context_data(**more)
        options = webauthn.begin_registration(self.request.user, True)
        return {**context, "js_data": {"creation_options": options}, "devices": passkeys.DEVICES}


class PasskeyOff(_Back, RemoveWebAuthnView):
    """Take a passkey away."""

    template_name = "staff/factor_off.html"
    done = "The passkey is taken away."

    def get_context_data(self, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's own form
        """Which one it is."""
        return {**super().get_context_data(**more), "what": _passkey(self.object)}


class ChangePassword(_Back, PasswordChangeView):
    """Another password. Every other log-in of the account ends with it."""

    template_name = "staff/password.html"
    done = "The password is changed; your other log-ins have ended."


class SetPassword(_Back, PasswordSetView):
    """A first password beside a passkey."""

    template_name = "staff/password.html"
    done = "The password is set."


app_on = AppOn.as_view()
app_off = AppOff.as_view()
passkey_on = PasskeyOn.as_view()
passkey_off = PasskeyOff.as_view()
change_password = ChangePassword.as_view()
set_password = SetPassword.as_view()


@require_POST
def end_sessions(request: HttpRequest) -> HttpResponse:
    """One other log-in, or all others."""
    here = hashed(request.session.session_key)
    gone = accounts.end_sessions(account_of(request), but=here, only=request.POST.get("session", "")[:64])
    messages.success(request, _("%d log-ins have ended.") % gone)
    return redirect("account")


class CardForm(forms.Form):
    """A public card: one line."""

    card = forms.CharField(max_length=400)


@require_POST
def card(request: HttpRequest) -> HttpResponse:
    """Hand in a public card for the next roster. It must carry one's own name."""
    who, form = account_of(request), CardForm(request.POST)
    fault = _("Paste the one line that begins with dueprocess.card/1.") if not form.is_valid() else ""
    try:
        made = None if fault else identity.parse_card(form.cleaned_data["card"])
    except identity.IdentityError as refused:
        made, fault = None, str(refused)
    if made is not None and made.name != who.name:
        made, fault = None, _("The card carries another name than your account.")
    if made is None:
        messages.error(request, fault)
    else:
        accounts.hand_in_card(desk_of(request), who, made.text())
        messages.success(request, _("Your card is handed in. It counts once a roster names it and colleagues signed."))
    return redirect("account")


@require_POST
def vault(request: HttpRequest) -> HttpResponse:
    """Which vault the buttons open in this browser: one's own, or the desk's where nothing is named."""
    said, answer = request.POST.get("vault", ""), redirect("account")
    port = own_vault.port_said(said)
    if port:
        own_vault.pair(answer, port)
        messages.success(request, _("Buttons in this browser open your own vault."))
    elif said.strip():
        messages.error(request, _("That is no port of a vault on your own machine. Copy what dueprocess vault prints."))
    else:
        own_vault.part(answer)
        messages.success(request, _("Buttons in this browser open the vault of this server."))
    return answer


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The language of the pages."""
    chosen = request.POST.get("language", "")
    answer = redirect("account")
    if chosen in dict(settings.LANGUAGES):
        with write("account.language"):
            Account.objects.filter(pk=account_of(request).pk).update(language=chosen)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return answer
