"""``doctor``: is everything as it must be? Each line says how it stands and what to do."""

import contextlib
import functools
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options, output, screen
from dueprocess.cli.faults import NO, WRONG, wrong
from dueprocess.cli.homes import place_of
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.row_check import ChainCheck
    from dueprocess.operate.doctor_lines import Lines
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
@click.option("--readiness", is_flag=True, help="Could an 8-hour order be met in the next 8 days?")
@click.pass_context
def doctor(
    context: click.Context, home: Path | None, *, leaks: bool, quick: bool, every: bool, readiness: bool, json_: bool
) -> None:
    """Is everything as it must be? Exit 1 when something is wrong; each line says what to do."""
    # DUEPROCESS_HOME names the everyday home and is simply not used; only a home that was asked for is refused.
    if leaks and context.get_parameter_source("home") is click.core.ParameterSource.COMMANDLINE:
        raise wrong(
            "--leaks never looks at a home in use: real targets would have to be typed into the server. "
            "Leave --home out; a throw-away home is made."
        )
    if quick and not leaks:
        raise wrong("--quick goes with --leaks.")
    lines = _leaks(quick=quick) if leaks else _readiness(home) if readiness else _all(home, every=every)
    faults, void = 0, False
    for line in lines:
        faults += line.mark == "wrong"
        void |= line.mark == "wrong" and line.check == VOID
        output.check(line.check, line.mark, line.says, line.do, json_=json_)
    if not json_:
        many = output.plural(faults, "thing is", "things are") if faults else "Nothing is"
        click.secho(f"\n{many} wrong.", bold=True, err=True)
    if faults:
        context.exit(WRONG if void else NO)


def _all(home: Path | None, *, every: bool) -> "Lines":
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.operate import alerts_check, doctor_checks, doctor_limits, doctor_surroundings
    from dueprocess.operate.desk_of_home import now

    place = place_of(home)
    founded, guarded = place.desk.exists(), doctor_checks.guarded
    yield from guarded("home", doctor_checks.home, place)
    yield from doctor_checks.user()
    yield from guarded("sandbox", doctor_checks.sandbox, Sandbox)
    yield from guarded("scans", doctor_checks.scans)
    yield from guarded("letters", doctor_checks.letters)
    if not place.path.is_dir():
        return
    yield from guarded("keys", doctor_checks.no_private_key, place)
    yield from guarded("settings", doctor_checks.settings, place)
    if founded:
        yield from guarded("logo", doctor_checks.logo, place)
        yield from guarded("report", doctor_checks.law_tables, place)
        yield from guarded("services", doctor_checks.services, place)
        yield from guarded("host", doctor_limits.one_machine, place)
        yield from guarded("reads", doctor_limits.reads, place)
    yield from doctor_checks.served(place)
    if founded:
        yield from guarded("backup", doctor_surroundings.backup, place, now())
        yield from guarded("mail", doctor_surroundings.mail, place)
        yield from guarded("arrivals", doctor_surroundings.arrivals, place, now())
        yield from guarded("surface", doctor_surroundings.surfaces, place)
        yield from guarded("alerts", alerts_check.alerts, place, now())
        yield from _desk(place, every=every)


def _desk(place: "Home", *, every: bool) -> "Lines":
    from dueprocess.operate import doctor_checks, doctor_limits, doctor_surroundings, telling_check
    from dueprocess.operate import home as homes
    from dueprocess.operate.desk_of_home import now

    homes.boot(place)
    guarded, opened = doctor_checks.guarded, functools.partial(_with_desk, place)
    yield from guarded("database", doctor_checks.database)
    for check in ("roster", "clock", "law", "standing", "duties"):
        yield from guarded(check, opened, getattr(doctor_checks, check))
    yield from guarded("telling", opened, telling_check.telling)
    yield from guarded("face", opened, doctor_limits.face)
    yield from guarded("part", opened, doctor_limits.parts)
    yield from guarded("clock", opened, doctor_surroundings.clock)
    yield from guarded("beat", doctor_surroundings.worker, place, now())
    yield from guarded("outbox", doctor_surroundings.outbox, now())
    yield from guarded("chains", functools.partial(doctor_checks.chains, every=every), place, now(), _progress)


def _with_desk(place: "Home", check: "Callable[[Desk], Lines]") -> "Lines":
    from dueprocess.operate.desk_of_home import open_desk

    yield from check(open_desk(place))


def _progress(checks: "Iterator[ChainCheck]", many: int) -> "Iterator[ChainCheck]":
    with output.bar("Chains") as step:
        for done, check in enumerate(checks, 1):
            step(done, many)
            yield check


def _readiness(home: Path | None) -> "Lines":
    from dueprocess.operate import doctor_checks
    from dueprocess.operate import home as homes
    from dueprocess.operate.readiness import readiness

    yield from doctor_checks.guarded("readiness", _with_desk, homes.boot(place_of(home)), readiness)


def _leaks(*, quick: bool) -> "Lines":
    """Place by place; a control that is blind, or something that cannot be read, makes the scan void."""
    from dueprocess.operate.doctor_lines import Line, Mark
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
    with click.progressbar(
        length=many, label="Leaks", file=screen.bare(sys.stderr), item_show_func=lambda one: one
    ) as bar:
        yield lambda what: bar.update(1, what)
