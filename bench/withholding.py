"""What may be published of many sealed items: groups, totals, and our own cells beside a law's table.

``BENCH_SEALED_ROWS`` made-up items (200,000) of one year, three quarters of them sealed, beside the tables of the DSA
and of Regulation (EU) 2023/1543; the counting itself is not in it, as the bench ``report`` has that. Core seconds of
one pass, and of a tenth, which shows whether the time is linear.
"""

from __future__ import annotations

import datetime
import os
import random
import time
from typing import TYPE_CHECKING

from bench.measuring import Row

from dueprocess.report import withholding
from dueprocess.report.cells import Cell, Cells, Place, Size, period_of
from dueprocess.report.facts import Fact
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.metrics import EU_STATES, FIXED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dueprocess.report.metric import Metric

ROWS = int(os.environ.get("BENCH_SEALED_ROWS", "200000"))
YEAR, MADE_ON = 2025, datetime.date(2027, 1, 5)
FORMS = ("dsa", "eevidence")


def facts(rows: int) -> tuple[Fact, ...]:
    drawn = random.Random(7)  # noqa: S311 - rows of a bench
    made = []
    for number in range(rows):
        day = datetime.date(YEAR, 1, 1) + datetime.timedelta(drawn.randrange(365))
        country = drawn.choice((*EU_STATES, "US", "PK", "IN"))
        made.append(
            Fact(
                letter=f"l{number * 2 // 3}",
                item=number,
                received_on=day,
                answered_on=day + datetime.timedelta(drawn.randrange(40)),
                country=country,
                authority_kind=drawn.choice(("police", "police", "prosecutor", "court")),
                instrument=f"{country}-{drawn.randrange(40)}",
                kind=drawn.choice(("disclosure", "disclosure", "content", "preservation")),
                outcome=drawn.choice(("comply", "comply", "partial", "refuse")),
                secrecy=drawn.choice(("", "order", "statute")),
                countable=True,
                admissible=drawn.random() < 0.25,
            )
        )
    return tuple(made)


def nothing(_: Sequence[Fact], __: Sequence[Metric], ___: Sequence[Size]) -> Cells:
    """Counting is another bench."""
    return ()


def law(items: Sequence[Fact]) -> Ledger:
    """What the tables of the laws say: each place a number, by year and half year."""
    periods = {period_of(fact.received_on, size) for fact in items for size in (Size.YEAR, Size.HALF)}
    states = [(("country", state),) for state in EU_STATES]
    cells = [
        Cell(Place(metric.id, period, by), len(items) // 10)
        for form in FORMS
        for metric in FIXED[form]
        for period in sorted(periods)
        for by in ((), *states)
        if tuple(name for name, _ in by) in metric.by
    ]
    return Ledger(of_cells(tuple(cells), Surface.LAW, MADE_ON, fixed=True))


def seconds(rows: int) -> float:
    items = facts(rows)
    cells = (Cell(Place("received", str(YEAR)), len(items)), Cell(Place("received", f"{YEAR}-H1"), len(items) // 2))
    ledger = law(items)
    start = time.process_time()
    withholding.withhold(items, cells, ledger, made_on=MADE_ON, reckon=nothing)
    return time.process_time() - start


def main() -> list[Row]:
    whole, tenth = seconds(ROWS), seconds(ROWS // 10)
    return [
        Row(f"what may be published of {ROWS:,} items, three quarters sealed, core seconds", whole, tenth, "s",
            "a tenth of them", target=60),
        Row("withholding, core seconds for ten times as many items", whole, tenth * 10, "s", "ten times a tenth", 1.3,
            by_ratio=True),
    ]  # fmt: skip
