"""The first table of numbers: exact counts from the facts of items, checked against themselves (P7).

Only an item whose third gate question, may it be counted, was answered yes is counted; of every other
item nothing is left here, not even its year (P6, P11). Each cell states its base (case, item, target)
and its axis (received in, answered in). A blank is not a zero: a cell without a value says why.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final, TypeAlias

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome

OPEN: Final = "open"
RECEIVED: Final = "received"
MEASURES: Final = (RECEIVED, *(str(outcome) for outcome in Outcome), OPEN)

_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_YEARS: Final = range(1970, 2200)


class FactError(ValueError):
    """The facts of an item that cannot be true, whatever happened."""


class ContradictionError(ValueError):
    """A table that contradicts itself or its register. Nothing of it is published (P7)."""

    def __init__(self, broken: Sequence[str]) -> None:
        """The identities that do not hold, one sentence each."""
        self.broken = tuple(broken)
        super().__init__("the numbers contradict themselves, so nothing is published: " + "; ".join(self.broken))


class Table(StrEnum):
    """Which table a cell stands in."""

    YEAR = "year"
    KIND = "kind"
    COUNTRY = "country"
    AUTHORITY = "authority"
    ANSWERED = "answered"


class Axis(StrEnum):
    """The day that places an item in a year."""

    RECEIVED_IN = "received_in"
    ANSWERED_IN = "answered_in"


class Base(StrEnum):
    """What is counted."""

    CASE = "case"
    ITEM = "item"
    TARGET = "target"


class Blank(StrEnum):
    """Why a cell has no value."""

    NONE = ""
    NOT_KNOWN = "not_known"  # at least one item does not say how many targets it has
    SEALED = "sealed"  # beside a law's table, a case that may not be admitted could be had (ADR 0043)


@dataclass(frozen=True, slots=True)
class ItemFact:
    """One item as the report needs it: codes and years.

    ``case`` groups the items of one case and never leaves this module. ``countable`` is a named person's
    answer to "may we count it"; None is no answer, and no answer means no (P6). ``answered_year`` is the year
    of the outcome, and stands exactly where an outcome stands.
    """

    case: str
    received_year: int
    country: str
    authority_kind: AuthorityKind
    kind: Kind
    outcome: Outcome | None
    countable: bool | None
    targets: int | None = None
    answered_year: int | None = None

    def __post_init__(self) -> None:
        """Raises FactError for what cannot be true."""
        if faults := list(self._faults()):
            message = "; ".join(faults)
            raise FactError(message)

    def _faults(self) -> Iterator[str]:
        if self.received_year not in _YEARS:
            yield f"{self.received_year} is no year of receipt"
        if not _COUNTRY.fullmatch(self.country):
            yield "a country is two capital letters (ISO 3166-1), or EU"
        if (self.outcome is None) != (self.answered_year is None):
            yield "an outcome and the year of the answer stand together or not at all"
        if self.answered_year is not None and self.answered_year < self.received_year:
            yield "an item is answered before it was received"
        if self.targets is not None and self.targets < 0:
            yield "a number of targets is negative"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. ``row`` is the code of the table's rows: a kind, a country, a sort of body; empty for a year."""

    table: Table
    axis: Axis
    base: Base
    year: int
    row: str
    measure: str
    value: int | None
    blank: Blank = Blank.NONE


Numbers: TypeAlias = tuple[Cell, ...]


def compute(facts: Iterable[ItemFact]) -> Numbers:
    """All cells for the facts that may be counted, in one fixed order.

    Raises ContradictionError where the cells do not add up; FactError where one case has two countries,
    two sorts of authority or two years of receipt.
    """
    counted = [fact for fact in facts if fact.countable is True]
    _one_case_one_place(counted)
    cells = [
        *_received(Table.YEAR, counted, lambda _: ""),
        *_received(Table.KIND, counted, lambda fact: str(fact.kind)),
        *_received(Table.COUNTRY, counted, lambda fact: fact.country),
        *_received(Table.AUTHORITY, counted, lambda fact: str(fact.authority_kind)),
        *_answered(counted),
    ]
    numbers = tuple(sorted(cells, key=_order))
    check(numbers)
    return numbers


def _order(cell: Cell) -> tuple[int, int, str, str, int]:
    return (list(Table).index(cell.table), -cell.year, cell.row, cell.base, MEASURES.index(cell.measure))


def _one_case_one_place(facts: Iterable[ItemFact]) -> None:
    places: dict[str, tuple[int, str, str]] = {}
    for fact in facts:
        place = (fact.received_year, fact.country, str(fact.authority_kind))
        if places.setdefault(fact.case, place) != place:
            message = "one case has two countries, two sorts of authority or two years of receipt"
            raise FactError(message)


def _received(table: Table, facts: Sequence[ItemFact], row: Callable[[ItemFact], str]) -> Iterator[Cell]:
    def place(fact: ItemFact) -> tuple[int, str]:
        return (fact.received_year, row(fact))

    for (year, code), group in groupby(sorted(facts, key=place), key=place):
        yield from _group(table, year, code, list(group))


def _group(table: Table, year: int, code: str, facts: Sequence[ItemFact]) -> Iterator[Cell]:
    def cell(base: Base, measure: str, value: int | None, blank: Blank = Blank.NONE) -> Cell:
        return Cell(table, Axis.RECEIVED_IN, base, year, code, measure, value, blank)

    yield cell(Base.CASE, RECEIVED, len({fact.case for fact in facts}))
    yield cell(Base.ITEM, RECEIVED, len(facts))
    known = [fact.targets for fact in facts if fact.targets is not None]
    if len(known) == len(facts):
        yield cell(Base.TARGET, RECEIVED, sum(known))
    else:
        yield cell(Base.TARGET, RECEIVED, None, Blank.NOT_KNOWN)
    tally = Counter(str(fact.outcome or OPEN) for fact in facts)
    yield from (cell(Base.ITEM, measure, tally[measure]) for measure in MEASURES[1:])


