"""``letter`` and ``send``: composed by the desk from the case, finished, sealed and signed on the caller's machine."""

import json
import os
import secrets
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.case.letter_events import decisions_of
from dueprocess.case.portal import PORTAL, is_left
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, looking
from dueprocess.cli.faults import wrong
from dueprocess.client.material import sealed
from dueprocess.client.own_points import points_of
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.letter import page, plain, text
from dueprocess.letter.blocks import LetterError
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.own import OwnWords
from dueprocess.letter.thread import receipt_of, thread_of
from dueprocess.release.evidence import suspect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.client.fetched_case import Fetched
    from dueprocess.client.material import Material
    from dueprocess.client.own_points import Point
    from dueprocess.client.person import Person
    from dueprocess.formats.hi1 import Asked
    from dueprocess.letter.blocks import LetterSet
    from dueprocess.release.desk_client import Did

    Along = Sequence[bytes]
    Finished = tuple[LetterSet, tuple[int, ...], Along]

KINDS: Final = [str(kind) for kind in LetterKind]
PDF: Final = "application/pdf"
_STANDARD: Final = ("message", "annex-iii")


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which letter a person asks for: items (none: all alike), kind (none: what the decision calls for), languages."""

    items: tuple[int, ...] = ()
    kind: str | None = None
    languages: tuple[str, ...] = ()
    right_addressee: str = ""
    remarks: bool = False
    logo: Path | None = None


choose: Final = options.Together(
    click.option("--item", "items", type=int, multiple=True, help="Items that it answers [default: all alike]."),
    click.option("--kind", type=click.Choice(KINDS), help="Which letter [default: what the decision calls for]."),
    click.option("--lang", "languages", multiple=True, help="The authority's language [default: its country's]."),
    click.option("--to", "right_addressee", default="", help="For `wrong_addressee`: who is the right one."),
    click.option("--remarks", is_flag=True, help="With an annex: what verified international standards ask."),
    click.option("--logo", type=options.PATH, help="On a PDF: PNG or JPEG [default: that of the home's desk.toml]."),
)
"""Options that say which letter."""


def _chosen(given: dict[str, Any]) -> Chosen:
    """Take what says which letter out of a command's options."""
    return Chosen(*(given.pop(name) for name in Chosen.__slots__))


@click.command()
@click.argument("case")
@choose
@options.who_looks
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "html", "pdf", *_STANDARD]),
    default="text",
    show_default=True,
    help="Form of the letter; `message` and `annex-iii`: what goes with it where the demand came as a message of "
    "ETSI TS 103 120.",
)
@click.option("--pdf", is_flag=True, help="The same as --format pdf.")
@click.option("--out", type=options.PATH, help="File to write.")
def letter(case: str, form: str, out: Path | None, *, pdf: bool, **given: Any) -> None:
    """The letter that the case now needs. Nothing is sent; show it to the second person first.

    With your identity their reference is filled in from what is encrypted; without it the line is left out.
    """
    write(case, _chosen(given), "pdf" if pdf else form, out, given)


def write(case: str, chosen: Chosen, form: str, out: Path | None, person: dict[str, Any]) -> None:
    """Write a letter to ``out``, or to the screen. Raises DeniedError."""
    if form in {"pdf", "annex-iii"} and out is None:
        raise wrong("A PDF does not go to the screen. Name a file with --out.")
    if form in _STANDARD and not person["identity"]:
        raise wrong("What the answer repeats of their message is sealed. Name your identity with --identity.")
    if person["identity"] and out is None and not sys.stdout.isatty():
        raise wrong("A letter with their reference does not go into a pipe. Name a file with --out.")
    if person["desk_url"] or person["identity"]:
        with client(person) as (who, material):
            whole = material.find(case)
            made, items, along = _finished(who, material, whole, chosen)
            standard = _standard(who, material, whole, made, items) if form in _STANDARD else None
    else:
        with looking(person) as far:
            made, _, along = finished(far, far.find(case), chosen, "")
            standard = None
    data = standard(form) if standard else render(made, form, along, _logo(chosen, person) if form == "pdf" else b"")
    if out is None:
        click.echo(data.decode())
        return
    # For the writer's eyes alone: the letter can name a file number.
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    click.echo(f"{out}: {made.kind}, in {', '.join(sheet.language for sheet in made.sheets)}.", err=True)


