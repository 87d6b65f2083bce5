"""Which route asks for what: the one table of the interface. A route that does not stand in it does not exist."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from ninja import Router
from ninja.security import HttpBearer
from ninja.types import TCallable

from dueprocess.acts.access import View, sees
from dueprocess.demand.codes import Role
from dueprocess.desk.api.errors import bearer, unknown
from dueprocess.desk.api.shapes import answers
from dueprocess.desk.data.models import Token
from dueprocess.desk.services import counsel, own_cases
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import tokens
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: somebody on the roster with a session, or a system of the provider's own with its scopes."""

    person: str
    roles: frozenset[Role]
    token: Token | None  # None: who sits at the home's own machine


@dataclass(frozen=True, slots=True)
class Asks:
    """What a route asks for. ``view``: a session of somebody who sees it; ``scope``: a system's token that has it.

    ``here``: it also answers, without a session, a command given where the home lies: nothing sealed, nothing signed.
    """

    view: View | None = None
    scope: str = ""
    anyone: bool = False  # any session of somebody on the roster
    here: bool = False


OPEN: Final = Asks()
"""Answers everybody, and tells nothing but what is public; to who holds an invitation, what is theirs (ADR 0075); to
who names the hash of a deal that waits, what it rests on (ADR 0083).
"""

ROUTES: Final[dict[str, Asks]] = {
    "GET /healthz": OPEN,
    "GET /metrics": Asks(scope="health"),
    "GET /v1/hello": OPEN,
    "POST /v1/session": OPEN,
    "DELETE /v1/session": Asks(anyone=True),
    "GET /v1/desk": Asks(anyone=True, here=True),
    "GET /v1/due": Asks(View.DUE, "due"),
    "GET /v1/cases": Asks(View.CASES, "cases", here=True),
    "GET /v1/cases/{case}": Asks(View.CASES, here=True),
    "GET /v1/cases/{case}/events": Asks(View.HISTORY, here=True),
    "GET /v1/cases/{case}/form": Asks(View.FORM),
    "GET /v1/cases/{case}/letter": Asks(View.LETTERS, here=True),
    "GET /v1/cases/{case}/material": Asks(View.MATERIAL),
    "POST /v1/cases/{case}/read": Asks(View.MATERIAL),
    "POST /v1/cases/{case}/present": Asks(View.MATERIAL),
    "GET /v1/sealed/{sealed}": Asks(View.MATERIAL),
    "GET /v1/cases/{case}/offers": Asks(View.CHOICES),
    "GET /v1/cases/{case}/acts/{act}": Asks(View.CHOICES),
    "GET /v1/cases/{case}/law": Asks(View.CHOICES),
    "POST /v1/cases/{case}/would": Asks(View.CHOICES),
    "POST /v1/acts": Asks(View.ACTS),
    "GET /v1/desk/itself": Asks(anyone=True, here=True),
    "GET /v1/desk/authorities": Asks(View.AUTHORITIES, here=True),
    "GET /v1/desk/law": Asks(View.LAW),
    "GET /v1/desk/languages": Asks(View.LETTERS, here=True),
    "GET /v1/desk/contacts": Asks(View.LETTERS, here=True),
    "GET /v1/desk/reports": Asks(View.REPORTS),
    "GET /v1/desk/scorecard": Asks(View.REPORTS),
    "GET /v1/desk/talks": Asks(View.TALKS),
    "GET /v1/desk/allies": Asks(View.TALKS),
    "GET /v1/desk/editions": Asks(View.REPORTS),
    "POST /v1/desk/acts": Asks(anyone=True),
    "POST /v1/desk/roster": Asks(anyone=True, here=True),
    "GET /v1/desk/mail-keys": Asks(View.SHARING, here=True),
    "POST /v1/desk/mail-keys": Asks(View.SHARING),
    "GET /v1/cases/{case}/evidence": Asks(View.EVIDENCE),
    "GET /v1/productions": Asks(View.WORK),
    "GET /v1/productions/{production}/pieces/{sealed}": Asks(View.PIECES),
    "PUT /v1/productions/{production}/parts/{sealed}": Asks(View.WORK),
    "POST /v1/deal": OPEN,
    "POST /v1/deal/share": OPEN,
    "PUT /v1/cases/{case}/objects/{sealed}": Asks(View.SHARING),
    "POST /v1/cases/{case}/split": Asks(View.ACTS),
    "POST /v1/cases/{case}/pages": Asks(View.ACTS),
    "POST /v1/cases/{case}/pages/withdraw": Asks(View.ACTS),
    "GET /v1/cases/{case}/forget": Asks(View.CASES, here=True),
    "GET /v1/cases/{case}/forget/plan": Asks(View.CASES, here=True),
    "POST /v1/cases/{case}/forget": Asks(View.ACTS),
    "GET /v1/cases/{case}/purge": Asks(View.CASES),
    "POST /v1/cases/{case}/purge": Asks(View.ACTS),
    "GET /v1/cases/{case}/receipt": Asks(View.LETTERS, here=True),
    "GET /v1/counsel": Asks(View.COUNSEL),
    "GET /v1/cases/{case}/counsel": Asks(View.COUNSEL),
    "POST /v1/cases/{case}/counsel": Asks(View.COUNSEL),
    "POST /v1/cases/{case}/counsel/answer": Asks(View.COUNSEL),
    "POST /v1/cases/{case}/counsel/invited": Asks(View.SHARING),
    "DELETE /v1/cases/{case}/counsel/invited": Asks(View.SHARING),
    "POST /v1/invited": OPEN,
    "POST /v1/invited/keys": OPEN,
    "POST /v1/invited/answer": OPEN,
    "GET /v1/dockets": Asks(View.SHARING),
    "POST /v1/dockets": Asks(View.SHARING),
    "POST /v1/dockets/kept": Asks(View.SHARING),
    "POST /v1/cases/{case}/docket": Asks(View.SHARING),
    "GET /v1/envelopes": Asks(View.SHARING),
    "POST /v1/envelopes": Asks(View.SHARING),
    "DELETE /v1/envelopes/{person}": Asks(View.SHARING),
    "GET /v1/invoices": Asks(View.COSTS, here=True),
    "GET /v1/night": Asks(View.WATCH, here=True),
    "POST /v1/night/watches": Asks(View.WATCH, here=True),
    "POST /v1/night/watches/{watch}": Asks(View.WATCH),
    "DELETE /v1/night/watches/{watch}": Asks(View.WATCH, here=True),
    "POST /v1/night/ways": Asks(View.WATCH, here=True),
    "DELETE /v1/night/ways/{way}": Asks(View.WATCH, here=True),
    "POST /v1/night/ways/{way}/test": Asks(View.WATCH, here=True),
    "POST /v1/night/acknowledge": Asks(View.WATCH, here=True),
    "GET /v1/days": Asks(View.DUE),
    "POST /v1/days/absences": Asks(View.DUE),
    "DELETE /v1/days/absences/{absence}": Asks(View.DUE),
    "POST /v1/days/reminders/{reminder}": Asks(View.DUE),
    "POST /v1/cases/{case}/reminders": Asks(View.CASES),
}
"""Method and path, and what they ask for. No scope and no kind of token is made for an authority (hazard 2.6)."""


