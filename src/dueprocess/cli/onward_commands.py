"""``onward``: assurances that data stay, and that they were passed on; how often, for staff alone."""

from pathlib import Path

import click

from dueprocess.cli import options, output

HEADS = ("country", "given", "refused", "no answer", "passed on")


@click.group()
def onward() -> None:
    """What becomes of data afterwards: assurances, and that they were passed on."""


@onward.command("count")
@options.home
def count(home: Path | None, *, json_: bool) -> None:
    """How often an assurance was given, refused or never came, and data were passed on, by country of the body."""
    from dueprocess.cli.homes import boot
    from dueprocess.desk.services.onward_counts import counts

    boot(home)
    rows = counts()
    if json_:
        output.print_json({"rows": rows})
        return
    shown = [tuple(str(row[key]) for key in ("country", "given", "refused", "none", "passed_on")) for row in rows]
    output.table(HEADS, shown, empty="Nobody recorded an assurance, or that data were passed on.")