def _standard(
    who: "Person", material: "Material", case: str, made: "LetterSet", items: tuple[int, ...]
) -> "Callable[[str], bytes]":
    """Writes what goes with the letter in the form of their message. Raises DeniedError where there is none."""
    from dueprocess.adapters.pdf import annex_pdf
    from dueprocess.client.fetched_case import fetch
    from dueprocess.letter.standard import Answered, message

    asked = message_of(material, case)
    if asked is None:
        raise wrong("The demand did not come as a message of ETSI TS 103 120 that can be answered in its form.")
    answered = Answered(fetch(who, case).case, made, items, asked)
    at = f"{who.now:%Y-%m-%dT%H:%M:%SZ}"

    def made_as(form: str) -> bytes:
        data = message(answered, secrets.token_hex(16), at) if form == "message" else annex_pdf(answered, at[:10])
        if not data:
            raise wrong("With this letter there is none: it says neither why nor what was done.")
        return data

    return made_as


def render(made: "LetterSet", form: str, along: "Along" = (), logo: bytes = b"") -> bytes:
    """Bytes of a letter as text, HTML or PDF; to the last one what goes along is bound. Raises DeniedError.

    ``logo``: at the head of a PDF, as ``_logo`` finds it.
    """
    if form == "pdf":
        from dueprocess.adapters.pdf import letter_pdf
        from dueprocess.client.attachments import bound

        return bound(letter_pdf(made, logo), along)
    return (page.render(made) if form == "html" else text.render(made)).encode()


def _logo(chosen: Chosen, person: dict[str, Any]) -> bytes:
    """The logo that was named, else that of the home on this machine; none before a desk elsewhere.

    Raises DeniedError ``letter.logo``.
    """
    from dueprocess.adapters.logo import LogoError, read

    file = chosen.logo
    if file is None and not person["desk_url"]:
        from dueprocess.cli.homes import place_of
        from dueprocess.operate.home import read_desk

        place = place_of(person["home"])
        name = read_desk(place).logo
        file = place.path / name if name else None
    try:
        return read(file) if file else b""
    except LogoError as fault:
        message = f"{file.name if file else ''} is no logo for a letter: {fault}. Name a PNG or JPEG file with --logo."
        raise DeniedError.because("letter.logo", message) from None


def as_mail(made: "LetterSet", items: tuple[int, ...], along: "Along" = ()) -> bytes:
    """Bytes of a letter for the sending worker, of the type ``letter.plain.MEDIA``; behind it what goes along."""
    return plain.with_files(json.dumps(plain.to_plain(made, items), ensure_ascii=False).encode(), along)


def _finished(who: "Person", material: "Material", case: str, chosen: Chosen) -> "Finished":
    """The letter as this person sends it: with the reference, and with what two people say in their own words."""

    def points(items: list[int]) -> "Mapping[int, Point]":
        return points_of(who.look(case).seen, items, material, case)

    return finished(material.far, case, chosen, reference_of(material, case), points)


def finished(
    far: "FarDesk",
    case: str,
    chosen: Chosen,
    reference: str,
    points: "Callable[[list[int]], Mapping[int, Point]] | None" = None,
) -> "Finished":
    """The letter, the items that it answers, the files that go along; their reference merged in. Raises DeniedError.

    ``points``: opens what stands in the house's own words on these items; without it three dots stand there.
    """
    told = far.get(
        f"/v1/cases/{case}/letter",
        items=",".join(map(str, chosen.items)),
        kind=chosen.kind,
        lang=",".join(chosen.languages),
        to=chosen.right_addressee,
        remarks="true" if chosen.remarks else "",
    )
    form = {name: told.get(name) for name in ("form", "kind", "items", "binding", "reviewed", "sheets")}
    try:
        waiting = plain.own_waiting(form)
        found = points(waiting) if points and waiting else {}
        own = {item: found[item].own if item in found else OwnWords(("…",)) for item in waiting}
        made, items = plain.from_plain(plain.merged(form, reference, own))
        opened = tuple(one.opening for one in found.values())
        return (
            replace(made, opened=opened),
            items,
            tuple(one.content for point in found.values() for one in point.files),
        )
    except DeniedError:
        raise
    except (LetterError, ValueError, KeyError, TypeError, AttributeError):
        suspect("counter.form", "what the desk gave is no finished letter")


