"""A person's own days: away, reminders, a calendar. Each is theirs alone to say; none of it grants anything."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Absence, Reminder
from dueprocess.desk.services import days, mornings
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.staff.views.case import found
from dueprocess.desk.staff.views.night import told
from dueprocess.desk.web import dates
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.formats.refusal import Denied

FAR = datetime.date.max


def own(request: HttpRequest) -> HttpResponse:
    """When one is away, what one looks at again, one's calendar."""
    desk, who = desk_of(request), person_of(request)
    refused, said = "", {name: request.POST.get(name, "")[:31] for name in ("first", "last", "deputy")}
    if request.method == "POST":
        first, last = _day(said["first"]), _day(said["last"])
        made = days.say_away(desk, who, first, last, said["deputy"]) if first and last else None
        if isinstance(made, Absence):
            messages.success(request, _("Your colleagues see it. What waits for you goes to whoever is there."))
            return redirect("days")
        refused = told(made) if isinstance(made, Denied) else _("Write both days: YYYY-MM-DD.")
    return render(
        request,
        "staff/days.html",
        _context(desk, who) | {"refused": refused, "said": said},
        status=422 if refused else 200,
    )


def _context(desk: Desk, who: str) -> dict[str, Any]:
    today = desk.day_of(desk.now)
    rows = days.absences(today)
    return {
        "tab": "account",
        "mine": [one for one in rows if one.person == who],
        "others": [one for one in rows if one.person != who],
        "deputies": days.deputies(desk, who),
        "reminders": days.reminders([who], FAR),
        "feed": days.has_feed(who),
        "mailed": queries.reaches(who).filter(channel="mail", morning=True).exists(),
        "on_watch": [
            one for one in queries.week(desk.now, 60) if one.person == who and _falls(desk, one.starts_at, rows, who)
        ],
    }


def _falls(desk: Desk, at: datetime.datetime, rows: list[Absence], who: str) -> bool:
    return any(one.person == who and one.first <= desk.day_of(at) <= one.last for one in rows)


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def back(request: HttpRequest, absence: int) -> HttpResponse:
    """An absence of one's own does not stand."""
    if not days.take_back(person_of(request), absence):
        raise Http404
    messages.success(request, _("Taken back."))
    return redirect("days")


def remind(request: HttpRequest, case_id: str) -> HttpResponse:
    """Look at a case again on a day: the day is all that the desk keeps."""
    desk, case = desk_of(request), found(case_id)
    refused, on = "", request.POST.get("on", "")[:10]
    if request.method == "POST":
        day = _day(on)
        made = days.remind(desk, person_of(request), case, day) if day else None
        if isinstance(made, Reminder):
            messages.success(request, _("It stands in your list on %s.") % dates.day(made.on, "l j F"))
            return redirect("case", case)
        refused = told(made) if isinstance(made, Denied) else _("Write a day: YYYY-MM-DD.")
    (following,) = mornings.working_days(desk, desk.day_of(desk.now) + datetime.timedelta(days=1), 1)
    context = {"tab": "cases", "case": case, "refused": refused, "on": on or following.isoformat()}
    return render(request, "staff/remind.html", context, status=422 if refused else 200)


@require_POST
def reminder(request: HttpRequest, reminder: int) -> HttpResponse:
    """A reminder is done, or it is not."""
    act = request.POST.get("do", "")
    if act not in {"done", "open"} or not days.settle(
        desk_of(request), person_of(request), reminder, done=act == "done"
    ):
        raise Http404
    return redirect("due")


@require_POST
def feed(request: HttpRequest, act: str) -> HttpResponse:
    """One's own calendar: a new address, shown once; or none any more."""
    desk, who = desk_of(request), person_of(request)
    if act not in {"open", "end"}:
        raise Http404
    if act == "end":
        days.end_feed(who)
        messages.success(request, _("The calendar's address leads nowhere any more."))
        return redirect("days")
    secret = days.open_feed(desk, who)
    return render(
        request,
        "staff/days.html",
        _context(desk, who) | {"secret": f"{desk.house.staff_address}/calendar/{secret}.ics"},
    )


def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of that address: the same for everybody and whatever is due (ADR 0074)."""
    desk = desk_of(request)
    if not days.is_feed(desk, token):
        raise Http404
    answer = HttpResponse(mornings.calendar(desk), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
