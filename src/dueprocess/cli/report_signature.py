"""``report ask|answer|enter``: somebody signs a report on a machine of their own, without a key near the desk.

For a reader from outside, and for people of the house while the desk is served: one file goes out, one comes back.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.acts.desk_state import Brought
from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot
from dueprocess.cli.publication_commands import refusing
from dueprocess.cli.report_commands import named, period_option, the_draft, what_is_signed
from dueprocess.formats import statement as statements
from dueprocess.formats.desk_acts import text_hash
from dueprocess.formats.errors import StatementError
from dueprocess.formats.refusal import DeniedError, accepted
from dueprocess.formats.statement import Act
from dueprocess.report import stored

if TYPE_CHECKING:
    from dueprocess.formats.statement import Statement

ASKS: Final = "dueprocess.report-ask/1"
ANSWERS: Final = "dueprocess.report-answer/1"
MAX_BYTES: Final = 40 << 20


@click.command("ask")
@click.argument("person")
@options.home
@period_option
@click.option("--name", "known_as", default="", help="From outside: the name by which the public will know them.")
@click.option(
    "--to", "what", type=click.Choice(["sign", "publish"]), default="sign", show_default=True, help="What they sign."
)
@click.option("--out", type=options.PATH, required=True, help="File for them.")
def ask(home: Path | None, person: str, period: str, known_as: str, what: str, out: Path, *, json_: bool) -> None:
    """Write the file by which PERSON of the roster reads the draft and signs it on their own machine."""
    from dueprocess.desk.services import desk_acts

    desk = boot(home)
    if desk.roster.person(person) is None:
        raise wrong(f"{person} is not on the roster. See `dueprocess roster show`.")
    with refusing():
        draft = the_draft(desk, period)
        says = named(draft.edition, draft.hash) | ({"name": text_hash(known_as)} if what == "sign" else {})
        act = Act.REPORT_SIGN if what == "sign" else Act.REPORT_PUBLISH
        text = desk_acts.draft(desk, person, act, says).text()
        data = stored.encode(draft.edition)
    _write(out, {"schema": ASKS, "name": known_as, "statement": text, "edition": data.decode()})
    output.told(
        {"out": str(out), "edition": draft.hash},
        f"{out} is for {person}: `dueprocess report answer {out} --identity …` on their own machine.",
        json_=json_,
    )


@click.command("answer")
@click.argument("file", type=options.PATH)
@click.option("--identity", type=options.PATH, required=True, help="Your identity file.")
@options.passphrase_file
@click.option("--out", type=options.PATH, required=True, help="File to send back.")
@click.option("--report", "report_out", type=options.PATH, help="Write the report's bytes there to read.")
@options.as_json
def answer(
    file: Path, identity: Path, passphrase_file: Path | None, out: Path, report_out: Path | None, *, json_: bool
) -> None:
    """Read what you are asked to sign, on your own machine and without a desk; sign it with your own key."""
    asked = _read(file, ASKS, {"name", "statement", "edition"})
    statement = _statement(asked["statement"])
    data = asked["edition"].encode()
    try:
        edition = stored.decode(data)
    except stored.StoredError as fault:
        raise wrong(f"{file} holds no report: {fault}.") from fault
    _same(statement, edition, stored.hash_of(data), asked["name"])
    for line in what_is_signed(edition, stored.hash_of(data)):
        click.echo(line, err=True)
    if report_out is not None:
        report_out.write_bytes(data)
    who = load_identity(identity, passphrase_file)
    if who.name != statement.by:
        raise wrong(f"{file} is for {statement.by}; the identity is that of {who.name}.")
    note = statement.sign(*who.signer()).decode()
    _write(out, {"schema": ANSWERS, "name": asked["name"], "note": note})
    output.told(
        {"out": str(out), "edition": stored.hash_of(data)},
        f"Signed by {who.name}. Send {out} back; it is entered with `dueprocess report enter {out}`.",
        json_=json_,
    )


def _statement(text: str) -> "Statement":
    """The statement that waits for a signature; whatever is not the plain form of one is refused."""
    try:
        found = statements.unsigned(text)
    except StatementError as fault:
        raise wrong(f"The file asks for no statement: {fault.reason}.") from fault
    if found.act not in {statements.Act.REPORT_SIGN, statements.Act.REPORT_PUBLISH} or found.case is not None:
        rule = "report.asks-another-act"
        message = f"The file asks you to do {found.act}; it may only ask for a signature under a report."
        raise DeniedError.because(rule, message)
    return found


def _same(statement: "Statement", edition: Any, hash_: str, name: str) -> None:
    says = named(edition, hash_)
    if "name" in statement.says:
        says["name"] = text_hash(name)
    if dict(statement.says) != says:
        rule = "report.changed"
        message = "The statement does not name the report that came with it, or another name than the file says."
        raise DeniedError.because(rule, message)


@click.command("enter")
@click.argument("file", type=options.PATH)
@options.home
def enter(home: Path | None, file: Path, *, json_: bool) -> None:
    """Enter what somebody signed on their own machine. The desk may be served meanwhile: no key comes near it."""
    from dueprocess.desk.services import desk_acts

    desk = boot(home)
    got = _read(file, ANSWERS, {"name", "note"})
    note = got["note"].encode()
    act = statements.parse(note)[0].act
    with refusing():
        publishes = act is statements.Act.REPORT_PUBLISH
        done = accepted(desk_acts.perform(desk, note, Brought(name="" if publishes else got["name"])))
    output.acted(done, json_=json_, says="Published." if publishes else "The signature is entered.")


def _write(path: Path, data: dict[str, str]) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(path: Path, schema: str, keys: set[str]) -> dict[str, str]:
    with path.open("rb") as file:
        raw = file.read(MAX_BYTES + 1)
    try:
        data = json.loads(raw) if len(raw) <= MAX_BYTES else None
    except (ValueError, RecursionError):
        data = None
    found = data if isinstance(data, dict) and all(isinstance(one, str) for one in data.values()) else {}
    if set(found) != keys | {"schema"} or found["schema"] != schema:
        raise wrong(f"{path} is no file of this form ({schema}); ask for it again.")
    return found
