"""The facts of a report: rows of the view, believed only where every case's events say the same and people signed.

Whoever writes the database can write rows. So each case is made again from its events, chain by chain, and whether an
item may be counted or admitted comes from the signed answer of a named person alone (P6, P7). One difference, and
there are no facts: a report that is short of a case lies as much as one that has a case too many.

Cells are made of them by the pure evaluator while they are few, by the engine where they are many and it is installed;
either way the same cells, byte for byte (ADR 0042, 0049).
"""

import datetime
import logging
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from dueprocess.adapters import engine
from dueprocess.case.case_events import CaseSplit
from dueprocess.case.events import EventKind
from dueprocess.case.state import Deciding
from dueprocess.desk.data import codec
from dueprocess.desk.data import report_view as queries
from dueprocess.desk.data.models import Case, Event, Item
from dueprocess.desk.services import purging, row_check, trust
from dueprocess.desk.services.cases import purged_rows
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.purge_record import Gone
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.desk.services.trust import Gate, Vouched, gate_of
from dueprocess.formats.statement import Act
from dueprocess.report.cells import Cells, Size, is_period, size_of
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metric import Metric

Progress = Callable[[int, int], None]
Splits = Callable[[], frozenset[str]]
AT_ONCE: Final = 100
"""Cases that are read together: few queries for each of them, and little memory for all."""
COUNTED: Final = frozenset(
    {"case", "arrivals", "items", "decisions", "lines", "answers", "silences", "costs", "invoices"}
)
"""Rows of a case (``comparing``) that a report counts something of."""


def facts(desk: Desk, progress: Progress | None = None) -> tuple[Fact, ...]:
    """Every demand of the desk, each item once, by case and item. Raises ForgedRowError, which names the case.

    ``countable`` and ``admissible`` are a signed yes that stands today, and that no silence overtook.
    """
    check(desk, progress)
    gate = gate_of(desk)
    return tuple(_fact(row, gate) for row in queries.rows(desk.now))


def own_reports(desk: Desk, first: datetime.date, last: datetime.date) -> int:
    """What the provider itself reported to authorities in that time, as far as it may be counted and admitted.

    They are no demands, so that no fact holds them. After ``facts``, which held all rows against their events.
    """
    gate = gate_of(desk)
    rows = queries.own_reports(first, last)
    return sum(all(gate.get((case, item, question)) for question in ("count", "admit")) for case, item in rows)


def _fact(row: queries.Row, gate: Gate) -> Fact:
    try:
        columns = row.columns
        countable, admissible = (gate.get((row.case, row.item, question)) for question in ("count", "admit"))
        return Fact(**{**columns, "countable": countable is True, "admissible": admissible is True})
    except (ValueError, TypeError) as fault:
        raise _forged(row.case, f"one of its items says what no case says: {fault}") from fault


def check(desk: Desk, progress: Progress | None = None) -> None:
    """Hold the rows of every case against its events. Raises ForgedRowError, which names the case."""
    cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    _check_whole(cases)
    letters, splits, gone = _letters(), cache(lambda: trust.signed_splits(desk)), purging.gone_of(desk)
    for start in range(0, len(cases), AT_ONCE):
        for done, (case_id, held) in enumerate(row_check.read(cases[start : start + AT_ONCE]).items(), start + 1):
            letter = letters.get(case_id, "")
            if _fault(held, Vouched(desk, held.chain.notes, splits), letter, gone):
                _look_again(desk, case_id, letter, splits)
            if progress is not None:
                progress(done, len(cases))


def _look_again(desk: Desk, case_id: str, letter: str, splits: Splits) -> None:
    """What moved while it was read is no forgery: it is read once more by itself. Raises ForgedRowError."""
    held = row_check.read([case_id])[case_id]
    if fault := _fault(held, Vouched(desk, held.chain.notes, splits), letter, purging.gone_of(desk)):
        raise _forged(case_id, fault)


def _check_whole(cases: list[str]) -> None:
    """Nobody took a case away and left its events."""
    with_events = set(Event.objects.exclude(case=codec.DESK).values_list("case", flat=True).distinct())
    for case_id in sorted(with_events - set(cases)):
        raise _forged(case_id, "it has events, and no row")


def _letters() -> dict[str, str]:
    """Case that was split off → case to which its letter came, by the events of the splits."""
    rows = Event.objects.filter(kind=str(EventKind.CASE_SPLIT)).select_related("opening").order_by("pk")
    # Items that go along with a merge leave by the same event, right before it, for a case that was there already.
    merges = set(Event.objects.filter(kind=str(EventKind.CASE_MERGED)).values_list("case", "seq"))
    splits = [codec.stored(row) for row in rows if (row.case, row.seq + 1) not in merges]
    found: dict[str, str] = {}
    for one in splits:
        if isinstance(one.body, CaseSplit):
            found[one.body.new] = found.get(one.case, one.case)
    # Where the parent was purged, its event is gone: two people signed its row, and the child's events name it.
    parents = {row.pk: row.letter or row.pk for row in purged_rows()}
    rest = Case.objects.filter(split_from_id__in=parents).exclude(pk__in=found).values_list("pk", "split_from_id")
    return {**found, **{child: parents[parent] for child, parent in rest}}


def _fault(  # noqa: PLR0911 - one a check
    held: row_check.Held, vouched: Vouched, letter: str, gone: Gone
) -> str:
    """What of a case does not fit together; empty where everything does."""
    chain = held.chain.check()
    if chain.fault is not None:
        return "its events are not those committed, or not all here"
    if chain.opened != chain.events or held.chain.case in gone.purges.stand:
        return gone.fault(held.chain.case, held.stands, chain.opened)
    parts = [part for part in row_check.differing(held) if part in COUNTED]
    if parts:
        return f"its rows ({', '.join(parts)}) say what its events do not"
    if row_check.letter(held) != letter:
        return "it counts with a letter that it did not come in"
    denied = trust.rests(held.case.id, held.chain.events, vouched)
    if denied is not None:
        return str(denied.says)
    # Which decision the second person did not sign. One by which data left stands when the item is over, too.
    for item in held.case.items:
        if item.deciding not in {Deciding.DECIDED, Deciding.ENDED} or not item.approved_by:
            continue
        signed = vouched.of(item.approval)
        said = None if signed is None else (signed.act, signed.by, signed.case)
        if said != (Act.DECISION_APPROVE, item.approved_by, held.case.id):
            return f"the decision on item {item.number} does not rest on a statement of {item.approved_by}"
    return ""


def _forged(case_id: str, says: str) -> ForgedRowError:
    return ForgedRowError(f"case {case_id}: {says}")


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
