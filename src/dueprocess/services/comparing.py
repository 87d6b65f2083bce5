"""Rows of a case against its events: the events are the record, and every row can be made again from them.

Whoever writes the database can make lists and counts say something else. No client believes these rows; the public
site asks here before it shows a single demand, and ``doctor`` asks of every case.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Final, TypeAlias

from dueprocess.data import codec
from dueprocess.data.chain import Chain, read_chains
from dueprocess.data.models import (
    Arrival,
    Case,
    Cost,
    Decision,
    DecisionLine,
    GateAnswer,
    Invoice,
    Item,
    Production,
    Secrecy,
)
from dueprocess.domain.case.costs import invoice_number
from dueprocess.domain.case.events import Happened
from dueprocess.domain.case.evolve import opened
from dueprocess.domain.case.state import CaseState, Deciding, ItemState, Publishing
from dueprocess.domain.report import kept
from dueprocess.services import receipts
from dueprocess.services.cases import walk
from dueprocess.services.projection import face_columns, has_moved, item_columns
from dueprocess.services.result import UnknownCaseError

Row: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """Everything that stands of one case: its chain, and its rows by table; made again from its events once."""

    chain: Chain
    rows: Mapping[str, Sequence[Row]]

    @cached_property
    def steps(self) -> tuple[tuple[CaseState, Happened], ...]:
        """Each event with the state that it made. Raises UnknownCaseError, and what a broken chain raises."""
        made = tuple(walk(self.chain.case, self.chain.events)) if self.chain.case else ()
        if not made:
            message = f"there is no case {self.chain.case}"
            raise UnknownCaseError(message)
        return made

    @property
    def case(self) -> CaseState:
        """The case as its events make it."""
        return self.steps[-1][0]


def read(cases: Iterable[str]) -> dict[str, Held]:
    """Some cases with all their rows that are compared: a dozen queries, however many cases."""
    names = list(cases)
    chains = read_chains(names)
    found: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in names}
    for table, (rows, columns, of) in _tables().items():
        for row in rows.filter(**{f"{of}__in": names}).values(of, *columns):
            found[row[of]][table].append(row)
    return {name: Held(chains[name], found[name]) for name in names}


def _tables() -> Mapping[str, tuple[Any, tuple[str, ...], str]]:
    """Rows of each table in the order in which they are compared, the columns that are, and whose they are."""
    own = "case_id"
    proposals = Decision.objects.filter(state__in=["open", "approved"])
    lines = DecisionLine.objects.filter(decision__state__in=["open", "approved"])
    return {
        "case": (Case.objects.all(), _of_case(), "id"),
        "items": (Item.objects.order_by("number"), (*_OF_ITEM, *_WHEN), own),
        "decisions": (proposals.order_by("item"), ("id", "item", *_OF_DECISION), own),
        "lines": (lines, ("decision_id", *_OF_LINE), "decision__case_id"),
        "answers": (GateAnswer.objects.order_by("seq"), ("item", "question", "answer"), own),
        "silences": (Secrecy.objects.filter(ended_on__isnull=True), ("item", *_OF_SILENCE), own),
        "costs": (Cost.objects.order_by("seq"), _OF_COST, own),
        "invoices": (Invoice.objects.all(), ("number", "sealed"), own),
        "productions": (Production.objects.order_by("pk"), _OF_PRODUCTION, own),
        "arrivals": (Arrival.objects.all(), _OF_ARRIVAL, "vessel_id"),
        "joined": (Case.objects.all(), ("id",), "merged_into_id"),
    }


def differs(case_id: str) -> tuple[str, ...]:
    """Which rows of a case are not those that its events give: ``case``, ``items``, ``days``, …; mostly none.

    Raises what a broken chain raises: look at that first (``data/chain.py``).
    """
    return differing(read([case_id])[case_id])


def differing(held: Held) -> tuple[str, ...]:
    """``differs`` for a case that was read."""
    return tuple(name for name, (stored, told) in _PARTS.items() if stored(held) != told(held))


def _live(case: CaseState) -> list[ItemState]:
    return [item for item in case.items if not has_moved(item)]


@cache
def _of_case() -> tuple[str, ...]:
    blank = opened("", {"day": "", "practice": False, "historic": False})
    return (
        *face_columns(blank),
        "revision",
        "practice",
        "historic",
        "merged_into_id",
        "opened_on",
        "letter",
        *_OF_RECEIPT,
    )


def letter(held: Held) -> str:
    """The letter with which the row of the case counts."""
    return str(held.rows["case"][0]["letter"])


def _case_row(held: Held) -> object:
    names = (*face_columns(held.case), "revision", "practice", "historic", "merged_into_id")
    for row in held.rows["case"]:
        return {**{name: row[name] for name in names}, "opened_on": row["opened_on"].isoformat()}
    return None


def _case_told(held: Held) -> object:
    case = held.case
    own = {"revision": case.revision, "practice": case.practice, "historic": case.historic}
    return {**face_columns(case), **own, "merged_into_id": case.merged_into or None, "opened_on": case.opened_on}


_OF_ITEM: Final = ("number", "kind", "order", "targets", "data", "outcome", "ground", "publication", *kept.OF_ITEM)


def _item_rows(held: Held) -> object:
    return [tuple(row[name] for name in _OF_ITEM) for row in held.rows["items"]]


def _items_told(held: Held) -> object:
    return [_item_told(held.case, item) for item in _live(held.case)]


def _item_told(case: CaseState, item: ItemState) -> tuple[Any, ...]:
    own = {"number": item.number, "outcome": str(item.outcome or ""), "ground": item.ground}
    shown = item.detail if item.publishing is Publishing.PUBLISHED else "aggregate"
    known: Mapping[str, Any] = {**item_columns(case, item.number), **own, "publication": shown}
    return tuple(known[name] for name in _OF_ITEM)


def _day_rows(held: Held) -> dict[int, dict[str, str]]:
    live = {item.number for item in _live(held.case)}
    rows = (row for row in held.rows["items"] if row["number"] in live)
    return {row["number"]: {name: _day(row[name]) for name in _WHEN} for row in rows}


_WHEN: Final = (*kept.DAYS, *kept.MINUTES)


def _day(at: datetime.date | datetime.datetime | None) -> str:
    return "" if at is None else at.isoformat()[:10]


def _days_told(held: Held) -> dict[int, dict[str, str]]:
    """The day of each; of minutes that a row does not know (it is older than the column) nothing is told."""
    days = _days_of(held)
    return {
        number: {name: _told(name, day, days.get(number, {})) for name, day in row.items()}
        for number, row in _day_rows(held).items()
    }


def _told(name: str, stands: str, days: Mapping[str, str]) -> str:
    return "" if not stands and name in kept.MINUTES else days.get(name, "")


def _days_of(held: Held) -> dict[int, dict[str, str]]:
    """Item → column → day on which it was set, out of the days of the case's events."""
    found: dict[int, dict[str, str]] = {}
    for one, event in _moments(held):
        own = found.setdefault(one.item, {})
        if not one.sets:
            own.pop(one.column, None)
        elif not (one.only_first and one.column in own):
            own[one.column] = _day(event.day)
    return found


