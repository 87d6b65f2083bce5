"""Whether something happened since a page was made: one mark of it, which says nothing else (P11).

The page asks for the mark anew while somebody looks at it (``static/dueprocess/fresh.js``). No long-lived connection,
no session kept alive, no number that counts: the mark is keyed, and another one for each person and page.
"""

import hashlib
import hmac
from typing import Final

from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse

from dueprocess.desk.data.models import Event
from dueprocess.desk.web.desk import person_of

_LABEL: Final = b"dueprocess staff page mark v1"


def of_case(request: HttpRequest, case: str) -> str:
    """The mark of a case's page."""
    return _mark(request, case, [case])


def of_list(request: HttpRequest, among: list[str] | None) -> str:
    """The mark of the due list; ``among``: the cases that its reader is shown, None: all."""
    return _mark(request, "", among)


def _mark(request: HttpRequest, case: str, among: list[str] | None) -> str:
    rows = Event.objects.all() if among is None else Event.objects.filter(case__in=among)
    newest = rows.aggregate(newest=Max("pk"))["newest"]
    key = hashlib.sha256(_LABEL + settings.SECRET_KEY.encode()).digest()
    seen = "\0".join((person_of(request), case, str(newest), *sorted(among or ())))
    return hmac.new(key, seen.encode(), hashlib.sha256).hexdigest()[:32]


def answer(mark: str) -> HttpResponse:
    """The mark alone."""
    return HttpResponse(mark, content_type="text/plain; charset=utf-8")
