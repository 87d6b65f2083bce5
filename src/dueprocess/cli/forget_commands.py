"""``forget``: two people destroy what is sealed of a case. ``prune``: kept backups that could open one go, too."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.case.duty_words import duty
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.cli.faults import NO
from dueprocess.cli.homes import place_of
from dueprocess.cli.notice_commands import pages_of
from dueprocess.client.fetched_case import fetch
from dueprocess.formats import days
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.operate import kept_backups, kept_facts
from dueprocess.release.evidence import suspect

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.operate.kept_backups import Kept

WARNING: Final = (
    "What is destroyed stays destroyed: all that is encrypted (originals, notes, letters, data). "
    "Codes, days, counts and signatures stay."
)


@click.command()
@click.argument("case")
@click.option("--dry-run", is_flag=True, help="Only say what would go, what stays and why, until when, by which rule.")
@click.option("--how", type=click.Choice(["returned", "destroyed"]), help="What became of what is restricted.")
@options.destroying
@options.person
@click.pass_context
def forget(
    context: click.Context,
    /,
    case: str,
    how: str | None,
    where: tuple[Path, ...],
    *,
    dry_run: bool,
    yes: bool,
    json_: bool,
    **person: Any,
) -> None:
    """Destroy what is sealed of a closed CASE and of all records that went into it. One proposes, another agrees.

    What is restricted is returned or destroyed: --how says which, and both sign it.

    --dry-run does nothing: it says on which day it is due, what would go and what stays, why and until when.

    Then it says what could still open it: kept backups with their last day (at a desk's address its operator asks, with
    `prune --dry-run`), and people who took a copy. Again on a forgotten case, it looks again.
    """
    if dry_run:
        _plan(person, case, json_=json_)
        return
    with client(person) as (who, material):
        whole = material.find(case)
        told = material.far.get(f"/v1/cases/{whole}/forget")
        waiting, told = _step(who, material, told, how or "", ask=not (yes or json_))
    if waiting:
        said = {"case": whole, "destroyed": False, "waits_for_second": waiting}
    else:
        said = {name: value for name, value in told.items() if name != "forgotten"}
        said["backups"] = [] if person["desk_url"] else _backups(person["home"], where, told["records"])
    if json_:
        output.print_json(said)
    else:
        _say(said)
    if not waiting and not (said["destroyed"] and not said["scrub"]):
        context.exit(NO)


PARTS: Final = {
    "envelopes": "keys to it, sealed to people",
    "pieces": "pieces of productions",
    "index": "what it is found by",
    "portal": "answers left at the portal",
    "reminders": "reminders and assignments",
    "invited": "an invited lawyer's key",
    "facts": "events: codes, days and counts",
    "statements": "signed statements",
    "receipts": "receipts of the portal",
    "register": "rows of a public register",
    "commitments": "commitments of the log: they open nothing, and a changed past shows",
    "counts": "what reports count of it",
}
"""What is held of a case, in words; ``sealed.letter`` and the like are named by their kind."""
STOPS: Final = {"silence": "a duty of silence", "hold": "data that are kept"}


def _plan(person: dict[str, Any], case: str, *, json_: bool) -> None:
    """What forgetting would do; nothing is done, and the exit code says whether it could be done today."""
    with looking(person) as far:
        whole = far.find(case)
        plan = far.get(f"/v1/cases/{whole}/forget/plan")
    if json_:
        output.print_json(plan)
        return
    for line in _planned(plan):
        click.echo(output.safe(line))


def _planned(plan: Mapping[str, Any]) -> Iterator[str]:
    if plan["day"]:
        yield f"To be forgotten on {days.spoken(plan['day'])}, by {plan['rule']}."
    else:
        yield "No rule sets a day on which it is to be forgotten (`[retention]` in desk.toml)."
    for one in plan["rules"]:
        if one["cite"]:
            read = f"{one['status']}, read on {days.spoken(one['checked_on'])}"
            yield f"  {one['rule']}: {one['cite']} ({read}). {one['says']}"
        if one["lacks"]:
            yield f"  {one['rule']} sets no day yet. {one['lacks']}"
    if plan["stops"]:
        yield "It cannot be forgotten yet:"
    for one in plan["stops"]:
        what = STOPS.get(one["what"]) or duty(one["what"])
        until = f", until {days.spoken(one['until'])}" if one["until"] else ""
        rule = f" ({one['rule']})" if one["rule"] else ""
        yield f"  {what}{until}{rule}"
    yield from _held(plan["parts"])


def _held(parts: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    heads = {"forget": "Goes when two people forget it:", "purge": "Goes when two people purge it:", "": "Stays:"}
    for goes, head in heads.items():
        rows = [one for one in parts if one["goes"] == goes]
        if rows:
            yield head
        for one in rows:
            kind = one["what"].removeprefix("sealed.")
            what = PARTS.get(one["what"]) or f"sealed: {kind.replace('_', ' ')}"
            until = f"; not before {days.spoken(one['until'])} ({one['rule']})" if one["until"] else ""
            yield f"  {one['many']:>4}  {what}{until}"


def _step(
    who: "Person", material: "Material", told: dict[str, Any], how: str, *, ask: bool
) -> tuple[list[str], dict[str, Any]]:
    """Propose or agree, for the case and all that went into it. Returns who must still agree to what, and what is left.

    The desk does all of it or nothing.
    """
    notes, proposed, pages, agrees = [], [], [], False
    for record in told["records"]:
        if record in told["forgotten"]:
            continue
        found = fetch(who, record)
        if record != told["case"] and found.case.merged_into not in told["records"]:
            suspect("counter.form", f"{record} never went into this case, and the desk would have it forgotten with it")
        act, says = Act.FORGET_PROPOSE, {"how": how} if how and found.case.restricted_to else dict[str, Any]()
        if found.case.forget_statement and found.case.forget_by != who.identity.name:
            act, says, agrees = Act.FORGET_APPROVE, {"proposal": found.case.forget_statement}, True
            pages += _pages(material, record)
            found = fetch(who, record)  # that its notes were read is a step of it
        else:
            proposed.append(record)
        if act is Act.FORGET_APPROVE or not found.case.forget_by:
            notes.append(who.note(who.bring(found.looked, [act]), act, says).decode())
    if agrees and ask:
        click.confirm(f"{WARNING} Go on?", abort=True, err=True)
    if notes:
        case = told["case"]
        told = material.far.post(f"/v1/cases/{case}/forget", {"notes": notes, "pages": pages})
    return proposed, told


def _pages(material: "Material", case: str) -> list[dict[str, str]]:
    """Pages that its sealed notes name; who has no envelope cannot see which, and they end on their day."""
    with contextlib.suppress(DeniedError):
        return [one.named for one in pages_of(material, case)]
    return []


def _folders(home: Path | None, where: Sequence[Path]) -> list[Path]:
    return kept_backups.folders(place_of(home), where)


def _backups(home: Path | None, where: Sequence[Path], records: Sequence[str]) -> list[dict[str, Any]]:
    """Kept backups of the home that could still open one of these records."""
    from dueprocess.desk.services import destruction

    gone = {case: at for case, at in destruction.forgotten().items() if case in records}
    return [one.plain for one in kept_backups.holding(_folders(home, where), gone)]


def _of_server(codes: Sequence[str]) -> str:
    """Copies that the desk's database server makes, in words."""
    from dueprocess.desk.data import server_copies

    return server_copies.said(list(codes)) if codes else ""


