"""What a journalist does with a public site: reads its files, and subtracts everything from everything.

    python tests/support/report_attack.py SITE [SITE_OF_ANOTHER_DAY …]

Prints each difference of one to four demands that no number explains: a case that somebody meant to keep quiet.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from pathlib import Path

By = tuple[tuple[str, str], ...]
Where = tuple[str, str, By]
FEW = range(1, 5)
ADDS = ("received", "answered", "given", "complied", "in_part", "open", "refused", "data_received", "data_given")


def report(path: Path) -> dict[Where, int]:
    """The cells of an edition, or of the live page; a blank is no number."""
    found: dict[Where, int] = {}
    for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
        names = [name for name in row["by"].split(";") if name]
        if row["value"] and row["of"] == "1":
            found[row["metric"], row["period"], tuple((name, row[name]) for name in names)] = int(row["value"])
    return found


def attack(sites: list[Path]) -> list[str]:
    """Every difference that tells of one to four demands."""
    surfaces = {str(path): report(path) for site in sites for path in sorted(site.glob("data/**/report.csv"))}
    lives = {str(path): report(path) for site in sites for path in sorted(site.glob("data/numbers.csv"))}
    found = [line for name, cells in surfaces.items() for line in (*parts(name, cells), *halves(name, cells))]
    for name, cells in surfaces.items():
        for other, beside in lives.items():
            found += between(f"{name} less {other}", cells, beside)
    return found


def parts(name: str, cells: dict[Where, int]) -> list[str]:
    """A whole less its rows, and less what the report says stands in it alone."""
    sums: dict[tuple[str, str, tuple[str, ...]], int] = defaultdict(int)
    for (metric, period, by), value in cells.items():
        if len(by) == 1:
            sums[metric, period, (by[0][0],)] += value
    lines = []
    for (metric, period, names), total in sums.items():
        whole = cells.get((metric, period, ()))
        if metric in ADDS and whole is not None and names != ("ground",):
            left = whole - total - told_alone(cells, metric, period)
            lines += [f"{name}: {metric} {period} less its rows by {names[0]} leaves {left}"] if left in FEW else []
    return lines


def told_alone(cells: dict[Where, int], metric: str, period: str) -> int:
    """What the report itself says of the total of the year."""
    return cells.get(("counted_only", period, ()), 0) if metric == "received" else 0


def halves(name: str, cells: dict[Where, int]) -> list[str]:
    """A year less its halves, where both are there."""
    lines = []
    for (metric, period, by), whole in cells.items():
        both = [cells.get((metric, f"{period}-H{half}", by)) for half in (1, 2)]
        if metric in ADDS and "-" not in period and None not in both:
            left = whole - sum(one or 0 for one in both) - (told_alone(cells, metric, period) if not by else 0)
            lines += [f"{name}: {metric} {period} {by} less its halves leaves {left}"] if left in FEW else []
    return lines


def between(name: str, cells: dict[Where, int], beside: dict[Where, int]) -> list[str]:
    """The same place in two files."""
    lines = []
    for (metric, period, by), value in cells.items():
        less = beside.get((metric, period, by))
        if less is not None:
            left = value - less - (told_alone(cells, metric, period) if not by else 0)
            lines += [f"{name}: {metric} {period} {by} leaves {left}"] if left in FEW else []
    return lines


if __name__ == "__main__":
    lines = attack([Path(one) for one in sys.argv[1:]])
    sys.stdout.write("".join(f"{line}\n" for line in lines) or "nothing\n")
    sys.exit(bool(lines))
