"""The rules of a DSA report, over its eleven parts as filled: Implementing Regulation (EU) 2024/2835, Annex I.

Each fault names part, row, column and rule, and says what to do. A blank is "not applicable", never a zero.
"""

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from dueprocess.report.metrics import EU_STATES
from transparency.forms import dsa_template as template

Table: TypeAlias = Sequence[Sequence[str]]

MAX_TEXT: Final = 5000
MAX_ROWS: Final = 20_000
PUBLISH_WITHIN: Final = 62  # days: two months after the last day
_FIRST: Final = {3: 6, 4: 5, 5: 5, 6: 5}
"""Columns before the first one that is filled, in the parts by category."""
_WHOLE: Final = re.compile(r"\d{1,15}")
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,6})?")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_SHARES: Final = ("Accuracy of the automated means", "Percentage of outcomes implemented")
_PLACEHOLDERS: Final = frozenset({"Text", "Free text", template.OTHER_TEXT, template.STATES, "[...]", "YYYY-MM-DD"})
_CATEGORIES: Final = frozenset(_FIRST)
_LISTS: Final = frozenset({7, 8, 9, 10})
_NAMES: Final = 2
_ORDERS: Final = 3
_QUALITATIVE: Final = 11


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong. ``row`` counts as a spreadsheet does: 1 is the header."""

    part: int
    row: int
    column: str
    rule: str
    says: str

    def __str__(self) -> str:
        """The fault in one line."""
        place = f"part {self.part}" + (f", row {self.row}" if self.row else "")
        return f"{place}{f', {self.column.strip()}' if self.column else ''}: {self.says} [{self.rule}]"


def check(parts: Mapping[int, Table]) -> tuple[Fault, ...]:
    """Every fault in the parts, in their order; a part is a table with its header."""
    faults = [Fault(part, 0, "", "dsa.part", "this part is missing") for part in template.NAMES if part not in parts]
    for part, table in parts.items():
        faults += _part(part, table, _period(parts))
    return tuple(sorted(faults))


def _period(parts: Mapping[int, Table]) -> str:
    """The days of the report, as part 1 has them; empty where it does not say."""
    days = [row[3] for row in parts.get(1, ())[1:] if len(row) == len(template.head(1))]
    return "/".join(days[3:5]) if len(days) == len(template.rows(1)) else ""


def _part(part: int, table: Table, period: str) -> Iterator[Fault]:
    head = template.head(part)
    if not table or tuple(table[0]) != head:
        yield Fault(
            part, 1, "", "dsa.header", "the columns are not those of the template; take its first line as it is"
        )
        return
    if len(table) > MAX_ROWS:
        yield Fault(part, 0, "", "dsa.rows", f"more than {MAX_ROWS} rows")
        return
    wrong = {number for number, row in enumerate(table, 1) if len(row) != len(head)}
    yield from (Fault(part, row, "", "dsa.columns", f"{len(head)} columns are needed") for row in sorted(wrong))
    rows = [(number, tuple(row)) for number, row in enumerate(table, 1) if number > 1 and number not in wrong]
    for number, row in rows:
        yield from _cells(part, number, row)
    if part == 1:
        yield from _summary(rows)
    for of_one in _services(part, rows):
        yield from _rows(part, of_one, period)
        yield from _sums(part, of_one)
        yield from _states(part, of_one)


_Rows: TypeAlias = Sequence[tuple[int, tuple[str, ...]]]


def _services(part: int, rows: _Rows) -> Iterable[_Rows]:
    """The rows of each service: a report may be about several, one after the other. Part 2 is about none."""
    grouped: dict[str, list[tuple[int, tuple[str, ...]]]] = {} if rows else {"": []}
    for number, row in rows:
        grouped.setdefault("" if part == _NAMES else row[1], []).append((number, row))
    return grouped.values()


def _rows(part: int, rows: _Rows, period: str) -> Iterator[Fault]:
    """Each row is one of the template's, none stands twice, none of those for all is left out; days are part 1's."""
    placed = list(_keys(part, rows))
    known = {key for _, key in _keys(part, _numbered(template.rows(part)))}
    seen: Counter[tuple[str, ...]] = Counter()
    for number, key in placed:
        seen[key] += 1
        if seen[key] > 1:
            yield Fault(part, number, "", "dsa.twice", "this row stands twice")
        elif key not in known and not _fits(part, key, known):
            yield Fault(part, number, "", "dsa.row", f"the template has no row {' / '.join(filter(None, key))}")
    for key in sorted(known - seen.keys()):
        if key[0] == template.ALL and key[-1] not in template.OPEN:
            yield Fault(part, 0, "", "dsa.missing", f"the row {' / '.join(filter(None, key[1:]))} is missing")
    if "Reporting period" in template.head(part) and period:
        for number, row in rows:
            if row[2] != period:
                yield Fault(part, number, "Reporting period", "dsa.period", f"{period} is needed, as in part 1")


def _numbered(rows: Iterable[tuple[str, ...]]) -> _Rows:
    return list(enumerate(rows, 2))


def _keys(part: int, rows: _Rows) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Row number and what says which row it is: applicability first, scope last."""
    category = ""
    for number, row in rows:
        if part in _CATEGORIES:
            category = row[3] if row[3] == template.TOTAL or row[3].startswith(template.CATEGORY) else category
            yield number, (row[0], category, row[3], row[5] if part == _ORDERS else "")
        elif part in _LISTS:
            yield number, (row[0], *(cell.strip() for cell in row[3:6]))
        elif part == _NAMES:
            yield number, (template.ALL, row[0], row[2])
        else:
            yield number, (row[0], row[3 if part == _QUALITATIVE else 2].strip())


