"""Tables in web pages and workbooks (HTML, XLSX), read by parsers of tags that know no document type and no links.

A workbook is an archive of XML (ECMA-376 part 1, 18.3 worksheets, 18.4 shared strings, 18.8 styles). Nothing in it is
computed: of a formula the value that was stored with it counts.
"""

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Final

from transparency.check.model import UnreadableError

MAX_UNPACKED: Final = 48 << 20
MAX_MEMBERS: Final = 400
MAX_TABLES: Final = 60
MAX_COLUMNS: Final = 400
MAX_TAGS: Final = 3_000_000
_MOST_SPANNED: Final = 60
_DAY_ZERO: Final = datetime.date(1899, 12, 30)  # of the 1900 date system
_BUILT_IN: Final = {"9": "percent", "10": "percent", **dict.fromkeys(map(str, (*range(14, 23), 45, 46, 47)), "date")}
_LAST_DAY: Final = 2_958_465
_SILENT: Final = frozenset({"script", "style"})
_SPACED: Final = frozenset({"br", "p", "div", "li"})
_PARTS: Final = frozenset({"table", "tr", "td", "th"})
_HEADINGS: Final = frozenset({"caption", "h1", "h2", "h3", "h4", "h5", "h6"})
_TAG: Final = re.compile(r"""<(?:[\w.-]+:)?([A-Za-z]\w*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*)>([^<]*)""")
_TOLD: Final = re.compile(r"""([\w:.-]+)\s*=\s*["']([^"'<]*)["']""")
_CELL: Final = re.compile(r"([A-Z]{1,3})\d+")


@dataclass(slots=True)
class Grid:
    """One table: what stands above it, and its rows."""

    name: str
    rows: list[list[str]] = field(default_factory=list)


class _Tags(HTMLParser):
    """Tags as they come, each with its attributes and the text until the next; ``/td`` is the end of a td."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs), []))
        if len(self.found) > MAX_TAGS:
            raise UnreadableError(f"a page or sheet of more than {MAX_TAGS:,} parts; save its table as CSV")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(f"/{tag}", ())

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][2].append(data)

    def __iter__(self) -> Iterator[tuple[str, Mapping[str, str | None], str]]:
        return ((tag, attrs, "".join(text)) for tag, attrs, text in self.found)


class _Page:
    """The tables of a page, tag by tag; a cell over several columns or rows stands in each of them."""

    def __init__(self) -> None:
        self.done: list[Grid] = []
        self.open: list[Grid] = []
        self.above = ""
        self.texts: list[str] | None = None  # of the cell or heading that is open
        self.span = (1, 1)
        self.below: dict[tuple[int, int, int], str] = {}

    def take(self, tag: str, told: Mapping[str, str | None], said: str) -> None:
        """The next tag, with the text after it."""
        grid = self.open[-1] if self.open else None
        if tag.removeprefix("/") in _PARTS:
            self._end_cell(grid)
        if tag == "table" and len(self.done) < MAX_TABLES:
            self.done.append(Grid(self.above))
            self.open.append(self.done[-1])
        elif tag == "/table" and grid:
            self.open.pop()
        elif tag == "tr" and grid:
            grid.rows.append([])
        elif tag in {"td", "th"} and grid and grid.rows:
            self.texts, self.span = [], (_span(told.get("colspan")), _span(told.get("rowspan")))
        elif tag in _HEADINGS:
            self.texts = []
        elif tag[1:] in _HEADINGS and self.texts is not None:
            self.above, self.texts = " ".join("".join(self.texts).split()), None
            if grid and tag == "/caption":
                grid.name = self.above
        if self.texts is not None and tag not in _SILENT:
            self.texts += [" " if tag in _SPACED else "", said]

    def _end_cell(self, grid: Grid | None) -> None:
        if self.texts is None or grid is None or not grid.rows:
            return
        text, self.texts = " ".join("".join(self.texts).split()), None
        row, at = grid.rows[-1], (id(grid), len(grid.rows))
        self._fill(row, at)
        for _ in range(min(self.span[0], MAX_COLUMNS - len(row))):
            self.below |= {(at[0], at[1] + down, len(row)): text for down in range(1, self.span[1])}
            row.append(text)
        self._fill(row, at)

    def _fill(self, row: list[str], at: tuple[int, int]) -> None:
        """Cells that reach into this row from above."""
        while (text := self.below.pop((*at, len(row)), None)) is not None:
            row.append(text)


def _span(text: str | None) -> int:
    return min(max(1, int(text)), _MOST_SPANNED) if text and text.isascii() and text.isdecimal() else 1


def page(text: str) -> list[Grid]:
    """The tables of a web page, each under its caption, or the heading before it. Raises UnreadableError."""
    reader = _Page()
    for tag in _Tags(text):
        reader.take(*tag)
    return [one for one in reader.done if len(one.rows) > 1]


def _xml(text: str) -> Iterator[tuple[str, Mapping[str, str], str]]:
    """Tags that begin, in XML that programs write: name without prefix, attributes, text until the next tag."""
    for found in _TAG.finditer(text):
        told = {name.rpartition(":")[2]: unescape(value) for name, value in _TOLD.findall(found[2])} if found[2] else {}
        yield found[1], told, unescape(found[3])


def workbook(data: bytes, *, least: int = 2) -> list[Grid]:
    """The sheets of a workbook that hold at least so many rows, by name. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            large = len(members) > MAX_MEMBERS or sum(one.file_size for one in members) > MAX_UNPACKED
            read = [] if large else [one for one in members if one.filename.endswith((".xml", ".rels"))]
            parts = {one.filename: archive.read(one) for one in read}
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, EOFError) as fault:
        raise UnreadableError("no workbook that can be read; save each sheet as CSV") from fault
    if large:
        raise UnreadableError(f"a workbook of more than {MAX_UNPACKED >> 20} MiB unpacked; save its sheets as CSV")
    if "xl/workbook.xml" not in parts:
        raise UnreadableError("an archive and no XLSX workbook; save each sheet as CSV")
    texts = {name: body.decode("utf-8", "replace") for name, body in parts.items()}
    strings = _strings(texts.get("xl/sharedStrings.xml", ""))
    styles = _styles(texts.get("xl/styles.xml", ""))
    paths = {told.get("Id"): told.get("Target") for _, told, _ in _xml(texts.get("xl/_rels/workbook.xml.rels", ""))}
    grids: list[Grid] = []
    for tag, told, _ in _xml(texts["xl/workbook.xml"]):
        if tag == "sheet" and len(grids) < MAX_TABLES:
            target = str(paths.get(told.get("id")) or "").removeprefix("/xl/")
            grids.append(Grid(told.get("name") or "", _rows(texts.get(f"xl/{target}", ""), strings, styles)))
    return [one for one in grids if len(one.rows) >= least]


