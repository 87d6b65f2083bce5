"""``python -m bench [NAME …] [--json FILE]``: every figure, against a baseline of the same run."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from bench.measuring import Row, Skipped, table

BENCHES = (
    "starting",
    "assessing",
    "lawshelves",
    "judging",
    "reader",
    "transaction",
    "intake",
    "receiving",
    "dragging",
    "forms",
    "underload",
    "listing",
    "duties",
    "reading",
    "letters",
    "scans",
    "opening",
    "producing",
    "sealing",
    "find",
    "quorum",
    "publishing",
    "report",
    "withholding",
    "building",
    "checking",
    "scoring",
    "history",
    "doctor",
)


def main() -> int:
    """0 where each promise holds, 1 where one does not."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHES)} [default: all]")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    given = parser.parse_args()
    names = given.names or list(BENCHES)
    if unknown := [name for name in names if name not in BENCHES]:
        parser.error(f"no bench is named {', '.join(unknown)}; there are {', '.join(BENCHES)}")
    found = [one for name in names for one in run(name)]
    say(found)
    print(
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores: above their number, figures in seconds are too high"
    )
    if given.json:
        given.json.write_text(json.dumps(plain(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(one.ok is False for one in found if isinstance(one, Row)) else 0


def run(name: str) -> list[Any]:
    """Rows of one bench. Django must know its home before a module with tables is imported."""
    from bench import homes

    homes.shared()
    start = time.perf_counter()
    rows = importlib.import_module(f"bench.{name}").main()
    print(f"{name}: {time.perf_counter() - start:.0f} s", file=sys.stderr)
    return list(rows)


def say(found: list[Any]) -> None:
    rows = [one for one in found if isinstance(one, Row)]
    if rows:
        print(table(rows))
    for one in found:
        if isinstance(one, Skipped):
            print(f"skipped: {one.what}: {one.why}")
        elif isinstance(one, dict) and "f1" in one:
            print(
                f"{one['set']:20} {one['form']:4} {one['field']:20} "
                f"P {one['precision']:.3f} R {one['recall']:.3f} F1 {one['f1']:.3f}"
            )
        elif isinstance(one, dict):
            print("  ".join(f"{name}: {value}" for name, value in one.items()))


def plain(found: list[Any]) -> dict[str, Any]:
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "figures": [one.plain() for one in found if isinstance(one, Row)],
        "skipped": [{"what": one.what, "why": one.why} for one in found if isinstance(one, Skipped)],
        "fields": [one for one in found if isinstance(one, dict)],
    }


if __name__ == "__main__":
    sys.exit(main())
