"""``document``: a letter drawn anew for the public on one's own machine, looked at by two, and taken back."""

import contextlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import durable
from dueprocess.case.given import no_item
from dueprocess.case.lists import PUBLIC_SORT
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.client import redaction
from dueprocess.client.fetched_case import fetch
from dueprocess.formats import ids, page_images, public_copy
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.public_copy import NAME
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Said
from dueprocess.release.desk_client import Brought

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dueprocess.case.item_records import PublicDocument
    from dueprocess.case.state import CaseState, ItemState
    from dueprocess.client.case_keys import Opened
    from dueprocess.client.material import Material

TEXT: Final = "document.txt"
PREVIEW: Final = "preview.html"
MAX_TEXT: Final = 1 << 20
_PUBLIC: Final = "public"
seen: Final = click.option("--seen", required=True, help="The code that stands under the preview which you looked at.")


@click.group()
def document() -> None:
    """Letters in public: drawn anew on your own machine, so that nothing covered is in them; two people look."""


@document.command()
@click.argument("case")
@options.item
@click.option("--of", "sort", type=click.Choice(list(PUBLIC_SORT.words)), required=True, help="Which document.")
@click.option("--way", type=click.Choice(["text", "picture"]), default="text", show_default=True, help="How.")
@click.option("--lang", "language", default="en", show_default=True, help="Language of the document.")
@click.option("--text", "file", type=options.PATH, help="File with the text [default: as it was read, or composed].")
@click.option("--leave", multiple=True, metavar="WORDS", help="Words that are covered by default and need not be.")
@click.option("--show", multiple=True, metavar="PAGE:LINES", help="Lines of a picture that are shown: 1:3-18,20.")
@click.option("--cover", multiple=True, metavar="PAGE:BOX", help="A box over lines, to their end: 1:600,120,900,160.")
@click.option("--out", type=options.PATH, required=True, help="A folder of your own, for the preview.")
@options.person
def draw(case: str, number: int, sort: str, out: Path, *, json_: bool, **given: Any) -> None:
    """Draw a document anew, covered by default, and write a preview. Nothing is sent or signed.

    Of text, targets, numbers, telephones, addresses, days, names after a title and signatures are covered: cover the
    rest in document.txt ([[name]], [[target]], [[number]], [[stamp]] …) and draw again with --text. Of a picture all
    is covered but the lines that you show. Officials are named by their function alone.
    """
    way, language, file = given.pop("way"), given.pop("language"), given.pop("file")
    leave, show, cover = (given.pop(name) for name in ("leave", "show", "cover"))
    pages: list[redaction.Page] = []
    with client(given) as (who, material):
        whole = material.find(case)
        item = _item(fetch(who, whole).case, number)
        if way == "picture":
            pages = _pages(material, whole)
        else:
            opened = list(material.opened(whole))
            if file is not None:
                text = _read(file)
            else:
                text = _demand(opened) if sort == "demand" else _answer(material, whole, item, language)
            marked = _marked(opened)
        key = _key(material)
    try:
        if pages:
            burnt = [redaction.burnt(*both) for both in zip(pages, redaction.shows(pages, show, cover), strict=True)]
            content = redaction.made(sort, language, pictures=burnt)
        else:
            lines = redaction.cover_text(text, marked, leave)
            content = redaction.made(sort, language, lines)
            _write(out, TEXT, "\n".join(lines).encode())
    except ObjectError as fault:
        raise wrong(f"It cannot be drawn: {fault}. Shorten it, or leave an address out.") from fault
    _write(out, NAME, content)
    _write(out, PREVIEW, redaction.preview(content, key, pages).encode())
    says = (
        f"Look at {out / PREVIEW} in your browser; a code stands under it. Then: "
        f"dueprocess document propose {whole} --item {number} --from {out} --seen CODE"
    )
    output.told({"case": whole, "item": number, "folder": str(out)}, says, json_=json_)


