"""What events of cost and invoice do to a case: the part of ``evolve`` that ``costs.py`` decides about."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dueprocess.domain.case.state import CaseState, CostEntry

Body = Mapping[str, Any]


def cost_recorded(case: CaseState, body: Body) -> CaseState:
    """One more entry; its number is that of the event."""
    fields = {key: body[key] for key in ("item", "tariff", "units", "minutes", "cents", "currency", "by")}
    return replace(case, costs=(*case.costs, CostEntry(seq=case.revision + 1, **fields)))


def cost_withdrawn(case: CaseState, body: Body) -> CaseState:
    """The entry stays and no longer counts."""
    costs = tuple(replace(one, withdrawn=True) if one.seq == body["seq"] else one for one in case.costs)
    return replace(case, costs=costs)


def invoiced(case: CaseState, body: Body, *, undelivered: bool) -> CaseState:
    """An invoice claims what waits on its items, once, though it is queued first and sent later.

    One that never arrived gives back what it claimed: the next invoice, with the next number, can claim it.
    """
    sealed = body["sealed"]
    known = sealed in case.invoices
    if known is not undelivered:
        return case
    number = case.invoices.index(sealed) + 1 if known else len(case.invoices) + 1
    costs = tuple(_claimed(one, number, body["items"], back=undelivered) for one in case.costs)
    return replace(case, costs=costs, invoices=case.invoices if known else (*case.invoices, sealed))


def _claimed(entry: CostEntry, number: int, items: list[int], *, back: bool) -> CostEntry:
    if back:
        return replace(entry, invoice=0) if entry.invoice == number else entry
    return replace(entry, invoice=number) if entry.unclaimed and entry.item in items else entry
