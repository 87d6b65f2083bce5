"""``letter`` and ``send``: made on the caller's machine, merged there, sealed to the sending worker or handed on."""

import json
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.case_commands import report, session
from dueprocess.cli.faults import wrong
from dueprocess.cli.letter_forms import PDF, as_mail, render
from dueprocess.cli.session import Session, boot, find, load_identity, place_of, refuse_served
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from dueprocess.case.state import CaseState
    from dueprocess.desk.data.models import Parcel
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.letters import Merged
    from dueprocess.letter.blocks import LetterSet

KINDS = (
    "acknowledgement",
    "correction",
    "objection",
    "refusal_policy",
    "no_data",
    "not_executable",
    "partial",
    "comply_notice",
    "confirm_in_writing",
    "wrong_addressee",
    "invoice",
    "recall",
)


def choose(function: Any) -> Any:  # noqa: ANN401 - click's decorator
    """Options that say which letter."""
    for option in (
        click.option("--item", "items", type=int, multiple=True, help="Items that it answers [default: all alike]."),
        click.option("--kind", type=click.Choice(KINDS), help="Which letter [default: what the decision calls for]."),
        click.option("--lang", "languages", multiple=True, help="The authority's language [default: its country's]."),
        click.option("--to", "right_addressee", default="", help="For `wrong_addressee`: who is the right one."),
        click.option("--remarks", is_flag=True, help="With an annex: what verified international standards ask."),
    ):
        function = option(function)
    return function


@click.command()
@click.argument("case")
@choose
@options.unfounded_home
@options.far
@click.option("--as", "name", envvar="DUEPROCESS_AS", help="Your pseudonym on the roster; for --desk.")
@click.option("--identity", type=click.Path(path_type=Path), help="To merge their reference from the particulars.")
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="File that holds the passphrase.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "pdf"]),
    default="text",
    show_default=True,
    help="Form of the letter.",
)
@click.option("--pdf", is_flag=True, help="The same as --format pdf.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write.")
def letter(  # noqa: PLR0913 - one option each
    *,
    case: str,
    items: tuple[int, ...],
    kind: str | None,
    languages: tuple[str, ...],
    right_addressee: str,
    home: Path | None,
    identity: Path | None,
    passphrase_file: Path | None,
    form: str,
    out: Path | None,
    pdf: bool,
    remarks: bool,
    **person: Any,  # noqa: ANN401 - who asks a desk at its address
) -> None:
    """The letter that the case now needs. Nothing is sent; show it to the second person first."""
    form = "pdf" if pdf else form
    if form == "pdf" and out is None:
        message = "A PDF does not go to the screen. Name a file with --out."
        raise wrong(message)
    if identity and out is None and not sys.stdout.isatty():
        message = "A letter with their reference does not go into a pipe. Name a file with --out."
        raise wrong(message)
    if person["desk_url"]:
        from dueprocess.cli.far_letter import Chosen, written

        if identity is None or not person["name"]:
            message = "A desk answers people: say --as NAME --identity FILE."
            raise wrong(message)
        given = {**person, "home": home, "identity": identity, "passphrase_file": passphrase_file}
        made = written(given, case, Chosen(items, kind, languages, right_addressee, remarks))
    else:
        made = _made_here(
            home, case, items, kind, languages, right_addressee, identity, passphrase_file, remarks=remarks
        )
    data = render(made, form)
    if out is not None:
        _write(out, data)
        click.echo(f"{out}: {made.kind}, in {', '.join(sheet.language for sheet in made.sheets)}.", err=True)
    else:
        click.echo(data.decode())


def _made_here(  # noqa: PLR0913 - as the command
    home: Path | None,
    case: str,
    items: tuple[int, ...],
    kind: str | None,
    languages: tuple[str, ...],
    right_addressee: str,
    identity: Path | None,
    passphrase_file: Path | None,
    *,
    remarks: bool,
) -> "LetterSet":
    desk = boot(home)
    from dueprocess.desk.services.cases import state_of  # tables need the booted home

    state = state_of(find(case))
    if identity:
        refuse_served(place_of(home))
    who = load_identity(identity, passphrase_file) if identity else None
    merge = replace(merged(desk, state, home, who, right_addressee), remarks=remarks)
    return make(desk, state, items, kind, languages, merge)[0]


def _write(out: Path, data: bytes) -> None:
    """For the writer's eyes alone: the letter can name a file number."""
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)


def make(
    desk: "Desk",
    state: "CaseState",
    items: tuple[int, ...],
    kind: str | None,
    languages: tuple[str, ...],
    merge: "Merged",
) -> "tuple[LetterSet, tuple[int, ...]]":
    """The letter, and the items that it answers. Raises DeniedError where the law gives no words for it."""
    from dueprocess.desk.services.letters import choose, languages_of, write_letter
    from dueprocess.formats.refusal import Denied

    first, answered = choose(state, items, kind)
    made = write_letter(desk, state, first, answered, languages or languages_of(state), merge)
    if isinstance(made, Denied):
        raise DeniedError(made)
    return made, answered


