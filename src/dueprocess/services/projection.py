"""Events into the tables that lists, reports and constraints need. Called inside the one transaction of a verb.

The events are the record; every row here can be made again from them (a test does).
"""

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias

from django.db.models import Exists, OuterRef

from dueprocess.data.codec import RevisionMovedError
from dueprocess.data.models import (
    Arrival,
    Case,
    Cost,
    Decision,
    DecisionLine,
    Duty,
    Effect,
    Event,
    GateAnswer,
    Invoice,
    Item,
    RegisterRow,
    Secrecy,
)
from dueprocess.domain import ids
from dueprocess.domain.case.costs import invoice_number
from dueprocess.domain.case.events import EventKind, Happened
from dueprocess.domain.case.outcome import KEPT, EndDuties, NewDuty, NewEffect
from dueprocess.domain.case.state import INVOICE, CaseState, Deciding, ItemState
from dueprocess.domain.demand.face import to_plain
from dueprocess.domain.law.assess import STATED
from dueprocess.domain.log.canonical import encode
from dueprocess.domain.report import kept
from dueprocess.services import forgetting, productions
from dueprocess.services.desk import Desk

Body = Mapping[str, Any]


def moment(text: str) -> datetime.datetime:
    """Aware time of ``YYYY-MM-DDTHH:MMZ``."""
    return datetime.datetime.fromisoformat(text)


def face_text(case: CaseState) -> str:
    """The face as it stands in its column."""
    return encode(to_plain(case.face)).decode()


def face_columns(case: CaseState) -> dict[str, Any]:
    """Columns of the case row that repeat the face for lists and reports."""
    get = case.face.get
    return {
        "face": face_text(case),
        "country": get("country") or "",
        "authority": get("authority") or "",
        "authority_kind": get("authority_kind") or "",
        "emergency": get("emergency") is True,
        "shelf": case.shelf,
        **kept.of_case(case),
    }


def item_columns(case: CaseState, number: int) -> dict[str, Any]:
    """Columns of an item row."""
    get = case.face.get
    data = get(f"items.{number}.data")
    return {
        "kind": get(f"items.{number}.kind") or "disclosure",
        "order": get(f"items.{number}.order") or 1,
        "targets": get(f"items.{number}.targets"),
        "data": ",".join(data) if isinstance(data, tuple) else "",
        **kept.of_item(case, number),
    }


def events(desk: Desk, case: CaseState, happened: Iterable[tuple[Happened, int, str]]) -> None:
    """Project events (with their seq and the statement behind them) of ``case``, which is their result."""
    for event, seq, statement in happened:
        change = _CHANGES.get(event.kind)
        if change is not None:
            change(desk, case, event.body, seq, statement)
        keep_moments(case.id, kept.moments(case, event), desk.today, desk.minute)
    _keep_columns(case)


def keep_moments(
    case_id: str, moments: Iterable[kept.Moment], day: datetime.date, minute: datetime.datetime | None
) -> None:
    """When something happened to items: its day and, where it is known, its minute."""
    alike: defaultdict[tuple[str, bool, bool], list[int]] = defaultdict(list)
    for one in moments:
        alike[one.column, one.sets, one.only_first].append(one.item)
    for (column, sets, only_first), numbers in alike.items():
        rows = Item.objects.filter(case_id=case_id, number__in=numbers)
        rows = rows.filter(**{f"{column}__isnull": True}) if only_first else rows
        now = day if column in kept.DAYS else minute
        rows.update(**{column: now if sets else None})


def _keep_columns(case: CaseState) -> None:
    """What item rows keep for the report, where an event changed it."""
    names = tuple(kept.OF_ITEM)
    for number, *values in Item.objects.filter(case_id=case.id).values_list("number", *names):
        columns = kept.of_item(case, number)
        if [columns[name] for name in names] != values:
            Item.objects.filter(case_id=case.id, number=number).update(**columns)


def has_moved(item: ItemState) -> bool:
    """Whether an item left for another case, where its row stands: counted once (hazard 1.3)."""
    return item.deciding is Deciding.ENDED and item.outcome is None


def sync_face(case: CaseState) -> None:
    """Case and item rows as the state has them."""
    Case.objects.filter(pk=case.id).update(**face_columns(case))
    have = set(Item.objects.filter(case_id=case.id).values_list("number", flat=True))
    for item in case.items:
        if has_moved(item):
            continue
        columns = item_columns(case, item.number)
        if item.number in have:
            Item.objects.filter(case_id=case.id, number=item.number).update(**columns)
        else:
            Item.objects.create(case_id=case.id, number=item.number, **columns)


