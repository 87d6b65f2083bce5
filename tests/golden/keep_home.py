"""Keep a home of this version for those that come: ``python tests/golden/keep_home.py``.

It is the home of docs/tutorial/first-demand.md, backed up in clear, with the keys of its made-up people. Once a version
is out, its home is never made anew: `tests/cli/test_cli_kept_homes.py` opens each with the program of today.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "support"))

import tutorial_home  # noqa: E402 - after its folder was named
from dueprocess import __version__  # noqa: E402 - with it

HOMES = ROOT / "tests" / "golden" / "homes"
KEPT = ("aster.identity", "birch.identity", "cedar.identity", "recovery.identity")


def main() -> None:
    """Write ``homes/VERSION.tar.xz``. Ends with a word where one stands there."""
    target = HOMES / f"{__version__}.tar.xz"
    if target.exists():
        sys.exit(f"{target.name} is kept already: what was written by a version that is out is not written again")
    HOMES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        tutorial_home.run(folder, "mkdir kept && dueprocess backup --clear --to kept")
        with tarfile.open(target, "w:xz") as tar:
            for path in [*sorted((folder / "kept").iterdir()), *(folder / one for one in KEPT)]:
                tar.add(path, path.name)


if __name__ == "__main__":
    main()
