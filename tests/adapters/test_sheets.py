"""Tables that people keep: CSV of any program, XLSX and ODS, row by row and within limits."""

import io
import zipfile

import openpyxl
import pytest

from dueprocess.adapters import sheets
from dueprocess.report.tables import TableError

NS = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods(rows: str, *, head: str = "") -> bytes:
    body = f'<office:document-content {NS}><office:body><office:spreadsheet><table:table table:name="a">{rows}'
    body += '</table:table><table:table table:name="b"><table:table-row><table:table-cell><text:p>other</text:p>'
    body += "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f"{head}{body}</office:document-content>")
    return out.getvalue()


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    "data",
    [
        "Datum;Behörde\n1.2.24;Köln\n".encode(),
        "Datum;Behörde\r\n1.2.24;Köln\r\n".encode("cp1252"),
        "Datum\tBehörde\n1.2.24\tKöln\n".encode("utf-16"),
        "\ufeffDatum,Behörde\n\n,,\n 1.2.24 ,Köln".encode(),
    ],
)
def test_csv_as_programs_save_it(data: bytes) -> None:
    assert list(sheets.rows(data)) == [("Datum", "Behörde"), ("1.2.24", "Köln")]


def test_workbooks() -> None:
    book, out = openpyxl.Workbook(), io.BytesIO()
    assert book.active is not None
    for row in (["Datum", "n"], ["=1+1", 3.0]):
        book.active.append(row)
    book.save(out)
    assert list(sheets.rows(out.getvalue())) == [("Datum", "n"), ("=1+1", "3")]
    blank = cell("", 'table:number-columns-repeated="16000"')
    first = f"<table:table-row>{cell('Datum')}{cell('n')}{blank}</table:table-row>"
    many = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    day = cell("9. März", 'office:date-value="2024-03-09T00:00:00"') + cell("3,0", 'office:value="3"')
    assert [row[:2] for row in sheets.rows(ods(f"{first}{many}<table:table-row>{day}</table:table-row>"))] == [
        ("Datum", "n"),
        ("2024-03-09", "3"),
    ]


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 no archive", ods("", head=BOMB), ods("<broken"), ods("")[:80], b"x" * (sheets.MAX_FILE + 1)]
)
def test_what_cannot_be_read_says_what_to_do(data: bytes) -> None:
    with pytest.raises(TableError):
        list(sheets.rows(data))


def test_a_table_without_an_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 3)
    assert len(list(sheets.rows(b"a\n" * 3))) == 3
    with pytest.raises(TableError, match="split it"):
        list(sheets.rows(b"a\n" * 4))
