"""The claim of an invoice in words, and what accounting takes away: numbers, days and sums, no authority, no case."""

from collections.abc import Mapping, Sequence
from typing import Any

from dueprocess.case.costs import claim, unclaimed
from dueprocess.case.state import CaseState
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import ItemAssessment
from dueprocess.letter.facts import Charged, Said
from dueprocess.report.tables import shown

COLUMNS = ("number", "made_on", "amount", "currency", "undelivered")
"""Of the export. An authority or a kind beside a sum would tell a bookkeeper of a secret case (P11)."""


def charged(
    case: CaseState, items: Sequence[int], judged: Mapping[str, Mapping[int, ItemAssessment]]
) -> tuple[Charged, ...] | Denied:
    """Lines of an invoice on ``items`` that waits. ``judged``: today's assessment of each item, by language."""
    claimed = claim(case, items, [charge for number in items for charge in judged["en"][number].charges])
    if isinstance(claimed, Denied):
        return claimed
    words = {
        code: {charge.position: charge.says for one in by_item.values() for charge in one.charges}
        for code, by_item in judged.items()
    }
    return tuple(
        Charged(
            Said({code: said[one.charge.position] for code, said in words.items()}, one.charge.citation),
            one.units,
            one.each,
            one.charge.currency,
        )
        for one in claimed
    )


def waiting(case: CaseState) -> tuple[int, ...]:
    """Items on which units wait for an invoice."""
    return tuple(sorted({one.item for one in unclaimed(case)}))


def exported(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Invoices (``plain_views.invoice_plain``) as accounting takes them; no cell is a formula (hazard 12.3)."""
    return [{name: shown(value) for name, value in _cells(row).items()} for row in rows]


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    amount = f"{row['cents'] // 100}.{row['cents'] % 100:02}"
    said = {**row, "amount": amount, "undelivered": "yes" if row["undelivered"] else "no"}
    return {name: str(said[name]) for name in COLUMNS}