def _strings(text: str) -> list[str]:
    found: list[str] = []
    for tag, _, said in _xml(text):
        if tag == "si":
            found.append("")
        elif tag == "t" and found:
            found[-1] += said
    return found


def _styles(text: str) -> dict[str, str]:
    """What the cell styles that show a date or a percentage show, by their numbers."""
    own = {
        told.get("numFmtId"): "date" if re.search(r"[yd]", shown) else "percent" if "%" in shown else ""
        for tag, told, _ in _xml(text)
        if tag == "numFmt" and (shown := re.sub(r'"[^"]*"|\[[^]]*\]', "", told.get("formatCode") or ""))
    }
    _, _, styles = text.partition("<cellXfs")
    formats = [told.get("numFmtId") for tag, told, _ in _xml(styles.partition("</cellXfs")[0]) if tag == "xf"]
    return {str(at): found for at, one in enumerate(formats) if (found := own.get(one) or _BUILT_IN.get(one or ""))}


def _rows(text: str, strings: Sequence[str], styles: Mapping[str, str]) -> list[list[str]]:
    rows: list[list[str]] = []
    kind, style, at = "", "", 0
    for tag, told, said in _xml(text):
        if tag == "row":
            rows.append([])
        elif tag == "c" and rows:
            kind, style = told.get("t") or "n", told.get("s") or "0"
            found = _CELL.fullmatch(told.get("r") or "")
            at = _place(found[1]) if found else len(rows[-1])
        elif tag in {"v", "t"} and rows and at < MAX_COLUMNS:
            rows[-1] += [""] * (at + 1 - len(rows[-1]))
            rows[-1][at] += _said(said, kind, strings, styles.get(style, ""))
    return [row for row in rows if any(row)]


def _place(letters: str) -> int:
    number = 0
    for one in letters:
        number = number * 26 + ord(one) - ord("A") + 1
    return number - 1


def _said(text: str, kind: str, strings: Sequence[str], shown: str) -> str:
    """A cell as text: a string by its number, a date as a day and its time, 0.4 as 40% where it is shown so."""
    short = text.strip()
    if kind == "s":
        return strings[int(short)] if short.isdecimal() and int(short) < len(strings) else ""
    if kind == "n" and re.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d{1,2})?", short):
        value = float(short)
        if shown == "date" and 0 < value < _LAST_DAY:
            seconds = round(value % 1 * 86_400)
            moment = datetime.datetime.combine(_DAY_ZERO, datetime.time()) + datetime.timedelta(int(value), seconds)
            return f"{moment:%Y-%m-%d %H:%M:%S}" if seconds else f"{moment:%Y-%m-%d}"
        if shown == "percent":
            return f"{round(value * 100, 9):.9f}".rstrip("0").rstrip(".") + "%"
        return str(int(value)) if value.is_integer() else repr(value)
    return text
