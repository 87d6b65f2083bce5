"""Settings: what desk.toml says, what is missing, and tokens of the provider's own systems."""

from typing import Any, Final

from django import conf, forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dueprocess.acts.access import View
from dueprocess.adapters import law_files
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import ADDRESSES, House
from dueprocess.desk.staff.access import allowed
from dueprocess.desk.web import languages, tokens, words
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.formats.roster import NAME

SURFACES: Final[dict[str, Promise]] = {
    "site_address": gettext_lazy("the public site"),
    "staff_address": gettext_lazy("these pages"),
    "api_address": gettext_lazy("the interface of vaults and systems"),
    "vault_address": gettext_lazy("the vault, where sealed things open and acts are signed"),
    "door_address": gettext_lazy("the door, where files and notes come in"),
    "portal_address": gettext_lazy("the portal for authorities"),
    "person_address": gettext_lazy("the pages of persons"),
    "person_onion": gettext_lazy("the same as an onion service"),
}
CHECKS: Final[dict[str, Promise]] = {
    "backup": gettext_lazy("The last backup"),
    "beat": gettext_lazy("The worker"),
    "database": gettext_lazy("The database"),
    "duties": gettext_lazy("What is due"),
    "home": gettext_lazy("The folder of the desk"),
    "law": gettext_lazy("The law data"),
    "outbox": gettext_lazy("Letters that wait"),
    "quorum": gettext_lazy("Who can release"),
    "recovery": gettext_lazy("The recovery key"),
    "room": gettext_lazy("Room on the disk"),
    "roster": gettext_lazy("The roster"),
    "standing": gettext_lazy("Access by law"),
    "worker": gettext_lazy("The sending worker"),
}
MARKS: Final[dict[str, Promise]] = {
    "good": gettext_lazy("in order"),
    "info": gettext_lazy("to know"),
    "caution": gettext_lazy("look at it"),
    "wrong": gettext_lazy("wrong"),
}
SCOPES: Final[dict[str, Promise]] = {
    "due": gettext_lazy("read what is due"),
    "cases": gettext_lazy("read the queue: codes, days and counts"),
    "arrive": gettext_lazy("hand in what arrived, sealed"),
    "health": gettext_lazy("read queues and health as counts"),
}


def settings(request: HttpRequest) -> HttpResponse:
    """Everything an operator set, read only, with the line to change it."""
    return render(request, "staff/settings.html", _context(request))


def _context(request: HttpRequest) -> dict[str, Any]:
    desk, may_token = desk_of(request), allowed(request, View.ACCOUNTS)
    return {
        "tab": "settings",
        "surfaces": surfaces(desk.house),
        "shelf": desk.shelf.digest[:16],
        "altered": law_files.altered(desk.shelf),
        "signed": desk.shelf.digest != desk.shelf.law_digest,
        "may_token": may_token,
        "tokens": tokens.of_systems(desk) if may_token else [],
        "scopes": SCOPES,
        "health": health(desk) if allowed(request, View.HEALTH) else [],
        "not_reviewed": languages.unreviewed(get_language() or "en"),
    }


def surfaces(house: House) -> list[dict[str, Any]]:
    """The surfaces with their addresses."""
    return [{"name": name, "says": str(SURFACES[name]), "address": getattr(house, name)} for name in ADDRESSES]


def health(desk: Desk) -> list[dict[str, Any]]:
    """How the desk stands, as ``doctor`` says it; what is wrong first."""
    return [
        {
            "check": CHECKS.get(one.check, one.check),
            "mark": str(one.mark),
            "word": MARKS[str(one.mark)],
            "says": words.said(one.message),
            "do": words.said(one.next),
        }
        for one in import_string(conf.settings.DOCTOR)(desk)
    ]


class TokenForm(forms.Form):
    """A name for the system, and what it may do."""

    name = forms.RegexField(rf"^{NAME.pattern}\Z", max_length=31)
    scopes = forms.MultipleChoiceField(choices=[(one, one) for one in tokens.SYSTEM_SCOPES])


def make_token(request: HttpRequest) -> HttpResponse:
    """A token for a system of the house. It is shown on this answer and never again."""
    if request.method != "POST":
        return settings(request)  # whoever comes back to this address
    form = TokenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A token needs a name (a-z, 0-9, hyphen; a letter first) and at least one scope."))
        return redirect("settings")
    said = form.cleaned_data
    secret, row = tokens.make(
        desk_of(request), "system", person_of(request), name=said["name"], scopes=tuple(said["scopes"])
    )
    context = {"tab": "settings", "secret": secret, "token": row, "api": house_of(request).api_address}
    return render(request, "staff/token.html", context)


@require_POST
def end_token(request: HttpRequest, token: str) -> HttpResponse:
    """End a token at once."""
    if tokens.end_system(token):
        messages.success(request, _("The token has ended."))
    return redirect("settings")