def _say(said: dict[str, Any]) -> None:
    if "waits_for_second" in said:
        many = len(said["waits_for_second"])
        click.echo(f"Proposed for {many} record{'s' if many > 1 else ''}. {WARNING}")
        click.echo(f"A second person agrees with: dueprocess forget {said['case'][:10]}")
        return
    sign, colour = ("✓ ", "green") if said["destroyed"] else ("✗ ", "red")
    click.secho(sign, fg=colour, nl=False)
    click.echo("Nothing of it can be opened on this machine." if said["destroyed"] else "Something of it still stands.")
    if said["scrub"]:
        click.secho(f"  Not yet overwritten: {said['scrub']}.", fg="yellow")
    if copies := _of_server(said.get("server", [])):
        click.echo(f"  PostgreSQL keeps what was deleted in {copies}.")
        click.echo("  From there it can be opened until the operator deletes it, after 35 days at the latest.")
    for one in said["backups"]:
        last = days.spoken(one["until"])
        until = f"until {last}, then `backup` deletes it" if last else "for as long as you keep it"
        could = "could" if one["holds"] == "yes" else "is encrypted and perhaps could"
        click.echo(f"  {one['archive']} {could} still open it, {until}.")
    if said["backups"]:
        click.echo("  Sooner: `dueprocess backup`, then `dueprocess prune`. Copies elsewhere are yours to destroy.")
    for one in said["split"]:
        click.echo(f"  {one[:10]} was split from it or the other way, and holds the original for itself.")
    for one in said["browsers"]:
        back = days.spoken(one["seen_on"])
        what = f"A browser of {one['person']}, last back on {back}, may keep what it was found by"
        click.echo(f"  {what}, sealed to {one['person']}: it goes when they unlock the vault there.")
    if said["read_by"]:
        click.echo(
            f"  Took it to their own machine: {', '.join(said['read_by'])}. What they kept, the desk cannot reach."
        )


@click.command()
@click.option(
    "--in",
    "where",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another folder in which backups are kept.",
)
@click.option("--dry-run", is_flag=True, help="Only say which.")
@options.home
@click.pass_context
def prune(context: click.Context, home: Path | None, where: tuple[Path, ...], *, dry_run: bool, json_: bool) -> None:
    """Delete kept backups that could open a forgotten case, or hold a purged one, where a newer one replaces them.

    It replaces one if it stands in the same folder, is free of the case and holds everything else.
    Exit 1 where one has to stay: run `dueprocess backup` into that folder, then this again.
    """
    from dueprocess.desk.services import destruction, purging

    folders = _folders(home, where)
    facts = kept_facts.holding(folders, purging.purged_at())
    found = [*kept_backups.holding(folders, destruction.forgotten()), *facts]
    gone, stay = ([], [one.path for one in found]) if dry_run else _pruned(found, facts, folders)
    if json_:
        told = {"found": [one.plain for one in found], "deleted": list(map(str, gone)), "stay": list(map(str, stay))}
        output.print_json(told)
    else:
        _say_pruned(found, gone, stay)
    if stay:
        context.exit(NO)


def _pruned(found: "Sequence[Kept]", facts: "Sequence[Kept]", folders: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    opening = [one for one in found if one not in facts]
    one, other = kept_backups.prune(opening, folders), kept_facts.prune(facts)
    return [*one[0], *other[0]], [*one[1], *other[1]]


def _say_pruned(found: "Sequence[Kept]", gone: Sequence[Path], stay: Sequence[Path]) -> None:
    with contextlib.suppress(IndexError):
        first = found[0]
        many = len(found)
        click.echo(f"{many} kept backups hold a forgotten or purged case, the oldest of {days.day(first.made_at)}.")
    for path in gone:
        click.echo(f"Deleted: {path}")
    for path in stay:
        click.secho(f"Stays: {path}", fg="yellow")
    if not found:
        click.echo("No kept backup that this home knows of could open a forgotten case, or holds a purged one.")
    elif stay:
        click.echo("Run `dueprocess backup` into that folder, then this again. Other folders: --in FOLDER.")
