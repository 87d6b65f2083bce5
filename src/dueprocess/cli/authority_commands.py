"""``authority``: the directory. It ships unverified; two people verify each authority for this desk."""

import base64
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.case.lists import FOUND, REACHED
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.cli.list_commands import export, find, import_, mark
from dueprocess.client import desk_itself
from dueprocess.client.desk_itself import key_facts
from dueprocess.demand.codes import AuthorityKind
from dueprocess.formats import days
from dueprocess.formats.desk_acts import NUMBERED, key_told, phone_of, text_hash
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, parse
from dueprocess.operate import directory

if TYPE_CHECKING:
    from collections.abc import Iterable


@click.group()
def authority() -> None:
    """Who is asking? Never trust the number in the letter: find it elsewhere, call, let a second person confirm."""


@authority.command("list")
@click.option("--in", "where", default="", help="Only those of a country or of a part of one: DE, DE-NW.")
@options.looker
def list_(where: str, *, json_: bool, **person: Any) -> None:
    """Authorities, by country and state, and which of them this desk verified."""
    with looking(person) as far:
        told = far.rows("/v1/desk/authorities")
    rows, columns = [], ("id", "country", "state", "kind", "name")
    for row in told:
        facts = tuple(output.safe(str(row.get(name, ""))) for name in columns)
        if where.upper() in {"", *facts[1:3]}:
            rows.append((*facts, days.spoken(row["verified"]["until"]) if row["verified"] else "not verified"))
    names = {name: name for name in columns} | {"verified_until": "verified until"}
    by = sorted(rows, key=lambda row: (row[1], row[2], row[0]))
    output.listing(names, by, empty="The directory has none there.", json_=json_)


@authority.command("add")
@click.argument("name_id", metavar="ID")
@click.option("--name", required=True, help="Its official name.")
@click.option("--country", required=True, help="As DE.")
@click.option("--kind", required=True, help="police, prosecutor, court, regulator, …")
@click.option("--alias", "aliases", multiple=True, help="How texts name it.")
@click.option("--state", default="", help="The part of the country, by ISO 3166-2: DE-NW.")
@click.option("--parent", default="", help="Id of the body above it, whose switchboard puts one through.")
@options.home
def add(
    name_id: str,
    name: str,
    country: str,
    kind: str,
    aliases: tuple[str, ...],
    home: Path | None,
    *,
    json_: bool,
    **place: str,
) -> None:
    """Add an authority to this desk's own directory. It gives no trust until two people verify it."""
    if kind not in list(AuthorityKind):
        raise wrong(f"{kind!r}: one of {', '.join(AuthorityKind)}")
    boot(home)
    directory.add(place_of(home), name_id, name, country, AuthorityKind(kind), aliases, **place)
    output.told(
        {"authority": name_id, "verified": False},
        f"{name_id} is in the directory, unverified. Two people verify it: `authority verify`, `confirm`.",
        json_=json_,
    )


@authority.command("show")
@click.argument("name_id", metavar="ID")
@options.looker
def show(name_id: str, *, json_: bool, **person: Any) -> None:
    """What this desk verified of an authority: where letters go, until when, and the key that data are sealed to."""
    with looking(person) as far:
        rows = {str(row["id"]): row for row in far.rows("/v1/desk/authorities")}
    _known(rows, name_id)
    verified = rows[name_id]["verified"]
    told: dict[str, Any] = {"authority": name_id, "verified": bool(verified)}
    told |= {"contact": "", "phone": "", "until": "", "by": []}
    key: Mapping[str, Any] = {}
    if verified:
        key, by = _verified(verified)
        where = {name: output.safe(verified.get(name, "")) for name in ("contact", "phone", "night", "source")}
        numbers = [{**one, "number": output.safe(one["number"])} for one in verified.get("rung", [])]
        told |= {
            **where,
            "until": verified["until"],
            "by": by,
            "numbers": numbers,
            "changed": verified.get("changed", ""),
        }
    public = [output.safe(line) for line in rows[name_id].get("public", [])]
    if json_:
        output.print_json({**told, "key": key, "public": public})
    elif not verified:
        click.echo(f"{name_id} is not verified: nothing about a person goes there.")
        for line in public:
            output.wrapped(f"It says of itself: {line}. Nobody of this desk verified it.", 0)
    else:
        click.echo(
            f"{name_id}: {told['contact']}, verified by {' and '.join(told['by'])} until {days.spoken(told['until'])}"
        )
        for line in _number_lines(told["numbers"]):
            click.echo(line)
        if told["changed"]:
            click.echo(f"Its letters go to another domain since {days.spoken(told['changed'])}.")
        if told["source"]:
            click.echo(f"Found: {told['source']}")
        click.echo(_key_line(key))


