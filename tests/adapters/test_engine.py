import datetime
import gc
import importlib
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import report_recreated as made
from dueprocess.adapters import engine
from dueprocess.report.cells import Size
from dueprocess.report.edition import Edition
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import COLUMNS, Fact
from dueprocess.report.metric import Metric
from dueprocess.report.metrics import BY_ID, METRICS, PUBLISHERS
from report_facts import DEFINITIONS, FACTS, fixed, write
from transparency.forms import github

SMALL = engine.Limits(threads=1)
SORTS = tuple(
    BY_ID[name] for name in ("letters", "orders", "targets", "received", "share_given", "hours_to_effect", "cost")
)
"""A definition of each sort: where many statements would say no more."""


@pytest.fixture(scope="module")
def folder() -> None:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def same_in_memory(facts: Sequence[Fact], metrics: Sequence[Metric], sizes: Sequence[Size]) -> None:
    assert engine.cells_of(facts, metrics, sizes, SMALL) == evaluate(facts, metrics, sizes)


def same(facts: Sequence[Fact], metrics: Sequence[Metric], sizes: Sequence[Size], folder: Path) -> None:
    found = engine.cells(write(facts, folder / "facts.parquet"), metrics, sizes, SMALL)
    assert found == evaluate(facts, metrics, sizes)


def test_the_fixed_list_gives_the_cells_of_the_pure_evaluator_for_every_definition_there_is(folder: Path) -> None:
    same(fixed(), tuple(BY_ID.values()), tuple(Size), folder)


@pytest.mark.slow
@settings(max_examples=10)
@given(facts=FACTS, metrics=DEFINITIONS, sizes=st.sets(st.sampled_from(Size), min_size=1).map(sorted))
def test_random_definitions_over_random_facts_give_the_same_cells(
    facts: list[Fact], metrics: list[Metric], sizes: list[Size]
) -> None:
    same_in_memory(facts, metrics, sizes)


@pytest.mark.slow
@settings(max_examples=2)
@given(facts=FACTS)
def test_the_whole_report_over_random_facts_gives_the_same_cells(facts: list[Fact]) -> None:
    same_in_memory(facts, METRICS, tuple(Size))


def test_a_sample_of_the_benchs_rows_gives_the_same_cells(folder: Path, root: Path) -> None:
    """Letters whose items lie in one group and letters whose items do not, by the hundred."""
    path = bench_rows(root, 1500, folder / "many.parquet")
    sizes = [Size.QUARTER, Size.YEAR]
    assert engine.cells(path, SORTS, sizes, SMALL) == evaluate(read(path), SORTS, sizes)


def bench_rows(root: Path, count: int, path: Path) -> Path:
    if str(root) not in sys.path:
        sys.path.append(str(root))
    return importlib.import_module("bench.report_rows").write(count, path)


def read(path: Path) -> list[Fact]:
    import duckdb

    with duckdb.connect() as connection:
        rows = connection.read_parquet(str(path)).fetchall()
    return [Fact(**dict(zip(COLUMNS, row, strict=True))) for row in rows]


@pytest.mark.slow
def test_little_memory_gives_the_same_cells(folder: Path, root: Path) -> None:
    path = bench_rows(root, 200_000, folder / "many.parquet")
    tight = engine.Limits(memory="60MB", threads=2, folder=folder)
    names = [BY_ID[name] for name in ("letters", "orders", "hours_to_decide", "received")]
    assert engine.cells(path, names, [Size.HALF], tight) == engine.cells(path, names, [Size.HALF])
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == []


# Limits and faults


def test_a_value_of_a_filter_is_never_part_of_the_statement(folder: Path) -> None:
    """The fixed facts hold an instrument with both quotes and a semicolon; here the filter asks for it."""
    evil = "a'b\"c; --"
    metric = Metric("m", "…", where={"instrument": frozenset({evil, "x' OR 'a' = 'a"})}, by=(("instrument",),))
    same(fixed(), [metric], [Size.YEAR], folder)
    found = engine.cells(folder / "facts.parquet", [metric], [Size.YEAR], SMALL)
    assert [(cell.place.by[0][1], cell.value) for cell in found if cell.value] == [(evil, 1)]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY (SELECT 1) TO '{folder}/out.csv'",
        "SELECT * FROM read_parquet('{folder}/other.parquet')",
        "ATTACH '{folder}/new.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_csv('http://127.0.0.1:9/x')",
        "SET enable_external_access = true",
        "SET allowed_paths = ['/etc/passwd']",
        "SET memory_limit = '10GB'",
    ],
)
def test_the_connection_reads_its_one_file_and_nothing_else(statement: str, folder: Path) -> None:
    path = write(fixed(), folder / "facts.parquet")
    write(fixed(), folder / "other.parquet")
    with pytest.raises(engine.EngineError, match="DuckDB could not"), engine.opened(SMALL, path) as connection:
        connection.con.execute(statement.format(folder=folder))
    assert not (folder / "out.csv").exists()


@pytest.mark.parametrize("name", ["a*b.parquet", "a[1].parquet", "a?.parquet", "it's.parquet", "ü b.parquet"])
def test_a_name_is_taken_for_itself_and_not_for_a_pattern(name: str, folder: Path) -> None:
    path = write(fixed()[:3], folder / "plain.parquet").rename(folder / name)
    found = engine.cells(path, [BY_ID["received"]], [Size.YEAR], SMALL)
    assert found == evaluate(fixed()[:3], [BY_ID["received"]], [Size.YEAR])
    path.unlink()


