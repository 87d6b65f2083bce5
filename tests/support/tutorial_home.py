"""The commands of docs/tutorial/first-demand.md, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import warm
from caches import CACHE

PAGE = Path(__file__).resolve().parents[2] / "docs/tutorial/first-demand.md"


def script() -> str:
    """All commands of the page, in their order."""
    return "set -euo pipefail\n" + "\n".join(re.findall(r"```bash\n(.*?)```", PAGE.read_text(), re.DOTALL))


def run(folder: Path, more: str = "") -> str:
    """Run them, then what is said besides, in a folder of their own. Returns what they print."""
    demand = re.search(r"```text demand.txt\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert demand is not None
    (folder / "demand.txt").write_text(demand[1])
    path = f"{warm.programs()}:{os.environ['PATH']}"
    env = {"PATH": path, "HOME": str(folder), **CACHE}
    command = ["bash", "-c", script() + "\n" + more]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
