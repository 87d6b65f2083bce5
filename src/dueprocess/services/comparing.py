"""Rows of a case against its events: the events are the record, and every row can be made again from them.

Whoever writes the database can make lists and counts say something else. No client believes these rows; the public
site asks here before it shows a single demand, and ``doctor`` asks of every case.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from dueprocess.data import codec
from dueprocess.data.models import Case, Cost, Decision, GateAnswer, Invoice, Item, Production, Secrecy
from dueprocess.domain.case.costs import invoice_number
from dueprocess.domain.case.state import CaseState, Deciding, ItemState, Publishing
from dueprocess.domain.report import kept
from dueprocess.services.cases import state_of, walk
from dueprocess.services.projection import face_columns, has_moved, item_columns

Told = Callable[[CaseState], object]


def differs(case_id: str) -> tuple[str, ...]:
    """Which rows of a case are not those that its events give: ``case``, ``items``, ``days``, …; mostly none.

    Raises what a broken chain raises: look at that first (``data/chain.py``).
    """
    case = state_of(case_id)
    return tuple(name for name, (stored, told) in _PARTS.items() if stored(case) != told(case))


def _live(case: CaseState) -> list[ItemState]:
    return [item for item in case.items if not has_moved(item)]


def _case_row(case: CaseState) -> object:
    names = [*face_columns(case), "revision", "practice", "historic", "merged_into_id", "opened_on"]
    row = Case.objects.filter(pk=case.id).values(*names).first()
    return row and {**row, "opened_on": row["opened_on"].isoformat()}


def _case_told(case: CaseState) -> object:
    own = {"revision": case.revision, "practice": case.practice, "historic": case.historic}
    return {**face_columns(case), **own, "merged_into_id": case.merged_into or None, "opened_on": case.opened_on}


_OF_ITEM: Final = ("number", "kind", "order", "targets", "data", "outcome", "ground", "publication", *kept.OF_ITEM)


def _item_rows(case: CaseState) -> object:
    return list(Item.objects.filter(case_id=case.id).order_by("number").values_list(*_OF_ITEM))


def _items_told(case: CaseState) -> object:
    return [_item_told(case, item) for item in _live(case)]


def _item_told(case: CaseState, item: ItemState) -> tuple[Any, ...]:
    own = {"number": item.number, "outcome": str(item.outcome or ""), "ground": item.ground}
    shown = item.detail if item.publishing is Publishing.PUBLISHED else "aggregate"
    known: Mapping[str, Any] = {**item_columns(case, item.number), **own, "publication": shown}
    return tuple(known[name] for name in _OF_ITEM)


def _day_rows(case: CaseState) -> dict[int, dict[str, str]]:
    rows = Item.objects.filter(case_id=case.id, number__in=[item.number for item in _live(case)])
    return {one.number: {name: _day(getattr(one, name)) for name in _WHEN} for one in rows}


_WHEN: Final = (*kept.DAYS, *kept.MINUTES)


def _day(at: datetime.date | datetime.datetime | None) -> str:
    return "" if at is None else at.isoformat()[:10]


def _days_told(case: CaseState) -> dict[int, dict[str, str]]:
    """The day of each; of minutes that a row does not know (it is older than the column) nothing is told."""
    days = days_of(case.id)
    return {
        number: {name: _told(name, day, days.get(number, {})) for name, day in row.items()}
        for number, row in _day_rows(case).items()
    }


def _told(name: str, stands: str, days: Mapping[str, str]) -> str:
    return "" if not stands and name in kept.MINUTES else days.get(name, "")


def days_of(case_id: str) -> dict[int, dict[str, str]]:
    """Item → column → day on which it was set, out of the days of the case's events."""
    found: dict[int, dict[str, str]] = {}
    for one, event in moments_of(case_id):
        own = found.setdefault(one.item, {})
        if not one.sets:
            own.pop(one.column, None)
        elif not (one.only_first and one.column in own):
            own[one.column] = _day(event.day)
    return found


def moments_of(case_id: str) -> Iterator[tuple[kept.Moment, codec.StoredEvent]]:
    """What the events of a case did to the moments of its items, in order."""
    stored = codec.events_of(case_id)
    for event, (after, happened) in zip(stored, walk(case_id, stored), strict=True):
        for one in kept.moments(after, happened):
            yield one, event


