"""The first paragraph of a report: what is not in it (hazard 8.4), and arrivals that add up before it is released.

What arrived and became a case, a supplement or a duplicate is never told in public: less what is listed, it would give
the cases that nobody may know (hazard 8.1). What somebody said is no demand is told. No sentence comes or goes because
of a case: a period with a secret case reads like one without (P11).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from dueprocess.demand.codes import ArrivalIs
from dueprocess.report.cells import Cells, Place
from dueprocess.report.edition import Gap, Missing

ALWAYS: Final = (
    Missing.STANDING,
    Missing.UPSTREAM,
    Missing.STAFF,
    Missing.SILENCED,
    Missing.UNANSWERED,
    Missing.LATE,
    Missing.ARRIVALS,
    Missing.OWN_REPORTS,
    Missing.CHANNELS,
    Missing.READS,
    Missing.PROOF,
)
"""What every edition says, in the order in which it is read."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What arrived in a period, for the desk's own eyes. ``cases``: those whose items a report could count."""

    total: int
    by_what: Mapping[str, int]
    without_case: tuple[str, ...] = ()  # arrivals that say they are part of a case, and point at none
    without_arrival: tuple[str, ...] = ()  # cases with items that no arrival, split or import explains
    own_reports: int = 0  # of the provider to authorities, as far as they may be counted and admitted
    otherwise: tuple[str, ...] = ()  # arrivals of which the case, held against its events, says something else


def faults(arrived: Arrived) -> tuple[str, ...]:
    """Why arrivals do not add up to cases, supplements, duplicates, no demands, unread and held outside; or nothing."""
    known = {str(code) for code in ArrivalIs}
    unknown = sorted(set(arrived.by_what) - known)
    added = sum(arrived.by_what.get(code, 0) for code in known)
    found = [f"an arrival is said to be {one}, which is none of the list" for one in unknown]
    if added != arrived.total:
        found.append(f"{arrived.total} arrived, and {added} are case, supplement, duplicate, no demand, unread or held")
    found += [f"arrival {one} belongs to a case, and there is none" for one in arrived.without_case]
    found += [f"arrival {one} says of itself what the events of its case do not" for one in arrived.otherwise]
    found += [f"case {one} has demands, and nothing ever arrived for it" for one in arrived.without_arrival]
    return tuple(found)


def no_less_than(arrived: Arrived, told: Iterable[Sequence[Gap]]) -> Arrived:
    """What arrived, with at least as many that are no demand as earlier editions of the period told.

    Somebody said so of each then. One less would tell that one has become a case, and perhaps one that nobody may know.
    The same of the provider's own reports to authorities.
    """
    code, before = str(ArrivalIs.NOT_A_DEMAND), list(told)
    most = _most(before, Missing.ARRIVALS, code, arrived.by_what.get(code, 0))
    own = _most(before, Missing.OWN_REPORTS, str(Missing.OWN_REPORTS), arrived.own_reports)
    return replace(arrived, by_what={**arrived.by_what, code: most}, own_reports=own)


def _most(told: Iterable[Sequence[Gap]], missing: Missing, code: str, now: int) -> int:
    return max([now, *(gap.numbers.get(code, 0) for gaps in told for gap in gaps if gap.missing is missing)])


def paragraph(
    cells: Cells, period: str, arrived: Arrived, *, unseen: int = 0, silences: int = 0, running: bool = False
) -> tuple[Gap, ...]:
    """The first paragraph of the report on ``period``. Its numbers are those that its cells give, or that name no case.

    ``unseen`` and ``silences`` count provisions of law, not cases.
    """
    numbers = {
        Missing.STANDING: {"named": unseen},
        Missing.SILENCED: {"laws": silences},
        Missing.LATE: _late(cells, period),
        Missing.OWN_REPORTS: {str(Missing.OWN_REPORTS): arrived.own_reports},
        Missing.ARRIVALS: {"not_a_demand": arrived.by_what.get(str(ArrivalIs.NOT_A_DEMAND), 0)},
    }
    gaps = tuple(Gap(one, numbers.get(one, {})) for one in ALWAYS)
    return ((Gap(Missing.RUNNING),) if running else ()) + gaps


def _late(cells: Cells, period: str) -> dict[str, int]:
    cell = next((one for one in cells if one.place == Place("late", period)), None)
    return {} if cell is None or cell.value is None else {"late": cell.value}
