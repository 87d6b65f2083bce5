"""The due list: what, when, by which rule. The desk opens on it."""

import datetime
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.queries import due as list_due
from dueprocess.desk.data.queries import read_moment_key, write_key
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web.desk import desk_of
from dueprocess.desk.web.words import Due, duty

PAGE: Final = 60


@dataclass(frozen=True, slots=True)
class Line:
    """Duties of one case, hour and rule, on one line."""

    due: Due
    whats: tuple[str, ...]
    items: tuple[int, ...]
    case: str
    country: str
    authority_kind: str
    emergency: bool
    practice: bool
    rule: str
    law: str  # the instrument that it stands in, where it is one
    not_before: str


def due(request: HttpRequest) -> HttpResponse:
    """Open duties, the nearest first; what is late stands on top."""
    desk = desk_of(request)
    page = list_due(after=read_moment_key(request.GET.get("after", ""), "d"), limit=PAGE)
    named: dict[str, list[Line]] = {}
    together: dict[tuple[datetime.datetime, str, str], list[Duty]] = {}
    for row in page.rows:
        together.setdefault((row.due_at, row.case_id or "", row.rule), []).append(row)
    for when, lines in [(key[0], line_of(desk, same)) for key, same in together.items()]:
        named.setdefault(_group(desk, when), []).append(lines)
    groups = list(named.items())
    following = write_key(page.after) if page.after else ""
    return render(request, "staff/due.html", {"tab": "due", "groups": groups, "following": following})


def line_of(desk: Desk, same: list[Duty]) -> Line:
    """One line of duties that are due together by one rule."""
    first = same[0]
    case = first.case
    before = first.not_before
    return Line(
        due=Due.of(first.due_at, desk.now, desk.timezone),
        whats=tuple(dict.fromkeys(duty(row.what) for row in same)),
        items=tuple(sorted({row.item for row in same if row.item})),
        case=first.case_id or "",
        country=case.country if case else "",
        authority_kind=case.authority_kind if case else "",
        emergency=bool(case and case.emergency),
        practice=bool(case and case.practice),
        rule=first.rule,
        law=first.rule.partition(".")[0] if first.rule.partition(".")[0] in desk.shelf.instruments else "",
        not_before=Due.of(before, desk.now, desk.timezone).clock if before and before > desk.now else "",
    )


def _group(desk: Desk, at: datetime.datetime) -> str:
    if at < desk.now:
        return _("Late")
    # Midnight belongs to the day that it ends.
    days = (desk.day_of(at - datetime.timedelta(seconds=1)) - desk.day_of(desk.now)).days
    if days < 1:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return _("Within a week") if days <= 7 else _("Later")  # noqa: PLR2004 - a week
