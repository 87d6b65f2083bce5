"""``keys``: a person's identity, made anywhere. The secret half never leaves the file."""

from pathlib import Path

import click

from dueprocess.adapters import identity
from dueprocess.adapters.identity_ways import LEAST
from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity, passphrase_of
from dueprocess.cli.faults import wrong
from dueprocess.operate.desk_of_home import now


@click.group()
def keys() -> None:
    """A person's identity: age and Ed25519 keys in one file, under a passphrase."""


@keys.command("new")
@click.argument("name")
@click.option("--out", type=options.PATH, help="File to write [default: NAME.identity].")
@options.passphrase_file
@click.option("--no-passphrase", is_flag=True, help="No passphrase: only file rights (0600) protect it.")
@options.as_json
def new(name: str, out: Path | None, passphrase_file: Path | None, *, no_passphrase: bool, json_: bool) -> None:
    """Make an identity for the pseudonym NAME and print its public card for `init`."""
    path = out or Path(f"{name}.identity")
    made = identity.new(name, now().strftime("%Y-%m-%dT%H:%M:%SZ"))
    if path.exists():
        raise wrong(f"{path} exists; an identity is never overwritten. Choose another --out.")
    identity.save(path, made, _passphrase(passphrase_file, none=no_passphrase))
    if json_:
        output.print_json({"name": name, "file": str(path), "card": made.card().text()})
        return
    click.echo(f"Your identity is in {path}. Keep it, and its passphrase, away from the desk's machine.", err=True)
    click.echo("It holds both keys, and is for this command and `dueprocess vault`. For the desk's page:", err=True)
    click.echo(f"  dueprocess keys daily {path}", err=True)
    click.echo("Hand this card to whoever founds the desk (it is public):", err=True)
    click.echo(made.card().text())


@keys.command("daily")
@click.argument("file", type=options.PATH)
@click.option("--out", type=options.PATH, help="File to write [default: NAME.daily.identity].")
@options.passphrase_file
@click.option("--daily-passphrase-file", type=options.PATH, help="File whose first line is the new file's passphrase.")
@click.option("--no-passphrase", is_flag=True, help="No passphrase: only file rights (0600) protect it.")
def daily(
    file: Path,
    out: Path | None,
    passphrase_file: Path | None,
    daily_passphrase_file: Path | None,
    *,
    no_passphrase: bool,
) -> None:
    """Write the file for the vault that the desk serves: the daily key of FILE alone (ADR 0084).

    Give it a passphrase of its own: that page could learn it, and must not learn the other one.
    """
    who = load_identity(file, passphrase_file)
    path = out or Path(f"{who.name}.daily.identity")
    if path.exists():
        raise wrong(f"{path} exists; an identity is never overwritten. Choose another --out.")
    passphrase = _passphrase(daily_passphrase_file, none=no_passphrase)
    if passphrase is not None and identity.opens(file, passphrase):
        raise wrong("This passphrase opens your own key as well, and the desk's page could learn it. Choose another.")
    identity.save(path, who.daily, passphrase)
    click.echo(f"{path} holds your daily key alone: unlock the desk's page with it.", err=True)


@keys.command("card")
@click.argument("file", type=options.PATH)
@options.passphrase_file
def card(file: Path, passphrase_file: Path | None) -> None:
    """Print the public card of an identity file."""
    click.echo(load_identity(file, passphrase_file).card().text())


def _passphrase(path: Path | None, *, none: bool) -> str | None:
    if none:
        return None
    if path is not None:
        chosen = passphrase_of(path)
    else:
        chosen = str(click.prompt("Choose a passphrase", hide_input=True, confirmation_prompt=True, err=True))
    if len(chosen) < LEAST:
        raise wrong(f"The passphrase has fewer than {LEAST} characters. Four random words are good.")
    return chosen