def _answered(facts: Sequence[ItemFact]) -> Iterator[Cell]:
    tally = Counter((fact.answered_year or 0, str(fact.outcome)) for fact in facts if fact.outcome is not None)
    for year in sorted({year for year, _ in tally}):
        for outcome in Outcome:
            value = tally[year, str(outcome)]
            yield Cell(Table.ANSWERED, Axis.ANSWERED_IN, Base.ITEM, year, "", str(outcome), value)


def check(numbers: Numbers) -> None:
    """Nothing, or ContradictionError with every identity that does not hold.

    Identities: one cell a place; received = outcomes + open; rows add up to the year; not more cases
    than items; what was answered in all years is what the years of receipt show as answered.
    """
    broken = [
        *_twice(numbers),
        *_blank(numbers),
        *_outcomes_make_received(numbers),
        *_rows_make_year(numbers),
        *_cases_within_items(numbers),
        *_answered_on_both_axes(numbers),
    ]
    if broken:
        raise ContradictionError(broken)


def _twice(numbers: Numbers) -> Iterator[str]:
    places = Counter((cell.table, cell.base, cell.year, cell.row, cell.measure) for cell in numbers)
    for (table, base, year, row, measure), times in sorted(places.items()):
        if times > 1:
            yield f"{table} {year} {row} {base} {measure} stands {times} times"


def _blank(numbers: Numbers) -> Iterator[str]:
    for cell in numbers:
        if (cell.value is None) != (cell.blank is not Blank.NONE):
            yield f"{cell.table} {cell.year} {cell.row} {cell.measure}: a blank, and only a blank, has a reason"
        elif cell.value is not None and cell.value < 0:
            yield f"{cell.table} {cell.year} {cell.row} {cell.measure} is negative"


def _sealed(numbers: Numbers) -> set[tuple[Table, int, str]]:
    """Rows of which nothing is told beside a law's table; what they are part of is not added up."""
    return {(cell.table, cell.year, cell.row) for cell in numbers if cell.blank is Blank.SEALED}


def _outcomes_make_received(numbers: Numbers) -> Iterator[str]:
    received: Counter[tuple[str, int, str]] = Counter()
    parts: Counter[tuple[str, int, str]] = Counter()
    for cell in numbers:
        if cell.axis is Axis.RECEIVED_IN and cell.base is Base.ITEM:
            (received if cell.measure == RECEIVED else parts)[cell.table, cell.year, cell.row] += cell.value or 0
    for table, year, row in sorted(received.keys() | parts.keys()):
        whole, sum_of_parts = received[table, year, row], parts[table, year, row]
        if whole != sum_of_parts:
            yield f"{table} {year} {row}: {whole} items received, but outcomes and open make {sum_of_parts}"


def _rows_make_year(numbers: Numbers) -> Iterator[str]:
    tables: dict[Table, Counter[tuple[int, str, str]]] = {table: Counter() for table in Table}
    for cell in numbers:
        if cell.base is not Base.CASE or cell.table is not Table.KIND:
            tables[cell.table][cell.year, cell.base, cell.measure] += cell.value or 0
    whole, partly = tables[Table.YEAR], {(table, year) for table, year, _ in _sealed(numbers)}
    unknown = {(one.year, one.base, one.measure) for one in numbers if one.table is Table.YEAR and one.value is None}
    for table in (Table.KIND, Table.COUNTRY, Table.AUTHORITY):
        for place in sorted(whole.keys() | tables[table].keys()):
            year, base, measure = place
            if (table, year) in partly or place in unknown:
                continue
            # One case may hold items of several kinds, so cases by kind do not add up to the cases of a year.
            if not (table is Table.KIND and base == Base.CASE) and whole[place] != tables[table][place]:
                yield f"{year} {base} {measure}: {whole[place]} in the year, {tables[table][place]} by {table}"


def _cases_within_items(numbers: Numbers) -> Iterator[str]:
    items = {(c.table, c.year, c.row): c.value or 0 for c in numbers if c.base is Base.ITEM and c.measure == RECEIVED}
    for cell in numbers:
        if cell.base is Base.CASE and (cell.value or 0) > items.get((cell.table, cell.year, cell.row), 0):
            yield f"{cell.table} {cell.year} {cell.row}: more cases than items"


def _answered_on_both_axes(numbers: Numbers) -> Iterator[str]:
    by_receipt: Counter[str] = Counter()
    by_answer: Counter[str] = Counter()
    for cell in numbers:
        if cell.table is Table.YEAR and cell.base is Base.ITEM and cell.measure not in {RECEIVED, OPEN}:
            by_receipt[cell.measure] += cell.value or 0
        elif cell.table is Table.ANSWERED:
            by_answer[cell.measure] += cell.value or 0
    for measure in sorted(by_receipt.keys() | by_answer.keys()):
        if by_receipt[measure] != by_answer[measure]:
            yield f"{measure}: {by_receipt[measure]} by year of receipt, {by_answer[measure]} by year of answer"


def value(numbers: Numbers, table: Table, year: int, row: str, measure: str, base: Base = Base.ITEM) -> int | None:
    """The value at one place; 0 where the table has no such row, None where the cell is blank."""
    for cell in numbers:
        if (cell.table, cell.year, cell.row, cell.measure, cell.base) == (table, year, row, measure, base):
            return cell.value
    return 0
