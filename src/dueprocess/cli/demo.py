"""``demo``: fifteen demands pass through a desk, from arrival to register, in a throw-away home."""

import datetime
import shutil
import tempfile
from pathlib import Path

import click

from dueprocess.cli import options
from dueprocess_lab import practice_desk, story
from dueprocess_lab.stage import Stage
from dueprocess_lab.story_player import tell


@click.command()
@click.option(
    "--serve/--no-serve",
    default=True,
    show_default=True,
    help="Serve desk, vault, interface and public site on 127.0.0.1.",
)
@click.option("--home", type=options.PATH, help="Keep the home there [default: a throw-away folder].")
@click.option("--port", type=int, default=0, help="Port of the public site [default: a free one].")
@click.option("--ends", type=click.DateTime(["%Y-%m-%d"]), help="Day on which the story ends [default: today].")
def demo(home: Path | None, port: int, ends: datetime.datetime | None, *, serve: bool) -> None:
    """Fifteen demands of every kind pass through a desk: arrive, read, confirm, assess, decide, answer, publish."""
    folder = home or Path(tempfile.mkdtemp(prefix="dueprocess-demo-"))
    place = folder / "home"
    if place.exists():
        shutil.rmtree(place)
    day = ends.date() if ends else story.days.today(datetime.datetime.now(datetime.UTC))
    stage = Stage(story.story(day), place, folder / "keys")
    stage.found()
    tell(stage)
    stage.finish()
    if serve:
        people = [person.name for person in stage.story.people if "producer" not in person.roles]
        practice_desk.serve(stage, people, port)
    elif home is None:
        click.echo(f"The home of this story is {place}; it may be deleted.")
