"""Rows of the queue and of the due list as plain values: what ``--json`` prints and what the interface answers.

Face class only. The names of these fields never change. Nothing of the law or of a case's life is imported here, so
that ``due`` and ``cases`` answer at once.
"""

from typing import Any

from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.queries.cases import Listed


def row_plain(one: Listed) -> dict[str, Any]:
    """One case as a row of the queue."""
    case = one.case
    return {
        "case": case.id,
        "revision": case.revision,
        "received_on": case.received_on.isoformat() if case.received_on else None,
        "country": case.country,
        "authority_kind": case.authority_kind,
        "emergency": case.emergency,
        "kinds": sorted({item.kind for item in one.items}),
        "items": [{"item": item.number, "kind": item.kind, "outcome": item.outcome or None} for item in one.items],
        "closed_on": case.closed_on.isoformat() if case.closed_on else None,
    }


def duty_plain(row: Duty) -> dict[str, Any]:
    """One open duty."""
    return {
        "duty": row.pk,
        "case": row.case_id,
        "item": row.item,
        "what": row.what,
        "due": row.due_at.isoformat(),
        "not_before": row.not_before.isoformat() if row.not_before else None,
        "rule": row.rule,
    }
