"""For every table and column: a writer swaps it, and the clients refuse by name, or believe what they believed before.

One swap a column in ``make test``, every one in the soak; there ``REGENERATE_SWAPS=1`` writes what was found into
``tests/golden/swaps.json``, and the page in the reference.
"""

import json
import os
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from dueprocess.desk.data import guards
from dueprocess.desk.data.models import Cost, Invoice
from release_house import ReleaseHouse
from swap_samples import (
    CLIENTS,
    Reading,
    Refusal,
    asks_again,
    columns,
    held,
    looks,
    planted,
    swaps,
    tables,
    told,
    tried,
)
from swap_words import FOUND, page, why

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests/golden/swaps.json"
PAGE = ROOT / "docs/reference/swaps.md"
OF_COSTS = (Cost, Invoice)
WRITES = bool(os.environ.get("REGENERATE_SWAPS"))
TABLES = [model._meta.db_table for model in apps.get_models()]  # noqa: SLF001


@dataclass
class Writer:
    """A house, what each client believed, and what it reads."""

    house: ReleaseHouse
    before: dict[str, Any]
    reading: dict[str, Reading]

    @classmethod
    def at(cls, house: ReleaseHouse) -> "Writer":
        return cls(house, looks(house), {name: Reading(house, name) for name in CLIENTS})


@pytest.mark.slow
@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.soak)])
def test_whoever_swaps_a_column_is_refused_or_believed_by_nobody(
    db: None,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    every: bool,  # noqa: FBT001
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("a writer without constraints is tried on SQLite; what clients check is the same")
    memory = Path("/dev/shm")  # noqa: S108 - hundreds of pins are written, and no disk is to be waited for
    room = tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else tmp_path)
    request.addfinalizer(room.cleanup)
    house = held(Path(room.name))
    guards.remove()  # whoever owns the schema asks no trigger
    request.addfinalizer(asks_again)
    planted()
    # Planted costs are seen, by whoever counts cases: they are swapped last, when nothing else waits to be seen.
    planted_writer = Writer.at(house)
    assert refusing(planted_writer) == ["public", "doctor"]
    with transaction.atomic():
        Cost.objects.all().delete()
        Invoice.objects.all().delete()
        writer = Writer.at(house)
        assert refusing(writer) == []
        found = {name(model): _of_table(writer, model, every=every) for model in tables() if model not in OF_COSTS}
        transaction.set_rollback(True)
    found |= {name(model): _of_table(planted_writer, model, every=every) for model in OF_COSTS}
    wrong = [
        (table, column, one)
        for table, of in found.items()
        for column, ones in of.items()
        for one in ones
        if _wrong(one)
    ]
    assert wrong == []
    if WRITES and every:
        GOLDEN.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")
    noticed, wanted = _noticed(found), _noticed(json.loads(GOLDEN.read_text()))
    # Which of the names comes first may depend on keys, which are new each time; whether anybody refuses does not.
    assert noticed == wanted if every else noticed <= wanted
    assert len(noticed) > 0.8 * len(wanted)  # a first value shows most of them


def name(model: Any) -> str:
    """The table of a model."""
    return str(model._meta.db_table)  # noqa: SLF001


def refusing(writer: Writer) -> list[str]:
    """Clients that refuse before anybody swaps anything."""
    return [client for client, said in writer.before.items() if isinstance(said, Refusal)]


def _noticed(found: Any) -> set[tuple[str, str]]:
    return {(table, column) for table, of in found.items() for column, rules in of.items() if rules}


def _wrong(one: str) -> bool:
    """A fault without a name, or another thing believed."""
    return one.endswith(("!", "ANOTHER"))


def _of_table(writer: Writer, model: Any, *, every: bool) -> dict[str, list[str]]:
    reading = {who: one for who, one in writer.reading.items() if name(model) in one.tables}
    return {column: sorted(_found(writer, model, column, reading, every=every)) for column in columns(model) if reading}


def _found(writer: Writer, model: Any, column: str, reading: dict[str, Reading], *, every: bool) -> set[str]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for swap in swaps(model, column, writer.house, every=every):
        for name, value in tried(writer.house, swap, reading).items():
            found[name].add(told(writer.before[name], value))
    return {f"{name}: {rule}" for name, rules in found.items() for rule in rules if rule}


def test_every_table_and_column_has_its_entry() -> None:
    golden = json.loads(GOLDEN.read_text())
    assert sorted(golden) == sorted(TABLES)
    for model in tables():
        table, found = model._meta.db_table, golden[model._meta.db_table]  # noqa: SLF001
        assert sorted(found) == (sorted(columns(model)) if found else []), table
        for column in columns(model):
            assert found.get(column) or why(table, column), f"{table}.{column}: why does a swap change nothing?"


def test_the_page_says_what_was_found() -> None:
    golden = json.loads(GOLDEN.read_text())
    text = page({model._meta.db_table: columns(model) for model in tables()}, golden)  # noqa: SLF001
    if WRITES:
        PAGE.write_text(text)
    assert PAGE.read_text() == text
    assert all(name in FOUND for found in golden.values() for rules in found.values() for name in _names(rules))


def _names(rules: list[str]) -> list[str]:
    return [one.split(": ")[0] for one in rules]
