"""``portal``: what a receipt of the authority portal says, and the parts of a release that are left there."""

import datetime
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import looking
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.formats import days
from dueprocess.formats.refusal import accepted

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

DAYS: Final = 30


@click.group()
def portal() -> None:
    """The authority portal from the desk's side: receipts, and what is left for their holders."""


@portal.command()
@click.argument("case")
@options.looker
def show(case: str, *, json_: bool, **person: Any) -> None:
    """What the receipt of a case says, the number to compare on the call, and what was left."""
    with looking(person) as far:
        said = far.get(f"/v1/cases/{far.find(case)}/receipt")
    said.pop("recipient")
    if json_:
        output.print_json(said)
        return
    word = f"{said['word']} since {days.spoken(said['word_on'])}"
    click.echo(output.safe(f"{said['case'][:10]}  {word}; handed in on {days.spoken(said['made_on'])}"))
    click.echo(output.safe(f"Let the official read out on the call: {said['number']}"))
    for one in said["left"]:
        taken = (
            f"taken on {days.spoken(one['taken_on'])}"
            if one["taken_on"]
            else f"waits until {days.spoken(one['until'])}"
        )
        click.echo(output.safe(f"  {days.spoken(one['left_on'])}  {one['kind']} {one['number']}  {taken}"))


@portal.command(name="hand-over")
@click.argument("production")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=f"Last day of access [default: in {DAYS} days].")
@options.home
def hand_over(
    production: str, files: tuple[Path, ...], until: datetime.datetime | None, home: Path | None, *, json_: bool
) -> None:
    """Leave the files of a release at the portal: those that the signed release named, in any order.

    No key is asked for: nothing else than what k people released is taken.
    """
    desk = boot(home)
    day = until.date() if until else desk.today + datetime.timedelta(days=DAYS)
    done = [_leave(desk, production, path, day) for path in files]
    output.told({"left": done}, f"{len(done)} left at the portal until {days.spoken(day)}.", json_=json_)


def _leave(desk: "Desk", production: str, path: Path, day: datetime.date) -> dict[str, Any]:
    from dueprocess.desk.services import portal_desk
    from dueprocess.desk.services.portal_desk import parcel_plain

    sent = portal_desk.sent(production)
    with path.open("rb") as source:
        hash_ = hashlib.file_digest(source, "sha256").hexdigest()
        if hash_ not in sent:
            raise wrong(f"{path.name} is none of the files that the release named. Name those of its folder.")
        source.seek(0)
        number = sent.index(hash_) + 1
        return parcel_plain(accepted(portal_desk.hand_over(desk, production, number, source, day)))
