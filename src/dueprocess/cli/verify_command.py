"""``verify``: what a stranger can check of a desk from outside, without a home and without a key."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import now
from dueprocess.cli.faults import NO, wrong
from dueprocess.formats.refusal import DeniedError
from dueprocess.verify import bundle
from dueprocess.verify import client as asking


@click.group()
def verify() -> None:
    """Checks from outside: they need no home, no key and nobody's word."""


@verify.command("client")
@click.argument("url")
@click.option("--manifest-hash", default="", metavar="HEX", help="Hash that was published [default: this package's].")
@options.as_json
def client(url: str, manifest_hash: str, *, json_: bool) -> None:
    """Hold the vault at URL against this package's, file by file; names each that differs, is missing or is more.

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


MAX_EVIDENCE: Final = 64 << 20


@verify.command("decisions")
@click.argument("file", metavar="EVIDENCE.json", type=options.PATH)
@click.option("--desk-id", required=True, metavar="HEX", help="The desk's id, as it was compared or published.")
@click.option("--law", "folder", type=options.PATH, help="Law folder to reckon by [default: this program's].")
@options.as_json
def decisions(file: Path, desk_id: str, folder: Path | None, *, json_: bool) -> None:
    """Reckon again what the law answered to each decision of a case, from the file that `show --evidence` wrote.

    Rosters are walked from the desk's id, signatures verified; no desk is asked.

    Exit 0: each agrees. 1: one differs, or cannot be reckoned, and is named. 2: the file is none.
    """
    from dueprocess.adapters import crypto
    from dueprocess.adapters.law_library import LawLibrary
    from dueprocess.release.desk_client import SHOWN
    from dueprocess.release.law_again import Agreement
    from dueprocess.verify.decisions import reckoned

    try:
        with file.open("rb") as opened:
            shown = SHOWN.read(json.loads(opened.read(MAX_EVIDENCE)))
        found = reckoned(shown, desk_id.strip().lower(), LawLibrary(folder), crypto.verify, now())
    except (ValueError, RecursionError, OSError) as fault:
        said = fault.denied.text if isinstance(fault, DeniedError) else str(fault)
        raise wrong(f"{output.safe(str(file))} is no evidence that holds: {output.safe(said)}") from fault
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
        output.print_json({"case": shown.case, "decisions": rows})
    for one in found:
        click.secho(output.safe(one.line), fg=None if one.how is Agreement.AGREES else "yellow", err=True)
        for path in one.files:
            click.echo(f"  by another text than this program's own: {output.safe(path)}", err=True)
    if any(one.how is not Agreement.AGREES for one in found):
        click.get_current_context().exit(NO)
