"""What is answered where something is refused: one shape, stable rule names, no word about what is not yours."""

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from dueprocess.domain.case.commands import BadCommandError
from dueprocess.domain.case.outcome import Rule
from dueprocess.domain.refusal import Denied
from dueprocess.domain.sealed.refusal import StatementError
from dueprocess.services.result import UnknownCaseError
from dueprocess.web import said as words

FORBIDDEN: Final = frozenset({Rule.ROLE})


class RefusalError(Exception):
    """Something that the interface refuses: status, stable rule, what happened, what to do next."""

    def __init__(self, status: int, rule: str, says: str, do: str = "") -> None:
        super().__init__(rule)
        self.status, self.rule, self.says, self.do = status, rule, says, do


def answer(status: int, rule: str, says: str, do: str = "") -> HttpResponse:
    """The one shape of a refusal; its words in the language that was asked for."""
    said = {"rule": rule, "says": words.said(says), "do": words.said(do)}
    return JsonResponse({"error": said}, status=status)


def unknown() -> RefusalError:
    """For what there is not and for what is not the caller's: the two cannot be told apart (hazard 2.6)."""
    return RefusalError(404, "access.not-found", "There is nothing here for you.", "Check the address.")


def bearer() -> RefusalError:
    """For no bearer, an unknown one, one that is over, and one whose person left: all alike."""
    return RefusalError(401, "token.unknown", "The bearer is missing, unknown or over.", "Open a session.")


def denied(one: Denied) -> RefusalError:
    """A refusal of the domain."""
    return RefusalError(403 if one.rule in FORBIDDEN else 409, str(one.rule), one.says, one.next)


def add_handlers(api: NinjaAPI) -> None:
    """Every exception that a route may raise on purpose. All else is a fault: 500 without words."""
    api.add_exception_handler(RefusalError, _refusal)
    api.add_exception_handler(StatementError, _statement)
    api.add_exception_handler(BadCommandError, _command)
    api.add_exception_handler(UnknownCaseError, _unknown)
    api.add_exception_handler(Http404, _unknown)
    api.add_exception_handler(ValidationError, _form)
    api.add_exception_handler(HttpError, _body)


def _refusal(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    said = answer(fault.status, fault.rule, fault.says, fault.do)
    if fault.status == 401:  # noqa: PLR2004 - RFC 9110 wants the scheme named
        said["WWW-Authenticate"] = "Bearer"
    if fault.status == 429:  # noqa: PLR2004
        said["Retry-After"] = "60"
    return said


def _statement(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    return answer(403, fault.rule, f"The statement does not count: {fault.reason}.", "Ask for a new draft and sign it.")


def _command(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    return answer(422, "request.command", str(fault), "docs/reference/case.md names what each act says.")


def _unknown(_: HttpRequest, __: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    one = unknown()
    return answer(one.status, one.rule, one.says, one.do)


def _form(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    # Where, never what: a wrong value may be a name that somebody put into the wrong field (P2).
    places = sorted({".".join(str(part) for part in one["loc"] if part != "payload") for one in fault.errors})
    return answer(422, "request.form", f"Not of the agreed form: {', '.join(places)[:200]}.", "See /v1/openapi.json.")


def _body(_: HttpRequest, fault: Any) -> HttpResponse:  # noqa: ANN401 - ninja's handlers
    return answer(fault.status_code, "request.body", "The body is no JSON of the agreed form.", "See /v1/openapi.json.")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for an address that no route has."""
    return _unknown(request, exception)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for a request that it refuses itself."""
    del request, exception
    return answer(400, "request.form", "The request is not one that this interface reads.", "See /v1/openapi.json.")


def broken(request: HttpRequest) -> HttpResponse:
    """Django's handler for a fault of ours. It tells nothing."""
    del request
    return answer(500, "desk.fault", "The desk made a fault; nothing was done.", "Try again, then tell the operator.")
