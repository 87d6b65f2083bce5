"""``doctor`` on a desk of 5,000 cases, as a process: a day's part of the chains, against all of them at once.

``BENCH_DOCTOR_CASES`` for more or fewer.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measuring import Row

CASES = int(os.environ.get("BENCH_DOCTOR_CASES", "5000"))
COMMAND = Path(sys.executable).with_name("dueprocess")


def child(folder: str, cases: int) -> None:
    """Plant the cases, in a process of its own."""
    from bench.report_cases import plant

    plant(Path(folder), cases)


def took(folder: str, *options: str) -> float:
    """Core seconds of one ``doctor`` whose chains hold; what else it says of this machine does not matter here."""
    begun = _spent()
    command = [COMMAND, "doctor", "--home", folder, *options]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert "every commitment holds" in done.stdout, done.stdout
    return _spent() - begun


def _spent() -> float:
    times = os.times()
    return times.children_user + times.children_system


def main() -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        code = f"from bench import doctor; doctor.child({folder!r}, {CASES})"
        subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).resolve().parent.parent)
        ours, every = took(folder), took(folder, "--all")
    return [Row(f"doctor, {CASES} cases, a core", ours, every, "s", "doctor --all", target=15)]
