"""The measures of a report as DuckDB's SQL: text from closed lists of columns, values quoted, nothing run here.

Three forms. Additive measures: one pass by quarter for each cube, then added up to halves, years and fewer dimensions.
Medians: the values are counted, and the middle is found in the counts, so that memory follows the number of different
values. Letters and orders: one pass finds for each letter whether all its rows lie in one group; those are counted as
they stand, and only the rows of the others are looked at again.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from dueprocess.domain.report.cells import Size
from dueprocess.domain.report.facts import COLUMNS, DIMENSIONS, NUMBERS
from dueprocess.domain.report.metrics import Axis
from dueprocess.domain.report.plan import Cube, Filters, Measure, Names, What, quarters

FLAGS: Final = ("emergency", "informal", "challenged")
"""Dimensions that are yes or no."""
LAST_BIT: Final = 62
"""Orders with a number up to this one are counted as bits of a whole number."""


def text(value: str) -> str:
    """A string as SQL writes it. Raises ValueError for what no SQL text can hold."""
    if "\0" in value:
        message = "a value holds the character NUL"
        raise ValueError(message)
    return "'" + value.replace("'", "''") + "'"


def column(name: str) -> str:
    """A column of the rows, quoted (``order`` is a word of SQL). Raises ValueError for any other name."""
    if name not in COLUMNS:
        message = f"{name!r} is no column of a fact"
        raise ValueError(message)
    return f'"{name}"'


def columns(source: str) -> str:
    """The names and types of the columns of a source."""
    return f"DESCRIBE SELECT * FROM {source}"


def unsaid(source: str, name: str) -> str:
    """A row in which the column is not said, if there is one. The file's own statistics answer it."""
    return f"SELECT 1 FROM {source} WHERE {column(name)} IS NULL LIMIT 1"


def rows(source: str) -> str:
    """The view of the rows that may be counted: days as numbered quarters, yes-or-no columns as words."""
    dims = ", ".join(f"{_word(name)} AS {column(name)}" for name in DIMENSIONS)
    numbers = ", ".join(f"{column(name)}::BIGINT AS {column(name)}" for name in NUMBERS)
    return (
        f'CREATE VIEW facts AS SELECT letter, "order"::BIGINT AS "order", '
        f"{_quarter('received_on')} AS received, {_quarter('answered_on')} AS answered, {dims}, {numbers} "
        f"FROM {source} WHERE countable::BOOLEAN"
    )


def _word(name: str) -> str:
    if name in FLAGS:
        return f"CASE WHEN {column(name)}::BOOLEAN THEN 'yes' ELSE 'no' END"
    return f"{column(name)}::VARCHAR"


def _quarter(name: str) -> str:
    day = f"{column(name)}::DATE"
    return f"(year({day}) * 4 + quarter({day}) - 1)::INTEGER"


def condition(where: Filters) -> str:
    """The filters of a measure; ``true`` for none."""
    parts = [f"{column(name)} IN ({', '.join(map(text, values))})" for name, values in where if values]
    return "false" if any(not values for _, values in where) else " AND ".join(parts) or "true"


def _listed(names: Iterable[str], before: str = ", ") -> str:
    return "".join(before + column(name) for name in names)


# Additive measures


def cube(table: str, axis: Axis, one: Cube) -> str:
    """A table of the measures of one cube, by quarter and its dimensions."""
    found = "".join(f", {_additive(measure)} AS m{place}" for place, measure in enumerate(one.measures))
    return (
        f"CREATE TEMP TABLE {table} AS SELECT {axis} AS quarter{_listed(one.dims)}{found} "
        f"FROM facts WHERE {axis} IS NOT NULL GROUP BY ALL"
    )


def _additive(measure: Measure) -> str:
    chosen = condition(measure.where)
    only = f" FILTER ({chosen})" if measure.where else ""
    if measure.what is What.TOTAL:
        return f"coalesce(sum({column(measure.column)}){only}, 0)"
    blanks = f" - count({column(measure.column)}){only}" if measure.what is What.BLANKS else ""
    return f"count(*){only}{blanks}"


def added(table: str, one: Cube, names: Names, many: Sequence[Measure], size: Size) -> str:
    """Period, breakdown and measures, added up from a cube."""
    places = [one.measures.index(measure) for measure in many]
    sums = "".join(f", sum(m{place})" for place in places)
    return f"SELECT quarter // {quarters(size)}{_listed(names)}{sums} FROM {table} GROUP BY ALL"


# Medians


def counted(table: str, axis: Axis, dims: Names, measure: Measure) -> str:
    """A table of how often each value of the column stands, by quarter and dimensions."""
    value = column(measure.column)
    return (
        f"CREATE TEMP TABLE {table} AS SELECT {axis} AS quarter{_listed(dims)}, {value} AS value, count(*) AS many "
        f"FROM facts WHERE {axis} IS NOT NULL AND {value} IS NOT NULL AND {condition(measure.where)} GROUP BY ALL"
    )


