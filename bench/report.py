"""The whole report over N rows of Parquet, by our engine and as hand-written SQL; each run a process of its own.

``BENCH_REPORT_ROWS`` rows (1,000,000), and a tenth of them to see whether time is linear. Before it is timed the
output of both is compared number for number. Ours makes and sorts the cells of the report, the baseline only fetches
its rows; ours lives under its memory limit, the baseline has the whole machine.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from bench import report_baseline
from bench.measuring import Row, Skipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dueprocess.report.metric import Metric

ROWS = int(os.environ.get("BENCH_REPORT_ROWS", "1000000"))
ROUNDS = 3 if ROWS <= 1_000_000 else 1
FEWER = tuple(report_baseline.DISTINCT)


def main() -> list[Row | Skipped]:
    try:
        import duckdb  # noqa: F401 - whether it is there
    except ImportError:
        return [Skipped("report", "DuckDB is not installed (the extra `report`)")]
    from bench.report_rows import write

    with tempfile.TemporaryDirectory(prefix="bench-report-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        many, few = (write(count, Path(folder) / f"{count}.parquet") for count in (ROWS, ROWS // 10))
        _child("compare", many, Path(folder))
        return rows(many, few, Path(folder))


def rows(many: Path, few: Path, folder: Path) -> list[Row | Skipped]:
    whole, hand = _paired(many, folder, "")
    plain, hand_plain = _paired(many, folder, "-plain")
    tenth, _ = _paired(few, folder, "")
    what = f"report over {ROWS:,} rows"
    hand_sql = "the same group-bys hand-written in DuckDB SQL"
    each = {
        name: one["seconds"] / (ROWS / 1e6)
        for name, one in (("many", whole), ("few", {"seconds": tenth["seconds"] * 10}))
    }
    return [
        Row(what, whole["seconds"], hand["seconds"], "s", hand_sql, target=1.3, by_ratio=True),
        Row(f"{what}, core seconds", whole["core"], hand["core"], "s", hand_sql, target=1.3, by_ratio=True),
        Row(
            f"{what}, without letters and orders, core seconds",
            plain["core"],
            hand_plain["core"],
            "s",
            f"{hand_sql}, without distinct counts",
            target=1.3,
            by_ratio=True,
        ),
        Row(f"{what}, memory", whole["mib"], hand["mib"], "MiB", f"{hand_sql}, no limit", target=1024),
        Row("seconds for a million rows", each["many"], each["few"], "s", "a tenth of the rows", 1.1, by_ratio=True),
    ]


def _paired(parquet: Path, folder: Path, form: str) -> tuple[dict[str, float], dict[str, float]]:
    pairs = [(_child(f"ours{form}", parquet, folder), _child(f"hand{form}", parquet, folder)) for _ in range(ROUNDS)]
    return _median([one for one, _ in pairs]), _median([two for _, two in pairs])


def _median(runs: list[dict[str, float]]) -> dict[str, float]:
    return {name: statistics.median(one[name] for one in runs) for name in runs[0]}


def _child(act: str, parquet: Path, folder: Path) -> dict[str, float]:
    line = [sys.executable, "-m", "bench.report", act, str(parquet), str(folder)]
    done = subprocess.run(line, check=True, stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent)
    found: dict[str, float] = json.loads(done.stdout)
    return found


# What a child does


def child(act: str, parquet: Path, folder: Path) -> dict[str, float]:
    if act == "compare":
        return {"cells": float(compare(parquet, folder))}
    distinct = not act.endswith("-plain")
    work = hand if act.startswith("hand") else ours
    start, core = time.perf_counter(), time.process_time()
    kept = work(parquet, folder, distinct=distinct)
    took = {"seconds": time.perf_counter() - start, "core": time.process_time() - core, "kept": float(len(kept))}
    return took | {"mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def chosen(*, distinct: bool) -> tuple[Metric, ...]:
    from dueprocess.report.metrics import METRICS

    return tuple(metric for metric in METRICS if distinct or metric.id not in FEWER)


def ours(parquet: Path, folder: Path, *, distinct: bool) -> Sequence[object]:
    from dueprocess.adapters import engine

    return engine.cells(parquet, chosen(distinct=distinct), limits=engine.Limits(folder=folder))


def hand(parquet: Path, folder: Path, *, distinct: bool) -> Sequence[object]:
    import duckdb

    with duckdb.connect(config={"temp_directory": str(folder)}) as connection:
        return report_baseline.run(connection, report_baseline.statements(parquet, distinct=distinct))


def compare(parquet: Path, folder: Path) -> int:
    """How many numbers are the same; raises AssertionError where one is not."""
    from dueprocess.adapters import engine

    many = report_baseline.statements(parquet)
    said = report_baseline.numbers(many, hand(parquet, folder, distinct=True))
    by_hand = {metric for metric, _, _ in said}
    found = [
        cell for cell in engine.cells(parquet, limits=engine.Limits(folder=folder)) if cell.place.metric in by_hand
    ]
    places = {(cell.place.metric, cell.place.period, cell.place.by) for cell in found}
    assert places == said.keys(), f"not printed by both: {sorted(places ^ said.keys())[:5]}; mend report_baseline.py"
    for cell in found:
        other = said[cell.place.metric, cell.place.period, cell.place.by]
        assert cell.exact == _exact(other), f"{cell.place}: {cell.exact}, by hand {other}"
    return len(found)


def _exact(value: object) -> Fraction | None:
    if isinstance(value, tuple):
        return Fraction(*value) if value[1] else None
    return None if value is None else Fraction(value)  # type: ignore[arg-type]


if __name__ == "__main__":
    print(json.dumps(child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))))
