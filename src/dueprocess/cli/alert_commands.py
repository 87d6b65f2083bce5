"""``alert``: news of the public site by mail and signed webhook, to organisations that proved their address."""

import datetime
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import wrong
from dueprocess.formats import days
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.record import FormError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.desk.alerts.folder import Folder
    from dueprocess.formats.alert import State

PORT: Final = 8008
_folder: Final = click.argument("folder", type=options.PATH)
_opens: Final = options.Together(
    options.passphrase_file,
    click.option("--identity", type=options.PATH, required=True, help="The list's identity file."),
)
_address: Final = click.option(
    "--from", "source", default="-", show_default=True, metavar="FILE", help="File with the address; -: typed."
)


@click.group()
def alert() -> None:
    """Tell organisations what is new on the public site, by mail and webhook, once they proved their address.

    FOLDER needs the files of the public site and nothing of a desk: keep it on the machine that serves the site.
    """


@alert.command()
@_folder
@_opens
@click.option("--site", type=options.PATH, required=True, help="Folder of the public site, as `publish` wrote it.")
@click.option("--provider", required=True, help="The provider's name, as people know it.")
@click.option("--contact", required=True, help="Mail address of somebody who reads.")
@click.option("--sender", required=True, help="Mail address that news come from.")
@click.option("--server", required=True, help="Your SMTP server; port, log-in and more stand in alert.toml.")
@click.option("--address", default="", help="Where `alert serve` is reached: https://alerts.fennel.example.")
def init(folder: Path, identity: Path, passphrase_file: Path | None, site: Path, server: str, **says: str) -> None:
    """Make the list's folder, sealed to an identity of its own (`keys new`)."""
    from dueprocess.desk.alerts.folder import Folder, Mail, Settings

    card = load_identity(identity, passphrase_file).card()
    security = "none" if server in {"localhost", "127.0.0.1"} else "starttls"
    mail = Mail(server, says["sender"], 25 if security == "none" else 587, security)
    settings = Settings(says["provider"], str(site.absolute()), says["contact"], mail, says["address"])
    try:
        Folder.create(folder, card.age, settings)
    except FormError as fault:
        raise wrong(f"{fault}.") from fault
    except FileExistsError as fault:
        raise wrong(f"{folder} is there already.") from fault
    click.echo(f"{folder} is ready. Look at {folder / 'alert.toml'}; `alert send` runs by a timer.")


@alert.command()
@_folder
@_address
@click.option("--webhook", is_flag=True, help="The address is a webhook, not a mailbox.")
@click.option("--lang", "language", default="en", show_default=True, help="Language of the mails: en, de, ur.")
def add(folder: Path, source: str, language: str, *, webhook: bool) -> None:
    """Note an address. A mailbox gets one mail with a code that has to come back; a webhook's owner gets a secret.

    Nothing else is sent to it until it proved itself; after a week without an answer it is deleted.
    """
    from dueprocess.desk.alerts import send as sending

    with _told(folder) as at:
        address = _line(source)
        if webhook:
            secret = sending.add_hook(at, address, language, _now())
            click.echo(f"{secret}\nHand this secret to the webhook's owner by a safe way, then run `alert challenge`.")
            return
        sending.ask(at, address, language, _now())
    click.echo("The mail has left. Its code comes back on the page of `alert serve`, or to `alert confirm`.")


@alert.command()
@_folder
@click.option("--code-from", "source", default="-", show_default=True, metavar="FILE", help="File with it; -: typed.")
def confirm(folder: Path, source: str) -> None:
    """A code came back by another way than the page: from the next news on that address is told."""
    from dueprocess.desk.alerts import beat

    with _told(folder) as at:
        code = _line(source, "Code")
        done = at.confirm(code, beat.kept(at).number, _now().date())
    if not done:
        raise wrong("No address waits for that code: a code works once, within a week. Ask again: `alert add`.")
    click.echo("Confirmed: told of what is new from now on.")