def new_duties(desk: Desk, case_id: str, duties: Iterable[NewDuty], *, again: bool = False) -> None:
    """Enter duties; an open one of the same item, subject and rule moves to its new time instead.

    ``again``: the case was judged again, which asks nothing twice; an act of a person does (a second silence ends).
    """
    standing, was_done, made = _standing(case_id), _done(case_id) if again else frozenset(), []
    for duty in duties:
        key = (duty.item, duty.what, duty.rule)
        times = {"due_at": moment(duty.due), "not_before": moment(duty.not_before) if duty.not_before else None}
        if key in was_done and _once(duty):
            continue
        if key not in standing:
            new = ids.duty_id(desk.draw())
            made.append(Duty(id=new, case_id=case_id, item=duty.item, what=duty.what, rule=duty.rule, **times))
            standing[key] = (times["due_at"], times["not_before"])
        elif standing[key] != (times["due_at"], times["not_before"]):
            same = Duty.objects.filter(case_id=case_id, item=duty.item, what=duty.what, rule=duty.rule)
            same.filter(done_at__isnull=True).update(**times)
    Duty.objects.bulk_create(made)


_Key: TypeAlias = tuple[int | None, str, str]


def _standing(case_id: str) -> dict[_Key, tuple[Any, Any]]:
    rows = Duty.objects.filter(case_id=case_id, done_at__isnull=True)
    columns = rows.values_list("item", "what", "rule", "due_at", "not_before")
    return {(item, what, rule): (due, early) for item, what, rule, due, early in columns}


def _done(case_id: str) -> frozenset[_Key]:
    """What was done. What another law or another word on the arrival ended comes back with it."""
    ending = Event.objects.filter(event=OuterRef("done_by"), kind__in=_ENDS_UNDONE)
    rows = Duty.objects.filter(case_id=case_id, done_at__isnull=False).exclude(Exists(ending))
    return frozenset(rows.values_list("item", "what", "rule"))


_ENDS_UNDONE: Final = (str(EventKind.ARRIVAL_CLASSIFIED), str(EventKind.ASSESSMENT_MADE))


def _once(duty: NewDuty) -> bool:
    """What the law or P6 asks once is not asked again because the case was judged again."""
    return duty.what.startswith("answer_") or not duty.rule.startswith("house.")


def supersede_clocks(desk: Desk, case_id: str, planned: Iterable[NewDuty], event: str) -> None:
    """Close clocks of laws that the case no longer rests on: the facts were corrected, other law applies (3.7)."""
    keep = {(duty.item, duty.what, duty.rule) for duty in planned}
    for row in Duty.objects.filter(case_id=case_id, done_at__isnull=True, rule__in=[*desk.shelf.instruments, STATED]):
        if (row.item, row.what, row.rule) not in keep and row.what not in _OF_SILENCE:
            row.done_at, row.done_by = desk.minute, event
            row.save(update_fields=["done_at", "done_by"])


_OF_SILENCE: Final = frozenset({"end_secrecy", "review_secrecy", "tell"})


def end_duties(desk: Desk, case_id: str, ended: Iterable[EndDuties], event: str) -> None:
    """Close open duties of an item (None: of the whole case). ``*`` closes whatever is open, but KEPT (P5)."""
    for end in ended:
        rows = Duty.objects.filter(case_id=case_id, done_at__isnull=True)
        rows = rows.filter(what__in=end.what) if end.what != ("*",) else rows.exclude(what__in=KEPT)
        rows = rows.filter(item=end.item) if end.item is not None else rows
        rows.update(done_at=desk.minute, done_by=event)


def owe_again(desk: Desk, case_id: str, events: Iterable[str]) -> None:
    """What these events ended is owed again, by its old time. A closed duty stays closed, so it is entered anew."""
    standing, made = _standing(case_id), []
    for row in Duty.objects.filter(case_id=case_id, done_by__in=list(events)):
        if (row.item, row.what, row.rule) not in standing:
            columns = {"item": row.item, "what": row.what, "rule": row.rule}
            times = {"due_at": row.due_at, "not_before": row.not_before}
            made.append(Duty(id=ids.duty_id(desk.draw()), case_id=case_id, **columns, **times))
    Duty.objects.bulk_create(made)


def new_effects(desk: Desk, case_id: str, effects: Iterable[NewEffect]) -> None:
    """Enter effects into the outbox."""
    for effect in effects:
        Effect.objects.create(
            id=ids._make("o", desk.draw()),
            kind=effect.kind,
            case=case_id,
            payload=json.dumps(dict(effect.payload), sort_keys=True),
            due_at=desk.minute,
        )