def moments_of(case_id: str) -> Iterator[tuple[kept.Moment, codec.StoredEvent]]:
    """What the events of a case did to the moments of its items, in order."""
    return _moments(Held(read_chains([case_id])[case_id], {}))


def _moments(held: Held) -> Iterator[tuple[kept.Moment, codec.StoredEvent]]:
    for event, (after, happened) in zip(held.chain.events, held.steps, strict=True):
        for one in kept.moments(after, happened):
            yield one, event


_OF_LINE: Final = ("handle", "category", "answer")
_SAID: Final = ("state", "outcome", "ground", "proposer", "basis", "proposed_by_statement")
_OF_DECISION: Final = (*_SAID, "approver", "approved_by_statement")


def _decision_rows(held: Held) -> object:
    lines: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in held.rows["lines"]:
        lines[row["decision_id"]].append(tuple(row[name] for name in _OF_LINE))
    return {
        row["item"]: (*(row[name] for name in _OF_DECISION), sorted(lines[row["id"]])) for row in held.rows["decisions"]
    }


def _decisions_told(held: Held) -> object:
    return {item.number: _decision_told(item) for item in _live(held.case) if _stands(item)}


def _stands(item: ItemState) -> bool:
    return item.proposal is not None and item.deciding in {Deciding.PROPOSED, Deciding.DECIDED}


