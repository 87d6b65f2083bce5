"""``report facts`` by the command itself, on a home of its own file: rows, refusal, and the line to type."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from cli_samples import Desk
from dueprocess.report.facts import COLUMNS

pq = pytest.importorskip("pyarrow.parquet")


@pytest.fixture(scope="module")
def counted(cli_desk: Desk) -> str:
    """A demand of which a named person said that it may be counted."""
    case = cli_desk.take_in("01-subscriber-talbach.eml")
    cli_desk.do("gate", case, "count", "yes", by="aster")
    return case


@pytest.mark.slow
def test_the_facts_of_a_home_as_a_file_that_stays_in_the_house(cli_desk: Desk, counted: str) -> None:
    said = cli_desk.do("report", "facts", "--parquet", "facts.parquet", "--json")
    table = pq.read_table(cli_desk.folder / "facts.parquet")
    assert said.json == {"file": "facts.parquet", "rows": table.num_rows, "published": False}
    assert tuple(table.schema.names) == COLUMNS
    assert any(row["countable"] and row["kind"] == "disclosure" for row in table.to_pylist())
    assert "of the house" in cli_desk.do("report", "facts", "--parquet", "facts.parquet").out


@pytest.mark.slow
def test_a_row_that_no_case_says_is_refused_by_name(cli_desk: Desk, counted: str) -> None:
    def swap(outcome: str) -> None:
        with contextlib.closing(sqlite3.connect(cli_desk.home / "desk.sqlite3")) as other, other:
            other.execute("UPDATE data_item SET outcome = ? WHERE case_id = ?", (outcome, counted))

    swap("no_data")
    refused = cli_desk.run("report", "facts", "--parquet", "other.parquet")
    swap("")
    assert refused.code == 1
    assert "report.unsigned-row" in refused.err
    assert counted in refused.err
    assert not (cli_desk.folder / "other.parquet").exists()


@pytest.mark.slow
def test_without_the_extra_the_line_to_type_is_said(cli_desk: Desk, counted: str) -> None:
    package = cli_desk.folder / "without" / "pyarrow"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise ImportError('not here', name='pyarrow')\n")
    wrong = cli_desk.run("report", "facts", "--parquet", "other.parquet", PYTHONPATH=str(package.parent))
    assert wrong.code == 2
    assert "uv sync --extra report" in wrong.err