@alert.command()
@_folder
@_opens
@_address
def challenge(folder: Path, identity: Path, passphrase_file: Path | None, source: str) -> None:
    """Ask a webhook to prove that its owner holds the secret. From the next news on it is told."""
    from dueprocess.desk.alerts import send as sending

    with _told(folder) as at:
        address, secret = _line(source), load_identity(identity, passphrase_file).age_secret
        sending.challenge(at, address, secret, _now())
    click.echo("It answered as only a holder of the secret does: told of what is new from now on.")


@alert.command("list")
@_folder
@_opens
@options.as_json
def list_(folder: Path, identity: Path, passphrase_file: Path | None, *, json_: bool) -> None:
    """Who is on the list, and how each stands."""
    secret = load_identity(identity, passphrase_file).age_secret
    with _told(folder) as at:
        read = [(at.reader(name, secret), state) for name, state in at.states().items()]
    found = [(one, state) for one, state in read if one is not None]
    rows = [
        (
            output.safe(one.address),
            str(one.way),
            one.language,
            state.asked if json_ else days.spoken(state.asked),
            _stands(state),
        )
        for one, state in found
    ]
    columns = {"address": "address", "way": "way", "language": "language", "asked": "asked on", "stands": "stands"}
    output.listing(columns, rows, empty="Nobody is on the list: `alert add`.", json_=json_)


def _stands(state: "State") -> str:
    if state.code:
        return "has not proved the address"
    if state.ended:
        return f"given up on {days.spoken(state.ended)}: add it anew"
    return f"{state.tries} tries failed" if state.tries else "told"


@alert.command()
@_folder
@_opens
@options.as_json
def send(folder: Path, identity: Path, passphrase_file: Path | None, *, json_: bool) -> None:
    """Tell everybody on the list what is new on the public site: at most once a day, and each reader once.

    Run it by a timer after `publish`, at the same times each day. Later runs of a day only try again what failed.
    """
    from dueprocess.desk.alerts import send as sending

    secret = load_identity(identity, passphrase_file).age_secret
    with _told(folder) as at:
        done = sending.send(at, secret, _now())
    plain = {
        "arrived": done.arrived,
        "failed": done.failed,
        "given_up": done.given_up,
        "left": done.left,
        "fault": done.fault,
    }
    says = f"{done.arrived} arrived, {done.failed} failed, {done.given_up} given up, {done.left} left the list."
    output.told(plain, f"{says} Our mail server: {done.fault}." if done.fault else says, json_=json_)
    if done.fault:
        sys.exit(1)


@alert.command()
@_folder
@_address
def forget(folder: Path, source: str) -> None:
    """Delete an address: no trace of it stays here."""
    with _told(folder) as at:
        address = _line(source)
        gone = at.forget(address)
    click.echo("Deleted." if gone else "It is not on the list.")


@alert.command()
@_folder
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens, behind a proxy.")
@click.option("--port", type=int, default=PORT, show_default=True, help="Its port.")
def serve(folder: Path, host: str, port: int) -> None:
    """Serve two pages: where a code comes back, and where one leaves. It holds no identity and opens no address."""
    from dueprocess.adapters import machine
    from dueprocess.desk.alerts import serve as serving

    machine.no_dumps()
    with _told(folder) as at:
        try:
            serving.serve(serving.Kept(at), host, port)
        except (ValueError, OSError) as fault:
            raise wrong(f"It is not served: {fault}.") from fault


@contextmanager
def _told(folder: Path) -> "Iterator[Folder]":
    """The list's folder; what it refuses is said as a refusal."""
    from dueprocess.desk.alerts.folder import AlertError, Folder

    if not (folder / "recipient").exists():
        raise wrong(f"{folder} is no folder of an alert list. Make one: `dueprocess alert init`.")
    try:
        yield Folder(folder)
    except (AlertError, ObjectError) as fault:
        raise wrong(f"{fault}.") from fault


def _line(source: str, what: str = "Address") -> str:
    """One line; it stands in no argument, which others on the machine read."""
    if source == "-":
        text = click.prompt(what, err=True) if sys.stdin.isatty() else sys.stdin.readline()
    else:
        text = Path(source).read_text("utf-8")
    line = text.strip()
    if not line.isprintable() or not 3 <= len(line) <= 254:  # noqa: PLR2004 - as the form of a reader says
        raise wrong(f"{what}: one line of 3 to 254 characters.")
    return line


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)
