"""``release``: k people, a hold, and no share that opens before its holder's own machine checked everything (P1)."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import durable
from dueprocess.case.lists import ASSURED, PART, RELEASE_WAY, WRONG
from dueprocess.case.onward import ASK
from dueprocess.cli import options, output
from dueprocess.cli.clients import at_case, client, keyless, now
from dueprocess.cli.faults import wrong
from dueprocess.cli.targets import ask, read_json, selector_of
from dueprocess.client import release as steps
from dueprocess.client.outgoing_files import SPOKEN
from dueprocess.client.release import read_at_arrival, ready
from dueprocess.formats import days, moment
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.selector import MARKS_KEY, target_key
from dueprocess.formats.statement import Act
from dueprocess.release import contested
from dueprocess.release.checks import hold
from dueprocess.release.looked import vetoes_unseen

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.outgoing_files import Outgoing
    from dueprocess.client.person import Person
    from dueprocess.client.release import Found
    from dueprocess.release.desk_client import Production
    from dueprocess.release.looked import Looked, Ready

LIVE: Final = frozenset({"ordered", "dealt"})


@click.group()
def release() -> None:
    """What was granted leaves the house only when k releasers agree, after a hold, each on their own machine."""


production = click.option(
    "--production", "wanted", default="", metavar="x-…", help="Which production, where there are several."
)
yes = click.option("--yes", is_flag=True, help="You have read it; do not ask.")
of_item = options.Together(options.person, production, options.item, click.argument("case"))
"""Whose production: the case, the item, which one of several; and who acts."""


def live(looked: "Looked", number: int, wanted: str) -> "Production":
    """The production of the item that waits for its release. Raises DeniedError."""
    found = _of(looked, number, wanted)
    waiting = [listed for listed in found if listed.state == "dealt"]
    if len(waiting) != 1:
        state = output.safe(found[-1].state) if found else "not ordered"
        rule, message = "production.wrong-state", f"Item {number} has no production that waits: {state}."
        raise DeniedError.because(rule, f"{message} See `release show`.")
    return waiting[0]


def last(looked: "Looked", number: int, wanted: str, states: frozenset[str], do: str) -> "Production":
    """The newest production of the item in one of these states. Raises DeniedError."""
    found = [listed for listed in _of(looked, number, wanted) if listed.state in states]
    if not found:
        rule = "production.wrong-state"
        message = f"Item {number} has no production that is {' or '.join(sorted(states))}. {do}"
        raise DeniedError.because(rule, message)
    return found[-1]


def _of(looked: "Looked", number: int, wanted: str) -> "list[Production]":
    """Productions of the item, oldest first, whose ids begin with what was named."""
    return [listed for listed in looked.shown.productions if listed.item == number and listed.id.startswith(wanted)]


# --- show -------------------------------------------------------------------------------------------------------------


@release.command("show")
@click.argument("case")
@options.person
def show(case: str, *, json_: bool, **person: Any) -> None:
    """Productions of a case: what waits, for whom, until when. This machine checks each against the signatures."""
    with at_case(person, case) as (who, _, looked):
        rows = [_row(who, looked, listed) for listed in looked.shown.productions]
    if json_:
        output.print_json({"case": looked.shown.case, "frozen": looked.seen.frozen, "productions": rows})
        return
    if looked.seen.frozen:
        click.secho("The desk is stopped: nothing is released. Two people lift it: dueprocess freeze lift.", fg="red")
    for row in rows:
        _print_row(row)
    if not rows:
        click.echo("Nothing was ordered. A grant is made ready by: dueprocess release order CASE --item N", err=True)


def _row(who: "Person", looked: "Looked", listed: "Production") -> dict[str, Any]:
    shown = {name: getattr(listed, name) for name in ("item", "state", "producer", "k", "hold_until")}
    row = {
        "production": listed.id,
        **shown,
        "checked": None,
        "agreed": [],
        "contents": [],
        "plans": [],
        "unseen": False,
    }
    if listed.state == "vetoed":
        return {**row, "unseen": listed.id in vetoes_unseen(looked)}
    if listed.state != "dealt":
        return row
    try:
        deal = ready(who, looked, listed.id)
    except ValueError as fault:
        return {**row, "checked": getattr(fault, "rule", "release.malformed"), "why": getattr(fault, "reason", "")}
    ends = "" if deal.since is None else moment.write(deal.since.at + hold(deal.dealt.order.grant))
    row |= {"hold_until": ends, "agreed": sorted(deal.dealt.agreements), "plans": plans(deal)}
    return {**row, "checked": "ok", "contents": contents(deal)}


def contents(deal: "Ready") -> list[str]:
    """What is in it, a line each: target, kind, how much, from when to when."""
    lines = []
    for count in deal.manifest.counts:
        span = f", {count.first[:10]} to {count.last[:10]}" if count.first else ""
        many = output.plural(count.records, "record")
        lines.append(f"{count.target} {output.spoken(count.kind)}: {many}, {count.bytes} bytes{span}")
    return lines


def _print_row(row: Mapping[str, Any]) -> None:
    # What no signature says is the desk's own word: it must not drive the screen of who reads it.
    output.heading(f"Item {row['item']}  {row['production']}  {output.safe(row['state'])}")
    if row["checked"] is None:
        click.echo(f"  made by {output.safe(row['producer'])}" if row["producer"] else "")
        if row["unseen"]:
            click.secho("  Your veto was not yet seen by others: ring them.", fg="yellow")
        return
    if row["checked"] == contested.RULE:
        click.secho(f"  {row['why']} Do not agree. {contested.DO}", fg="yellow")
        return
    if row["checked"] != "ok":
        click.secho(f"  ✗ Your own machine refuses it: {row['checked']}. Tell the others; do not agree.", fg="red")
        return
    for line in row["contents"]:
        click.echo(f"  {line}")
    agreed = "; ".join(row["plans"]) or "nobody yet"
    until = f"; hold until {days.spoken(row['hold_until'])}" if row["agreed"] else ""
    click.echo(f"  needs {row['k']} people; agreed: {agreed}{until}")


# --- order ------------------------------------------------------------------------------------------------------------


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
@options.person
def order(case: str, number: int, host: str, source: Path | None, *, json_: bool, **person: Any) -> None:
    """Order the data from the extraction host: identifiers that two people read from the original."""
    with at_case(person, case) as (who, material, looked):
        may = steps.orderable(looked, number)
        whole = looked.shown.case
        key = target_key(material.secret(whole).encode())
        found = identifiers(material, whole, key, may.marks, source)
        says, inside = steps.order(who, looked, may, host, key, found)
        who.act(who.look(whole), Act.PRODUCTION_ORDER, says, [inside])  # that the case was read is a step of it
    told = {"case": whole, "producer": says["producer"], "production": says["production"]}
    output.done(told, f"{says['production']} waits for {says['producer']}.", json_=json_)


def identifiers(material: "Material", case: str, key: bytes, marks: Mapping[str, str], source: Path | None) -> "Found":
    """The identifier of each mark: from a file, of what was read at arrival, or asked for. Raises DeniedError."""
    if source is not None:
        given = read_json(source)
        if not isinstance(given, dict):
            raise wrong(f'{source} names no handles: {{"T1": {{"kind": …, "value": …}}}}.')
        return {handle: selector_of(given.get(handle)) for handle in marks}
    found = read_at_arrival(material.opened(case), key, marks)
    return found | {handle: ask(handle, None) for handle in marks if handle not in found}


# --- agree ------------------------------------------------------------------------------------------------------------


@release.command("approve")
@of_item
@click.option("--finisher", default="", metavar="NAME", help="Who puts the shares together [default: as others said].")
@click.option(
    "--how",
    default="",
    metavar="WAY",
    type=click.Choice(["", *RELEASE_WAY.words]),
    help="The way it goes; a key only if two people verified it [default: as others said].",
)
@yes
def approve(
    case: str, number: int, wanted: str, finisher: str, how: str, *, yes: bool, json_: bool, **person: Any
) -> None:
    """Agree to exactly this production, to who finishes it, and to the way. Your machine checks everything first.

    Nothing is handed over: your share stays beside your identity, sealed to whoever finishes. The first who agrees
    begins the hold (24 hours; 30 minutes in a confirmed emergency), in which any releaser can end it for ever. After it
    `release hand-over`, or `vault` while it runs, hands the share over: that needs no key, and you need not come again.
    """
    with client(person) as (who, material):
        who.check_authenticators(one_account=True)  # the least, before the desk is asked anything
        looked = who.look(material.find(case))
        deal = steps.ready(who, looked, live(looked, number, wanted).id)
        tell(deal)
        said = assurance(material.far.get(f"/v1/cases/{looked.shown.case}"), number)
        if said:
            click.secho(f"  onward: {said}", fg="yellow", err=True)
        finisher, how = planned(deal, finisher, how)
        question = f"Do you agree to exactly this, that {finisher} finishes it, and that it goes by {how}?"
        _confirm(question, yes=yes)
        steps.approve(who, deal, finisher, how)
        until = who.look(looked.shown.case).production(deal.production.id).hold_until
    plain = {"case": looked.shown.case, "production": deal.production.id, "hold_until": until}
    then = f"then {finisher} runs: dueprocess release finish CASE --item {number} --how {how}"
    if finisher != who.identity.name:
        then = (
            f"after it this machine hands your share to {finisher}, by the open vault or: dueprocess release hand-over"
        )
    output.done(
        plain | {"finisher": finisher, "how": how},
        f"You agreed. The hold lasts until {days.spoken(until)}; {then}",
        json_=json_,
    )


def assurance(told: Mapping[str, Any], number: int) -> str:
    """What is known of whether the body passes the data on, as the desk tells it; empty where nobody asked."""
    item: Mapping[str, Any] = next((one for one in told.get("items", ()) if one.get("item") == number), {})
    owed = any(one.get("what") == ASK and one.get("item") == number for one in told.get("duties", ()))
    answer = str(item.get("assured") or "")
    if not answer and not owed:
        return ""
    return ASSURED.words.get(answer, "its law lets the body pass the data on, and nobody recorded an assurance yet")


def planned(deal: "Ready", finisher: str, how: str) -> tuple[str, str]:
    """Who finishes and how, as was said, or as everybody said who agreed so far. Raises DeniedError."""
    said = {(one.finisher, one.way) for one in deal.dealt.agreements.values()}
    if len(said) == 1:
        ((theirs, way),) = said
        finisher, how = finisher or theirs, how or way
    if not finisher or not how:
        agreed = "; ".join(f"{name} by {way}" for name, way in sorted(said)) or "nobody agreed yet"
        raise wrong(f"Say who finishes it and how: --finisher NAME --how WAY. So far: {agreed}.")
    return finisher, how


@release.command("hand-over")
@click.option("--desk", "desk_url", metavar="URL", help="Address of the desk's interface.")
@click.option("--ca", type=options.PATH, help="Certificates that the desk's may rest on.")
@click.option("--home", type=options.PATH, help="A home on this machine that nobody serves.")
@click.option("--identity", type=options.PATH, required=True, help="Your identity file; it is not opened.")
@options.as_json
def hand_over(desk_url: str | None, ca: Path | None, home: Path | None, identity: Path, *, json_: bool) -> None:
    """Hand over the shares that wait beside your identity, where the hold is over and your machine's checks pass.

    It opens no key and no session: give it to cron or a service unit. `vault` does the same while it runs.
    """
    with keyless(desk_url, ca, home, identity) as (shares, desk):
        steps_ = shares.round(desk, now)
    if json_:
        output.print_json({"shares": [{"production": one.production, "state": one.state} for one in steps_]})
        return
    for one in steps_:
        click.echo(f"{one.production}: {_STEPS.get(one.state) or output.safe(one.reason)}")
    if not steps_:
        click.echo("No share waits here.", err=True)


_STEPS: Final = {"handed": "handed over", "waits": "followed; nothing of yours waits", "over": "ended; nothing is kept"}


def tell(deal: "Ready") -> None:
    """What is agreed to, drawn from the signed bytes."""
    grant, manifest = deal.dealt.order.grant, deal.manifest
    lines = [
        f"Case {deal.looked.shown.case}, item {grant.item}, production {deal.production.id}",
        f"  granted by {' and '.join(sorted(grant.people))}:",
        *(f"    {handle} {output.spoken(category)}" for handle, category in sorted(grant.granted)),
    ]
    since, until = grant.period
    lines += [f"    {since or '…'} to {until or '…'}"] if since or until else []
    lines += [f"    of subscriber data {PART.words[grant.part]}"] if grant.part else []
    lines += [
        f"  for {output.safe(manifest.recipient)} ({grant.face['case'].get('authority')})",
        f"  made by {deal.dealt.order.command.producer}, {output.plural(len(manifest.files), 'part')}:",
        *(f"    {line}" for line in contents(deal)),
    ]
    click.echo("\n".join(lines), err=True)
    for why, many in sorted(manifest.dropped.items()):
        click.secho(f"    left out, it exceeded the grant ({why}): {many}", fg="yellow", err=True)
    for use in deal.conditions:
        click.echo(f"  on condition: {output.safe(use.says['en'])} ({use.act}, {use.section})", err=True)
    for one in deal.law:
        click.secho(f"  the law: {output.safe(one.line)}", fg="yellow", err=True)
    agreed = "; ".join(plans(deal)) or "nobody"
    click.echo(f"  agreed so far: {agreed}; needs {deal.dealt.command.k} who say the same", err=True)


def plans(deal: "Ready") -> list[str]:
    """Who agreed on which finisher and way, a line each."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, one in sorted(deal.dealt.agreements.items()):
        said.setdefault((one.finisher, one.way), []).append(name)
    return [f"{', '.join(names)} ({finisher} finishes, by {way})" for (finisher, way), names in sorted(said.items())]


