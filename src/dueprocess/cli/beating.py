"""``worker``: the desk's beat. It ends what had an end and makes late duties louder; it opens and sends nothing."""

import math
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options, output

if TYPE_CHECKING:
    from dueprocess.services.beat import Beaten

EVERY_SECONDS = 60
SWEEP_SECONDS = 24 * 60 * 60


@click.command()
@options.home
@click.option("--once", is_flag=True, help="One beat, then end: for a timer of the system.")
@options.as_json
def worker(home: Path | None, *, once: bool, json_: bool) -> None:
    """Ends silences whose day came (telling is then due), lapses unverified preservations, makes late duties louder.

    Judges open cases anew where the law that judged them was changed or signed since, and deletes files that a
    crash left behind.

    Example: dueprocess worker --once
    """
    from dueprocess.cli.session import boot
    from dueprocess.services.beat import beat
    from dueprocess.services.ciphertexts import sweep

    swept = -math.inf
    while True:
        desk = boot(home)
        _say(beat(desk), json_=json_)
        if time.monotonic() - swept >= SWEEP_SECONDS:
            sweep(desk)
            swept = time.monotonic()
        if once:
            return
        time.sleep(EVERY_SECONDS)


def _say(done: "Beaten", *, json_: bool) -> None:
    if json_:
        options.print_json({"ended": list(done.ended), "judged_anew": list(done.judged), "raised": list(done.raised)})
    elif done.ended or done.judged or done.raised:
        ended, judged = output.plural(len(done.ended), "case"), output.plural(len(done.judged), "case")
        louder = output.plural(len(done.raised), "duty", "duties")
        click.echo(f"{ended} in which something ended; {judged} judged by newer law; {louder} grew louder.")