@document.command()
@click.argument("case")
@options.item
@click.option("--from", "folder", type=options.PATH, required=True, help="The folder that `document draw` wrote.")
@seen
@options.person
def propose(case: str, number: int, folder: Path, seen: str, *, json_: bool, **person: Any) -> None:
    """Propose what you drew and looked at. It lies sealed in the case until a second person publishes just this."""
    content = _bytes(folder / NAME)
    copy = _copy(content)
    with client(person) as (who, material):
        _looked(content, seen, material)
        fetched = fetch(who, material.find(case))
        _item(fetched.case, number)
        note = material.sealed(fetched.case.id, "note", NAME, public_copy.MEDIA, content)
        says: dict[str, Any] = {"item": number, "sort": str(copy.sort), "document": public_copy.name_of(content)}
        acts = (Said(Act.DOCUMENT_PROPOSE, says), Said(Act.NOTE_ADD, {"sealed": note.id}))
        done = who.act_with(fetched.looked, acts, [note])
    then = f"dueprocess document look {fetched.case.id} --item {number} --out DIR"
    output.acted(done, json_=json_, says=f"It waits for a second person: {then}")


@document.command()
@click.argument("case")
@options.item
@click.option("--out", type=options.PATH, required=True, help="A folder of your own, for the preview.")
@options.person
def look(case: str, number: int, out: Path, *, json_: bool, **person: Any) -> None:
    """Write the preview of what waits for a second person, opened on your machine."""
    with client(person) as (who, material):
        fetched = fetch(who, material.find(case))
        waits, content = _waiting(material, fetched.case, number)
        shown = redaction.preview(content, _key(material))
        left = redaction.uncovered(_copy(content).lines, _marked(list(material.opened(fetched.case.id))))
    _write(out, PREVIEW, shown.encode())
    for line in left:
        click.echo(output.safe(f"Look here: {line}"), err=True)
    says = (
        f"{waits.by} drew it. Look at {out / PREVIEW} in your browser; a code stands under it. Then: "
        f"dueprocess document publish {fetched.case.id} --item {number} --seen CODE"
    )
    output.told({"case": fetched.case.id, "item": number, "by": waits.by, "sort": waits.sort}, says, json_=json_)


@document.command()
@click.argument("case")
@options.item
@seen
@options.person
def publish(case: str, number: int, seen: str, *, json_: bool, **person: Any) -> None:
    """Publish what you looked at as the second person; the next `publish` writes it to the site."""
    with client(person) as (who, material):
        fetched = fetch(who, material.find(case))
        waits, content = _waiting(material, fetched.case, number)
        _looked(content, seen, material)
        brought = Brought(ids.sealed_as(content), _PUBLIC, _PUBLIC, content)
        says: dict[str, Any] = {
            "item": number,
            "proposal": waits.statement,
            "document": waits.document,
            "copy": brought.id,
        }
        done = who.act_with(fetched.looked, (Said(Act.DOCUMENT_PUBLISH, says),), [brought])
    output.acted(done, json_=json_, says="It is public with the next `dueprocess publish`.")


@document.command("list")
@click.argument("case")
@options.person
def list_(case: str, *, json_: bool, **person: Any) -> None:
    """Documents of a case that wait for a second person, or are public."""
    with client(person) as (who, material):
        state = fetch(who, material.find(case)).case
    found = [(item.number, one) for item in state.items for one in item.documents]
    columns = {"item": "item", "sort": "document", "by": "drawn by", "published_by": "published by", "document": "hash"}
    rows = [
        (str(number), PUBLIC_SORT.words[one.sort], one.by, one.published_by or "waits", one.document[:12])
        for number, one in found
    ]
    none = "No document of this case was proposed for the public. Begin with `dueprocess document draw`."
    output.listing(columns, rows, empty=none, json_=json_)


# --- what is drawn ----------------------------------------------------------------------------------------------------


def _item(case: "CaseState", number: int) -> "ItemState":
    item = case.item(number)
    if item is None:
        raise DeniedError(no_item(number))
    return item


def _texts(opened: "Sequence[Opened]") -> "list[Opened]":
    """Texts that may be a demand's, the likeliest last: as they came, and before these as a machine took them out."""
    came = [one for one in opened if one.header.kind == "original"]
    return [*came, *(one for one in opened if one.header.kind == "particulars" and one.header.media == "text/plain")]