def _decision_told(item: ItemState) -> tuple[Any, ...]:
    proposal = item.proposal
    assert proposal is not None  # noqa: S101 - ``_stands`` looked
    state = "approved" if item.deciding is Deciding.DECIDED else "open"
    lines = sorted((one.handle, one.category, str(one.answer)) for one in proposal.lines or item.lines)
    own = (state, str(proposal.outcome), proposal.ground, proposal.by, proposal.basis, proposal.statement)
    return (*own, item.approved_by, item.approval, lines)


def _answer_rows(held: Held) -> object:
    live = {item.number for item in _live(held.case)}
    newest = {(row["item"], row["question"]): row["answer"] for row in held.rows["answers"] if row["item"] in live}
    return {key for key, answer in newest.items() if answer == "yes"}


def _answers_told(held: Held) -> object:
    return {(item.number, q) for item in _live(held.case) for q, answer in item.answers.items() if answer == "yes"}


_OF_SILENCE: Final = ("source", "rule", "tell", "admit", "count", "until", "review_on")


def _silence_rows(held: Held) -> object:
    live = {item.number for item in _live(held.case)}
    rows = (row for row in held.rows["silences"] if row["item"] in live)
    return sorted(tuple(str(row[name]) for name in ("item", *_OF_SILENCE)) for row in rows)


def _silences_told(held: Held) -> object:
    found = (
        (item.number, *(getattr(one, name) for name in _OF_SILENCE))
        for item in _live(held.case)
        for one in item.running
    )
    return sorted(tuple(map(str, one)) for one in found)


_SUM: Final = ("tariff", "units", "minutes", "cents", "currency")
_OF_COST: Final = ("seq", "item", *_SUM, "person", "withdrawn", "invoice")


def _cost_rows(held: Held) -> object:
    return [tuple(row[name] for name in _OF_COST) for row in held.rows["costs"]]


def _costs_told(held: Held) -> object:
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
            invoice_number(held.case.id, one.invoice) if one.invoice else "",
        )
        for one in held.case.costs
    ]


def _invoice_rows(held: Held) -> object:
    return {row["number"]: row["sealed"] for row in held.rows["invoices"]}


def _invoices_told(held: Held) -> object:
    return {invoice_number(held.case.id, count): sealed for count, sealed in enumerate(held.case.invoices, 1)}


_OF_PRODUCTION: Final = ("id", "item", "state", "producer", "order", "deal", "k", "hold_until", "how")


def _production_rows(held: Held) -> object:
    return [
        (
            row["id"],
            row["item"],
            row["state"],
            row["producer"],
            row["order"],
            row["deal"],
            row["k"] or 0,
            f"{row['hold_until']:%Y-%m-%dT%H:%MZ}" if row["hold_until"] else "",
            row["how"],
        )
        for row in held.rows["productions"]
    ]


def _productions_told(held: Held) -> object:
    found = (
        (one.id, item.number, str(one.state), one.producer, one.order, one.deal, one.k, one.hold_until, one.how)
        for item in held.case.items
        for one in item.productions
    )
    return sorted(found)


_OF_RECEIPT: Final = ("received_at", "received_on", "split_from_id")
_OF_ARRIVAL: Final = ("channel", "says", "received_at", "received_on")


def _receipt_rows(held: Held) -> object:
    row = [tuple(row[name] for name in _OF_RECEIPT) for row in held.rows["case"]]
    return row, [tuple(row[name] for name in _OF_ARRIVAL) for row in held.rows["arrivals"]]


def _receipts_told(held: Held) -> object:
    """First receipt by events; other cases are asked only where one was joined, or this one was split off."""
    event, rows, of_case = receipts.among(held.chain.events), held.rows["arrivals"], held.rows["case"]
    stands = [receipts.Receipt(row["received_at"], row["received_on"]) for row in rows[:1]]
    own = receipts.own_of(event, stands[0] if stands else None)
    origin = receipts.origin_of(event, of_case[0]["split_from_id"] if of_case else None)
    first = receipts.first(held.case.id) if origin or held.rows["joined"] else own
    arrived = [] if own is None else [(held.case.channel, str(held.case.says), own.at, own.on)]
    return [(first and first.at, first and first.on, origin or None)], arrived


Told: TypeAlias = Callable[[Held], object]
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
    "receipts": (_receipt_rows, _receipts_told),
}
