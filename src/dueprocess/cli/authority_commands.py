"""``authority``: the directory. It ships unverified; two people verify each authority for this desk."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.case_commands import session
from dueprocess.cli.faults import wrong
from dueprocess.cli.session import accepted, boot, place_of
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.desk.data.models import Verification
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.recipient import Facts


@click.group()
def authority() -> None:
    """Who is asking? Never trust the number in the letter: find it elsewhere, call, let a second person confirm."""


@authority.command("list")
@options.home
@options.as_json
def list_(home: Path | None, *, json_: bool) -> None:
    """Authorities, and which of them this desk verified."""
    from dueprocess.desk.services.authorities import authority_names

    desk = boot(home)
    verified = _verified(desk)
    rows = [
        (one.id, one.country, str(one.kind), one.canonical_en, verified.get(one.id, "not verified"))
        for one in authority_names(desk)
    ]
    if json_:
        for row in rows:
            options.print_json(dict(zip(("id", "country", "kind", "name", "verified_until"), row, strict=True)))
        return
    output.table(("id", "country", "kind", "name", "verified until"), sorted(rows), empty="The directory is empty.")


def _verified(desk: "Desk") -> dict[str, str]:
    from dueprocess.desk.data.models import Verification

    rows = Verification.objects.filter(until__gte=desk.today).exclude(confirmed_by="")
    return {row.authority: row.until.isoformat() for row in rows}


@authority.command("add")
@click.argument("name_id", metavar="ID")
@click.option("--name", required=True, help="Its official name.")
@click.option("--country", required=True, help="As DE.")
@click.option("--kind", required=True, help="police, prosecutor, court, regulator, …")
@click.option("--alias", "aliases", multiple=True, help="How texts name it.")
@options.home
@options.as_json
def add(
    name_id: str, name: str, country: str, kind: str, aliases: tuple[str, ...], home: Path | None, *, json_: bool
) -> None:
    """Add an authority to this desk's own directory. It gives no trust until two people verify it."""
    from dueprocess.demand.codes import AuthorityKind
    from dueprocess.operate import directory

    if kind not in list(AuthorityKind):
        message = f"{kind!r}: one of {', '.join(AuthorityKind)}"
        raise wrong(message)
    boot(home)
    directory.add(place_of(home), name_id, name, country, AuthorityKind(kind), aliases)
    if json_:
        options.print_json({"authority": name_id, "verified": False})
    else:
        click.echo(f"{name_id} is in the directory, unverified. Two people verify it: `authority verify`, `confirm`.")


@authority.command("show")
@click.argument("name_id", metavar="ID")
@options.home
@options.as_json
def show(name_id: str, home: Path | None, *, json_: bool) -> None:
    """What this desk verified of an authority: where letters go, until when, and the key that data are sealed to."""
    from dueprocess.desk.services.cases import verification_of

    desk = boot(home)
    _known(desk, name_id)
    row = verification_of(desk, name_id)
    told: dict[str, Any] = {"authority": name_id, "verified": row is not None, "contact": "", "until": "", "by": []}
    if row is not None:
        told |= {"contact": row.contact, "until": row.until.isoformat(), "by": [row.by, row.confirmed_by]}
    key = _key_told(desk, row) if row is not None else {}
    if json_:
        options.print_json({**told, "key": key})
        return
    if row is None:
        click.echo(f"{name_id} is not verified: nothing about a person goes there.")
        return
    click.echo(f"{name_id}: {row.contact}, verified by {row.by} and {row.confirmed_by} until {row.until}")
    click.echo(_key_line(key))


def _key_told(desk: "Desk", row: "Verification") -> dict[str, Any]:
    """What the key of a verification says, once its bytes are those that its statement names. Raises DeniedError."""
    from dueprocess.adapters import recipients
    from dueprocess.desk.services import trust
    from dueprocess.formats.refusal import DeniedError

    signed = trust.stored(desk, row.statement)
    kind, hash_ = (str(signed.says.get(name, "")) for name in ("key_kind", "key")) if signed else ("", "")
    if not hash_:
        return {}
    try:
        facts = recipients.key_facts(kind, bytes(row.key_bytes))
    except DeniedError as fault:
        raise DeniedError.because(fault.rule, fault.reason) from None
    if facts.hash != hash_:
        rule = "recipient.other-key"
        raise DeniedError.because(rule, "The desk shows another key than the one that was signed. Tell the others.")
    return {
        "kind": str(facts.how),
        "hash": facts.hash,
        "fingerprint": facts.fingerprint,
        "name": facts.name,
        "detail": facts.detail,
        "not_after": facts.not_after.date().isoformat() if facts.not_after else "",
    }


def _key_line(key: Mapping[str, Any]) -> str:
    if not key:
        return "No key was verified: what is released goes by words that are read out on a call back."
    until = f", until {key['not_after']}" if key["not_after"] else ""
    name = output.safe(key["name"]) or "no name inside"
    return f"Key ({key['kind']}): {name}; {output.safe(key['detail'])}{until}\n  {key['fingerprint']}"


