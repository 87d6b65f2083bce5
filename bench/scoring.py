"""The 26 companies of RDR's index of 2020 scored; and what a desk of 200,000 cases shows of itself, in full."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

from bench.listing import MANY, fill
from bench.measuring import Row, Skipped, core_seconds

from transparency.score import answers, score, written
from transparency.score import method as methods

ANSWERS = Path(__file__).resolve().parents[2] / "shared/vectors/rdr/rdr2020_answers.csv"
MOST = 0.5
MOST_EVIDENCE = 5


def child(folder: str) -> None:
    """In a process of its own: found, fill, and time the desk's evidence with score and steps. Prints JSON."""
    from bench import homes

    desk = homes.desk(homes.found(Path(folder)))
    from django.db import connection

    from dueprocess.desk.services import scorecards

    fill(MANY)

    def shown() -> None:
        scorecards.sheet(desk).steps(scorecards.true(desk))

    def alone() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(DISTINCT kind) FROM data_item i JOIN data_case c ON c.id = i.case_id")
            cursor.fetchone()

    print(json.dumps([core_seconds(shown), core_seconds(alone)]))


def evidence() -> Row:
    """What the desk's records show, over all its cases."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        code = f"from bench.scoring import child; child({folder!r})"
        root = Path(__file__).resolve().parent.parent
        done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=root)
    ours, alone = json.loads(done.stdout.splitlines()[-1])
    what = f"score: a desk's own evidence, {MANY:,} cases"
    return Row(what, ours, alone, "s", "one count over the same rows", MOST_EVIDENCE)


def main() -> list[Row | Skipped]:
    """Core seconds."""
    return [companies(), evidence()]


def companies() -> Row | Skipped:
    """All companies of 2020."""
    what = "score: all companies of 2020"
    if not ANSWERS.exists():
        return Skipped(what, "the shared vectors are not beside this checkout")
    data, method = ANSWERS.read_bytes(), methods.read((files("transparency.score") / "rdr-2020.toml").read_bytes())

    def scored() -> None:
        given = answers.read("a.csv", data, method)
        for name, rows in given.companies.items():
            written.plain(method, score.card(method, name, rows), answers.absent(method, rows), ())

    seconds = core_seconds(scored)
    alone = core_seconds(lambda: sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))))
    return Row(what, seconds, alone, "s", "the same bytes through csv.reader", MOST)
