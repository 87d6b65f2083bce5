"""``reads``: the database's own log held against the productions of this host: who read without one (hazard 11.1)."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, wrong
from dueprocess.formats import moment
from dueprocess.host import reads as held
from dueprocess.host import reads_log

if TYPE_CHECKING:
    from dueprocess.host.reads import Found, Session
    from dueprocess.host.reads_log import Statement

SHOWN: Final = 100
WHY: Final = {
    "no-token": "it names no reading: somebody else used this account",
    "unknown-token": "it names a reading that this host never began",
    "token-twice": "two sessions name one reading: somebody took the name from the log",
    "other-time": "it names a reading of this host, at another time",
    "unknown-account": "its beginning is not in the log, so nobody knows whose it is: add the log before this one",
}


@click.command()
@click.argument("logs", metavar="LOG...", nargs=-1, required=True, type=options.PATH)
@click.option("--account", required=True, metavar="NAME", help="The account of the database that reads for demands.")
@click.option("--run", "folder", required=True, type=options.PATH, help="The extraction host's folder, or its copy.")
@click.option(
    "--form",
    type=click.Choice(sorted(reads_log.FORMS)),
    default="postgres-csv",
    show_default=True,
    help="What sort of log it is.",
)
@options.as_json
@click.pass_context
def reads(
    context: click.Context, logs: tuple[Path, ...], *, account: str, folder: Path, form: str, json_: bool
) -> None:
    """Name each session of the database in which that account read and no production explains it.

    Productions in the time of the log that it does not show are named, too: then the log is not whole, and shows
    nothing. No statement's words are printed.

    Exit 0: each session is explained. 1: one is not, or the log is not whole. 2: a log cannot be read, so nothing is
    known.
    """
    try:
        readings = held.journal(folder / held.JOURNAL)
        found = held.judge(_statements(logs, form), readings, account)
    except (reads_log.LogError, OSError) as fault:
        says = str(fault) if isinstance(fault, reads_log.LogError) else f"{fault.filename}: {fault.strerror}"
        raise wrong(f"Nothing is known about these reads: {says}.") from fault
    if found.first is None:
        raise wrong("Nothing is known about these reads: the log has no statement of anybody. Does it write them down?")
    if json_:
        output.print_json(_plain(found))
    else:
        _say(found, account)
    if found.unexplained or found.absent:
        context.exit(NO)


def _statements(logs: tuple[Path, ...], form: str) -> "Iterator[Statement]":
    for path in logs:
        with path.open("rb") as file, _named(path):
            yield from reads_log.read(file, form)


@contextlib.contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except reads_log.LogError as fault:
        raise reads_log.LogError(f"{path.name}: {fault}") from fault


def _plain(found: "Found") -> dict[str, object]:
    return {
        "first": moment.write(found.first) if found.first else "",
        "last": moment.write(found.last) if found.last else "",
        "explained": len(found.sessions) - len(found.unexplained),
        "unexplained": [one.plain for one in found.unexplained],
        "absent": [{"order": one.order, "begun": moment.write(one.begun)} for one in found.absent],
        "orders": sorted({one.order for one in found.sessions if not one.why}),
        "others": found.others,
    }


def _say(found: "Found", account: str) -> None:
    plain = _plain(found)
    click.echo(f"The log has statements from {plain['first']} to {plain['last']}.", err=True)
    for one in found.unexplained[:SHOWN]:
        click.secho("✗ ", fg="red", nl=False)
        click.echo(_line(one))
    if len(found.unexplained) > SHOWN:
        click.echo(f"  … and {len(found.unexplained) - SHOWN} more: --json has them all.")
    for absent in found.absent[:SHOWN]:
        click.secho("✗ ", fg="red", nl=False)
        click.echo(
            f"The reading of {moment.write(absent.begun)} for order {absent.order[:16]} is not in the log: it is not "
            "whole, or of another database. So it shows nothing."
        )
    if not found.unexplained and not found.absent:
        many = output.plural(len(found.sessions), "session")
        click.secho("✓ ", fg="green", nl=False)
        click.echo(f"{many} of {account}, each in a production of this host.")
    click.echo(f"Statements of other accounts were passed by: {found.others}.", err=True)


def _line(one: "Session") -> str:
    commands = ", ".join(f"{many} {name}" for name, many in sorted(one.commands.items()))
    span = f"{moment.write(one.first)} to {moment.write(one.last)}"
    return f"Session {output.safe(one.id)}, {span}, {output.safe(commands)}: {WHY[one.why]} [{one.why}]"
