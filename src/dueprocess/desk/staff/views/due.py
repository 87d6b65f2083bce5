"""The due list: what, when, by which rule. The desk opens on it."""

import datetime
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dueprocess.acts import access
from dueprocess.case.decisions import may_agree
from dueprocess.case.item_end import AGREE_END
from dueprocess.case.state import Writing
from dueprocess.desk.data.models import Decision, Duty, Effect
from dueprocess.desk.data.queries import due as list_due
from dueprocess.desk.data.queries import read_moment_key, write_key
from dueprocess.desk.services import outbox, tongues
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.rosters import who_may
from dueprocess.desk.web.desk import desk_of, person_of
from dueprocess.desk.web.words import Due, duty
from dueprocess.formats.statement import Act

PAGE: Final = 60
OPTIONS: Final = frozenset({"object"})
"""What may be done until a moment and need not be: after it nothing is owed any more."""
ON_ONE_PAGE: Final = frozenset(
    {
        "look_at_arrival",
        "respond",
        "answer_tell",
        "answer_admit",
        "answer_count",
        "send_letter",
        "second_look",
        "preserve",
    }
)
"""Duties that are done on the vault's page of the case, beside its original."""


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
    waits: tuple[str, ...] = ()  # who could agree to what is proposed
    mine: bool = False  # the reader is one of them
    over: bool = False  # an option whose time has passed
    opens: bool = False  # it is done on the vault's page of the case


def due(request: HttpRequest) -> HttpResponse:
    """Open duties, the nearest first; what is late stands on top."""
    desk = desk_of(request)
    page = list_due(after=read_moment_key(request.GET.get("after", ""), "d"), limit=PAGE)
    named: dict[str, list[Line]] = {}
    together: dict[tuple[datetime.datetime, str, str], list[Duty]] = {}
    for row in page.rows:
        together.setdefault((row.due_at, row.case_id or "", row.rule), []).append(row)
    person = person_of(request)
    waiting = outbox.waiting()
    leaves = {row.case: row.due_at for row in waiting}
    back = _sent_back({row.case_id for row in page.rows if row.what == "respond" and row.case_id})
    lines = [(key[0], line_of(desk, same, person, leaves, back)) for key, same in together.items()]
    for when, line in sorted(lines, key=lambda one: (not one[1].mine, bool(one[1].waits))):
        if not line.over:
            named.setdefault(_("Waits for you") if line.mine else _group(desk, when, line), []).append(line)
    over = [line for _when, line in lines if line.over]
    context = {"groups": list(named.items()), "over": over, "mine": sum(line.mine for _when, line in lines)}
    context["unbound"] = tongues.waits_for(desk) if access.may(desk.roles_of(person), Act.LANGUAGE_SIGN) else ()
    context["leaving"] = [_leaving(desk, row) for row in waiting]
    following = write_key(page.after) if page.after else ""
    return render(request, "staff/due.html", {"tab": "due", "following": following, **context})


@dataclass(frozen=True, slots=True)
class Leaving:
    """A letter that waits, and can still be taken back."""

    case: str
    clock: str
    minutes: int  # until it may leave; 0: the worker takes it next


def _leaving(desk: Desk, row: Effect) -> Leaving:
    minutes = math.ceil((row.due_at - desk.now) / datetime.timedelta(minutes=1))
    return Leaving(row.case, Due.of(row.due_at, desk.now, desk.timezone).clock, max(minutes, 0))


