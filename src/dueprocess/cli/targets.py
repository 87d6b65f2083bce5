"""``target``: what a person read in the original as the identifier of a handle; its mark alone leaves (P12)."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.cli.output import safe
from dueprocess.formats import selector
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act

if TYPE_CHECKING:
    from dueprocess.formats.selector import Selector
    from dueprocess.release.looked import Looked

KINDS = [str(kind) for kind in selector.Kind]
MAX_FILE = 1 << 20


@click.command()
@click.argument("case")
@options.item
@click.option("--handle", default="T1", show_default=True, help="Which target of the item: T1, T2 …; see `show`.")
@click.option("--kind", type=click.Choice(KINDS), help="What the identifier is.")
@click.option(
    "--from",
    "source",
    type=click.Path(path_type=Path, allow_dash=True),
    help="JSON file: kind, value (for an address of the internet at, offset, port, too); - is standard input. "
    "Without it you are asked: a command line can be read by others on this machine.",
)
@options.person
def target(
    case: str, number: int, handle: str, kind: str | None, source: Path | None, *, json_: bool, **person: Any
) -> None:
    """Say what you read in the original as the identifier of a target. Two people each do; neither sees the other's.

    Open the case and look at the original itself, not at what a program read out of it. Nothing but a mark (an HMAC
    under the case's own key) goes to the desk: it shows that two people read the same, and tells nobody what.
    """
    with client(person) as (who, material):
        whole = material.find(case)
        found = selector_of(read_json(source), kind) if source else ask(handle, kind)
        mine = selector.mark(selector.target_key(material.secret(whole).encode()), handle, found)
        click.echo(f"{handle} is: {described(found)}", err=True)
        looked = who.look(whole)
        who.act(looked, Act.TARGET_READ, {"handle": handle, "item": number, "mark": mine})
    others = _others(looked, who.identity.name, number, handle)
    same = set(others.values()) == {mine} if others else None
    if json_:
        output.print_json({"case": whole, "handle": handle, "same": same})
    else:
        click.secho(_says(handle, others, mine), fg="red" if same is False else "green")


def _others(looked: "Looked", me: str, number: int, handle: str) -> dict[str, str]:
    """What others read of the handle: the newest mark of each, as they signed it."""
    said = [stated for _, stated in looked.seen.all(Act.TARGET_READ) if stated.by != me]
    mine = [stated for stated in said if (stated.says.get("item"), stated.says.get("handle")) == (number, handle)]
    return {stated.by: str(stated.says.get("mark")) for stated in mine}


def _says(handle: str, others: Mapping[str, str], mine: str) -> str:
    differ = [by for by, mark in others.items() if mark != mine]
    if differ:
        return f"✗ {', '.join(differ)} read {handle} differently. Both open the original again; nothing is made before."
    if others:
        return f"✓ {handle}: {', '.join(others)} read the same."
    return f"✓ {handle} is noted. A second person reads it from the original, too: dueprocess target CASE."


def described(found: "Selector") -> str:
    """A selector for the terminal of the person who typed it."""
    when = f" at {found.at} (original says UTC{found.offset}), source port {found.port}" if found.at else ""
    return safe(f"{found.kind} {found.value}{when}")


def ask(handle: str, kind: str | None) -> "Selector":
    """Ask on the terminal. Raises DeniedError in a pipe, SelectorError."""
    if not sys.stdin.isatty():
        raise wrong("Say --from FILE or --from -, or run this on a terminal.")
    chosen = kind or click.prompt(f"What is {handle}", type=click.Choice(KINDS), default="email", err=True)
    value = click.prompt(f"{handle} as the original writes it", err=True)
    if chosen != "ip":
        return selector.selector(chosen, value)
    at = click.prompt("When, in UTC (YYYY-MM-DDTHH:MM:SSZ)", err=True)
    offset = click.prompt("Offset from UTC that the original says (+02:00)", err=True)
    port = click.prompt("Source port", type=int, err=True)
    return selector.selector(chosen, value, at=at, offset=offset, port=port)


def read_json(source: Path) -> object:
    """JSON of a file or of standard input, at most 1 MiB. Raises DeniedError; never quotes it."""
    stream: IO[bytes] = sys.stdin.buffer if str(source) == "-" else source.open("rb")
    with stream:
        data = stream.read(MAX_FILE + 1)
    try:
        return json.loads(data if len(data) <= MAX_FILE else b"")
    except ValueError:
        raise wrong(f"{source} is no JSON of at most 1 MiB: an identifier has the fields kind and value.") from None


def selector_of(value: object, kind: str | None = None) -> "Selector":
    """A selector of a JSON object; an address needs at, offset, port. Raises SelectorError, DeniedError."""
    given = value if isinstance(value, dict) else {}
    port = given.get("port", 0)
    texts = [given.get(name, "") for name in ("value", "at", "offset")]
    if not given or not all(isinstance(text, str) for text in texts) or type(port) is not int:
        raise DeniedError.because(
            "target.form", "An identifier has kind and value; an address of the internet at, offset, port, too."
        )
    return selector.selector(str(kind or given.get("kind")), texts[0], at=texts[1], offset=texts[2], port=port)
