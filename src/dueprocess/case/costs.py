"""What a demand cost the provider, and the claim that dies when nobody writes the invoice (hazard 16.1, ADR 0022).

Minutes are counted on every item, whatever is decided: they show a burden too. Units of the law's tariff are counted
where the provider did what was asked. Whether a tariff may be claimed is the law's matter: an invoice rests only on
positions that are verified and fresh, or that this desk's counsel signed (P8).
"""

import datetime
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.case.case_events import CostRecorded, CostWithdrawn
from dueprocess.case.commands import RecordCost, WithdrawCost
from dueprocess.case.decision_events import DecisionApproved
from dueprocess.case.decisions import GIVES
from dueprocess.case.events import copied
from dueprocess.case.given import Given, day_end, no_item, wrong_state
from dueprocess.case.item_records import CostEntry
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.state import GRANTS, INVOICE, CaseState, Deciding, ItemState
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.law.clocks import Span, Unit, add_months
from dueprocess.law.finding import Charge

LOUDER: Final = (30, 7, 1)
"""Days before a claim dies at which its duty grows louder."""


def record(case: CaseState, command: RecordCost, given: Given) -> Decided | Denied:
    """Minutes, units of a position of the law's tariff, or both, on one item."""
    item = case.item(command.item)
    if item is None:
        return no_item(command.item)
    if bool(command.tariff) is not bool(command.units) or not command.units + command.minutes:
        return Denied(
            Rule.NO_COST,
            "A cost is minutes, or a position with its units, or both.",
            "Say the minutes, or both others.",
        )
    charges = _charges(command.tariff, item, given) if command.tariff else ()
    if isinstance(charges, Denied):
        return charges
    cents = sum(charge.cents * command.units for charge in charges)
    currency = "".join(charge.currency for charge in charges)
    recorded = copied(CostRecorded, command, by=given.by, cents=cents, currency=currency)
    return Decided((recorded,), claim_duties(item.number, charges, _measured(item, given), given))


def _charges(name: str, item: ItemState, given: Given) -> tuple[Charge, ...] | Denied:
    if item.deciding is not Deciding.DECIDED or item.outcome not in GIVES:
        return wrong_state(Msg("item {item}", item=item.number), item.deciding)
    judged = given.judged(item.number)
    charges = judged.charges if judged else ()
    found = tuple(one for one in charges if one.position == name)
    if found:
        return found
    return Denied(
        Rule.NO_POSITION,
        "The law invoked gives these positions for item {item}: {offered}.",
        "Record minutes alone, or ask counsel.",
        item=item.number,
        offered=tuple(charge.position for charge in charges) or Msg("none"),
    )


def with_claim(decided: Decided | Denied, given: Given) -> Decided | Denied:
    """An approval that gives something raises the duty to claim what the law pays for it."""
    if isinstance(decided, Denied):
        return decided
    approved = (event for event in decided.events if isinstance(event, DecisionApproved))
    given_now = [event.item for event in approved if event.outcome in GRANTS]
    judged = {one.item: one for one in given.assessment.items} if given.assessment else {}
    duties = [duty for item in given_now for duty in claim_duties(item, judged[item].charges, local_day(given), given)]
    return replace(decided, duties=(*decided.duties, *duties))


def withdraw(case: CaseState, command: WithdrawCost, given: Given) -> Decided | Denied:
    """A cost that was recorded wrongly no longer counts. The entry stays; what was claimed already stays claimed."""
    entry = next((one for one in case.costs if one.statement == command.cost and not one.withdrawn), None)
    if entry is None:
        return Denied(Rule.NO_COST, "This case has no such cost.", "See `dueprocess cost list CASE`.")
    return Decided((CostWithdrawn(given.by, entry.item, entry.seq),))


def claim_duties(item: int, charges: Sequence[Charge], measure: datetime.date, given: Given) -> tuple[NewDuty, ...]:
    """The duty to write the invoice before the claim expires; none where it is open, or where the law sets no end.

    The day of the measure is that of the decision, which comes before anything is handed over: the earliest reading
    is the safe one, and a weekend does not lengthen it.
    """
    if (item, INVOICE) in given.open_duties:
        return ()
    ends = [(_end(one.expires, measure), one.tariff) for one in charges if one.expires is not None]
    if not ends:
        return ()
    last, tariff = min(ends)
    return (NewDuty(item, INVOICE, tariff, day_end(last.isoformat(), given.timezone)),)


