"""The one door through which a command's texts reach a person: ``faults.run`` puts it before both streams.

A desk's name, a sender's note, a file's name: whatever a command prints, by whatever function, is shown as what it is
(``formats/visible``). What is written as bytes is data, and goes by.
"""

import codecs
import contextlib
import io
import re
import sys
from collections.abc import Iterator
from typing import Any, Final, TextIO

from dueprocess.formats import visible

# Styles of this program: bold, dim, red to cyan, and their end. None of them hides anything on any screen.
_STYLE: Final = re.compile(r"(\x1b\[(?:0|1|2|3[1-6])(?:;(?:1|2|3[1-6]))*m)")
_SHORTEST: Final = 3
_MOST: Final = 20_000


class Screen:
    """A text stream that shows what the eye misses; everything else is the stream's own."""

    def __init__(self, stream: TextIO, seen: dict[str, str]) -> None:
        self.bare: Final = stream
        """For bars, which move the cursor themselves."""
        self._seen = seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.bare)

    def write(self, text: str) -> int:
        """Write it as it may stand before a person."""
        pieces = _STYLE.split(text)
        pieces[::2] = [self._told_apart(visible.shown(piece)) for piece in pieces[::2]]
        self.bare.write("".join(pieces))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        """Each as ``write`` does."""
        for line in lines:
            self.write(line)

    def _told_apart(self, text: str) -> str:
        """The text, with a word behind each name that looks like another one which this command printed."""
        for word in dict.fromkeys(visible.words(text)):
            like = visible.alike(word)
            if len(word) < _SHORTEST or (len(self._seen) >= _MOST and like not in self._seen):
                continue
            other = self._seen.setdefault(like, word)
            if other != word:
                text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", f"{word}⟨looks like {other}, and is not⟩", text)
        return text


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Both streams of this process, until the end."""
    seen: dict[str, str] = {}
    out, err = Screen(_writable(sys.stdout), seen), Screen(_writable(sys.stderr), seen)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        yield


def _writable(stream: TextIO) -> TextIO:
    """A stream that takes each mark; of one that says ASCII, as where no language is set, click would go past us."""
    if isinstance(stream, io.TextIOWrapper):
        ascii_ = codecs.lookup(stream.encoding).name == "ascii"
        stream.reconfigure(encoding="utf-8" if ascii_ else None, errors="backslashreplace")
    return stream


def bare(stream: TextIO) -> TextIO:
    """The stream itself, for what moves the cursor: a bar, of this program's own words."""
    return stream.bare if isinstance(stream, Screen) else stream
