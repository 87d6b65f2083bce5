"""How the command line looks: calm, aligned, quiet in a pipe. One place for words, marks and colours."""

import datetime
import sys
from collections.abc import Iterable, Sequence
from typing import Final

import click

MARK: Final = {
    "defect": ("✗", "red"),
    "caution": ("?", "yellow"),
    "counsel": ("§", "magenta"),
    "note": ("·", "blue"),
    "info": ("✓", "green"),
}


def console(*, err: bool = False) -> object:
    """A rich console; plain in a pipe."""
    from rich.console import Console

    return Console(stderr=err, highlight=False, width=None if sys.stdout.isatty() else 120)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """A table without lines between rows; ``empty`` is what an empty one teaches."""
    listed = [[str(cell) for cell in row] for row in rows]
    if not listed:
        click.echo(empty, err=True)
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for column in columns:
        drawn.add_column(column, overflow="fold")
    for row in listed:
        drawn.add_row(*[Text(cell) for cell in row])
    console().print(drawn)  # type: ignore[attr-defined]


def heading(text: str) -> None:
    """A heading with air above it."""
    click.echo()
    click.secho(text, bold=True)


def mark(effect: str) -> str:
    """The coloured mark of a finding's effect."""
    sign, colour = MARK.get(effect, ("·", "white"))
    return click.style(sign, fg=colour, bold=True)


def when(at: datetime.datetime, now: datetime.datetime, timezone: str) -> str:
    """A due time as people say it: local weekday, date, time, and how far it is away."""
    from zoneinfo import ZoneInfo

    local = at.astimezone(ZoneInfo(timezone))
    # Midnight is the end of the day before: lawyers write 24:00.
    if (local.hour, local.minute) == (0, 0):
        said = (local - datetime.timedelta(days=1)).strftime("%a %d %b %Y 24:00")
    else:
        said = local.strftime("%a %d %b %Y %H:%M")
    return f"{said}  {distance(at - now)}"


def distance(span: datetime.timedelta) -> str:
    """How far away, in the largest unit that says enough."""
    seconds = int(span.total_seconds())
    late, seconds = seconds < 0, abs(seconds)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    said = f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
    return f"{said} late" if late else f"in {said}"
