"""``dueprocess --help`` from nothing, against an interpreter that does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bench.measuring import Row, paired

COMMAND = Path(sys.executable).with_name("dueprocess")


def main() -> list[Row]:
    ours, bare = paired(
        lambda: subprocess.run([COMMAND, "--help"], check=True, capture_output=True),
        lambda: subprocess.run([sys.executable, "-c", "pass"], check=True, capture_output=True),
        9,
    )
    return [Row("dueprocess --help", ours, bare, "s", "python -c pass", target=0.3)]
