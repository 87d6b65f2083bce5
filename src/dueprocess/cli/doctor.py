"""``doctor``: is everything as it must be? Each line says how it stands and what to do."""

import contextlib
import functools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options
from dueprocess.cli.check_lines import print_line
from dueprocess.cli.faults import NO, WRONG, wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dueprocess.desk.services.chain_checks import ChainCheck
    from dueprocess.desk.services.desk import Desk
    from dueprocess.operate.doctor_checks import Lines
    from dueprocess.operate.home import Home

VOID: Final = "control"
"""The check whose failing says that nothing was found out."""


@click.command()
@options.unfounded_home
@click.option(
    "--leaks",
    is_flag=True,
    help="Let demands of every kind pass through throw-away desks, served and all, and look for them in every place.",
)
@click.option("--quick", is_flag=True, help="With --leaks: the story alone, without a desk that is served.")
@click.option("--all", "every", is_flag=True, help="Every chain now; otherwise each within seven days, a part a day.")
@click.option("--readiness", is_flag=True, help="Could an 8-hour order be met in the coming 8 days?")
@click.pass_context
def doctor(
    context: click.Context, home: Path | None, *, leaks: bool, quick: bool, every: bool, readiness: bool, json_: bool
) -> None:
    """Is everything as it must be? Exit 1 when something is wrong; each line says what to do."""
    if leaks and home is not None and context.get_parameter_source("home") is not None:
        _refuse_home(context)
    if quick and not leaks:
        raise wrong("--quick goes with --leaks.")
    lines = _leaks(quick=quick) if leaks else _readiness(home) if readiness else _all(home, every=every)
    faults, void = 0, False
    for line in lines:
        faults += line.mark == "wrong"
        void |= line.mark == "wrong" and line.check == VOID
        print_line(line.check, line, json_=json_)
    if not json_:
        many = f"{faults} {'thing is' if faults == 1 else 'things are'} wrong"
        click.secho(f"\n{many if faults else 'Nothing is faults'}.", bold=True, err=True)
    if faults:
        context.exit(WRONG if void else NO)


def _refuse_home(context: click.Context) -> None:
    # DUEPROCESS_HOME names the everyday home and is simply not used; only a home that was asked for is refused.
    if context.get_parameter_source("home") is click.core.ParameterSource.COMMANDLINE:
        raise wrong(
            "--leaks never looks at a home in use: real targets would have to be typed into the server. "
            "Leave --home out; a throw-away home is made."
        )


def _all(home: Path | None, *, every: bool) -> "Lines":
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.operate import doctor_checks

    place = _place(home)
    yield from doctor_checks.guarded("home", functools.partial(doctor_checks.home, place))
    yield from doctor_checks.user()
    yield from doctor_checks.guarded("sandbox", functools.partial(doctor_checks.sandbox, Sandbox))
    yield from doctor_checks.guarded("letters", doctor_checks.letters)
    if not place.path.is_dir():
        return
    yield from doctor_checks.guarded("keys", functools.partial(doctor_checks.no_private_key, place))
    yield from doctor_checks.guarded("settings", functools.partial(doctor_checks.settings, place))
    if place.desk.exists():
        yield from doctor_checks.guarded("report", functools.partial(doctor_checks.law_tables, place))
        yield from doctor_checks.guarded("services", functools.partial(doctor_checks.services, place))
    yield from doctor_checks.served(place)
    yield from _around(place)
    yield from _desk(place, every=every)


def _around(place: "Home") -> "Lines":
    from dueprocess.operate import doctor_checks, doctor_surroundings
    from dueprocess.operate.desk_of_home import now

    if place.desk.exists():
        yield from doctor_checks.guarded("backup", functools.partial(doctor_surroundings.backup, place, now()))
        yield from doctor_checks.guarded("mail", functools.partial(doctor_surroundings.mail, place))
        yield from doctor_checks.guarded("surface", functools.partial(doctor_surroundings.surfaces, place))


def _desk(place: "Home", *, every: bool) -> "Lines":
    from dueprocess.operate import doctor_checks, doctor_surroundings
    from dueprocess.operate import home as homes
    from dueprocess.operate.desk_of_home import now

    if not place.desk.exists():
        return
    homes.boot(place)
    yield from doctor_checks.guarded("database", doctor_checks.database)
    for check in ("roster", "clock", "law", "standing", "duties"):
        yield from doctor_checks.guarded(check, functools.partial(_with_desk, place, getattr(doctor_checks, check)))
    yield from doctor_checks.guarded("clock", functools.partial(_with_desk, place, doctor_surroundings.clock))
    yield from doctor_checks.guarded("beat", functools.partial(doctor_surroundings.worker, place, now()))
    yield from doctor_checks.guarded("outbox", functools.partial(doctor_surroundings.outbox, now()))
    yield from doctor_checks.guarded(
        "chains", functools.partial(doctor_checks.chains, place, now(), _progress, every=every)
    )


def _with_desk(place: "Home", check: "Callable[[Desk], Lines]") -> "Lines":
    from dueprocess.operate.desk_of_home import open_desk

    yield from check(open_desk(place))


def _progress(checks: "Iterator[ChainCheck]", many: int) -> "Iterator[ChainCheck]":
    with click.progressbar(checks, length=many, label="Chains", file=sys.stderr) as bar:
        yield from bar


def _readiness(home: Path | None) -> "Lines":
    from dueprocess.operate import doctor_checks
    from dueprocess.operate import home as homes
    from dueprocess.operate.readiness import readiness

    place = homes.boot(_place(home))
    yield from doctor_checks.guarded("readiness", functools.partial(_with_desk, place, readiness))


def _place(home: Path | None) -> "Home":
    from dueprocess.cli.homes import place_of

    return place_of(home)


def _leaks(*, quick: bool) -> "Lines":
    """Place by place; a control that is blind, or something that cannot be read, makes the scan void."""
    from dueprocess.operate.doctor_checks import Line, Mark
    from dueprocess_lab import leak_proof
    from dueprocess_lab.leak_scan import CannotReadError

    with tempfile.TemporaryDirectory(prefix="dueprocess-leaks-") as name, _steps(leak_proof.STEPS) as step:
        try:
            yield from leak_proof.prove(Path(name), step, quick=quick)
        except (CannotReadError, RuntimeError, DeniedError) as fault:
            yield Line(VOID, Mark.WRONG, str(fault), "Without that nothing is known about leaks.")


@contextlib.contextmanager
def _steps(many: int) -> "Iterator[Callable[[str], None]]":
    """A progress bar on standard error that says what is done now; silent where that is no terminal."""
    with click.progressbar(length=many, label="Leaks", file=sys.stderr, item_show_func=lambda one: one) as bar:
        yield lambda what: bar.update(1, what)
