"""What forgetting a case would do: what goes, what stays and why, until when, by which rule (`forget --dry-run`)."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from dueprocess.adapters import texts
from dueprocess.case import destruction, restricted
from dueprocess.case import retention as core
from dueprocess.case.commands import ProposeForget
from dueprocess.case.given import Given
from dueprocess.case.retention import Keeping
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import (
    Assignment,
    Docket,
    Duty,
    Effect,
    Envelope,
    Event,
    EventOpening,
    InvitedCounsel,
    Note,
    Parcel,
    Piece,
    Receipt,
    RegisterRow,
    Reminder,
    Sealed,
)
from dueprocess.desk.services import letter_parts, purging, retention
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


@dataclass(frozen=True, slots=True)
class Part:
    """Something that is held of a case: how much of it, whether it goes, and why or until when it stays.

    ``goes``: ``forget``, ``purge``, or empty where it stays. ``until``: a day; empty: for ever, or until somebody acts.
    """

    what: str
    many: int
    goes: str
    until: str = ""
    rule: str = ""


def plan(desk: Desk, case_id: str) -> dict[str, Any]:
    """What forgetting a case would do today: what goes, what stays, what stops it, and by which rule on which day."""
    case = state_of(case_id)
    found = retention.keepings(desk, case)
    keeping = core.first(found)
    return {
        "case": case_id,
        "day": keeping.day.isoformat() if keeping is not None and keeping.day is not None else "",
        "rule": keeping.rule if keeping is not None else "",
        "rules": [_rule(one) for one in found],
        "stops": _stops(desk, case),
        "parts": [asdict(one) for one in _parts(desk, case_id) if one.many],
    }


def _rule(one: Keeping) -> dict[str, Any]:
    day = one.day.isoformat() if one.day else ""
    lacks = one.lacks.text() if one.lacks is not None else ""
    return {"rule": one.rule, "day": day, "statements": one.statements, "lacks": lacks, **_cited(one.rule)}


def _cited(name: str) -> dict[str, str]:
    rule = texts.retention().get(name)
    if rule is None:
        return {"says": "", "cite": "", "status": "", "checked_on": ""}
    return {
        "says": rule.en,
        "cite": f"{rule.act}, {rule.section}",
        "status": rule.status,
        "checked_on": rule.checked_on,
    }


def _stops(desk: Desk, case: CaseState) -> list[dict[str, str]]:
    """Each thing for which it cannot be forgotten today: what it is, until when, by which rule."""
    rows = Duty.objects.filter(case_id=case.id, done_at__isnull=True).exclude(what__in=[core.FORGET, restricted.WHAT])
    stops = [
        {"what": row.what, "until": row.due_at.date().isoformat(), "rule": row.rule}
        for row in rows.order_by("due_at", "pk")
    ]
    for item in case.items:
        stops += [
            {"what": "silence", "until": one.until or one.review_on or "", "rule": one.rule} for one in item.running
        ]
        if item.kept:
            bound = item.bound
            stops.append({"what": "hold", "until": (bound.until if bound else item.preserved_until)[:10],
                          "rule": bound.rule if bound else ""})  # fmt: skip
    denied = _denied(desk, case)
    return stops or ([{"what": denied.text, "until": "", "rule": str(denied.rule)}] if denied is not None else [])


def _denied(desk: Desk, case: CaseState) -> Denied | None:
    """What the domain would say to whoever proposed it now, apart from open duties and from who that is."""
    given = Given(
        act=Act.FORGET_PROPOSE,
        by="nobody",
        roles=frozenset(),
        at=desk.minute,
        statement="",
        basis="",
        basis_now="",
        frozen=desk.standing.frozen,
        letters_wait=Effect.objects.filter(case=case.id, done_at__isnull=True).exists(),
        uncompared=letter_parts.uncompared(desk, case),
        went_into=next((one.id for one in letter_parts.onward(case)), ""),
    )
    found = destruction.decide(case, ProposeForget("destroyed" if case.restricted_to else ""), given)
    return found if isinstance(found, Denied) else None


def _parts(desk: Desk, case_id: str) -> Iterator[Part]:
    sealed = Sealed.objects.filter(case_id=case_id)
    kinds = sorted(set(sealed.values_list("kind", flat=True)))
    yield Part("envelopes", Envelope.objects.filter(case_id=case_id).count(), core.FORGET)
    for kind in kinds:
        yield Part(f"sealed.{kind}", sealed.filter(kind=kind).count(), core.FORGET)
    yield Part("pieces", Piece.objects.filter(production__case_id=case_id).count(), core.FORGET)
    yield Part("index", Docket.objects.filter(case_id=case_id).count(), core.FORGET)
    yield Part("portal", Parcel.objects.filter(receipt__vessel_id=case_id).count(), core.FORGET)
    reminders = Reminder.objects.filter(case_id=case_id).count() + Assignment.objects.filter(case_id=case_id).count()
    yield Part("reminders", reminders, core.FORGET)
    yield Part("invited", InvitedCounsel.objects.filter(case_id=case_id).count(), core.FORGET)
    day = purging.since(desk, case_id).isoformat()
    rule = _by(desk, case_id)
    yield Part("facts", EventOpening.objects.filter(event__case=case_id).count(), core.PURGE, day, rule)
    yield Part("statements", Note.objects.filter(statement__case=case_id).count(), core.PURGE, day, rule)
    yield Part("receipts", Receipt.objects.filter(vessel_id=case_id).count(), core.PURGE, day, rule)
    public = RegisterRow.objects.filter(case_id=case_id, withdrawn_on__isnull=True).count()
    yield Part("register", public, "", "", "publication withdraw")
    yield Part("commitments", Event.objects.filter(case=case_id).count(), "", "", "P4")
    yield Part("counts", 1, "", "", "ADR 0078")


def _by(desk: Desk, case_id: str) -> str:
    found = [one for one in retention.keepings(desk, state_of(case_id)) if one.statements and one.day is not None]
    return found[0].rule if found else "purge_after_months"
