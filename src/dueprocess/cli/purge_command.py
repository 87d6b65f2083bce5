"""``purge``: two people destroy what was signed on a forgotten case, and its facts. What reports count stays."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import NO
from dueprocess.cli.homes import place_of
from dueprocess.operate import kept_backups, kept_facts

WARNING: Final = (
    "What is destroyed stays destroyed: facts, statements, decisions. Nobody can check them any more. "
    "What reports count, commitments and who purged stay."
)


@click.command()
@click.argument("case")
@options.destroying
@options.person
@click.pass_context
def purge(
    context: click.Context, /, case: str, where: tuple[Path, ...], *, yes: bool, json_: bool, **person: Any
) -> None:
    """Destroy what was signed on a forgotten CASE, its facts, and those of all records that went into it.

    Two people sign the same, each on their own machine, which reckons what reports still count of it. It waits until
    `purge_after_months` of desk.toml are over. Then it says which kept backups still hold it.
    """
    from dueprocess.client import purging

    with client(person) as (who, material):
        whole = material.find(case)
        told = material.far.get(f"/v1/cases/{whole}/purge")
        todo = [one for one in told["records"] if one not in told["purged"]]
        if todo and not (yes or json_):
            click.confirm(f"{WARNING} Go on?", abort=True, err=True)
        scrub = ""
        for record in todo:
            told = purging.sign(who, material.far, record)
            scrub = str(told["scrub"]) or scrub
        told = material.far.get(f"/v1/cases/{whole}/purge")
    waiting = [one for one in told["records"] if one not in told["purged"]]
    said = {"case": whole, "purged": told["purged"], "waits_for_second": waiting, "scrub": scrub, "backups": []}
    if not waiting and not person["desk_url"]:
        said["backups"] = _backups(person["home"], where, told["records"])
    if json_:
        output.print_json(said)
    else:
        _say(said)
    if scrub:
        context.exit(NO)


def _backups(home: Path | None, where: Sequence[Path], records: Sequence[str]) -> list[dict[str, Any]]:
    """Kept backups of the home that hold one of these records."""
    from dueprocess.desk.services import purging

    gone = {case: at for case, at in purging.purged_at().items() if case in records}
    return [one.plain for one in kept_facts.holding(kept_backups.folders(place_of(home), where), gone)]


def _say(said: Mapping[str, Any]) -> None:
    if said["waits_for_second"]:
        click.echo(f"Signed. {WARNING}")
        click.echo(f"A second person signs the same: dueprocess purge {said['case'][:10]}")
        return
    for case, by in said["purged"].items():
        click.secho("✓ ", fg="green", nl=False)
        click.echo(output.safe(f"{case[:10]}: purged by {' and '.join(by)}."))
    if said["scrub"]:
        click.secho(f"  Not yet overwritten: {said['scrub']}.", fg="yellow")
    for one in said["backups"]:
        holds = "holds" if one["holds"] == kept_backups.SURE else "is encrypted and perhaps holds"
        click.echo(f"  {one['archive']} {holds} what was signed on it, and is kept without an end.")
    if said["backups"]:
        click.echo("  Make a new one, then delete these: `dueprocess backup`, then `dueprocess prune`.")
        click.echo("  Copies elsewhere are yours to destroy.")
