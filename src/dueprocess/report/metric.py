"""What a metric is: a definition that says its base, its axis, its filters and its breakdowns."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from dueprocess.report.facts import DIMENSIONS, NUMBERS


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
            raise ValueError(f"{self.id}: {', '.join(sorted(unknown))} is no dimension")
        if bool(self.column) != (self.reckoning in {Reckoning.SUM, Reckoning.MEDIAN}):
            raise ValueError(f"{self.id}: a sum or a median, and nothing else, names a column")
        if self.column and self.column not in NUMBERS:
            raise ValueError(f"{self.id}: {self.column} is no column that holds a number")
        if bool(self.whole) != (self.reckoning is Reckoning.SHARE):
            raise ValueError(f"{self.id}: a share, and nothing else, names its whole")
