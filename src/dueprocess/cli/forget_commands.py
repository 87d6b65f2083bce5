"""``forget``: two people destroy what is sealed of a case. ``prune``: kept backups that could open one go, too."""

import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import options
from dueprocess.cli.case_commands import session
from dueprocess.cli.faults import NO
from dueprocess.cli.session import Session, accepted
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.formats.statement import Act
    from dueprocess.operate.kept_backups import Kept

WARNING: Final = (
    "What is destroyed stays destroyed: envelopes, originals, particulars, notes, letters, productions. "
    "Codes, days, counts and signatures stay."
)


@click.command()
@click.argument("case")
@click.option("--yes", is_flag=True, help="Agree without being asked again.")
@click.option(
    "--backups",
    "where",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Another folder in which backups are kept.",
)
@options.as_json
@options.person
@click.pass_context
def forget(
    context: click.Context,
    /,
    case: str,
    where: tuple[Path, ...],
    *,
    yes: bool,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Destroy what is sealed of a closed CASE and of all records that went into it. One proposes, another agrees.

    Then it says what could still open it: kept backups with their last day, and people who took a copy. Again on a
    forgotten case, it looks again.
    """
    who = session(person)
    whole = who.find(case)
    waiting = _step(who, whole, ask=not (yes or json_))
    said = _waiting(whole, waiting) if waiting else _proof(who, whole, _folders(person["home"], where))
    if json_:
        options.print_json(said)
    else:
        _say(said)
    if not waiting and not (said["destroyed"] and not said["scrub"]):
        context.exit(NO)


def _step(who: Session, case: str, *, ask: bool) -> list[str]:
    """Propose or agree, for the case and all that went into it. Returns who must still agree to what: cases."""
    from dueprocess.desk.services.cases import state_of
    from dueprocess.desk.services.destruction import joined
    from dueprocess.formats.statement import Act

    states = [state for state in map(state_of, joined(case)) if not state.forgotten]
    agrees = [one for one in states if one.forget_statement and one.forget_by != who.name]
    acts: dict[str, tuple[Act, dict[str, object]]] = {
        one.id: (Act.FORGET_APPROVE, {"proposal": one.forget_statement}) if one in agrees else (Act.FORGET_PROPOSE, {})
        for one in states
        if one in agrees or one.forget_by != who.name
    }
    _all_may(who, acts)
    if agrees and ask:
        click.confirm(f"{WARNING} Go on?", abort=True, err=True)
    for one, (act, says) in acts.items():
        who.act(act, one, says, beside=_with_pages(who, one) if act is Act.FORGET_APPROVE else lambda: None)
    return [one.id for one in states if one not in agrees]


def _with_pages(who: Session, case: str) -> Callable[[], object]:
    """Pages that its sealed notes name go with it; who has no envelope cannot see which, and they end on their day."""
    from dueprocess.cli.notice_commands import pages_of
    from dueprocess.desk.services import notices

    ids: list[str] = []
    with contextlib.suppress(DeniedError):
        ids = [one.id for one in pages_of(who, case)]
    return lambda: notices.destroy(ids)


def _all_may(who: Session, wanted: "dict[str, tuple[Act, dict[str, object]]]") -> None:
    """Nothing is destroyed where something of it is refused. Raises DeniedError."""
    from dueprocess.acts.decide import decide
    from dueprocess.acts.parse import command_of
    from dueprocess.desk.services import acts
    from dueprocess.desk.services.cases import state_of
    from dueprocess.formats.refusal import Denied

    for case, (act, says) in wanted.items():
        state = state_of(case)
        given = acts.given_of(who.desk, state, acts.draft(who.desk, state, act, who.name, says), "0" * 64)
        would = decide(state, command_of(act, says), given)
        if isinstance(would, Denied):
            accepted(would)


def _waiting(case: str, waiting: Sequence[str]) -> dict[str, Any]:
    return {"case": case, "destroyed": False, "waits_for_second": list(waiting)}


def _folders(home: Path | None, where: Sequence[Path]) -> list[Path]:
    from dueprocess.cli.session import place_of
    from dueprocess.operate import kept_backups

    return kept_backups.folders(place_of(home), where)


def _proof(who: Session, case: str, folders: Sequence[Path]) -> dict[str, Any]:
    """What is left, after freed bytes were overwritten."""
    from dueprocess.desk.data.scrubbing import scrub
    from dueprocess.desk.services import destruction
    from dueprocess.operate import kept_backups

    todo = scrub()
    ids = destruction.joined(case)
    gone = {one: at for one, at in destruction.forgotten().items() if one in ids}
    left = [destruction.left_of(who.desk, one) for one in ids]
    kept = kept_backups.holding(folders, gone)
    return {
        "case": case,
        "destroyed": len(gone) == len(ids) and all(one.nothing for one in left),
        "records": ids,
        "scrub": todo,
        "backups": [one.plain for one in kept],
        "split": destruction.parted(case),
        "read_by": sorted({name for one in ids for name in destruction.who_read(one)}),
    }


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
    for one in said["backups"]:
        until = f"until {one['until']}, then `backup` deletes it"
        could = "could" if one["holds"] == "yes" else "is encrypted and perhaps could"
        click.echo(f"  {one['archive']} {could} still open it, {until}.")
    if said["backups"]:
        click.echo("  Sooner: `dueprocess backup`, then `dueprocess prune`. Copies elsewhere are yours to destroy.")
    for one in said["split"]:
        click.echo(f"  {one[:10]} was split from it or the other way, and holds the original for itself.")
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
@options.as_json
@options.home
@click.pass_context
def prune(context: click.Context, home: Path | None, where: tuple[Path, ...], *, dry_run: bool, json_: bool) -> None:
    """Delete kept backups of envelopes that could open a forgotten case, where a newer one of the folder is free of it.

    Exit 1 where one has to stay: run `dueprocess backup` into that folder, then this again.
    """
    from dueprocess.desk.services import destruction
    from dueprocess.operate import kept_backups

    folders = _folders(home, where)
    found = kept_backups.holding(folders, destruction.forgotten())
    gone, stay = ([], [one.path for one in found]) if dry_run else kept_backups.prune(found, folders)
    if json_:
        told = {"found": [one.plain for one in found], "deleted": list(map(str, gone)), "stay": list(map(str, stay))}
        options.print_json(told)
    else:
        _say_pruned(found, gone, stay)
    if stay:
        context.exit(NO)


def _say_pruned(found: "Sequence[Kept]", gone: Sequence[Path], stay: Sequence[Path]) -> None:
    with contextlib.suppress(IndexError):
        first = found[0]
        click.echo(f"{len(found)} kept backups could open a forgotten case, the oldest of {first.made_at:%Y-%m-%d}.")
    for path in gone:
        click.echo(f"Deleted: {path}")
    for path in stay:
        click.secho(f"Stays: {path}", fg="yellow")
    if not found:
        click.echo("No kept backup that this home knows of could open a forgotten case.")
    elif stay:
        click.echo("Run `dueprocess backup` into that folder, then this again. Other folders: --in FOLDER.")