def _fits(part: int, key: tuple[str, ...], known: set[tuple[str, ...]]) -> bool:
    """Whether it is a row of a State or a language, where the template leaves that open."""
    scope = key[-1]
    of_state_or_language = scope in EU_STATES or (part in _LISTS and _LANGUAGE.fullmatch(scope))
    return bool(of_state_or_language) and any(one[:-1] == key[:-1] and one[-1] in template.OPEN for one in known)


def _summary(rows: _Rows) -> Iterator[Fault]:
    """Part 1: a name, days that are days, published within two months."""
    name, *days = (row[2] for row in template.rows(1))
    values = {row[2]: (number, row[3]) for number, row in rows}
    if name in values and not values[name][1].strip():
        yield Fault(1, values[name][0], "Value", "dsa.name", "the provider's name is needed")
    found = {day: _day(values[day][1]) for day in days if day in values}
    for day, value in found.items():
        if value is None and (values[day][1] or day != days[1]):
            yield Fault(1, values[day][0], "Value", "dsa.day", "a day is needed, as 2026-12-31")
    made, _, first, last = (found.get(day) for day in days)
    if first and last and first > last:
        yield Fault(1, 0, "Value", "dsa.days", "the period ends before it begins")
    if last and made and not 0 < (made - last).days <= PUBLISH_WITHIN:
        yield Fault(1, 0, "Value", "dsa.late", "a report is published within two months after its period")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _cells(part: int, number: int, row: Sequence[str]) -> Iterator[Fault]:
    head = template.head(part)
    for column, value in zip(head, row, strict=True):
        if value in _PLACEHOLDERS or (part != 1 and value == template.PERIOD):
            yield Fault(part, number, column, "dsa.placeholder", f"{value!r} is the template's placeholder")
        if len(value) > MAX_TEXT:
            yield Fault(part, number, column, "dsa.text", f"a text has at most {MAX_TEXT} characters")
        if value.startswith(("=", "+", "@")) or (value.startswith("-") and not _NUMBER.fullmatch(value[1:])):
            yield Fault(
                part, number, column, "dsa.formula", "a cell does not begin like a formula: write an apostrophe"
            )
    for column, value in _numbers(part, head, row):
        if value and (says := _no_number(column, row, value)):
            yield Fault(part, number, column, "dsa.number", says)


