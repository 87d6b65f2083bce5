"""``token``: what a program of the provider shows, so that it may hand in, read the queue, or ask after health."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.formats import days
from dueprocess.formats.roster import NAME

if TYPE_CHECKING:
    from dueprocess.desk.data.models import Token


@click.group()
def token() -> None:
    """Tokens of the provider's own programs: a scanner, a ticket system, a monitor. They stand for no person."""


@token.command("make")
@options.home
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice(("arrive", "due", "cases", "health")),
    default=("arrive",),
    show_default=True,
    help="What it may do: hand in at the door; the due list; the queue; health. Again for more.",
)
def make(home: Path | None, name: str, scopes: tuple[str, ...], *, json_: bool) -> None:
    """Make a token for the program NAME, good for a year. It is shown once; the database keeps its hash."""
    from dueprocess.desk.services.accounts import AT_THE_MACHINE
    from dueprocess.desk.web import tokens

    if not NAME.fullmatch(name):
        raise wrong("A name has a-z, 0-9 and hyphens, a letter first.")
    secret, row = tokens.make(boot(home), "system", AT_THE_MACHINE, name=name, scopes=scopes)
    if json_:
        output.print_json({"token": secret, "id": row.id, "name": name, "scopes": sorted(scopes), "until": _until(row)})
        return
    click.echo(secret)
    click.echo(f"For {name}: {', '.join(sorted(scopes))}, until {days.minute(row.until)}.", err=True)
    click.echo(f"End it with: dueprocess token end {row.id}", err=True)


@token.command("list")
@options.home
def list_tokens(home: Path | None, *, json_: bool) -> None:
    """Tokens that hold now, without what they show."""
    from dueprocess.desk.web import tokens

    rows = tokens.of_systems(boot(home))
    if json_:
        told = [{"id": r.id, "name": r.name, "scopes": r.scopes.split(","), "until": _until(r)} for r in rows]
        output.print_json({"tokens": told})
        return
    for row in rows:
        click.echo(f"{row.id}  {row.name:<16}  {row.scopes}, until {days.minute(row.until)}")
    if not rows:
        click.echo("There is no token.", err=True)


@token.command("end")
@options.home
@click.argument("token_id", metavar="ID")
def end(home: Path | None, token_id: str, *, json_: bool) -> None:
    """End a token at once. ID as `token list` has it."""
    from dueprocess.desk.web import tokens

    boot(home)
    if not tokens.end_system(token_id):
        raise wrong(f"No token has the id {token_id}. See `dueprocess token list`.")
    output.told({"id": token_id, "ended": True}, "The token has ended.", json_=json_)


def _until(row: "Token") -> str:
    return row.until.strftime("%Y-%m-%dT%H:%M:%SZ")
