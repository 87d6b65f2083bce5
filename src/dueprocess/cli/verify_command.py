"""``verify``: what a stranger can check of a desk from outside, without a home and without a key."""

from dataclasses import asdict

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, wrong
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
