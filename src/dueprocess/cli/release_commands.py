"""``release``: k people, a hold, and no share that opens before its holder's own machine checked everything (P1)."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.client.person import Looked, Ready, Releaser
    from dueprocess.release.desk_client import Production

WHYS: Final = ("wrong_target", "too_wide", "wrong_recipient", "not_received")
WAYS: Final = ("age", "cms", "openpgp", "passphrase", "disk", "paper", "portal")


@click.group()
def release() -> None:
    """What was granted leaves the house only when k releasers agree, after a hold, each on their own machine."""


production = click.option(
    "--production", "wanted", default="", metavar="x-…", help="Which production, where there are several."
)
yes = click.option("--yes", is_flag=True, help="You have read it; do not ask.")


def live(looked: "Looked", number: int, wanted: str) -> "Production":
    """The production of the item that waits for its release. Raises DeniedError."""
    found = [one for one in looked.shown.productions if one.item == number and one.id.startswith(wanted or one.id)]
    waiting = [one for one in found if one.state == "dealt"]
    if len(waiting) != 1:
        state = found[-1].state if found else "not ordered"
        rule, message = (
            "production.wrong-state",
            f"Item {number} has no production that waits: {output.safe(state)}. See `release show`.",
        )
        raise DeniedError.because(rule, message)
    return waiting[0]


def last(looked: "Looked", number: int, wanted: str, states: set[str], do: str) -> "Production":
    """The newest production of the item in one of these states. Raises DeniedError."""
    found = [one for one in looked.shown.productions if one.item == number and one.id.startswith(wanted or one.id)]
    for one in reversed(found):
        if one.state in states:
            return one
    rule, message = "production.wrong-state", f"Item {number} has no production that is {' or '.join(states)}. {do}"
    raise DeniedError.because(rule, message)


@release.command("show")
@click.argument("case")
@options.as_json
@options.releaser
def show(case: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401 - the shared options
    """Productions of a case: what waits, for whom, until when; each held against signatures on this machine."""
    with client(person) as (who, material):
        whole = material.find(case)
        looked = who.look(whole)
        rows = [_row(who, looked, one) for one in looked.shown.productions]
    if json_:
        options.print_json({"case": whole, "frozen": looked.seen.frozen, "productions": rows})
        return
    if looked.seen.frozen:
        click.secho("The desk is frozen: nothing is released. Two people lift it: dueprocess freeze lift.", fg="red")
    for row in rows:
        _print_row(row)
    if not rows:
        click.echo("Nothing was ordered. A grant is made ready by: dueprocess release order CASE --item N", err=True)


def _row(who: "Releaser", looked: "Looked", one: "Production") -> dict[str, Any]:
    row = {
        "production": one.id,
        "item": one.item,
        "state": one.state,
        "producer": one.producer,
        "k": one.k,
        "hold_until": one.hold_until,
    }
    if one.state != "dealt":
        return {**row, "checked": None, "agreed": [], "contents": []}

    try:
        ready = who.ready(looked, one)
    except ValueError as fault:
        return {**row, "checked": getattr(fault, "rule", "release.malformed"), "agreed": [], "contents": []}
    return {**row, "checked": "ok", "agreed": sorted(ready.dealt.approvals), "contents": contents(ready)}


def contents(ready: "Ready") -> list[str]:
    """What is in it, a line each: target, kind, how much, from when to when."""
    lines = []
    for one in ready.manifest.counts:
        span = f", {one.first[:10]} to {one.last[:10]}" if one.first else ""
        lines.append(
            f"{one.target} {output.spoken(one.kind)}: {output.plural(one.records, 'record')}, {one.bytes} bytes{span}"
        )
    return lines


def _print_row(row: Mapping[str, Any]) -> None:
    # What no signature says is the desk's own word: it must not drive the screen of who reads it.
    output.heading(f"Item {row['item']}  {row['production']}  {output.safe(row['state'])}")
    if row["checked"] is None:
        click.echo(f"  made by {output.safe(row['producer'])}" if row["producer"] else "")
        return
    if row["checked"] != "ok":
        click.secho(f"  ✗ Your own machine refuses it: {row['checked']}. Tell the others; do not agree.", fg="red")
        return
    for line in row["contents"]:
        click.echo(f"  {line}")
    agreed = ", ".join(row["agreed"]) or "nobody yet"
    click.echo(
        f"  needs {row['k']} people; agreed: {agreed}" + (f"; hold until {row['hold_until']}" if row["agreed"] else "")
    )


@release.command("order")
@click.argument("case")
@options.item
@click.option("--host", default="", help="Which extraction host, where the roster has several.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, allow_dash=True),
    help='Identifiers as JSON by handle: {"T1": {"kind": "email", "value": …}}; - is standard input. '
    "Without it they are sought in what was read at arrival, and you are asked for the rest.",
)
@options.as_json
@options.releaser
def order(case: str, number: int, host: str, source: Path | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Ask the extraction host to make ready what was granted: identifiers that two people read from the original."""
    from dueprocess.cli.order_contents import order_says
    from dueprocess.formats.statement import Act

    with client(person) as (who, material):
        whole = material.find(case)
        looked = who.look(whole)
        says, brought = order_says(who, looked, material, number, host, source)
        who.act(who.look(whole), Act.PRODUCTION_ORDER, says, [brought])  # that the case was read is a step of it
    if json_:
        options.print_json({"case": whole, "producer": says["producer"], "production": says["production"]})
        return
    click.secho(f"✓ {says['production']} waits for {says['producer']}.", fg="green")


