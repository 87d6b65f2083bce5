"""A production of sparse files as the extraction host seals it, parts of 252 MiB, against Debian's age over as much.

``BENCH_PRODUCTION_GIB`` says how much (1); what is promised, 10 GiB in 200 MB of memory, was measured with 10. Seconds
of a core, which do not count what others do on the machine; start-up is apart: ours is timed in its process, age's is
taken off.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import Row, Skipped, core_seconds

from dueprocess.adapters import crypto

HERE = Path(__file__).resolve().parents[1] / "tests" / "support" / "produce_here.py"
GIB = int(os.environ.get("BENCH_PRODUCTION_GIB", "1"))
MEMORY = 200.0  # MB
AGAINST = "Debian's age alone, start-up apart"


def main() -> list[Row | Skipped]:
    room = Path("/dev/shm")  # noqa: S108 - memory, so that no disk is measured
    place = room if room.is_dir() and shutil.disk_usage(room).free > (2 * GIB + 2) << 30 else None
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

    ours()
    said = json.loads(told[0].splitlines()[-1])
    took, peak = said["seconds"], said["peak"] * 1024 / 1e6
    shutil.rmtree(folder / "state")
    rows: list[Row | Skipped] = [
        Row(f"memory of a production of {GIB} GiB", peak, MEMORY, "MB", "what is promised", target=MEMORY)
    ]
    if shutil.which("age") is None:
        return [*rows, Skipped("sealing a production", "Debian's age is not on this machine")]
    recipient = json.loads((folder / "keys.json").read_text())[0][1]

    begin = _age("-r", recipient, "-o", folder / "none.age", os.devnull)
    theirs = sum(_age("-r", recipient, "-o", folder / "sealed.age", path) - begin for path in files)
    many = GIB * 1024
    rows.append(Row("a production: packed, hashed twice, sealed", many / took, many / theirs, "MiB/core-s", AGAINST))
    return [*rows, *_streams(folder, files[0], begin)]


def _streams(folder: Path, clear: Path, begin: float) -> list[Row | Skipped]:
    """One of the files as a part is sealed, and as a releaser's client opens it."""
    secret, recipient = crypto.new_case_key()
    sealed, key, again = folder / "opened.age", folder / "key", folder / "clear"
    key.write_text(secret)

    def seal() -> None:
        with clear.open("rb") as source, sealed.open("wb") as target:
            crypto.encrypt_stream(source, target, [recipient])

    def open_() -> None:
        with sealed.open("rb") as source, again.open("wb") as target:
            crypto.decrypt_stream(source, target, [secret])

    mib = clear.stat().st_size / (1 << 20)
    sealing = core_seconds(seal), _age("-r", recipient, "-o", folder / "sealed.age", clear) - begin
    opening = core_seconds(open_), _age("-d", "-i", key, "-o", again, sealed) - begin
    return [
        Row(name, mib / ours, mib / theirs, "MiB/core-s", AGAINST, 0.5, at_least=True, by_ratio=True)
        for name, (ours, theirs) in (("sealing a stream", sealing), ("opening a stream", opening))
    ]


def _age(*arguments: str | Path) -> float:
    """Seconds of a core that age takes."""
    before = os.times()
    subprocess.run(["age", *map(str, arguments)], check=True)
    after = os.times()
    return max(after.children_user + after.children_system - before.children_user - before.children_system, 1e-3)
