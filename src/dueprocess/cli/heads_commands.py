"""``heads``: what the desk signs of all its histories each day, and the links between two days."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options, output
from dueprocess.cli.homes import boot, place_of

if TYPE_CHECKING:
    from dueprocess.operate.day_heads import Kept


@click.group()
def heads() -> None:
    """The head of the day: one signature over all histories. Kept by others, it finds a past that was written anew."""


@heads.command("sign")
@options.home
def sign(home: Path | None, *, json_: bool) -> None:
    """Sign today's head, once a day; `publish` does it, too. Print it: whoever keeps it can check a later one."""
    from dueprocess.operate import day_heads

    one = signed(home)
    told = {"day": one.day, "note": one.note, "vkey": day_heads.key_of(place_of(home))[0].vkey}
    output.told(told, one.note.rstrip("\n"), json_=json_)


@heads.command("list")
@options.home
def list_(home: Path | None, *, json_: bool) -> None:
    """The heads that this home signed, oldest first, and the key that signs them."""
    from dueprocess.operate import day_heads

    place = place_of(home)
    rows = day_heads.kept(place)
    key = day_heads.key_of(place)[0].vkey
    told = {"heads": [{"day": one.day, "note": one.note} for one in rows], "vkey": key}
    output.told(told, "\n".join([*(one.day for one in rows), key]), json_=json_)


@heads.command("prove")
@click.argument("earlier")
@click.argument("later")
@click.option("--out", type=options.PATH, required=True, help="File for the links between the two.")
@options.home
def prove(earlier: str, later: str, home: Path | None, out: Path, *, json_: bool) -> None:
    """Write the links between the heads of two days, for `verify heads`.

    They tell how many cases there are, and how much happened on each: for an auditor, and not for the public.
    """
    from dueprocess.adapters import durable
    from dueprocess.desk.services import heads as standing
    from dueprocess.operate import day_heads

    desk = boot(home)
    found = day_heads.between(place_of(home), earlier, later, standing.chains(desk))
    durable.replace(out, found.encode())
    output.told({"out": str(out), "chains": len(found.links)}, f"Written to {out}.", json_=json_)


def signed(home: Path | None) -> "Kept":
    """Today's head of a home, signed if it was not."""
    desk = boot(home)
    from dueprocess.desk.services import heads as standing
    from dueprocess.operate import day_heads

    return day_heads.sign(place_of(home), desk.roster.desk_id, desk.today.isoformat(), standing.chains(desk))