def local_day(given: Given) -> datetime.date:
    """The day of the act where the provider sits."""
    return given.at.astimezone(zoneinfo.ZoneInfo(given.timezone)).date()


def _measured(item: ItemState, given: Given) -> datetime.date:
    return given.decided_on.get(item.number) or local_day(given)


def _end(span: Span, day: datetime.date) -> datetime.date:
    return add_months(day, span.amount) if span.unit is Unit.MONTHS else day + datetime.timedelta(days=span.amount)


def loudness(what: str, due: datetime.datetime, now: datetime.datetime) -> int:
    """How loud an open duty is: one for each day that it is late; an invoice's begins at 30, 7 and 1 day before."""
    left = due - now
    before = sum(left <= datetime.timedelta(days=days) for days in LOUDER) if what == INVOICE else 0
    late = -left // datetime.timedelta(days=1) + 1 if left < datetime.timedelta() else 0
    return before + late


@dataclass(frozen=True, slots=True)
class Claimed:
    """One line of an invoice: a position of the tariff, how many units, at what price each."""

    charge: Charge
    units: int
    each: int  # cents
    entries: tuple[int, ...]  # numbers of the events that recorded them


def unclaimed(case: CaseState, items: Sequence[int] = ()) -> tuple[CostEntry, ...]:
    """Units of a tariff that stand and that no invoice claimed yet, on ``items`` (none: on all)."""
    return tuple(one for one in case.costs if one.unclaimed and (not items or one.item in items))


def claim(case: CaseState, items: Sequence[int], given: Sequence[Charge]) -> tuple[Claimed, ...] | Denied:
    """The lines of an invoice on ``items``, or why there can be none. ``given``: charges that the law opens today."""
    entries = unclaimed(case, items)
    bare = [number for number in items if not any(one.item == number for one in entries)]
    if not entries or bare:
        where = Msg("item {item}", item=tuple(bare)) if bare else Msg("this case")
        return Denied(
            Rule.NO_CLAIM,
            "Nothing of {where} waits for an invoice.",
            "Record units with `dueprocess cost record`.",
            where=where,
        )
    charges = {one.position: one for one in given}
    for one in entries:
        denied = _may_claim(one, charges.get(one.tariff))
        if denied is not None:
            return denied
    if len({one.currency for one in entries}) > 1:
        return Denied(Rule.NO_CLAIM, "One invoice has one currency.", "Write one for each, with --item.")
    return _lines(entries, charges)


def _may_claim(entry: CostEntry, charge: Charge | None) -> Denied | None:
    if charge is None:
        return Denied(
            Rule.NO_POSITION,
            "The law invoked no longer gives {tariff}.",
            "Withdraw that cost, or ask counsel.",
            tariff=entry.tariff,
        )
    if charge.decides:
        return None
    return Denied(
        Rule.NO_TARIFF,
        "{tariff} is not verified, or was read more than twelve months ago: it asks, and no invoice cites it.",
        "Counsel reads the law and runs `dueprocess law sign {tariff} --on DAY`.",
        tariff=charge.tariff,
    )


def _lines(entries: Sequence[CostEntry], charges: dict[str, Charge]) -> tuple[Claimed, ...]:
    found: dict[tuple[str, int], list[CostEntry]] = {}
    for one in entries:
        found.setdefault((one.tariff, one.cents // one.units), []).append(one)
    return tuple(
        Claimed(charges[tariff], sum(one.units for one in mine), each, tuple(one.seq for one in mine))
        for (tariff, each), mine in sorted(found.items())
    )


def may_send(case: CaseState, items: Sequence[int], given: Given) -> Denied | None:
    """Why no invoice on ``items`` may leave; None where it may."""
    judged = [one for number in items if (one := given.judged(number)) is not None]
    claimed = claim(case, items, tuple(charge for one in judged for charge in one.charges))
    return claimed if isinstance(claimed, Denied) else None


def invoice_number(case_id: str, count: int) -> str:
    """Number of the case's ``count``-th invoice: the case's own random id, then the count; no other case (P11)."""
    return f"{case_id[2:14].upper()}-{count}"
