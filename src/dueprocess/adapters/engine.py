"""The report's engine: the definitions over a Parquet file of facts, by DuckDB. Same cells as the pure evaluator.

Only this module and ``adapters/parquet.py`` know DuckDB. The program is the extra ``report``; without it the pure
evaluator (``domain/report/evaluate.py``) does the same, slower.
"""

from __future__ import annotations

import gc
import importlib.util
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from dueprocess.adapters import engine_sql as sql
from dueprocess.domain.report import plan
from dueprocess.domain.report.cells import By, Cell, Cells, Size
from dueprocess.domain.report.facts import COLUMNS, DIMENSIONS
from dueprocess.domain.report.metrics import METRICS, Axis, Metric
from dueprocess.domain.report.plan import Cube, Found, Names, What

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ALL_SIZES: Final = tuple(Size)
MEMORY: Final = "512MB"
"""What DuckDB may hold; what is more lies in its folder for the while. The process holds more than that (bench.md)."""


class EngineError(Exception):
    """The report cannot be computed from this file, or not on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine may take of the machine. ``threads`` 0: as many as there are cores."""

    memory: str = MEMORY
    threads: int = 0
    folder: Path | None = None  # for what does not fit into memory; None: the system's folder for such files


def is_installed() -> bool:
    """Whether the extra ``report`` is there: what reads the file, and what writes it."""
    return all(importlib.util.find_spec(name) for name in ("duckdb", "pyarrow"))


def cells(
    parquet: Path, metrics: Sequence[Metric] = METRICS, sizes: Sequence[Size] = ALL_SIZES, limits: Limits | None = None
) -> Cells:
    """Every cell of every metric over the rows of the file that may be counted, sorted by place.

    Raises EngineError. Nothing is withheld here, and nothing checked.
    """
    with opened(parquet, limits or Limits()) as run, _uncollected():
        found = [one for axis in Axis for one in _axis(run, axis, metrics, sizes)]
        found.sort(key=_order)
        return tuple(found)


def _order(cell: Cell) -> tuple[str, str, By]:
    return (cell.place.metric, cell.place.period, cell.place.by)


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


# The program


Run: TypeAlias = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def opened(parquet: Path, limits: Limits) -> Iterator[Run]:
    """A connection that reads this one file and writes into one folder of its own; it can fetch and load nothing."""
    try:
        import duckdb
    except ImportError as missing:
        message = (
            "DuckDB is not installed, and the report over a Parquet file needs it. Install the extra: "
            "uv sync --extra report in the checkout. Without it the report is computed row by row"
        )
        raise EngineError(message) from missing
    if not parquet.is_file():
        message = f"there is no file {parquet}; `dueprocess report facts --parquet FILE` writes one"
        raise EngineError(message)
    with parquet.open("rb") as file:
        if file.read(4) != b"PAR1":  # the format's own mark
            message = f"{parquet} is no Parquet file; `dueprocess report facts --parquet FILE` writes one"
            raise EngineError(message)
    with tempfile.TemporaryDirectory(prefix="report-", dir=limits.folder) as folder:
        link = _linked(parquet, Path(folder))
        try:
            with duckdb.connect(":memory:", config=_settings(limits, Path(folder))) as connection:
                _begin(connection, parquet, link)
                yield lambda statement: connection.execute(statement).fetchall()
        except duckdb.Error as fault:
            message = f"DuckDB could not compute the report from {parquet}: {fault}"
            raise EngineError(message) from fault


def _settings(limits: Limits, folder: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "memory_limit": limits.memory,
        "temp_directory": str(folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    return settings | ({"threads": limits.threads} if limits.threads else {})


def _linked(parquet: Path, folder: Path) -> Path:
    """A plain name for the file, since DuckDB takes ``*``, ``?`` and ``[`` in a name for a pattern of several files."""
    link = folder / "facts.parquet"
    if set("*?[") & set(str(link)):
        message = f"the folder {folder.parent} for passing files holds one of * ? [ in its name; name another"
        raise EngineError(message)
    link.symlink_to(parquet.resolve())
    return link


def _begin(connection: DuckDBPyConnection, parquet: Path, link: Path) -> None:
    connection.execute(f"SET allowed_paths = [{sql.text(str(link))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET lock_configuration = true")
    source = f"read_parquet({sql.text(str(link))})"
    present = {str(row[0]) for row in connection.execute(sql.columns(source)).fetchall()}
    if missing := [name for name in COLUMNS if name not in present]:
        message = f"{parquet} lacks the columns {', '.join(missing)}: export it again with this version"
        raise EngineError(message)
    connection.execute(sql.rows(source))
    said = ("letter", "order", "received_on", "countable", *DIMENSIONS)
    if unsaid := [name for name in said if connection.execute(sql.unsaid(source, name)).fetchall()]:
        message = f"{parquet} has rows that hold NULL in {', '.join(unsaid)}: export it again with this version"
        raise EngineError(message)


# The plan, run


Tables: TypeAlias = dict[tuple[Names, Size], list[Found]]


def _axis(run: Run, axis: Axis, metrics: Sequence[Metric], sizes: Sequence[Size]) -> Iterator[Cell]:
    printed = plan.breakdowns(metrics, axis)
    tables: Tables = {(names, size): [] for names in printed for size in sizes}
    _additive(run, axis, printed, tables)
    _medians(run, axis, printed, tables)
    _distincts(run, axis, printed, tables)
    for (names, size), found in tables.items():
        yield from plan.printed(names, size, printed[names], found)


def _additive(run: Run, axis: Axis, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.additive(printed)
    for one in plan.cubes(asked):
        run(sql.cube("cube", axis, one))
        for names, size in _served(one, tables):
            tables[names, size].append(Found(asked[names], run(sql.added("cube", one, names, asked[names], size))))
        run("DROP TABLE cube")


def _served(one: Cube, tables: Tables) -> list[tuple[Names, Size]]:
    return [(names, size) for names, size in tables if names in one.serves]


def _medians(run: Run, axis: Axis, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.wanted(printed, lambda one: one.what is What.KNOWN)
    for measure in sorted({one for many in asked.values() for one in many}):
        triple = tuple(replace(measure, what=what) for what in (What.KNOWN, What.LOWER, What.UPPER))
        for one in plan.cubes({names: many for names, many in asked.items() if measure in many}):
            run(sql.counted("counts", axis, one.dims, measure))
            for names, size in _served(one, tables):
                tables[names, size].append(Found(triple, run(sql.middle("counts", names, size))))
            run("DROP TABLE counts")


def _distincts(run: Run, axis: Axis, printed: Mapping[Names, list[Metric]], tables: Tables) -> None:
    asked = plan.wanted(printed, lambda one: one.what in plan.DISTINCT)
    dims = tuple(sorted({name for names in asked for name in names}))
    for name in dims:
        run(sql.code(name))
    for where in sorted({one.where for many in asked.values() for one in many}):
        run(sql.spans(axis, dims, where))
        run(sql.spread(axis, dims, where))
        for (names, size), found in tables.items():
            for measure in asked.get(names, ()):
                if measure.where == where:
                    found.append(Found((measure,), run(sql.distinct(measure.what, names, size))))
        run("DROP TABLE spread")
        run("DROP TABLE spans")
    for name in dims:
        run(sql.forget_code(name))
