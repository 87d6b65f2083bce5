"""What is answered where something is refused: one shape, stable rule names, no word about what is not yours."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from dueprocess.case.commands import BadCommandError
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.desk.web.strictjson import TextError
from dueprocess.desk.web.words import refused
from dueprocess.formats.errors import StatementError
from dueprocess.formats.refusal import Denied, DeniedError, Msg

STATUS: Final[dict[str, int]] = {
    "access.no-envelope": 404,
    "access.not-found": 404,
    "access.role": 403,
    "attached.kind": 422,
    "attached.not-sealed": 422,
    "desk.no-address": 503,
    "mail-key.malformed": 422,
    "request.command": 422,
    "request.form": 422,
    "request.length": 400,
    "sealed.lost": 503,
    "sealed.not-kept": 503,
    "session.another-person": 403,
    "session.refused": 403,
    "session.too-many": 429,
    "statement.unknown-act": 422,
    "token.scope": 403,
    "token.unknown": 401,
    "vault.not-here": 403,
}
"""The status of each rule that is not simply in the way of things as they stand (409)."""

NO_TEXT: Final = Denied(
    "request.form",
    "The request holds a sign that no text here has: a NUL (U+0000), or half of a pair of UTF-16.",
    "Leave that sign out, and send the request again.",
)
"""For every part of a request, said once: no database takes such a text."""


def answer(denied: Denied, status: int = 0) -> HttpResponse:
    """The one shape of a refusal; its words in the language that was asked for."""
    status = status or STATUS.get(denied.rule, 409)
    response = JsonResponse({"error": refused(denied)}, status=status)
    if status == 401:  # noqa: PLR2004 - RFC 9110 wants the scheme named
        response["WWW-Authenticate"] = "Bearer"
    if status == 429:  # noqa: PLR2004
        response["Retry-After"] = "60"
    return response


def unknown() -> DeniedError:
    """For what there is not and for what is not the caller's: the two cannot be told apart (hazard 2.6)."""
    return DeniedError(Denied("access.not-found", "There is nothing here for you.", "Check the address."))


def bearer() -> DeniedError:
    """For no bearer, an unknown one, one that is over, and one whose person left: all alike."""
    return DeniedError(Denied("token.unknown", "The token is missing, unknown or expired.", "Open a session."))


def add_handlers(api: NinjaAPI) -> None:
    """Every exception that a route may raise on purpose. All else is a fault: 500 without words."""
    api.add_exception_handler(DeniedError, _denied)
    api.add_exception_handler(StatementError, _statement)
    api.add_exception_handler(BadCommandError, _command)
    api.add_exception_handler(UnknownCaseError, page_not_found)
    api.add_exception_handler(Http404, page_not_found)
    api.add_exception_handler(ValidationError, _form)
    api.add_exception_handler(HttpError, _body)


def _denied(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    return answer(fault.denied)


def _statement(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    says = Msg("The statement does not count: {reason}.", reason=fault.reason)
    return answer(Denied(fault.rule, says, "Write it again and sign it."), 403)


def _command(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    says = Msg("{fault}", fault=f"{fault}.")
    return answer(Denied("request.command", says, "docs/reference/case.md names what each act says."))


def _form(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    # Where, never what: a wrong value may be a name that somebody put into the wrong field (P2).
    places = sorted({".".join(str(part) for part in one["loc"] if part != "payload") for one in fault.errors})
    says = Msg("Not of the agreed form: {places}.", places=", ".join(places)[:200])
    return answer(Denied("request.form", says, "See /v1/openapi.json."))


def _body(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    if isinstance(fault.__cause__, TextError):
        return answer(NO_TEXT, 400)
    denied = Denied("request.body", "The body is no JSON of the agreed form.", "See /v1/openapi.json.")
    return answer(denied, fault.status_code)


def page_not_found(request: HttpRequest, exception: Any) -> HttpResponse:  # noqa: ANN401 - ninja's and Django's
    """For an address that no route has, and for what is not the caller's."""
    del request, exception
    return answer(unknown().denied)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for a request that it refuses itself."""
    del request, exception
    says = Msg("The request is not one that this interface reads.")
    return answer(Denied("request.form", says, "See /v1/openapi.json."), 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler for a fault of ours. It tells nothing."""
    del request
    says = Msg("Something failed at the desk; nothing was done.")
    return answer(Denied("desk.fault", says, "Try again, then tell the operator."), 500)
