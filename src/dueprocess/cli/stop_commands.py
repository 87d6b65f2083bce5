"""``freeze``: anybody stops every production and release, two lift it. ``roster retire``: my key signs nothing more."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.case_commands import session
from dueprocess.cli.faults import wrong
from dueprocess.cli.session import Session, accepted, boot
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.standing import Freeze


@click.command()
@click.argument("what", type=click.Choice(["lift"]), required=False)
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="File that holds the passphrase.")
@click.option(
    "--identity",
    type=click.Path(path_type=Path),
    envvar="DUEPROCESS_IDENTITY",
    help="Your identity file. Without it a freeze is entered unsigned, also while the desk is served.",
)
@click.option("--as", "name", required=True, envvar="DUEPROCESS_AS", help="Your pseudonym on the roster.")
@options.as_json
@options.home
def freeze(
    what: str | None,
    home: Path | None,
    name: str,
    identity: Path | None,
    passphrase_file: Path | None,
    *,
    json_: bool,
) -> None:
    """Stop every production and release, at once and without a reason. Anybody on the roster may.

    ``freeze lift`` agrees to go on; two people must, each with their own key. A veto and a recall are never stopped.
    """
    if identity is None:
        if what:
            message = "Lifting is signed: say --identity FILE."
            raise wrong(message)
        desk = boot(home)
        _unsigned(desk, name)
        desk = boot(home)
    else:
        person = {"home": home, "name": name, "identity": identity, "passphrase_file": passphrase_file}
        who = session(person)
        _lift(who) if what else _act(who, "desk.freeze", {})
        desk = boot(home)
    _say(desk, json_=json_)


def _unsigned(desk: "Desk", name: str) -> None:
    from dueprocess.desk.services import stops

    accepted(stops.freeze_unsigned(desk, name))


def _act(who: Session, act: str, says: dict[str, Any]) -> None:
    from dueprocess.desk.services import desk_acts
    from dueprocess.formats.statement import Act

    accepted(desk_acts.perform(who.desk, who.sign(desk_acts.draft(who.desk, who.name, Act(act), says))))


def _lift(who: Session) -> None:
    """Agree to lift every freeze that stands and that this person has not agreed to lift yet."""
    standing = who.desk.standing
    if not standing.frozen:
        rule, message = "desk.not-frozen", "The desk is not frozen."
        raise DeniedError.because(rule, message)
    waiting = [one for one in standing.freezes if who.name not in one.agreed] or list(standing.freezes)
    for one in waiting:
        click.echo(_line(one), err=True)
        _act(who, "desk.lift", {"freeze": one.name})


def _line(one: "Freeze") -> str:
    agreed = f"; {', '.join(one.agreed)} agreed to lift it" if one.agreed else ""
    signed = "" if one.signed else ", not signed"
    return f"Frozen since {one.since:%Y-%m-%d %H:%M} UTC by {one.by}{signed}{agreed}  [{one.name[:16]}]"


def freeze_lines(desk: "Desk") -> list[str]:
    """The freezes that stand, in words; nothing where there is none."""
    return [_line(one) for one in desk.standing.freezes]


def _say(desk: "Desk", *, json_: bool) -> None:
    if json_:
        rows = [
            {"freeze": one.name, "by": one.by, "since": f"{one.since:%Y-%m-%dT%H:%MZ}", "agreed": list(one.agreed)}
            for one in desk.standing.freezes
        ]
        options.print_json({"frozen": desk.standing.frozen, "freezes": rows})
        return
    for line in freeze_lines(desk):
        click.echo(line)
    if desk.standing.frozen:
        click.echo("Nothing is produced or released. Two people lift it: dueprocess freeze lift.")
    else:
        click.echo("The desk is not frozen: productions and releases go on.")


@click.command("retire")
@options.as_json
@options.person
def retire(*, json_: bool, **person: Any) -> None:  # noqa: ANN401 - the shared options
    """Retire your own key, at once and for ever. No reason is asked; nobody can do it for you, or undo it.

    It signs nothing further, its pending shares are void, and your envelopes are deleted. With another key you come
    back by the next roster.
    """
    who = session(person)
    _act(who, "key.retire", {})
    if json_:
        options.print_json({"retired": who.name})
    else:
        click.echo(f"The key of {who.name} is retired. With another one (`keys new`) you come back by the next roster.")