def _confirm(question: str, *, yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise wrong("Say --yes when you have read it, or run this on a terminal.")
    click.confirm(question, abort=True, err=True)


# --- end --------------------------------------------------------------------------------------------------------------


@release.command("veto")
@of_item
@yes
def veto(case: str, number: int, wanted: str, *, yes: bool, json_: bool, **person: Any) -> None:
    """End a production for ever. No reason is asked; its ciphertexts and shares are destroyed at once."""
    with at_case(person, case) as (who, _, looked):
        found = live(looked, number, wanted)
        _confirm(f"End production {found.id} for ever?", yes=yes)
        steps.veto(who, looked, found)
    _ended(looked, found.id, "vetoed", json_=json_)
    if not json_:
        click.echo("Your veto was not yet seen by others: ring them. A desk that lies can hide it.", err=True)


@release.command("drop")
@of_item
def drop(case: str, number: int, wanted: str, *, json_: bool, **person: Any) -> None:
    """Take back a production that was not released, so that another one can be ordered."""
    with at_case(person, case) as (who, _, looked):
        found = last(looked, number, wanted, LIVE, "What was released is called back: `release recall`.")
        who.act(looked, Act.PRODUCTION_DROP, {"item": number, "production": found.id})
    _ended(looked, found.id, "dropped", json_=json_)


def _ended(looked: "Looked", key: str, state: str, *, json_: bool) -> None:
    told = {"case": looked.shown.case, "production": key, "state": state}
    output.done(told, f"{key} is {state}; nothing of it stays.", json_=json_)


def given_by(looked: "Looked", number: int, production: str) -> str:
    """Hash of the newest statement that this production was released, or without one that the item was given outside.

    Whoever signed it and has left since is called back, too. Raises DeniedError.
    """
    act = Act.RELEASE_DONE if production else Act.OUTSIDE_DONE
    found = [
        hash_
        for hash_, stated in looked.seen.ever(act)
        if stated.says.get("item") == number and stated.says.get("production", "") == production
    ]
    if not found:
        raise DeniedError.because("release.unsigned", f"Nobody signed that anything of item {number} was given so.")
    return found[-1]


@release.command("recall")
@of_item
@click.option("--outside", is_flag=True, help="What was given outside the desk, by no production.")
@click.option(
    "--why", required=True, type=click.Choice(list(WRONG.words)), help="What was wrong, or that it did not arrive."
)
def recall(case: str, number: int, wanted: str, why: str, *, outside: bool, json_: bool, **person: Any) -> None:
    """Call back what was given wrongly: letter within 4 hours, person and data protection authority within 72."""
    with at_case(person, case) as (who, _, looked):
        do = "See `release show`; what was given outside the desk: --outside."
        key = "" if outside else last(looked, number, wanted, frozenset({"released"}), do).id
        who.act(looked, Act.RELEASE_RECALL, {"done": given_by(looked, number, key), "item": number, "why": why})
    told = {"case": looked.shown.case, "production": key, "state": "recalled", "why": why}
    given = key or f"What was given of item {number} outside the desk"
    output.done(told, f"{given} is called back. What is due now: dueprocess due", json_=json_)


# --- finish -----------------------------------------------------------------------------------------------------------


@release.command("finish")
@of_item
@click.option(
    "--how",
    required=True,
    type=click.Choice(list(RELEASE_WAY.words)),
    help="The way it goes; a key only if two people verified it.",
)
@click.option("--out", required=True, type=options.PATH, help="New folder for what is to be sent.")
@click.option("--passphrase-out", type=options.PATH, help="New file for the passphrase, where there is no terminal.")
@yes
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
    **person: Any,
) -> None:
    """You are the one whom k people named: shares meet in this machine's memory, and all is sealed at once.

    Files stand in --out when the desk takes your word; the desk then destroys what it has. Send them, and for a
    passphrase call the number that was verified and read it out.
    """
    with client(person) as (who, material):
        who.check_authenticators(one_account=True)  # the least, before the desk is asked anything
        looked = who.look(material.find(case))
        deal = ready(who, looked, live(looked, number, wanted).id)
        tell(deal)
        _confirm("Put the shares together and seal it to the recipient?", yes=yes)
        made = finish_in(who, deal, how, out, passphrase_out, quiet=json_)
    released = {"case": looked.shown.case, "files": made.files, "how": how, "key": made.key_hash}
    files = output.plural(len(made.files), "file")
    says = f"Released. {files} in {out}. {after(how, out, deal.production.id)}"
    output.done(released | {"production": deal.production.id}, says, json_=json_)


