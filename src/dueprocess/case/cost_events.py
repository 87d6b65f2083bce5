"""What events of cost and invoice do to a case: the part of ``evolve`` that ``costs.py`` decides about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dueprocess.case.state import CaseState, CostEntry, Invoice

Body = Mapping[str, Any]


def cost_recorded(case: CaseState, body: Body) -> CaseState:
    """One more entry; its number is that of the event."""
    fields = {key: body[key] for key in ("item", "tariff", "units", "minutes", "cents", "currency", "by")}
    return replace(case, costs=(*case.costs, CostEntry(seq=case.revision, **fields)))


def cost_withdrawn(case: CaseState, body: Body) -> CaseState:
    """The entry stays and no longer counts."""
    costs = tuple(replace(one, withdrawn=True) if one.seq == body["seq"] else one for one in case.costs)
    return replace(case, costs=costs)


def invoiced(case: CaseState, body: Body, *, undelivered: bool) -> CaseState:
    """An invoice claims what waits on its items, once, though it is queued first and sent later.

    One that never arrived gives back what it claimed: the next invoice, with the next number, can claim it.
    """
    sealed, papers = body["sealed"], [one.sealed for one in case.invoices]
    known = sealed in papers
    if known is not undelivered:
        return case
    number = papers.index(sealed) + 1 if known else len(papers) + 1
    costs = tuple(_claimed(one, number, body["items"], back=undelivered) for one in case.costs)
    if known:
        back = tuple(replace(one, undelivered=True) if one.sealed == sealed else one for one in case.invoices)
        return replace(case, costs=costs, invoices=back)
    mine = [one for one in costs if one.invoice == number]
    currency = next((one.currency for one in mine), "")
    made = Invoice(sealed, case.day, sum(one.cents for one in mine), currency)
    return replace(case, costs=costs, invoices=(*case.invoices, made))


def _claimed(entry: CostEntry, number: int, items: list[int], *, back: bool) -> CostEntry:
    if back:
        return replace(entry, invoice=0) if entry.invoice == number else entry
    return replace(entry, invoice=number) if entry.unclaimed and entry.item in items else entry
