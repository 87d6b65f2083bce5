"""A case as plain values: what ``--json`` prints and what the interface answers.

Face class only. The names of these fields never change.
"""

import dataclasses
from collections.abc import Mapping
from typing import Any

from dueprocess.case.item_records import Silence
from dueprocess.case.notice_calendar import NoticeCalendar, calendars
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.face import to_plain
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Cost, Invoice
from dueprocess.desk.services import arrivals, outbox, portal_desk, turns
from dueprocess.desk.services.assessments import assess_case, turning_of
from dueprocess.desk.services.desk import Desk
from dueprocess.law.finding import Assessment
from dueprocess.law.plain import to_plain as assessment_plain


def case_plain(desk: Desk, case: CaseState) -> dict[str, Any]:
    """One case as an object: face, items with their machines, duties, assessment."""
    word, since = portal_desk.told(desk, case)
    duties = queries.duties_of(case.id)
    leaves = {sealed: f"{at:%Y-%m-%dT%H:%MZ}" for sealed, at in outbox.unsent(case.id).items()}
    made = assess_case(desk, case) if case.items else None
    return {
        "case": case.id,
        "revision": case.revision,
        "phase": str(case.phase),
        "says": str(case.says),
        "answers": case.answers or None,
        "replies": arrivals.of_letters(case.id),
        "face": to_plain(case.face),
        "items": [item_plain(item, leaves) for item in case.items],
        "duties": [
            {"what": d.what, "item": d.item, "due": d.due_at.isoformat(), "rule": d.rule, "turn": turns.plain(whose)}
            for d, whose in zip(duties, turns.of_case(desk, case, duties), strict=True)
        ],
        "costs": costs_plain(case.id),
        "caller": {"word": str(word), "on": since},
        "telling": [one.plain() for one in telling_of(desk, case, made)] if made else [],
        "assessment": assessment_plain(made, case.id, turning_of(desk, case.face)) if made else None,
    }


def telling_of(desk: Desk, case: CaseState, made: Assessment) -> tuple[NoticeCalendar, ...]:
    """When the person of each item is told, and when the data leave, by what the law says today."""
    return calendars(case, made, desk.minute, desk.timezone, desk.house.contest_days)


def costs_plain(case: str) -> dict[str, Any]:
    """What a case cost: each entry, sums of the case and of its items, invoices."""
    rows = queries.of_case(case)
    return {
        "entries": [cost_plain(row) for row in rows],
        "total": _total_plain(queries.total(rows)),
        "items": [{"item": item, **_total_plain(total)} for item, total in queries.by_item(rows).items()],
        "invoices": [invoice_plain(row) for row in queries.invoices([case])],
    }


def _total_plain(total: queries.Total) -> dict[str, Any]:
    return {"minutes": total.minutes, "cents": dict(total.cents)}


def cost_plain(row: Cost) -> dict[str, Any]:
    """One cost as it was recorded."""
    keys = ("seq", "item", "tariff", "units", "minutes", "cents", "currency", "withdrawn")
    return {**{key: getattr(row, key) for key in keys}, "by": row.person, "invoice": row.invoice or None}


def invoice_plain(row: Invoice) -> dict[str, Any]:
    """One invoice: number, day, sum."""
    return {
        "number": row.number,
        "made_on": row.made_on.isoformat(),
        "cents": row.cents,
        "currency": row.currency,
        "undelivered": row.undelivered,
    }


def silence_plain(silence: Silence) -> dict[str, Any]:
    """One duty of silence: who imposes it, since and until when, by whom, what it renews, how and by whom it ended."""
    return {**dataclasses.asdict(silence), "ended": silence.ended}


def item_plain(item: ItemState, leaves: Mapping[str, str]) -> dict[str, Any]:
    """The machines of one item as codes. ``leaves``: minutes at which letters that nobody began to send may leave."""
    proposal = item.proposal
    return {
        "item": item.number,
        "decision": str(item.deciding),
        "outcome": str(item.outcome) if item.outcome else None,
        "ground": item.ground,
        "proposed": None
        if proposal is None
        else {"outcome": str(proposal.outcome), "by": proposal.by, "statement": proposal.statement},
        "letter": str(item.writing),
        "letter_leaves": leaves.get(item.letter),
        "sealed_letter": item.letter or None,
        "publication": str(item.publishing),
        "preservation": str(item.preserving),
        "given": item.given,
        "assured": item.assured,
        "answers": dict(item.answers),
        "lone_no": None
        if item.lone_no is None
        else {"by": item.lone_no.by, "why": item.lone_no.why, "statement": item.lone_no.statement},
        "silences": [silence_plain(silence) for silence in item.silences],
        "ending": None if item.ending is None else dataclasses.asdict(item.ending),
    }
