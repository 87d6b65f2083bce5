"""How one is reached at night, and the page where the code of a call acknowledges it without a log-in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dueprocess.acts.access import View
from dueprocess.adapters import outbound
from dueprocess.desk.data.models import Reach
from dueprocess.desk.data.queries import night as queries
from dueprocess.desk.services import alarms, watches
from dueprocess.desk.services.alarms import Acknowledged
from dueprocess.desk.staff.access import allowed, has_second_factor
from dueprocess.desk.staff.views.night import told
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.formats.refusal import Denied

LONGEST_CODE = 64


def reach(request: HttpRequest) -> HttpResponse:
    """One's own ways; another is added here. The secret of a webhook is shown on the answer."""
    desk, who = desk_of(request), person_of(request)
    address = request.POST.get("address", "").strip()[: outbound.MAX_ADDRESS + 1]
    made: Reach | Denied | None = None
    if request.method == "POST":
        made = watches.add_reach(desk, who, who, "webhook" if "://" in address else "mail", address)
    context: dict[str, Any] = {
        "tab": "night",
        "ways": [(one, watches.is_proved(desk, one)) for one in queries.reaches(who)],
        "mail": house_of(request).mail,
        "address": address,
        "refused": told(made) if isinstance(made, Denied) else "",
    }
    if not isinstance(made, Reach):
        return render(request, "staff/reach.html", context, status=422 if made else 200)
    messages.success(request, _("Added. It counts once you answered a test page."))
    if made.channel != "webhook":
        return redirect("reach")
    return render(request, "staff/reach.html", context | {"secret": outbound.secret_of(settings.SECRET_KEY, made.pk)})


@require_POST
def way(request: HttpRequest, way: int) -> HttpResponse:
    """One of one's own ways: try it, or use it no more. Another person's is not there."""
    desk, act = desk_of(request), request.POST.get("do", "")
    if act not in {"test", "remove"} or not queries.reaches(person_of(request)).filter(pk=way).exists():
        raise Http404
    if act == "remove":
        watches.drop_reach(person_of(request), way)
        messages.success(request, _("You are not called that way any more."))
    else:
        done = alarms.try_out(desk, way)
        messages.success(request, told(done) if isinstance(done, Denied) else _tried(request))
    return redirect("reach")


def _tried(request: HttpRequest) -> str:
    if house_of(request).practice:
        return _("A practice desk calls nobody: the test is noted, and nothing left.")
    return _("The worker calls you within a minute. Answer by the link that comes: only that proves the way.")


def ack(request: HttpRequest, call: str = "") -> HttpResponse:
    """Acknowledge by the code that a page carried. A button does it, for scanners of mail follow links.

    Whatever does not acknowledge gets one and the same answer: no such code, a used one, one too old, one of somebody
    who left. Whoever is logged in may type the short id, too.
    """
    code = (request.POST.get("code", "") or call)[:LONGEST_CODE]
    context = {"tab": "night", "code": code if request.method == "GET" else "", "may_look": _may_look(request)}
    if request.method != "POST":
        return render(request, "staff/ack.html", context)
    done = alarms.acknowledge_call(desk_of(request), code)
    if isinstance(done, Denied) and context["may_look"]:
        done = alarms.acknowledge(desk_of(request), code, person_of(request))
    if isinstance(done, Acknowledged) and done.first:
        return render(request, "staff/ack.html", context | {"done": done})
    return render(request, "staff/ack.html", context | {"nothing": True}, status=422)


def _may_look(request: HttpRequest) -> bool:
    """Whether the one who asks is logged in as somebody whom the page of the night is for."""
    return request.user.is_authenticated and has_second_factor(request) and allowed(request, View.WATCH)
