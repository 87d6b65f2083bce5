"""The common model: whatever a publisher's file looks like, it becomes tables of cells, and only these are checked.

A cell has a period, a place, a kind and a column (what is measured, of which base). An empty place or kind is the
whole of it: a row TOTAL and a table without a column for places both mean all places.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

from transparency.check.figures import Figure
from transparency.check.periods import Period

RECEIVED: Final = "received"
DISCLOSED: Final = "disclosed"
PERCENT: Final = "percent"
ACCOUNTS: Final = "accounts"

REQUEST: Final = "request"
ACCOUNT: Final = "account"
ADDING: Final = frozenset({"letter", "order", REQUEST, "item", "case", "takedown"})
UNSUMMED: Final = frozenset({"hour", "figure"})  # medians, and rows of mixed bases
"""Bases of which parts add up. Accounts may stand in two parts and once in the whole, so their sum is a bound."""

WHOLES: Final = frozenset(
    {
        *("total", "totals", "all", "overall", "grand total", "sum", "worldwide", "global", "world", "worldwide total"),
        *("all countries", "all requests", "all kinds", "all types", "all services", "all products", "summe"),
        *("gesamt", "insgesamt", "alle", "toutes"),
        *("gesamtsumme", "alle dienste", "alle länder", "bund und länder", "bundesweit", "weltweit"),
        *("합계", "전체", "всего"),
    }
)
"""How publishers name the row for all places or kinds, in small letters."""

SUBTOTALS: Final = frozenset({"subtotal", "sub-total", "sub total", "zwischensumme", "sous-total"})
"""And the row for all within a group, in a table that names the group beside it."""

SUB: Final = " · "  # a kind within a kind; publishers write a slash into one
EVERY: Final = "all services"  # in place of a service, of a kind that is told for all of them

MOST_SHOWN: Final = 20  # cells that a finding points to


class Sort(StrEnum):
    """What a finding is: arithmetic that holds or not, something a reader gets wrong, or a remark."""

    IDENTITY = "identity"
    TRAP = "trap"
    NOTE = "note"


class UnreadableError(ValueError):
    """A file that cannot be read as a table: what is wrong, and what to do."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures.

    ``part_of``: the measure that all columns naming it add up to. ``share_of``: the measure that a percent is a share
    of. ``loose``: one kind among others of which nothing says that they are all. ``within``: part of what was received.
    ``bare``: its name does not say what it counts.
    """

    name: str
    measure: str
    base: str = REQUEST
    kind: str = ""
    part_of: str = ""
    adds: bool = True
    says: str = ""
    share_of: str = DISCLOSED
    loose: bool = False
    within: bool = False
    bare: bool = False

    @property
    def share(self) -> bool:
        """Whether it holds percentages."""
        return self.measure.startswith(PERCENT)

    @property
    def summed(self) -> bool:
        """Whether parts and wholes of it are compared at all."""
        return not self.share and self.base not in UNSUMMED

    @property
    def additive(self) -> bool:
        """Whether parts must add up to the whole exactly."""
        return self.adds and self.base in ADDING

    @property
    def noun(self) -> str:
        """The measure in words."""
        if self.says:
            return self.says
        if self.measure == ACCOUNTS:
            return many(self.base)
        return f"{many(self.base)} {_DID.get(self.measure, self.measure.replace('_', ' '))}"


_DID: Final = {DISCLOSED: "answered with data", PERCENT: "answered, in percent"}


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a file become the model: what a known format or a mapping file says."""

    publisher: str
    format: str
    series: str
    columns: tuple[Column, ...]
    rows: str = ""  # where the rows stand in nested JSON
    period: tuple[str, ...] = ()
    until: str = ""  # with a column for the end of a period as well
    ending: str = ""  # a single date ends a period of this length: month, quarter, half, year
    place: str = ""
    code: str = ""
    kind: str = ""
    service: str = ""  # the service or product that the kinds of a row stand within
    split: str = "kind"  # what the kinds divide by: two splits of one whole must agree
    only: str = ""  # every row is of this kind
    wholes: frozenset[str] = WHOLES
    aside: frozenset[str] = frozenset()  # kinds that are no part of a total, in small letters
    absent_is_none: bool = False  # a place without a row in a period that the file has is none
    bands: str = ""  # us-1874: counts may stand in its bands alone
    passing: frozenset[str] = frozenset()  # columns that are known and hold no figure
    said: tuple[tuple[str, ...], ...] = ()  # findings of the reader: (rule, sentence, column, row …)
    guessed: bool = False  # nobody described it: columns were taken by their names


