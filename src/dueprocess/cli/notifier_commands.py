"""``notifier``: what people chose before any case, the list for the log-in, the neutral mail (ADR 0120)."""

import base64
import datetime
import json
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from dueprocess.adapters import crypto, durable
from dueprocess.case.page_lists import RISK, ROLE, TO
from dueprocess.cli import options
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import wrong
from dueprocess.desk.person.notifier import LASTS_DAYS, Folder, Sender, helper_mail
from dueprocess.formats import days, finished_notice
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.waiting import WaitingError

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity

T = TypeVar("T")
PORT: Final = 8007
_folder: Final = click.argument("folder", type=options.PATH)
_opens: Final = options.Together(
    options.passphrase_file,
    click.option("--identity", type=options.PATH, required=True, help="The notifier's identity file."),
)
_account: Final = click.option(
    "--from",
    "source",
    default="-",
    show_default=True,
    metavar="FILE",
    help="File with the account; -: typed.",
)


@click.group()
def notifier() -> None:
    """Reach people safely: their own choices, whether a message waits, a mail that says nothing else.

    FOLDER lies on no desk: on a machine of who tells people. The desk knows of none of this.
    """


@notifier.command()
@_folder
@_opens
def init(folder: Path, identity: Path, passphrase_file: Path | None) -> None:
    """Make the notifier's folder, sealed to an identity of its own (`keys new`)."""
    card = _identity(identity, passphrase_file).card()
    try:
        Folder.create(folder, card.age, _today())
    except FileExistsError as fault:
        raise wrong(f"{folder} is there already.") from fault
    click.echo(f"Finished notices are sealed to it by: notice seal --notifier {card.age}")
    click.echo(f"{folder} is ready. Copy list.key to the log-in's machine once, by a safe way; it goes on by itself.")


@notifier.command()
@_folder
@_account
@click.option("--until", help="Last day on which it is shown [default: half a year].")
def wait(folder: Path, source: str, until: str | None) -> None:
    """A message waits for an account. The next list and the next mails have it."""
    last = options.day(until) if until else _today() + datetime.timedelta(days=LASTS_DAYS)
    if last < _today():
        raise wrong("That day is over.")
    _does(lambda account: _at(folder).wait(account, last), source)
    click.echo(f"It is shown from the next list on, until {days.spoken(last)}.")


@notifier.command()
@_folder
@_account
def over(folder: Path, source: str) -> None:
    """No message waits for an account any more: it was read, or taken back."""
    gone = _does(_at(folder).over, source)
    click.echo("It is not in the next list." if gone else "No message waited for that account.")


@notifier.command("list")
@_folder
@_opens
@click.option("--out", type=options.PATH, required=True, help="The file that the log-in reads; written over.")
def list_(folder: Path, identity: Path, passphrase_file: Path | None, out: Path) -> None:
    """Write today's list for the log-in. Do it each day at one time, whether or not anything changed."""
    data = _does(lambda _: _at(folder).listed(_identity(identity, passphrase_file).age_secret, _today()))
    durable.replace(out, data)
    click.echo(f"{out} is written: it has the same length whatever waits.")


@notifier.command()
@_folder
@_opens
@click.option("--out", type=options.PATH, required=True, help="Folder for the mails, one file each.")
@click.option("--sender", required=True, metavar="ADDRESS", help="The address that they come from.")
@click.option("--provider", required=True, help="The provider's name, as people know it.")
def mail(folder: Path, identity: Path, passphrase_file: Path | None, out: Path, sender: str, provider: str) -> None:
    """Write the neutral mail for each account that has a message waiting: log in as you always do.

    The same mail has the same bytes and the same id each time. Delete a file once your mail system took it.
    """
    secret = _identity(identity, passphrase_file).age_secret
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = _does(lambda _: list(_at(folder).mails(secret, _today(), Sender(provider, sender))))
    for name, data in made:
        durable.replace(out / name, data)
    click.echo(f"{len(made)} in {out}.")


