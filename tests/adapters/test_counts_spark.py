"""The report's definitions on Spark: the same cells as the pure evaluator, for whoever outgrows one machine."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import counts
from dueprocess.report.evaluate import evaluate
from dueprocess.report.metrics import METRICS
from report_facts import fixed, write

ibis = pytest.importorskip("ibis", reason="Ibis is not installed: the extra `report`")

pytestmark = [pytest.mark.soak, pytest.mark.filterwarnings("ignore")]  # of pandas, pyarrow and Spark, not of ours


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


@pytest.fixture(scope="module")
def spark(folder: Path) -> Iterator[Any]:
    """Spark on this machine, one core, no server; code is not compiled, which takes longer than so few rows."""
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine (apt-get install default-jre-headless): Spark cannot run")
    pyspark = pytest.importorskip("pyspark.sql", reason="PySpark is not installed: the extra `warehouse` (.ci/spark)")
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


def test_the_whole_report_by_spark_gives_the_same_cells(spark: Any, folder: Path) -> None:
    table = spark.read_parquet(str(write(fixed(), folder / "spark.parquet")))
    assert counts.cells(table, METRICS) == evaluate(fixed(), METRICS)
