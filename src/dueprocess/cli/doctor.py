"""``doctor``: is everything as it must be? Each line says how it stands and what to do."""

import contextlib
import functools
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options
from dueprocess.cli.faults import NO, Wrong

if TYPE_CHECKING:
    from dueprocess.config.doctoring import Line, Lines
    from dueprocess.config.home import Home
    from dueprocess.services.desk import Desk

SIGNS: Final = {"good": ("✓", "green"), "info": ("·", "blue"), "caution": ("?", "yellow"), "wrong": ("✗", "red")}
HEAD: Final = 14


@click.command()
@options.unfounded_home
@click.option(
    "--leaks", is_flag=True, help="Tell the demo's story in a throw-away home and search it for every marker."
)
@click.option("--readiness", is_flag=True, help="Could an 8-hour order be met in the coming 8 days?")
@options.as_json
@click.pass_context
def doctor(context: click.Context, home: Path | None, *, leaks: bool, readiness: bool, json_: bool) -> None:
    """Is everything as it must be? Exit 1 when something is wrong; each line says what to do."""
    if leaks and home is not None and context.get_parameter_source("home") is not None:
        _refuse_home(context)
    lines = _leaks() if leaks else _readiness(home) if readiness else _all(home)
    wrong = 0
    for line in lines:
        wrong += line.mark == "wrong"
        print_line(line, json_=json_)
    if not json_:
        many = f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong"
        click.secho(f"\n{many if wrong else 'Nothing is wrong'}.", bold=True, err=True)
    if wrong:
        context.exit(NO)


def _refuse_home(context: click.Context) -> None:
    # DUEPROCESS_HOME names the everyday home and is simply not used; only a home that was asked for is refused.
    if context.get_parameter_source("home") is click.core.ParameterSource.COMMANDLINE:
        message = (
            "--leaks never looks at a home in use: real targets would have to be typed into the server. "
            "Leave --home out; a throw-away home is made."
        )
        raise Wrong(message)


def print_line(line: "Line", *, json_: bool) -> None:
    """One line: the mark, the check, what is so, what to do."""
    if json_:
        options.print_json({"check": line.check, "mark": str(line.mark), "says": line.says, "do": line.do})
        return
    sign, colour = SIGNS[line.mark]
    click.echo(f"{click.style(sign, fg=colour, bold=True)} {line.check:<{HEAD}} {line.says}")
    if line.do:
        click.echo(f"  {'':<{HEAD}} {click.style('→ ' + line.do, dim=True)}")


def _all(home: Path | None) -> "Lines":
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.config import doctoring

    place = _place(home)
    yield from doctoring.guarded("home", functools.partial(doctoring.home, place))
    yield from doctoring.user()
    yield from doctoring.guarded("sandbox", functools.partial(doctoring.sandbox, Sandbox))
    yield from doctoring.guarded("letters", doctoring.letters)
    if not place.path.is_dir():
        return
    yield from doctoring.guarded("keys", functools.partial(doctoring.no_private_key, place))
    yield from doctoring.guarded("settings", functools.partial(doctoring.settings, place))
    if place.desk.exists():
        yield from doctoring.guarded("services", functools.partial(doctoring.services, place))
    yield from doctoring.served(place)
    yield from _around(place)
    yield from _desk(place)


def _around(place: "Home") -> "Lines":
    from dueprocess.config import doctoring, operating
    from dueprocess.config.wiring import now

    if place.desk.exists():
        yield from doctoring.guarded("backup", functools.partial(operating.backup, place, now()))
        yield from doctoring.guarded("mail", functools.partial(operating.mail, place))
        yield from doctoring.guarded("surface", functools.partial(operating.surfaces, place))


def _desk(place: "Home") -> "Lines":
    from dueprocess.config import doctoring, operating
    from dueprocess.config import home as homes
    from dueprocess.config.wiring import now

    if not place.desk.exists():
        return
    homes.boot(place)
    yield from doctoring.guarded("database", doctoring.database)
    for check in ("roster", "clock", "law", "standing", "duties"):
        yield from doctoring.guarded(check, functools.partial(_with_desk, place, getattr(doctoring, check)))
    yield from doctoring.guarded("clock", functools.partial(_with_desk, place, operating.clock))
    yield from doctoring.guarded("beat", functools.partial(operating.worker, place, now()))
    yield from doctoring.guarded("outbox", functools.partial(operating.outbox, now()))
    yield from doctoring.guarded("chains", functools.partial(doctoring.chains, _progress))


def _with_desk(place: "Home", check: "Callable[[Desk], Lines]") -> "Lines":
    from dueprocess.config.wiring import open_desk

    yield from check(open_desk(place))


def _progress(cases: list[str]) -> Iterator[str]:
    with click.progressbar(cases, label="Chains", file=sys.stderr) as bar:
        yield from bar


def _readiness(home: Path | None) -> "Lines":
    from dueprocess.config import doctoring
    from dueprocess.config import home as homes
    from dueprocess.config.readiness import readiness

    place = homes.boot(_place(home))
    yield from doctoring.guarded("readiness", functools.partial(_with_desk, place, readiness))


def _place(home: Path | None) -> "Home":
    from dueprocess.cli.session import place_of

    return place_of(home)


def _leaks() -> "Lines":
    from dueprocess.adapters.leaks import CannotReadError
    from dueprocess.cli import leaking
    from dueprocess.config.doctoring import Line, Mark

    with tempfile.TemporaryDirectory(prefix="dueprocess-leaks-") as name, contextlib.ExitStack():
        folder = Path(name)
        click.echo("Telling the story in a throw-away home, then searching it …", err=True)
        try:
            staged = leaking.stage(folder)
            blind = leaking.blind(folder / "control", staged.keys)
            hits = leaking.search(staged)
        except (CannotReadError, RuntimeError) as fault:
            yield Line("leaks", Mark.WRONG, str(fault), "Without that nothing is known about leaks.")
            return
        count = len(leaking.markers(staged.keys))
    if blind:
        yield Line("control", Mark.WRONG, f"the scanner is blind for {', '.join(blind)}", "Do not trust this scan.")
    else:
        yield Line("control", Mark.GOOD, f"{count} markers were put into a file each, compressed; each was found")
    for hit in hits:
        says = f"{hit.marker} stands in clear: {hit.place} at {hit.offset} ({hit.encoding})"
        yield Line("leaks", Mark.WRONG, says, "Report it: a thief of the server could read it.")
    if not hits:
        yield Line("leaks", Mark.GOOD, "none of them stands in the home, in temporary files, or in what was printed")