@authority.command("verify")
@click.argument("name_id", metavar="ID")
@click.option("--contact", required=True, help="The office's public address that letters will go to.")
@click.option(
    "--how",
    required=True,
    type=click.Choice(["call_back", "contact_point", "court_database", "consulate"]),
    help="How you found and reached them, apart from any demand.",
)
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The office's certificate, OpenPGP key or age recipient; its fingerprint was read to you on the call.",
)
@options.as_json
@options.person
def verify(name_id: str, contact: str, how: str, key_file: Path | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are the first person: you reached the authority over a number that no demand gave."""
    from dueprocess.acts.desk_state import Brought
    from dueprocess.desk.services import desk_acts
    from dueprocess.formats.desk_acts import contact_hash
    from dueprocess.formats.statement import Act, hash_of

    who = session(person)
    _known(who.desk, name_id)
    says = {"authority": name_id, "contact": contact_hash(contact), "how": how}
    key = b""
    if key_file is not None:
        facts = _read(key_file)
        key, says = facts.key, {**says, "key": facts.hash, "key_kind": str(facts.how)}
        click.echo(f"{output.safe(facts.name) or 'no name inside'}; {output.safe(facts.detail)}", err=True)
        click.echo(f"  {facts.fingerprint}", err=True)
        click.echo(
            "What a key says of itself stands in clear on the desk: it is the office's, no official's.", err=True
        )
    note = who.sign(desk_acts.draft(who.desk, who.name, Act.AUTHORITY_VERIFY, says))
    accepted(desk_acts.perform(who.desk, note, Brought(contact, key)))
    if json_:
        options.print_json({"authority": name_id, "verification": hash_of(note), "key": says.get("key", "")})
    else:
        click.echo(f"{who.name} verified {name_id}. A second person now runs `dueprocess authority confirm {name_id}`.")


def _read(path: Path) -> "Facts":
    """What a key file says. Raises DeniedError."""
    from dueprocess.adapters import recipients
    from dueprocess.formats.recipient import MAX_KEY
    from dueprocess.formats.refusal import DeniedError

    with path.open("rb") as opened:
        data = opened.read(MAX_KEY + 1)
    try:
        return recipients.key_facts(recipients.kind_of(data), data)
    except DeniedError as fault:
        raise DeniedError.because(fault.rule, fault.reason) from None


def _known(desk: "Desk", name_id: str) -> None:
    """Raises DeniedError, with the nearest ids, for an authority that the directory does not name."""
    names = {*desk.shelf.authorities, *desk.own_authorities}
    if name_id not in names:
        message = f"The directory has no {name_id}.{options.nearest(name_id, names)} Add it with `authority add`."
        raise wrong(message)


@authority.command("confirm")
@click.argument("name_id", metavar="ID")
@click.option("--fingerprint", help="What the official read to you; it must be the key's.")
@options.as_json
@options.person
def confirm(name_id: str, fingerprint: str | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are the second person: you checked it, too. Where a key waits, an official read its fingerprint to you."""
    from dueprocess.desk.data.models import Verification
    from dueprocess.desk.services import desk_acts
    from dueprocess.formats.statement import Act

    who = session(person)
    waiting = Verification.objects.filter(authority=name_id, confirmed_by="").order_by("-pk").first()
    if waiting is None:
        rule, message = "authority.not-verified", f"Nobody verified {name_id} before you."
        raise DeniedError.because(rule, message)
    click.echo(f"{name_id}: {waiting.contact}, found by {waiting.by} ({waiting.how})", err=True)
    key = _key_told(who.desk, waiting)
    _same(key, fingerprint)  # nobody copies from the screen what they should have heard
    click.echo(_key_line(key), err=True)
    says = {"authority": name_id, "verification": waiting.statement}
    note = who.sign(desk_acts.draft(who.desk, who.name, Act.AUTHORITY_CONFIRM, says))
    accepted(desk_acts.perform(who.desk, note))
    if json_:
        options.print_json({"authority": name_id, "verified": True, "key": key.get("hash", "")})
    else:
        click.echo(f"{name_id} is verified for 180 days.")


def _same(key: Mapping[str, Any], read: str | None) -> None:
    """Whether what was read out is the key's fingerprint, whatever spaces and colons were written."""
    if not key:
        return
    if read is None:
        rule = "authority.key"
        message = (
            "A key waits. Call the office on the desk's number, let them read the fingerprint, give `--fingerprint`."
        )
        raise DeniedError.because(rule, message)
    bare, wanted = (re.sub(r"[\s:]", "", text).lower() for text in (read, key["fingerprint"]))
    if bare != wanted:
        rule, message = (
            "authority.key",
            "What was read out is not the fingerprint of the key that waits: tell the others.",
        )
        raise DeniedError.because(rule, message)
