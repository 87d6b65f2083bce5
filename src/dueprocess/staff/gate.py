"""Who may see which page: one table. A page that the table does not name is denied, and a test looks for such."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from dueprocess.domain import access
from dueprocess.domain.access import View
from dueprocess.web.desk import desk_of, person_of, roles_of

OPEN: Final = frozenset(
    {"login", "account_login", "account_logout", "join", "mfa_login_webauthn", "mfa_authenticate", "ack"}
)
"""Pages for nobody in particular: log-in, an invitation's page, acknowledging a page by its code."""
OWN: Final = frozenset(
    {"account", "account_sessions", "account_card", "account_reach", "note", "note_thanks", "waiting"}
)
"""Pages of whoever is logged in, on the roster or not: their own account, and the note that any employee may leave."""


class GateMiddleware:
    """Asks for log-in, then looks into the table. Nothing tells a page that is not yours from one that is not there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; the decision is made where the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """None lets the page answer."""
        del view, args, kwargs
        from dueprocess.staff.urls import SEEN_AS

        name = request.resolver_match.url_name if request.resolver_match else None
        if name in OPEN:
            return None
        if not request.user.is_authenticated:
            return redirect(settings.LOGIN_URL)
        if (
            name in OWN
            or (name or "").startswith("mfa_")
            or name in {"account_reauthenticate", "account_change_password"}
        ):
            return None
        if name in SEEN_AS and allowed(request, SEEN_AS[name]):
            return None
        raise Http404


def allowed(request: HttpRequest, view: View) -> bool:
    """Whether the person of the request may see ``view``, by the roster in force."""
    return access.sees(roles_of(desk_of(request), person_of(request)), view)
