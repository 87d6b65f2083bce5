"""``account``: who may log in to the staff desk. The first one, and for operators without a browser."""

from pathlib import Path

import click

from dueprocess.cli import options, output
from dueprocess.cli.homes import boot
from dueprocess.formats import days
from dueprocess.formats.refusal import accepted


@click.group()
def account() -> None:
    """Accounts of the staff desk. They let people look; what people may do stands in the roster."""


@account.command("invite")
@options.home
@click.argument("name")
@click.option("--roles", default="", metavar="ROLE,ROLE", help="Meant for the person; the roster decides.")
@click.option("--again", is_flag=True, help="The account exists and lost its second factor: make it anew.")
def invite(home: Path | None, name: str, roles: str, *, again: bool, json_: bool) -> None:
    """Make a one-use code for NAME, good for 72 hours. It is shown once; the database keeps its hash.

    With --again, passkeys, app and log-ins of the account end when the code is used. The key on the roster is not
    touched.
    """
    from dueprocess.desk.services import accounts

    desk = boot(home)
    wanted = tuple(filter(None, roles.split(",")))
    made = accepted(accounts.invite(desk, accounts.AT_THE_MACHINE, name, roles=wanted, again=again))
    link = f"{desk.house.staff_address}/join/#{made.code}" if desk.house.staff_address else ""
    if json_:
        until = made.until.strftime("%Y-%m-%dT%H:%M:%SZ")
        output.print_json({"name": name, "code": made.code, "link": link, "until": until, "again": made.again})
        return
    click.echo(made.code)
    click.echo(link or "Set staff_address in desk.toml to get a link; the code is typed at /join/.", err=True)
    click.echo(f"It works once, until {days.minute(made.until)}. Give it to {name} directly.", err=True)


@account.command("list")
@options.home
def list_accounts(home: Path | None, *, json_: bool) -> None:
    """Accounts, their second proof, and their roles by the roster in force."""
    from dueprocess.desk.data.models import Account

    desk = boot(home)
    lines = []
    for one in Account.objects.order_by("name"):
        listed = desk.roster.person(one.name)
        factors = sorted(set(one.authenticator_set.values_list("type", flat=True)))  # type: ignore[attr-defined]
        lines.append((one, factors, list(listed.roles) if listed else []))
    if json_:
        told = [{"name": a.name, "active": a.is_active, "factors": f, "roles": r} for a, f, r in lines]
        output.print_json({"accounts": told})
        return
    for one, factors, roles in lines:
        state = (", ".join(factors) or "password alone") if one.is_active else "ended"
        click.echo(f"{one.name:<16}  {state:<20}  {', '.join(roles) or 'not on the roster'}")
    if not lines:
        click.echo("Nobody has an account. Begin with `dueprocess account invite NAME`.", err=True)


@account.command("remove")
@options.home
@click.argument("name")
def remove(home: Path | None, name: str, *, json_: bool) -> None:
    """End the account of NAME at once: log-in, sessions, tokens. The key ends when the roster says so."""
    from dueprocess.desk.services import accounts

    desk = boot(home)
    accepted(accounts.remove(accounts.AT_THE_MACHINE, name))
    listed = desk.roster.person(name) is not None
    if json_:
        output.print_json({"name": name, "on_the_roster": listed})
        return
    click.echo(f"{name} cannot log in any more.")
    if listed:
        click.echo(f"The key still counts. Next: dueprocess roster next --remove {name}", err=True)
