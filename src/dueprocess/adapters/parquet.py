"""The facts of a report into one Parquet file: read in Arrow batches by ADBC, unpacked, written as they come.

The file is of the house and unpublished: it holds days, and what a law may forbid to count. Letters are numbers.
Packages are those of the extra ``report``; nobody else needs them.
"""

import array
import contextlib
import os
import queue
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from dueprocess.adapters import durable
from dueprocess.report.facts import COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

BATCH: Final = 65_536  # rows of a batch, and of a row group
WAITING: Final = 2  # batches between those who read and the one who writes
TRIES: Final = 5
NOTICE: Final = "of the house, not published: holds what may not be counted or admitted"
_INTEGERS: Final = ("order", "item", "targets", "accounts", "cents", "claimed")
_HOURS: Final = {"acknowledge_hours": "acknowledged_at", "decide_hours": "decided_at", "effect_hours": "effect_at"}
_DAYS: Final = ("received_on", "answered_on")
_FLAGS: Final = ("emergency", "informal", "challenged", "countable", "admissible", "listed")
_AT_ONCE: Final = "receipted"  # no column of the file: the portal confirmed receipt in the same breath
_SIZES: Final = {
    "sqlite": {"adbc.sqlite.query.batch_rows": str(BATCH)},
    "postgresql": {"adbc.postgresql.batch_size_hint_bytes": str(8 << 20)},  # some 40,000 rows
}
_DRIVERS: Final = {"sqlite": "adbc_driver_sqlite", "postgresql": "adbc_driver_postgresql"}
_INSTALL: Final = "uv sync --extra report, in the checkout"


