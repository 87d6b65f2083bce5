"""The house's own words in a letter: paragraphs beside ours, or a whole letter in the place of ours; and attachments.

They are sealed as one text, which people read as it stands: paragraphs with an empty line between them; what stands
above a line of three hyphens comes after the salutation, all else before the closing. A first line that begins with
``# `` is the subject of a letter of one's own. Last comes a line for each PDF file that goes along: its name, size and
SHA-256. Two people agree to the commitment to just these bytes (ADR 0071), and so to the files (ADR 0080).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MAX_BESIDE: Final = 1000
"""Characters of all paragraphs beside ours: what still fits the page (hazard 5.3)."""
MAX_WHOLE: Final = 2400
"""Characters of a whole letter of one's own."""
MAX_PARAGRAPHS: Final = 6
MAX_SUBJECT: Final = 120
MAX_ATTACHED: Final = 4
"""Files that go along with one text."""
MAX_BYTES: Final = 5 << 20
"""Bytes of these files together: a look, sealed, fits what the desk takes, and a mail what most servers take."""
MAX_NAME: Final = 60
_TAKES: Final = 72
"""Characters that a file's name takes from those of the paragraphs, and once more their line: a line of the page."""
_PARTED: Final = "---"
_BLANK: Final = re.compile(r"\{[^{}]*\}")
_SUBJECT: Final = "# "
_BAD: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})  # spelling of Urdu and Persian needs them


_ENDING: Final = ".pdf"
_NAME: Final = rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,{MAX_NAME - 5}}}\{_ENDING}"
_LINE: Final = re.compile(rf"\+ ({_NAME}) \(([1-9][0-9]{{0,7}}) bytes, SHA-256 ([0-9a-f]{{64}})\)")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A PDF file that goes along: its name, size in bytes and SHA-256 (hex)."""

    name: str
    size: int
    hash: str

    @property
    def line(self) -> str:
        """As it stands in the sealed text."""
        return f"+ {self.name} ({self.size} bytes, SHA-256 {self.hash})"


def safe_name(name: str) -> str:
    """A file's name as it leaves the house: ASCII letters, digits and hyphens; ``attachment.pdf`` where none is left.

    What it was called on somebody's machine can mislead a reader, or name a folder, or a person.
    """
    stem = re.sub(r"\.pdf$", "", re.split(r"[/\\]", name)[-1], flags=re.IGNORECASE)
    parted = unicodedata.normalize("NFKD", stem.replace("ß", "ss"))
    plain = "".join(char for char in parted if not unicodedata.combining(char))
    kept = re.sub(r"[^A-Za-z0-9_-]+", "-", plain).strip("-_")[: MAX_NAME - len(_ENDING)].rstrip("-_")
    return f"{kept or 'attachment'}{_ENDING}"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Paragraphs after the salutation and before the closing; with a subject they are the whole letter."""

    closing: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    subject: str = ""
    attached: tuple[Attachment, ...] = ()

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All of them, in their order."""
        return (*self.opening, *self.closing)

    @property
    def text(self) -> str:
        """As it is sealed."""
        head = [f"{_SUBJECT}{self.subject}"] if self.subject else []
        above = [*self.opening, _PARTED] if self.opening else []
        return "\n\n".join([*head, *above, *self.closing, *(one.line for one in self.attached)]) + "\n"

    @property
    def enclosed(self) -> str:
        """Names of the files, as the letter lists them; empty where none goes along."""
        return "; ".join(one.name for one in self.attached)

    @property
    def fits(self) -> bool:
        """Whether it can stand in a letter, and is read from its text as it is."""
        lines = (*self.paragraphs, *([self.subject] if self.subject else []))
        most = MAX_WHOLE if self.subject else MAX_BESIDE
        listed = _TAKES * (len(self.attached) + 1) if self.attached else 0
        long = sum(map(len, self.paragraphs)) + listed > most or len(self.subject) > MAX_SUBJECT
        count = len(self.paragraphs) <= MAX_PARAGRAPHS and bool(self.paragraphs or (self.attached and not self.subject))
        parted = self.subject and self.opening
        return count and not long and not parted and all(map(_is_line, lines)) and self._carries()

    def _carries(self) -> bool:
        names, size = {one.name.lower() for one in self.attached}, sum(one.size for one in self.attached)
        plain = all(_LINE.fullmatch(one.line) for one in self.attached)
        return plain and len(names) == len(self.attached) <= MAX_ATTACHED and size <= MAX_BYTES


def _is_line(text: str) -> bool:
    plain = all(char in _JOINERS or unicodedata.category(char) not in _BAD for char in text)
    kept = text == text.strip() != "" and text != _PARTED and not text.startswith(_SUBJECT)
    return plain and kept and not _LINE.fullmatch(text) and not blanks(text)


def blanks(text: str) -> list[str]:
    """What of a text block nobody filled in, as ``{day}``: no letter leaves with it."""
    return _BLANK.findall(text)


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text block with what was said for its blanks; others stay."""
    return _BLANK.sub(lambda found: words.get(found[0][1:-1], found[0]), text)


def is_block(text: str) -> bool:
    """Whether a text can be a text block: paragraphs of own words, with blanks or without."""
    found = read(_BLANK.sub("-", text))
    return found is not None and not (found.subject or found.opening or found.attached)


def read(text: str) -> OwnWords | None:
    """What somebody wrote; lines of one paragraph are joined. None where it cannot stand in a letter."""
    parts: list[str] = []
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        word = line.strip()
        alone = word == _PARTED or (word.startswith(_SUBJECT) and not parts)
        if not word or alone:
            parts += [word, ""] if alone else [""]
        elif parts and parts[-1]:
            parts[-1] = f"{parts[-1]} {word}"
        else:
            parts.append(word)
    kept = [one for one in parts if one]
    subject = kept.pop(0)[len(_SUBJECT) :].strip() if kept and kept[0].startswith(_SUBJECT) else ""
    found = [_LINE.fullmatch(one) for one in kept]
    attached = tuple(Attachment(one[1], int(one[2]), one[3]) for one in found if one)
    kept = kept[: len(kept) - len(attached)]  # what stands elsewhere is no paragraph either
    at = kept.index(_PARTED) if _PARTED in kept else -1
    made = OwnWords(tuple(kept[at + 1 :]), tuple(kept[: max(at, 0)]), subject, attached)
    return made if made.fits else None


def sealed(content: bytes) -> OwnWords | None:
    """What was sealed, where it is just the text of such words."""
    found = read(content.decode("utf-8", "replace"))
    return found if found is not None and found.text.encode() == content else None
