"""What a person writes beside an act, sealed to the case on this machine: a comment, own words, files that go along."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import crypto
from dueprocess.cli import output
from dueprocess.cli.faults import wrong
from dueprocess.client.own_points import Point
from dueprocess.formats.object import commitment
from dueprocess.letter.own import MAX_BESIDE, MAX_BYTES, MAX_PARAGRAPHS, MAX_WHOLE, OwnWords, blanks, filled
from dueprocess.letter.own import read as read_own

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dueprocess.client.material import Material
    from dueprocess.release.desk_client import Brought

MAX_COMMENT: Final = 16_000
"""Bytes; the vault takes 4000 characters."""
COMMENT: Final = click.Option(
    ["--comment", "says_comment"],
    type=click.File("rb"),
    help="File with what you say, or were told (- for standard input): sealed to those who can open the case.",
)
ATTACH: Final = click.Option(
    ["--attach", "says_attach"],
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A PDF file that goes along with the letter; may be given again. Sealed; a second person agrees to it.",
)
BLOCK: Final = click.Option(
    ["--block", "says_block"], multiple=True, help="Text block of the house that follows your own words, by its name."
)
FILL: Final = click.Option(
    ["--fill", "says_fill"], multiple=True, metavar="BLANK=WORDS", help="What stands in a blank of the text blocks."
)


def comment(material: "Material", case: str, words: IO[bytes]) -> "Brought":
    """What is said beside the act. Raises BadParameter."""
    text = words.read(MAX_COMMENT + 1)
    try:
        said = text.decode().strip()
    except UnicodeDecodeError as fault:
        raise wrong("The comment is no text in UTF-8.") from fault
    if not said or len(text) > MAX_COMMENT:
        raise wrong(f"A comment has 1 to {MAX_COMMENT} bytes.")
    return material.sealed(case, "note", "", "text/plain", f"{said}\n".encode())


def own_words(
    material: "Material", case: str, words: IO[bytes] | None, answers: "Mapping[str, Any]"
) -> "tuple[list[Brought], str]":
    """The house's own words and the files that go along, and the commitment to the words.

    ``answers``: ``attach``, ``block`` and ``fill`` of the command. Raises BadParameter; DeniedError
    ``letter.attachment``.
    """
    paths = answers.get("attach") or ()
    from dueprocess.client import attachments

    blocks = _blocks(material, answers.get("block") or (), answers.get("fill") or ())
    own = OwnWords() if words is None and not blocks else _read(words, blocks)
    files = [(path.name, _bytes(path)) for path in paths]
    own = replace(own, attached=attachments.named(files))
    if not own.fits:
        raise wrong(_LONG)
    brought = material.sealed(case, "note", "", "text/plain", own.text.encode())
    along = [
        material.sealed(case, "note", one.name, attachments.PDF, data)
        for one, (_, data) in zip(own.attached, files, strict=True)
    ]
    return [brought, *along], commitment(*crypto.unseal(brought.bytes, [material.secret(case)]))


def shown(point: Point) -> Iterator[str]:
    """Own words on an item, line by line, and where each file that goes along is read.

    Raises DeniedError ``letter.attachment`` for one that should not.
    """
    from dueprocess.client import attachments

    yield "  In our own words:"
    yield from (f"    {output.safe(line)}" for line in point.own.text.splitlines())
    for one, sealed in zip(point.own.attached, point.files, strict=True):
        attachments.check(one.name, sealed.content)
        yield f"  Goes along: {one.name}. Read it first: dueprocess open writes it as {sealed.id}-note.pdf"


_LONG: Final = (
    f"Your own words are 1 to {MAX_PARAGRAPHS} paragraphs of at most {MAX_BESIDE} characters, or a whole "
    f"letter of at most {MAX_WHOLE} whose first line is `# ` and its subject."
)


def adds(answers: "Mapping[str, Any]") -> bool:
    """Whether a command says something besides a file of own words."""
    return any(answers.get(key) for key in ("attach", "block"))


def _blocks(material: "Material", names: Sequence[str], fills: Sequence[str]) -> list[str]:
    """Text blocks of the house, filled in. Raises BadParameter."""
    told = material.far.get("/v1/desk").get("text_blocks") if names else []
    known = {str(one.get("name")): str(one.get("text")) for one in told or ()}
    missing = next((name for name in names if name not in known), None)
    if missing is not None:
        raise wrong(f"There is no text block {missing!r}. There are: {', '.join(known) or 'none; desk.toml has them'}.")
    words = dict(one.partition("=")[::2] for one in fills)
    return [filled(known[name], words) for name in names]


def _read(words: IO[bytes] | None, blocks: Sequence[str]) -> OwnWords:
    try:
        written = words.read(4 * MAX_WHOLE).decode() if words is not None else ""
    except UnicodeDecodeError as fault:
        raise wrong("Your own words are no text in UTF-8.") from fault
    text = "\n\n".join([written, *blocks])
    if open_ := blanks(text):
        raise wrong(f"Nobody filled in {', '.join(open_)}. Say --fill {open_[0][1:-1]}=WORDS, or write it out.")
    own = read_own(text)
    if own is None:
        raise wrong(_LONG)
    if own.attached:
        raise wrong("A file goes along by --attach FILE, not by a line of your own words.")
    return own


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
