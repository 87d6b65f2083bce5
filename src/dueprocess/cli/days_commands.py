"""``absent`` and ``remind``: a person's own days. Each is theirs alone to say; none of it grants anything."""

from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.formats import days


@click.group()
def absent() -> None:
    """When you are away, and who stands in: somebody who may do the same by their own roles.

    What waits for you goes to them, and at night you are called last.
    """


@absent.command("add")
@click.argument("first")
@click.argument("last")
@click.option("--deputy", default="", metavar="PERSON", help="Who stands in; without it nobody by name.")
@options.person
def add(first: str, last: str, deputy: str, *, json_: bool, **person: Any) -> None:
    """You are away from FIRST to LAST, both included (YYYY-MM-DD)."""
    said = {"first": options.day(first).isoformat(), "last": options.day(last).isoformat(), "deputy": deputy}
    with client(person) as (_, material):
        row = material.far.post("/v1/days/absences", said)
    stands_in = f"; {deputy} stands in" if deputy else ""
    says = f"{row['absence']}: you are away from {days.spoken(row['first'])} to {days.spoken(row['last'])}{stands_in}."
    output.done(row, says, json_=json_)


@absent.command("list")
@options.person
def listed(*, json_: bool, **person: Any) -> None:
    """Who is away from today on."""
    with client(person) as (_, material):
        rows = material.far.get("/v1/days")["absences"]
    columns = {name: name for name in ("absence", "person", "first", "last", "deputy")}
    spoken = str if json_ else days.spoken
    shown = [[spoken(row[name]) for name in columns] for row in rows]
    output.listing(columns, shown, empty="Nobody is away.", json_=json_)


@absent.command("remove")
@click.argument("absence", type=int)
@options.person
def remove(absence: int, *, json_: bool, **person: Any) -> None:
    """You are there after all: ABSENCE as `absent list` shows it."""
    with client(person) as (_, material):
        gone = material.far.delete(f"/v1/days/absences/{absence}")
    output.done(gone, "You are there after all.", json_=json_)


@click.group()
def remind() -> None:
    """Cases that you look at again on a day of your own. The day is all that the desk keeps; words belong in a note."""


@remind.command("add")
@click.argument("case")
@click.argument("on")
@options.person
def on_day(case: str, on: str, *, json_: bool, **person: Any) -> None:
    """Look at CASE again on the day ON (YYYY-MM-DD). It stands in your due list from that day on."""
    day = options.day(on).isoformat()
    with client(person) as (_, material):
        row = material.far.post(f"/v1/cases/{material.find(case)}/reminders", {"on": day})
    output.done(row, f"{row['reminder']}: it stands in your list on {days.spoken(row['on'])}.", json_=json_)


@remind.command("list")
@options.person
def open_ones(*, json_: bool, **person: Any) -> None:
    """What you wanted to look at again."""
    with client(person) as (_, material):
        rows = material.far.get("/v1/days")["reminders"]
    columns = {name: name for name in ("reminder", "case", "on")}
    spoken = str if json_ else days.spoken
    output.listing(columns, [[spoken(row[name]) for name in columns] for row in rows], empty="Nothing.", json_=json_)


@remind.command("done")
@click.argument("reminder", type=int)
@click.option("--open", "again", is_flag=True, help="It is not done after all.")
@options.person
def done(reminder: int, *, again: bool, json_: bool, **person: Any) -> None:
    """You looked at it: REMINDER as `remind list` shows it."""
    with client(person) as (_, material):
        row = material.far.post(f"/v1/days/reminders/{reminder}", {"done": not again})
    output.done(row, "It stands in your list again." if again else "Done.", json_=json_)
