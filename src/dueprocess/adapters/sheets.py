"""Tables that people keep, row by row: CSV as programs save it, XLSX, ODS, genericode; with limits, nothing computed.

The file may have been made by anybody: its size packed and unpacked, its rows and columns are limited, formulas stay
text, and a workbook's XML has no document type. Rows come as they are read, so that 100,000 of them need little memory.
"""

import codecs
import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat

from dueprocess.adapters.charsets import shown
from dueprocess.report.tables import TableError

MAX_FILE: Final = 64 << 20
MAX_UNPACKED: Final = 512 << 20
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 64
MAX_CELL: Final = 4_000
_SEPARATORS: Final = ";\t,|"
_TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TEXT: Final = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def rows(data: bytes) -> Iterator[tuple[str, ...]]:
    """The rows of the first table, each cell as text without blanks around it; empty rows are left out.

    Raises TableError, while it is read, too.
    """
    if len(data) > MAX_FILE:
        raise TableError(f"larger than {MAX_FILE >> 20} MiB: split it by year")
    reads = _workbook if data[:2] == b"PK" else _genericode if data.lstrip(b"\xef\xbb\xbf \r\n")[:1] == b"<" else _csv
    found = reads(data)
    for number, row in enumerate(found, 1):
        if number > MAX_ROWS:
            raise TableError(f"more than {MAX_ROWS} rows: split it by year")
        cells = [cell.strip()[:MAX_CELL] for cell in row[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield tuple(cells)


def _csv(data: bytes) -> Iterator[list[str]]:
    text = _decoded(data)
    head = text[:8_000].split("\n", 1)[0]
    separator = max(_SEPARATORS, key=head.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    except csv.Error as fault:
        raise TableError(f"no CSV that can be read ({fault}): save it anew, or as XLSX") from None


def _decoded(data: bytes) -> str:
    """UTF-8 or UTF-16 where it says so, else in the charset that its letters show: each country's Excel has its own."""
    codec = "utf-16" if data[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE} else "utf-8-sig"
    try:
        return data.decode(codec).replace("\x00", "")
    except UnicodeDecodeError:
        return data.decode(shown(data), errors="replace").replace("\x00", "")


def _workbook(data: bytes) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if sum(one.file_size for one in archive.infolist()) > MAX_UNPACKED:
                raise TableError(f"larger than {MAX_UNPACKED >> 20} MiB unpacked: split it by year")
            if "content.xml" in names:
                yield from _ods(archive)
                return
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise TableError("no workbook that can be read: save it as XLSX, ODS or CSV") from None
    yield from _xlsx(data)


def _xlsx(data: bytes) -> Iterator[list[str]]:
    import openpyxl

    from dueprocess.adapters.spreadsheets import text_of

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not need
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            for row in book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True):
                yield [text_of(value) for value in row]
    except Exception as fault:  # noqa: BLE001 - whatever a malformed workbook makes the reader stumble over
        raise TableError(f"no workbook that can be read ({type(fault).__name__}): save it as CSV") from None


def _ods(archive: zipfile.ZipFile) -> Iterator[list[str]]:
    sheet = _Ods()
    try:
        with archive.open("content.xml") as source:
            while (part := source.read(1 << 16)) and not sheet.over:
                sheet.parser.Parse(part, False)
                yield from sheet.taken()
            if not sheet.over:
                sheet.parser.Parse(b"", True)
    except expat.ExpatError:
        raise TableError("no ODS workbook that can be read: save it anew, or as CSV") from None
    yield from sheet.taken()


def _genericode(data: bytes) -> Iterator[list[str]]:
    """A code list as registries publish it (OASIS genericode 1.0): its columns' ids, then a row for each code."""
    sheet = _Genericode()
    try:
        sheet.parser.Parse(data, True)
    except expat.ExpatError:
        raise TableError("no code list in XML that can be read: take the CSV or XLSX of the same list") from None
    if not sheet.columns:
        raise TableError("no code list in genericode: take the CSV or XLSX of the same list")
    yield sheet.columns
    for row in sheet.rows:
        yield [row.get(name, "") for name in sheet.columns]


class _Genericode:
    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.columns: list[str] = []
        self.rows: list[dict[str, str]] = []
        self._ref, self._text = "", ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "Column" if attributes.get("Id") and len(self.columns) < MAX_COLUMNS:
                self.columns.append(attributes["Id"])
            case "Row":
                self.rows.append({})
                if len(self.rows) > MAX_ROWS:
                    raise TableError(f"more than {MAX_ROWS} rows: split it by year")
            case "Value":
                self._ref = attributes.get("ColumnRef", "")
            case "SimpleValue":
                self._text = ""

    def _data(self, text: str) -> None:
        self._text += text[:MAX_CELL]

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "SimpleValue" and self.rows:
            self.rows[-1][self._ref] = self._text


def _doctype(*_: object) -> None:
    raise TableError("a table's XML has no document type")


class _Ods:
    """The first table of an ODS workbook, from the events of its XML. A cell or row that is repeated empty is one."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = _doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data
        self.over = False
        self._rows: list[list[str]] = []
        self._row: list[str] | None = None
        self._said: list[str] | None = None
        self._cell: tuple[str, int] = ("", 1)
        self._times = 1

    def taken(self) -> list[list[str]]:
        """The rows that are whole; they are forgotten here."""
        found, self._rows = self._rows, []
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.over:
            return  # another table, in the part of the file that was read with the first one's end
        if name == f"{_TABLE} table-row":
            self._row, self._times = [], _number(attributes.get(f"{_TABLE} number-rows-repeated"))
        elif name in {f"{_TABLE} table-cell", f"{_TABLE} covered-table-cell"} and self._row is not None:
            said = attributes.get(f"{_OFFICE} date-value", "")[:10] or attributes.get(f"{_OFFICE} value", "")
            self._cell, self._said = (said, _number(attributes.get(f"{_TABLE} number-columns-repeated"))), []
        elif name == f"{_TEXT} p" and self._said:
            self._said.append(" ")

    def _data(self, text: str) -> None:
        if self._said is not None:
            self._said.append(text)

    def _end(self, name: str) -> None:
        row = self._row
        if row is not None and self._said is not None and name.startswith(f"{_TABLE} ") and name.endswith("table-cell"):
            value, times = self._cell
            value = value or "".join(self._said)
            row += [value] * min(times, MAX_COLUMNS - len(row))
            self._said = None
        elif row is not None and name == f"{_TABLE} table-row":
            self._rows += [row] * (min(self._times, MAX_ROWS) if any(row) else 1)
            self._row = None
        elif name == f"{_TABLE} table":
            self.over = True


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 8 else 1  # noqa: PLR2004 - more is no count
