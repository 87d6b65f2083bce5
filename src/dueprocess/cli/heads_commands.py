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
    """Sign today's head, once a day; `publish` and `report build` do it, too. Print its line, for whoever keeps it."""
    one, line, vkey = signed(home)
    told = {"day": one.day, "line": line, "note": one.note, "vkey": vkey}
    output.told(told, line, json_=json_)


@heads.command("list")
@options.home
def list_(home: Path | None, *, json_: bool) -> None:
    """The line of each head that this home signed, oldest first, and the key that signs them."""
    from dueprocess.formats.heads import line_of
    from dueprocess.operate import day_heads

    desk, place = boot(home), place_of(home)
    rows = [(one, line_of(one.note.encode())) for one in day_heads.kept(place)]
    key = day_heads.key_of(place, desk.roster.desk_id)[0].vkey
    told = {"heads": [{"day": one.day, "line": line, "note": one.note} for one, line in rows], "vkey": key}
    output.told(told, "\n".join([*(line for _, line in rows), key]), json_=json_)


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


def signed(home: Path | None) -> "tuple[Kept, str, str]":
    """Today's head of a home, signed if it was not; its line, and the key that signed it."""
    desk = boot(home)
    from dueprocess.desk.services import heads as standing
    from dueprocess.formats.heads import line_of
    from dueprocess.operate import day_heads

    place, desk_id = place_of(home), desk.roster.desk_id
    one = day_heads.sign(place, desk_id, desk.today.isoformat(), standing.chains(desk))
    return one, line_of(one.note.encode()), day_heads.key_of(place, desk_id)[0].vkey
