"""What cases cost, and the invoices that were written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.desk.data.models import Cost, Invoice

MAX_INVOICES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Total:
    """Minutes, and cents by currency, of costs that count."""

    minutes: int
    cents: Mapping[str, int]


def of_case(case_id: str) -> tuple[Cost, ...]:
    """Costs of one case in the order in which they were recorded, withdrawn ones among them; one query."""
    return tuple(Cost.objects.filter(case_id=case_id).order_by("seq"))


def total(rows: Iterable[Cost]) -> Total:
    """The sum of those that were not withdrawn."""
    minutes, cents = 0, Counter[str]()
    for row in rows:
        if not row.withdrawn:
            minutes += row.minutes
            cents[row.currency] += row.cents
    return Total(minutes, {currency: sums for currency, sums in sorted(cents.items()) if currency})


def by_item(rows: Iterable[Cost]) -> Mapping[int, Total]:
    """The same for each item that has any."""
    rows = tuple(rows)
    return {item: total(row for row in rows if row.item == item) for item in sorted({row.item for row in rows})}


def invoices(case_id: str = "") -> tuple[Invoice, ...]:
    """Invoices of a case, or of the desk, the oldest first; at most ``MAX_INVOICES``."""
    rows = Invoice.objects.filter(case_id=case_id) if case_id else Invoice.objects.all()
    return tuple(rows.order_by("made_on", "number")[:MAX_INVOICES])
