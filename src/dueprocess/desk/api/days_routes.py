"""A person's own days: away with a deputy, cases to look at again. Attested by the session; it grants nothing."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from pydantic import Field

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.data.models import Absence, Reminder
from dueprocess.desk.services import days
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, accepted

router = Routes()
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class Away(shapes.Asked):
    """Days on which one is away, both included, and who stands in."""

    first: Day
    last: Day
    deputy: shapes.Code = ""


class OnDay(shapes.Asked):
    """A day on which one looks at a case again."""

    on: Day


class Settling(shapes.Asked):
    """Whether it is done."""

    done: bool


AbsenceRow = shapes.shape("AbsenceRow", "Somebody is away.", "absence: int, person, first, last, deputy")
ReminderRow = shapes.shape("ReminderRow", "A case that one looks at again.", "reminder: int, case, on")
Days = shapes.shape(
    "Days",
    "Who is away from now on, and what one looks at again.",
    "absences: [AbsenceRow], reminders: [ReminderRow]",
)
Settled = shapes.shape("Settled", "Whether it is done.", "reminder: int, done: bool")


@router.on("GET /v1/days", Days)
def own(request: HttpRequest) -> dict[str, Any]:
    """Who is away from now on, and what one looks at again."""
    desk = desk_of(request)
    return {
        "absences": [_absence(row) for row in days.absences(desk.day_of(desk.now))],
        "reminders": [_reminder(row) for row in days.reminders([caller(request).person], datetime.date.max)],
    }


@router.on("POST /v1/days/absences", AbsenceRow)
def away(request: HttpRequest, payload: Away) -> dict[str, Any]:
    """One is away, the first and the last day included; somebody may stand in."""
    first, last = _day(payload.first), _day(payload.last)
    return _absence(accepted(days.say_away(desk_of(request), caller(request).person, first, last, payload.deputy)))


@router.on("DELETE /v1/days/absences/{absence}", shapes.Gone)
def back(request: HttpRequest, absence: int) -> dict[str, Any]:
    """Take an absence back: one is there after all."""
    if not days.take_back(caller(request).person, absence):
        raise _none()
    return {"removed": str(absence)}


@router.on("POST /v1/cases/{case}/reminders", ReminderRow)
def remind(request: HttpRequest, case: str, payload: OnDay) -> dict[str, Any]:
    """One looks at the case again on a day; the day is all that the desk keeps."""
    which = state_of(case).id
    return _reminder(accepted(days.remind(desk_of(request), caller(request).person, which, _day(payload.on))))


@router.on("POST /v1/days/reminders/{reminder}", Settled)
def settle(request: HttpRequest, reminder: int, payload: Settling) -> dict[str, Any]:
    """What one wanted to look at is done; or it is not."""
    if not days.settle(desk_of(request), caller(request).person, reminder, done=payload.done):
        raise _none()
    return {"reminder": reminder, "done": payload.done}


def _day(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError as fault:
        raise DeniedError(Denied("request.form", "There is no such day.", "Write it as 2026-03-09.")) from fault


def _none() -> DeniedError:
    return DeniedError(Denied(days.DayRule.NONE, "You have none of that number.", "See your days."))


def _absence(row: Absence) -> dict[str, Any]:
    return {
        "absence": row.pk,
        "person": row.person,
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "deputy": row.deputy,
    }


def _reminder(row: Reminder) -> dict[str, Any]:
    return {"reminder": row.pk, "case": row.case_id, "on": row.on.isoformat()}
