"""Waiting for a signature: the page names the draft, the vault shows the bytes and signs, this page goes on."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueprocess.desk.data.models import Draft
from dueprocess.desk.staff.draft_sentence import sentence_of
from dueprocess.desk.web import drafts
from dueprocess.desk.web.desk import desk_of, house_of, person_of


def _own(request: HttpRequest, draft_id: str) -> Draft:
    draft = drafts.find(desk_of(request), draft_id, person_of(request))
    if draft is None:
        raise Http404
    return draft


def waiting(request: HttpRequest, draft_id: str) -> HttpResponse:
    """What waits, and the way to the vault. A signed act goes on to its page."""
    draft = _own(request, draft_id)
    if draft.state == "done":
        return redirect(draft.back or "/")
    context = {
        "tab": "cases",
        "draft": draft,
        "sentence": sentence_of(draft),
        "vault": house_of(request).vault_address,
    }
    return render(request, "staff/sign.html", context)


def state(request: HttpRequest, draft_id: str) -> HttpResponse:
    """For the page that waits: nothing while it waits, and where to go when it was signed."""
    draft = _own(request, draft_id)
    if draft.state == "waiting":
        return HttpResponse(status=204)
    answer = HttpResponse(status=200)
    answer["HX-Redirect"] = (draft.back or "/") if draft.state == "done" else request.path.removesuffix("state/")
    return answer
