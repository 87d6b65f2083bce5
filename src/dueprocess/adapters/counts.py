"""The report's definitions as Ibis expressions: the measures of ``report/plan.py``, found by any engine.

The engine behind the table is DuckDB inside this process (``adapters/engine.py``), or the warehouse of whoever
outgrows one machine (Spark). Only what all engines count alike is used: whole numbers, counts of rows that pass a
condition, least and greatest values, sums, windows. There is no quantile (some engines round it, some have none), no
division, and no yes-or-no column cast to a number.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dueprocess.report import plan
from dueprocess.report.cells import Cell, Cells, Size
from dueprocess.report.facts import DIMENSIONS, FLAGS, NUMBERS
from dueprocess.report.metrics import METRICS, Axis, Metric
from dueprocess.report.plan import Filters, Found, Measure, Names, What

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ALL_SIZES: Final = tuple(Size)
Expression: TypeAlias = Any  # of Ibis, which does not type what it makes
Row: TypeAlias = tuple[Any, ...]
Columns: TypeAlias = Any  # an Arrow table
Tables: TypeAlias = dict[tuple[Names, Size], list[Found]]
_BOTH: Final = ("letters", "orders")


def cells(table: Expression, metrics: Sequence[Metric] = METRICS, sizes: Sequence[Size] = ALL_SIZES) -> Cells:
    """Every cell of every metric over an Ibis table with the columns of a fact, sorted by place.

    Rows that may not be counted are left out. Nothing is withheld here, and nothing checked.
    """
    if not sizes:
        return ()
    rows = _rows(table)
    found: dict[str, list[Cell]] = {metric: [] for metric in sorted(metric.id for metric in metrics)}
    with _uncollected():
        for cell in (cell for axis in Axis for cell in _axis(rows, axis, metrics, sizes)):
            found[cell.place.metric].append(cell)
        for same in found.values():  # a few runs that are in order already
            same.sort(key=lambda cell: (cell.place.period, cell.place.by))
        return tuple(cell for same in found.values() for cell in same)


@contextmanager
def _uncollected() -> Iterator[None]:
    """No search for cycles while cells are made by the hundred thousand: they hold none, and it takes half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _rows(table: Expression) -> Expression:
    """The rows that may be counted: days as numbered quarters, yes-or-no columns as words."""
    words = {name: table[name].ifelse("yes", "no") if name in FLAGS else table[name] for name in DIMENSIONS}
    numbers = {name: table[name].cast("int64") for name in ("order", *NUMBERS)}
    days = {str(axis): _quarter(table[f"{axis}_on"]) for axis in Axis}
    return table.filter(table["countable"]).select("letter", **(words | numbers | days))


def _quarter(day: Expression) -> Expression:
    return (day.year() * 4 + day.quarter() - 1).cast("int64")


def _condition(rows: Expression, where: Filters) -> Expression | None:
    condition = None
    for name, values in where:
        named = rows[name].isin(values)
        condition = named if condition is None else condition & named
    return condition


def _chosen(rows: Expression, where: Filters) -> Expression:
    condition = _condition(rows, where)
    return rows if condition is None else rows.filter(condition)


def _fetch(expression: Expression, keys: Sequence[str], measures: Sequence[str]) -> Columns:
    """The columns as Arrow has them. Measures are whole; a sum may come as a decimal or a float that is whole."""
    import pyarrow as pa

    found = expression.select(*keys, *measures).to_pyarrow()
    whole = {name: found[name].cast("int64") for name in measures}
    return pa.table({**{name: found[name] for name in keys}, **whole})


def _added(found: Columns, names: Names, size: Size, measures: Sequence[str]) -> list[Row]:
    """Period, breakdown and measures in order, added up from columns by quarter and these dimensions at least."""
    import pyarrow.compute as pc

    parts = found.append_column("period", pc.divide(found["quarter"], plan.quarters(size)))
    added = parts.group_by(["period", *names]).aggregate([(name, "sum") for name in measures])
    return _in_order(added, ["period", *names], [f"{name}_sum" for name in measures])


