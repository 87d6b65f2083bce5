"""What costs much to make and is only read or copied: made once a test run, whichever worker comes first."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from dueprocess_lab import leak_story


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder ``name`` that all workers of a run share; ``make`` fills it where nobody has yet.

    Nobody writes to it afterwards: whoever wants to change something copies.
    """
    base = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent
    folder = base / f"once-{name}"
    with (base / f"once-{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = base / f"once-{name}.made"
        if not made.exists():
            folder.mkdir()  # fails where a maker before us failed: its reason stands in that worker's output
            make(folder)
            made.touch()
    return folder


def told(factory: pytest.TempPathFactory) -> leak_story.Staged:
    """The demo's story, told once by a process of its own."""
    from dueprocess_lab import leak_story

    return leak_story.Staged.below(once(factory, "told", leak_story.stage))
