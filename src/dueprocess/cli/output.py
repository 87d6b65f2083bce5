"""How the command line looks: calm, aligned, quiet in a pipe. One place for words, marks and colours."""

import contextlib
import datetime
import json
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar

import click

from dueprocess.cli import screen
from dueprocess.formats import days, visible

T = TypeVar("T")

MARK: Final = {
    "defect": ("✗", "red"),
    "caution": ("?", "yellow"),
    "counsel": ("§", "magenta"),
    "note": ("·", "blue"),
    "info": ("✓", "green"),
}
CHECKED: Final = {"good": ("✓", "green"), "info": ("·", "blue"), "caution": ("?", "yellow"), "wrong": ("✗", "red")}
CHECK_WIDTH: Final = 14


def print_json(value: object) -> None:
    """One JSON object on one line; what the eye misses stands in it as an escape. ``screen`` alters no data."""
    click.echo(visible.escaped(json.dumps(value, ensure_ascii=False, default=str)).encode())


def told(plain: object, *lines: str, json_: bool, err: bool = False) -> None:
    """What came of a command: one object for machines, or lines for people (``err``: on standard error)."""
    if json_:
        print_json(plain)
        return
    for line in lines:
        click.echo(line, err=err)


def done(plain: object, says: str, *, json_: bool) -> None:
    """What was done: one object for machines, one line under a green mark for people."""
    if json_:
        print_json(plain)
        return
    click.secho("✓ ", fg="green", nl=False)
    click.echo(safe(says))


def acted(did: Any, says: str, *, json_: bool) -> None:
    """What an act wrote: ``did`` is a client's Did, or a service's Done."""
    done({"case": did.case, "revision": did.revision, "events": list(did.events)}, says, json_=json_)


def width() -> int:
    """Columns to write in: the terminal's, at most 110, which reads well; 110 in a pipe, or what COLUMNS says."""
    return max(40, min(110, shutil.get_terminal_size((110, 24)).columns))


def wrapped(text: str, indent: int, first: str = "", **style: Any) -> None:
    """A paragraph at ``indent``; ``first`` (a mark, a label) stands before its first line."""
    begin = " " * (indent - len(click.unstyle(first))) + first
    lines = textwrap.wrap(text, width() - indent, break_long_words=False, break_on_hyphens=False) or [""]
    click.echo(begin + click.style(lines[0], **style))
    for line in lines[1:]:
        click.echo(" " * indent + click.style(line, **style))


def safe(text: str) -> str:
    """Somebody else's text, without colours either; all else that ``screen`` shows, it shows of any text."""
    return visible.shown(text)


def plural(count: int, one: str, many: str = "") -> str:
    """A count with its noun: 1 target, 2 targets."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def spoken(code: object) -> str:
    """A code as words."""
    return str(code).replace("_", " ")


@contextlib.contextmanager
def bar(label: str, *, quiet: bool = False) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error, told how many steps are done, and of how many; no bar in a pipe, or where ``quiet``."""
    if quiet or not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    with click.progressbar(length=1, label=label, file=screen.bare(sys.stderr)) as shown:

        def step(done: int, total: int) -> None:
            shown.length = total
            shown.update(done - shown.pos)

        yield step


@contextlib.contextmanager
def progress(listed: Sequence[T], label: str, *, quiet: bool = False) -> Iterator[Iterable[T]]:
    """Walk a list under a bar on standard error; no bar in a pipe, or where ``quiet``."""
    if quiet or not sys.stderr.isatty():
        yield listed
        return
    with click.progressbar(listed, label=label, file=screen.bare(sys.stderr)) as bar:
        yield bar


def listing(columns: Mapping[str, str], rows: Sequence[Sequence[str]], *, empty: str, json_: bool) -> None:
    """A list: an object a row for machines (its names are the keys of ``columns``), a table for people."""
    if not json_:
        table(list(columns.values()), rows, empty=empty)
        return
    for row in rows:
        print_json(dict(zip(columns, row, strict=True)))


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str) -> None:
    """A table without lines between rows; ``empty`` is what an empty one teaches."""
    listed = [[safe(str(cell)) for cell in row] for row in rows]  # before columns are measured
    if not listed:
        click.echo(empty, err=True)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 140)
    for column, width in zip(columns, _widths([columns, *listed], console.width), strict=True):
        drawn.add_column(column, overflow="fold", width=width)
    for row in listed:
        drawn.add_row(*[Text(cell) for cell in row])
    with console.capture() as written:
        console.print(drawn)
    for line in written.get().splitlines():
        click.echo(line.rstrip())


def _widths(rows: Sequence[Sequence[str]], most: int) -> list[int | None]:
    """Columns so wide that no word is cut (a rule's name, a case's id), where the window has the room for it."""
    free = most - 3 * (len(rows[0]) - 1)
    lines = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    words = [max((len(word) for row in rows for word in row[n].split()), default=1) for n in range(len(rows[0]))]
    if sum(lines) <= free or sum(words) > free:
        return [None] * len(lines)
    wanted, spare = sum(lines) - sum(words), free - sum(words)
    return [word + spare * (line - word) // wanted for line, word in zip(lines, words, strict=True)]


def heading(text: str) -> None:
    """A heading with air above it."""
    click.echo()
    click.secho(text, bold=True)


def mark(effect: str) -> str:
    """The coloured mark of a finding's effect."""
    sign, colour = MARK.get(effect, ("·", None))
    return click.style(sign, fg=colour, bold=True)


def when(at: datetime.datetime, now: datetime.datetime, timezone: str) -> str:
    """A due time as people say it: local weekday, date, time, and how far it is away."""
    from zoneinfo import ZoneInfo

    local = at.astimezone(ZoneInfo(timezone))
    return f"{days.due(local, now.astimezone(ZoneInfo(timezone)).year)}  {distance(at - now)}"


def distance(span: datetime.timedelta) -> str:
    """How far away, in the largest unit that says enough."""
    seconds = int(span.total_seconds())
    late, seconds = seconds < 0, abs(seconds)
    days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
    said = f"{days} d" if days else f"{hours} h" if hours else f"{minutes} min"
    return f"{said} late" if late else f"in {said}"


def check(name: str, mark: str, says: str, do: str, *, json_: bool) -> None:
    """One line of a check: how a thing stands (``good``, ``info``, ``caution``, ``wrong``), what is so, what to do."""
    if json_:
        print_json({"check": name, "mark": str(mark), "says": says, "do": do})
        return
    sign, colour = CHECKED[mark]
    click.echo(f"{click.style(sign, fg=colour, bold=True)} {name:<{CHECK_WIDTH}} {says}")
    if do:
        click.echo(f"  {'':<{CHECK_WIDTH}} {click.style('→ ' + do, dim=True)}")
