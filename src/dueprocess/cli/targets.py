"""``target``: what a person read in the original as the identifier of a handle; its mark alone leaves (P12)."""

import json
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Refused, Wrong
from dueprocess.cli.working import session

if TYPE_CHECKING:
    from dueprocess.domain.case.producing import Mark
    from dueprocess.domain.sealed.selector import Selector

KINDS = ("email", "account", "phone", "ip", "name", "url", "other")
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
@options.as_json
@options.person
def target(
    case: str,
    number: int,
    handle: str,
    kind: str | None,
    source: Path | None,
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Say what you read in the original as the identifier of a target. Two people each do; neither sees the other's.

    Open the case and look at the original itself, not at what a program read out of it. Nothing but a mark (an HMAC
    under the case's own key) goes to the desk: it shows that two people read the same, and tells nobody what.
    """
    from dueprocess.cli.client import case_secret
    from dueprocess.domain.sealed import selector
    from dueprocess.domain.sealed.statement import Act
    from dueprocess.services.cases import state_of

    who = session(person)
    whole = who.find(case)
    found = read_selector(source, kind) if source else ask(handle, kind)
    key = selector.target_key(case_secret(who.identity, whole).encode())
    mine = selector.mark(key, handle, found)
    click.echo(f"{handle} is: {described(found)}", err=True)
    done = who.act(Act.TARGET_READ, whole, {"handle": handle, "item": number, "mark": mine})
    item = state_of(whole).item(number)
    others = [one for one in (item.marks if item else ()) if one.handle == handle and one.by != who.name]
    same = _same(others, mine)
    if json_:
        options.print_json({"case": done.case, "handle": handle, "revision": done.revision, "same": same})
    else:
        click.secho(_says(handle, others, mine), fg="red" if same is False else "green")


def _same(others: "list[Mark]", mine: str) -> bool | None:
    """Whether all others read the same; None where nobody else did."""
    return all(one.mark == mine for one in others) if others else None


def _says(handle: str, others: "list[Mark]", mine: str) -> str:
    differ = [one.by for one in others if one.mark != mine]
    if differ:
        return f"✗ {', '.join(differ)} read {handle} differently. Both open the original again; nothing is made before."
    if others:
        return f"✓ {handle}: {', '.join(one.by for one in others)} read the same."
    return f"✓ {handle} is noted. A second person reads it from the original, too: dueprocess target CASE."


def described(found: "Selector") -> str:
    """A selector for the terminal of the person who typed it."""
    from dueprocess.cli.output import safe

    when = f" at {found.at} (original says UTC{found.offset}), source port {found.port}" if found.at else ""
    return safe(f"{found.kind} {found.value}{when}")


def ask(handle: str, kind: str | None) -> "Selector":
    """Ask on the terminal. Raises Wrong in a pipe, SelectorError."""
    from dueprocess.domain.sealed.selector import selector

    if not sys.stdin.isatty():
        message = "Say --from FILE or --from -, or run this on a terminal."
        raise Wrong(message)
    chosen = kind or click.prompt(f"What is {handle}", type=click.Choice(KINDS), default="email", err=True)
    value = click.prompt(f"{handle} as the original writes it", err=True)
    if chosen != "ip":
        return selector(chosen, value)
    at = click.prompt("When, in UTC (YYYY-MM-DDTHH:MM:SSZ)", err=True)
    offset = click.prompt("Offset from UTC that the original says (+02:00)", err=True)
    port = click.prompt("Source port", type=int, err=True)
    return selector(chosen, value, at=at, offset=offset, port=port)


def read_selector(source: Path, kind: str | None) -> "Selector":
    """One selector out of a JSON file. Raises Wrong, SelectorError."""
    return one_of(read_json(source), kind)


def read_json(source: Path) -> object:
    """JSON of a file or of standard input, at most 1 MiB. Raises Wrong; never quotes it."""
    stream: IO[bytes] = sys.stdin.buffer if str(source) == "-" else source.open("rb")
    with stream:
        data = stream.read(MAX_FILE + 1)
    try:
        return json.loads(data if len(data) <= MAX_FILE else b"")
    except ValueError:
        message = f"{source} is no JSON of at most 1 MiB: an identifier has the fields kind and value."
        raise Wrong(message) from None


def one_of(value: object, kind: str | None = None) -> "Selector":
    """A selector of a JSON object; an address needs at, offset, port. Raises SelectorError; Refused without a value."""
    from dueprocess.domain.sealed.selector import selector

    given = value if isinstance(value, dict) else {}
    port = given.get("port", 0)
    texts = [given.get(name, "") for name in ("value", "at", "offset")]
    if not given or not all(isinstance(one, str) for one in texts) or type(port) is not int:
        rule, message = (
            "target.form",
            "An identifier has kind and value; an address of the internet at, offset, port, too.",
        )
        raise Refused(rule, message)
    return selector(str(kind or given.get("kind")), texts[0], at=texts[1], offset=texts[2], port=port)
