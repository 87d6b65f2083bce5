"""The engine over a Parquet file gives a publisher's rows, too."""

import datetime
from pathlib import Path

import pytest

import report_recreated as made
from dueprocess.adapters import engine
from dueprocess.report.cells import Size
from dueprocess.report.edition import Edition
from dueprocess.report.metrics import PUBLISHERS
from report_facts import write
from transparency.forms import github

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