def reference_of(material: "Material", case: str) -> str:
    """The authority's own reference, out of the sealed particulars."""
    for found in material.opened(case):
        if found.header.kind == "particulars" and found.header.media == "application/json":
            numbers = json.loads(found.content).get("register_numbers") or []
            return str(numbers[0])[:80] if numbers else ""
    return ""


def message_of(material: "Material", case: str) -> "Asked | None":
    """What the answer repeats of the message in which the demand came, out of the sealed particulars; None: of none."""
    from dueprocess.formats.hi1 import asked_in

    for found in material.opened(case):
        if found.header.kind == "particulars" and found.header.media == "application/json":
            return asked_in(json.loads(found.content).get("message"))
    return None


@click.command()
@click.argument("case")
@choose
@click.option(
    "--how",
    type=click.Choice(["mail", "post", "fax", "hand", "portal"]),
    help="`mail` and `portal` seal it to the sending worker; the others record that you sent it. "
    "[default: the portal where it came through ours, else mail, in the thread of their mail]",
)
@options.person
def send(case: str, how: str | None, *, json_: bool, **given: Any) -> None:
    """Send a letter: to the contact that two people verified, and to nobody else."""
    from dueprocess.client.fetched_case import check_letter, fetch

    chosen = _chosen(given)
    with client(given) as (who, material):
        whole = material.find(case)
        made, items, along = _finished(who, material, whole, chosen)
        fetched = fetch(who, whole)
        check_letter(fetched, str(made.kind), items or (1,))
        channel = fetched.case.channel
        way = how or (PORTAL if channel == PORTAL else "mail")
        logo = b"" if way in {"mail", PORTAL} else _logo(chosen, given)
        done = send_letter(who, material, fetched, made, items, way, along, logo)
    output.acted(done, json_=json_, says=f"{made.kind}: {went(channel, way)}.")


def went(channel: str, way: str) -> str:
    """How a letter goes, and what became of the way by which the demand came."""
    if is_left(channel, way):
        return "encrypted for the service that sends letters: left in the portal, and the verified address is told so"
    if way != "mail":
        return f"recorded as sent by {way}"
    threaded = {"mail": ", in the thread of their mail", "portal": ""}.get(channel, f"; the demand came by {channel}")
    return f"encrypted for the service that sends letters, for the verified address alone{threaded}"


def send_letter(
    who: "Person",
    material: "Material",
    fetched: "Fetched",
    made: "LetterSet",
    items: tuple[int, ...],
    how: str,
    along: "Along" = (),
    logo: bytes = b"",
) -> "Did":
    """Seal a letter and sign that it goes: to the sending worker that the checked roster names, or to the case.

    What oneself sends is sealed byte for byte. The worker gets the letter's text, and sets it as PDF after it has
    written the same letter from the case.
    """
    looked = fetched.looked
    case, worker = looked.shown.case, looked.seen.roster.worker
    if how == "mail" or is_left(fetched.case.channel, how):
        if worker is None:
            rule = "letter.no-worker"
            message = "This desk has no sending worker. Send it by post, fax or hand, and say so with --how."
            raise DeniedError.because(rule, message)
        placed = replace(made, thread=_thread(material, case)) if how == "mail" else _received(made, material, case)
        placed = replace(placed, asked=message_of(material, case))
        content = as_mail(placed, items, along)
        inside = sealed("letter", "letter.json", plain.MEDIA, content, who.now, reader="worker", recipient=worker)
    else:
        content = render(made, "pdf", along, logo)
        inside = material.sealed(case, "letter", "letter.pdf", PDF, content)
    says = {
        "how": how,
        "items": list(items) or [1],
        "kind": str(made.kind),
        "language": made.sheets[0].language,
        "rests": list(decisions_of(fetched.case, str(made.kind), items or (1,))),
        "sealed": inside.id,
    }
    return who.act(looked, Act.LETTER_SEND, says, [inside])


def _thread(material: "Material", case: str) -> tuple[str, ...]:
    """The thread of the last mail that came in the case; empty where none did."""
    found = [thread_of(one.content) for one in material.opened(case) if one.header.kind == "original"]
    return next((one for one in reversed(found) if one), ())


def _received(made: "LetterSet", material: "Material", case: str) -> "LetterSet":
    """With the number of the receipt that the demand names, which came through the portal."""
    found = [receipt_of(one.content) for one in material.opened(case) if one.header.kind == "original"]
    return replace(made, receipt=next(filter(None, found), ""))