def _in_order(found: Columns, keys: Sequence[str], measures: Sequence[str]) -> list[Row]:
    ordered = found.sort_by([(name, "ascending") for name in keys])
    return list(zip(*(ordered[name].to_pylist() for name in (*keys, *measures)), strict=True))


def _sized(rows: Expression, sizes: Iterable[Size]) -> Expression:
    """Each row once for each length of period, so that one statement answers for all of them."""
    import ibis

    each = ((size, (rows["quarter"] // plan.quarters(size)).cast("int64")) for size in sizes)
    return ibis.union(*(rows.mutate(size=ibis.literal(str(size)), period=period) for size, period in each))


def _axis(rows: Expression, axis: Axis, metrics: Sequence[Metric], sizes: Sequence[Size]) -> Iterator[Cell]:
    printed = plan.breakdowns(metrics, axis)
    tables: Tables = {(names, size): [] for names in printed for size in sizes}
    there = rows.filter(rows[str(axis)].notnull()).mutate(quarter=rows[str(axis)])
    # The table of what adds up comes first: it has a row wherever there is an item, and a cell stands at each of them.
    _additive(there, printed, tables)
    _medians(there, printed, tables)
    _distincts(there, printed, tables)
    for (names, size), found in tables.items():
        yield from plan.printed(names, size, printed[names], found)


def _sizes(tables: Tables, names: Names) -> list[Size]:
    return [size for other, size in tables if other == names]


# What adds up: one pass by quarter for each cube; halves, years and fewer dimensions are added up from it in Arrow.


def _additive(rows: Expression, printed: Mapping[Names, Iterable[Metric]], tables: Tables) -> None:
    asked = plan.additive(printed)
    for cube in plan.cubes(asked):
        named = {f"m{place}": _additive_of(rows, measure) for place, measure in enumerate(cube.measures)}
        keys = ["quarter", *cube.dims]
        found = _fetch(rows.group_by(keys).aggregate(**named), keys, list(named))
        for names, size in tables:
            if names in cube.serves:
                measures = [f"m{cube.measures.index(measure)}" for measure in asked[names]]
                tables[names, size].append(Found(asked[names], _added(found, names, size, measures)))


def _additive_of(rows: Expression, measure: Measure) -> Expression:
    condition = _condition(rows, measure.where)
    if measure.what is What.TOTAL:
        return rows[measure.column].sum(where=condition).coalesce(0)
    if measure.what is What.BLANKS:
        blank = rows[measure.column].isnull()
        condition = blank if condition is None else condition & blank
    return rows.count(where=condition)


# Medians: the values are counted, and the middle is found in the counts, so that memory follows the different values.


def _medians(rows: Expression, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.wanted(printed, lambda measure: measure.what is What.KNOWN)
    for measure in sorted({measure for measures in asked.values() for measure in measures}):
        triple = tuple(replace(measure, what=what) for what in (What.KNOWN, What.LOWER, What.UPPER))
        for cube in plan.cubes({names: measures for names, measures in asked.items() if measure in measures}):
            with _values(_chosen(rows, measure.where), cube.dims, measure.column).cache() as values:
                for names in cube.serves:
                    _share(_middle(_sized(values, _sizes(tables, names)), names), names, triple, tables)


def _values(rows: Expression, dims: Names, column: str) -> Expression:
    said = rows.filter(rows[column].notnull()).mutate(value=rows[column])
    return said.group_by(["quarter", *dims, "value"]).aggregate(many=said.count())


def _middle(values: Expression, names: Names) -> Expression:
    import ibis

    keys = ["size", "period", *names]
    counts = values.group_by([*keys, "value"]).aggregate(many=values["many"].sum().cast("int64"))
    running = counts.mutate(
        upto=counts["many"].sum().over(ibis.cumulative_window(group_by=keys, order_by="value")),
        total=counts["many"].sum().over(group_by=keys),
    )
    value, twice, total = running["value"], running["upto"] * 2, running["total"]
    return running.group_by(keys).aggregate(
        m0=total.max(), m1=value.min(where=twice >= total), m2=value.min(where=twice > total)
    )


def _share(expression: Expression, names: Names, measures: tuple[Measure, ...], tables: Tables) -> None:
    """Rows of all lengths of period, each to the table of its length."""
    columns = [f"m{place}" for place in range(len(measures))]
    found = _fetch(expression, ["size", "period", *names], columns)
    for size in _sizes(tables, names):
        rows = _in_order(_only(found, "size", str(size)), ["period", *names], columns)
        tables[names, size].append(Found(measures, rows))


def _only(found: Columns, name: str, value: str | int) -> Columns:
    import pyarrow.compute as pc

    return found.filter(pc.equal(found[name], value))


# Letters and orders: one pass finds for each letter whether its rows lie in one group. Those that do add up; only the
# rows of the others are looked at again. To count different letters by each breakdown and length would cost that whole
# pass again each time, and some gigabytes.


def _distincts(rows: Expression, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.wanted(printed, lambda measure: measure.what in plan.DISTINCT)
    alike: dict[tuple[Names, ...], list[Filters]] = {}  # filters that are printed in the same breakdowns share a pass
    for where in sorted({measure.where for measures in asked.values() for measure in measures}):
        every = tuple(names for names, measures in asked.items() if any(one.where == where for one in measures))
        alike.setdefault(every, []).append(where)
    for every, wheres in alike.items():
        dims = tuple(sorted({name for names in every for name in names}))
        chosen = _each(rows, wheres, ("letter", "order", "quarter", *dims))
        with _letters(chosen, dims).cache() as letters:
            for names in every:
                _distinct(chosen, letters, names, wheres, tables)


def _each(rows: Expression, wheres: Sequence[Filters], columns: Names) -> Expression:
    """Each row once for each filter that it passes: ``which`` is the filter's number."""
    import ibis

    parts = (_chosen(rows, where).select(*columns, which=ibis.literal(number)) for number, where in enumerate(wheres))
    return ibis.union(*parts)


def _letters(rows: Expression, dims: Names) -> Expression:
    ends: dict[str, Expression] = {}
    for name in ("order", "quarter", *dims):
        ends |= {_low(name): rows[name].min(), _high(name): rows[name].max()}
    return rows.group_by(["which", "letter"]).aggregate(**ends)


def _low(name: str) -> str:
    return f"{name}_low"


def _high(name: str) -> str:
    return f"{name}_high"


def _distinct(rows: Expression, letters: Expression, names: Names, wheres: Sequence[Filters], tables: Tables) -> None:
    keys = ["quarter", *names]
    in_one = letters["order_low"] == letters["order_high"]  # then there are as many orders as letters
    for name in keys:
        in_one &= letters[_low(name)] == letters[_high(name)]
    whole = letters.filter(in_one).select("which", **{name: letters[_low(name)] for name in keys})
    counted = whole.group_by(["which", *keys]).aggregate(letters=whole.count(), orders=whole.count())
    alone = _fetch(counted, ["which", *keys], _BOTH)
    others = rows.semi_join(letters.filter(~in_one), ["which", "letter"]).select("which", "letter", "order", *keys)
    spread = _spread(others, names, _sizes(tables, names))
    for size in _sizes(tables, names):
        of_size = _only(spread, "size", str(size))
        for number, where in enumerate(wheres):
            both = (Measure(What.LETTERS, where), Measure(What.ORDERS, where))
            parts = (_only(alone, "which", number), _only(of_size, "which", number))
            tables[names, size].append(Found(both, _together(*parts, names, size)))


def _spread(rows: Expression, names: Names, sizes: Sequence[Size]) -> Columns:
    keys = ["which", "size", "period", *names]
    orders = _sized(rows, sizes).select(*keys, "letter", "order").distinct()
    counts = orders.group_by(keys).aggregate(letters=orders["letter"].nunique(), orders=orders.count())
    return _fetch(counts, keys, _BOTH)


def _together(alone: Columns, spread: Columns, names: Names, size: Size) -> list[Row]:
    """What adds up by quarter, and what was counted for this length of period: a quarter stands for its period."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = ["quarter", *names, *_BOTH]
    first = pc.multiply(spread["period"], plan.quarters(size))
    found = [alone.select(columns), spread.append_column("quarter", first).select(columns)]
    return _added(pa.concat_tables(found, promote_options="permissive"), names, size, _BOTH)
