"""``ally``: organisations that help, whose keys two people verified, and a question that is sealed to one of them."""

import sys
from pathlib import Path
from typing import Any, Final

import click

from dueprocess.acts.talk import ABOUT
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.client import desk_itself, talks
from dueprocess.formats import days
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.statement import Act

ENDINGS: Final = {"age": "age", "openpgp": "pgp", "cms": "p7m"}
MAX_QUESTION: Final = 64 * 1024


@click.group()
def ally() -> None:
    """Organisations that help: two people verify their keys; then a question without identifiers is sealed to one."""


@ally.command("list")
@options.person
def list_(*, json_: bool, **person: Any) -> None:
    """The directory of allies: who verified which key, until when."""
    with client(person) as (who, material):
        found = talks.allies(material.far, desk_itself.look(who, material.far))
    columns = {
        "ally": "ally",
        "name": "name",
        "contact": "contact",
        "key": "key",
        "by": "verified by",
        "until": "until",
    }
    rows = [
        (
            one.ally,
            output.safe(one.name),
            output.safe(one.contact),
            f"{one.facts.how} {one.facts.fingerprint}",
            " and ".join(one.by) if len(one.by) > 1 else f"{one.by[0]}; a second person confirms it",
            days.spoken(one.until),
        )
        for one in found
    ]
    output.listing(columns, rows, empty="No ally is verified: `ally verify`.", json_=json_)


@ally.command("verify")
@click.argument("name_id", metavar="ID")
@click.option("--name", "title", required=True, help="Its name.")
@click.option("--contact", required=True, help="Where it is written to: a mail address.")
@click.option(
    "--key", "key_file", type=options.PATH, required=True, help="Its public key: age, OpenPGP or a certificate."
)
@options.person
def verify(name_id: str, title: str, contact: str, key_file: Path, *, json_: bool, **person: Any) -> None:
    """Verify an ally's key as the first person: call a number that you found elsewhere, compare the fingerprint."""
    facts = desk_itself.key_facts("", _file(key_file, MAX_KEY))
    click.echo(f"{facts.how}: {facts.fingerprint}\n  {output.safe(facts.name) or 'no name'}, {facts.detail}", err=True)
    says = {
        "ally": name_id,
        "name": text_hash(title),
        "contact": text_hash(contact),
        "key": facts.hash,
        "key_kind": str(facts.how),
        "how": "call_back",
    }
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        brought = {"name": title, "contact": contact, "key": talks.coded(facts.key)}
        done = desk_itself.act(who, material.far, itself, Act.ALLY_VERIFY, says, **brought)
    then = f"dueprocess ally confirm {name_id} --key FILE"
    output.acted(done, json_=json_, says=f"{name_id}: a second person confirms this key with their own copy: {then}")


@ally.command("confirm")
@click.argument("name_id", metavar="ID")
@click.option("--key", "key_file", type=options.PATH, required=True, help="Your own copy of its key, found elsewhere.")
@options.person
def confirm(name_id: str, key_file: Path, *, json_: bool, **person: Any) -> None:
    """Confirm an ally's key as the second person, by your own copy of it. From then on questions are sealed to it."""
    mine = desk_itself.key_facts("", _file(key_file, MAX_KEY))
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        waits = [one for one in talks.allies(material.far, itself) if one.ally == name_id and len(one.by) == 1]
        found = next((one for one in waits if one.facts.hash == mine.hash), None)
        if found is None:
            raise wrong(f"Nobody verified this key of {name_id!r} before you. See `ally list`.")
        says = {"ally": name_id, "verification": found.verification}
        done = desk_itself.act(who, material.far, itself, Act.ALLY_CONFIRM, says)
    output.acted(done, json_=json_, says=f"{name_id}: verified by {found.by[0]} and {person['name']}.")


@ally.command("ask")
@click.argument("name_id", metavar="ID")
@click.option("--about", type=click.Choice(list(ABOUT.words)), default="law", show_default=True, help="About what.")
@click.option("--case", default="", help="The demand, where it may be admitted; of the law alone none is named.")
@click.option("--out", type=options.PATH, required=True, help="Where the sealed question goes, for you to send.")
@options.person
def ask(name_id: str, about: str, case: str, out: Path, *, json_: bool, **person: Any) -> None:
    """Ask an ally: the question comes from standard input, names nobody and nothing, and is sealed to the ally's key.

    While nobody answered that a demand may be admitted, a question is about the law alone: ask as if there were none.
    It is recorded that an ally was asked, and nothing public counts it. Whoever sees the mail sees that you wrote.
    """
    if sys.stdin.isatty():
        click.echo("Your question, without names, addresses, numbers or dates of a demand. End with Ctrl-D.", err=True)
    text = sys.stdin.read(MAX_QUESTION)
    if not text.strip():
        raise wrong("There is no question: type it, or give a file: dueprocess ally ask … < question.txt")
    if faults := talks.question_faults(text):
        raise wrong(f"Nothing was sealed. In the question: {'; '.join(faults)}. Say it without.")
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        known = [one for one in talks.allies(material.far, itself) if one.ally == name_id and len(one.by) > 1]
        if not known:
            raise wrong(f"No key of {name_id!r} is verified by two people. See `ally list`.")
        sealed = talks.seal_question(known[-1], text, who.now)
        named = material.find(case) if case else ""
        says = {
            "ally": name_id,
            "verification": known[-1].verification,
            "about": about,
            "case": named,
            "question": talks.hash_of(sealed),
        }
        done = desk_itself.act(who, material.far, itself, Act.ALLY_ASK, says)
    file = out.with_suffix(f".{ENDINGS[str(known[-1].facts.how)]}") if not out.suffix else out
    file.write_bytes(sealed)
    output.acted(
        done, json_=json_, says=f"{file}: sealed to {output.safe(known[-1].name)}; send it to {known[-1].contact}."
    )


def _file(path: Path, most: int) -> bytes:
    data = path.read_bytes() if path.is_file() else b""
    if not 0 < len(data) <= most:
        raise wrong(f"{path} is no file of 1 to {most} bytes.")
    return data