def finish_in(
    who: "Person", deal: "Ready", how: str, out: Path, passphrase_out: Path | None, *, quiet: bool
) -> "Outgoing":
    """Release into the new folder ``out``; where the desk refuses, words go, too. Raises DeniedError, OSError."""
    from dueprocess.client.release import LostAnswerError, finish

    if how in SPOKEN:
        if passphrase_out is None and not sys.stderr.isatty():
            raise wrong("The passphrase is shown on a terminal alone: name a new file with --passphrase-out.")
        if passphrase_out is not None and (os.path.lexists(passphrase_out) or not passphrase_out.parent.is_dir()):
            folder = f"{passphrase_out} stands already, or its folder does not"
            raise wrong(f"{folder}: name a new file with --passphrase-out.")
    handed: list[Path] = []

    def hand_out(words: str) -> None:
        _hand_out(words, passphrase_out)
        handed.extend([passphrase_out] if passphrase_out is not None else [])

    with output.bar("Sealing", quiet=quiet) as step:
        try:
            return finish(
                who, deal, how, out, hand_out=hand_out, said=lambda number: step(number, len(deal.manifest.files))
            )
        except LostAnswerError:
            raise
        except BaseException:
            for path in handed:
                path.unlink(missing_ok=True)
            raise


def _hand_out(words: str, path: Path | None) -> None:
    """The passphrase, once: into a file of its owner's, or onto the terminal. Never where a pipe keeps it."""
    if path is not None:
        durable.create(path, (words + "\n").encode())
        return
    click.echo(
        "Passphrase, shown once. Call the number that was verified and read it out; send it no other way:", err=True
    )
    click.secho(f"\n    {words}\n", bold=True, err=True)


def after(how: str, out: Path, key: str) -> str:
    """What comes next, by the way it goes."""
    if how == "portal":
        return f"Leave them there: dueprocess portal hand-over {key} {out}/*"
    if how in {"disk", "paper"}:
        sealed = "passphrase" if how == "disk" else "clear"
        stays = f"{MARKS_KEY} stays with you: it shows which files you signed. " if how == "paper" else ""
        record = f"dueprocess transfer record {out} --means {how} --how {sealed} …"
        return f"{stays}Write the record of the hand-over: {record}"
    return "Send them to the contact that two people verified, and to nobody else."
