"""What of a letter is laid out and not read as it stands: boxes of a form, quoted lines, spaced words."""

import re
from functools import lru_cache
from itertools import islice
from typing import Final

from dueprocess.demand.reading.tables import Tables

_QUOTED: Final = re.compile(r"(?m)^[ \t]{0,8}>(?:[ \t]?>){0,8}(?=[ \t]|$)")
_SPACED: Final = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){4,40}+(?![^\s:.,])")
_BOX: Final = re.compile(r"[\u2610\u25a1\u25fb\u274f\u2751]|\[ ?\]|\( \)|(?<=\n)_{1,3}(?= )")
_SPACE: Final = re.compile(r"[^\S\n]*")
_TICKS: Final = (*"\u25a0\u2611\u2612\u2713\u2714\u2717\u2718", "[x]", "[X]", "(x)", "(X)")
_TICKED: Final = re.compile("|".join(map(re.escape, _TICKS)))
_BOXES: Final = 400  # boxes of a form that are looked at


@lru_cache(maxsize=8)
def _denied(tables: Tables) -> re.Pattern[str]:
    """A question that its boxes answer by no. The tables hold the Turkish i without a dot as i, and the text both."""
    yes, no = (tables.pattern(f"boxes.{name}").replace("i", "[i\u0131]") for name in ("yes", "no"))
    return re.compile(
        rf"^(?=[^\n]*(?:{_BOX.pattern})[^\S\n]{{0,3}}{yes}(?!\w))[^\n]*(?:{_TICKED.pattern})[^\S\n]{{0,3}}{no}(?!\w)[^\n]*",
        re.IGNORECASE | re.MULTILINE,
    )


def closed_up(text: str) -> str:
    """The text without the spaces in spaced words (B E S C H L U S S), each place kept: a hidden sign is nothing."""
    return _SPACED.sub(lambda match: match[0].replace(" ", "\u200b"), text)


_SET_APART: Final = re.compile(
    r"(?<=[^\W\d_])[^\S\n]{0,9}\n[^\S\n]{0,9}\n[^\S\n]{0,80}(?:[^\W\d_]{2,12},\s(?:[^\W\d_]{2,5}\s)?)?"
    r"\d{1,2}(?:\.\s?\d{1,2}\.\s?|\.?\s[^\W\d_]{3,12}\s)\d{4}[^\n]{0,30}\n[^\S\n]{0,9}\n[^\S\n]{0,80}(?=[^\W\d_])"
)
"""A day that stands in a paragraph of its own, in the middle of a sentence."""


def _in_one(match: re.Match[str]) -> str:
    goes_on = match.string[match.end()].islower()
    return match[0].replace("\n", " ") if goes_on else match[0]


def run_on(text: str) -> str:
    """The text with a sentence in one line whose day is set apart ("by / 11 December 2026 / at the latest")."""
    return _SET_APART.sub(_in_one, text) if "\n\n" in text else text


def unquoted(text: str) -> str:
    """The text without the signs before quoted lines, each place kept: a quoted sentence is a sentence."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text) if ">" in text else text


def unticked(text: str, tables: Tables) -> str:
    """A form without the lines whose box is empty, each place kept; as it is where no box is ticked."""
    if not any(sign in text for sign in _TICKS):
        return text
    text = _denied(tables.whole).sub(lambda match: " " * len(match[0]), text)
    boxes = [match.span() for match in islice(_BOX.finditer(text), _BOXES)]
    parts: list[str] = []
    done = 0
    for start, end in boxes:
        if start >= done:
            beside = _SPACE.match(text, end)
            stop = _box_ends(text, start, beside.end() if beside else end)
            parts += (text[done:start], re.sub(r"[^\n]", " ", text[start:stop]))
            done = stop
    return "".join((*parts, text[done:]))


def _box_ends(text: str, start: int, end: int) -> int:
    """Where the words beside a box end: at the next box, a column, or the last line that is set in deeper than it."""
    depth = start - text.rfind("\n", 0, start) - 1
    while True:
        line = text.find("\n", end)
        line = line if line >= 0 else len(text)
        for other in (_BOX, _TICKED, _CELLS):
            found = other.search(text, end, line)
            line = min(line, found.start()) if found else line
        next_ = _INDENT.match(text, line)
        if not next_ or len(next_[1]) <= depth or _BOX.match(text, next_.end()) or _TICKED.match(text, next_.end()):
            return line
        end = next_.end()


_CELLS: Final = re.compile(r"\t| {3,}(?=\S)|\|")
_INDENT: Final = re.compile(r"\n([ \t]{1,40})(?=\S)")
