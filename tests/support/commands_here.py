"""A command in this process, as the program runs it: its exit code, and what it says on each stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from click.testing import CliRunner, Result

from dueprocess.cli import faults

if TYPE_CHECKING:
    from collections.abc import Sequence


def ran(command: click.Command, given: Sequence[str]) -> Result:
    """Run it to its end."""
    return CliRunner().invoke(click.Command("here", callback=lambda: faults.run(command, given)))