@notifier.command()
@_folder
@_opens
@_account
@options.as_json
def choices(folder: Path, identity: Path, passphrase_file: Path | None, source: str, *, json_: bool) -> None:
    """What the person of an account chose. Look before you write, print or ring."""
    secret = _identity(identity, passphrase_file).age_secret
    made = _does(lambda account: _at(folder).choice(account, secret), source)
    says = {
        "paper": "never on paper" if made and made.never_paper else "",
        "contact": made.contact if made else "",
        "language": made.language if made else "",
        "helper": made.helper if made and made.helper_agreed else "",
        "helper_asked": bool(made and made.helper and not made.helper_agreed),
        "pgp": made.pgp if made else "",
    }
    if json_:
        click.echo(json.dumps({"chosen": made is not None, **says}, ensure_ascii=False))
    elif made is None:
        click.echo("Nothing is chosen. Banner and mailbox are the way; paper only where the person asked for it.")
    else:
        rows = [
            ("paper", says["paper"] or "-"),
            ("safe contact", made.contact or "-"),
            ("language", made.language or "-"),
            ("OpenPGP", "a key is kept (--json prints it)" if made.pgp else "-"),
            ("helper", _helper(made.helper, agreed=made.helper_agreed)),
        ]
        click.echo("\n".join(f"{what}: {chosen}" for what, chosen in rows))


def _helper(named: str, *, agreed: bool) -> str:
    if not named:
        return "-"
    return f"{named}; ask how to reach the person, never say why" if agreed else "named, has not agreed: do not write"


@notifier.command()
@_folder
@_opens
@_account
@click.option("--ask", type=options.PATH, metavar="FILE", help="Write the mail that asks the helper.")
@click.option("--agreed", is_flag=True, help="They said yes.")
@click.option("--sender", default="", metavar="ADDRESS", help="The address that the mail comes from.")
@click.option("--provider", default="", help="The provider's name, as people know it.")
def helper(
    folder: Path, identity: Path, passphrase_file: Path | None, source: str, ask: Path | None, **given: Any
) -> None:
    """A trusted helper agrees before being used, and never learns what a message is about."""
    at, secret = _at(folder), _identity(identity, passphrase_file).age_secret
    made = _does(lambda account: at.choice(account, secret), source)
    if made is None or not made.helper:
        raise wrong("The person of that account named nobody.")
    if given["agreed"]:
        at.choose(made.agreed())
        click.echo("Kept: the helper agreed.")
    elif ask is not None:
        if not given["sender"] or not given["provider"]:
            raise wrong("Say --sender and --provider.")
        data = helper_mail(Sender(given["provider"], given["sender"]), made, secrets.token_hex(16))
        if data is None:
            raise wrong("The helper has no mail address. Ask them in another way, and say --agreed.")
        durable.replace(ask, data)
        click.echo(f"{ask} asks them. Until they answer yes the helper is not used.")
    else:
        raise wrong("Say --ask FILE, or --agreed.")


