"""What is counted: each metric is a definition that says its base, its axis, its filters and its breakdowns.

Two engines read these definitions and give the same cells: ``evaluate`` here, for what a person can follow, and SQL
for millions of rows (``adapters/engine.py``). The list is the transparency-report minimum (facts: law, section 5.10;
RDR P11a, F6, F10; Santa Clara; DSA Art. 15 and 24; Regulation (EU) 2023/1543 Art. 28(4)).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from dueprocess.domain.demand.codes import Kind, Outcome
from dueprocess.domain.report.facts import DIMENSIONS


class Base(StrEnum):
    """What one is."""

    LETTER = "letter"
    ORDER = "order"
    ITEM = "item"
    TARGET = "target"
    ACCOUNT = "account"


class Axis(StrEnum):
    """The day that places an item in a period."""

    RECEIVED = "received"
    ANSWERED = "answered"


class Reckoning(StrEnum):
    """How the rows become one number."""

    COUNT = "count"  # of the base
    SUM = "sum"  # of a column
    MEDIAN = "median"  # of a column, over items
    SHARE = "share"  # of another metric of the same axis and base


Where: TypeAlias = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Metric:
    """A definition. ``where``: every named dimension has one of the values. ``by``: the breakdowns that are printed.

    A row stands wherever, in its period and breakdown, something came (or was answered): 0 is said, not left out.
    """

    id: str
    says: str  # English; the pages have their own words by id
    base: Base = Base.ITEM
    axis: Axis = Axis.RECEIVED
    where: Where = field(default_factory=dict)
    by: tuple[tuple[str, ...], ...] = ((),)
    reckoning: Reckoning = Reckoning.COUNT
    column: str = ""
    whole: str = ""  # SHARE: id of the metric that is the whole

    def __post_init__(self) -> None:
        """Raises ValueError for a definition that no engine could follow."""
        named = {name for names in self.by for name in names} | self.where.keys()
        if unknown := named - set(DIMENSIONS):
            message = f"{self.id}: {', '.join(sorted(unknown))} is no dimension"
            raise ValueError(message)
        if bool(self.column) != (self.reckoning in {Reckoning.SUM, Reckoning.MEDIAN}):
            message = f"{self.id}: a sum or a median, and nothing else, names a column"
            raise ValueError(message)
        if bool(self.whole) != (self.reckoning is Reckoning.SHARE):
            message = f"{self.id}: a share, and nothing else, names its whole"
            raise ValueError(message)


def _one_of(**columns: str | tuple[str, ...]) -> Where:
    return {name: frozenset((one,) if isinstance(one, str) else one) for name, one in columns.items()}


GIVEN: Final = (Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST)
"""Outcomes by which something was given or done."""
ASKS_DATA: Final = (Kind.DISCLOSURE, Kind.INTERCEPTION)
RESTRICTS: Final = (Kind.CONTENT, Kind.ACCOUNT, Kind.DOMAIN_INFRASTRUCTURE)
NETWORK: Final = (Kind.SHUTDOWN, Kind.THROTTLING)
REACHES_IN: Final = (Kind.DIRECT_ACCESS, Kind.CAPABILITY)

_EVERY: Final = (
    (),
    ("country",),
    ("kind",),
    ("authority_kind",),
    ("instrument",),
    ("outcome",),
    ("secrecy",),
    ("emergency",),
    ("country", "kind"),
    ("kind", "outcome"),
    ("country", "outcome"),
)
_SOME: Final = ((), ("country",), ("kind",), ("authority_kind",))
_DATA: Final = _one_of(kind=ASKS_DATA)
_DATA_GIVEN: Final = _one_of(kind=ASKS_DATA, outcome=GIVEN)
_HALVES: Final = ((), ("country",))


METRICS: Final = (
    Metric("letters", "letters that made at least one demand", Base.LETTER, by=_SOME),
    Metric("orders", "orders in those letters", Base.ORDER, by=_SOME),
    Metric("received", "items received", by=_EVERY),
    Metric("targets", "accounts or other targets that the items name", Base.TARGET, by=_SOME),
    Metric("accounts", "accounts of which something was given or done", Base.ACCOUNT, by=_SOME),
    Metric("answered", "items answered, by the day of the answer", axis=Axis.ANSWERED, by=_EVERY),
    Metric("open", "items received and not answered yet", where=_one_of(outcome=""), by=_SOME),
    Metric("given", "items by which something was given or done", where=_one_of(outcome=GIVEN), by=_SOME),
    Metric("complied", "items done as asked", where=_one_of(outcome=Outcome.COMPLY), by=_SOME),
    Metric("in_part", "items done in part", where=_one_of(outcome=Outcome.PARTIAL), by=_SOME),
    Metric(
        "refused",
        "items objected to or refused",
        where=_one_of(outcome=(Outcome.OBJECT, Outcome.REFUSE)),
        by=(*_SOME, ("ground",)),
    ),
    Metric("returned", "items returned for correction", where=_one_of(outcome=Outcome.CORRECT), by=_SOME),
    Metric("withdrawn", "items that the authority took back", where=_one_of(outcome=Outcome.WITHDRAWN), by=_SOME),
    Metric("challenged", "items challenged before a court", where=_one_of(challenged="yes"), by=_SOME),
    Metric(
        "share_given",
        "share of the items by which something was given",
        by=_SOME,
        where=_one_of(outcome=GIVEN),
        reckoning=Reckoning.SHARE,
        whole="received",
    ),
    Metric("data_received", "demands for user data", where=_DATA, by=(*_SOME, ("instrument",), ("asked",), ("route",))),
    Metric(
        "data_given",
        "demands for user data by which some data were given",
        where=_DATA_GIVEN,
        by=(*_SOME, ("instrument",), ("given",)),
    ),
    Metric(
        "content_given",
        "demands by which content of communications was given",
        where=_one_of(kind=ASKS_DATA, outcome=GIVEN, given=("content", "both")),
        by=_HALVES,
    ),
    Metric("preservations", "demands to keep data as they are", where=_one_of(kind=Kind.PRESERVATION), by=_SOME),
    Metric(
        "restrictions",
        "demands to remove, block or suspend",
        where=_one_of(kind=RESTRICTS),
        by=(*_SOME, ("subject",), ("territory",)),
    ),
    Metric(
        "restricted",
        "demands to remove, block or suspend that were followed, at least in part",
        where=_one_of(kind=RESTRICTS, outcome=GIVEN),
        by=(*_HALVES, ("territory",)),
    ),
    Metric("network", "demands to cut off or slow a network", where=_one_of(kind=NETWORK), by=(*_HALVES, ("outcome",))),
    Metric(
        "access",
        "demands for direct access or new powers in our systems",
        where=_one_of(kind=REACHES_IN),
        by=(*_HALVES, ("outcome",)),
    ),
    Metric("emergencies", "demands that claim an emergency", where=_one_of(emergency="yes"), by=_SOME),
    Metric("unofficial", "hints and calls without an exercise of power", where=_one_of(informal="yes"), by=_HALVES),
    Metric(
        "silenced",
        "items under a duty of silence",
        where=_one_of(secrecy=("request", "order", "statute")),
        by=(*_HALVES, ("secrecy",)),
    ),
    Metric("told", "items of which the person was told", where=_one_of(notice="told"), by=_HALVES),
    Metric("delayed", "items of which the person is told later", where=_one_of(notice="delayed"), by=_HALVES),
    Metric(
        "may_not_tell",
        "items of which the law forbids to tell the person",
        where=_one_of(notice="forbidden"),
        by=_HALVES,
    ),
    Metric(
        "hours_to_acknowledge",
        "median hours until receipt was confirmed",
        by=_HALVES,
        reckoning=Reckoning.MEDIAN,
        column="acknowledge_hours",
    ),
    Metric(
        "hours_to_decide",
        "median hours until the decision",
        by=_HALVES,
        reckoning=Reckoning.MEDIAN,
        column="decide_hours",
    ),
    Metric(
        "hours_to_effect",
        "median hours until data were handed over or the measure taken",
        by=(*_HALVES, ("kind",)),
        reckoning=Reckoning.MEDIAN,
        column="effect_hours",
    ),
    Metric("cost", "what the demands cost us, in cents", by=(("currency",),), reckoning=Reckoning.SUM, column="cents"),
    Metric(
        "claimed",
        "what we claimed for it, in cents",
        by=(("currency",),),
        reckoning=Reckoning.SUM,
        column="claimed",
    ),
    Metric("late", "duties that were done late, or are late", reckoning=Reckoning.SUM, column="late"),
)

BY_ID: Final[Mapping[str, Metric]] = {metric.id: metric for metric in METRICS}
