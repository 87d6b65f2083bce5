"""A published report of a million rows checked against itself; beside it, the same file through Python's csv alone."""

from __future__ import annotations

import csv
import gc
import io
import os
import random

from bench.measuring import Row, core_seconds

from transparency.check import audit

ROWS = int(os.environ.get("BENCH_CHECK_ROWS", "1000000"))
HEAD = ("Period", "Country", "Code", "Type", "Requests", "Disclosed", "Percent", "Accounts")
KINDS, PERIODS = 20, 50


def table(rows: int) -> bytes:
    """A report that holds: half-years, kinds, places and a row for all of them, percentages half up."""
    drawn = random.Random(1)  # noqa: S311 - the same table each time
    written = io.StringIO()
    out = csv.writer(written)
    out.writerow(HEAD)
    places = rows // (KINDS * PERIODS) - 1
    for period in range(PERIODS):
        half = f"{2000 + period // 2} H{period % 2 + 1}"
        for kind in range(KINDS):
            every = [(asked, drawn.randrange(asked + 1)) for asked in drawn.choices(range(1, 500), k=places)]
            lines = [(f"Land {n}", f"L{n}", *pair) for n, pair in enumerate(every)]
            lines.append(("TOTAL", "", sum(one for one, _ in every), sum(one for _, one in every)))
            for name, code, asked, given in lines:
                share = (200 * given + asked) // (2 * asked)
                out.writerow((half, name, code, f"kind {kind}", asked, given, f"{share}%", asked))
    return written.getvalue().encode()


def main() -> list[Row]:
    """Rows a core second. The collector is off, as in the sandbox's child (``jobs_report``)."""
    data = table(ROWS)
    text = data.decode()
    alone = core_seconds(lambda: sum(1 for _ in csv.reader(io.StringIO(text, newline=""))))
    gc.disable()
    try:
        done: list[audit.Audit] = []
        seconds = core_seconds(lambda: done.append(audit.audit([("report.csv", data)])))
    finally:
        gc.enable()
    assert not done[0].unreadable
    assert not any(report.broken for report in done[0].reports)
    what = f"a report of {ROWS:,} rows checked"
    return [Row(what, ROWS / seconds, ROWS / alone, "rows/s", "the same bytes through csv.reader")]
