"""Workbooks (XLSX) with openpyxl: one sheet a table, texts as texts, the same bytes each time; and read with limits.

What is written holds no formula and no link. What is read may have been made by anybody: its size packed and unpacked,
its sheets, rows and columns are limited, formulas come back as the text that they are, and nothing is computed.
"""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from dueprocess.report.tables import TableError, Value, shown

MAX_PACKED: Final = 16 * 1024 * 1024
MAX_UNPACKED: Final = 128 * 1024 * 1024
MAX_MEMBERS: Final = 300
MAX_SHEETS: Final = 40
MAX_ROWS: Final = 20_001
MAX_COLUMNS: Final = 64
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,6})?")
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_MODIFIED: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")
_NEVER: Final = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP archive knows


def write(sheets: Mapping[str, Iterable[Sequence[Value]]], on: datetime.date) -> bytes:
    """A workbook dated ``on``."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return _settled(out.getvalue(), on)


def _cell(sheet: Any, value: Value) -> Any:  # noqa: ANN401 - openpyxl has no types
    from openpyxl.cell import WriteOnlyCell

    if value is None or value == "":
        return None
    if isinstance(value, int):
        return value
    if _NUMBER.fullmatch(value):
        return float(value) if "." in value else int(value)
    cell = WriteOnlyCell(sheet, _CONTROL.sub(" ", shown(value)))
    cell.data_type = "s"  # a text is never a formula
    return cell


def _settled(data: bytes, on: datetime.date) -> bytes:
    """The archive with the report's own day instead of the machine's clock."""
    out = io.BytesIO()
    stamp = rf"\g<1>{on.isoformat()}T00:00:00Z\g<2>".encode()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            member = zipfile.ZipInfo(name, _NEVER)
            member.compress_type = zipfile.ZIP_DEFLATED
            body = old.read(name)
            new.writestr(member, _MODIFIED.sub(stamp, body) if name == "docProps/core.xml" else body)
    return out.getvalue()


def read(data: bytes) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The sheets by name, each cell as text. Raises TableError."""
    _limit(data)
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not need
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
            return {sheet.title: _rows(sheet) for sheet in book.worksheets[:MAX_SHEETS]}
    except TableError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a malformed workbook makes the reader stumble over
        raise TableError(f"no workbook that can be read ({type(fault).__name__}): save it as XLSX, or as CSV") from None


def _limit(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise TableError("no XLSX workbook") from None
    unpacked = sum(member.file_size for member in members)
    if len(data) > MAX_PACKED or unpacked > MAX_UNPACKED or len(members) > MAX_MEMBERS:
        message = f"larger than {MAX_PACKED // 1024 // 1024} MB, or than {MAX_UNPACKED // 1024 // 1024} MB unpacked"
        raise TableError(message)


def _rows(sheet: Any) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - openpyxl has no types
    rows: list[tuple[str, ...]] = []
    for row in sheet.iter_rows(max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS, values_only=True):
        rows.append(tuple(text_of(value) for value in row))
        if len(rows) > MAX_ROWS:
            raise TableError(f"sheet {sheet.title[:40]!r} has more than {MAX_ROWS} rows")
    width = max((len(row) - _blanks(row) for row in rows), default=0)
    return tuple((*row[:width], *[""] * (width - len(row))) for row in rows if any(row))


def _blanks(row: Sequence[str]) -> int:
    """Empty cells at the end of a row."""
    return next((place for place, cell in enumerate(reversed(row)) if cell), len(row))


def text_of(value: object) -> str:
    """A cell as text: a day as YYYY-MM-DD, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
