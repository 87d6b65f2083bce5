"""A command in this process, as the program runs it: its exit code, and what it says on each stream."""

from __future__ import annotations

from collections.abc import Sequence

import click
from click.testing import CliRunner, Result

from dueprocess.cli import faults


def ran(command: click.Command, given: Sequence[str]) -> Result:
    """Run it to its end."""
    return CliRunner().invoke(click.Command("here", callback=lambda: faults.run(command, given)))
