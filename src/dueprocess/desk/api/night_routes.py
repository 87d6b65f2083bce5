"""Night and weekend: the rota, ways to reach people, who is being called. Attested by the session; it grants nothing.

Whoever sits at the home's machine plans for everybody, as ``watches.AT_THE_MACHINE``.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from dueprocess.acts.access import View, sees
from dueprocess.adapters import outbound
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller, only
from dueprocess.desk.api.shapes import shape
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Paging, Watch
from dueprocess.desk.services import alarms, watches
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.refusal import Denied, DeniedError, accepted

router = Routes()

WatchRow = shape("WatchRow", "A watch.", "watch, person, starts_at, ends_at, rank: int, confirmed: bool")
WayRow = shape(
    "WayRow",
    "A way to reach somebody: one's own; at the machine everybody's.",
    "way: int, person, channel, address, proved: bool, proved_on?",
)
CallRow = shape(
    "CallRow",
    "Something that people are being called for.",
    "page, case?, reason, due_at?, raised_at?, next_at?, called: [str]",
)
Night = shape(
    "Night",
    "The rota of the coming eight days, ways to reach people, and what they are being called for.",
    "watches: [WatchRow], ways: [WayRow], pages: [CallRow]",
)
NewWay = shape(
    "NewWay", "A way that was added; the secret of a webhook is told once.", "way: int, person, channel, secret"
)
Tried = shape("Tried", "A test call.", "page, way: int")
AcknowledgedPage = shape("AcknowledgedPage", "Who is on it; ``first``: since just now.", "page, by, at, first: bool")
AcknowledgedPages = shape("AcknowledgedPages", "What somebody is on.", "pages: [AcknowledgedPage]")


@router.on("GET /v1/night", Night)
def night(request: HttpRequest) -> dict[str, Any]:
    """Who watches in the coming eight days, how people are reached, and who is being called now."""
    desk, who, seen = desk_of(request), caller(request).person, _seen(request)
    return {
        "watches": [_watch(row) for row in queries.week(desk.now)],
        # An address is its person's own business; at the machine all of them are looked after.
        "ways": [
            {
                "way": row.pk,
                "person": row.person,
                "channel": row.channel,
                "address": row.address,
                "proved": watches.is_proved(desk, row),
                "proved_on": row.proved_on.isoformat() if row.proved_on else None,
            }
            for row in queries.reaches(who)
        ],
        "pages": [_page(row, seen) for row in queries.open_pagings()],
    }


@router.on("POST /v1/night/watches", WatchRow)
def plan(request: HttpRequest, payload: shapes.Plan) -> dict[str, Any]:
    """Plan a watch; another person's counts once they confirmed it."""
    starts, ends = _moment(payload.starts_at), _moment(payload.ends_at)
    by = caller(request).person
    return _watch(accepted(watches.plan(desk_of(request), by, payload.person, starts, ends, payload.rank)))


@router.on("POST /v1/night/watches/{watch}", WatchRow)
def confirm(request: HttpRequest, watch: str, payload: shapes.OnWatch) -> dict[str, Any]:
    """Confirm one's own watch, or offer the rest of it to somebody."""
    desk, by = desk_of(request), caller(request).person
    if payload.to:
        return _watch(accepted(watches.hand_over(desk, by, watch, payload.to)))
    return _watch(accepted(watches.confirm(desk, by, watch)))


@router.on("DELETE /v1/night/watches/{watch}", shapes.Gone)
def remove(request: HttpRequest, watch: str) -> dict[str, Any]:
    """Take a watch off the rota."""
    accepted(watches.remove(caller(request).person, watch))
    return {"removed": watch}


@router.on("POST /v1/night/ways", NewWay)
def add_way(request: HttpRequest, payload: shapes.Way) -> dict[str, Any]:
    """Add a way to reach somebody. A webhook is signed; its secret is told here, once."""
    desk, by = desk_of(request), caller(request).person
    row = accepted(watches.add_reach(desk, by, payload.person, payload.channel, payload.address))
    secret = outbound.secret_of(settings.SECRET_KEY, row.pk) if row.channel == "webhook" else ""
    return {"way": row.pk, "person": row.person, "channel": row.channel, "secret": secret}


@router.on("DELETE /v1/night/ways/{way}", shapes.Gone)
def drop_way(request: HttpRequest, way: int) -> dict[str, Any]:
    """Remove a way to reach somebody."""
    accepted(watches.drop_reach(caller(request).person, way))
    return {"removed": str(way)}


@router.on("POST /v1/night/ways/{way}/test", Tried)
def test_way(request: HttpRequest, way: int) -> dict[str, Any]:
    """Call one person by one way, for nothing. One's own only, save at the machine."""
    by = caller(request).person
    if by != watches.AT_THE_MACHINE and not queries.reaches(by).filter(pk=way).exists():
        raise DeniedError(watches.no_reach())
    return {"page": accepted(alarms.try_out(desk_of(request), way)).pk, "way": way}


@router.on("POST /v1/night/acknowledge", AcknowledgedPages)
def acknowledge(request: HttpRequest, payload: shapes.Acknowledge) -> dict[str, Any]:
    """Say that one is on it: nobody else is called. Named by a page's id or a call's code; neither: all."""
    desk, by = desk_of(request), caller(request).person
    if payload.call:
        done = [accepted(alarms.acknowledge_call(desk, payload.call))]
    elif payload.page:
        done = [accepted(alarms.acknowledge(desk, payload.page, by))]
    else:
        done = accepted(alarms.acknowledge_all(desk, by))
    return {"pages": [{"page": one.paging, "by": one.by, "at": one.at.isoformat(), "first": one.first} for one in done]}


def _moment(text: str) -> datetime.datetime:
    try:
        return datetime.datetime.fromisoformat(text).astimezone(datetime.UTC)
    except (ValueError, OverflowError) as fault:
        denied = Denied("request.form", "There is no such moment.", "Write it as 2026-03-09T17:00+01:00.")
        raise DeniedError(denied) from fault


def _watch(row: Watch) -> dict[str, Any]:
    return {
        "watch": row.pk,
        "person": row.person,
        "starts_at": row.starts_at.isoformat(),
        "ends_at": row.ends_at.isoformat(),
        "rank": row.rank,
        "confirmed": row.confirmed_at is not None,
    }


def _seen(request: HttpRequest) -> Callable[[str], bool]:
    """Whether the caller is shown a case: who reads none, or this one not, is told that somebody is called, and why."""
    who, among = caller(request), only(request)
    sees_cases = who.person == watches.AT_THE_MACHINE or sees(who.roles, View.CASES)
    return lambda case: sees_cases and (among is None or case in among)


def _page(row: Paging, seen: Callable[[str], bool]) -> dict[str, Any]:
    moments = {name: getattr(row, name) for name in ("due_at", "raised_at", "next_at")}
    return {
        "page": row.pk,
        "case": row.case_id if row.case_id and seen(row.case_id) else None,
        "reason": row.reason,
        **{name: at.isoformat() if at else None for name, at in moments.items()},
        "called": list(dict.fromkeys(step.person for step in row.steps.all() if step.result == "sent")),
    }
