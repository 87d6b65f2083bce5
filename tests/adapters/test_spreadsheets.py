"""Workbooks: what is written comes back, holds no formula and is the same each time; what is hostile is refused."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import spreadsheets
from dueprocess.report.tables import TableError

DAY = datetime.date(2027, 2, 1)
SHEETS = {"a": (("Name", "Value", "Note"), ("x", 3, "2.5"), ("=1+1", None, "line\x0bbreak")), "b": ()}


def test_what_is_written_comes_back_and_no_text_is_a_formula() -> None:
    data = spreadsheets.write(SHEETS, DAY)
    assert spreadsheets.read(data) == {
        "a": (("Name", "Value", "Note"), ("x", "3", "2.5"), ("'=1+1", "", "line break")),
        "b": (),
    }
    sheet = openpyxl.load_workbook(io.BytesIO(data))["a"]
    assert [type(cell.value) for cell in sheet[2]] == [str, int, float]
    assert sheet["A3"].data_type == "s"


def test_the_same_tables_give_the_same_bytes_on_any_day() -> None:
    data = spreadsheets.write(SHEETS, DAY)
    assert data == spreadsheets.write(SHEETS, DAY)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {member.date_time[0] for member in archive.infolist()} == {1980}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("2027-02-01T00:00:00Z") == 2


def book(*rows: list[object]) -> bytes:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_what_people_type_is_read_as_text() -> None:
    day = datetime.datetime(2026, 12, 31, 0, 0)  # noqa: DTZ001 - a workbook knows no zone
    read = spreadsheets.read(book(["a", 1.0, 0.5, day], [None, None, None, None], ["=2+3", True, None, None]))
    assert read["Sheet"] == (("a", "1", "0.5", "2026-12-31"), ("=2+3", "True", "", ""))


def bomb(size: int, members: int = 1) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(members):
            archive.writestr(f"xl/{number}.xml", b"\0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no XLSX"),
        (b"PK\x03\x04" + b"\0" * 40, "no XLSX"),
        (b"a,b\r\n1,2\r\n", "no XLSX"),
        (bomb(8), "no workbook"),
        (bomb(0, 301), "larger"),
        (bomb(spreadsheets.MAX_UNPACKED + 1), "larger"),
    ],
)
def test_what_is_no_workbook_or_too_large_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        spreadsheets.read(data)


def test_more_rows_than_a_report_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "MAX_ROWS", 3)
    assert len(spreadsheets.read(book(*[["a"]] * 3))["Sheet"]) == 3
    with pytest.raises(TableError, match="more than 3 rows"):
        spreadsheets.read(book(*[["a"]] * 4))


def test_entities_are_not_expanded() -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(8))
    text = f'<!DOCTYPE x [<!ENTITY a0 "lol">{entities}]><x>&a8;</x>'
    good = zipfile.ZipFile(io.BytesIO(book(["a"])))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in good.namelist():
            archive.writestr(name, text if name == "xl/workbook.xml" else good.read(name))
    with pytest.raises(TableError):
        spreadsheets.read(out.getvalue())


@given(st.binary(max_size=300), st.integers(0, 4000))
def test_a_damaged_workbook_is_read_or_refused(noise: bytes, place: int) -> None:
    data = bytearray(spreadsheets.write(SHEETS, DAY))
    data[place % len(data) : place % len(data) + len(noise)] = noise
    try:
        spreadsheets.read(bytes(data))
    except TableError:
        return