@release.command("approve")
@click.argument("case")
@options.item
@production
@yes
@options.as_json
@options.releaser
def approve(case: str, number: int, wanted: str, *, yes: bool, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Agree to exactly this production. Your machine checks grant, targets, recipient, deal and manifest first.

    The first who agrees begins the hold (24 hours; 30 minutes in a confirmed emergency), in which any releaser can end
    it for ever. Your share goes to the other releasers, sealed to each; whoever is last puts them together.
    """
    with client(person) as (who, material):
        who.check_authenticators()
        whole = material.find(case)
        looked = who.look(whole)
        found = live(looked, number, wanted)
        ready = who.ready(looked, found)
        _tell(ready)
        _confirm("Do you agree to exactly this?", yes=yes)
        who.approve(ready)
        after = who.look(whole)
    until = next((one.hold_until for one in after.shown.productions if one.id == found.id), "")
    if json_:
        options.print_json({"case": whole, "production": found.id, "hold_until": until})
        return
    click.secho("✓ You agreed. ", fg="green", nl=False)
    click.echo(
        f"The hold lasts until {until}; then another releaser runs: dueprocess release finish CASE --item {number}"
    )


def _tell(ready: "Ready") -> None:
    """What is agreed to, drawn from the signed bytes."""
    grant, manifest = ready.dealt.order.grant, ready.manifest
    click.echo(f"Case {ready.looked.shown.case}, item {grant.item}, production {ready.production.id}", err=True)
    click.echo(f"  granted by {' and '.join(sorted(grant.people))}:", err=True)
    for handle, category in sorted(grant.granted):
        click.echo(f"    {handle} {output.spoken(category)}", err=True)
    asked = grant.asked
    if asked.get("period_from") or asked.get("period_to"):
        click.echo(f"    {asked.get('period_from') or '…'} to {asked.get('period_to') or '…'}", err=True)
    click.echo(f"  for {output.safe(manifest.recipient)} ({grant.face['case'].get('authority')})", err=True)
    click.echo(
        f"  made by {ready.dealt.order.command.producer}, {output.plural(len(manifest.files), 'part')}:", err=True
    )
    for line in contents(ready):
        click.echo(f"    {line}", err=True)
    for why, many in sorted(manifest.dropped.items()):
        click.secho(f"    left out, it exceeded the grant ({why}): {many}", fg="yellow", err=True)
    agreed = ", ".join(sorted(ready.dealt.approvals)) or "nobody"
    click.echo(f"  agreed so far: {agreed}; needs {ready.dealt.command.k}", err=True)


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        message = "Say --yes when you have read it, or run this on a terminal."
        raise wrong(message)
    click.confirm(question, abort=True, err=True)


@release.command("veto")
@click.argument("case")
@options.item
@production
@yes
@options.as_json
@options.releaser
def veto(case: str, number: int, wanted: str, *, yes: bool, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """End a production for ever. No reason is asked; its ciphertexts and shares are destroyed at once."""
    from dueprocess.formats.statement import Act

    with client(person) as (who, material):
        whole = material.find(case)
        looked = who.look(whole)
        found = live(looked, number, wanted)
        _confirm(f"End production {found.id} for ever?", yes=yes)
        who.act(looked, Act.RELEASE_VETO, {"deal": found.deal, "item": number, "production": found.id})
    _ended(whole, found.id, "vetoed", json_=json_)


@release.command("drop")
@click.argument("case")
@options.item
@production
@options.as_json
@options.releaser
def drop(case: str, number: int, wanted: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Take back a production that was not released, so that another one can be ordered."""
    from dueprocess.formats.statement import Act

    with client(person) as (who, material):
        whole = material.find(case)
        looked = who.look(whole)
        does = "What was released is called back: `release recall`."
        found = last(looked, number, wanted, {"ordered", "dealt"}, does)
        who.act(looked, Act.PRODUCTION_DROP, {"item": number, "production": found.id})
    _ended(whole, found.id, "dropped", json_=json_)


def _ended(case: str, key: str, state: str, *, json_: bool) -> None:
    if json_:
        options.print_json({"case": case, "production": key, "state": state})
    else:
        click.secho(f"✓ {key} is {state}; nothing of it stays.", fg="green")


@release.command("recall")
@click.argument("case")
@options.item
@production
@click.option("--why", required=True, type=click.Choice(WHYS), help="What was wrong, or that it did not arrive.")
@options.as_json
@options.releaser
def recall(case: str, number: int, wanted: str, why: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """What was released was wrong: letter within 4 hours, the person and the data-protection authority within 72."""
    from dueprocess.formats.statement import Act

    with client(person) as (who, material):
        whole = material.find(case)
        looked = who.look(whole)
        found = last(looked, number, wanted, {"released"}, "See `release show`.")
        who.act(looked, Act.RELEASE_RECALL, {"item": number, "production": found.id, "why": why})
    if json_:
        options.print_json({"case": whole, "production": found.id, "state": "recalled", "why": why})
    else:
        click.secho(f"✓ {found.id} is called back. ", fg="green", nl=False)
        click.echo("What is due now: dueprocess due")


@release.command("finish")
@click.argument("case")
@options.item
@production
@click.option(
    "--how", required=True, type=click.Choice(WAYS), help="The way it goes; a key only if two people verified it."
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="New folder for what is to be sent.")
@click.option(
    "--passphrase-out", type=click.Path(path_type=Path), help="New file for the passphrase, where there is no terminal."
)
@yes
@options.as_json
@options.releaser
def finish(
    case: str,
    number: int,
    wanted: str,
    how: str,
    out: Path,
    passphrase_out: Path | None,
    *,
    yes: bool,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """You are the last of k: shares meet in this machine's memory, and all is sealed to the recipient at once.

    Files stand in --out when the desk takes your word; the desk then destroys what it has. Send them, and for a
    passphrase call the number that was verified and read it out.
    """
    from dueprocess.cli.release_finish import finish_in

    with client(person) as (who, material):
        who.check_authenticators()
        whole = material.find(case)
        looked = who.look(whole)
        ready = who.ready(looked, live(looked, number, wanted))
        _tell(ready)
        _confirm("Put the shares together and seal it to the recipient?", yes=yes)
        result = finish_in(who, ready, how, out, passphrase_out, quiet=json_)
    if json_:
        options.print_json(result)
        return
    click.secho("✓ Released. ", fg="green", nl=False)
    click.echo(f"{output.plural(len(result['files']), 'file')} in {out}. {after(how, out, str(result['production']))}")


def after(how: str, out: Path, key: str) -> str:
    """What comes next, by the way it goes."""
    if how == "portal":
        return f"Leave them there: dueprocess portal hand-over {key} {out}/*"
    if how in {"disk", "paper"}:
        sealed = "passphrase" if how == "disk" else "clear"
        return f"Write the record of the hand-over: dueprocess transfer record {out} --means {how} --how {sealed} …"
    return "Send them to the contact that two people verified, and to nobody else."
