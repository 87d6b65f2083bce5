"""``roster words|accept``: who has no pin, or was away, takes over by voice which roster is in force (ADR 0084).

A machine that sees rosters for the first time counts their 72 hours from now. A colleague's machine counted them: it
reads out which roster is in force for it, in nine words, and the newcomer's machine takes that one over. All else is
checked as ever: the chain of rosters is walked from the founding one, and no roster before the own base is taken.
"""

from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client, now
from dueprocess.cli.faults import wrong

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.formats.chain import Line

ROSTER: Final = "roster"
"""Stands in the words where a case would: no case is called so."""


@click.command("words")
@options.person
def words(*, json_: bool, **person: Any) -> None:
    """Nine words for the roster that is in force for this machine, to be read out to a colleague without a pin.

    Read them to whom you know by voice, on a call that you began.
    """
    from dueprocess.client import pins
    from dueprocess.formats import heard

    with client(person) as (who, material):
        if pins.read_pin(who.pin_file) is None:
            raise wrong("Your own machine sees this desk for the first time. Somebody whose machine knows it reads.")
        line = _line(who, material)
        pins.raise_pin(who.pin_file, line.pin)
        said = heard.words(line[0].desk_id, ROSTER, line.in_force.mark)
    told = {"number": line.in_force.number, "words": said}
    output.told(told, f"Roster {line.in_force.number}: {said}", json_=json_)


@click.command("accept")
@click.argument("heard_words", metavar="WORDS")
@click.option("--with", "colleague", required=True, metavar="NAME", help="Who read the words out to you.")
@options.person
def accept(heard_words: str, colleague: str, *, json_: bool, **person: Any) -> None:
    """Take over by a colleague's WORDS which roster is in force, instead of waiting 72 hours from one's first look.

    Call a colleague whom the roster already names for your machine; they read out what `roster words` tells them.
    """
    from dueprocess.client import pins
    from dueprocess.formats import heard
    from dueprocess.formats.chain import Pin

    with client(person) as (who, material):
        line = _line(who, material)
        if not line.waiting:
            raise wrong("Nothing waits for your machine: the newest roster is in force for it.")
        listed = line.in_force.person(colleague)
        if listed is None or colleague == who.identity.name or listed not in line.strict.people:
            raise wrong(f"{colleague} is no colleague whom all rosters name that your machine was shown.")
        desk = line[0].desk_id
        named = {one.number: heard.words(desk, ROSTER, one.mark) for one in line.waiting}
        found = next((one for one in line.waiting if heard.same(heard_words, named[one.number])), None)
        if found is None:
            raise wrong("Your colleague's machine goes by another roster than you are shown. Take nothing over; call.")
        since = line.pin.since[found.number - line.pin.base :]
        pins.raise_pin(who.pin_file, Pin(desk, line.pin.number, line.pin.hash, found.number, since))
    told = {"number": found.number, "people": [one.name for one in found.people], "k": found.k}
    people = ", ".join(one.name for one in found.people)
    output.told(told, f"Roster {found.number} is in force for this machine: {people}; k {found.k}.", json_=json_)


def _line(who: "Person", material: "Material") -> "Line":
    """The checked rosters as this machine stands before them."""
    from dueprocess.adapters import crypto
    from dueprocess.client import pins
    from dueprocess.formats.chain import Pin, walk

    far = material.far
    texts = [str(note).encode() for note in far.get("/v1/desk/itself")["rosters"]]
    return walk(pins.read_pin(who.pin_file) or Pin(far.desk, 1, far.desk), texts, crypto.verify, now())