def _classified(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Arrival.objects.filter(pk__in=_own_arrivals(case.id)).update(
        says=body["says"],
        case_id=case.merged_into or case.id,
        custodian=body["custodian"],
        review_on=body["review_on"],
    )
    Case.objects.filter(pk=case.id).update(
        merged_into_id=case.merged_into or None, closed_on=_today(_desk) if case.closed else None
    )


def _own_arrivals(case_id: str) -> list[str]:
    return list(Arrival.objects.filter(vessel_id=case_id).values_list("pk", flat=True))


def _today(desk: Desk) -> datetime.date:
    return desk.today


def _merged(desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Case.objects.filter(pk=case.id).update(merged_into_id=body["into"], closed_on=desk.today)
    Arrival.objects.filter(case_id=case.id).update(case_id=body["into"])


def _closed(desk: Desk, case: CaseState, _body: Body, _seq: int, _statement: str) -> None:
    Case.objects.filter(pk=case.id).update(closed_on=desk.today)


def _proposed(_desk: Desk, case: CaseState, body: Body, seq: int, _statement: str) -> None:
    decision = Decision.objects.create(
        case_id=case.id,
        item=body["item"],
        revision=seq,
        outcome=body["outcome"],
        ground=body["ground"],
        needs_two=body["two"],
        proposer=body["by"],
        basis=body["basis"],
        proposed_by_statement=body["statement"],
    )
    DecisionLine.objects.bulk_create(
        DecisionLine(decision=decision, handle=handle, category=category, answer=answer)
        for handle, category, answer in body["lines"]
    )


def _approved(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    rows = Decision.objects.filter(
        case_id=case.id, item=body["item"], state="open", proposed_by_statement=body["proposal"]
    )
    if not rows.update(state="approved", approver=body["by"], approved_by_statement=body["statement"]):
        raise RevisionMovedError
    state = case.item(body["item"])
    ground = state.ground if state is not None else ""
    Item.objects.filter(case_id=case.id, number=body["item"]).update(outcome=body["outcome"], ground=ground)


def _ends_open(state: str) -> Callable[[Desk, CaseState, Body, int, str], None]:
    def change(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
        Decision.objects.filter(case_id=case.id, item=body["item"], state__in=["open", "approved"]).update(state=state)
        Item.objects.filter(case_id=case.id, number=body["item"]).update(outcome="", ground="")
        productions.fell(case.id, body["item"])

    return change


def _item_over(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    rows = Decision.objects.filter(case_id=case.id, item=body["item"], state__in=["open", "approved"])
    rows.update(state="void")
    state = case.item(body["item"])
    outcome = state.outcome if state is not None else None
    Item.objects.filter(case_id=case.id, number=body["item"]).update(outcome=str(outcome or ""))
    productions.fell(case.id, body["item"])


def _answered(_desk: Desk, case: CaseState, body: Body, seq: int, statement: str) -> None:
    GateAnswer.objects.create(
        case_id=case.id,
        item=body["item"],
        question=body["question"],
        answer=body["answer"],
        person=body["by"],
        until=body["until"],
        statement=statement,
        seq=seq,
    )


def _silenced(_desk: Desk, case: CaseState, body: Body, seq: int, statement: str) -> None:
    keys = ("item", "source", "rule", "tell", "admit", "count", "until", "review_on")
    Secrecy.objects.create(case_id=case.id, **{key: body[key] for key in keys})
    # A yes that the silence overtook does not come back when the silence ends: somebody answers anew (P6).
    for question in ("tell", "admit", "count"):
        answers = GateAnswer.objects.filter(case_id=case.id, item=body["item"], question=question)
        if body[question] and answers.order_by("seq").values_list("answer", flat=True).last() == "yes":
            no = {"question": question, "answer": "no", "by": body["by"], "item": body["item"], "until": None}
            _answered(_desk, case, no, seq, statement)


def _silence_ended(desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Secrecy.objects.filter(case_id=case.id, item=body["item"], ended_on__isnull=True).update(ended_on=desk.today)


def _letter_undelivered(_desk: Desk, case: CaseState, _body: Body, _seq: int, _statement: str) -> None:
    if not case.closed:
        Case.objects.filter(pk=case.id).update(closed_on=None)


def _publication(desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Item.objects.filter(case_id=case.id, number=body["item"]).update(publication=body["detail"])
    if body["detail"] != "aggregate":
        RegisterRow.objects.create(
            id=body["row"],
            case_id=case.id,
            item=body["item"],
            detail=body["detail"],
            register=_register(case, body["item"]),
            published_on=desk.today,
            row=encode(_as_published(case, body["item"])).decode(),
        )


def _as_published(case: CaseState, number: int) -> dict[str, Any]:
    """The row's codes on the day it went public; what the site shows follows the case (services/publication.py)."""
    item = case.item(number)
    return {
        "country": case.face.get("country") or "",
        "kind": case.face.get(f"items.{number}.kind") or "",
        "outcome": str(item.outcome or "") if item is not None else "",
    }


def _register(case: CaseState, item: int) -> str:
    kind = case.face.get(f"items.{item}.kind")
    if kind in {"shutdown", "throttling"}:
        return "network"
    return "access" if kind in {"direct_access", "capability"} else "demands"


def _unpublished(desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Item.objects.filter(case_id=case.id, number=body["item"]).update(publication="aggregate")
    RegisterRow.objects.filter(case_id=case.id, item=body["item"], withdrawn_on__isnull=True).update(
        withdrawn_on=desk.today
    )


def _cost(_desk: Desk, case: CaseState, body: Body, seq: int, _statement: str) -> None:
    keys = ("item", "tariff", "units", "minutes", "cents", "currency")
    Cost.objects.create(case_id=case.id, seq=seq, person=body["by"], **{key: body[key] for key in keys})


def _cost_withdrawn(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Cost.objects.filter(case_id=case.id, seq=body["seq"]).update(withdrawn=True)


def _of_letter(
    *changes: Callable[[Desk, CaseState, Body, int, str], None],
) -> Callable[[Desk, CaseState, Body, int, str], None]:
    def change(desk: Desk, case: CaseState, body: Body, seq: int, statement: str) -> None:
        for one in changes:
            one(desk, case, body, seq, statement)

    return change


def _invoiced(desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    """The invoice of a letter, once, and which costs it claims."""
    if body["kind"] != INVOICE or Invoice.objects.filter(sealed=body["sealed"]).exists():
        return
    count = case.invoices.index(body["sealed"]) + 1
    claimed = [one for one in case.costs if one.invoice == count]
    number = invoice_number(case.id, count)
    Invoice.objects.create(
        number=number,
        case_id=case.id,
        made_on=desk.today,
        cents=sum(one.cents for one in claimed),
        currency=claimed[0].currency,
        sealed=body["sealed"],
    )
    Cost.objects.filter(case_id=case.id, seq__in=[one.seq for one in claimed]).update(invoice=number)


def _invoice_undelivered(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    if body["kind"] == INVOICE:
        rows = Invoice.objects.filter(case_id=case.id, sealed=body["sealed"])
        Cost.objects.filter(case_id=case.id, invoice__in=list(rows.values_list("pk", flat=True))).update(invoice="")
        rows.update(undelivered=True)


def _split(_desk: Desk, case: CaseState, body: Body, _seq: int, _statement: str) -> None:
    Item.objects.filter(case_id=case.id, number__in=body["items"]).delete()


_CHANGES: Final[Mapping[EventKind, Callable[[Desk, CaseState, Body, int, str], None]]] = {
    EventKind.ARRIVAL_CLASSIFIED: _classified,
    EventKind.CASE_MERGED: _merged,
    EventKind.CASE_SPLIT: _split,
    EventKind.CASE_CLOSED: _closed,
    EventKind.ENVELOPES_DESTROYED: forgetting.destroyed,
    EventKind.DECISION_PROPOSED: _proposed,
    EventKind.DECISION_APPROVED: _approved,
    EventKind.DECISION_SENT_BACK: _ends_open("sent_back"),
    EventKind.DECISION_WITHDRAWN: _ends_open("void"),
    EventKind.DECISION_VOIDED: _ends_open("void"),
    EventKind.ITEM_WITHDRAWN: _item_over,
    EventKind.ITEM_LAPSED: _item_over,
    EventKind.GATE_ANSWERED: _answered,
    EventKind.SECRECY_RECORDED: _silenced,
    EventKind.SECRECY_ENDED: _silence_ended,
    EventKind.LETTER_QUEUED: _invoiced,
    EventKind.LETTER_SENT: _invoiced,
    EventKind.LETTER_FAILED: _of_letter(_letter_undelivered, _invoice_undelivered),
    EventKind.LETTER_RETURNED: _of_letter(_letter_undelivered, _invoice_undelivered),
    EventKind.PRODUCTION_ORDERED: productions.ordered,
    EventKind.PRODUCTION_DEALT: productions.dealt,
    EventKind.PRODUCTION_DROPPED: productions.over("dropped"),
    EventKind.RELEASE_APPROVED: productions.agreed_to,
    EventKind.RELEASE_VETOED: productions.over("vetoed"),
    EventKind.RELEASE_DONE: productions.released,
    EventKind.RELEASE_RECALLED: productions.recalled,
    EventKind.COST_RECORDED: _cost,
    EventKind.COST_WITHDRAWN: _cost_withdrawn,
    EventKind.PUBLICATION_PUBLISHED: _publication,
    EventKind.PUBLICATION_WITHDRAWN: _unpublished,
}
