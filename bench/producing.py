"""A production of sparse files as the extraction host seals it, parts of 252 MiB, against Debian's age over as much.

``BENCH_PRODUCTION_GIB`` says how much (1); what is promised, 10 GiB in 200 MB of memory, was measured with 10.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import Row, Skipped, seconds

HERE = Path(__file__).resolve().parents[1] / "tests" / "extraction" / "produce_here.py"
GIB = int(os.environ.get("BENCH_PRODUCTION_GIB", "1"))
MEMORY = 200.0  # MB


def main() -> list[Row | Skipped]:
    room = Path("/dev/shm")  # noqa: S108 - memory, so that no disk is measured
    place = room if room.is_dir() and shutil.disk_usage(room).free > (3 * GIB) << 30 else None
    with tempfile.TemporaryDirectory(prefix="dueprocess-bench-", dir=place) as name:
        folder = Path(name)
        source = folder / "root" / "content" / "kim"
        source.mkdir(parents=True)
        files = [source / f"{number}.bin" for number in range(4)]
        for path in files:
            with path.open("wb") as file:
                file.truncate((GIB << 30) // len(files))
        return list(_rows(folder, files))


def _rows(folder: Path, files: list[Path]) -> list[Row | Skipped]:
    told: list[str] = []
    command = [sys.executable, HERE, folder / "state", folder / "root", str(252 << 20)]

    def ours() -> None:
        told.append(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    took = seconds(ours)
    peak = json.loads(told[0].splitlines()[-1])["peak"] * 1024 / 1e6
    shutil.rmtree(folder / "state")
    rows: list[Row | Skipped] = [
        Row(f"memory of a production of {GIB} GiB", peak, MEMORY, "MB", "what is promised", target=MEMORY)
    ]
    if shutil.which("age") is None:
        return [*rows, Skipped("sealing a production", "Debian's age is not on this machine")]
    recipient = json.loads((folder / "keys.json").read_text())[0][1]

    def theirs() -> None:
        for path in files:
            subprocess.run(["age", "-r", recipient, "-o", folder / "sealed.age", path], check=True)

    many = GIB * 1024
    return [*rows, Row("sealing a production", many / took, many / seconds(theirs), "MiB/s", "Debian's age alone")]
