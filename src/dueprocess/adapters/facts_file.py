"""Facts that were checked, as a Parquet file for the engine; letters are numbers in it, as in the export.

The file is of the house: it is written into a folder that nobody else can read, and goes with it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from dueprocess.domain.report.facts import COLUMNS, NUMBERS, Fact

if TYPE_CHECKING:
    import pyarrow as pa

BATCH: Final = 65_536
_DAYS: Final = ("received_on", "answered_on")
_FLAGS: Final = ("emergency", "informal", "challenged", "countable", "admissible", "listed")
_WHOLE: Final = ("letter", "order", "item", *NUMBERS)


def write(facts: Sequence[Fact], to: Path) -> Path:
    """Write the facts to a new file, readable by its owner alone. Needs the extra ``report``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    letters: dict[str, int] = {}
    to.touch(mode=0o600, exist_ok=False)
    with pq.ParquetWriter(to, _schema(), compression="zstd") as writer:
        for start in range(0, max(len(facts), 1), BATCH):
            part = facts[start : start + BATCH]
            columns = [pa.array(_values(name, part, letters), _type(name)) for name in COLUMNS]
            writer.write_table(pa.table(columns, schema=_schema()))
    return to


def _values(name: str, facts: Sequence[Fact], letters: dict[str, int]) -> list[Any]:
    if name == "letter":
        return [letters.setdefault(fact.letter, len(letters)) for fact in facts]
    return [getattr(fact, name) for fact in facts]


def _schema() -> "pa.Schema":
    import pyarrow as pa

    return pa.schema([(name, _type(name)) for name in COLUMNS])


def _type(name: str) -> "pa.DataType":
    import pyarrow as pa

    if name in _DAYS:
        return pa.date32()
    if name in _FLAGS:
        return pa.bool_()
    return pa.int64() if name in _WHOLE else pa.dictionary(pa.int32(), pa.string())
