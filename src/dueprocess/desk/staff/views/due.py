"""The due list: whose turn it is, what, when, by which rule. The desk opens on it."""

import datetime
import math
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dueprocess.acts import access
from dueprocess.acts.turn import stood_in_for
from dueprocess.desk.data.models import Effect
from dueprocess.desk.data.queries import due as list_due
from dueprocess.desk.data.queries import read_moment_key, write_key
from dueprocess.desk.services import days, openings, outbox, tongues
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.staff import changes, practice
from dueprocess.desk.staff.access import only
from dueprocess.desk.staff.done_today import done_today
from dueprocess.desk.staff.due_page import groups, lines_of
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.desk.web.words import Due, clock
from dueprocess.formats.statement import Act

PAGE: Final = 100


def due(request: HttpRequest) -> HttpResponse:
    """Open duties by whose turn it is; in each group the nearest first, so that what is late stands on top."""
    desk = desk_of(request)
    among = only(request)
    seen = changes.of_list(
        request, among
    )  # before the lists are read: what happens meanwhile is shown later, not never
    page = list_due(after=read_moment_key(request.GET.get("after", ""), "d"), limit=PAGE, among=among)
    person = person_of(request)
    waiting = [row for row in outbox.waiting() if among is None or row.case in among]
    lines = lines_of(desk, page.rows, person, {row.case: row.due_at for row in waiting})
    today = desk.day_of(desk.now)
    away = [one for one in days.absences(today) if one.first <= today]
    own = [person, *stood_in_for({one.person: one.deputy for one in away}, person)]
    settled = days.settled(own, today)  # what the reader wanted to look at, and what those did for whom they stand in
    done = [one for one in done_today(desk, person) if among is None or one.case in among]
    context: dict[str, Any] = {
        "mark": seen,
        "groups": groups(lines),
        "dated": [line for line in lines if line.dated],
        "over": [line for line in lines if line.turn.over],
        "mine": sum(line.mine for line in lines),
        "unbound": tongues.waits_for(desk) if access.may(desk.roles_of(person), Act.LANGUAGE_SIGN) else (),
        "reminders": days.reminders(own, today),
        "settled": settled,
        "away": away,
        "done": done,
        "done_count": len(done) + len(settled),
        "leaving": [_leaving(desk, row) for row in waiting],
        "many": _many(desk, person),
        "own_only": among is not None and access.reads(desk.roles_of(person)),
        "practice_card": practice.card(request),
        "following": write_key(page.after) if page.after else "",
    }
    context["mine"] += len(context["reminders"])
    return render(request, "staff/due.html", {"tab": "due", **context})


def changed(request: HttpRequest) -> HttpResponse:
    """The mark of what the due list was made from."""
    return changes.answer(changes.of_list(request, only(request)))


def _many(desk: Desk, person: str) -> list[dict[str, object]]:
    rows = openings.many(desk, person) if access.reads(desk.roles_of(person)) else []
    return [{"person": one.person, "count": one.count, "clock": clock(one.at, desk.timezone)} for one in rows]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that waits, and can still be taken back."""

    case: str
    clock: str
    minutes: int  # until it may leave; 0: the worker takes it next


def _leaving(desk: Desk, row: Effect) -> Leaving:
    minutes = math.ceil((row.due_at - desk.now) / datetime.timedelta(minutes=1))
    return Leaving(row.case, Due.of(row.due_at, desk.now, desk.timezone).clock, max(minutes, 0))
