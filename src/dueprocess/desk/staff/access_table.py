"""Who may see which page: one table. A page that the table does not name is denied, and a test looks for such."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation

from dueprocess.acts import access
from dueprocess.desk.staff import turns
from dueprocess.desk.staff.access import allowed, has_second_factor, only_case
from dueprocess.desk.web.desk import desk_of, person_of

OPEN: Final = frozenset(
    {
        "account_inactive",
        "account_login",
        "account_logout",
        "ack",
        "calendar",
        "join",
        "join_account",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "stop",
    }
)
"""Pages for nobody in particular: log-in, an invitation's page, acknowledging a page, a calendar."""
OWN: Final = frozenset(
    {
        "account",
        "account_card",
        "account_change_password",
        "account_language",
        "account_sessions",
        "account_vault",
        "freeze",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "note",
        "note_thanks",
        "note_talk",
    }
)
"""Pages of whoever is logged in, on the roster or not: their own account, and the note that any employee may leave."""
FIRST: Final = frozenset(
    {"account_reauthenticate", "account_set_password", "mfa_activate_totp", "mfa_add_webauthn", "second"}
)
"""Their own pages too, and all that somebody sees who has no second factor yet; a practice desk asks for none."""

QUIET: Final = frozenset({"due_changed", "case_changed"})
"""What a page asks by itself: nobody was seen by it, and no session lasts longer for it."""


class GateMiddleware:
    """Asks for log-in, then looks into the table. Nothing tells a page that is not yours from one that is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; the decision is made where the page is known."""
        answer = self.get_response(request)
        page = request.resolver_match.url_name if request.resolver_match else None
        if page is not None and page not in OPEN and request.user.is_authenticated:
            turns.remember(request, answer)
        return answer

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the page answer."""
        del view, args
        from dueprocess.desk.staff.urls import SEEN_AS

        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        # Once an hour the session is written, and with it the hour in which it was last seen.
        hour = timezone.now().strftime("%Y-%m-%dT%H")
        if name not in QUIET and request.session.get("hour") != hour:
            request.session["hour"] = hour
        _speak(request)
        if name in FIRST:
            return None
        if not has_second_factor(request):
            return redirect("second")
        if name in OWN:
            return None
        if name in SEEN_AS and allowed(request, SEEN_AS[name]) and _shown(request, kwargs.get("case_id"), name):
            return None
        raise Http404


OF_ALL: Final = frozenset({"feed"})
"""Pages that tell of every case, and so nothing to who is counsel and nothing else."""


def _shown(request: HttpRequest, case: str | None, name: str) -> bool:
    """Whether a page, or a case (its id, or the beginning), is of those that the person is shown at all."""
    if case is None:
        return name not in OF_ALL or not access.listed_asked(desk_of(request).roles_of(person_of(request)))
    shown = only_case(request)
    return shown is None or any(one.removeprefix("c-").startswith(str(case).removeprefix("c-")) for one in shown)


def _speak(request: HttpRequest) -> None:
    """The language that the account chose, on a browser that was told none."""
    chosen = getattr(request.user, "language", "en")
    if chosen != "en" and chosen in dict(settings.LANGUAGES) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