def test_a_folder_whose_name_is_a_pattern_is_refused(folder: Path) -> None:
    (folder / "a[1]").mkdir()
    with pytest.raises(engine.EngineError, match="name another"):
        engine.cells(write([], folder / "none.parquet"), limits=engine.Limits(folder=folder / "a[1]"))
    (folder / "a[1]").rmdir()


def test_a_file_without_rows_gives_no_cells(folder: Path) -> None:
    assert engine.cells(write([], folder / "none.parquet"), SORTS, tuple(Size), SMALL) == ()


def test_numbers_beyond_32_bits_are_counted() -> None:
    many = [replace(fact, cents=2**40, claimed=2**40, item=2**40 + place) for place, fact in enumerate(fixed())]
    same_in_memory(many, SORTS, [Size.YEAR])


def test_facts_in_memory_reach_no_file_and_read_none(tmp_path: Path) -> None:
    other = write(fixed(), tmp_path / "other.parquet")
    room = tmp_path / "room"
    room.mkdir()
    with engine.opened(engine.Limits(folder=room)) as connection:
        connection.con.execute("SELECT 1")
        assert [path for path in room.rglob("*") if not path.is_dir()] == []
    with pytest.raises(engine.EngineError, match="from memory"), engine.opened(SMALL) as connection:
        connection.con.read_parquet(str(other)).fetchall()
    assert list(room.iterdir()) == []


def test_a_missing_file_is_said_with_what_writes_one(tmp_path: Path) -> None:
    with pytest.raises(engine.EngineError, match="dueprocess report facts"):
        engine.cells(tmp_path / "no.parquet")


def test_a_file_that_is_no_parquet_is_said(tmp_path: Path) -> None:
    (tmp_path / "text.parquet").write_text("letter,order\n")
    with pytest.raises(engine.EngineError, match="no Parquet file; `dueprocess report facts"):
        engine.cells(tmp_path / "text.parquet")
    (tmp_path / "cut.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(engine.EngineError, match="DuckDB could not compute the report"):
        engine.cells(tmp_path / "cut.parquet")


def test_a_file_of_another_form_names_what_it_lacks(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'c-a' AS letter, 1 AS \"order\") TO '{tmp_path}/old.parquet'")
    with pytest.raises(engine.EngineError, match=r"lacks the columns item, received_on, .*export it again"):
        engine.cells(tmp_path / "old.parquet")


def test_null_in_place_of_a_code_is_refused_and_not_counted_as_not_said(tmp_path: Path) -> None:
    import duckdb

    path = write(fixed(), tmp_path / "facts.parquet")
    with duckdb.connect() as connection:
        connection.read_parquet(str(path)).project("* REPLACE (nullif(country, 'FR') AS country)").write_parquet(
            str(tmp_path / "null.parquet")
        )
    with pytest.raises(engine.EngineError, match="NULL in country"):
        engine.cells(tmp_path / "null.parquet")


def test_without_duckdb_the_error_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(engine.EngineError, match="uv sync --extra report"):
        engine.cells(tmp_path / "x.parquet")


def test_collection_of_cycles_is_on_again_afterwards(folder: Path) -> None:
    engine.cells(write(fixed(), folder / "facts.parquet"), [BY_ID["received"]], [Size.YEAR], SMALL)
    assert gc.isenabled()
    gc.disable()
    try:
        engine.cells(folder / "facts.parquet", [BY_ID["received"]], [Size.YEAR], SMALL)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_the_file_calls_letters_by_numbers_and_is_for_its_owner_alone(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    path = write([replace(fact, letter=f"c-secret-{fact.letter}") for fact in fixed()], tmp_path / "facts.parquet")
    assert tuple(pq.read_schema(path).names) == COLUMNS
    assert pq.read_metadata(path).metadata[b"dueprocess"] == engine.NOTICE.encode()
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"secret" not in path.read_bytes()
    assert len(set(pq.read_table(path)["letter"].to_pylist())) == len({fact.letter for fact in fixed()})


def test_what_cannot_be_written_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "facts.parquet").mkdir()
    with pytest.raises(engine.EngineError, match=r"cannot be written.*Name a file"):
        engine.write(fixed(), tmp_path / "facts.parquet")
    with pytest.raises(engine.EngineError, match="cannot be written"):
        engine.write(fixed(), tmp_path / "no" / "facts.parquet")


def test_no_length_of_period_gives_no_cell(folder: Path) -> None:
    assert engine.cells(write(fixed(), folder / "facts.parquet"), SORTS, (), SMALL) == ()


# --- the engine over a Parquet file gives a publisher's rows, too ---

HALF = "_by_calendar_year_half.csv"
pytest.importorskip("duckdb")


def edition(path: Path, form: str, period: str) -> Edition:
    cells = engine.cells(path, PUBLISHERS[form], (Size.HALF,))
    return Edition(made.PROVIDER, period, 1, datetime.date(2026, 11, 27), tuple(cells), made.GAPS)


def rows(data: bytes, start: bytes) -> list[bytes]:
    return [line for line in data.splitlines(keepends=True) if line.startswith(start)]


def test_github_2023_byte_for_byte(tmp_path: Path, shared_vectors: Path) -> None:
    folder = shared_vectors / "reports" / "github"
    write([fact for half in ("1", "2") for fact in made.github(folder, "2023", half)], tmp_path / "facts.parquet")
    ours = github.files(edition(tmp_path / "facts.parquet", "github", "2023-H2"), str)
    for name in ("requests_received_and_disclosed", "requests_accounts_affected"):
        theirs = (folder / f"{name}{HALF}").read_bytes()
        assert rows(ours[f"{name}{HALF}"], b"2023,") == rows(theirs, b"2023,") != []
