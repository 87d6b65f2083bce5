"""``mail-key``: the key of the mailbox, drawn on a person's own machine, counted once the roster names it."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.cli.faults import wrong
from dueprocess.formats import days, mail_key

if TYPE_CHECKING:
    from dueprocess.client.mail_keys import Kept


@click.group("mail-key")
def mail_key_group() -> None:
    """The key to which authorities seal their mail. It opens by people's own keys alone, never at the desk."""


@mail_key_group.command("make")
@click.argument("address")
@options.person
def make(address: str, *, json_: bool, **person: Any) -> None:
    """Draw a new key for the mailbox ADDRESS, sealed to everybody who reads cases and holds an own key.

    It counts once the roster names it. The older keys stay, and open what was sealed to them.
    """
    from dueprocess.client import mail_keys

    with client(person) as (who, material):
        made = mail_keys.make(who, material.far, address)
    _made(made, "drawn", json_=json_)


def _made(made: "Kept", how: str, *, json_: bool) -> None:
    output.told(
        {"key": made.hash, "address": made.key.address},
        f"The key {made.hash[:16]}… of {made.key.address} is {how}. It counts once the roster names it:",
        f"  dueprocess roster next --mail-key {made.hash}   # then each signs: dueprocess roster sign",
        json_=json_,
    )


@mail_key_group.command("request")
@click.option("--out", type=options.PATH, required=True, help="File to write: .csr, text.")
@options.person
def request(out: Path, *, json_: bool, **person: Any) -> None:
    """Ask an authority for certificates for one of the mailbox's key (S/MIME): a file to send or upload.

    It must check that the mailbox is yours, by a mail to it. Give what it answers to `mail-key certificate`.
    """
    from dueprocess.adapters import durable
    from dueprocess.client import mail_keys

    with client(person) as (who, material):
        address, data = mail_keys.requested(who, material.far)
    durable.replace(out, data)
    output.told({"file": str(out), "address": address}, f"{out} asks for a certificate of {address}.", json_=json_)


@mail_key_group.command("certificate")
@click.argument("file", type=options.PATH)
@options.person
def certificate(file: Path, *, json_: bool, **person: Any) -> None:
    """Put the certificate in FILE (PEM or DER) on record, which somebody gave for the mailbox's key and address.

    Until then the key certifies itself, and programs of authorities warn of it. The key stays the same.
    """
    from dueprocess.client import mail_keys

    data = file.read_bytes()[: mail_key.MAX_PUBLIC]
    with client(person) as (who, material):
        made = mail_keys.certified(who, material.far, data)
    _made(made, "certified", json_=json_)


@mail_key_group.command("show")
@options.looker
def show(*, json_: bool, **person: Any) -> None:
    """The keys of the mailbox, newest first."""
    from dueprocess.client import mail_keys

    with looking(person) as far:
        rows = mail_keys.kept(far)
    facts = [_facts(one) for one in rows]
    if json_:
        output.print_json(facts)
        return
    for one in facts:
        click.echo(output.safe(f"{one['key'][:16]}…  {one['address']}  made {days.spoken(one['made_at'])}"))
        click.echo(f"  {one['fingerprint']}  until {one['until'] or 'no day'}")
        click.echo(output.safe(f"  S/MIME: {one['smime'] or 'none'}"))
    if not facts:
        click.echo("There is none. Make one: dueprocess mail-key make ADDRESS")


def _facts(one: Any) -> dict[str, str]:
    from dueprocess.adapters import openpgp
    from dueprocess.formats.refusal import DeniedError

    told = {"key": one.hash, "address": one.key.address, "made_at": one.key.made_at, "fingerprint": "", "until": ""}
    told["smime"] = _smime(one)
    try:
        read = openpgp.facts(one.key.packets, datetime.datetime.now(datetime.UTC))
    except DeniedError as fault:
        return {**told, "fingerprint": fault.rule}
    return {
        **told,
        "fingerprint": read.fingerprint,
        "until": read.not_after.date().isoformat() if read.not_after else "",
    }


def _smime(one: "Kept") -> str:
    """Who gave the certificate, and until when it holds; empty: there is none."""
    from dueprocess.adapters import certificates, smime_keys
    from dueprocess.formats.refusal import DeniedError

    if not one.key.smime:
        return ""
    try:
        read = certificates.read(one.key.certificate, datetime.datetime.now(datetime.UTC))
    except DeniedError as fault:
        return fault.rule
    by = "itself alone" if smime_keys.is_own(read.der) else read.issuer
    return f"certified by {by}, until {read.until.date().isoformat()}"


@mail_key_group.command("share")
@options.person
def share(*, json_: bool, **person: Any) -> None:
    """Let everybody who may open mail do so, who joined since the key was made. Done on your own machine."""
    from dueprocess.client import mail_keys

    with client(person) as (who, material):
        names = mail_keys.share(who, material.far)
    output.told({"people": names}, f"Mail opens for {', '.join(names)}.", json_=json_)


@mail_key_group.command("export")
@click.option("--out", type=options.PATH, required=True, help="Folder to write to.")
@click.option("--key", "which", help="Hash of the key, or its beginning [default: the newest].")
@options.looker
def export(out: Path, which: str | None, *, json_: bool, **person: Any) -> None:
    """The public key for authorities: a file to send, and the tree that the mailbox's domain serves (WKD)."""
    from dueprocess.adapters import durable, openpgp_mail, smime_keys, wkd
    from dueprocess.client import mail_keys

    with looking(person) as far:
        rows = [one for one in mail_keys.kept(far) if one.hash.startswith(which or "")]
    if not rows:
        raise wrong("There is no such key. See `dueprocess mail-key show`.")
    key = rows[0].key
    file = out / f"{key.address.replace('@', '_at_')}.asc"
    out.mkdir(parents=True, exist_ok=True)
    durable.replace(file, openpgp_mail.armoured(key.packets))
    file.chmod(0o644)
    if key.smime:
        durable.replace(file.with_suffix(".crt"), smime_keys.armoured(key.certificate))
        file.with_suffix(".crt").chmod(0o644)
    places = wkd.write(out / "wkd", key.address, key.packets)
    output.told(
        {"file": str(file), "wkd": [str(one) for one in places]},
        f"{file} is the file to send; {file.with_suffix('.crt').name} beside it, where they use S/MIME.",
        f"{out / 'wkd'} is what https://{key.address.rpartition('@')[2]}/ serves; one of both ways is enough:",
        *(f"  {one.relative_to(out / 'wkd')}" for one in places),
        json_=json_,
    )
