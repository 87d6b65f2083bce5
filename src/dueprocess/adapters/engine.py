"""The report's engine: the definitions (``adapters/counts.py``) on DuckDB inside this process, shut in.

It counts facts in memory, or a Parquet file of facts that ``write`` made or an engine of one's own. Ibis and DuckDB are
the extra ``report``; without it the pure evaluator (``report/evaluate.py``) gives the same cells, slower.
"""

from __future__ import annotations

import importlib.util
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dueprocess.adapters import counts, durable
from dueprocess.report.facts import COLUMNS, DIMENSIONS, NUMBERS, Fact
from dueprocess.report.metrics import METRICS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from duckdb import DuckDBPyConnection

    from dueprocess.report.cells import Cells, Size
    from dueprocess.report.metric import Metric

MEMORY: Final = "512MB"
"""What DuckDB may hold; what is more lies in its folder for the while. The process holds more than that (bench.md)."""
INSTALL: Final = "uv sync --extra report, in the checkout"
NOTICE: Final = "of the house, not published: holds what may not be counted or admitted"
_SAID: Final = ("letter", "order", "received_on", "countable", *DIMENSIONS)


class EngineError(Exception):
    """The report cannot be computed from this file, or not on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine may take of the machine. ``threads`` 0: as many as there are cores."""

    memory: str = MEMORY
    threads: int = 0
    folder: Path | None = None  # for what does not fit into memory; None: the system's folder for such files


def is_installed() -> bool:
    """Whether the extra ``report`` is there."""
    return all(importlib.util.find_spec(name) for name in ("ibis", "duckdb", "pyarrow"))


def cells(
    parquet: Path,
    metrics: Sequence[Metric] = METRICS,
    sizes: Sequence[Size] = counts.ALL_SIZES,
    limits: Limits | None = None,
) -> Cells:
    """Every cell of every metric over the rows of the file that may be counted, sorted by place.

    Raises EngineError. Nothing is withheld here, and nothing checked.
    """
    with opened(limits or Limits(), parquet) as connection:
        return counts.cells(_of_file(connection, parquet), metrics, sizes)


def cells_of(
    facts: Sequence[Fact],
    metrics: Sequence[Metric] = METRICS,
    sizes: Sequence[Size] = counts.ALL_SIZES,
    limits: Limits | None = None,
) -> Cells:
    """The same over facts in memory, which reach no disk but what DuckDB passes there. Raises EngineError."""
    with opened(limits or Limits()) as connection:
        connection.con.register("facts", _arrow(facts))
        return counts.cells(connection.table("facts"), metrics, sizes)


def write(facts: Sequence[Fact], parquet: Path) -> None:
    """Write the facts to a Parquet file of the house, for its owner alone; letters are numbers. Raises EngineError."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as missing:
        raise _not_installed(missing) from missing
    sink = pa.BufferOutputStream()
    pq.write_table(_arrow(facts).replace_schema_metadata({"dueprocess": NOTICE}), sink, compression="zstd")
    try:
        durable.replace(parquet, sink.getvalue())
    except OSError as fault:
        message = f"{parquet} cannot be written: {fault.strerror or fault}. Name a file in a folder of your own."
        raise EngineError(message) from fault


def _not_installed(missing: ImportError) -> EngineError:
    return EngineError(f"{missing.name} is not installed, and a report over Parquet needs it. Type: {INSTALL}")


# The program


@contextmanager
def opened(limits: Limits, parquet: Path | None = None) -> Iterator[Any]:
    """An Ibis connection that reads at most this one file, and writes into one folder of its own. Raises EngineError.

    It can fetch and load nothing. The file is its view ``facts``.
    """
    try:
        import duckdb
        import ibis
        import pyarrow as pa
    except ImportError as missing:
        raise _not_installed(missing) from missing
    source = "memory" if parquet is None else _checked(parquet)
    with tempfile.TemporaryDirectory(prefix="report-", dir=limits.folder) as folder:
        link = None if parquet is None else _linked(parquet, Path(folder))
        try:
            with duckdb.connect(":memory:", config=_settings(limits, Path(folder))) as connection:
                found = ibis.duckdb.from_connection(connection)  # which sets the time zone: before all is locked
                _shut(connection, link)
                yield found
        except (duckdb.Error, ibis.IbisError, pa.ArrowException) as fault:
            raise EngineError(f"DuckDB could not compute the report from {source}: {fault}") from fault


def _shut(connection: DuckDBPyConnection, link: Path | None) -> None:
    if link is not None:
        connection.execute(f"SET allowed_paths = [{_text(link)}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET lock_configuration = true")
    if link is not None:
        connection.read_parquet(str(link)).create_view("facts")


def _checked(parquet: Path) -> str:
    if not parquet.is_file():
        raise EngineError(f"there is no file {parquet}; `dueprocess report facts --parquet FILE` writes one")
    with parquet.open("rb") as file:
        if file.read(4) != b"PAR1":  # the format's own mark
            raise EngineError(f"{parquet} is no Parquet file; `dueprocess report facts --parquet FILE` writes one")
    return str(parquet)


def _settings(limits: Limits, folder: Path) -> dict[str, Any]:
    settings: dict[str, Any] = {
        "memory_limit": limits.memory,
        "temp_directory": str(folder),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": False,
    }
    return settings | ({"threads": limits.threads} if limits.threads else {})


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _linked(parquet: Path, folder: Path) -> Path:
    """A plain name for the file, since DuckDB takes ``*``, ``?`` and ``[`` in a name for a pattern of several files."""
    link = folder / "facts.parquet"
    if set("*?[") & set(str(link)):
        raise EngineError(f"the folder {folder.parent} for passing files holds one of * ? [ in its name; name another")
    link.symlink_to(parquet.resolve())
    return link


def _of_file(connection: Any, parquet: Path) -> counts.Expression:  # noqa: ANN401 - of Ibis, which has no types
    import ibis

    table = connection.table("facts")
    if missing := [name for name in COLUMNS if name not in table.columns]:
        raise EngineError(f"{parquet} lacks the columns {', '.join(missing)}: export it again with this version")
    # NULL in place of a code would be one more group, or none: the file's own statistics answer whether there is one.
    nulls = (table.filter(table[name].isnull()).limit(1).select(name=ibis.literal(name)) for name in _SAID)
    if unsaid := ibis.union(*nulls).to_pyarrow()["name"].to_pylist():
        message = f"{parquet} has rows that hold NULL in {', '.join(sorted(unsaid))}: export it again with this version"
        raise EngineError(message)
    return table


# Facts in memory


def _arrow(facts: Sequence[Fact]) -> pa.Table:
    """The facts as columns; a letter is a number, as in the file that leaves the desk."""
    import pyarrow as pa

    letters: dict[str, int] = {}
    found = {name: pa.array([getattr(fact, name) for fact in facts], _type(name)) for name in COLUMNS[1:]}
    numbers = [letters.setdefault(fact.letter, len(letters)) for fact in facts]
    return pa.table({"letter": pa.array(numbers, pa.int64()), **found})


def _type(name: str) -> pa.DataType:
    import pyarrow as pa

    if name in {"received_on", "answered_on"}:
        return pa.date32()
    if name in {"emergency", "informal", "challenged", "countable", "admissible", "listed"}:
        return pa.bool_()
    return pa.int64() if name in {"order", "item", *NUMBERS} else pa.string()