class ParquetError(Exception):
    """The file was not written; the message says why and what to do."""

    rule = "report.export"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows stand. ``queries``: one a reader, each a part of all; ``moment``: what shows that readers agree.

    ``late``: as many, rows that have late duties, and how many. ``codes``: what a query packs into each of its texts;
    ``flags``: what of that is yes or no (``desk/data/report_view.py``).
    """

    vendor: str
    uri: str = field(repr=False)
    queries: Sequence[str]
    late: Sequence[str]
    moment: str
    codes: Mapping[str, Sequence[str]]
    flags: Sequence[str]


@dataclass(frozen=True, slots=True)
class Bits:
    """A set of row numbers, one bit each."""

    bits: bytearray
    length: int

    @classmethod
    def of(cls, numbers: Sequence[int], highest: int) -> "Bits":
        """The set of ``numbers``, none of them above ``highest``."""
        bits = bytearray(highest // 8 + 1)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return cls(bits, highest + 1)

    def has(self, rows: "pa.Array") -> "pa.Array":
        """For each row number whether it is in the set; one that came since the set was made is not."""
        import pyarrow as pa

        whole = pa.Array.from_buffers(pa.bool_(), self.length, [None, pa.py_buffer(bytes(self.bits))])
        return _at(whole, rows, none=False)


@dataclass(frozen=True, slots=True)
class Counts:
    """A number for each row number; few of them are not 0."""

    counts: "array.array[int]"

    @classmethod
    def of(cls, pairs: "Iterable[tuple[int | None, int]]") -> "Counts":
        """Of row numbers and what they count; a row that is not there counts nothing."""
        found = {row: count for row, count in pairs if row is not None}
        counts = array.array("i", bytes(4 * (max(found, default=0) + 1)))
        for row, count in found.items():
            counts[row] = count
        return cls(counts)

    def get(self, rows: "pa.Array") -> "pa.Array":
        """The number of each row."""
        import pyarrow as pa

        return _at(pa.Array.from_buffers(pa.int32(), len(self.counts), [None, pa.py_buffer(self.counts)]), rows, none=0)


def _at(whole: "pa.Array", rows: "pa.Array", *, none: int) -> "pa.Array":
    import pyarrow.compute as pc

    inside = pc.less(rows, len(whole))
    return pc.if_else(inside, whole.take(pc.if_else(inside, rows, 0)), none)


def export(source: Source, countable: Bits, admissible: Bits, to: Path) -> int:
    """Write every fact to ``to``, whole or not at all; returns how many. Raises ParquetError.

    ``countable`` and ``admissible`` are the rows whose answers were verified; the database's own word is not asked.
    """
    driver = _driver(source.vendor)
    draft = to.with_name(f".{to.name}.{os.getpid()}.draft")
    try:
        with contextlib.ExitStack() as stack:
            connections = _connections(driver, source, stack)
            _agree(connections, source)
            file = stack.enter_context(_fresh(draft))
            rows = _write(_unpacked(connections, source, countable, admissible), file)
        draft.replace(to)
        durable.fsync_folder(to.parent)
    except (driver.Error, _arrow_fault()) as fault:
        message = f"The tables could not be read: {str(fault).splitlines()[0]}. Run `dueprocess doctor`."
        raise ParquetError(message) from fault
    except OSError as fault:
        message = f"{to} cannot be written: {fault.strerror or fault}. Name a file in a folder of your own."
        raise ParquetError(message) from fault
    finally:
        draft.unlink(missing_ok=True)
    return rows


def require(vendor: str) -> None:
    """Raises ParquetError where a package is missing: before anything else is done."""
    _driver(vendor)


def _arrow_fault() -> type[Exception]:
    import pyarrow as pa

    fault: type[Exception] = pa.lib.ArrowException
    return fault


def _driver(vendor: str) -> Any:  # noqa: ANN401 - a module
    try:
        import importlib

        import pyarrow.parquet  # noqa: F401 - is it there?

        return importlib.import_module(f"{_DRIVERS[vendor]}.dbapi")
    except ImportError as missing:
        message = f"Parquet needs packages that are not installed ({missing.name}). Type: {_INSTALL}"
        raise ParquetError(message) from missing


def _connections(driver: Any, source: Source, stack: contextlib.ExitStack) -> list[Any]:  # noqa: ANN401 - a module
    """One for each reader. The first learns what types there are; the others know it from there."""
    first = stack.enter_context(driver.connect(source.uri))
    return [first, *(stack.enter_context(first.adbc_clone()) for _ in source.queries[1:])]


@contextlib.contextmanager
def _fresh(draft: Path) -> Iterator[IO[bytes]]:
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | durable.NEW, 0o600)
    with os.fdopen(handle, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _agree(connections: Sequence[Any], source: Source) -> None:
    """Every reader sees the same moment of the database: none of them has an act that another one lacks."""
    for _ in range(TRIES):
        seen = set()
        for connection in connections:
            connection.rollback()  # what was seen before ends; the next look begins a new one
            with connection.cursor() as cursor:
                cursor.execute(source.moment)
                seen.add(cursor.fetchone())
        if len(seen) == 1:
            return
    message = "The desk writes too much just now for one picture of it. Give the line again when it is quieter."
    raise ParquetError(message)


def schema() -> "pa.Schema":
    """Columns of the file: those of a fact, in order. Codes stand once a row group, rows name them by number."""
    import pyarrow as pa

    types = dict.fromkeys(COLUMNS, pa.dictionary(pa.int32(), pa.string()))
    types |= dict.fromkeys(("letter", "cents", "claimed"), pa.int64())
    types |= dict.fromkeys(("order", "item", "targets", "accounts", "late", *_HOURS), pa.int32())
    types |= dict.fromkeys(_DAYS, pa.date32()) | dict.fromkeys(_FLAGS, pa.bool_())
    return pa.schema(list(types.items()))


def _write(tables: "Iterator[pa.Table]", file: IO[bytes]) -> int:
    import pyarrow.parquet as pq

    written = 0
    few = [name for name in COLUMNS if name != "letter"]  # nearly every letter is another number
    with pq.ParquetWriter(file, schema(), compression="zstd", store_schema=False, use_dictionary=few) as writer:
        for table in tables:
            writer.write_table(table, row_group_size=BATCH)
            written += table.num_rows
        writer.add_key_value_metadata({"dueprocess": NOTICE})
    return written


def _unpacked(connections: Sequence[Any], source: Source, countable: Bits, admissible: Bits) -> "Iterator[pa.Table]":
    """Batches of all readers as they come; each reads and unpacks in a thread of its own."""
    ready: queue.Queue[pa.Table | BaseException | None] = queue.Queue(WAITING)
    stopped = threading.Event()

    def hand(one: "pa.Table | BaseException | None") -> None:
        while not stopped.is_set():
            with contextlib.suppress(queue.Full):
                ready.put(one, timeout=0.2)
                return

    def read(connection: Any, query: str, late_query: str) -> None:  # noqa: ANN401 - a driver's
        try:
            late = Counts.of(_pairs(connection, late_query))
            for batch in _batches(connection, query, source.vendor):
                hand(_table(batch, source, countable, admissible, late))
                if stopped.is_set():
                    return
            hand(None)
        except BaseException as fault:  # noqa: BLE001 - told to whom it waits for
            hand(fault)

    parts = zip(connections, source.queries, source.late, strict=True)
    readers = [threading.Thread(target=read, args=part) for part in parts]
    for reader in readers:
        reader.start()
    try:
        yield from _taken(ready, len(readers))
    finally:
        stopped.set()
        for reader in readers:
            reader.join()


def _taken(ready: "queue.Queue[pa.Table | BaseException | None]", readers: int) -> "Iterator[pa.Table]":
    while readers:
        one = ready.get()
        if isinstance(one, BaseException):
            raise one
        if one is None:
            readers -= 1
        else:
            yield one


def _pairs(connection: Any, query: str) -> "Iterator[tuple[int | None, int]]":  # noqa: ANN401 - a driver's
    with connection.cursor() as cursor:
        cursor.execute(query)
        for batch in cursor.fetch_record_batch():
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _batches(connection: Any, query: str, vendor: str) -> "Iterator[pa.RecordBatch]":  # noqa: ANN401 - a driver's
    with connection.cursor() as cursor:
        cursor.adbc_statement.set_options(**_SIZES[vendor])
        cursor.execute(query)
        yield from cursor.fetch_record_batch()


def _table(batch: "pa.RecordBatch", source: Source, countable: Bits, admissible: Bits, late: Counts) -> "pa.Table":
    """A batch as facts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = dict(zip(batch.schema.names, batch.columns, strict=True))
    made: dict[str, pa.Array] = {}
    for name, codes in source.codes.items():
        made |= _codes(column[name], codes, source.flags)
    received = _seconds(column["received_at"])
    made |= {name: _hours(_seconds(column[at]), received) for name, at in _HOURS.items()}
    made["acknowledge_hours"] = pc.if_else(made.pop(_AT_ONCE), 0, made["acknowledge_hours"])
    made |= {name: column[name] for name in (*_INTEGERS, "letter")}
    made |= {name: _day(column[name]) for name in _DAYS}
    made |= {"countable": countable.has(column["row"]), "admissible": admissible.has(column["row"])}
    made["late"] = late.get(column["row"])
    return pa.table([_cast(made[one.name], one.type) for one in schema()], schema=schema())