def _marked(opened: "Sequence[Opened]") -> "list[tuple[str, public_copy.Cover]]":
    """What was read in any letter of the case, to cover it wherever it stands; the longest first.

    Places are those of the text that was read with them, whatever text is drawn.
    """
    import json

    found = dict[str, public_copy.Cover]()
    for one in opened:
        if one.header.kind == "particulars" and one.header.media == "application/json":
            draft = json.loads(one.content)
            for beside in ("", *_beside(opened, one)) if isinstance(draft, dict) else ():
                found.update(redaction.marks(beside, draft))
    return sorted(found.items(), key=lambda one: -len(one[0]))


def _beside(opened: "Sequence[Opened]", draft: "Opened") -> "Iterator[str]":
    """The text of a draft: made in the same minute out of the same letter, else what came before it."""
    same = [one for one in _texts(opened) if one.header.made_at == draft.header.made_at]
    before = [one for one in opened[: opened.index(draft)] if one.header.kind == "original"]
    for one in [*reversed(same), *reversed(before)][:1]:
        with contextlib.suppress(UnicodeDecodeError):
            yield one.content.decode()


def _demand(opened: "Sequence[Opened]") -> str:
    """The text of the newest letter as a machine took it out, else as it came."""
    for one in reversed(_texts(opened)):
        with contextlib.suppress(UnicodeDecodeError):
            return one.content.decode()
    raise wrong("No text was read in this letter. Type it into a file (--text), or draw it with --way picture.")


def _answer(material: "Material", case: str, item: "ItemState", language: str) -> str:
    """Our letter as it is composed from the case: without their reference, which is sealed."""
    from dueprocess.cli.letter_commands import Chosen, finished
    from dueprocess.letter import text

    made, _, _ = finished(material.far, case, Chosen(items=(item.number,), languages=(language,)), "")
    return text.render(made)


def _pages(material: "Material", case: str) -> list[redaction.Page]:
    drawn = [one for one in material.opened(case) if one.header.media == page_images.MEDIA]
    if not drawn:
        raise wrong("No page of this case was drawn. Type its text into a file, and draw that: --text FILE.")
    _, pages = page_images.unpack(drawn[-1].content)
    if len(pages) > public_copy.MAX_PAGES:
        raise wrong(f"It has {len(pages)} pages, and at most {public_copy.MAX_PAGES} are published.")
    return [redaction.page(one.picture) for one in pages]


def _read(file: Path) -> str:
    try:
        return _bytes(file)[:MAX_TEXT].decode()
    except UnicodeDecodeError:
        raise wrong(f"{file} is no text in UTF-8.") from None


# --- what is looked at ------------------------------------------------------------------------------------------------


def _waiting(material: "Material", case: "CaseState", number: int) -> "tuple[PublicDocument, bytes]":
    """What waits for a second person, and its bytes out of the case's sealed notes. Raises DeniedError."""
    waits: Sequence[PublicDocument] = [one for one in _item(case, number).documents if not one.copy]
    if not waits:
        raise wrong("No document of this item waits for a second person.")
    for one in material.opened(case.id):
        draft = one.header.kind == "note" and one.header.name == NAME
        if draft and public_copy.name_of(one.content) == waits[0].document:
            if str(_copy(one.content).sort) != waits[0].sort:
                raise wrong("It is another sort of document than was signed. Have it drawn anew.")
            return waits[0], one.content
    raise wrong("The document that was signed is not among the notes that you open in this case.")


def _copy(content: bytes) -> public_copy.Copy:
    try:
        return public_copy.unpack(content)
    except ObjectError as fault:
        raise wrong(f"That is no document as `document draw` makes it: {fault}.") from fault


def _key(material: "Material") -> bytes:
    """What the code under a preview is reckoned with: this person's alone."""
    return hmac.digest(material.who.seed, b"dueprocess/public-copy/code", "sha256")


def _looked(content: bytes, code: str, material: "Material") -> None:
    if code.strip().lower() != redaction.code_of(content, _key(material)):
        raise wrong("That is not the code under the preview of just this document. Open it, and look at it first.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise wrong(f"{file} cannot be read: {fault.strerror}.") from fault


def _write(folder: Path, name: str, data: bytes) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(folder / name, data)
