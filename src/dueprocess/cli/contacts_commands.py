"""``contacts``: who this house is to authorities, signed; and the answer to whoever took us for somebody else."""

from typing import Any

import click

from dueprocess.adapters import texts
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.client import desk_itself
from dueprocess.formats import days
from dueprocess.formats.statement import Act
from dueprocess.release.evidence import suspect
from dueprocess.report.provider import facts_hash

EMPTY = "desk.toml says nothing of it: add `[[to_authorities]]`."
UNSIGNED = "Nobody signed this, so the public is told nothing of it: `dueprocess contacts sign`."
HEADS = ("what", "name", "contact", "law", "ends", "sees to it")


@click.group()
def contacts() -> None:
    """Contact points, representative, certificates and licences: what authorities are told of us."""


@contacts.command("list")
@options.looker
def list_(*, json_: bool, **person: Any) -> None:
    """What desk.toml says, until when, who sees to it, and whether somebody signed it."""
    with looking(person) as far:
        told = far.get("/v1/desk/contacts")
    if json_:
        output.print_json(told)
        return
    rows = [tuple(output.safe(str(one)) for one in _row(row)) for row in told["rows"]]
    output.table(HEADS, rows, empty=EMPTY)
    if rows:
        click.echo(f"Signed by {output.safe(told['by'])}: the public is told." if told["signed"] else UNSIGNED)


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    kind = str(row["kind"]).replace("_", " ")
    return kind, row["name"], row["contact"], row["law"], days.spoken(row["expires"]) or "", row["owner"]


@contacts.command("sign")
@click.option("--back", is_flag=True, help="Take it back: the public is told nothing of it any more.")
@options.person
def sign(*, back: bool, json_: bool, **person: Any) -> None:
    """Sign what desk.toml says of this house. The public site and the well-known file then say it.

    Read it first (`contacts list`). Where desk.toml changes, nothing is told until somebody signs again.
    """
    with client(person) as (who, material):
        told = material.far.get("/v1/desk/contacts")
        rows = [{key: value for key, value in row.items() if key != "owner"} for row in told["rows"]]
        facts = facts_hash(rows)
        if facts != told["facts"]:
            suspect("counter.form", "the desk's hash is not that of what it shows")
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.FACTS_SIGN, {"facts": "" if back else facts})
    says = "taken back: nothing of it is told" if back else f"signed: {output.plural(len(rows), 'entry', 'entries')}"
    output.acted(done, json_=json_, says=f"Who we are to authorities is {says}.")


@contacts.command("answer")
@click.option("--lang", default="en", show_default=True, type=click.Choice(texts.LANGUAGES), help="Language.")
@options.as_json
def answer(lang: str, *, json_: bool) -> None:
    """The answer to whoever asks us for another company's users: the same for everybody, and it confirms nothing."""
    said = texts.table("site", lang)["contact"]
    lines = [str(said[f"elsewhere_{number}"]) for number in range(1, 5)]
    if json_:
        output.print_json({"language": lang, "lines": lines})
        return
    for line in lines:
        click.echo(line)
