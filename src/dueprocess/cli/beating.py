"""``worker``: the desk's beat. It ends what had an end and makes late duties louder; it opens and sends nothing."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options

if TYPE_CHECKING:
    from dueprocess.services.beat import Beaten

EVERY_SECONDS = 60


@click.command()
@options.home
@click.option("--once", is_flag=True, help="One beat, then end: for a timer of the system.")
@options.as_json
def worker(home: Path | None, *, once: bool, json_: bool) -> None:
    """Ends silences whose day came (telling is then due), lapses unverified preservations, makes late duties louder.

    Example: dueprocess worker --once
    """
    from dueprocess.cli.session import boot
    from dueprocess.services.beat import beat

    while True:
        _say(beat(boot(home)), json_=json_)
        if once:
            return
        time.sleep(EVERY_SECONDS)


def _say(done: "Beaten", *, json_: bool) -> None:
    if json_:
        options.print_json({"ended": list(done.ended), "raised": list(done.raised)})
    elif done.ended or done.raised:
        click.echo(f"{len(done.ended)} cases in which something ended; {len(done.raised)} duties grew louder.")
