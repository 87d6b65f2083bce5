"""A letter as lines and cells, as they stand: for numbers whose place says what they are."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.index import has
from dueprocess.demand.reading.page import Page, lower
from dueprocess.demand.reading.tables import Tables

CELL: Final = 64  # characters of a cell that is a label
HEAD: Final = 1500  # characters at the start in which a letter numbers itself without a label
LEAD: Final = 90  # characters before a number in which its label stands
_ENCLOSED: Final = 600  # characters of what is enclosed in which it names its own number
_LINE: Final = 50  # characters of a line that the next one goes on with
_WORDS: Final = 6  # words of the longest label
GAP: Final = re.compile(r"\t[\s|]*|\s{3,}|\s*\|\s*")
DIGIT: Final = re.compile(r"\d")
WORD: Final = re.compile(r"\S+")
_W: Final = r"\w\u0900-\u0903\u093a-\u094f\u0962\u0963"
"""Letters and digits, with the signs of Devanagari that are no letters of their own."""
_FOLD: Final = re.compile(rf"[^{_W}]+|[_ºª]+")
SIGNS: Final = frozenset(
    (
        *("no", "nos", "nr", "nro", "nros", "nrs", "n"),
        *("nom", "num", "núm", "numero", "número", "numéro", "nummer", "numme", "numer"),
        *("number", "numara", "numarasi", "numerem", "id", "číslo", "číslem", "č", "є", "з", "за", "под", "під", "pod"),
        *("sub", "unter", "onder", "sayili", "नं", "नंबर", "نمبر", "is", "lautet", "est", "är", "ist", "hier"),
    )
)
"""Words for a number sign, and what may stand beside one, between a label and its number."""
BLANK: Final = SIGNS | {""}


class _Words(NamedTuple):
    labels: frozenset[str]
    nouns: frozenset[str]
    papers: frozenset[str]
    subjects: frozenset[str]


@lru_cache(maxsize=64)
def _words(tables: Tables) -> _Words:
    """Labels and nouns without their spaces and signs: "č. j.:", "č.j." and "čj" are one."""
    return _Words(*(frozenset(map(fold, tables[f"registers.{name}"])) for name in _Words._fields))


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """A word in lower case without its spaces, points and other signs."""
    return _FOLD.sub("", text)


class Place(NamedTuple):
    """A word with digits, the lines around it, and what was read before it."""

    start: int
    end: int
    line: int
    stop: int
    done: int


class Sheet:
    """The plain text of a page with its lower case, which has the same places."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.plain = page.plain
        self.low = lower(page.plain)
        self.own = _words(page.tables)
        self.every = _words(page.tables.whole)
        stop = page.older + _ENCLOSED * (page.older == page.enclosed)
        self.stop = page.span(stop - 1, stop)[1] if stop else 0
        self.quoted = page.place(page.quoted)
        self.noted = page.place(page.noted)
        self.joined: dict[Span, str] = {}
        """Numbers that the end of a cell cuts, by their places: what their pieces make together."""
        self._cells: dict[Span, int] = {}

    def cell(self, at: int, line: int) -> int:
        """Where the cell around ``at`` begins, in a line that begins at ``line``."""
        start = self._cells.get((at, line))
        if start is None:
            start = line
            for gap in GAP.finditer(self.plain, line, at):
                start = gap.end()
            self._cells[at, line] = start
        return start

    def says(self, text: str, name: str) -> bool:
        """Whether a phrase of the list ``name`` begins a word of ``text``."""
        return has(text, self.page.tables[name])


def lines(plain: str, stop: int) -> Iterator[Span]:
    """The lines that begin before ``stop``."""
    start = 0
    while start < stop:
        end = plain.find("\n", start)
        end = end if end >= 0 else len(plain)
        yield start, end
        start = end + 1


def cells(sheet: Sheet, start: int, end: int) -> list[Span]:
    """Cells of a line that hold something."""
    found = []
    for gap in GAP.finditer(sheet.plain, start, end):
        found.append((start, gap.start()))
        start = gap.end()
    return [(a, b) for a, b in (*found, (start, end)) if sheet.plain[a:b].strip()]


def before(sheet: Sheet, place: Place, cell: int) -> Span:
    """The cell before the one that the number begins; at a line's start, the end of the line before."""
    if cell > place.line and sheet.plain[place.line : cell].strip(" \t|"):
        text = sheet.plain[place.line : cell].rstrip(" \t|")
        return sheet.cell(place.line + len(text), place.line), place.line + len(text)
    end = max(0, place.line - 1)
    line = sheet.plain.rfind("\n", 0, end) + 1
    return max(sheet.cell(end, line), end - LEAD), end


def first(sheet: Sheet, place: Place) -> int:
    """Where the first word of the number's cell begins."""
    word = WORD.search(sheet.plain, sheet.cell(place.start, place.line))
    return word.start() if word else place.start


def running(sheet: Sheet, place: Place) -> bool:
    """Whether the line goes on with a paragraph."""
    own = sheet.plain[place.line : place.stop].strip() if place.stop else ""
    if own[:1].isupper() and len(own) <= _LINE:
        return False
    end = place.line - 1
    line = sheet.plain[sheet.plain.rfind("\n", 0, max(end, 0)) + 1 : max(end, 0)].strip()
    return len(line) > _LINE and not line.isupper() and line[-1] not in ".:;"


def ends_in(tokens: list[str], labels: frozenset[str]) -> bool:
    """Whether the last words are one of the labels."""
    folded = ""
    for word in reversed(tokens[-_WORDS:]):
        folded = fold(word) + folded
        if folded and folded in labels:
            return True
    return False
