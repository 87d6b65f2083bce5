from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from dueprocess.domain.report.cells import Size
from dueprocess.domain.report.evaluate import evaluate
from dueprocess.domain.report.metrics import BY_ID, METRICS
from report_facts import DEFINITIONS, FACTS, fixed, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.domain.report.facts import Fact
    from dueprocess.domain.report.metrics import Metric

ibis = pytest.importorskip("ibis", reason="Ibis is not installed: the extra `spark` (.ci/spark)")
from dueprocess.adapters import warehouse  # noqa: E402 - after the skip

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]  # of pandas, pyarrow and Spark, not of ours


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="module")
def duck() -> Any:
    return ibis.duckdb.connect()


@pytest.fixture(scope="module")
def spark(folder: Path) -> Iterator[Any]:
    """Spark on this machine, one core, no server; code is not compiled, which takes longer than so few rows."""
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine (apt-get install default-jre-headless): Spark cannot run")
    pyspark = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: the extra `spark` (.ci/spark)")
    options = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "768m",
        "spark.sql.adaptive.enabled": "false",
        "spark.sql.codegen.wholeStage": "false",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    building = pyspark.SparkSession.builder.master("local[1]")
    for name, value in options.items():
        building = building.config(name, value)
    session = building.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def test_ibis_on_duckdb_gives_the_cells_of_the_pure_evaluator_for_every_definition(duck: Any, folder: Path) -> None:
    metrics = tuple(BY_ID.values())
    table = duck.read_parquet(str(write(fixed(), folder / "fixed.parquet")))
    assert warehouse.cells(table, metrics) == evaluate(fixed(), metrics)


@settings(max_examples=15)
@given(facts=FACTS, metrics=DEFINITIONS)
def test_random_definitions_by_ibis_give_the_same_cells(
    facts: list[Fact], metrics: list[Metric], duck: Any, folder: Path
) -> None:
    table = duck.read_parquet(str(write(facts, folder / "random.parquet")))
    assert warehouse.cells(table, metrics, [Size.HALF]) == evaluate(facts, metrics, [Size.HALF])


def test_the_whole_report_by_spark_gives_the_same_cells(spark: Any, folder: Path) -> None:
    table = spark.read_parquet(str(write(fixed(), folder / "spark.parquet")))
    assert warehouse.cells(table, METRICS) == evaluate(fixed(), METRICS)