def _numbers(part: int, head: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells of a row that hold numbers."""
    if part in _LISTS:
        yield head[6], row[6]
    if part in _CATEGORIES:
        filled = zip(head[_FIRST[part] :], row[_FIRST[part] :], strict=True)
        yield from ((name, value) for name, value in filled if not name.startswith("Contextual"))


def _no_number(column: str, row: Sequence[str], value: str) -> str:
    """What is wrong with a number; empty where nothing is."""
    names = (column, *row[4:6])
    if any(name.startswith(_SHARES) for name in names):
        return (
            "" if (share := _decimal(value)) is not None and share <= 1 else "a share is a number from 0 to 1, as 0.95"
        )
    if any(name.startswith("Median time") for name in names):
        return "" if _decimal(value) is not None else "a median is in hours, as 12 or 12.5"
    return "" if _WHOLE.fullmatch(value) else "a whole number is needed, without dots or spaces"


def _decimal(value: str) -> Decimal | None:
    return Decimal(value) if _NUMBER.fullmatch(value) else None


def _counted(part: int) -> tuple[int, ...]:
    """The columns of a part that count."""
    head = template.head(part)
    return tuple(
        place
        for place in range(_FIRST.get(part, len(head)), len(head))
        if not head[place].startswith(("Contextual", "Median"))
    )


def _whole(value: str) -> int | None:
    return int(value) if _WHOLE.fullmatch(value) else None


def _sums(part: int, rows: _Rows) -> Iterator[Fault]:
    """Subcategories add up to their category, categories to the total, in each column that counts."""
    for place in _counted(part):
        groups: dict[tuple[str, str], list[tuple[int, str, int | None]]] = defaultdict(list)
        for (number, (_, category, code, scope)), (_, row) in zip(_keys(part, rows), rows, strict=True):
            groups[scope, category].append((number, code, _whole(row[place])))
        yield from _within(part, template.head(part)[place], groups)
        yield from _over(part, template.head(part)[place], groups)
    for number, row in rows if part in _CATEGORIES else ():
        used = any(_whole(row[place]) for place in _counted(part))
        if row[3] == template.OTHER and used and not row[4].strip():
            yield Fault(part, number, template.head(part)[4], "dsa.other", "say in a few words what the other is")


_Groups: TypeAlias = Mapping[tuple[str, str], Sequence[tuple[int, str, int | None]]]


def _within(part: int, column: str, groups: _Groups) -> Iterator[Fault]:
    for (_, category), lines in groups.items():
        parts = [value for _, code, value in lines if code != category and value is not None]
        whole = next(((number, value) for number, code, value in lines if code == category), None)
        if parts and whole is not None and sum(parts) != whole[1]:
            says = f"the subcategories add up to {sum(parts)}, the category says {_said(whole[1])}"
            yield Fault(part, whole[0], column, "dsa.sum", says)


def _over(part: int, column: str, groups: _Groups) -> Iterator[Fault]:
    for scope in sorted({scope for scope, _ in groups}):
        total = next(iter(groups.get((scope, template.TOTAL), ())), None)
        heads = [lines[0][2] for (of, category), lines in groups.items() if of == scope and category != template.TOTAL]
        known = [value for value in heads if value is not None]
        if known and total is not None and sum(known) != total[2]:
            says = f"the categories add up to {sum(known)}, the total says {_said(total[2])}"
            yield Fault(part, total[0], column, "dsa.total", says)


def _said(value: int | None) -> str:
    return "nothing" if value is None else str(value)


def _states(part: int, rows: _Rows) -> Iterator[Fault]:
    """Part 3: the States add up to the total of a category."""
    for place in _counted(part) if part == _ORDERS else ():
        wholes: dict[tuple[str, str], tuple[int, int]] = {}
        states: Counter[tuple[str, str]] = Counter()
        for (number, (_, category, code, scope)), (_, row) in zip(_keys(part, rows), rows, strict=True):
            if (value := _whole(row[place])) is None:
                continue
            if scope == template.TOTAL:
                wholes[category, code] = (number, value)
            else:
                states[category, code] += value
        for key, (number, whole) in wholes.items():
            if states[key] != whole:
                says = f"the States add up to {states[key]}, the total says {whole}"
                yield Fault(part, number, template.head(part)[place], "dsa.states", says)
