"""Past demands out of a sheet: 100,000 rows read and counted, against reading the same file with the csv module."""

from __future__ import annotations

import csv
import io

from bench.measuring import Row, paired

from dueprocess.adapters import sheets
from dueprocess.report.history import Reader, Tally, guessed

ROWS = 100_000
COUNTRIES = ("Germany", "France", "Pakistan", "Atlantis")
KINDS = ("Bestandsdaten", "takedown", "Sicherung", "wiretap")


def sheet() -> bytes:
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";")
    rows.writerow(("Eingang", "Land", "Behörde", "Aktenzeichen", "Art", "Ergebnis"))
    for number in range(ROWS):
        one = (f"{number % 28 + 1}.3.20{10 + number % 15}", COUNTRIES[number % 4], f"Polizei {number % 900}")
        rows.writerow((*one, f"AZ {number}", KINDS[number // 4 % 4], "erteilt" if number % 3 else "abgelehnt"))
    return out.getvalue().encode()


def counted(data: bytes) -> Tally:
    rows, tally = sheets.rows(data), Tally()
    reader = Reader(guessed(next(rows)), {"germany": "DE", "france": "FR", "pakistan": "PK"}, 2026)
    for row in reader.read(rows):
        tally.add(row)
    return tally


def read(data: bytes) -> None:
    for _ in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=";"):
        pass


def main() -> list[Row]:
    data = sheet()
    assert counted(data).taken == ROWS
    ours, bare = paired(lambda: counted(data), lambda: read(data), rounds=3)
    rate, against = ROWS / ours, "reading the same file with the csv module"
    return [
        Row("past demands of a sheet", rate, ROWS / bare, "rows/s", against, target=1_000, at_least=True),
        Row("past demands of a sheet, 100,000 rows", ours, bare, "s", against, target=60, by_ratio=True),
    ]
