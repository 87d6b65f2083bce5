"""``unseal``: what its sender sealed, opened on a person's own machine, and kept for colleagues."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import durable, law_files
from dueprocess.cli import options, output
from dueprocess.cli.asked import print_facts
from dueprocess.cli.clients import client, now
from dueprocess.cli.faults import wrong
from dueprocess.cli.read_command import print_draft, reading
from dueprocess.demand.asking import to_plain
from dueprocess.formats.refusal import DeniedError, Msg

if TYPE_CHECKING:
    from dueprocess.client.unsealing import Part


@click.command()
@click.argument("case")
@click.option("--out", type=options.PATH, help="Folder to write what was inside to, as files of their own.")
@click.option("--no-keep", is_flag=True, help="Look only: nothing is kept in the case, and nobody else can read it.")
@options.person
def unseal(case: str, out: Path | None, *, no_keep: bool, json_: bool, **person: Any) -> None:
    """Open what came sealed by its sender, with the mailbox's key, on your own machine alone.

    What was inside is read like any mail, and kept in the case as a note that you sign, under the case's own key: your
    colleagues read it there. The original stays as it came. The duty to open it ends when you say what it is
    (`classify`).
    """
    from dueprocess.client import mail_keys, unsealing
    from dueprocess.client.material import check_opened
    from dueprocess.formats.statement import Act, Said

    with client(person) as (who, material):
        whole = material.find(case)
        opened = list(material.opened(whole))
        looked = who.look(whole)
        check_opened(looked.seen, opened)
        ours = [(one.key, secret) for one, secret in mail_keys.opened(who, material.far)]
        known = mail_keys.known_senders(who, material.far)
        parts: list[Part] = []
        for one in unsealing.originals(opened):
            try:
                parts += unsealing.unsealed(one.content, ours, known, now(), reading(law_files.load()))
            except DeniedError as fault:
                if fault.rule != "unseal.nothing":
                    raise
        if not parts:
            raise wrong("Nothing in this case came sealed by its sender. Read it with `dueprocess open`.")
        have = {one.content for one in opened}
        others = unsealing.kept_otherwise(parts, opened)
        fresh = [one for one in parts if not one.fault and one.content not in have]
        notes = [] if no_keep else [material.sealed(whole, "note", one.name, one.media, one.content) for one in fresh]
        if notes:
            who.act_with(looked, [Said(Act.NOTE_ADD, {"sealed": one.id}) for one in notes], notes)
    if out is not None:
        _write(parts, out)
    if json_:
        output.print_json([_plain(one) for one in parts])
        return
    for part in parts:
        _show(part, other=part in others)
    kept = f"{output.plural(len(notes), 'note')} kept in {whole}." if notes else "Nothing new was kept."
    click.echo(kept, err=True)
    if any(not one.fault for one in parts):
        click.echo(f"Say what it is: dueprocess classify {whole[:10]} new-case; then `item`, `confirm`.", err=True)


def _plain(one: "Part") -> dict[str, Any]:
    return {
        "fault": one.fault,
        "name": one.name,
        "media": one.media,
        "size": len(one.content),
        "signature": str(one.signed.state),
        "key": one.signed.key,
        "why": one.signed.why,
        "office": one.office,
        "open_to_change": one.open_to_change,
        "headers": [{"name": name, "value": value, "protected": sealed} for name, value, sealed in one.headers],
        "draft": one.draft,
        "asking": to_plain(one.asking),
        "unreadable": one.unreadable,
    }


def _show(one: "Part", *, other: bool) -> None:
    from dueprocess.client.unsealing import DO, FAULTS, OPEN_TO_CHANGE, STATES

    if one.fault:
        click.secho(f"It was not opened: {FAULTS[one.fault]}. {DO[one.fault]}", fg="red")
        return
    output.heading(output.safe(one.name))
    for name, value, protected in one.headers:
        click.echo(output.safe(f"  {name}: {value}{'' if protected else '  (stood outside, unprotected)'}"))
    why = f" ({one.signed.why})" if one.signed.why else ""
    state = Msg(STATES[one.signed.state].template, office=one.office)
    key = f" [{one.signed.key[-16:]}]" if one.signed.key else ""
    click.echo(output.safe(f"  {state}{why}{key}"))
    if one.open_to_change:
        click.secho(f"  {OPEN_TO_CHANGE}", fg="yellow")
    print_facts(list(one.asking), "en")
    if other:
        says = f"A colleague kept other words of {one.name} than open here. Tell the others before you do anything."
        click.secho(output.safe(says), fg="red", bold=True)
    if one.draft is not None:
        print_draft(dict(one.draft))
    elif one.unreadable:
        click.secho(f"  {one.unreadable}", fg="yellow")


def _write(parts: "list[Part]", out: Path) -> None:
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    endings = {"message/rfc822": "eml", "text/plain": "txt"}
    for number, one in enumerate((one for one in parts if not one.fault), 1):
        durable.replace(out / f"opened-{number}.{endings.get(one.media, 'bin')}", one.content)
    click.echo(f"Written to {out}. Delete it when you have read it.", err=True)