@notifier.command("open")
@_folder
@_opens
@click.argument("notice", type=options.PATH)
@click.option("--out", type=options.PATH, required=True, help="Where the text goes that is sent.")
@click.option("--page", type=options.PATH, help="Where the page's bytes go, of which `told record --file` says a mark.")
@options.as_json
def open_(
    folder: Path,
    notice: Path,
    identity: Path,
    passphrase_file: Path | None,
    out: Path,
    page: Path | None,
    *,
    json_: bool,
) -> None:
    """Open a finished notice (`notice hand`): whose account it is, who may be reached how, the text to send.

    Look first at what the person chose (`notifier choices`). Two people then say at the desk that it went: `told
    record`, `told confirm`; nothing else closes the duty to tell.
    """
    _at(folder)
    try:
        _, content = crypto.unseal(notice.read_bytes(), [_identity(identity, passphrase_file).age_secret])
        made = finished_notice.read(content)
        data = base64.b64decode(made.page, validate=True)
        text = finished_notice.text_of(data)
    except (ObjectError, ValueError) as fault:
        raise wrong(f"{notice} is no finished notice for this notifier.") from fault
    durable.replace(out, text.encode())
    if page is not None:
        durable.replace(page, data)
    says = {"case": made.case, "item": made.item, "handle": made.handle, "account": made.account}
    if json_:
        click.echo(json.dumps({**says, "role": made.role, "to": made.to, "risk": made.risk, "made_on": made.made_on}))
        return
    rows = [("account", made.account or "-"), ("who", ROLE.words[made.role]), ("to", TO.words[made.to])]
    rows += [("reads along", RISK.words[made.risk]), ("made on", days.spoken(made.made_on))]
    click.echo("\n".join(f"{what}: {said}" for what, said in rows))
    click.echo(f"The text is in {out}. Delete it, and {notice}, once it went.", err=True)


@notifier.command()
@_folder
@_account
def forget(folder: Path, source: str) -> None:
    """Delete what the person of an account chose."""
    gone = _does(_at(folder).forget, source)
    click.echo("Deleted." if gone else "There was nothing.")


@notifier.command()
@click.option("--list", "list_", type=options.PATH, required=True, help="The list, as `notifier list` writes it.")
@click.option("--key", type=options.PATH, required=True, help="Its key: the notifier's list.key, copied once.")
@click.option("--provider", required=True, help="The provider's name, as people know it.")
@click.option("--contact", required=True, help="Where the person asks for the code.")
@click.option("--choices", "folder", type=options.PATH, help="The notifier's folder: serve the form for choices, too.")
@click.option("--embed", default="", metavar="ORIGIN", help="Origin whose pages may show it inside (https://…).")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where it listens, behind a proxy.")
@click.option("--port", type=int, default=PORT, show_default=True, help="Its port.")
def serve(list_: Path, key: Path, folder: Path | None, embed: str, host: str, port: int, **says: str) -> None:
    """Serve banner and form beside the log-in, where neither desk nor identity is.

    Its proxy says whose session it is in the header X-Dueprocess-Account, and takes away one that a browser sends.
    """
    from dueprocess.adapters import machine
    from dueprocess.desk.person import banner

    machine.no_dumps()
    kept = banner.Kept(list_, key, says["provider"], says["contact"], folder, embed)
    try:
        kept.fresh(_today())
        banner.serve(kept, host, port)
    except FileNotFoundError as fault:
        make = "`dueprocess notifier list` writes the list; the key is the notifier's list.key."
        raise wrong(f"There is no {fault.filename}. {make}") from fault
    except (WaitingError, ValueError, OSError) as fault:
        raise wrong(f"It is not served: {fault}.") from fault


def _at(folder: Path) -> Folder:
    if not (folder / "recipient").exists():
        raise wrong(f"{folder} is no notifier's folder. Make one: `dueprocess notifier init`.")
    return Folder(folder)


def _identity(path: Path, passphrase_file: Path | None) -> "Identity":
    return load_identity(path, passphrase_file)


def _does(act: Callable[[str], T], source: str | None = None) -> T:
    """What is done with the account of ``source``; it stands in no argument, which others on the machine read."""
    account = "" if source is None else _line(source)
    try:
        return act(account)
    except (ObjectError, WaitingError) as fault:
        raise wrong(f"{fault}.") from fault


def _line(source: str) -> str:
    if source == "-":
        text = click.prompt("Account", err=True) if sys.stdin.isatty() else sys.stdin.readline()
    else:
        text = Path(source).read_text("utf-8")
    line = text.strip()
    if not line.isprintable() or not 1 <= len(line) <= 200:  # noqa: PLR2004 - as the form of it says
        raise wrong("An account is one line of at most 200 characters.")
    return line


def _today() -> datetime.date:
    return datetime.datetime.now(datetime.UTC).date()
