"""Cells out of facts: by the pure evaluator while they are few, by the engine where they are many and it is installed.

Either way gives the same cells, byte for byte; only the time differs (ADR 0042, 0049).
"""

import logging
from collections.abc import Sequence
from typing import Final

from dueprocess.adapters import engine
from dueprocess.desk.data.models import Item
from dueprocess.report.cells import Cells, Size, is_period, size_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metrics import Metric

MANY: Final = 8_000
"""Items from which the engine is quicker, its start counted (measured: ``docs/reference/report-engine.md``)."""
_SECONDS: Final = 0.00035  # of a core, for one item and one length of period, by the pure evaluator
_log = logging.getLogger(__name__)
_PASSES: Final = 2  # what there is, and what may be published of it


def reckon(facts: Sequence[Fact], metrics: Sequence[Metric], sizes: Sequence[Size]) -> Cells:
    """Every cell of every metric over the facts that may be counted, sorted by place."""
    if len(facts) >= MANY and engine.is_installed():
        try:
            return engine.cells_of(facts, metrics, sizes)
        except (engine.EngineError, OSError) as fault:
            _log.warning("the engine could not count %d items, which are now counted one by one: %s", len(facts), fault)
    return evaluate(facts, metrics, sizes)


def slow(period: str) -> tuple[int, int] | None:
    """How many items the desk has and about how many seconds counting them takes; None where that is not long.

    It is long where they are many and the engine is not installed.
    """
    items = Item.objects.count()
    if items < MANY or engine.is_installed():
        return None
    sizes = 2 if is_period(period) and size_of(period) is Size.YEAR else 1
    return items, max(1, round(items * sizes * _PASSES * _SECONDS))
