"""Who reads only the cases that are theirs, said on the page of people; and putting a case to one of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dueprocess.desk.services import own_cases
from dueprocess.desk.staff.views.case import found
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.desk.web.words import PAGE
from dueprocess.formats.refusal import Denied

_SAYS = {"ask": own_cases.ask, "agree": own_cases.agree, "end": own_cases.ask_end}


@require_POST
def say(request: HttpRequest, do: str) -> HttpResponse:
    """Ask that somebody reads only their own cases, that it ends, or agree to what somebody else asked."""
    verb = _SAYS.get(do)
    if verb is None:
        raise Http404
    done = verb(desk_of(request), person_of(request), request.POST.get("person", "")[:31])
    if isinstance(done, Denied):
        messages.error(request, done.spoken(PAGE))
    return redirect("people")


@require_POST
def put(request: HttpRequest, case_id: str, person: str) -> HttpResponse:
    """The case is one of a colleague's from now on."""
    if not own_cases.put(desk_of(request), person_of(request), found(case_id), person):
        raise Http404
    messages.success(request, _("%s can open this case now.") % person)
    return redirect("case", found(case_id))
