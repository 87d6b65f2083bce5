"""``verify``: what a stranger can check of a desk from outside, without a home and without a key."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import now
from dueprocess.cli.evidence_file import holding, viewed
from dueprocess.cli.faults import NO, wrong
from dueprocess.cli.verify_heads import heads
from dueprocess.verify import bundle
from dueprocess.verify import client as asking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dueprocess.release.desk_client import Shown
    from dueprocess.release.law_again import Again
    from dueprocess.release.law_told import Library
    from dueprocess.verify.histories import Sealed


@click.group()
def verify() -> None:
    """Checks from outside: they need no home, no key and nobody's word."""


@verify.command("client")
@click.argument("url")
@click.option("--manifest-hash", default="", metavar="HEX", help="Hash that was published [default: this package's].")
@options.as_json
def client(url: str, manifest_hash: str, *, json_: bool) -> None:
    """Compare the vault at URL with this package's, file by file; name each file that differs, is missing or is extra.

    Exit 0: every byte is the published one. 1: one is not. 2: the vault could not be asked, so nothing is known.
    """
    wanted = manifest_hash.strip().lower()
    if wanted and (len(wanted) != 64 or not set(wanted) <= set("0123456789abcdef")):  # noqa: PLR2004 - SHA-256 in hex
        raise wrong("--manifest-hash takes the 64 hex digits of a SHA-256, as the release and the public site say it.")
    try:
        report = asking.check(url, bundle.installed(), wanted)
    except (asking.FetchError, bundle.BundleError) as fault:
        raise wrong(f"Nothing is known about that vault: {fault}.") from fault
    if json_:
        output.print_json({**asdict(report), "ok": report.ok})
    if report.ok:
        click.echo(f"{report.files} files of the vault are those of manifest {report.served}.", err=True)
        click.echo("So it was served to this machine just now. It can be served to another one otherwise.", err=True)
        return
    for one in report.found:
        click.echo(f"{one.name}: {one.fault.meaning} [{one.fault}]", err=True)
    click.secho("No. ", fg="red", bold=True, err=True, nl=False)
    click.echo(f"That vault is not the one of manifest {report.expected}. Type no passphrase there, touch no key. "
               "Is it of another version? Give --manifest-hash as its release published it; else tell the others.  "
               "[verify.client]", err=True)  # fmt: skip
    click.get_current_context().exit(NO)


verify.add_command(heads)


@verify.command("decisions")
@click.argument("file", metavar="EVIDENCE.json", type=options.PATH)
@click.option("--desk-id", required=True, metavar="HEX", help="The desk's id, as it was compared or published.")
@click.option("--law", "folder", type=options.PATH, help="Law folder to reckon by [default: this program's].")
@click.option("--beside", type=options.PATH, help="Another such file of this desk: do the two show one history?")
@options.as_json
def decisions(file: Path, desk_id: str, folder: Path | None, beside: Path | None, *, json_: bool) -> None:
    """Reckon again what the law answered to each decision of a case, from the file that `show --evidence` wrote.

    Rosters are walked from the desk's id, signatures verified; the history of the case, and of the desk itself, is
    held against what each signer says that they were shown of it. No desk is asked. With --beside, two files of
    different people or days are held against each other: where the desk showed two histories, the statements that
    prove it are named.

    Exit 0: each agrees. 1: one differs, or cannot be reckoned, or a history is not the one that people signed on. 2:
    the file is none.
    """
    from dueprocess.adapters.law_library import LawLibrary
    from dueprocess.release.law_again import Agreement
    from dueprocess.verify import histories

    desk_id = desk_id.strip().lower()
    mine, shown = viewed(file, desk_id)
    theirs = viewed(beside, desk_id)[0] if beside is not None else None
    faults = mine.faults()
    sealed, found = (
        ((), ()) if faults or shown.case in mine.purges.stand else _reckoned(file, shown, desk_id, LawLibrary(folder))
    )
    faults += [*theirs.faults(), *histories.differing(mine, theirs)] if theirs else []
    rows = [
        {
            "act": str(one.stated.act),
            "agreement": str(one.how),
            "at": one.stated.at,
            "by": one.stated.by,
            "files": list(one.files),
            "item": one.item,
            "statement": one.hash,
            "what": list(one.what),
        }
        for one in found
    ]
    if json_:
        chains = [{"case": case, "head": head, "statements": many} for case, many, head in histories.lengths(mine)]
        told = {"chains": chains, "faults": [asdict(one) for one in faults]}
        told |= {"sealed": [{**asdict(one), "state": one.state} for one in sealed]}
        told["purged"] = [{"case": case, "by": list(gone.by), "at": gone.at} for case, gone in mine.purged_here.items()]
        output.print_json({"case": shown.case, "decisions": rows, **told})
    for case, many, _ in histories.lengths(mine):
        click.echo(output.safe(f"{histories.named(case)}: {output.plural(many, 'signed statement')}"), err=True)
        if case in mine.purged_here:
            gone = mine.purged_here[case]
            says = f"  purged by {gone.both} on {gone.at[:10]}: its facts and all that was signed on it were destroyed"
            click.echo(output.safe(says), err=True)
    for one in found:
        click.secho(output.safe(one.line), fg=None if one.how is Agreement.AGREES else "yellow", err=True)
        for path in one.files:
            click.echo(f"  by another text than this program's own: {output.safe(path)}", err=True)
    for state in dict.fromkeys(one.state for one in sealed):
        objects = output.plural(sum(one.state == state for one in sealed), "sealed object")
        click.echo(output.safe(f"{objects} that somebody had open before they signed: {state}"), err=True)
    for fault in faults:
        click.secho(f"{output.safe(fault.line)}  [{fault.rule}]", fg="red", err=True)
    if faults or any(one.how is not Agreement.AGREES for one in found):
        click.get_current_context().exit(NO)


def _reckoned(
    file: Path, shown: "Shown", desk_id: str, library: "Library"
) -> "tuple[Sequence[Sealed], Sequence[Again]]":
    from dueprocess.adapters import crypto
    from dueprocess.verify.decisions import checker_of
    from dueprocess.verify.histories import sealed_of

    with holding(file):
        checker = checker_of(shown, desk_id, library, crypto.verify, now())
        return sealed_of(checker.seen), checker.again()
