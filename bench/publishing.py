"""The public site with a report of 60 countries and 20 half-years, against the same site without a report."""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Row, core_seconds

from dueprocess.desk.publish.site import build
from dueprocess.report.cells import Size
from dueprocess.report.evaluate import evaluate

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

if TYPE_CHECKING:
    from dueprocess.report.snapshot import Snapshot

COUNTRIES, PERIODS, DEMANDS = 60, 20, 24_000
FIRST_PAGE = 100_000  # bytes of the first page with its style sheets
BACK = 5  # earlier periods in an edition


def world() -> Snapshot:
    """An edition for each half-year; every country asks in every one of them."""
    import report_worlds

    facts = report_worlds.facts(DEMANDS, 2017, 2026, countries=COUNTRIES)
    cells = evaluate(facts, sizes=(Size.HALF,))
    halves = [f"{year}-H{half}" for year in range(2017, 2027) for half in (1, 2)]
    editions = []
    for at, period in enumerate(halves):
        before = halves[max(at - BACK, 0) : at]
        kept = tuple(cell for cell in cells if cell.place.period in {period, *before})
        editions.append(report_worlds.edition(kept, period, before))
    return report_worlds.with_report(tuple(editions))


def main() -> list[Row]:
    """Seconds of one processor for the whole site; bytes of the first page."""
    snapshot = world()
    with tempfile.TemporaryDirectory() as folder:
        bare, whole = Path(folder) / "bare", Path(folder) / "whole"
        without = core_seconds(lambda: build(dataclasses.replace(snapshot, editions=()), bare))
        seconds = core_seconds(lambda: build(snapshot, whole))
        sheets = sum((whole / "assets" / name).stat().st_size for name in ("site.css", "report.css"))
        pages = [(whole / language / "report.html").stat().st_size + sheets for language in ("en", "de", "ur")]
        front = (bare / "en" / "report.html").stat().st_size + (bare / "assets" / "site.css").stat().st_size
    return [
        Row(
            f"public site, report of {COUNTRIES} countries and {PERIODS} half-years, 3 languages",
            seconds,
            without,
            "s",
            "the same site without a report",
            target=20,
        ),
        Row(
            "first page of the report with its sheets, largest language",
            max(pages),
            front,
            "bytes",
            "the page of numbers",
            target=FIRST_PAGE,
        ),
    ]