def line_of(
    desk: Desk,
    same: list[Duty],
    person: str = "",
    leaves: Mapping[str, datetime.datetime] | None = None,
    back: Mapping[tuple[str, int], str] | None = None,
) -> Line:
    """One line of duties that are due together by one rule, as ``person`` reads it.

    ``leaves``: when the letter of a case leaves that waits; its line says so instead of asking for the letter.
    ``back``: by case and item, to whom a colleague sent a proposal back; the line says so.
    """
    first = same[0]
    waits = _waits(desk, same)
    case = first.case
    before = first.not_before
    return Line(
        due=Due.of(first.due_at, desk.now, desk.timezone),
        whats=tuple(dict.fromkeys(_returned(row, _says(desk, row, leaves or {}), back or {}) for row in same)),
        items=tuple(sorted({row.item for row in same if row.item})),
        case=first.case_id or "",
        country=case.country if case else "",
        authority_kind=case.authority_kind if case else "",
        emergency=bool(case and case.emergency),
        practice=bool(case and case.practice),
        rule=first.rule,
        law=first.rule.partition(".")[0] if first.rule.partition(".")[0] in desk.shelf.instruments else "",
        not_before=Due.of(before, desk.now, desk.timezone).clock if before and before > desk.now else "",
        waits=waits,
        mine=person in waits,
        over=first.due_at < desk.now and OPTIONS.issuperset(row.what for row in same),
        opens=person in waits or not ON_ONE_PAGE.isdisjoint(row.what for row in same),
    )


def _says(desk: Desk, row: Duty, leaves: Mapping[str, datetime.datetime]) -> str:
    """What is owed, in words; of a letter that is written and waits, until when, and who can take it back."""
    case = row.case_id or ""
    if row.what != "send_letter" or case not in leaves:
        return duty(row.what)
    item = state_of(case).item(row.item) if row.item else None
    if item is None or item.writing is not Writing.QUEUED:
        return duty(row.what)
    clock = Due.of(leaves[case], desk.now, desk.timezone).clock
    names = ", ".join(sorted(who_may(desk.roster, Act.LETTER_TAKE_BACK)))
    return _("the letter waits until %(clock)s; %(names)s can take it back") % {"clock": clock, "names": names}


def _returned(row: Duty, says: str, back: Mapping[tuple[str, int], str]) -> str:
    name = back.get((row.case_id or "", row.item or 0), "") if row.what == "respond" else ""
    return _("%(says)s: sent back to %(name)s") % {"says": says, "name": name} if name else says


def _sent_back(cases: set[str]) -> dict[tuple[str, int], str]:
    """By case and item, whose proposal was sent back, where nothing was proposed since."""
    rows = Decision.objects.filter(case_id__in=cases).order_by("revision")
    last = {
        (case, item): (state, by) for case, item, state, by in rows.values_list("case_id", "item", "state", "proposer")
    }
    return {of: by for of, (state, by) in last.items() if state == "sent_back"}


def _waits(desk: Desk, same: list[Duty]) -> tuple[str, ...]:
    """Who could be the second person, where one is waited for."""
    asked = {what: {row.item for row in same if row.what == what} for what in ("approve", "agree_silence", AGREE_END)}
    if not any(asked.values()) or not same[0].case_id:
        return ()
    case, seconds = state_of(same[0].case_id), who_may(desk.roster, Act.DECISION_APPROVE)
    open_ones = [(one.number, one.proposal.by) for one in case.items if one.number in asked["approve"] and one.proposal]
    found = [name for number, by in open_ones for name in may_agree(case, number, by, seconds)]
    # Whoever typed facts, too, may agree to these: they rest on no fact.
    said = {one.by for item in case.items if item.number in asked["agree_silence"] for one in item.running if one.waits}
    said |= {item.lone_no.by for item in case.items if item.number in asked["agree_silence"] and item.lone_no}
    said |= {item.ending.by for item in case.items if item.number in asked[AGREE_END] and item.ending}
    found += [name for person in sorted(said) for name in sorted(set(seconds) - {person})]
    return tuple(dict.fromkeys(found))


def _group(desk: Desk, at: datetime.datetime, line: Line) -> str:
    if line.waits:
        return _("Waits for others")
    if at < desk.now:
        return _("Late")
    # Midnight belongs to the day that it ends.
    days = (desk.day_of(at - datetime.timedelta(seconds=1)) - desk.day_of(desk.now)).days
    if days < 1:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return _("Within a week") if days <= 7 else _("Later")  # noqa: PLR2004 - a week