def _verified(row: Mapping[str, Any]) -> tuple[Mapping[str, Any], list[str]]:
    """The key, once its bytes are those that the first statement names, and who signed. Raises DeniedError."""
    first, second = (parse(str(row[name]).encode())[0] for name in ("first", "second"))
    if any(first.says.get(name, "") != text_hash(str(row.get(name, ""))) for name in sorted(NUMBERED)):
        rule = "authority.number"
        raise DeniedError.because(rule, "The desk shows another number than the one that was signed. Tell the others.")
    signed = first.says.get("key")
    if not signed:
        return {}, [first.by, second.by]
    facts = key_facts(str(first.says.get("key_kind")), base64.b64decode(row["key"]))
    if facts.hash != signed:
        rule = "recipient.other-key"
        raise DeniedError.because(rule, "The desk shows another key than the one that was signed. Tell the others.")
    return key_told(facts), [first.by, second.by]


_STATES = {
    "stands": "It is called back on {number}{hours}, verified by {by}, in use since {since}.",
    "waits": "Changed: {number}{hours} ({by}) is rung from {since} on, and no call on it counts before.",
    "before": "Rung no more since {since}: {number}{hours}.",
}


def _number_lines(rows: list[dict[str, Any]]) -> "Iterable[str]":
    if not any(row["state"] == "stands" for row in rows):
        yield "No number is rung today: find one elsewhere, never in the demand (`authority ladder`)."
    for row in rows:
        hours = " (day and night)" if row["kind"] == "night" else ""
        since, by = days.spoken(str(row["since"])[:10]), " and ".join(map(output.safe, row["by"]))
        yield _STATES[row["state"]].format(number=row["number"], hours=hours, by=by, since=since)
    if rows:
        yield "What to ask stands in `dueprocess call-back --help`."


@authority.command("ladder")
def ladder() -> None:
    """The ways to a number that the demand did not give, in the order in which they are tried."""
    from dueprocess.acts.ladder import LADDER

    for number, rung in enumerate(LADDER, 1):
        click.echo(f"{number}. {rung.code}: {rung.title}")
        output.wrapped(str(rung.do), 3)
        output.wrapped(str(rung.weak), 3)
    click.echo("Say what you found: `authority verify ID --found CODE --source …`; a second person confirms it.")


def _key_line(key: Mapping[str, Any]) -> str:
    if not key:
        return "No key was verified: what is released goes by words that are read out on a call back."
    until = f", until {days.spoken(key['not_after'])}" if key["not_after"] else ""
    name = output.safe(key["name"]) or "no name inside"
    return f"Key ({key['kind']}): {name}; {output.safe(key['detail'])}{until}\n  {key['fingerprint']}"


