"""The words of an HTML text. Runs in the sandbox's child: nothing is fetched, and nothing of it is run."""

import html.parser
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

MAX_CHARACTERS: Final = 2_000_000
MAX_NESTING: Final = 100  # cells inside cells; what is deeper belongs to the last
_APART: Final = frozenset(("p", "div", "table", "li", "h1", "h2", "h3", "h4", "h5", "h6", "dt"))
_BLOCKS: Final = _APART | frozenset(
    (
        *("br", "ul", "ol", "dl", "blockquote", "pre", "hr", "section", "article", "header", "footer", "main", "aside"),
        *("nav", "address", "center", "fieldset", "legend", "figure", "figcaption", "caption", "form", "details"),
        "summary",
    )
)
_UNSEEN: Final = frozenset(("script", "style", "head", "title", "template", "noscript"))
_OPEN: Final = frozenset(("p", "li", "dt", "dd", "tr", "td", "th"))
_VOID: Final = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "col", "area", "base", "embed", "source"))
_HIDDEN: Final = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_SPACE: Final = re.compile(r"[ \t\r\n\f\v]+")
_BOX: Final = ("☐", "☒")
_BOXES: Final = frozenset("☐☑☒□✓✔✗✘")
_LABEL: Final = 120  # characters of a cell that the next one of its row stands beside


@dataclass(slots=True)
class _Table:
    """A table that is being read: the cells of its row."""

    cells: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    open: bool = False


def row(cells: Sequence[str]) -> str:
    """A row of a table as text: cells of one line with tabs between them, others below one another."""
    parts: list[str] = []
    for cell in (cell.strip("\n ") for cell in cells):
        if parts and parts[-1]:
            short = "\n" not in parts[-1] and len(parts[-1]) <= _LABEL
            parts.append("\t" if short else "\n\n")
        elif parts:
            parts.append("\t")
        parts.append(cell)
    text = "".join(parts).strip("\t\n ")
    return re.sub(r"\t*\n\n[\n\t]*", "\n\n", text)


class _Text(html.parser.HTMLParser):
    """Text of an HTML part; links keep their address where the words do not show it. Nothing is fetched."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.unseen: list[str] = []  # elements whose words nobody sees
        self.link: str | None = None
        self.tables: list[_Table] = []
        self.lists: list[int | None] = []  # the number of the last point, None where points have none
        self.kept = 0  # inside elements whose spaces count
        self.begins: dict[str, Callable[[dict[str, str]], None]] = {
            "a": self._link_begins,
            "table": self._table_begins,
            "tr": lambda _: self._row_ends(),
            **dict.fromkeys(("td", "th"), self._cell_begins),
            "ul": lambda _: self.lists.append(None),
            "ol": lambda given: self.lists.append(_number(given.get("start")) - 1),
            "li": self._point,
            "dd": lambda _: self.parts.append("\t"),
            "pre": self._kept_begins,
            "input": self._box,
            "img": self._picture,
        }
        self.ends: dict[str, Callable[[], None]] = {
            "a": self._link_ends,
            "table": self._table_ends,
            "tr": self._row_ends,
            **dict.fromkeys(("td", "th"), self._cell_ends),
            **dict.fromkeys(("ul", "ol"), self._list_ends),
            "pre": self._kept_ends,
        }

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        if self.unseen and (tag == "body" or (self.unseen[0] in _OPEN and (tag in _BLOCKS or tag in _OPEN))):
            self.unseen.clear()  # its end was left out, as HTML allows
        if self.unseen or tag in _UNSEEN or "hidden" in given or _HIDDEN.search(given.get("style", "")):
            if tag not in _VOID:
                self.unseen.append(tag)
            return
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag in _APART else "\n")
        if begins := self.begins.get(tag):
            begins(given)

    def handle_endtag(self, tag: str) -> None:
        if self.unseen:
            if tag in self.unseen:
                while self.unseen.pop() != tag:
                    pass
            return
        if ends := self.ends.get(tag):
            ends()
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        between = bool(self.tables) and not self.tables[-1].open and data.isspace()
        if not self.unseen and not between:
            self.parts.append(data if self.kept else _SPACE.sub(" ", data))

    def close(self) -> None:
        super().close()
        while self.tables:
            self._table_ends()

    def _link_begins(self, given: dict[str, str]) -> None:
        self.link = given.get("href") or None

    def _link_ends(self) -> None:
        link = self.link or ""
        if link.startswith(("http://", "https://")) and link.rstrip("/") not in "".join(self.parts[-4:]):
            self.parts.append(f" <{link}> ")
        self.link = None

    def _kept_begins(self, given: dict[str, str]) -> None:
        del given
        self.kept += 1

    def _kept_ends(self) -> None:
        self.kept = max(0, self.kept - 1)

    def _box(self, given: dict[str, str]) -> None:
        if given.get("type", "").lower() in {"checkbox", "radio"}:
            self.parts.append(f"{_BOX['checked' in given]} ")

    def _picture(self, given: dict[str, str]) -> None:
        said = given.get("alt", "").strip()
        if said in _BOXES:
            self.parts.append(said)

    def _point(self, given: dict[str, str]) -> None:
        del given
        number = self.lists[-1] if self.lists else None
        if number is None:
            self.parts.append("- ")
        else:
            self.lists[-1] = number + 1
            self.parts.append(f"{number + 1}. ")

    def _list_ends(self) -> None:
        if self.lists:
            self.lists.pop()

    def _table_begins(self, given: dict[str, str]) -> None:
        del given
        if len(self.tables) < MAX_NESTING:
            self.tables.append(_Table())

    def _table_ends(self) -> None:
        if self.tables:
            self._row_ends()
            self.tables.pop()

    def _cell_begins(self, given: dict[str, str]) -> None:
        del given
        self._cell_ends()
        if self.tables:
            table = self.tables[-1]
            table.outside, table.open = self.parts, True
            self.parts = []

    def _cell_ends(self) -> None:
        if self.tables and self.tables[-1].open:
            table = self.tables[-1]
            table.cells.append(tidy("".join(self.parts)))
            self.parts, table.open = table.outside, False

    def _row_ends(self) -> None:
        self._cell_ends()
        if self.tables and self.tables[-1].cells:
            begun = not self.parts or self.parts[-1].endswith("\n")
            self.parts.append(f"{'' if begun else chr(10)}{row(self.tables[-1].cells)}\n")
            self.tables[-1].cells = []


def tidy(text: str) -> str:
    """Lines without spaces at their ends or several in a row, at most one of them empty; tabs stay."""
    lines = (re.sub(r"[ \r\f\v]+", " ", line).strip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,4}", text) else 1


def from_html(text: str) -> str:
    """The words of an HTML text, paragraphs and the cells of tables kept."""
    parser = _Text()
    parser.feed(text[:MAX_CHARACTERS])
    parser.close()
    return tidy("".join(parser.parts))
