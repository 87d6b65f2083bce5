"""Checked facts as a file for the engine: whole, of the house, and letters are numbers in it."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dueprocess.adapters import engine, facts_file
from dueprocess.domain.report.cells import Size
from dueprocess.domain.report.evaluate import evaluate
from dueprocess.domain.report.facts import COLUMNS, Fact
from dueprocess.domain.report.metrics import METRICS
from report_facts import fixed

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> list[Fact]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(path)).fetchall()
    return [Fact(**dict(zip(COLUMNS, row, strict=True))) for row in rows]


@pytest.mark.parametrize("batch", [7, 1000])
def test_every_fact_is_in_it_and_a_letter_is_a_number(
    tmp_path: Path, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facts_file, "BATCH", batch)  # of several batches, and of one
    path = facts_file.write(fixed(), tmp_path / "facts.parquet")
    found = read(path)
    letters = dict(zip([fact.letter for fact in fixed()], [one.letter for one in found], strict=True))
    assert set(letters.values()) == set(range(len(letters)))
    assert found == [replace(fact, letter=letters[fact.letter]) for fact in fixed()]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"c-1" not in path.read_bytes()


def test_no_facts_are_a_file_that_the_engine_reads(tmp_path: Path) -> None:
    path = facts_file.write([], tmp_path / "facts.parquet")
    assert engine.cells(path) == evaluate([]) == ()
    with pytest.raises(FileExistsError):
        facts_file.write([], path)


def test_numbers_beyond_32_bits_are_counted(tmp_path: Path) -> None:
    many = [replace(fact, cents=2**40, claimed=2**40, item=2**40 + place) for place, fact in enumerate(fixed())]
    path = facts_file.write(many, tmp_path / "facts.parquet")
    assert engine.cells(path, METRICS, [Size.YEAR]) == evaluate(many, METRICS, [Size.YEAR])
