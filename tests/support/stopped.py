"""A command that stops at a moment that is named, as kill -9 or a power cut would: nothing is unwound."""

from __future__ import annotations

import sys

_BEGINS = """
import os, signal, sys
point, *command = sys.argv[1:]
def at(name):
    if name == point:
        os.kill(os.getpid(), signal.SIGKILL)
def around(owner, name, before="", after=""):
    real = getattr(owner, name)
    def run(*given, **more):
        at(before)
        done = real(*given, **more)
        at(after)
        return done
    setattr(owner, name, run)
from dueprocess.desk.services import arrivals
around(arrivals, "_write", "before the transaction", "after the commit")
around(arrivals.rowstore, "create", after="inside the transaction")
"""
_ENDS = """
from dueprocess.cli.main import main
main(command)
"""


def command(point: str, around: str, *words: str) -> list[str]:
    """``dueprocess WORDS``; ``around``: lines of Python that name more moments, by ``around`` and ``at``."""
    return [sys.executable, "-c", _BEGINS + around + _ENDS, point, *words]