def _decision_rows(case: CaseState) -> object:
    rows = Decision.objects.filter(case_id=case.id, state__in=["open", "approved"]).order_by("item")
    return {
        one.item: (
            one.state,
            one.outcome,
            one.ground,
            one.proposer,
            one.basis,
            one.proposed_by_statement,
            one.approver,
            one.approved_by_statement,
            sorted(one.lines.values_list("handle", "category", "answer")),
        )
        for one in rows
    }


def _decisions_told(case: CaseState) -> object:
    return {item.number: _decision_told(item) for item in _live(case) if _stands(item)}


def _stands(item: ItemState) -> bool:
    return item.proposal is not None and item.deciding in {Deciding.PROPOSED, Deciding.DECIDED}


def _decision_told(item: ItemState) -> tuple[Any, ...]:
    proposal = item.proposal
    assert proposal is not None  # noqa: S101 - ``_stands`` looked
    state = "approved" if item.deciding is Deciding.DECIDED else "open"
    lines = sorted((one.handle, one.category, str(one.answer)) for one in proposal.lines or item.lines)
    own = (state, str(proposal.outcome), proposal.ground, proposal.by, proposal.basis, proposal.statement)
    return (*own, item.approved_by, item.approval, lines)


def _answer_rows(case: CaseState) -> object:
    rows = GateAnswer.objects.filter(case_id=case.id, item__in=[item.number for item in _live(case)]).order_by("seq")
    newest = {(row.item, row.question): row.answer for row in rows}
    return {key for key, answer in newest.items() if answer == "yes"}


def _answers_told(case: CaseState) -> object:
    return {(item.number, q) for item in _live(case) for q, answer in item.answers.items() if answer == "yes"}


_OF_SILENCE: Final = ("source", "rule", "tell", "admit", "count", "until", "review_on")


def _silence_rows(case: CaseState) -> object:
    numbers = [item.number for item in _live(case)]
    rows = Secrecy.objects.filter(case_id=case.id, item__in=numbers, ended_on__isnull=True)
    return sorted(tuple(map(str, row)) for row in rows.values_list("item", *_OF_SILENCE))


def _silences_told(case: CaseState) -> object:
    found = (
        (item.number, *(getattr(one, name) for name in _OF_SILENCE)) for item in _live(case) for one in item.running
    )
    return sorted(tuple(map(str, one)) for one in found)


def _cost_rows(case: CaseState) -> object:
    names = ("seq", "item", "tariff", "units", "minutes", "cents", "currency", "person", "withdrawn", "invoice")
    return list(Cost.objects.filter(case_id=case.id).order_by("seq").values_list(*names))


def _costs_told(case: CaseState) -> object:
    return [
        (
            one.seq,
            one.item,
            one.tariff,
            one.units,
            one.minutes,
            one.cents,
            one.currency,
            one.by,
            one.withdrawn,
            invoice_number(case.id, one.invoice) if one.invoice else "",
        )
        for one in case.costs
    ]


def _invoice_rows(case: CaseState) -> object:
    return dict(Invoice.objects.filter(case_id=case.id).values_list("number", "sealed"))


def _invoices_told(case: CaseState) -> object:
    return {invoice_number(case.id, count): sealed for count, sealed in enumerate(case.invoices, 1)}


def _production_rows(case: CaseState) -> object:
    rows = Production.objects.filter(case_id=case.id).order_by("pk")
    return [
        (
            one.pk,
            one.item,
            one.state,
            one.producer,
            one.order,
            one.deal,
            one.k or 0,
            f"{one.hold_until:%Y-%m-%dT%H:%MZ}" if one.hold_until else "",
            one.how,
        )
        for one in rows
    ]


def _productions_told(case: CaseState) -> object:
    found = (
        (one.id, item.number, str(one.state), one.producer, one.order, one.deal, one.k, one.hold_until, one.how)
        for item in case.items
        for one in item.productions
    )
    return sorted(found)


_PARTS: Final[Mapping[str, tuple[Told, Told]]] = {
    "case": (_case_row, _case_told),
    "items": (_item_rows, _items_told),
    "days": (_day_rows, _days_told),
    "decisions": (_decision_rows, _decisions_told),
    "answers": (_answer_rows, _answers_told),
    "silences": (_silence_rows, _silences_told),
    "costs": (_cost_rows, _costs_told),
    "invoices": (_invoice_rows, _invoices_told),
    "productions": (_production_rows, _productions_told),
}