_OF_CASE: Final = re.compile(r"/v1/cases/([^/]+)")


class Bearer(HttpBearer):
    """The bearer of one route, held against the table."""

    def __init__(self, asks: Asks) -> None:
        super().__init__()
        self.asks = asks

    def __call__(self, request: HttpRequest) -> Caller:
        """Who asks. Raises DeniedError, the same one for every bearer that does not hold."""
        if self.asks.here and getattr(request, _AT_THE_MACHINE, False):
            return Caller("", frozenset(), None)
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            raise bearer()
        return self.authenticate(request, secret)

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """Who shows this bearer. Raises DeniedError."""
        desk = desk_of(request)
        row = tokens.find(desk, token, ("session", "system"))
        if row is None:
            raise bearer()
        if row.kind == "system":
            return self._system(row)
        found, case = self._person(desk, row), _OF_CASE.match(request.path_info)
        if case is not None:
            check_case(desk, found, case[1], copy=self.asks.view is View.COUNSEL)
        return found

    def _system(self, row: Token) -> Caller:
        if not self.asks.scope or self.asks.scope not in row.scopes.split(","):
            raise DeniedError(
                Denied("token.scope", "This token is not made for that.", "Ask the operator for a scope.")
            )
        return Caller("", frozenset(), row)

    def _person(self, desk: Desk, row: Token) -> Caller:
        person = desk.roster.person(row.person)
        key = person and person.signed_by(bytes.fromhex(row.name))
        if person is None or key is None or key.vkey in desk.standing.retired:
            raise bearer()  # they left, their key is another one now, or they retired it
        roles = desk.roles_of(row.person)
        if not self.asks.anyone and (self.asks.view is None or not sees(roles, self.asks.view)):
            raise DeniedError(Denied("access.role", "Your roles do not show you that.", "Ask somebody who may."))
        return Caller(row.person, roles, row)


def only(request: HttpRequest) -> list[str] | None:
    """Cases that alone the caller's lists show: counsel's, and of who reads only their own; None: all."""
    return own_cases.listed(desk_of(request), caller(request).person)


def check_case(desk: Desk, who: Caller, case: str, *, copy: bool = False) -> None:
    """Whether a case is of those that the caller is shown at all. Raises DeniedError as for one that is not there.

    ``copy``: also where they were given a copy of it alone.
    """
    shown = own_cases.shown(desk, who.person)
    if shown is not None and case not in shown and not (copy and case in counsel.put_to(who.person)):
        raise unknown()


_AT_THE_MACHINE: Final = "_dueprocess_at_the_machine"
"""An attribute that only this process can set on a request: nothing that comes over a line becomes one."""


def sit_at_the_machine(request: HttpRequest) -> None:
    """This request is a command's, given where the home lies (``in_process.py``)."""
    setattr(request, _AT_THE_MACHINE, True)


class Routes(Router):
    """Routes of one file, each under its line of the table."""

    def on(self, line: str, answer: Any, **more: Any) -> Callable[[TCallable], TCallable]:  # noqa: ANN401 - ninja's own
        """Register a view: ``line`` is method and path, ``answer`` its shape. Raises KeyError outside the table."""
        asks, (method, path) = ROUTES[line], line.split(" ")
        said = {"auth": None if asks is OPEN else Bearer(asks), "response": answers(answer)} | more

        def on(view: TCallable) -> TCallable:
            """The first sentence of the view's own words is what the document calls it."""
            whole = " ".join((view.__doc__ or "").split())
            summary = re.split(r"(?<=[.?!])\s", whole, maxsplit=1)[0]
            return self.api_operation([method], path, summary=summary, **said)(view)

        return on


def caller(request: HttpRequest) -> Caller:
    """Who asks, on a route that is not open."""
    found: Caller = request.auth  # type: ignore[attr-defined]
    return found
