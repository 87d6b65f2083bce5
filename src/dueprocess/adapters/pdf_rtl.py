"""Lines of a PDF file that are written from right to left: their words by where their signs stand.

PDFium gives the signs of such a line in the order in which they were drawn: some words from their end, brackets turned
round, a cell of a row as a line of its own. Here a line is read as a person reads it, its numbers and addresses too.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

RIGHT_TO_LEFT: Final = re.compile(r"[\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
"""A letter of a script that runs from right to left; its digits do not."""
_SPACE: Final = 0.12  # heights of a line: a gap between two signs that is wider parts two words
_SEEN: Final = 0.04  # … where PDFium sees two words
_TURNED: Final = str.maketrans("()[]{}<>", ")(][}{><")
_RUN: Final = re.compile(
    r"[^\W\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]"
    r"(?:[^\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\t\n]*"
    r"[^\W\u0590-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])?(?:[@#+](?!\S))?"
)
"""What runs from left to right in such a line: Latin words, addresses, numbers, with what stands between them."""
_OPENS: Final = re.compile(r"(?<!\S)[)\]](?=\w)|(?<=\w)[(\[](?!\S)")
"""A bracket that was turned round once more than its fellow."""


class Sign(NamedTuple):
    """A sign with its place on the page."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    word: int  # among the words that PDFium sees in its line


def beside(above: Sequence[Sign], below: Sequence[Sign]) -> bool:
    """Whether two lines stand beside each other, and one of them runs from right to left."""
    if not any(RIGHT_TO_LEFT.match(one.text) for one in (*above, *below)):
        return False
    overlap = min(_top(above), _top(below)) - max(_bottom(above), _bottom(below))
    return overlap > min(_top(above) - _bottom(above), _top(below) - _bottom(below)) / 2


def written(signs: Sequence[Sign], column: float) -> str:
    """The signs of a row as they are read; a gap that is wider than ``column`` heights is a tab."""
    if not any(RIGHT_TO_LEFT.match(one.text) for one in signs):
        return _forward(signs, column)
    height = _height(signs)
    # Lam and alef are one glyph, whose two letters have one place; a mark stands behind its letter.
    order = sorted(signs, key=lambda one: (-one.left, unicodedata.combining(one.text), one.text != "\u0644"))
    parts: list[str] = []
    before = order[0]
    for one in order:
        if not unicodedata.combining(one.text):
            parts += (_between((before.left - one.right) / height, column, apart=one.word != before.word),)
            before = one
        parts.append(one.text)
    cells = ("".join(parts)).translate(_TURNED).split("\t")
    return "\t".join(_OPENS.sub(_turned, _RUN.sub(_from_left, cell)) for cell in cells)


def _forward(signs: Sequence[Sign], column: float) -> str:
    """A row of such a page that runs from left to right."""
    parts, before, height = [signs[0].text], signs[0], _height(signs)
    for one in signs[1:]:
        wide = (one.left - before.right) / height > column
        parts += ("\t" if wide else " " * (one.word != before.word), one.text)
        before = one
    return "".join(parts)


def _height(signs: Sequence[Sign]) -> float:
    return max(1.0, *(one.top - one.bottom for one in signs))


def _between(gap: float, column: float, *, apart: bool) -> str:
    """What a gap of so many heights between two signs is."""
    return "\t" if gap > column else " " * (gap > (_SEEN if apart else _SPACE))


def _from_left(run: re.Match[str]) -> str:
    """A run of signs in the order in which they are read, its brackets as they were drawn."""
    return run[0][::-1].translate(_TURNED)


def _turned(bracket: re.Match[str]) -> str:
    return bracket[0].translate(_TURNED)


def _top(signs: Sequence[Sign]) -> float:
    return max(one.top for one in signs)


def _bottom(signs: Sequence[Sign]) -> float:
    return min(one.bottom for one in signs)
