"""``freeze``: anybody stops every production and release, two lift it. ``roster retire``: my key signs nothing more."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.client import desk_itself
from dueprocess.formats import days
from dueprocess.formats.desk_acts import freeze_told
from dueprocess.formats.refusal import DeniedError, accepted
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.client.person import Person

Freezes: TypeAlias = Sequence[Mapping[str, Any]]
"""Stops that stand, as ``formats.desk_acts`` tells them."""


@click.command()
@click.argument("what", type=click.Choice(["lift"]), required=False)
@options.looker
def freeze(what: str | None, *, json_: bool, **person: Any) -> None:
    """Stop all data being made ready or released, at once and without a reason. Anybody on the roster may.

    Where the home lies a stop needs no identity, also while the desk is served: it is entered unsigned. ``freeze lift``
    agrees to go on; two people must, each with their own key. A veto and a recall are never stopped.
    """
    if person["desk_url"] or person["identity"]:
        with client(person) as (who, material):
            freezes = _lift(who, material.far) if what else _freeze(who, material.far)
    elif what:
        raise wrong("Lifting is signed: say --identity FILE.")
    elif not person["name"]:
        raise wrong("Say who stops the desk: --as NAME.")
    else:
        desk = boot(person["home"])
        from dueprocess.desk.services import stops  # tables need the booted home

        accepted(stops.freeze_unsigned(desk, person["name"]))
        freezes = [freeze_told(one) for one in boot(person["home"]).standing.freezes]
    _say(freezes, json_=json_)


def _freeze(who: "Person", far: "FarDesk") -> Freezes:
    desk_itself.act(who, far, desk_itself.look(who, far, stops=True), Act.DESK_FREEZE, {})
    freezes: Freezes = desk_itself.look(who, far, stops=True).told["freezes"]
    return freezes


def _lift(who: "Person", far: "FarDesk") -> Freezes:
    """Agree to lift every freeze that stands and that this person has not agreed to lift yet."""
    itself = desk_itself.look(who, far)
    freezes = itself.told["freezes"]
    if not freezes:
        raise DeniedError.because("desk.not-frozen", "The desk is not stopped.")
    for freeze in [freeze for freeze in freezes if who.identity.name not in freeze["agreed"]] or freezes:
        click.echo(freeze_line(freeze), err=True)
        desk_itself.act(who, far, desk_itself.look(who, far), Act.DESK_LIFT, {"freeze": freeze["name"]})
    left: Freezes = desk_itself.look(who, far).told["freezes"]
    return left


def freeze_line(one: Mapping[str, Any]) -> str:
    """A freeze that stands, in words."""
    agreed = f"; {', '.join(one['agreed'])} agreed to lift it" if one["agreed"] else ""
    signed = "" if one["signed"] else ", not signed"
    since = days.spoken(one["since"])
    return output.safe(f"Stopped since {since} by {one['by']}{signed}{agreed}  [{one['name'][:16]}]")


def _say(freezes: Freezes, *, json_: bool) -> None:
    if json_:
        rows = [{"freeze": one["name"], **{key: one[key] for key in ("by", "since", "agreed")}} for one in freezes]
        output.print_json({"frozen": bool(freezes), "freezes": rows})
        return
    for one in freezes:
        click.echo(freeze_line(one))
    if freezes:
        click.echo("No data are made ready or released. Two people lift the stop: dueprocess freeze lift.")
    else:
        click.echo("The desk is not stopped: data are made ready and released.")


@click.command("retire")
@click.argument("which", type=click.Choice(["daily", "own"]), required=False)
@options.person
def retire(which: str | None, *, json_: bool, **person: Any) -> None:
    """Retire your keys, at once and for ever. No reason is asked; nobody can do it for you, or undo it.

    Of an own file both, or the one that you name; of a daily file that key alone. A retired key signs nothing further.
    With the daily key your envelopes are deleted, with the own key your pending shares are void. With another key you
    come back by the next roster.
    """
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far, stops=True)
        stand = {"own" if own else "daily": key for key, own, retired in itself.told["keys"] if not retired}
        mine = {"own", "daily"} if itself.told["own"] else {"daily"}
        gone = [one for one in ("daily", "own") if one in stand and one in mine and which in {None, one}]
        if not gone:
            raise DeniedError.because("key.retire", "This identity file retires no such key that stands.")
        for one in gone:  # the own key last: after it nothing is signed any more
            says = {"key": stand[one]}
            desk_itself.act(who, material.far, desk_itself.look(who, material.far, stops=True), Act.KEY_RETIRE, says)
    if json_:
        output.print_json({"retired": person["name"], "keys": gone})
        return
    keys = f"The {gone[0]} key of {person['name']} is" if len(gone) == 1 else f"Both keys of {person['name']} are"
    click.echo(f"{keys} retired. With another one (`keys new`, `keys daily`) you come back by the next roster.")