def merged(desk: "Desk", state: "CaseState", home: Path | None, who: Any, right_addressee: str) -> "Merged":  # noqa: ANN401
    """What only a client knows: the house's lines, the verified contact, and their reference out of the particulars."""
    from dueprocess.desk.services.letters import Merged, contact_of
    from dueprocess.letter.facts import Provider
    from dueprocess.operate.home import read_desk

    settings = read_desk(place_of(home))
    reference = reference_of(desk, who, state.id) if who is not None else ""
    contact = contact_of(desk, state)
    provider = Provider(
        settings.name, settings.place, settings.address, settings.contact, settings.languages, settings.account
    )
    return Merged(provider, reference, (contact,) if contact else (), right_addressee)


def reference_of(desk: "Desk", who: Any, case: str) -> str:  # noqa: ANN401 - an Identity
    """The authority's own reference, out of the sealed particulars."""
    from dueprocess.cli.sealed_objects import open_all

    for one in open_all(desk, who, case):
        if one.header.kind == "particulars" and one.header.media == "application/json":
            numbers = json.loads(one.content).get("register_numbers") or []
            return str(numbers[0])[:80] if numbers else ""
    return ""


@click.command()
@click.argument("case")
@choose
@click.option(
    "--how",
    type=click.Choice(["mail", "post", "fax", "hand", "portal"]),
    default="mail",
    show_default=True,
    help="`mail` seals it to the sending worker; `portal` leaves it there; the others record that you sent it.",
)
@options.as_json
@options.releaser
def send(
    case: str,
    items: tuple[int, ...],
    kind: str | None,
    languages: tuple[str, ...],
    right_addressee: str,
    how: str,
    *,
    remarks: bool,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """A letter leaves: to the contact that two people verified, and to nobody else."""
    if person["desk_url"]:
        from dueprocess.cli.far_letter import Chosen, sent

        did, wrote = sent(person, case, Chosen(items, kind, languages, right_addressee, remarks), how)
        report(did, json_=json_, says=f"{wrote.kind}: {_went(how)}.")
        return
    who = session({name: person[name] for name in ("home", "name", "identity", "passphrase_file")})
    from dueprocess.desk.services.cases import state_of

    state = state_of(who.find(case))
    merge = replace(merged(who.desk, state, person["home"], who.identity, right_addressee), remarks=remarks)
    done, made = send_letter(who, state, items, kind, languages, merge, how)
    report(done, json_=json_, says=f"{made.kind}: {_went(how)}.")


def _went(how: str) -> str:
    return "sealed to the sending worker" if how == "mail" else f"recorded as sent by {how}"


def send_letter(
    who: Session,
    state: "CaseState",
    items: tuple[int, ...],
    kind: str | None,
    languages: tuple[str, ...],
    merge: "Merged",
    how: str,
) -> "tuple[Any, LetterSet]":
    """Compose, seal, sign, record. What oneself sends is sealed byte for byte.

    The worker gets the letter's text, and sets it as PDF after it has written the same letter from the case.
    """
    from dueprocess.cli.sealed_objects import recipient_of, seal
    from dueprocess.formats.statement import Act

    made, answered = make(who.desk, state, items, kind, languages, merge)
    by_mail = how == "mail"
    worker = who.desk.roster.worker
    if by_mail and worker is None:
        rule = "letter.no-worker"
        message = "This desk has no sending worker. Send it by post, fax or hand, and say so with --how."
        raise DeniedError.because(rule, message)
    recipient = worker if by_mail and worker else recipient_of(state.id)
    reader = "worker" if by_mail else "case"
    name, media, content = as_mail(made, answered or (1,)) if by_mail else ("letter.pdf", PDF, render(made, "pdf"))
    sealed = seal(who.desk, "letter", name, media, content, reader=reader, recipient=recipient)
    body = {
        "how": how,
        "items": list(answered) or [1],
        "kind": str(made.kind),
        "language": made.sheets[0].language,
        "sealed": sealed.id,
    }
    parcel = _at_portal(who, state, made, content) if how == "portal" else None
    done = who.act(Act.LETTER_SEND, state.id, body, attached=[sealed])
    if parcel is not None:
        parcel()
    return done, made


def _at_portal(who: Session, state: "CaseState", made: "LetterSet", content: bytes) -> "Callable[[], Parcel] | None":
    """How the letter is left for the holder of the case's receipt; None where the authority's own portal is meant.

    Raises DeniedError, before anything is signed, where this case's office was not verified and called back.
    """
    from dueprocess.adapters import crypto
    from dueprocess.case.portal import left_of
    from dueprocess.cli.portal_commands import left
    from dueprocess.desk.services import portal_desk
    from dueprocess.formats.object import Header, ObjectKind
    from dueprocess.formats.refusal import Denied

    if portal_desk.of_case(state.id) is None:
        return None
    receipt = portal_desk.receipt_of(who.desk, state)
    if isinstance(receipt, Denied):
        raise DeniedError(receipt)
    made_at = who.desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    data = crypto.seal(Header(ObjectKind.LETTER, PDF, "letter.pdf", len(content), made_at), content, receipt.recipient)
    return lambda: left(portal_desk.leave(who.desk, state.id, left_of(made.kind), data))