@dataclass(frozen=True, slots=True)
class Line:
    """One row: where it stands, what it is about, and a figure a column."""

    row: int
    period: Period | None
    place: str
    kind: str
    figures: tuple[Figure, ...]


@dataclass(slots=True)
class Table:
    """One file as the model sees it."""

    file: str
    layout: Layout
    lines: list[Line]
    names: dict[str, set[str]] = field(default_factory=dict)  # code of a place → its names
    dated: str = ""  # how the first period is written
    release: int = 1
    known: set[Period] | None = None

    def column(self, measure: str, kind: str = "") -> int | None:
        """Where a measure stands; None where the table has none."""
        for place, column in enumerate(self.layout.columns):
            if column.measure == measure and column.kind == kind:
                return place
        return None

    def periods(self) -> set[Period]:
        """Every period that has a row."""
        if self.known is None:
            self.known = {line.period for line in self.lines if line.period is not None}
        return self.known

    def at(self, line: Line, column: int) -> "Where":
        """Where a cell stands."""
        return Where(self.file, line.row, self.layout.columns[column].name)


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: row 1 is the first line; no column is the whole row, row 0 the whole file."""

    file: str
    row: int = 0
    column: str = ""

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"file": self.file, "row": self.row or None, "column": self.column or None}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing said about a report. ``holds``: True or False for arithmetic, None where it does not decide."""

    rule: str
    says: str
    holds: bool | None
    where: tuple[Where, ...]
    sort: Sort
    period: str = ""
    about: str = ""
    measure: str = ""

    def plain(self, name: str) -> dict[str, Any]:
        """For JSON, under the id that the report gives it."""
        return {
            "id": name,
            "rule": self.rule,
            "says": self.says,
            "holds": self.holds,
            "where": [one.plain() for one in self.where[:MOST_SHOWN]],
            "kind": str(self.sort),
        }


@lru_cache(maxsize=4096)
def subtotal(name: str) -> bool:
    """Whether a row stands for several others, as “Asia Pacific total”: it is no part of the sum beside them."""
    return bool(_SUBTOTAL.search(name))


def within(name: str) -> bool:
    """Whether a row says of itself that it is part of another: “of which terrorism”, “davon Bestandsdaten”."""
    return bool(_WITHIN.match(name))


_WITHIN: Final = re.compile(
    r"(?i)\s*([-\u2013\u2014\u2022*>\u21b3]\s*)?((out )?of which|of (them|these)|thereof|including|incl\.|among them"
    r"|davon|darunter|dont|de los cuales|di cui)\b|\s*[-\u2013\u2014\u2022>\u21b3]\s*\w"
)
_SUBTOTAL: Final = re.compile(r"(?i)^(sub-?)?total\b|\b(sub-?)?total:?$")


def listed(parts: Iterable[str], most: int = 6) -> str:
    """Some of a list, and how many more."""
    all_of = list(parts)
    rest = len(all_of) - most
    shown = ", ".join(all_of[:most])
    return f"{shown} and {rest:,} more" if rest > 0 else shown


def many(noun: str) -> str:
    """More than one of it: accounts, repositories."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def plural(count: int, one: str, plural_of: str = "") -> str:
    """A count with its noun."""
    return f"{count:,} {one if count == 1 else plural_of or many(one)}"
