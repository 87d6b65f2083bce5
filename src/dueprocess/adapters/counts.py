"""The report's definitions as Ibis expressions: the measures of ``report/plan.py``, found by any engine.

The engine behind the table is DuckDB inside this process (``adapters/engine.py``), or the warehouse of whoever
outgrows one machine (Spark). Only what all engines count alike is used: whole numbers, counts of rows that pass a
condition, least and greatest values, sums, windows. There is no quantile (some engines round it, some have none), no
division, and no yes-or-no column cast to a number.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dueprocess.report import plan
from dueprocess.report.cells import Cell, Cells, Size
from dueprocess.report.facts import DIMENSIONS, FLAGS, NUMBERS
from dueprocess.report.metric import Axis, Metric
from dueprocess.report.metrics import METRICS
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
    found: dict[str, list[Cell]] = {metric: [] for metric in sorted(metric.id for metric in metrics)}
    with _uncollected():
        for axis in Axis:
            of_axis = [metric for metric in metrics if metric.axis is axis]
            with _viewed(table, axis, of_axis) as rows:
                for cell in _axis(rows, axis, of_axis, sizes):
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


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that may be counted, and which column of theirs says whether a row passes a filter."""

    table: Expression
    passes: Mapping[Filters, str]

    def passing(self, where: Filters) -> Expression | None:
        """The column of a filter; None where every row passes."""
        return self.table[self.passes[where]] if where else None

    def chosen(self, where: Filters) -> Expression:
        """The rows that pass a filter."""
        return self.table.filter(self.passing(where)) if where else self.table


@contextmanager
def _viewed(table: Expression, axis: Axis, metrics: Iterable[Metric]) -> Iterator[Rows]:
    """What stands on an axis as a view of the engine: numbered quarters, yes-or-no columns as words, a column a filter.

    Ibis writes some thirty statements for a report, each out of the whole expression below it: over a view they are
    short, and sooner written than run (that was the fixed cost of a report).
    """
    every = {measure.where for metric in metrics for measure in plan.measures(metric) if measure.where}
    passes = {where: f"passes_{number}" for number, where in enumerate(sorted(every))}
    words = {name: table[name].ifelse("yes", "no") if name in FLAGS else table[name] for name in DIMENSIONS}
    numbers = {name: table[name].cast("int64") for name in ("order", *NUMBERS)}
    filters = {name: _condition(words, where) for where, name in passes.items()}
    day = table[f"{axis}_on"]
    there = table.filter(table["countable"] & day.notnull())
    rows = there.select("letter", quarter=_quarter(day), **(words | numbers | filters))
    engine, name = table.get_backend(), f"counted_{axis}"
    view = engine.create_view(name, rows, overwrite=True)
    try:
        yield Rows(view, passes)
    finally:
        engine.drop_view(name, force=True)


def _quarter(day: Expression) -> Expression:
    return (day.year() * 4 + day.quarter() - 1).cast("int64")


def _condition(words: Mapping[str, Expression], where: Filters) -> Expression:
    first, *others = (words[name].isin(values) for name, values in where)
    for one in others:
        first &= one
    return first


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


def _axis(rows: Rows, axis: Axis, metrics: Sequence[Metric], sizes: Sequence[Size]) -> Iterator[Cell]:
    printed = plan.breakdowns(metrics, axis)
    tables: Tables = {(names, size): [] for names in printed for size in sizes}
    # The table of what adds up comes first: it has a row wherever there is an item, and a cell stands at each of them.
    _additive(rows, printed, tables)
    _medians(rows, printed, tables)
    _distincts(rows, printed, tables)
    for (names, size), found in tables.items():
        yield from plan.printed(names, size, printed[names], found)


def _sizes(tables: Tables, names: Names) -> list[Size]:
    return [size for other, size in tables if other == names]


# What adds up: one pass by quarter for each cube; halves, years and fewer dimensions are added up from it in Arrow.


def _additive(rows: Rows, printed: Mapping[Names, Iterable[Metric]], tables: Tables) -> None:
    asked = plan.additive(printed)
    for cube in plan.cubes(asked):
        named = {f"m{place}": _additive_of(rows, measure) for place, measure in enumerate(cube.measures)}
        keys = ["quarter", *cube.dims]
        found = _fetch(rows.table.group_by(keys).aggregate(**named), keys, list(named))
        for names, size in tables:
            if names in cube.serves:
                measures = [f"m{cube.measures.index(measure)}" for measure in asked[names]]
                tables[names, size].append(Found(asked[names], _added(found, names, size, measures)))


def _additive_of(rows: Rows, measure: Measure) -> Expression:
    condition = rows.passing(measure.where)
    if measure.what is What.TOTAL:
        return rows.table[measure.column].sum(where=condition).coalesce(0)
    if measure.what is What.BLANKS:
        blank = rows.table[measure.column].isnull()
        condition = blank if condition is None else condition & blank
    return rows.table.count(where=condition)


# Medians: the values are counted, and the middle is found in the counts, so that memory follows the different values.


def _medians(rows: Rows, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.wanted(printed, lambda measure: measure.what is What.KNOWN)
    for measure in sorted({measure for measures in asked.values() for measure in measures}):
        triple = tuple(replace(measure, what=what) for what in (What.KNOWN, What.LOWER, What.UPPER))
        for cube in plan.cubes({names: measures for names, measures in asked.items() if measure in measures}):
            with _values(rows.chosen(measure.where), cube.dims, measure.column).cache() as values:
                for names in cube.serves:
                    _share(_middle(_sized(values, _sizes(tables, names)), names), names, triple, tables)


def _values(rows: Expression, dims: Names, column: str) -> Expression:
    said = rows.filter(rows[column].notnull()).select("quarter", *dims, value=rows[column])
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


def _distincts(rows: Rows, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
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


def _each(rows: Rows, wheres: Sequence[Filters], columns: Names) -> Expression:
    """Each row once for each filter that it passes: ``which`` is the filter's number."""
    import ibis

    parts = (rows.chosen(where).select(*columns, which=ibis.literal(number)) for number, where in enumerate(wheres))
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
