"""The words of a Word document (ISO/IEC 29500) and of an OpenDocument text or sheet (ISO/IEC 26300), from their XML.

Read as the program that wrote them shows them: what was struck in a tracked change, what is hidden and the code of a
field are no words of the letter. Numbers that the program itself sets before a paragraph are not in the file.
Expat alone: no DTD is taken, so nothing is fetched and nothing grows (hazard 12.1).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, NoReturn
from xml.parsers import expat

from dueprocess.adapters.html_words import row

MAX_NESTING: Final = 200
MAX_CHARACTERS: Final = 4_000_000
_LONG: Final = 60  # characters of a paragraph that is no line of an address or a list
_OFF: Final = frozenset({"0", "false", "off"})


class DamagedError(ValueError):
    """XML that does not parse, has a DTD, nests too deep, or says more than anybody reads."""


def walk(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Tell of each element (namespace, a space, name) and text in order. No DTD is taken. Raises DamagedError."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        parser.Parse(data, True)
    except DamagedError:
        raise
    except (expat.ExpatError, LookupError, ValueError) as fault:  # the last two: an encoding that nobody knows
        raise DamagedError(str(fault)) from fault


def _refuse(*_: object) -> NoReturn:
    raise DamagedError("a DTD")


class _Words:
    """The text of one XML part."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.path: list[str] = []
        self.skipped = 0  # the depth below which nothing counts
        self.begun = 0  # where the paragraph that is being read begins

    def read(self, data: bytes) -> str:
        """The words of one part. Raises DamagedError."""
        walk(data, self._start, self._end, self._text)
        lines = [line.rstrip() for line in "".join(self.parts).replace("\xa0", " ").split("\n")]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(" ")[2]
        self.path.append(local)
        if len(self.path) > MAX_NESTING:
            raise DamagedError("nested too deep")
        if not self.skipped:
            if self.unsaid(local, attributes):
                self.skipped = len(self.path)
            else:
                self.start(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        if not self.skipped:
            self.end(name.rpartition(" ")[2])
        elif self.skipped == len(self.path):
            self.skipped = 0
        self.path.pop()

    def _text(self, text: str) -> None:
        if not self.skipped and self.counts():
            self.add(text)

    def add(self, text: str) -> None:
        """Words that count. Raises DamagedError beyond the limit."""
        self.length += len(text)
        if self.length > MAX_CHARACTERS:
            raise DamagedError("more than anybody reads")
        self.parts.append(text)

    def paragraph(self) -> None:
        """A paragraph ends: a long one stands apart, short ones are lines of one block."""
        parts = self.parts[self.begun :]
        if sum(map(len, parts)) > _LONG:
            self.parts[self.begun :] = ["\n", *parts, "\n"]
        self.add("\n")
        self.begun = len(self.parts)

    def unsaid(self, local: str, attributes: Mapping[str, str]) -> bool:
        """Whether nothing in this element counts."""
        raise NotImplementedError

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        raise NotImplementedError

    def end(self, local: str) -> None:
        """An element ends."""
        raise NotImplementedError

    def counts(self) -> bool:
        """Whether characters here are words."""
        raise NotImplementedError


class _Word(_Words):
    """WordprocessingML. ``mc:Fallback`` says again what ``mc:Choice`` said."""

    _SIGNS: Final = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}

    def __init__(self) -> None:
        super().__init__()
        self.hidden = False  # the run that is being read
        self.rows: list[list[str]] = []  # of each table that is open, the cells of its row
        self.outer: list[list[str]] = []  # what stands around each cell that is open

    def unsaid(self, local: str, attributes: Mapping[str, str]) -> bool:
        del attributes
        return local in {"del", "moveFrom", "Fallback", "instrText", "delText"}

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        if local in {"r", "p"}:
            self.hidden = False
            self.begun = len(self.parts) if local == "p" else self.begun
        elif local == "tr":
            self.rows.append([])
        elif local == "tc":
            self.outer.append(self.parts)
            self.parts = []
        elif local == "vanish" and self.path[-3:-1] == ["r", "rPr"]:
            self.hidden = attributes.get("val", "true") not in _OFF
        elif local in self._SIGNS and self.path[-2] == "r" and not self.hidden:
            self.add(self._SIGNS[local])

    def end(self, local: str) -> None:
        if local == "r":
            self.hidden = False
        elif local == "p":
            self.paragraph()
        elif local == "tc" and self.outer:
            cell = "".join(self.parts)
            self.parts = self.outer.pop()
            if self.rows:
                self.rows[-1].append(cell)
        elif local == "tr" and self.rows:
            self.parts.append(f"{row(self.rows.pop())}\n")

    def counts(self) -> bool:
        return self.path[-1] == "t" and not self.hidden


class _OpenDocument(_Words):
    """``edges``: of a file of styles, where header and footer of the pages stand, those alone."""

    _UNSAID: Final = frozenset({"tracked-changes", "hidden-text", "hidden-paragraph", "automatic-styles", "forms"})

    def __init__(self, *, edges: bool = False) -> None:
        super().__init__()
        self.edges = edges

    def unsaid(self, local: str, attributes: Mapping[str, str]) -> bool:
        del attributes
        return local in self._UNSAID

    def start(self, local: str, attributes: Mapping[str, str]) -> None:
        if not self._inside():
            return
        if local in {"p", "h"}:
            self.begun = len(self.parts)
        elif local == "s":  # so many spaces
            count = attributes.get("c", "1")
            self.add(" " * (int(count) if re.fullmatch(r"[0-9]{1,3}", count) else 1))
        elif local in {"tab", "line-break"}:
            self.add("\t" if local == "tab" else "\n")

    def end(self, local: str) -> None:
        if local == "table-cell":
            self.add("\t")
        elif local == "table-row":
            self.add("\n")
        elif local in {"p", "h"} and self._inside():
            if "table-cell" in self.path:
                self.add(" ")
            else:
                self.paragraph()

    def counts(self) -> bool:
        return self._inside()

    def _inside(self) -> bool:
        said = "p" in self.path or "h" in self.path
        return said and (not self.edges or any(one.startswith(("header", "footer")) for one in self.path))


def of_word(data: bytes) -> str:
    """The words of one part of a Word document. Raises DamagedError."""
    return _Word().read(data)


def of_open_document(data: bytes, *, edges: bool = False) -> str:
    """The words of ``content.xml``; with ``edges`` of headers and footers in ``styles.xml``. Raises DamagedError."""
    return _OpenDocument(edges=edges).read(data)