def _cast(array: "pa.Array", type_: "pa.DataType") -> "pa.Array":
    return array if array.type == type_ else array.cast(type_)


def _codes(packed: "pa.Array", codes: Sequence[str], flags: Sequence[str]) -> "dict[str, pa.Array]":
    """Each packed text apart. There are few different ones in a batch, and each of them is split once."""
    import pyarrow as pa

    coded = packed.dictionary_encode()
    parts = [text.split("|") for text in coded.dictionary.to_pylist()]
    if any(len(one) != len(codes) for one in parts):
        message = "A row holds a code that is none. Run `dueprocess doctor`: somebody may have written there."
        raise ParquetError(message)
    made = {}
    for place, name in enumerate(codes):
        values = [one[place] for one in parts]
        if name in flags:
            made[name] = pa.array([one == "1" for one in values], pa.bool_()).take(coded.indices)
        else:
            own = pa.array(values, pa.string()).dictionary_encode()
            made[name] = pa.DictionaryArray.from_arrays(own.indices.take(coded.indices), own.dictionary)
    return made


def _seconds(array: "pa.Array") -> "pa.Array":
    """Seconds since 1970; SQLite has moments as text, and none as the empty one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(array.type):
        array = pc.if_else(pc.equal(array, ""), None, pc.utf8_slice_codeunits(array, 0, 19))
    return array.cast(pa.timestamp("s"), safe=False).cast(pa.int64())


def _hours(at: "pa.Array", received: "pa.Array") -> "pa.Array":
    import pyarrow.compute as pc

    return pc.divide(pc.max_element_wise(pc.subtract(at, received), 0, skip_nulls=False), 3600)


def _day(array: "pa.Array") -> "pa.Array":
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(array.type):
        return pc.if_else(pc.equal(array, ""), None, array).cast(pa.date32())
    return array
