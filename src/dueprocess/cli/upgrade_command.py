"""``upgrade``: the home becomes one of this version, after a backup that was read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import NO
from dueprocess.cli.homes import place_of
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate.desk_of_home import is_served, now

if TYPE_CHECKING:
    from dueprocess.operate.upgrades import Plan, Upgraded


@click.command()
@options.home_of_any_version
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_context
def upgrade(context: click.Context, home: Path | None, *, dry_run: bool, json_: bool) -> None:
    """Bring the home to this version: say what changes, back up into the home, migrate, compare every chain.

    The last three backups stay in backups/ of the home. Stop the desk first: a home that is served is refused, and so
    is one that a newer version wrote.
    """
    from dueprocess.operate import upgrades

    place = place_of(home)
    plan = upgrades.plan()
    if not json_:
        _say_plan(plan)
    if dry_run or plan.is_empty:
        if json_:
            output.print_json({"migrations": _names(plan), "repairs": list(plan.repairs), "backup": "", "faults": []})
        return
    if is_served(place):
        raise DeniedError.because(
            "store.served",
            "The home is being served. Stop the desk and its worker (systemctl stop dueprocess dueprocess-worker, or "
            "Ctrl-C where they run), give this line again, then start them.",
        )
    with output.bar("Backing up") as progress:
        done = upgrades.run(place, plan, now(), progress)
    _say(done, json_=json_)
    if done.faults:
        context.exit(NO)


def _names(plan: "Plan") -> list[str]:
    return [f"{app}.{name}" for app, name in plan.migrations]


def _say_plan(plan: "Plan") -> None:
    if plan.is_empty:
        click.echo("Nothing to do: the home is of this version.", err=True)
    for name in _names(plan):
        click.echo(f"  migration {name}", err=True)
    for says in plan.repairs:
        click.echo(f"  repair    {says}", err=True)


def _say(done: "Upgraded", *, json_: bool) -> None:
    if json_:
        faults = list(done.faults)
        repairs = list(done.plan.repairs)
        backup = str(done.backup.archive)
        output.print_json({"migrations": _names(done.plan), "repairs": repairs, "backup": backup, "faults": faults})
        return
    counts = done.backup.counts
    click.echo(f"Backed up: {done.backup.archive}", err=True)
    for fault in done.faults:
        click.secho(f"✗ {fault}", fg="red", err=True)
    if done.faults:
        click.echo("The way back: the version before, and `dueprocess restore` into an empty folder.", err=True)
        return
    click.echo(f"Done: {counts['data_case']} cases, {counts['data_event']} events, every commitment holds.", err=True)
