"""The report's definitions as Ibis expressions, for a warehouse that a provider has: Spark, Trino, BigQuery, Snowflake.

The same measures as ``adapters/engine.py`` finds, in the words of Ibis, which writes each engine's SQL. Only what all
engines reckon alike is used: whole numbers, counts of rows that pass a condition, sums, windows. No quantile (some
engines round it, some have none), no division, no yes-or-no column cast to a number. The extra is ``spark``; nothing
else of Due Process needs it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dueprocess.adapters.engine_sql import FLAGS
from dueprocess.domain.report import plan
from dueprocess.domain.report.cells import Cell, Cells, Size
from dueprocess.domain.report.facts import DIMENSIONS, NUMBERS
from dueprocess.domain.report.metrics import METRICS, Axis, Metric
from dueprocess.domain.report.plan import Cube, Filters, Found, Measure, Names, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ALL_SIZES: Final = tuple(Size)
Tables: TypeAlias = dict[tuple[Names, Size], list[Found]]
Expression: TypeAlias = Any  # of Ibis, which does not type what it makes


def cells(table: Expression, metrics: Sequence[Metric] = METRICS, sizes: Sequence[Size] = ALL_SIZES) -> Cells:
    """Every cell of every metric over an Ibis table with the columns of a fact, sorted by place.

    Nothing is withheld here, and nothing checked.
    """
    rows = _rows(table)
    found = [one for axis in Axis for one in _axis(rows, axis, metrics, sizes)]
    return tuple(sorted(found, key=lambda cell: cell.place))


def _rows(table: Expression) -> Expression:
    """The rows that may be counted: days as numbered quarters, yes-or-no columns as words."""
    words = {name: table[name].ifelse("yes", "no") if name in FLAGS else table[name] for name in DIMENSIONS}
    numbers = {name: table[name].cast("int64") for name in NUMBERS}
    days = {str(axis): _quarter(table[f"{axis}_on"]) for axis in Axis}
    chosen = table.filter(table["countable"])
    return chosen.select("letter", "order", **(words | numbers | days))


def _quarter(day: Expression) -> Expression:
    return (day.year() * 4 + day.quarter() - 1).cast("int64")


def _condition(rows: Expression, where: Filters) -> Expression | None:
    condition = None
    for name, values in where:
        one = rows[name].isin(values)
        condition = one if condition is None else condition & one
    return condition


def _chosen(rows: Expression, where: Filters) -> Expression:
    condition = _condition(rows, where)
    return rows if condition is None else rows.filter(condition)


def _fetch(expression: Expression, width: int) -> list[tuple[Any, ...]]:
    """Rows with the period first; a total may come as a decimal or a float that is whole."""
    made = [tuple(row.values()) for row in expression.to_pyarrow().to_pylist()]
    return [row[:width] + tuple(None if one is None else int(one) for one in row[width:]) for row in made]


def _axis(rows: Expression, axis: Axis, metrics: Sequence[Metric], sizes: Sequence[Size]) -> Iterator[Cell]:
    printed = plan.breakdowns(metrics, axis)
    tables: Tables = {(names, size): [] for names in printed for size in sizes}
    there = rows.filter(rows[str(axis)].notnull()).mutate(quarter=rows[str(axis)])
    _additive(there, printed, tables)
    _medians(_sized(there, sizes), printed, tables)
    _distincts(_sized(there, sizes), printed, tables)
    for (names, size), found in tables.items():
        yield from plan.printed(names, size, printed[names], found)


def _sized(rows: Expression, sizes: Sequence[Size]) -> Expression:
    """Each row once for each length of period, so that one statement answers for all of them."""
    import ibis

    return ibis.union(*(
        rows.mutate(size=ibis.literal(str(size)), period=(rows["quarter"] // plan.quarters(size)).cast("int64"))
        for size in sizes
    ))  # fmt: skip


# What adds up


def _additive(rows: Expression, printed: Mapping[Names, Iterable[Metric]], tables: Tables) -> None:
    asked = plan.additive(printed)
    for one in plan.cubes(asked):
        named = {f"m{place}": _additive_of(rows, measure) for place, measure in enumerate(one.measures)}
        cube = rows.group_by(["quarter", *one.dims]).aggregate(**named)
        found = _fetch(cube.select("quarter", *one.dims, *named), 1 + len(one.dims))
        for names, size in tables:
            if names in one.serves:
                tables[names, size].append(_added(found, one, names, asked[names], size))


def _additive_of(rows: Expression, measure: Measure) -> Expression:
    condition = _condition(rows, measure.where)
    if measure.what is What.TOTAL:
        return rows[measure.column].sum(where=condition)
    if measure.what is What.BLANKS:
        blank = rows[measure.column].isnull()
        condition = blank if condition is None else condition & blank
    return rows.count(where=condition)


def _added(found: list[tuple[Any, ...]], cube: Cube, names: Names, many: tuple[Measure, ...], size: Size) -> Found:
    keys = [1 + cube.dims.index(name) for name in names]
    places = [1 + len(cube.dims) + cube.measures.index(measure) for measure in many]
    sums: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0] * len(places))
    for row in found:
        total = sums[row[0] // plan.quarters(size), *(row[key] for key in keys)]
        for at, place in enumerate(places):
            total[at] += row[place] or 0
    return Found(many, [(*key, *total) for key, total in sums.items()])


# Medians, letters and orders


def _medians(rows: Expression, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    for names, many in plan.wanted(printed, lambda one: one.what is What.KNOWN).items():
        for measure in many:
            triple = tuple(replace(measure, what=what) for what in (What.KNOWN, What.LOWER, What.UPPER))
            _share(_middle(_chosen(rows, measure.where), names, measure.column), names, triple, tables)


def _middle(rows: Expression, names: Names, column: str) -> Expression:
    import ibis

    keys = ["size", "period", *names]
    said = rows.filter(rows[column].notnull()).mutate(value=rows[column])
    counts = said.group_by([*keys, "value"]).aggregate(many=said.count())
    running = counts.mutate(
        upto=counts["many"].sum().over(ibis.cumulative_window(group_by=keys, order_by="value")),
        total=counts["many"].sum().over(group_by=keys),
    )
    value, twice, total = running["value"], running["upto"] * 2, running["total"]
    return running.group_by(keys).aggregate(
        m0=total.max(), m1=value.min(where=twice >= total), m2=value.min(where=twice > total)
    )


def _distincts(rows: Expression, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    for names, many in plan.wanted(printed, lambda one: one.what in plan.DISTINCT).items():
        for where in sorted({measure.where for measure in many}):
            keys = ["size", "period", *names]
            orders = _chosen(rows, where).select(*keys, "letter", "order").distinct()
            counts = orders.group_by(keys).aggregate(m0=orders["letter"].nunique(), m1=orders.count())
            both = (Measure(What.LETTERS, where), Measure(What.ORDERS, where))
            _share(counts, names, both, tables)


def _share(expression: Expression, names: Names, measures: tuple[Measure, ...], tables: Tables) -> None:
    """Rows of all lengths of period, each to the table of its length."""
    columns = [f"m{place}" for place in range(len(measures))]
    found = _fetch(expression.select("size", "period", *names, *columns), 2 + len(names))
    for (other, size), table in tables.items():
        if other == names:
            table.append(Found(measures, [row[1:] for row in found if row[0] == size]))
