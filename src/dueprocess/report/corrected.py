"""Rows of the registers that were put right: what a row said, what it says, since when, and why.

All of it follows from what the public was told already (the ledger) and from the rows that stand. So a row that falls
silent takes its corrections with it, and nothing says that there was one (P11).
"""

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from dueprocess.report.snapshot import Corrected, PublicRow, Why

FIELDS: Final = ("country", "authority_kind", "kinds", "instruments", "week", "outcome", "ground")
"""What of a row can be wrong, in the order in which it is said."""


def corrected(
    told: Mapping[str, Sequence[tuple[datetime.date, PublicRow]]], rows: Iterable[PublicRow], today: datetime.date
) -> tuple[Corrected, ...]:
    """The corrections of ``rows``, the newest first; ``told``: each row as it was told, with the day, oldest first."""
    made = [one for row in rows for one in _of_row([*told.get(row.id, ()), (today, row)])]
    return tuple(sorted(made, key=lambda one: (-one.on.toordinal(), one.now.id, -one.number)))


def _of_row(said: Sequence[tuple[datetime.date, PublicRow]]) -> Iterable[Corrected]:
    number = 0
    for (_, was), (on, now) in itertools.pairwise(said):
        fields = tuple(one for one in FIELDS if getattr(was, one) != getattr(now, one))
        if was.outcome is None:  # an answer where there was none yet is no correction
            fields = tuple(one for one in fields if one not in {"outcome", "ground"})
        if fields:
            number += 1
            yield Corrected(number, on, was, now, fields, _why(fields))


def _why(fields: tuple[str, ...]) -> Why:
    if set(fields) <= {"outcome", "ground"}:
        return Why.DECIDED
    return Why.CITED if fields == ("instruments",) else Why.RECORDED
