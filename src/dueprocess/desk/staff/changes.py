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
from dueprocess.desk.staff.access import only
from dueprocess.desk.web.desk import person_of

_LABEL: Final = b"dueprocess staff page mark v1"


def mark(request: HttpRequest, case: str = "") -> str:
    """The mark of a case's page; without one that of the due list, of the cases that its reader is shown."""
    among = [case] if case else only(request)
    rows = Event.objects.all() if among is None else Event.objects.filter(case__in=among)
    newest = rows.aggregate(newest=Max("pk"))["newest"]
    key = hashlib.sha256(_LABEL + settings.SECRET_KEY.encode()).digest()
    return hmac.new(key, f"{person_of(request)}\0{case}\0{newest}".encode(), hashlib.sha256).hexdigest()[:32]


def answer(request: HttpRequest, case: str = "") -> HttpResponse:
    """The mark alone."""
    return HttpResponse(mark(request, case), content_type="text/plain; charset=utf-8")
