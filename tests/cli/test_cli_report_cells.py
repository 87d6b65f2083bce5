"""``report cells``: the definitions over a file, for people and for programs; the call that cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result

from commands_here import ran
from dueprocess.cli.report_group import report
from dueprocess.report.cells import Size
from dueprocess.report.evaluate import evaluate
from dueprocess.report.metrics import BY_ID
from report_facts import fixed, write

pytest.importorskip("duckdb")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(fixed(), tmp_path / "facts.parquet")


def run(*line: object) -> Result:
    return ran(report, ["cells", *map(str, line)])


def test_lines_hold_metric_period_breakdown_and_number(file: Path) -> None:
    done = run(file, "--metric", "received", "--metric", "hours_to_decide", "--size", "year")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert "received\t2025\tall\t36" in lines
    assert "received\t2025\tcountry=DE kind=content\t2" in lines
    assert "received\t2025\toutcome=-\t28" in lines
    assert "hours_to_decide\t2025\tcountry=FR\tfew" in lines
    assert "hours_to_decide\t2025\tcountry=DE\t7/2" in lines
    assert "Publish none of them" in done.stderr


def test_for_programs_every_cell_is_that_of_the_pure_evaluator(file: Path) -> None:
    done = run(file, "--metric", "accounts", "--json")
    said = json.loads(done.stdout)
    assert not done.stderr
    assert said["published"] is False
    assert said["cells"] == [
        {
            "metric": "accounts",
            "period": cell.place.period,
            "by": dict(cell.place.by),
            "value": cell.value,
            "of": 1,
            "why": str(cell.why),
        }
        for cell in evaluate(fixed(), [BY_ID["accounts"]], tuple(Size))
    ]


def test_a_metric_that_is_none_names_those_that_are(file: Path) -> None:
    done = run(file, "--metric", "requests")
    assert done.exit_code == 2
    assert "there is no metric requests; there are letters, orders" in done.stderr


@pytest.mark.parametrize(("line", "says"), [(("no.parquet",), "there is no file"), (("--memory", "lots"), "DuckDB")])
def test_what_cannot_be_computed_is_said_in_one_line(file: Path, line: tuple[str, ...], says: str) -> None:
    done = run(*line) if line[0] == "no.parquet" else run(file, *line)
    assert done.exit_code == 2
    assert says in done.stderr
    assert "Traceback" not in done.output
