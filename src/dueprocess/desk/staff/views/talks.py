"""Talks with governments as the desk sees them: codes and days, what waits for whom; the words open in a command."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dueprocess.desk.services import talks as service
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.web.desk import desk_of, person_of


def talks(request: HttpRequest) -> HttpResponse:
    """What is recorded, what is public, quarters that nobody answered for, allies, and what to type."""
    desk, person = desk_of(request), person_of(request)
    state = service.state_of(desk).talks
    try:
        public = {one.talk: one for one in service.published(desk)}
    except ForgedRowError as fault:
        return render(request, "staff/talks.html", {"tab": "law", "fault": str(fault)}, status=409)
    rows = sorted(state.recorded.values(), key=lambda one: (one.waits, one.until, one.talk), reverse=True)
    who = f"--as {person} --identity {person}.identity"
    context: dict[str, Any] = {
        "tab": "law",
        "waiting": [(one, person in one.answers) for one in rows if one.waits],
        "public": [public[one.talk] for one in rows if one.talk in public],
        "gone": sum(one.withdrawn for one in rows),
        "quarters": service.open_quarters(desk, state),
        "answered": sorted(state.quarters.items(), reverse=True)[: service.MAX_QUARTERS],
        "allies": service.allies_shown(desk)["rows"],
        "today": desk.today,
        "lines": {
            "record": f"dueprocess talk template > talk.toml\ndueprocess talk record talk.toml --reveals no {who}",
            "agree": f"dueprocess talk agree TALK --reveals no {who}",
            "publish": f"dueprocess talk publish TALK {who}",
            "quarter": f"dueprocess talk quarter QUARTER none {who}",
            "ask": f"dueprocess ally ask ALLY --out question.asc {who}",
        },
    }
    return render(request, "staff/talks.html", context)


@require_POST
def note(request: HttpRequest) -> HttpResponse:
    """Somebody in the house says that what they noted was a talk with a government: the desk is reminded, no more."""
    service.note(desk_of(request))
    return redirect("/note/thanks/?talk=1")