def middle(table: str, names: Names, size: Size) -> str:
    """Period, breakdown, how many values, and the two in the middle (one and the same for an odd number)."""
    by = _listed(names)
    return (
        f"WITH counts AS (SELECT quarter // {quarters(size)} AS period{by}, value, sum(many)::BIGINT AS many "
        f"FROM {table} GROUP BY ALL), "
        f"running AS (SELECT *, sum(many) OVER (PARTITION BY period{by} ORDER BY value) AS upto, "
        f"sum(many) OVER (PARTITION BY period{by}) AS total FROM counts) "
        f"SELECT period{by}, max(total)::BIGINT, min(value) FILTER (2 * upto >= total), "
        f"min(value) FILTER (2 * upto > total) FROM running GROUP BY ALL"
    )


# Letters and orders


def code(name: str) -> str:
    """The type that numbers the values of a dimension, so that a row holds a small number and not a text."""
    return f"CREATE TYPE {_type(name)} AS ENUM (SELECT DISTINCT {column(name)} FROM facts)"


def forget_code(name: str) -> str:
    """The end of that type."""
    return f"DROP TYPE IF EXISTS {_type(name)}"


def _type(name: str) -> str:
    return f'"code_{name}"' if name in DIMENSIONS else column("")


def _code(name: str) -> str:
    return f"enum_code({column(name)}::{_type(name)})::UINTEGER"


def spans(axis: Axis, dims: Names, where: Filters) -> str:
    """A table of letters: first and last value of quarter and dimensions, and the orders as bits."""
    ends = "".join(f", min({_code(name)}) AS {_low(name)}, max({_code(name)}) AS {_high(name)}" for name in dims)
    mixed = " OR ".join(f"{_low(name)} <> {_high(name)}" for name in (_QUARTER, *dims))
    bit = f'CASE WHEN "order" BETWEEN 0 AND {LAST_BIT} THEN 1::UBIGINT << "order"::INTEGER END'
    return (
        f"CREATE TEMP TABLE spans AS SELECT CASE WHEN mixed THEN letter END AS letter, * EXCLUDE (letter) FROM ("
        f"SELECT letter, min({axis}) AS {_low(_QUARTER)}, max({axis}) AS {_high(_QUARTER)}{ends}, "
        f'bit_or({bit}) AS orders, (min("order") < 0 OR max("order") > {LAST_BIT}) AS beyond, '
        f"(beyond OR {mixed}) AS mixed "
        f"FROM facts WHERE {axis} IS NOT NULL AND {condition(where)} GROUP BY letter)"
    )


_QUARTER: Final = "quarter"


def _low(name: str) -> str:
    return f'"{name}_low"'


def _high(name: str) -> str:
    return f'"{name}_high"'


def spread(axis: Axis, dims: Names, where: Filters) -> str:
    """A table of the rows of those letters whose rows do not all lie in one group."""
    codes = "".join(f", {_code(name)} AS {column(name)}" for name in dims)
    return (
        f'CREATE TEMP TABLE spread AS SELECT spans.rowid AS letter, "order", quarter{_listed(dims)} FROM ('
        f'SELECT letter, "order", {axis} AS quarter{codes} FROM facts '
        f"WHERE {axis} IS NOT NULL AND {condition(where)}) AS found JOIN spans USING (letter) WHERE spans.mixed"
    )


def distinct(what: What, names: Names, size: Size) -> str:
    """Period, breakdown, and how many different letters, or orders of letters."""
    one = _in_one_group(what, names)
    kept = "".join(f", {_low(name)} AS {column(name)}" for name in names)
    number = "count(*)" if what is What.LETTERS else "sum(bit_count(orders))"
    unit = "letter" if what is What.LETTERS else '(letter, "order")'
    again = "".join(f", spread.{column(name)}" for name in names)
    values = "".join(f", {_value(name)}" for name in names)
    return (
        f"SELECT period{values}, sum(many)::BIGINT FROM ("
        f"SELECT {_low(_QUARTER)} // {quarters(size)} AS period{kept}, {number}::BIGINT AS many "
        f"FROM spans WHERE {one} GROUP BY ALL UNION ALL "
        f"SELECT period{_listed(names)}, count(DISTINCT {unit}) FROM (SELECT spread.letter AS letter, "
        f'spread."order" AS "order", quarter // {quarters(size)} AS period{again} '
        f"FROM spread JOIN spans ON spans.rowid = spread.letter WHERE NOT ({one})) GROUP BY ALL"
        f") GROUP BY ALL"
    )


def _value(name: str) -> str:
    return f"enum_range(NULL::{_type(name)})[{column(name)} + 1]"


def _in_one_group(what: What, names: Names) -> str:
    same = " AND ".join(f"{_low(name)} = {_high(name)}" for name in (_QUARTER, *names))
    return same if what is What.LETTERS else f"{same} AND NOT beyond"
