"""``language``: in which languages this house's letters bind, by counsel's signature over their words."""

from typing import Any

import click

from dueprocess.acts.language import no_such
from dueprocess.adapters import texts
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.client import desk_itself
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act

EMPTY = "This desk has no letters."


@click.group()
def language() -> None:
    """Letters bind in a language once counsel signed its words; until then the binding text goes beside them."""


@language.command("list")
@options.looker
def list_(*, json_: bool, **person: Any) -> None:
    """Languages of letters: which bind here, and by whose signature."""
    with looking(person) as far:
        told = far.rows("/v1/desk/languages")
    columns = {"code": "language", "binds": "binds", "by": "signed by", "words": "words"}
    words = texts.letter_hashes()
    rows = [(row["code"], "yes" if row["binds"] else "no", _by(row), words[row["code"]]) for row in told]
    output.listing(columns, rows, empty=EMPTY, json_=json_)


def _by(row: dict[str, Any]) -> str:
    if row["signed"] and not row["covers"]:
        return f"{row['by']}, for other words"
    return str(row["by"])


@language.command("show")
@click.argument("code", metavar="LANGUAGE")
def show(code: str) -> None:
    """All words of letters in LANGUAGE, from this machine's own copy: what `language sign` signs."""
    _known(code)
    click.echo(texts.letter_words(code))


@language.command("sign")
@click.argument("code", metavar="LANGUAGE")
@click.option("--back", is_flag=True, help="Take the signature back: letters in it bind no more.")
@options.person
def sign(code: str, *, back: bool, json_: bool, **person: Any) -> None:
    """Counsel says that letters in LANGUAGE bind; they then go alone. Read the words first (`language show`).

    If a later version changes the words, the signature covers them no more.
    """
    _known(code)
    words = "" if back else texts.letter_hashes()[code]
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.LANGUAGE_SIGN, {"language": code, "words": words})
    says = "bind no more" if back else "bind"
    output.acted(done, json_=json_, says=f"Letters in {code} {says}, by the signature of {person['name']}.")


def _known(code: str) -> None:
    if code not in texts.letters():
        raise DeniedError(no_such(code, texts.letters()))
