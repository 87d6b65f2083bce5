"""``chain``: which history of a case this machine is shown, in words for the telephone; and accepting another one."""

from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client, now
from dueprocess.cli.faults import wrong
from dueprocess.formats.links import DESK
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.formats.roster import Mark

ITSELF: Final = "desk"


@click.group()
def chain() -> None:
    """Where a history is refused as shorter or other than the one kept here: compare it by voice, and accept it."""


@chain.command("words")
@click.argument("case")
@options.person
def words(case: str, *, json_: bool, **person: Any) -> None:
    """Nine words for the history of a CASE (`desk`: of the desk itself) as this machine is shown it now.

    Read them out to a colleague whose machine refuses it. Do so only where yours does not.
    """
    from dueprocess.formats import heard

    with client(person) as (who, material):
        of, mark, kept = _shown(who, material, case)
        if kept is not None:
            raise wrong("Your own machine refuses this history. Somebody whose machine takes it reads the words.")
        said = heard.words(material.far.desk, of, mark)
    output.told({"case": of, "head": mark[1], "size": mark[0], "words": said}, said, json_=json_)


@chain.command("accept")
@click.argument("case")
@click.argument("heard_words", metavar="WORDS")
@click.option("--with", "colleague", required=True, metavar="NAME", help="Who read the words out to you.")
@options.person
def accept(case: str, heard_words: str, colleague: str, *, json_: bool, **person: Any) -> None:
    """Accept the history of a CASE (`desk`: of the desk itself) that this machine refuses, by a colleague's WORDS.

    Call a colleague whose machine takes it; they read out what `chain words` tells them. First ask why: a backup that
    was put back is a reason, and whoever did that says so. Your statement says which history you had kept before.
    """
    from dueprocess.client import desk_itself, pins
    from dueprocess.formats import heard

    with client(person) as (who, material):
        of, mark, kept = _shown(who, material, case)
        if kept is None:
            raise wrong("Your machine takes this history: nothing needs to be accepted.")
        if not heard.same(heard_words, heard.words(material.far.desk, of, mark)):
            raise wrong("Your colleague is shown another history than you are. Accept nothing; tell the others.")
        says: dict[str, Any] = {"case": of, "colleague": colleague, "head": mark[1], "kept": kept[1]}
        itself = desk_itself.look(who, material.far, stops=True)
        listed = itself.roster.person(colleague)
        if listed is None or colleague == who.identity.name:
            raise wrong(f"{colleague} is no colleague on the roster.")
        says |= {"kept_size": kept[0], "size": mark[0]}
        desk_itself.act(who, material.far, itself, Act.CHAIN_ACCEPT, says)
        pins.accept(who.pin_file, of, mark)
    told = {"case": of, "accepted": list(mark), "kept": list(kept)}
    output.told(told, f"Accepted: {mark[0]} statements, in place of {kept[0]} that your machine had seen.", json_=json_)


def _shown(who: "Person", material: "Material", case: str) -> "tuple[str, Mark, Mark | None]":
    """The case, the mark that the desk shows; and the mark that is kept, where that is not reached.

    All else of the history holds. Raises as ``links.follow``.
    """
    from dueprocess.adapters import crypto
    from dueprocess.client import pins
    from dueprocess.formats import chain as rosters_of
    from dueprocess.formats import links
    from dueprocess.formats.chain import Pin
    from dueprocess.formats.standing import standing_of
    from dueprocess.release.purging import chain_of

    far = material.far
    if case == ITSELF:
        of, purged = DESK, {}
        told = far.get("/v1/desk/itself")
        notes = [str(note).encode() for note in told["notes"]]
        texts = [str(note).encode() for note in told["rosters"]]
    else:
        of = material.find(case)
        shown = who.desk.shown(of)
        purged, notes, texts = dict(shown.purged), list(shown.notes), list(shown.rosters)
    pin = pins.read_pin(who.pin_file) or Pin(far.desk, 1, far.desk)
    rosters = rosters_of.walk(pin, texts, crypto.verify, now())
    struck = standing_of({one.number: one for one in rosters}, notes, crypto.verify, at=now()).strikes.names
    made = chain_of(of, notes, purged)
    mark = links.follow(far.desk, of, made, struck=struck)
    kept = pins.read_mark(who.pin_file, of)
    try:
        links.follow(far.desk, of, made, kept, struck)
        links.check_own([links.name_of(one).hex() for one in made], pins.read_own(who.pin_file, of))
    except links.ChainError:
        return of, mark, kept or (0, links.first(far.desk, of))
    return of, mark, None
