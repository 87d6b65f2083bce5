"""Our own numbers, as CSV or JSON: long rows of cells become wide tables, with identities of our own."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from transparency.check.figures import Figure
from transparency.check.model import RECEIVED, Column, Finding, Layout, Sort, Table, Where, plural
from transparency.check.source import Sheet

NUMBERS: Final = ["table", "axis", "base", "year", "row", "measure", "value", "blank"]
_SPLITS: Final = {
    "year": ("", "kind"),
    "answered": ("", "kind"),
    "kind": ("kind", "kind"),
    "country": ("place", "kind"),
    "authority": ("kind", "authority"),
}


def is_numbers(sheet: Sheet) -> bool:
    """Whether a file has the columns of data/numbers.csv, or is data/numbers.json."""
    return sheet.header == NUMBERS


def tables(sheet: Sheet) -> Iterator[tuple[Sheet, Layout]]:
    """One wide sheet a table and axis, with its layout."""
    groups: dict[tuple[str, str], dict[tuple[str, str], dict[str, tuple[int, str]]]] = defaultdict(dict)
    for row, cells in sheet.rows:
        table, axis, base, year, name, measure, value, _ = (*cells, *[""] * len(NUMBERS))[: len(NUMBERS)]
        groups[table, axis].setdefault((year, name), {}).setdefault(f"{base} {measure}", (row, value))
    for (table, axis), lines in groups.items():
        names = list(dict.fromkeys(name for line in lines.values() for name in line))
        rows = [
            (min(row for row, _ in line.values()), [year, name, *(line.get(one, (0, ""))[1] for one in names)])
            for (year, name), line in lines.items()
        ]
        yield Sheet(sheet.file, ["year", "row", *names], rows), _layout(sheet, table, axis, names)


def _layout(sheet: Sheet, table: str, axis: str, names: list[str]) -> Layout:
    role, split = _SPLITS.get(table, ("kind", table))
    return Layout(
        str(sheet.meta.get("provider", "")),
        "dueprocess",
        axis,
        tuple(_column(table, name) for name in names),
        period=("year",),
        place="row" if role == "place" else "",
        kind="row" if role == "kind" else "",
        split=split,
        passing=frozenset({"row"}),
        absent_is_none=True,
    )


def _column(table: str, name: str) -> Column:
    base, _, measure = name.partition(" ")
    part = RECEIVED if base == "item" and measure != RECEIVED else ""
    # A case may hold items of several kinds: its kinds are a bound.
    adds = not (base == "case" and table == "kind")
    said = f"{base}s {'received' if measure == RECEIVED else '(' + measure.replace('_', ' ') + ')'}"
    shown = measure if base == "item" or measure != RECEIVED else f"{base} {measure}"
    return Column(name, shown, base, part_of=part, adds=adds, says=said)


def check(publisher: str, found: list[Table]) -> Iterator[Finding]:
    """Not more cases than items; what was answered is the same on both axes; a blank has its reason."""
    for table in found:
        yield from _cases(publisher, table)
    by_axis: dict[str, Counter[str]] = defaultdict(Counter)
    for table in found:
        if table.layout.kind or table.layout.place:
            continue
        for line in table.lines:
            for column, figure in zip(table.layout.columns, line.figures, strict=True):
                if column.part_of and figure.exact:
                    by_axis[table.layout.series][column.measure] += figure.low
    asked, answered = by_axis.get("received_in"), by_axis.get("answered_in")
    if asked is None or answered is None:
        return
    asked.pop("open", None)
    for measure in sorted(asked.keys() | answered.keys()):
        if asked[measure] != answered[measure]:
            both = f"{asked[measure]:,} by year of receipt, {answered[measure]:,} by year of answer"
            says = f"{publisher}: {measure}: {both}."
            yield Finding("both-axes", says, False, (Where(found[0].file),), Sort.IDENTITY)
            return
    every = f"{sum(answered.values()):,} in all"
    says = f"{publisher}: what was answered is the same by year of receipt and by year of answer, {every}."
    yield Finding("both-axes", says, True, (Where(found[0].file),), Sort.IDENTITY)


def _cases(publisher: str, table: Table) -> Iterator[Finding]:
    cases, items = table.column("case received"), table.column(RECEIVED)
    if cases is None or items is None:
        return
    pairs = [(line, line.figures[cases], line.figures[items]) for line in table.lines]
    wrong = [line for line, one, two in pairs if _more(one, two)]
    if wrong:
        says = f"{publisher}: {table.file} has {plural(len(wrong), 'row')} with more cases than items."
        yield Finding("cases-within-items", says, False, tuple(table.at(line, cases) for line in wrong), Sort.IDENTITY)


def _more(one: Figure, two: Figure) -> bool:
    return one.exact and two.exact and one.low > two.low
