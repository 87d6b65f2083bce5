"""The rows of a case, as its state alone gives them. Pure: no table is read and none is written here.

Events are the record. A write is the difference of two of these (``desk/data/rowstore.py``), and whether rows were
changed by somebody else is an equality (``desk/services/row_check.py``). Lists, counts and constraints need the rows;
no client believes them.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from dueprocess.case import status
from dueprocess.case.costs import invoice_number
from dueprocess.case.productions import Piece
from dueprocess.case.state import AGGREGATE, CaseState, Deciding, ItemState, Proposal, Publishing, Stamp
from dueprocess.demand.face import to_plain
from dueprocess.formats.canonical import encode
from dueprocess.report import report_columns

Row: TypeAlias = Mapping[str, Any]
Key: TypeAlias = tuple[Any, ...]
Rows: TypeAlias = Mapping[str, Mapping[Key, Row]]
"""Table → key within the case → columns."""


class Minute(NamedTuple):
    """A minute of which the events commit the day alone: the row has it from the clock of the transaction."""

    day: datetime.date
    seq: int = 0  # number of the event that set it; a row does not tell


@dataclass(frozen=True, slots=True, order=True)
class Receipt:
    """One receipt: the minute, and the day where the provider sits."""

    at: datetime.datetime  # aware
    on: datetime.date


def own_receipt(case: CaseState) -> Receipt | None:
    """Receipt of what opened a case; None where its items came from another case."""
    if not case.arrival:
        return None
    return Receipt(moment(case.received_at), datetime.date.fromisoformat(case.received_on))


def rows(case: CaseState, first: Receipt | None) -> Rows:
    """Table → key → columns: everything that stands of ``case`` and follows from its events.

    ``first``: the first receipt of its family, which alone depends on other cases (``desk/services/cases.py``).
    """
    return {
        "case": {(): _case(case, first)},
        "arrivals": {(case.arrival,): _arrival(case)} if case.arrival else {},
        "items": {(item.number,): _item(case, item) for item in case.items if not item.moved},
        "decisions": {key: row for item in case.items for key, row in _decisions(item)},
        "lines": {key: row for item in case.items for key, row in _lines(item)},
        "answers": {key: row for item in case.items for key, row in _answers(item)},
        "silences": {key: row for item in case.items for key, row in _silences(item)},
        "costs": dict(_costs(case)),
        "invoices": dict(_invoices(case)),
        "productions": {key: row for item in case.items for key, row in _productions(item)},
        "pieces": dict(_pieces(case)),
        "parts": dict(_parts(case)),
        "register": {key: row for item in case.items for key, row in _register(item)},
    }


def day(text: str | None) -> datetime.date | None:
    """Date of ``YYYY-MM-DD``; None of nothing."""
    return datetime.date.fromisoformat(text) if text else None


def moment(text: str) -> datetime.datetime:
    """Aware time of ``YYYY-MM-DDTHH:MMZ``."""
    return datetime.datetime.fromisoformat(text)


def _minute(stamp: Stamp | None) -> Minute | None:
    return None if stamp is None else Minute(datetime.date.fromisoformat(stamp.day), stamp.seq)


def _case(case: CaseState, first: Receipt | None) -> Row:
    get = case.face.get
    return {
        "opened_on": day(case.opened_on),
        "received_on": first and first.on,
        "received_at": first and first.at,
        "closed_on": day(case.closed_on),
        "merged_into_id": case.merged_into or None,
        "split_from_id": case.origin or None,
        "letter": case.letter,
        "practice": case.practice,
        "historic": case.historic,
        "face": encode(to_plain(case.face)).decode(),
        "country": get("country") or "",
        "authority": get("authority") or "",
        "authority_kind": get("authority_kind") or "",
        "emergency": get("emergency") is True,
        "shelf": case.shelf,
        "told": str(status.word(case, verified=True)),
        **report_columns.of_case(case),
    }


def _arrival(case: CaseState) -> Row:
    return {
        "channel": case.channel,
        "received_on": day(case.received_on),
        "received_at": moment(case.received_at),
        "says": str(case.says),
        "case_id": case.merged_into or case.id,
        "answers": case.answers,
        "custodian": case.custodian,
        "review_on": day(case.review_on),
        "practice": case.practice,
    }


def _item(case: CaseState, item: ItemState) -> Row:
    get = case.face.get
    data = get(f"items.{item.number}.data")
    return {
        "kind": get(f"items.{item.number}.kind") or "disclosure",
        "order": get(f"items.{item.number}.order") or 1,
        "targets": get(f"items.{item.number}.targets"),
        "data": ",".join(data) if isinstance(data, tuple) else "",
        "outcome": str(item.outcome or ""),
        "ground": item.ground,
        "publication": item.detail if item.publishing is Publishing.PUBLISHED else AGGREGATE,
        "decided_on": day(item.decided_on),
        "answered_on": day(item.answered_on),
        "decided_at": _minute(item.decided_at),
        "acknowledged_at": _minute(item.acknowledged_at),
        "effect_at": _minute(item.effect_at),
        **report_columns.of_item(case, item.number),
    }


def _proposals(item: ItemState) -> Iterator[tuple[Proposal, str, str, str]]:
    """Every proposal that was made on an item, with its state, its approver and their statement."""
    for ended in item.ended_proposals:
        yield ended.proposal, ended.state, ended.approved_by, ended.approval
    if item.proposal is not None and item.deciding is Deciding.PROPOSED:
        yield item.proposal, "open", "", ""
    elif item.proposal is not None:
        yield item.proposal, "approved", item.approved_by, item.approval


def _decisions(item: ItemState) -> Iterator[tuple[tuple[int], Row]]:
    for proposal, state, approver, approval in _proposals(item):
        yield (
            (proposal.seq,),
            {
                "item": item.number,
                "outcome": str(proposal.outcome),
                "ground": proposal.ground,
                "state": state,
                "needs_two": proposal.needs_two,
                "proposer": proposal.by,
                "approver": approver,
                "basis": proposal.basis,
                "proposed_by_statement": proposal.statement,
                "approved_by_statement": approval,
            },
        )


def _lines(item: ItemState) -> Iterator[tuple[tuple[int, str, str], Row]]:
    for proposal, *_ in _proposals(item):
        for line in proposal.lines:
            yield (proposal.seq, line.handle, line.category), {"answer": str(line.answer)}


def _answers(item: ItemState) -> Iterator[tuple[tuple[int, int, str], Row]]:
    for answer in item.given_answers:
        yield (
            (answer.seq, item.number, answer.question),
            {
                "answer": answer.answer,
                "person": answer.by,
                "until": day(answer.until),
                "why": answer.why,
                "statement": answer.statement,
            },
        )


def _silences(item: ItemState) -> Iterator[tuple[tuple[int], Row]]:
    for silence in item.silences:
        yield (
            (silence.seq,),
            {
                "item": item.number,
                "source": silence.source,
                "rule": silence.rule,
                "tell": silence.tell,
                "admit": silence.admit,
                "count": silence.count,
                "until": day(silence.until),
                "review_on": day(silence.review_on),
                "ended_on": day(silence.ended_on),
            },
        )


def _costs(case: CaseState) -> Iterator[tuple[tuple[int], Row]]:
    for cost in case.costs:
        yield (
            (cost.seq,),
            {
                "item": cost.item,
                "tariff": cost.tariff,
                "units": cost.units,
                "minutes": cost.minutes,
                "cents": cost.cents,
                "currency": cost.currency,
                "invoice": invoice_number(case.id, cost.invoice) if cost.invoice else "",
                "person": cost.by,
                "withdrawn": cost.withdrawn,
            },
        )


def _invoices(case: CaseState) -> Iterator[tuple[tuple[str], Row]]:
    for count, invoice in enumerate(case.invoices, 1):
        yield (
            (invoice_number(case.id, count),),
            {
                "made_on": day(invoice.made_on),
                "cents": invoice.cents,
                "currency": invoice.currency,
                "sealed": invoice.sealed,
                "undelivered": invoice.undelivered,
            },
        )


def _productions(item: ItemState) -> Iterator[tuple[tuple[str], Row]]:
    for production in item.productions:
        yield (
            (production.id,),
            {
                "item": item.number,
                "state": str(production.state),
                "producer": production.producer,
                "order": production.order,
                "deal": production.deal,
                "recipient": production.recipient,
                "k": production.k,
                "hold_until": moment(production.hold_until) if production.hold_until else None,
                "released_on": day(production.released_on),
                "how": production.how,
            },
        )


def _standing(case: CaseState) -> Iterable[tuple[str, Piece]]:
    """The pieces of productions that were not destroyed: with what ended, or with the case."""
    if case.forgotten:
        return ()
    productions = (production for item in case.items for production in item.productions)
    return ((production.id, piece) for production in productions for piece in production.pieces)


def _pieces(case: CaseState) -> Iterator[tuple[tuple[str, str, int, str, str], Row]]:
    for production, piece in _standing(case):
        key = (production, piece.kind, piece.number, piece.by, piece.to)
        yield key, {"sealed": piece.sealed, "hash": piece.hash}


def _parts(case: CaseState) -> Iterator[tuple[tuple[str], Row]]:
    """A part has a row once the deal names it; its bytes are a file (``desk/services/ciphertexts.py``)."""
    for _, piece in _standing(case):
        if piece.kind == "part":
            yield (piece.sealed,), {"kind": "part", "reader": "release", "arrival": "", "hash": piece.hash}


def _register(item: ItemState) -> Iterator[tuple[tuple[str], Row]]:
    for entry in item.register:
        shown: Mapping[str, Any] = {"country": entry.country, "kind": entry.kind, "outcome": entry.outcome}
        yield (
            (entry.id,),
            {
                "item": item.number,
                "detail": entry.detail,
                "register": entry.register,
                "published_on": day(entry.published_on),
                "row": encode(shown).decode(),
                "withdrawn_on": day(entry.withdrawn_on),
            },
        )
