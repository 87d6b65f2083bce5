"""Tables of web pages and workbooks: read as CSV is, with limits, and nothing in them is run or fetched."""

import datetime
import io
import zipfile

import openpyxl
import pytest

from report_check_samples import broken, check, findings, of
from transparency.check import markup, source
from transparency.check.source import UnreadableError

PAGE = """<!doctype html><html><head><style>td { color: red }</style></head><body><h2>2024 H1</h2>
<p>Of these, 5 > 4.</p><table><tr><th rowspan=2>Country<th colspan="2">Requests</tr><tr><th>Received<th>Disclosed</tr>
</table>
<h2>1. Halbjahr 2024</h2>
<table><thead><tr><th>Country</th><th>Requests</th><th>Disclosed</th></tr></thead>
<tr><td rowspan="1">Germany<script>alert("1")</script></td><td>10</td><td><b>1</b>2</td></tr>
<tr><td>C&ocirc;te<br>d&#39;Ivoire</td><td>4</td><td>2</td></tr>
<tr><td>Total</td><td>15</td><td>14</td></tr></table></body></html>"""


def book(**sheets: list[list[object]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_page() -> None:
    first, second = source.tables("a.html", PAGE.encode())
    assert (first.file, first.header) == ("a.html, 2024 H1", ["Country", "Requests Received", "Requests Disclosed"])
    assert list(first.rows) == []
    assert second.header == ["Country", "Requests", "Disclosed"]
    assert [cells for _, cells in second.rows] == [
        ["Germany", "10", "12"],
        ["Côte d'Ivoire", "4", "2"],
        ["Total", "15", "14"],
    ]
    done = check(("a.html", PAGE.encode()))
    assert done.unreadable == {}
    found = [one for report in done.reports for one in report.findings]
    assert "2 places add up to 14 requests received, but the row for all places says 15" in " ".join(
        of(found, "places-to-whole")
    )
    assert broken(found) == {"places-to-whole", "disclosed-within-received"}
    assert {str(period.first) for one in done.reports for table in one.tables for period in table.periods()} == {
        "2024-01-01"
    }


def test_a_page_without_a_table_is_said_to_have_none() -> None:
    done = check(("a.html", b"<html><body><p>4 requests</p></body></html>"))
    assert "holds no table" in done.unreadable["a.html"]


def test_cells_that_reach_over_rows_and_columns_and_tables_in_cells() -> None:
    (grid,) = markup.page("<table><tr><td rowspan=3>a<td>b<tr><td>c<tr><td>d<td colspan=2>e</table>")
    assert grid.rows == [["a", "b"], ["a", "c"], ["a", "d", "e", "e"]]
    (grid,) = markup.page("<table><tr><td>a<td rowspan=2>b<tr><td>c</table>")
    assert grid.rows == [["a", "b"], ["c", "b"]]
    grids = markup.page("<table><tr><td>a<table><tr><td>1<tr><td>2</table><tr><td>b</table>")
    assert [grid.rows for grid in grids] == [[["a"], ["b"]], [["1"], ["2"]]]
    (grid,) = markup.page("<table><caption>Year 2020</caption><tr><td colspan=99999>a<tr><td rowspan=x>b</table>")
    assert (grid.name, len(grid.rows[0]), grid.rows[1]) == ("Year 2020", 60, ["b"])


def test_a_workbook_with_notes_beside_its_figures() -> None:
    rows = [["Country", "Requests", "Disclosed"], ["Germany", 10, 12], ["France", 4.0, None], ["Total", 15, 14]]
    data = book(**{"2024 H1": rows, "Notes": [["What we count", "x"], ["Letters", "y"]]})
    done = check(("a.xlsx", data))
    assert done.unreadable == {}
    (report,) = done.reports
    assert [table.file for table in report.tables] == ["a.xlsx, 2024 H1"]
    assert {"places-to-whole", "disclosed-within-received"} <= broken(report.findings)
    assert "4 = 14" not in str(report.findings)


def test_cells_of_a_workbook_are_texts() -> None:
    day = datetime.date(2024, 6, 30)
    rows = [["=A2", "Zeitraum", "x & <y>"], [1210, day, 0.5], [None, "", 2.0], ["Ü", True, -3]]
    (grid,) = markup.workbook(book(one=rows))
    assert grid.rows[1] == ["1210", "2024-06-30", "0.5"]
    assert grid.rows[0][1:] == ["Zeitraum", "x & <y>"]
    assert grid.rows[2] == ["", "", "2"]
    assert grid.rows[3][0] == "Ü"
    assert grid.rows[3][2] == "-3"


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("~", "_"), text)
    return out.getvalue()


WORKBOOK = {
    "xl__workbook.xml": '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>',
    "xl__~rels__workbook.xml.rels": '<R><Relationship Id="rId1" Target="/xl/worksheets/a.xml"/></R>',
}


def test_strings_that_are_shared_and_prefixes_of_names() -> None:
    sheet = (
        '<x:worksheet><x:row r="1" ><x:c r="A1" t="s"><x:v>1</x:v></x:c><x:c r="C1" t="s"><x:v>0</x:v></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:f>B2</x:f><x:v>7</x:v></x:c><x:c r="B2" t="s"><x:v>99</x:v></x:c></x:row>'
        "</x:worksheet>"
    )
    strings = "<sst><si><r><t>Re</t></r><r><t>quests</t></r></si><si><t>Country</t></si></sst>"
    parts = {**WORKBOOK, "xl__worksheets__a.xml": sheet, "xl__sharedStrings.xml": strings}
    (grid,) = markup.workbook(archive(**parts))
    assert grid.rows == [["Country", "", "Requests"], ["7", ""]]


def test_an_entity_is_never_expanded() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><sst><si><t>&c;</t></si></sst>'
    assert markup._strings(bomb) == ["&c;"]  # noqa: SLF001 - what a hostile file reaches


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04", "no workbook that can be read"),
        (archive(a="b"), "an archive and no XLSX workbook"),
        (archive(**{f"a{one}": "" for one in range(401)}), "more than 48 MiB unpacked"),
        (archive(a="0" * (markup.MAX_UNPACKED + 1)), "more than 48 MiB unpacked"),
        (archive(**{"xl__workbook.xml": "<workbook/>"}), ""),
    ],
)
def test_what_is_no_workbook(data: bytes, says: str) -> None:
    if says:
        with pytest.raises(UnreadableError, match=says):
            source.tables("a.xlsx", data)
    done = check(("a.xlsx", data))
    assert says in done.unreadable["a.xlsx"]


def test_a_page_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markup, "MAX_TAGS", 50)
    with pytest.raises(UnreadableError, match="more than 50 parts"):
        markup.page("<table>" + "<tr><td>1" * 60)


def test_findings_of_pages_are_those_of_csv() -> None:
    rows = [["Year", "Country", "Requests"], ["2020", "A", "5"], ["2020", "Total", "6"]]
    page = "<table>" + "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows) + "</table>"
    as_csv = "\n".join(",".join(row) for row in rows)
    told = [{(one.rule, one.holds) for one in findings(("a", data.encode()))} for data in (page, as_csv)]
    assert told[0] == told[1]
