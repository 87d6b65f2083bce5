"""The house's own words in a letter: paragraphs beside ours, or a whole letter in the place of ours.

They are sealed as one text, which people read as it stands: paragraphs with an empty line between them; what stands
above a line of three hyphens comes after the salutation, all else before the closing. A first line that begins with
``# `` is the subject of a letter of one's own. Two people agree to the commitment to just these bytes (ADR 0071).
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

MAX_BESIDE: Final = 1000
"""Characters of all paragraphs beside ours: what still fits the page (hazard 5.3)."""
MAX_WHOLE: Final = 2400
"""Characters of a whole letter of one's own."""
MAX_PARAGRAPHS: Final = 6
MAX_SUBJECT: Final = 120
_PARTED: Final = "---"
_SUBJECT: Final = "# "
_BAD: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})  # spelling of Urdu and Persian needs them


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Paragraphs after the salutation and before the closing; with a subject they are the whole letter."""

    closing: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    subject: str = ""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """All of them, in their order."""
        return (*self.opening, *self.closing)

    @property
    def text(self) -> str:
        """As it is sealed."""
        head = [f"{_SUBJECT}{self.subject}"] if self.subject else []
        above = [*self.opening, _PARTED] if self.opening else []
        return "\n\n".join([*head, *above, *self.closing]) + "\n"

    @property
    def fits(self) -> bool:
        """Whether it can stand in a letter, and is read from its text as it is."""
        lines = (*self.paragraphs, *([self.subject] if self.subject else []))
        most = MAX_WHOLE if self.subject else MAX_BESIDE
        long = sum(map(len, self.paragraphs)) > most or len(self.subject) > MAX_SUBJECT
        count = 0 < len(self.paragraphs) <= MAX_PARAGRAPHS
        parted = self.subject and self.opening
        return count and not long and not parted and all(map(_is_line, lines))


def _is_line(text: str) -> bool:
    plain = all(char in _JOINERS or unicodedata.category(char) not in _BAD for char in text)
    return plain and text == text.strip() != "" and text != _PARTED and not text.startswith(_SUBJECT)


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
    at = kept.index(_PARTED) if _PARTED in kept else -1
    made = OwnWords(tuple(kept[at + 1 :]), tuple(kept[: max(at, 0)]), subject)
    return made if made.fits else None


def sealed(content: bytes) -> OwnWords | None:
    """What was sealed, where it is just the text of such words."""
    found = read(content.decode("utf-8", "replace"))
    return found if found is not None and found.text.encode() == content else None
