"""``portal``: what a receipt of the authority portal says, and the parts of a release that are left there."""

import datetime
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options
from dueprocess.cli.faults import wrong
from dueprocess.cli.session import boot, find
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.desk.data.models import Parcel
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.refusal import Denied

DAYS: Final = 30
PIECE: Final = 1 << 20


@click.group()
def portal() -> None:
    """The authority portal from the desk's side: receipts, and what is left for their holders."""


@portal.command()
@click.argument("case")
@options.as_json
@options.home
def show(case: str, home: Path | None, *, json_: bool) -> None:
    """What the receipt of a case says, the number to compare on the call, and what was left."""
    from dueprocess.desk.services import portal_desk

    boot(home)
    row = portal_desk.of_case(find(case))
    if row is None:
        rule, message = "portal.no-receipt", "This case did not come through the portal."
        raise DeniedError.because(rule, message)
    parcels = [_plain(one) for one in row.parcels.order_by("left_on", "number", "pk")]
    said = {
        "case": row.vessel_id,
        "left": parcels,
        "made_on": row.made_on.isoformat(),
        "number": portal_desk.fingerprint(row.recipient),
        "until": row.until.isoformat(),
        "word": row.word,
        "word_on": row.word_on.isoformat(),
    }
    if json_:
        options.print_json(said)
        return
    click.echo(f"{row.vessel_id[:10]}  {row.word} since {row.word_on}; handed in on {row.made_on}")
    click.echo(f"Let the official read out on the call: {said['number']}")
    for one in parcels:
        taken = f"taken on {one['taken_on']}" if one["taken_on"] else f"waits until {one['until']}"
        click.echo(f"  {one['left_on']}  {one['kind']} {one['number']}  {taken}")


def _plain(one: "Parcel") -> dict[str, Any]:
    days = {name: getattr(one, name) for name in ("left_on", "until", "taken_on")}
    return {
        "answer": one.answer,
        "kind": one.kind,
        "number": one.number,
        "parcel": one.pk,
        "size": one.size,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }


@portal.command(name="hand-over")
@click.argument("production")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help=f"Last day of access [default: in {DAYS} days].")
@options.as_json
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
    if json_:
        options.print_json({"left": done})
        return
    click.echo(f"{len(done)} left at the portal until {day}.")


def _leave(desk: "Desk", production: str, path: Path, day: datetime.date) -> dict[str, Any]:
    from dueprocess.desk.services import portal_desk

    sent = portal_desk.sent(production)
    hash_ = _sha256(path)
    if hash_ not in sent:
        message = f"{path.name} is none of the files that the release of {production} named. Name those of its folder."
        raise wrong(message)
    with path.open("rb") as source:
        done = portal_desk.hand_over(desk, production, sent.index(hash_) + 1, source, day)
    return _plain(left(done))


def left(done: "Parcel | Denied") -> "Parcel":
    """What was left. Raises DeniedError with the rule's name."""
    from dueprocess.formats.refusal import Denied

    if isinstance(done, Denied):
        raise DeniedError(done)
    return done


def _sha256(path: Path) -> str:
    hasher = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            hasher.update(piece)
    return hasher.hexdigest()
