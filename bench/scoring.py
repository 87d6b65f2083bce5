"""The 26 companies of RDR's index of 2020 read, scored and written; beside it, the same bytes through csv alone."""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from pathlib import Path

from bench.measuring import Row, Skipped, core_seconds

from transparency.score import answers, score, written
from transparency.score import method as methods

ANSWERS = Path(__file__).resolve().parents[2] / "shared/vectors/rdr/rdr2020_answers.csv"
MOST = 0.5


def main() -> list[Row | Skipped]:
    """Core seconds of all companies."""
    what = "score: all companies of 2020"
    if not ANSWERS.exists():
        return [Skipped(what, "the shared vectors are not beside this checkout")]
    data, method = ANSWERS.read_bytes(), methods.read((files("transparency.score") / "rdr-2020.toml").read_bytes())

    def scored() -> None:
        given = answers.read("a.csv", data, method)
        for name, rows in given.companies.items():
            written.plain(method, score.card(method, name, rows), answers.absent(method, rows), ())

    seconds = core_seconds(scored)
    alone = core_seconds(lambda: sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))))
    return [Row(what, seconds, alone, "s", "the same bytes through csv.reader", MOST)]
