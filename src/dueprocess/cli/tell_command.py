"""``tell``: the text for the person of an item, made on the caller's machine as the vault makes it (ADR 0070)."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.notice_commands import write
from dueprocess.cli.targets import ask, read_json, selector_of
from dueprocess.cli.vault_telling import text_of
from dueprocess.client.fetched_case import fetch
from dueprocess.client.own_law import law_of
from dueprocess.desk.person.compose import ACCOUNT
from dueprocess.desk.person.texts import SPOKEN, load
from dueprocess.formats import selector
from dueprocess.formats.statement import Act
from dueprocess.release.evidence import refuse

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.formats.selector import Selector
    from dueprocess.release.looked import Looked

ALL = "ALL"


@click.command()
@click.argument("case")
@options.item
@click.option("--person", "handle", default="T1", show_default=True, help="Which of them: T1, T2 …, or ALL.")
@click.option("--lang", "language", default="en", show_default=True, type=click.Choice(SPOKEN), help="Their language.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, allow_dash=True),
    help="JSON file with their account, as `target` takes it; - is standard input. Without it you are asked.",
)
@click.option("--no-account", is_flag=True, help="Leave the account out of the text.")
@click.option("--out", type=options.PATH, required=True, help="Where the text goes.")
@options.person
def tell(
    case: str,
    number: int,
    handle: str,
    language: str,
    source: Path | None,
    out: Path,
    *,
    no_account: bool,
    **given: Any,
) -> None:
    """Write the text for one person of an item, own part only. Nothing is sent, and nothing is signed.

    It is the text that the vault's page makes: not while a silence stands, not before anything is decided. The account
    is held against what people signed that they read in the original. Send it your own way, then `told record`.
    """
    json_ = given.pop("json_")
    with client(given) as (who, material):
        whole = material.find(case)
        fetched = fetch(who, whole)
        law = law_of(fetched.looked.seen, material.law(whole))
        about = material.far.about()
        text, day = text_of(fetched.looked, fetched.case, law, about, (number, handle, language), who.now)
        account = None
        if not no_account and handle != ALL:
            account = selector_of(read_json(source)) if source else ask(handle, None)
            _check(material, fetched.looked, number, handle, account)
    write(out, finished(text, account, language).encode())
    then = f"told record {whole} --item {number} --person {handle} --on {day} --file {out}"
    says = f"The text is in {out}. Once they have it, say how (--how): {then}"
    output.told({"case": whole, "item": number, "person": handle, "day": day, "file": str(out)}, says, json_=json_)


def finished(text: str, account: "Selector | None", language: str) -> str:
    """The text with this one account in its place; without one its line is left out."""
    if account is None:
        return "".join(line for line in text.splitlines(keepends=True) if ACCOUNT not in line)
    rtl = load(language).direction == "rtl"
    return text.replace(ACCOUNT, f"\u2068{account.value}\u2069" if rtl else account.value)


def _check(material: "Material", looked: "Looked", number: int, handle: str, account: "Selector") -> None:
    """Whether it is the identifier that people read, where anybody signed one. Raises ReleaseError ``order.mark``."""
    read = [
        one
        for _, one in looked.seen.all(Act.TARGET_READ)
        if (one.says.get("item"), one.says.get("handle")) == (number, handle)
    ]
    if not read:
        click.echo("Nobody signed that they read it: compare it with the original.", err=True)
        return
    mine = selector.mark(selector.target_key(material.secret(looked.shown.case).encode()), handle, account)
    if any(one.says.get("mark") != mine for one in read):
        refuse("order.mark", f"{handle}: not the account that was read in the original")
