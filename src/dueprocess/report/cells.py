"""One number of a report, and why it stands blank or as a band. Fractions stay whole numbers until they are shown."""

import datetime
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeAlias

from dueprocess.demand.codes import Code

LEAST_FOR_MEDIAN: Final = 5  # items; below, a median is the time of one case (hazard 8.1)


class Size(StrEnum):
    """How long the periods are."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"


class Why(Code):
    """Why a cell has no exact value. Blank is never zero."""

    EXACT = "", "exact"
    NOT_KNOWN = "not_known", "not known: at least one item does not say"
    NOTHING = "nothing", "nothing to measure"  # a share of none, a median of none
    FEW = "few", "a median of fewer than five"
    SEALED = "sealed", "withheld: with it, a case that may not be admitted could be had"
    BESIDE = "beside", "withheld: with it, a withheld number beside it could be had"
    LAW = "law", "a law forbids it, or gives a band only"


By: TypeAlias = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a number stands: metric, period (``2026``, ``2026-H1``, ``2026-Q3``), values it is broken down by."""

    metric: str
    period: str
    by: By = ()

    def __str__(self) -> str:
        """The place as an error names it."""
        rest = "".join(f", {name} {value or 'not said'}" for name, value in self.by)
        return f"{self.metric} {self.period}{rest}"

    def plain(self) -> dict[str, Any]:
        """For machines."""
        return {"metric": self.metric, "period": self.period, "by": dict(self.by)}


@dataclass(frozen=True, slots=True)
class Cell:
    """A number: ``value / of``. A share is part of whole; a median of an even count has ``of`` 2; else ``of`` is 1.

    Without an exact value ``value`` is None, ``why`` says why, and ``low`` to ``high`` is the band that may be said.
    """

    place: Place
    value: int | None
    of: int = 1
    why: Why = Why.EXACT
    low: int | None = None
    high: int | None = None

    @property
    def exact(self) -> Fraction | None:
        """The value as a fraction; None where it is not given."""
        return None if self.value is None else Fraction(self.value, self.of)


Cells: TypeAlias = tuple[Cell, ...]


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half upwards, as published reports round (10 of 16 is 63 %)."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def percent(cell: Cell) -> int | None:
    """A share as whole percent, half up; None where the cell is blank."""
    exact = cell.exact
    return None if exact is None else half_up(exact * 100)


def period_of(day: datetime.date, size: Size) -> str:
    """The code of the period in which a day lies."""
    if size is Size.YEAR:
        return f"{day.year:04}"
    months = 6 if size is Size.HALF else 3
    letter = "H" if size is Size.HALF else "Q"
    return f"{day.year:04}-{letter}{(day.month - 1) // months + 1}"


def parts_of(period: str) -> tuple[str, ...]:
    """The periods that make up a longer one: the halves of a year, the quarters of a half; none for a quarter."""
    year, _, part = period.partition("-")
    if not part:
        return (f"{year}-H1", f"{year}-H2")
    if part.startswith("H"):
        first = 2 * int(part[1]) - 1
        return (f"{year}-Q{first}", f"{year}-Q{first + 1}")
    return ()


def span_of(period: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of a period. Raises ValueError for what is no code of a period."""
    year, _, part = period.partition("-")
    length, number = (12, 1) if not part else ({"H": 6, "Q": 3}.get(part[0], 0), int(part[1:]))
    if not length or not 1 <= number * length <= 12 or len(year) != 4:  # noqa: PLR2004 - months of a year, its digits
        raise ValueError(f"{period!r} is no period: 2026, 2026-H1 or 2026-Q3")
    last_month = number * length
    first = datetime.date(int(year), last_month - length + 1, 1)
    after = datetime.date(int(year) + last_month // 12, last_month % 12 + 1, 1)
    return first, after - datetime.timedelta(days=1)


def size_of(period: str) -> Size:
    """How long the period is, from its code."""
    return Size.QUARTER if "Q" in period else Size.HALF if "H" in period else Size.YEAR


def is_period(text: str) -> bool:
    """Whether it is the one way to write a period."""
    try:
        return period_of(span_of(text)[0], size_of(text)) == text
    except ValueError:
        return False
