"""``strike``: two people strike out what a third signed, where its marks hold up a case or it should give nothing."""

from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client, now
from dueprocess.cli.faults import wrong
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.verify.histories import View

MIN_NAME = 8
_PAGE = "A page for a person that was put on its word opens until you take it away: dueprocess notice withdraw."
_SITE = "The public site shows what rests on it until it is written next, at its hour; at once: dueprocess publish."
STAYS = [(Act.NOTE_ADD, _PAGE), (Act.GATE_ANSWER, _PAGE), (Act.GATE_ANSWER, _SITE), (Act.PUBLICATION_PUBLISH, _SITE)]
"""What a struck act leaves behind that no row of the case names, and so no strike takes along (hazards 6.6, 6.7)."""


@click.command()
@click.argument("case")
@click.argument("statement", default="")
@click.option("--yes", is_flag=True, help="Sign without being asked again.")
@options.person
def strike(case: str, statement: str, *, yes: bool, json_: bool, **person: Any) -> None:
    """Strike out a STATEMENT on a CASE that somebody else signed, by the beginning of its name. Two people do.

    Without STATEMENT it lists those at which the history of the case, or of the desk itself, is refused. What is struck
    out stays in the history, gives nothing any more, and holds nobody to what its signer had seen. What it stopped
    stays stopped; what has left the house is not struck out.
    """
    from dueprocess.adapters import crypto
    from dueprocess.client import desk_itself
    from dueprocess.formats.statement import parse_look
    from dueprocess.verify.histories import View

    with client(person) as (who, material):
        whole = material.find(case)
        view = View.of(who.desk.shown(whole), material.far.desk, crypto.verify, now())
        if not statement:
            _list(view, whole, json_=json_)
            return
        name, note = _named(view, statement)
        click.echo(output.safe(view.told(note)), err=True)
        if not (yes or json_):
            click.confirm("Strike it out? It gives nothing any more.", abort=True, err=True)
        itself = desk_itself.look(who, material.far, stops=True)
        done = desk_itself.act(who, material.far, itself, Act.STATEMENT_STRIKE, {"statement": name})
    over = "desk:strike:done" in done.events
    if json_:
        output.print_json({"statement": name, "struck": over})
    elif over:
        click.echo(f"It is struck out: {name[:12]}.")
        acts = {one.act for one in parse_look(note)[0].statements}
        for says in dict.fromkeys(says for act, says in STAYS if act in acts):
            click.echo(f"  {says}")
    else:
        click.echo(f"Signed. A second person strikes the same out: dueprocess strike {whole[:10]} {name[:12]}")


def _named(view: "View", beginning: str) -> tuple[str, bytes]:
    """Name and note of the one statement whose name begins so. Raises DeniedError."""
    from dueprocess.formats.statement import hash_of, parse_look

    notes = dict.fromkeys(note for notes in view.chains.values() for note in notes if len(note) > len(bytes(32)))
    named = [
        (name, note)
        for note in notes
        for number in range(1, len(parse_look(note)[0].acts) + 1)
        if (name := hash_of(note, number)).startswith(beginning.lower())
    ]
    if len(named) != 1 or len(beginning) < MIN_NAME:
        raise wrong(f"No single statement of this case has a name that begins with {beginning!r}.")
    return named[0]


def _list(view: "View", case: str, *, json_: bool) -> None:
    faults = view.faults()
    if json_:
        rows = [{"rule": one.rule, "statements": list(one.statements), "says": one.says} for one in faults]
        output.print_json({"case": case, "faults": rows})
        return
    for one in faults:
        click.echo(output.safe(f"{one.line}  [{one.rule}]"))
    if not faults:
        click.echo("Nothing is wrong with the history of this case.")
