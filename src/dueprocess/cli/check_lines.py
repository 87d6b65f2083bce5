"""Lines of a check, as ``doctor``, ``services check`` and ``produce --check`` print them."""

from typing import Final, Protocol

import click

from dueprocess.cli import output

SIGNS: Final = {"good": ("✓", "green"), "info": ("·", "blue"), "caution": ("?", "yellow"), "wrong": ("✗", "red")}
HEAD: Final = 14


class Found(Protocol):
    """How one thing stands, and what to do."""

    @property
    def mark(self) -> str:
        """``good``, ``info``, ``caution`` or ``wrong``."""

    @property
    def says(self) -> str:
        """What is so."""

    @property
    def do(self) -> str:
        """What to do; empty where nothing is to be done."""


def print_line(check: str, found: Found, *, json_: bool) -> None:
    """One line: the mark, the check, what is so, what to do."""
    if json_:
        output.print_json({"check": check, "mark": str(found.mark), "says": found.says, "do": found.do})
        return
    sign, colour = SIGNS[found.mark]
    click.echo(f"{click.style(sign, fg=colour, bold=True)} {check:<{HEAD}} {found.says}")
    if found.do:
        click.echo(f"  {'':<{HEAD}} {click.style('→ ' + found.do, dim=True)}")