@authority.command("verify")
@click.argument("name_id", metavar="ID")
@click.option("--contact", required=True, help="The office's public address that letters will go to.")
@click.option(
    "--phone",
    default="",
    help="Its public number, as +4930…, on which it is called back: found elsewhere, never in a demand; no mobile.",
)
@click.option(
    "--how",
    required=True,
    type=click.Choice(sorted(REACHED.words)),
    help="How you reached them, apart from any demand.",
)
@click.option("--night", default="", help="The number that answers day and night (watch room), as +4930….")
@click.option(
    "--found", default="", type=click.Choice(["", *FOUND.words]), help="How you found it: `authority ladder`."
)
@click.option("--source", default="", help="Where: the page's address as you typed it, or the register's edition.")
@click.option(
    "--key",
    "key_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The office's certificate, OpenPGP key or age recipient; its fingerprint was read to you on the call.",
)
@options.person
def verify(
    name_id: str,
    contact: str,
    how: str,
    found: str,
    source: str,
    key_file: Path | None,
    *,
    json_: bool,
    **person: Any,
) -> None:
    """You are the first person: you reached the authority over a number that no demand gave.

    Where it had another number, that one is rung for seven days more: whoever swapped a number waits for your call.
    """
    numbers = {name: phone_of(typed) if (typed := person.pop(name)) else "" for name in ("phone", "night")}
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        _known(itself.authorities, name_id)
        brought = {"contact": contact, **numbers, "source": source.strip()}
        says = {"authority": name_id, "how": how} | {name: text_hash(text) for name, text in brought.items() if text}
        says |= {"found": found} if found else {}
        key = ""
        if key_file is not None:
            with key_file.open("rb") as opened:
                facts = desk_itself.key_facts("", opened.read(MAX_KEY + 1))
            key = base64.b64encode(facts.key).decode()
            says |= {"key": facts.hash, "key_kind": str(facts.how)}
            click.echo(f"{output.safe(facts.name) or 'no name inside'}; {output.safe(facts.detail)}", err=True)
            click.echo(f"  {facts.fingerprint}", err=True)
            click.echo(
                "What a key says of itself stands in clear on the desk: it is the office's, no official's.", err=True
            )
        desk_itself.act(who, material.far, itself, Act.AUTHORITY_VERIFY, says, **brought, key=key)
        waits = desk_itself.look(who, material.far).told["verifications"] if json_ else ()
    if json_:
        made = next((str(one["verification"]) for one in waits if one.get("authority") == name_id), "")
        output.print_json({"authority": name_id, "verification": made, "key": says.get("key", "")})
    else:
        by = person["name"]
        click.echo(f"{by} verified {name_id}. A second person now runs `dueprocess authority confirm {name_id}`.")


def _known(names: "Iterable[str]", name_id: str) -> None:
    """Raises DeniedError, with the nearest ids, for an authority that the directory does not name."""
    known = set(names)
    if name_id not in known:
        raise wrong(f"The directory has no {name_id}.{options.nearest(name_id, known)} Add it with `authority add`.")


@authority.command("confirm")
@click.argument("name_id", metavar="ID")
@click.option("--fingerprint", help="What the official read to you; it must be the key's.")
@options.person
def confirm(name_id: str, fingerprint: str | None, *, json_: bool, **person: Any) -> None:
    """You are the second person: you checked it, too. Where a key waits, an official read its fingerprint to you."""
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        rows = itself.told["verifications"]
        waiting = next((row for row in rows if row.get("authority") == name_id), None)
        if waiting is None:
            refused = next((row for row in rows if "rule" in row), None)
            rule = refused["rule"] if refused else "authority.not-verified"
            message = refused["reason"] if refused else f"Nobody verified {name_id} before you."
            raise DeniedError.because(rule, message)
        found = f"found by {waiting['by']} ({waiting['how']})"
        named = (waiting["contact"], *(waiting[name] for name in ("phone", "night", "found", "source")))
        where = ", ".join(output.safe(text) for text in named if text)
        click.echo(f"{name_id}: {where}, {found}", err=True)
        key = waiting["key"] or {}
        _same(key, fingerprint)  # nobody copies from the screen what they should have heard
        click.echo(_key_line(key), err=True)
        says = {"authority": name_id, "verification": waiting["verification"]}
        desk_itself.act(who, material.far, itself, Act.AUTHORITY_CONFIRM, says)
    output.told(
        {"authority": name_id, "verified": True, "key": key.get("hash", "")},
        f"{name_id} is verified for 180 days.",
        json_=json_,
    )


def _same(key: Mapping[str, Any], read: str | None) -> None:
    """Whether what was read out is the key's fingerprint, whatever spaces and colons were written."""
    if not key:
        return
    rule = "authority.key"
    if read is None:
        message = (
            "A key waits. Call the office on the desk's number, let them read the fingerprint, give `--fingerprint`."
        )
        raise DeniedError.because(rule, message)
    bare, wanted = (re.sub(r"[\s:]", "", text).lower() for text in (read, key["fingerprint"]))
    if bare != wanted:
        message = "What was read out is not the fingerprint of the key that waits: tell the others."
        raise DeniedError.because(rule, message)


for _command in (import_, find, mark, export):
    authority.add_command(_command)
